//! Pages that gather from several realms: the front page, Today, the team, offices, one's account.
//!
//! Deliberately absent: rules and tables of its own. What is decided here is only what to show first.

mod account;
mod front;
mod offices;
mod team;
mod today;

use axum::Router;
use web::Site;

/// The pages of the realm.
pub fn routes() -> Router<Site> {
    Router::new()
        .merge(front::routes())
        .merge(today::routes())
        .merge(team::routes())
        .merge(offices::routes())
        .merge(account::routes())
}
