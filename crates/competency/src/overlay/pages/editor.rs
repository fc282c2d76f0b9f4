//! The editor of an overlay: a position with what is inherited and what is local, and the ways to add to it.

use kernel::Level;
use maud::{Markup, html};
use store::{Conn, Error};
use ui::components::{Tone, tag};
use ui::form::Field;
use ui::{View, t};

use super::{PATH, named};
use crate::library::{Library, PositionEntry, RoleEntry};
use crate::overlay::domain::{About, Item, ItemKind};
use crate::overlay::reader::{InUnit, in_unit};
use crate::overlay::store::{self as sql, Overlay};

/// A position in the editor.
#[derive(Clone, Debug)]
pub(super) struct Bench {
    /// Its code.
    pub(super) position: String,
    /// What comes from the framework and from the units above.
    pub(super) inherited: InUnit,
    /// What this overlay says.
    pub(super) items: Vec<Item>,
}

pub(super) async fn load(conn: &mut Conn, overlay: &Overlay, entry: &PositionEntry) -> Result<Bench, Error> {
    let inherited = in_unit(conn, entry.key, overlay.organisation, Some(overlay.organisation)).await?;
    let items = sql::items(conn, overlay.id).await?.into_iter().filter(|item| !item.removed).collect();
    Ok(Bench { position: entry.code.to_string(), inherited, items })
}

/// The address of an item of an overlay: one that is there, or a new one.
fn address(overlay: &Overlay, items: &[Item], (kind, about, code, part): (ItemKind, About, &str, &str)) -> String {
    let of = |item: &&Item| (item.kind, item.about, item.code.as_str(), item.part.as_str()) == (kind, about, code, part);
    match items.iter().find(of) {
        Some(item) => format!("{PATH}/{}/items/{}", overlay.id, item.number),
        None => {
            let values = [("kind", kind.as_str()), ("about", about.as_str()), ("code", code), ("part", part)];
            web::address(&format!("{PATH}/{}/items/new", overlay.id), &values)
        }
    }
}

/// The choice of a position, and the position that is open.
pub(super) fn draw(view: &View, library: &Library, overlay: &Overlay, bench: Option<&Bench>) -> Markup {
    let own = library.stock().positions.iter().filter(|entry| entry.framework.is_none());
    let positions: Vec<(String, String)> =
        own.map(|entry| (entry.code.to_string(), view.words(&entry.title).to_owned())).collect();
    let open = bench.map_or("", |bench| bench.position.as_str());
    html! {
        section aria-labelledby="editor" {
            header { h2 id="editor" { (t!(view, "overlay-editor")) } }
            form.stack.search method="get" action={ (PATH) "/" (overlay.id) "#editor" } {
                (Field { name: "position", label: t!(view, "overlay-position"), value: open, ..Field::default() }.choice(&positions))
                button.button.plain { (t!(view, "overlay-show-position")) }
            }
            @if let Some((bench, entry)) = bench.and_then(|bench| Some((bench, library.position(&bench.position)?))) {
                @if bench.inherited.has_library() { p.notice.gap { (t!(view, "overlay-not-accepted", owner = owner(view, bench))) } }
                (asks(view, library, overlay, bench))
                (roles(view, library, overlay, (bench, entry)))
            }
        }
    }
}

fn owner(view: &View, bench: &Bench) -> String {
    bench.inherited.owner.as_ref().map(|owner| view.words(owner).to_owned()).unwrap_or_default()
}

fn asks(view: &View, library: &Library, overlay: &Overlay, bench: &Bench) -> Markup {
    let subject =
        |competency: &'_ str| address(overlay, &bench.items, (ItemKind::Ask, About::Position, &bench.position, competency));
    let local = |code: &str| {
        let of = |item: &&Item| item.kind == ItemKind::Ask && item.code == bench.position && item.part == code;
        bench.items.iter().find(of).and_then(|item| item.level)
    };
    let level = |level: Option<Level>| level.map_or_else(|| "–".to_owned(), |level| level.number().to_string());
    let known: Vec<_> =
        library.stock().competencies.iter().filter_map(|entry| Some((entry, bench.inherited.asks.get(&entry.key)?))).collect();
    let only_here = bench.items.iter().filter(|item| {
        let asked = library.competency(&item.part).is_some_and(|entry| bench.inherited.asks.contains_key(&entry.key));
        item.kind == ItemKind::Ask && item.code == bench.position && !asked
    });
    html! {
        h3 id="asks" { (t!(view, "library-asks")) }
        div.scroll tabindex="0" role="group" aria-labelledby="asks" { table.table {
            thead { tr {
                th scope="col" { (t!(view, "difference-column-competency")) }
                th.num scope="col" { (t!(view, "overlay-inherited")) }
                th scope="col" { (t!(view, "overlay-set-by")) }
                th.num scope="col" { (t!(view, "overlay-here")) }
                th scope="col" { (t!(view, "draft-grid-do")) }
            } }
            tbody {
                @for (entry, asked) in known {
                    @let code = entry.code.as_str();
                    tr {
                        th scope="row" { (view.say(&entry.name)) }
                        td.num { (level(asked.level().or(asked.national))) }
                        td { @match asked.set_by() { Some(unit) => (tag(Tone::Plain, view.words(unit))), None => (view.say(&overlay.framework_title)) } }
                        td.num { (level(local(code))) }
                        td {
                            div.cluster.links {
                                a href=(subject(code)) { (t!(view, "overlay-raise")) span.hidden-label { ": " (view.words(&entry.name)) } }
                                @if let Some(asks) = asked.level().or(asked.national).max(local(code)) {
                                    a href=(address(overlay, &bench.items, (ItemKind::Words, About::Competency, code, &asks.number().to_string()))) {
                                        (t!(view, "overlay-reword-level", level = asks.number())) span.hidden-label { ": " (view.words(&entry.name)) }
                                    }
                                }
                            }
                        }
                    }
                }
                @for item in only_here {
                    tr {
                        th scope="row" { (named(view, library, About::Competency, &item.part)) }
                        td.num { "–" }
                        td { (tag(Tone::Held, view.words(&overlay.name))) }
                        td.num { (level(item.level)) }
                        td { a href=(subject(&item.part)) { (t!(view, "overlay-change")) } }
                    }
                }
            }
        } }
        p.after { a.button.plain href=(subject("")) { (t!(view, "overlay-add-competency")) } }
    }
}

