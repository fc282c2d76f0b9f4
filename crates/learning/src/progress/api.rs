//! The beats of the player.

use axum::routing::post;
use axum::{Extension, Json, Router};
use people::Learner;
use serde::{Deserialize, Serialize};
use ui::View;
use uuid::Uuid;
use web::{Fault, Site};

use super::service::{Beat, Credit, Shown};
use super::writer::{BeatRefused, BeatWriter};

/// The route; all its requests share one writer.
pub fn routes(site: &Site) -> Router<Site> {
    Router::new().route("/beats", post(take)).layer(Extension(BeatWriter::start(site.db.clone())))
}

/// A beat as the player sends it. Times are whole seconds of the video; there is no clock of the client in it.
#[derive(Debug, Deserialize)]
struct SentBeat {
    enrolment: Uuid,
    object: Uuid,
    segment: i64,
    kind: SentKind,
    #[serde(default)]
    from_second: i64,
    #[serde(default)]
    to_second: i64,
    visible: bool,
    sequence: i64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SentKind {
    Text,
    Video,
}

/// What is answered once it is on disk.
#[derive(Debug, Serialize)]
struct SentCredit {
    credited_ms: i64,
    segment_done: bool,
    object_done: bool,
    sequence: i64,
}

impl From<Credit> for SentCredit {
    fn from(credit: Credit) -> Self {
        let Credit { credited_ms, segment_done, object_done, sequence } = credit;
        Self { credited_ms, segment_done, object_done, sequence }
    }
}

async fn take(
    learner: Learner,
    Extension(view): Extension<View>,
    Extension(writer): Extension<BeatWriter>,
    Json(sent): Json<SentBeat>,
) -> Result<Json<SentCredit>, Fault> {
    let shown = match sent.kind {
        SentKind::Text => Shown::Text,
        SentKind::Video => Shown::Video { from: sent.from_second.max(0), to: sent.to_second.max(0) },
    };
    let beat = Beat {
        official: learner.official,
        enrolment: sent.enrolment,
        object: sent.object,
        segment: sent.segment,
        language: view.language,
        shown,
        visible: sent.visible,
        sequence: sent.sequence,
    };
    match writer.credit(beat).await {
        Ok(credit) => Ok(Json(credit.into())),
        Err(BeatRefused::Denied) => Err(Fault::Denied),
        Err(BeatRefused::Internal(error)) => Err(Fault::Internal(error)),
    }
}
