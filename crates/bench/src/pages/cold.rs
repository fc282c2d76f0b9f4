//! The first visit of a browser that has nothing yet: the page and every asset that it names.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::client::{Client, Request};

/// What a first visit takes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Cold {
    /// Requests, the page among them.
    pub requests: usize,
    /// Bytes of bodies as they are sent, compressed.
    pub bytes: u64,
}

pub(super) async fn measure(port: u16, path: &str, session: &str) -> anyhow::Result<Cold> {
    let mut client = Client::connect(port).await?;
    client.ask(&Request { path, session: Some(session), ..Request::default() }).await?;
    let assets = assets(&String::from_utf8_lossy(&client.body()));
    let mut cold = Cold { requests: 0, bytes: 0 };
    for path in assets.iter().map(String::as_str).chain([path]) {
        let status = client.ask(&Request { path, session: Some(session), gzip: true, body: None }).await?;
        anyhow::ensure!(status == 200, "{path} answered with {status}");
        cold.requests += 1;
        cold.bytes += client.body_bytes();
    }
    Ok(cold)
}

/// The addresses of assets in quotation marks.
fn assets(html: &str) -> BTreeSet<String> {
    html.split('"')
        .filter(|text| text.starts_with("/assets/"))
        .map(|text| text.split('#').next().unwrap_or_default().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_counted_once() {
        let html = r##"<link href="/assets/a.css"><script src="/assets/b.js"></script><use href="/assets/i.svg#x"/><use href="/assets/i.svg#y"/>"##;
        assert_eq!(assets(html).into_iter().collect::<Vec<_>>(), ["/assets/a.css", "/assets/b.js", "/assets/i.svg"]);
    }
}
