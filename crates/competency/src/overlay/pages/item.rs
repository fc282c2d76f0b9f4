//! One item: what the framework says, and what the unit says beside it.

use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use kernel::{Language, LanguageText, Level};
use maud::{Markup, html};
use people::Actor;
use store::Conn;
use ui::components::{Tone, head, notice, trail};
use ui::form::Field;
use ui::{View, t};
use uuid::Uuid;
use web::{Answered, Fault, Site, see_other};

use super::{PATH, explain, field, reached, steps, subject, writes};
use crate::library::{Library, Shelf};
use crate::overlay::conflict::Said;
use crate::overlay::domain::{About, Item, ItemKind, OverlayRefusal};
use crate::overlay::items::{ItemEdit, put_item, remove_item};
use crate::overlay::national;
use crate::overlay::store::{self as sql, Overlay};

/// Languages that can be added, besides those that an item has.
const LANGUAGES: [&str; 13] = ["en", "hi", "as", "bn", "gu", "kn", "ml", "mr", "or", "pa", "ta", "te", "ur"];

/// What the page shows.
#[derive(Clone, Debug)]
pub(super) struct ItemPage {
    overlay: Overlay,
    item: Item,
    /// Whether it is not kept yet.
    is_new: bool,
    /// What the framework says.
    said: Said,
    may_write: bool,
}

async fn load(conn: &mut Conn, actor: &Actor, (id, number): (Uuid, &str), asked: &[(String, String)]) -> Result<ItemPage, Fault> {
    let (overlay, parts) = reached(conn, actor, id).await?;
    let item = match number.parse::<i64>() {
        Ok(number) => {
            sql::items(conn, id).await?.into_iter().find(|item| item.number == number && !item.removed).ok_or(Fault::Denied)?
        }
        Err(_) if number == "new" => blank(asked, &overlay).ok_or(Fault::Denied)?,
        Err(_) => return Err(Fault::Denied),
    };
    let said = national::said(conn, (item.kind, item.about, &item.code, &item.part)).await?.unwrap_or_default();
    let may_write = writes(&overlay, &parts);
    Ok(ItemPage { overlay, is_new: number == "new", item, said, may_write })
}

/// A new item about what is asked; a new activity has a code of its own.
fn blank(asked: &[(String, String)], overlay: &Overlay) -> Option<Item> {
    let kind = ItemKind::parse(field(asked, "kind"))?;
    let about = About::parse(field(asked, "about"))?;
    let part = match (kind, field(asked, "part")) {
        (ItemKind::Activity, "") => {
            format!("{}-{}-{}", field(asked, "code"), overlay.office.as_str().to_lowercase(), overlay.edition)
        }
        (_, part) => part.to_owned(),
    };
    Some(Item {
        number: 0,
        kind,
        about,
        code: field(asked, "code").to_owned(),
        part,
        level: None,
        texts: LanguageText::default(),
        reason: String::new(),
        base: Said::default(),
        removed: false,
        revision: 0,
        edited_by: None,
        edited_at: overlay.opened_at,
    })
}

