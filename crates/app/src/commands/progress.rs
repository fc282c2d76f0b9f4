//! A progress bar on a terminal; silence elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on standard error; hidden when that is no terminal.
pub(crate) fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{msg:32} {wide_bar} {pos}/{len}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// A counter on standard error for work of which nobody knows how much there is; hidden when that is no terminal.
pub(crate) fn count(what: &str) -> ProgressBar {
    let count = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template(&format!("{{spinner}} {{human_pos}} {what}, {{per_sec}}"));
    count.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
}

/// Moves it.
pub(crate) fn show(bar: &ProgressBar, step: &str, done: u64, total: u64) {
    bar.set_message(step.to_owned());
    bar.set_length(total);
    bar.set_position(done);
}
