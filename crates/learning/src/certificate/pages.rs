//! The certificate: one printable page, English and Hindi side by side.

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Extension, Router};
use kernel::{Attained, Language};
use maud::{Markup, html};
use people::Learner;
use ui::ladder::Ladder;
use ui::{LANGUAGES, View, t};
use uuid::Uuid;
use web::{Fault, Site};

use super::store::{self as sql, Shown};
use super::{qr, verify};

/// The routes, those for strangers among them.
pub fn routes() -> Router<Site> {
    Router::new().route("/certificates/{id}", get(show)).merge(verify::routes())
}

async fn show(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path(id): Path<Uuid>,
) -> Result<Markup, Fault> {
    let shown = sql::own(&mut site.db.read().await?, learner.official, id).await?.ok_or(Fault::Denied)?;
    Ok(certificate_page(&view, &shown, &site.settings.public_address))
}

/// The certificate as it is printed.
pub fn certificate_page(view: &View, shown: &Shown, public_address: &str) -> Markup {
    let title = t!(view, "certificate-title");
    let address = format!("{}/verify/{}", public_address.trim_end_matches('/'), shown.code);
    ui::plain_page(
        view,
        &title,
        html! {
            p.no-print { a href="/records" { (t!(view, "certificate-back")) } }
            h1.hidden-label { (title) }
            article.certificate {
                div.both {
                    @for language in LANGUAGES { (half(view, shown, &language)) }
                }
                @if let Some((_, level)) = &shown.assessed {
                    (ladder(view, *level))
                }
                (qr::draw(&address, &t!(view, "certificate-qr")))
                p.small { (t!(view, "certificate-verify")) br; a href={ "/verify/" (shown.code) } { (address) } }
                p.strong.num { (shown.code) }
            }
            p.no-print.quiet.small { (t!(view, "certificate-print")) }
        },
    )
}

/// The words in one language.
fn half(view: &View, shown: &Shown, language: &Language) -> Markup {
    let view = &View { language: language.clone(), ..view.clone() };
    let name =
        shown.name.as_ref().map_or_else(|| t!(view, "certificate-name-erased"), |name| name.for_reader(language).to_owned());
    html! {
        section lang=(language) dir=(language.direction()) {
            p.quiet { (t!(view, "certificate-title")) }
            h2 { (name) }
            p { (t!(view, "certificate-words")) }
            h3 { (view.say(&shown.course)) }
            p { (t!(view, "certificate-provider", provider = view.words(&shown.provider).to_owned(), date = view.date(shown.issued_at.date()))) }
            @if let Some((competency, level)) = &shown.assessed {
                p { (t!(view, "certificate-level", competency = view.words(competency).to_owned(), level = level.number())) }
            }
            @if let Some(at) = shown.withdrawn_at {
                p.strong { (t!(view, "certificate-withdrawn", date = view.date(at.date()))) }
            }
        }
    }
}

/// The level that was assessed, as the mark that stands for it everywhere.
pub(super) fn ladder(view: &View, level: kernel::Level) -> Markup {
    let held = Attained::from(level);
    html! { div.enlarged { (Ladder { held, lapsed: held, required: None, assessed: true }.draw(view)) } }
}

#[cfg(test)]
pub(super) fn sample() -> Shown {
    use kernel::{LanguageText, Level, Timestamp};
    Shown {
        id: Uuid::from_u128(1),
        code: "7K3M-Q2ZD-0H9V-XW4T".to_owned(),
        name: Some(people::official::Name {
            latin: "Asha Devi".to_owned(),
            native: "आशा देवी".to_owned(),
            native_language: "hi".to_owned(),
        }),
        course: LanguageText::of("Right to information", "सूचना का अधिकार"),
        provider: LanguageText::of("Institute of Secretariat Training", "सचिवालय प्रशिक्षण संस्थान"),
        issued_at: Timestamp(1_795_329_000_000_000),
        withdrawn_at: None,
        assessed: Level::new(2).ok().map(|level| (LanguageText::of("Right to information", "सूचना का अधिकार"), level)),
    }
}

#[cfg(test)]
mod samples {
    use super::*;

    #[test]
    fn the_certificate_speaks_both_languages_whoever_prints_it() {
        for language in LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = certificate_page(&view, &sample(), "https://karmayogi.gov.in/").into_string();
            assert!(page.contains("Asha Devi") && page.contains("आशा देवी") && page.contains("सूचना का अधिकार"));
            assert!(page.contains("https://karmayogi.gov.in/verify/7K3M-Q2ZD-0H9V-XW4T") && page.contains("<svg class=\"code\""));
            let erased = Shown { name: None, withdrawn_at: Some(view.now), ..sample() };
            assert!(!certificate_page(&view, &erased, "http://localhost").into_string().contains("Asha"));
        }
    }
}