pub(super) async fn show(
    Shared(site): Shared<Site>,
    (Extension(view), Extension(shelf)): (Extension<View>, Extension<Shelf>),
    actor: Actor,
    Path((id, number)): Path<(Uuid, String)>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Markup, Fault> {
    let library = shelf.library(&site.db).await?;
    let model = load(&mut site.db.read().await?, &actor, (id, &number), &asked).await?;
    Ok(item_page(&view, &library, &model, (&[], None)))
}

pub(super) async fn act(
    Shared(site): Shared<Site>,
    (Extension(view), Extension(shelf)): (Extension<View>, Extension<Shelf>),
    actor: Actor,
    Path((id, number)): Path<(Uuid, String)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let library = shelf.library(&site.db).await?;
    let model = load(&mut site.db.read().await?, &actor, (id, &number), &fields).await?;
    let revision = field(&fields, "revision").parse().unwrap_or(-1);
    let done = match field(&fields, "do") {
        "remove" => remove_item(&site.db, actor, id, (model.item.number, revision)).await.answered()?,
        "save" => put_item(&site.db, edit(actor, &model, &fields, revision)).await.answered()?.map(|_| ()),
        _ => return Err(Fault::Absent),
    };
    match done {
        Ok(()) => Ok(see_other(&back(&model.overlay, &model.item, &library))),
        Err(refusal) => {
            let page = item_page(&view, &library, &model, (&fields, Some(refusal)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Back to the position where the item was written.
fn back(overlay: &Overlay, item: &Item, library: &Library) -> String {
    let has =
        |role: &str| library.stock().positions.iter().find(|entry| library.roles(entry).any(|one| one.code.as_str() == role));
    let position = match item.about {
        About::Position => item.code.clone(),
        About::Role => has(&item.code).map(|entry| entry.code.to_string()).unwrap_or_default(),
        About::Competency => String::new(),
    };
    web::address(&format!("{PATH}/{}", overlay.id), &[("position", &position)])
}

fn edit(actor: Actor, model: &ItemPage, fields: &[(String, String)], revision: i64) -> ItemEdit {
    let item = &model.item;
    let part = if item.part.is_empty() && item.kind == ItemKind::Ask { field(fields, "competency") } else { &item.part };
    ItemEdit {
        actor,
        overlay: model.overlay.id,
        seen: (!model.is_new).then_some((item.number, revision)),
        kind: item.kind,
        about: item.about,
        code: item.code.clone(),
        part: part.to_owned(),
        level: field(fields, "level").parse().ok().and_then(|level| Level::new(level).ok()),
        texts: texts(fields),
        reason: field(fields, "reason").to_owned(),
    }
}

/// The words that were typed: `text_TAG` for each language, and `text` in the language of `language`.
fn texts(fields: &[(String, String)]) -> LanguageText {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(4000).collect::<String>();
    let tagged =
        fields.iter().filter_map(|(name, text)| Some((Language::parse(name.strip_prefix("text_")?).ok()?, text.as_str())));
    let other = Language::parse(field(fields, "language")).ok().map(|language| (language, field(fields, "text")));
    tagged.chain(other).fold(LanguageText::default(), |texts, (language, text)| texts.with(language, one_line(text)))
}

/// The page; after a refusal with what was typed.
pub(super) fn item_page(
    view: &View,
    library: &Library,
    model: &ItemPage,
    (typed, refusal): (&[(String, String)], Option<OverlayRefusal>),
) -> Markup {
    let title = view.text(&format!("overlay-kind-{}", model.item.kind.as_str()), &ui::Args::new());
    ui::page(
        view,
        &title,
        html! {
            (trail(&steps(view, &model.overlay), view))
            (head(Some(view.words(&model.overlay.name)), &title))
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            div.stack.loose {
                section aria-labelledby="said" {
                    header { h2 id="said" { (subject(view, library, &model.item)) } }
                    p { (t!(view, "overlay-framework-says")) " " (national_words(view, model)) }
                }
                @if model.may_write { (form(view, library, model, typed)) }
            }
        },
    )
}

fn national_words(view: &View, model: &ItemPage) -> Markup {
    html! {
        @match (model.said.asks(), &model.said.text) {
            (Some(level), _) => (t!(view, "overlay-asks", level = level.number())),
            (None, Some(text)) => q { (view.say(text)) },
            (None, None) => (t!(view, "overlay-says-nothing")),
        }
    }
}

fn form(view: &View, library: &Library, model: &ItemPage, typed: &[(String, String)]) -> Markup {
    let item = &model.item;
    let was_typed = !typed.is_empty();
    let reason = if was_typed { field(typed, "reason") } else { &item.reason };
    let address =
        format!("{PATH}/{}/items/{}", model.overlay.id, if model.is_new { "new".to_owned() } else { item.number.to_string() });
    html! {
        form.stack method="post" action=(address) {
            input type="hidden" name="revision" value=(item.revision);
            @if model.is_new {
                @for (name, value) in [("kind", item.kind.as_str()), ("about", item.about.as_str()), ("code", &item.code), ("part", &item.part)] {
                    input type="hidden" name=(name) value=(value);
                }
            }
            @if item.kind == ItemKind::Ask { (level_fields(view, library, model, typed)) } @else { (text_fields(view, model, typed)) }
            (Field { name: "reason", label: t!(view, "overlay-reason"), hint: Some(t!(view, "overlay-reason-hint")), value: reason, ..Field::default() }.area(2))
            div.cluster {
                button.button name="do" value="save" { (t!(view, "overlay-save")) }
                @if !model.is_new { button.button.plain name="do" value="remove" formnovalidate { (t!(view, "overlay-remove")) } }
            }
        }
    }
}

fn level_fields(view: &View, library: &Library, model: &ItemPage, typed: &[(String, String)]) -> Markup {
    let kept = model.item.level.map_or(String::new(), |level| level.number().to_string());
    let level = if typed.is_empty() { kept.as_str() } else { field(typed, "level") };
    let levels: Vec<(String, String)> =
        Level::ALL.iter().map(|one| (one.number().to_string(), t!(view, "competency-level", level = one.number()))).collect();
    let competencies: Vec<(String, String)> =
        library.stock().competencies.iter().map(|entry| (entry.code.to_string(), view.words(&entry.name).to_owned())).collect();
    html! {
        @if model.item.part.is_empty() {
            (Field { name: "competency", label: t!(view, "difference-column-competency"), value: field(typed, "competency"), ..Field::default() }.choice(&competencies))
        }
        (Field { name: "level", label: t!(view, "overlay-level-here"), value: level, ..Field::default() }.choice(&levels))
    }
}

fn text_fields(view: &View, model: &ItemPage, typed: &[(String, String)]) -> Markup {
    let item = &model.item;
    let mut tags: Vec<String> = ["en", "hi"].map(str::to_owned).to_vec();
    tags.extend(item.texts.languages().map(ToString::to_string).filter(|tag| tag != "en" && tag != "hi"));
    let value = |tag: &str| {
        let kept =
            Language::parse(tag).ok().and_then(|language| item.texts.exactly(&language).map(str::to_owned)).unwrap_or_default();
        if typed.is_empty() { kept } else { field(typed, &format!("text_{tag}")).to_owned() }
    };
    let others: Vec<Language> = LANGUAGES
        .iter()
        .filter(|tag| !tags.iter().any(|known| known == *tag))
        .filter_map(|tag| Language::parse(tag).ok())
        .collect();
    let chosen = field(typed, "language");
    html! {
        @for tag in &tags {
            @let language = Language::parse(tag).unwrap_or(Language::ENGLISH);
            div.field {
                label for={ "text_" (tag) } { (t!(view, "overlay-words-in", language = language.own_name().to_owned())) }
                textarea id={ "text_" (tag) } name={ "text_" (tag) } rows="3" lang=(tag) dir=(language.direction()) { (value(tag)) }
            }
        }
        details.more open[!chosen.is_empty() && !field(typed, "text").is_empty()] {
            summary { (t!(view, "overlay-another-language")) }
            div.stack {
                div.field {
                    label for="language" { (t!(view, "overlay-language")) }
                    select id="language" name="language" {
                        @for language in &others {
                            option value=(language) lang=(language) selected[chosen == language.to_string()] { (language.own_name()) }
                        }
                    }
                }
                div.field {
                    label for="text" { (t!(view, "overlay-words-other")) }
                    textarea id="text" name="text" rows="3" { (field(typed, "text")) }
                }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use super::super::samples;
    use super::*;
    use crate::overlay::domain::State;

    #[test]
    fn an_item_of_each_kind_renders_in_every_language_and_keeps_what_was_typed() {
        let library = crate::library::samples::library();
        let typed = [("reason".to_owned(), "Typed <already>".to_owned()), ("text".to_owned(), "x".to_owned())];
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for item in samples::items() {
                for is_new in [true, false] {
                    let overlay = samples::overlay(State::Drafting);
                    let model = ItemPage { overlay, item: item.clone(), is_new, said: Said::default(), may_write: true };
                    let page = item_page(&view, &library, &model, (&typed, Some(OverlayRefusal::NoRaise))).into_string();
                    assert!(page.matches("<h1").count() == 1 && page.contains("Typed &lt;already&gt;"), "{page}");
                    assert!(!page.contains(">overlay-") && !page.contains("refusal-"), "{page}");
                    assert_eq!(page.contains("value=\"remove\""), !is_new);
                }
            }
        }
    }

    #[test]
    fn words_come_in_the_languages_of_their_fields_and_one_more() {
        let typed = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let texts =
            texts(&[typed("text_hi", " यहाँ \n है "), typed("text_en", ""), typed("language", "ur"), typed("text", "یہاں")]);
        let told: Vec<String> =
            texts.languages().map(|language| format!("{language} {}", texts.exactly(language).unwrap_or_default())).collect();
        assert_eq!(told, ["hi यहाँ है", "ur یہاں"]);
    }
}
