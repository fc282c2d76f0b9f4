//! Finding statements and giving them back.

use std::collections::{BTreeSet, HashMap};

use kernel::Timestamp;
use standards::xapi::multipart::Attachment;
use standards::xapi::shape::{self, Format, Languages};
use standards::xapi::{Json, Version};
use store::{Conn, Db, Dialect, Error};
use uuid::Uuid;

use super::domain::{Find, lacks, splice, stamp, stored_at};
use super::forms;
use super::pack;
use super::store::{self as sql, Stored, Window};
use crate::activity;
use crate::client::service::authorities;
use crate::term;

/// The most statements in one answer.
const MOST: usize = 500;
/// Statements are read from the store in steps of so many, until there are enough or they are too large together.
const STEP: i64 = 128;
/// About the largest answer, in bytes of statements or of attachments; a single statement may be larger.
const LARGEST: usize = 8 * 1024 * 1024;

/// Statements of an answer, and where to go on.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The statements as JSON.
    pub statements: Vec<String>,
    /// Contents of their attachments.
    pub attachments: Vec<Attachment>,
    /// After which position there is more.
    pub more: Option<i64>,
}

/// A single statement.
#[derive(Clone, Debug)]
pub struct Single {
    /// The statement as JSON.
    pub statement: String,
    /// Contents of its attachments.
    pub attachments: Vec<Attachment>,
    /// When it was stored.
    pub stored: Timestamp,
}

/// Until when an answer holds everything: nothing stored at or before this instant can still appear. Ask before reading.
pub async fn consistent_through(db: &Db) -> Result<Timestamp, Error> {
    let below = settled(db).await?;
    let mut conn = db.read().await?;
    match conn.dialect() {
        // One writer makes statements visible in their order: whatever is seen is all there is up to it.
        Dialect::Lite => Ok(sql::newest(&mut conn).await?.map_or(below, |newest| newest.max(below))),
        Dialect::Pg => Ok(below),
    }
}

/// The same for one who has read nothing, perhaps a little earlier.
pub(crate) async fn settled(db: &Db) -> Result<Timestamp, Error> {
    Ok(db.settled().await?.plus(-1))
}

/// An instant as the headers show it.
pub fn header_stamp(at: Timestamp) -> String {
    stamp(at)
}

/// The statement with this id; `voided` asks for a voided one, else it must not be. With a client, only if that client stored it.
pub async fn single(conn: &mut Conn, id: Uuid, voided: bool, find: &Find, wanted: &Languages) -> Result<Option<Single>, Error> {
    let found = sql::by_ids(conn, &BTreeSet::from([id])).await?.pop();
    let is_mine = |stored: &Stored| find.client.is_none_or(|client| client == stored.client);
    let Some(stored) = found.filter(|stored| stored.voided == voided && is_mine(stored)) else { return Ok(None) };
    let at = stored_at(stored.position);
    let page = page(conn, vec![stored], find, wanted).await?;
    let statement = page.statements.into_iter().next().ok_or(Error::Missing("statement"))?;
    Ok(Some(Single { statement, attachments: page.attachments, stored: at }))
}

/// The wanted statements that were stored at or before `through`.
pub async fn find(conn: &mut Conn, find: &Find, through: Timestamp, wanted: &Languages) -> Result<Page, Error> {
    let (low, high) = find.range();
    let limit = if find.limit == 0 { MOST } else { find.limit.min(MOST) };
    let window = Window {
        low,
        high: high.min(through.0.saturating_add(1).saturating_mul(super::domain::DIGITS).saturating_sub(1)),
        limit: i64::try_from(limit).unwrap_or(STEP) + 1,
        ascending: find.ascending,
        client: find.client,
    };
    let Some(targets) = targets(conn, find).await? else { return Ok(Page::default()) };
    let (mut rows, is_cut) = rows(conn, window, &targets).await?;
    let is_more = is_cut || rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().map(|row| row.position);
    let mut page = page(conn, rows, find, wanted).await?;
    page.more = page.more.or(last.filter(|_| is_more));
    Ok(page)
}

/// The pair of targets for each term that is asked for; `None` when nobody ever spoke of one of them.
async fn targets(conn: &mut Conn, find: &Find) -> Result<Option<Vec<(i64, i64)>>, Error> {
    let mut targets = Vec::new();
    for (term, is_related) in find.terms() {
        let Some(number) = term::find(conn, &term).await? else { return Ok(None) };
        targets.push((number * 2, number * 2 + i64::from(is_related)));
    }
    Ok(Some(targets))
}

/// So many parts are asked at first, and then this many times as many: what is found often is found in the first of them, what is found
/// seldom is soon looked for in all.
const MORE_PARTS: usize = 8;

/// Walks the parts, newest or oldest first, in steps, until there are enough or they are too large together; tells whether they are.
async fn rows(conn: &mut Conn, window: Window, targets: &[(i64, i64)]) -> Result<(Vec<Stored>, bool), Error> {
    let parts = if targets.is_empty() { Vec::new() } else { parts(conn, window).await? };
    let (mut rest, mut many) = (parts.as_slice(), 1);
    let (mut found, mut size) = (Vec::<Stored>::new(), 0);
    loop {
        let (now, later) = rest.split_at(many.min(rest.len()));
        (rest, many) = (later, many * MORE_PARTS);
        let among = (now.iter().copied().min().unwrap_or_default(), now.iter().copied().max().unwrap_or_default());
        let mut here = window;
        loop {
            here.limit = STEP.min(window.limit - i64::try_from(found.len()).unwrap_or_default());
            let rows = step(conn, here, among, targets).await?;
            let is_last = i64::try_from(rows.len()).unwrap_or_default() < here.limit;
            match rows.last() {
                Some(last) if window.ascending => here.low = last.position + 1,
                Some(last) => here.high = last.position - 1,
                None => {}
            }
            size += rows.iter().map(|row| pack::size(&row.body)).sum::<usize>();
            found.extend(rows);
            if i64::try_from(found.len()).unwrap_or_default() >= window.limit {
                return Ok((found, false));
            }
            if size > LARGEST {
                return Ok((found, true));
            }
            if is_last {
                break;
            }
        }
        if rest.is_empty() {
            return Ok((found, false));
        }
    }
}

