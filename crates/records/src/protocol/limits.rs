//! How much a client may ask: size of a body, memory of all bodies, requests a second.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use http_body_util::BodyExt;
use kernel::Timestamp;
use kernel::time::SECOND;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Refused;
use crate::client::Client;

/// The largest body, in bytes.
pub const LARGEST_BODY: usize = 16 * 1024 * 1024;
/// The memory that all bodies together may take, in bytes.
pub const ALL_BODIES: usize = 256 * 1024 * 1024;
/// A body must have come within this time.
const SLOWEST_BODY: Duration = Duration::from_secs(60);
/// How long a request waits for memory before it is turned away.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// The unit in which memory is given out.
const KIBIBYTE: usize = 1024;

/// The memory and the counters.
#[derive(Clone)]
pub(super) struct Limits {
    memory: Arc<Semaphore>,
    slowest: Duration,
    buckets: Arc<Mutex<HashMap<i64, Bucket>>>,
}

/// Requests that a client may still send, filled again as time passes.
#[derive(Clone, Copy)]
struct Bucket {
    left: i64,
    filled: Timestamp,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: Arc::new(Semaphore::new(ALL_BODIES / KIBIBYTE)), slowest: SLOWEST_BODY, buckets: Arc::default() }
    }
}

impl Limits {
    /// Reads a body whole. The permit holds its share of the memory.
    pub(super) async fn read(&self, headers: &HeaderMap, body: Body) -> Result<(Vec<u8>, OwnedSemaphorePermit), Refused> {
        let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if announced.is_some_and(|length| length > LARGEST_BODY) {
            return Err(Refused::too_large());
        }
        // A body that does not say how long it is may become as large as any.
        let share = announced.unwrap_or(if body.is_end_stream() { 0 } else { LARGEST_BODY }) / KIBIBYTE;
        let wanted = self.memory.clone().acquire_many_owned(u32::try_from(share + 1).unwrap_or(u32::MAX));
        let permit =
            tokio::time::timeout(LONGEST_WAIT, wanted).await.map_err(|_| Refused::busy())?.map_err(|_| Refused::busy())?;
        let bytes = tokio::time::timeout(self.slowest, collect(body, announced.unwrap_or(0))).await;
        Ok((bytes.map_err(|_| Refused::too_slow())??, permit))
    }

    /// Counts a request of a client against its rate.
    pub(super) fn count(&self, client: &Client, now: Timestamp) -> Result<(), Refused> {
        let Some(rate) = client.requests_per_second else { return Ok(()) };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.entry(client.id).or_insert(Bucket { left: rate, filled: now });
        let gained = now.since(bucket.filled).max(0).saturating_mul(rate) / SECOND;
        if gained > 0 {
            *bucket = Bucket { left: (bucket.left + gained).min(rate), filled: now };
        }
        if bucket.left <= 0 {
            return Err(Refused::too_many());
        }
        bucket.left -= 1;
        Ok(())
    }
}

async fn collect(mut body: Body, announced: usize) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::with_capacity(announced);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refused::bad("the body ended too early"))?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > LARGEST_BODY {
            return Err(Refused::too_large());
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use axum::body::Bytes;
    use axum::http::StatusCode;
    use http_body::Frame;

    use super::*;
    use crate::client::{Scope, Scopes};

    /// A body of which nothing more comes.
    struct Stalled;

    impl HttpBody for Stalled {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
            Poll::Pending
        }
    }

    #[tokio::test]
    async fn a_body_that_stalls_is_turned_away_and_its_memory_given_back() {
        let limits = Limits { slowest: Duration::from_millis(1), ..Limits::default() };
        let all = limits.memory.available_permits();
        let refused = limits.read(&HeaderMap::new(), Body::new(Stalled)).await.expect_err("refused");
        assert_eq!(super::super::answer::finish(Err(refused), "2.0.0").status(), StatusCode::REQUEST_TIMEOUT);
        assert_eq!(limits.memory.available_permits(), all);
    }

    #[test]
    fn a_rate_is_refilled_as_time_passes() {
        let client = Client { id: 1, scopes: Scopes(vec![Scope::All]), authority: String::new(), requests_per_second: Some(2) };
        let (limits, now) = (Limits::default(), Timestamp(0));
        assert!(limits.count(&client, now).is_ok() && limits.count(&client, now).is_ok());
        assert!(limits.count(&client, now).is_err());
        assert!(limits.count(&client, now.plus(SECOND / 2)).is_ok());
        assert!(limits.count(&client, now.plus(SECOND / 2)).is_err());
        assert!(limits.count(&Client { requests_per_second: None, ..client }, now).is_ok());
    }
}
