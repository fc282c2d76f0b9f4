//! api
use utoipa_axum::router::OpenApiRouter;
use web::Site;
/// The routes.
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
}