/// The parts that reach into the window, in its order.
async fn parts(conn: &mut Conn, window: Window) -> Result<Vec<i64>, Error> {
    let all = sql::parts(conn).await?;
    let ends = std::iter::once(i64::MAX).chain(all.iter().map(|part| part.from - 1));
    let reaches = |part: &sql::Part, end: i64| part.from <= window.high && end >= window.low;
    let mut parts: Vec<i64> = all.iter().zip(ends).filter(|(part, end)| reaches(part, *end)).map(|(part, _)| part.part).collect();
    if window.ascending {
        parts.reverse();
    }
    Ok(parts)
}

async fn step(conn: &mut Conn, window: Window, among: (i64, i64), targets: &[(i64, i64)]) -> Result<Vec<Stored>, Error> {
    let Some(((direct, related), further)) = targets.split_first() else {
        return sql::list(conn, window).await;
    };
    let mut rows = sql::list_mentioning(conn, window, among, *direct, further).await?;
    if related != direct {
        rows.extend(sql::list_mentioning(conn, window, among, *related, further).await?);
        rows.sort_by_key(|row| if window.ascending { row.position } else { -row.position });
        rows.dedup_by_key(|row| row.position);
        rows.truncate(usize::try_from(window.limit).unwrap_or_default());
    }
    Ok(rows)
}

/// Statements as they were received, with what the store adds.
pub(super) async fn exact(conn: &mut Conn, rows: &[Stored]) -> Result<Vec<String>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let numbers: BTreeSet<i64> = rows.iter().flat_map(Stored::form_numbers).collect();
    let forms = forms::texts(conn, &numbers).await?;
    let authorities = authorities(conn).await?;
    rows.iter().map(|row| write(row, &forms, &authorities)).collect()
}

fn write(row: &Stored, forms: &HashMap<i64, String>, authorities: &HashMap<i64, Json>) -> Result<String, Error> {
    let stored = stamp(stored_at(row.position));
    let own: Vec<i64> = row.form_numbers().collect();
    let body = splice(&pack::unpack(&row.body)?, |at, out| {
        let form = usize::try_from(at).ok().and_then(|at| forms.get(own.get(at)?));
        out.push_str(form.map_or("null", String::as_str));
    });
    let keys = body.get(1..body.len().saturating_sub(1)).unwrap_or_default();
    let mut out = format!("{{\"id\":\"{}\",{keys}", row.id.hyphenated());
    if row.lacks & lacks::TIMESTAMP != 0 {
        out.push_str(&format!(",\"timestamp\":\"{stored}\""));
    }
    for (bit, version) in [(lacks::VERSION_1, Version::V1), (lacks::VERSION_2, Version::V2)] {
        if row.lacks & bit != 0 {
            out.push_str(&format!(",\"version\":\"{}\"", version.of_statement()));
        }
    }
    out.push_str(&format!(",\"stored\":\"{stored}\",\"authority\":"));
    authorities.get(&row.client).unwrap_or(&Json::Null).write(&mut out);
    out.push('}');
    Ok(out)
}

async fn page(conn: &mut Conn, rows: Vec<Stored>, find: &Find, wanted: &Languages) -> Result<Page, Error> {
    let texts = exact(conn, &rows).await?;
    if find.format == Format::Exact && !find.attachments {
        return Ok(Page { statements: texts, ..Page::default() });
    }
    let mut all: Vec<Json> = texts.iter().map(|text| Json::parse(text.as_bytes()).unwrap_or(Json::Null)).collect();
    let mut page = Page::default();
    if find.attachments {
        let kept = collect_attachments(conn, &all, &mut page.attachments).await?;
        if kept < all.len() {
            all.truncate(kept);
            page.more = rows.get(kept.saturating_sub(1)).map(|row| row.position);
        }
    }
    match find.format {
        Format::Exact => {}
        Format::Ids => all.iter_mut().for_each(shape::ids),
        Format::Canonical => {
            let iris: BTreeSet<String> = all.iter_mut().flat_map(shape::activities).collect();
            let known = activity::definitions(conn, &iris).await?;
            all.iter_mut().for_each(|statement| shape::canonical(statement, &|iri| known.get(iri).cloned(), wanted));
        }
    }
    page.statements = all.iter().map(Json::to_string).collect();
    Ok(page)
}

/// Gathers the contents that the first statements declare, each once; returns for how many of the statements there was room.
async fn collect_attachments(conn: &mut Conn, all: &[Json], out: &mut Vec<Attachment>) -> Result<usize, Error> {
    let (mut seen, mut size) = (BTreeSet::new(), 0);
    for (at, statement) in all.iter().enumerate() {
        for declared in statement.get("attachments").and_then(Json::as_array).unwrap_or_default() {
            let text = |key| declared.get(key).and_then(Json::as_text).unwrap_or_default().to_owned();
            let sha2 = text("sha2");
            if seen.insert(sha2.to_ascii_lowercase())
                && let Some(content) = sql::attachment(conn, &sha2.to_ascii_lowercase()).await?
            {
                size += content.len();
                out.push(Attachment { content_type: text("contentType"), sha2, content });
            }
        }
        if size > LARGEST && at + 1 < all.len() {
            return Ok(at + 1);
        }
    }
    Ok(all.len())
}
