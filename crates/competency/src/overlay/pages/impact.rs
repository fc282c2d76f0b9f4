//! Whom an overlay concerns.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use maud::{Markup, html};
use people::Actor;
use ui::View;
use ui::components::trail;
use uuid::Uuid;
use web::{Fault, Site};

use super::{reached, steps};
use crate::overlay::impact::preview;
use crate::publication::{Proofs, impact_parts, no_proofs};

pub(super) async fn show(
    Shared(site): Shared<Site>,
    (Extension(view), proofs): (Extension<View>, Option<Extension<Proofs>>),
    actor: Actor,
    Path(id): Path<Uuid>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let (overlay, _) = reached(&mut conn, &actor, id).await?;
    let proofs = proofs.map_or_else(no_proofs, |Extension(proofs)| Arc::clone(&proofs));
    let proven = proofs.proven(&mut conn, site.db.context().now()).await?;
    let (impact, names) = preview(&mut conn, &overlay, actor.today(), &proven).await?;
    let title = ui::t!(view, "impact-title");
    let parts = impact_parts(&view, &overlay.title, (overlay.grace_days, overlay.effective_from), (&impact, &names));
    Ok(ui::page(&view, &title, html! { (trail(&steps(&view, &overlay), &view)) (parts) }))
}
