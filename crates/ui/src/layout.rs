//! The frame of every page.

use kernel::Language;
use maud::{DOCTYPE, Markup, html};

use crate::texts::LANGUAGES;
use crate::{View, assets, ladder, t};

/// A page with bar, navigation and content.
pub fn page(view: &View, title: &str, content: Markup) -> Markup {
    framed(view, title, &switch(view), content)
}

/// A page that is one long form: the language switch sends the form with this id, under the name `language`, so that nothing typed is lost.
/// `enter` is the name and value of the button that the Enter key presses: a browser takes the first one of the page, which would be the switch.
pub fn form_page(view: &View, title: &str, (form, enter): (&str, (&str, &str)), content: Markup) -> Markup {
    let switch = html! {
        button hidden form=(form) name=(enter.0) value=(enter.1) {}
        div.switch { @for language in other_languages(view) {
            button form=(form) name="language" value=(language) lang=(language) { (language.own_name()) }
        } }
    };
    framed(view, title, &switch, content)
}

fn framed(view: &View, title: &str, switch: &Markup, content: Markup) -> Markup {
    document(
        view,
        title,
        html! {
            a.skip href="#content" { (t!(view, "skip-to-content")) }
            (bar(view, switch))
            main.wrap id="content" { (content) }
            (tabs(view))
            (foot(view))
        },
    )
}

/// A page to print or to show to strangers: no navigation.
pub fn plain_page(view: &View, title: &str, content: Markup) -> Markup {
    document(
        view,
        title,
        html! {
            main.wrap.sheet id="content" { (content) }
        },
    )
}

/// The page that says what happened, what was kept and what to do next. `kind` is `denied`, `absent`, `internal` or `forged`.
pub fn fault(view: &View, kind: &str, reference: Option<&str>) -> Markup {
    let title = view.text(&format!("fault-{kind}-title"), &crate::Args::new());
    let words = view.text(&format!("fault-{kind}-words"), &crate::Args::new());
    page(
        view,
        &title,
        html! {
            (crate::components::head(None, &title))
            p { (words) }
            @if let Some(reference) = reference { p.quiet.small { (t!(view, "fault-reference", reference = reference.to_owned())) } }
            p { a.button href="/" { (t!(view, "fault-home")) } }
        },
    )
}

/// The session ended before a form came: the form is given back whole, to be sent again after signing in.
pub fn resend(view: &View, fields: &[(String, String)]) -> Markup {
    let title = t!(view, "resend-title");
    let path = view.here();
    page(
        view,
        &title,
        html! {
            (crate::components::head(None, &title))
            div.stack {
                p { (t!(view, "resend-words")) }
                p { a.button.plain href="/sign-in" target="_blank" rel="noopener" { (t!(view, "resend-sign-in")) } }
                form method="post" action=(path) {
                    @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
                    button.button { (t!(view, "resend-send")) }
                }
            }
        },
    )
}

fn document(view: &View, title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(view.language) dir=(view.language.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · " (t!(view, "product-name")) }
                link rel="stylesheet" href=(assets::path("style.css"));
                link rel="icon" href=(assets::path("mark.svg")) type="image/svg+xml";
                script type="module" src=(assets::path("app.js")) {}
            }
            body { (ladder::hatch()) (body) }
        }
    }
}

fn bar(view: &View, switch: &Markup) -> Markup {
    html! {
        header {
            div.bar {
                div.wrap {
                    a.mark href="/" { (mark()) (t!(view, "product-name")) }
                    @if let Some(viewer) = &view.viewer {
                        nav aria-label=(t!(view, "nav-main")) { (links(view, &viewer.navigation)) }
                    }
                    div.end {
                        (switch)
                        @match &view.viewer {
                            Some(viewer) => a href="/account" aria-current=[current(view, "/account")] { (viewer.name) },
                            None => a href="/sign-in" { (t!(view, "sign-in")) },
                        }
                    }
                }
            }
            @if view.demo { p.demo { span.wrap { (t!(view, "demo-notice")) } } }
        }
    }
}

/// The navigation of small screens, within reach of a thumb.
fn tabs(view: &View) -> Markup {
    html! {
        @if let Some(viewer) = &view.viewer {
            nav.tabs aria-label=(t!(view, "nav-main-small")) { (links(view, &viewer.navigation)) }
        }
    }
}

fn links(view: &View, items: &[crate::NavItem]) -> Markup {
    html! {
        @for item in items {
            a href=(item.path) aria-current=[current(view, item.path)] { (t!(view, item.message)) }
        }
    }
}

fn current(view: &View, path: &str) -> Option<&'static str> {
    let here = view.path.split('?').next().unwrap_or_default();
    if here == path {
        return Some("page");
    }
    (here.starts_with(path) && here.as_bytes().get(path.len()) == Some(&b'/')).then_some("true")
}

/// The language switch: each other language by its own name, staying on this page.
fn switch(view: &View) -> Markup {
    html! {
        form.switch method="post" action="/language" {
            input type="hidden" name="return" value=(view.here());
            @for language in other_languages(view) {
                button name="language" value=(language) lang=(language) { (language.own_name()) }
            }
        }
    }
}

fn other_languages(view: &View) -> impl Iterator<Item = Language> {
    LANGUAGES.into_iter().filter(|language| *language != view.language)
}

fn foot(view: &View) -> Markup {
    html! {
        footer.foot {
            div.wrap {
                p.cluster.links.small { a href="/framework" { (t!(view, "library-link")) } }
                p.small.quiet { (t!(view, "foot-words")) }
            }
        }
    }
}

fn mark() -> Markup {
    html! {
        svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" {
            rect.ink x="0" y="14" width="4" height="8" rx="1.2" {}
            rect.ink x="6" y="10" width="4" height="12" rx="1.2" {}
            rect.ink x="12" y="5" width="4" height="17" rx="1.2" {}
            rect.sun x="18" y="0" width="4" height="22" rx="1.2" {}
        }
    }
}