fn roles(view: &View, library: &Library, overlay: &Overlay, (bench, entry): (&Bench, &PositionEntry)) -> Markup {
    html! {
        h3 { (t!(view, "library-roles")) }
        p { a href=(address(overlay, &bench.items, (ItemKind::Words, About::Position, &bench.position, ""))) { (t!(view, "overlay-reword-title")) } }
        @for role in library.roles(entry) { (one_role(view, overlay, (bench, role))) }
    }
}

fn one_role(view: &View, overlay: &Overlay, (bench, role): (&Bench, &RoleEntry)) -> Markup {
    let code = role.code.as_str();
    let words = |part: &str| address(overlay, &bench.items, (ItemKind::Words, About::Role, code, part));
    let own = bench.items.iter().filter(|item| item.kind == ItemKind::Activity && item.code == code);
    html! {
        div.stack {
            h4 { (view.say(&role.name)) }
            ul.rows.plain {
                @for activity in &role.activities {
                    @let (text, unit) = bench.inherited.say(&activity.text, (About::Role, code, &activity.code));
                    li {
                        div { (view.say(&text)) @if let Some(unit) = unit { (tag(Tone::Plain, view.words(&unit))) } }
                        a href=(words(&activity.code)) { (t!(view, "overlay-reword")) span.hidden-label { ": " (view.words(&text)) } }
                    }
                }
                @for one in bench.inherited.activities(code) {
                    li { div { (view.say(&one.item.texts)) (tag(Tone::Plain, view.words(&one.name))) } }
                }
                @for item in own {
                    li {
                        div { (view.say(&item.texts)) (tag(Tone::Held, view.words(&overlay.name))) }
                        a href={ (PATH) "/" (overlay.id) "/items/" (item.number) } { (t!(view, "overlay-change")) }
                    }
                }
            }
            p { a.button.plain href=(web::address(&format!("{PATH}/{}/items/new", overlay.id), &[("kind", "activity"), ("about", "role"), ("code", code)])) {
                (t!(view, "overlay-add-activity")) span.hidden-label { ": " (view.words(&role.name)) }
            } }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::{Key, Language, LanguageText};

    use super::super::samples;
    use super::*;
    use crate::overlay::domain::State;
    use crate::overlay::law::InForce;
    use crate::overlay::reader::AskedThere;

    #[test]
    fn a_position_shows_what_is_inherited_and_what_is_local_in_every_language() {
        let library = crate::library::samples::library();
        let overlay = samples::overlay(State::Drafting);
        let entry = library.position("head-clerk").expect("a position");
        let unit = LanguageText::of("Department", "विभाग");
        let mut inherited = InUnit { owner: Some(unit.clone()), ..InUnit::default() };
        for (ask, at) in library.asks(entry).iter().zip(0..) {
            let local = (at == 0).then(|| (Level::ALL[4], unit.clone()));
            inherited.asks.insert(ask.competency.key, AskedThere { national: Some(ask.level), binds: at == 0, local });
        }
        let role = library.roles(entry).next().expect("a role");
        let mut local = samples::items();
        local[1].code = role.code.to_string();
        inherited.items = vec![InForce { unit: Key::new(2), name: unit, item: local[1].clone() }];
        local[0].code = entry.code.to_string();
        let bench = Bench { position: entry.code.to_string(), inherited, items: local };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = draw(&view, &library, &overlay, Some(&bench)).into_string();
            assert!(page.contains("/items/new?kind=ask") && page.contains("/items/2") && !page.contains(">overlay-"), "{page}");
            assert!(draw(&view, &library, &overlay, None).into_string().contains("name=\"position\""));
        }
    }
}
