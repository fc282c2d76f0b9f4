//! pages
use axum::Router;
use web::Site;
/// The routes.
pub fn routes() -> Router<Site> {
    Router::new()
}
