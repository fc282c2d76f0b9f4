//! Agents: all that is known of a person by one identifier (`/xapi/agents`).

use axum::http::Method;
use standards::xapi::actor::{identity, person};
use standards::xapi::check::Place;
use standards::xapi::{Json, Term, actor};

use crate::protocol::{Answer, Ask, Lrs, Refused};
use crate::statement::forms_of;
use crate::term;

/// Reads the parameter `agent`: an agent or identified group as JSON. Returns it with what it is known by.
pub(crate) fn read(text: &str) -> Result<(Json, String), Refused> {
    let json = Json::parse(text.as_bytes()).map_err(|fault| Refused::bad(format!("agent: {fault}")))?;
    actor::check_actor(&json, &Place::Top.key("agent")).map_err(|fault| Refused::bad(fault.to_string()))?;
    let identity = identity(&json).ok_or_else(|| Refused::bad("agent: an anonymous group cannot be asked for"))?;
    Ok((json, identity))
}

/// `GET /agents`: the Person object.
pub(crate) async fn serve(lrs: Lrs, ask: Ask) -> Result<Answer, Refused> {
    ask.only(&[Method::GET])?;
    ask.params.only(&["agent"])?;
    if !ask.client.scopes.may_read_all() {
        return Err(Refused::forbidden("the scope statements/read is needed"));
    }
    let (asked, identity) = read(ask.params.required("agent")?)?;
    let mut conn = lrs.db.read().await?;
    let mut forms = vec![asked];
    if let Json::Object(asked) = &mut forms[0] {
        // What the asker calls them is no knowledge.
        asked.take("name");
    }
    if let Some(number) = term::find(&mut conn, &Term::Agent(identity)).await? {
        let known = forms_of(&mut conn, number).await?;
        forms.extend(known.iter().filter_map(|text| Json::parse(text.as_bytes()).ok()));
    }
    Ok(Answer::json(person(&forms).to_string()))
}
