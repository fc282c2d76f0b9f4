//! Looking at differences: of a draft to its base, and between two versions of a framework, with the history of its versions.

use axum::Extension;
use axum::extract::{Path, Query, State as Shared};
use maud::{Markup, html};
use people::Actor;
use serde::Deserialize;
use ui::components::{head, trail};
use ui::{View, t};
use uuid::Uuid;
use web::{Fault, Site};

use super::{reached, steps};
use crate::difference::{self, Content, Difference, Names, Published, side_by_side};
use crate::draft::service::difference_to_base;
use crate::draft::store::{self as sql, Draft};

pub(super) async fn difference(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(id): Path<Uuid>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let (draft, _) = reached(&mut conn, &actor, id).await?;
    let (difference, base, now) = difference_to_base(&mut conn, &draft).await?;
    Ok(difference_page(&view, &draft, &difference, &Names::of(&[&base, &now])))
}

/// What a draft changes.
pub(super) fn difference_page(view: &View, draft: &Draft, difference: &Difference, names: &Names) -> Markup {
    let title = t!(view, "draft-side-title", base = draft.base.clone(), version = draft.version.clone());
    ui::page(
        view,
        &title,
        html! {
            (trail(&steps(view, draft), view))
            (head(Some(&draft.title), &title))
            div.stack.loose { (side_by_side(view, difference, names)) }
        },
    )
}

/// Which two versions.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// What the page of versions shows.
#[derive(Clone, Debug, Default)]
pub(super) struct VersionsPage {
    code: String,
    title: kernel::LanguageText,
    versions: Vec<Published>,
    /// The two that are compared, and what differs.
    compared: Option<(Asked, Difference, Names)>,
}

/// Everybody may read the versions, as the library.
pub(super) async fn versions(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let (_, _, title) = sql::framework(&mut conn, &code).await?.ok_or(Fault::Absent)?;
    let versions = difference::versions(&mut conn, &code).await?;
    let kept: Vec<&str> = versions.iter().filter(|one| one.kept).map(|one| one.version.as_str()).collect();
    let or = |asked: &str, other: Option<&&str>| {
        if asked.is_empty() { other.copied().unwrap_or_default().to_owned() } else { asked.to_owned() }
    };
    let asked = Asked { from: or(&asked.from, kept.get(1)), to: or(&asked.to, kept.first()) };
    let from = difference::content(&mut conn, &code, &asked.from).await?;
    let to = difference::content(&mut conn, &code, &asked.to).await?;
    let compared = from.zip(to).map(|(from, to)| compare(asked, &from, &to));
    Ok(versions_page(&view, &VersionsPage { code, title, versions, compared }))
}

fn compare(asked: Asked, from: &Content, to: &Content) -> (Asked, Difference, Names) {
    (asked, difference::difference(from, to), Names::of(&[from, to]))
}

/// The versions of a framework, and two of them side by side.
pub(super) fn versions_page(view: &View, model: &VersionsPage) -> Markup {
    let title = t!(view, "versions-title");
    let choice = |name: &str, label: String, value: &str| {
        html! {
            div.field {
                label for=(name) { (label) }
                select id=(name) name=(name) {
                    @for version in model.versions.iter().filter(|one| one.kept) {
                        option value=(version.version) selected[version.version == value] { (version.version) }
                    }
                }
            }
        }
    };
    let (from, to) = model.compared.as_ref().map_or(("", ""), |(asked, _, _)| (asked.from.as_str(), asked.to.as_str()));
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/framework".to_owned(), t!(view, "library-title"))], view))
            (head(Some(view.words(&model.title)), &title))
            div.stack.loose {
                ul.rows.plain {
                    @for version in &model.versions {
                        li { b { (version.version) } span.quiet { (t!(view, "library-version", version = version.version.clone(), date = view.date(version.published))) } }
                    }
                }
                @if let Some((_, difference, names)) = &model.compared {
                    form.filters method="get" action={ "/frameworks/versions/" (model.code) } {
                        (choice("from", t!(view, "difference-before"), from))
                        (choice("to", t!(view, "difference-after"), to))
                        button.button.plain { (t!(view, "versions-compare")) }
                    }
                    (side_by_side(view, difference, names))
                } @else { p { (t!(view, "versions-one")) } }
            }
        },
    )
}

#[cfg(test)]
mod samples {
    use kernel::{Date, Language, LanguageText};

    use super::super::samples::{contents, draft};
    use super::*;
    use crate::draft::domain::State;

    #[test]
    fn differences_and_versions_render_in_every_language() {
        let (base, now) = contents();
        let asked = Asked { from: "1".to_owned(), to: "2".to_owned() };
        let versions = ["2", "1"].map(|version| Published { version: version.to_owned(), published: Date(20_000), kept: true });
        let title = LanguageText::of("F", "एफ़");
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let (asked, difference, names) = compare(asked.clone(), &base, &now);
            let page = difference_page(&view, &draft(State::Review1), &difference, &names).into_string();
            assert!(page.matches("<h1").count() == 1 && !page.contains(">draft-"), "{page}");
            let model = VersionsPage {
                code: "f".to_owned(),
                title: title.clone(),
                versions: versions.to_vec(),
                compared: Some((asked, difference, names)),
            };
            let page = versions_page(&view, &model).into_string();
            assert!(page.matches("<h1").count() == 1 && !page.contains(">versions-"), "{page}");
            let one = VersionsPage { versions: versions[..1].to_vec(), ..VersionsPage::default() };
            assert!(versions_page(&view, &one).into_string().contains("<h1"));
        }
    }
}
