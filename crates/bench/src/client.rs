//! A small HTTP/1.1 client: one connection kept open, one request at a time, requests made beforehand. It does so little because it shares
//! the processors with what it measures.

use std::borrow::Cow;
use std::ops::Range;

use anyhow::{Context as _, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What is sent.
#[derive(Clone, Debug, Default)]
pub struct Request<'a> {
    /// `GET` when there is no body, else `POST`.
    pub body: Option<(&'a str, &'a str)>,
    /// The path with its query.
    pub path: &'a str,
    /// The token of the session.
    pub session: Option<&'a str>,
    /// Whether a compressed answer is welcome.
    pub gzip: bool,
}

/// The media type of a form.
pub const FORM: &str = "application/x-www-form-urlencoded";
/// The media type of JSON.
pub const JSON: &str = "application/json";

/// The fields of a form as they are sent.
pub fn form(fields: &[(String, String)]) -> String {
    let mut out = String::new();
    for (name, value) in fields {
        if !out.is_empty() {
            out.push('&');
        }
        escape(&mut out, name);
        out.push('=');
        escape(&mut out, value);
    }
    out
}

fn escape(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

impl Request<'_> {
    /// Appends the request as it goes over the wire.
    pub fn write(&self, out: &mut Vec<u8>) {
        let method = if self.body.is_some() { "POST" } else { "GET" };
        for part in [method, " ", self.path, " HTTP/1.1\r\nhost: bench\r\n"] {
            out.extend_from_slice(part.as_bytes());
        }
        if let Some(token) = self.session {
            for part in ["cookie: session=", token, "\r\n"] {
                out.extend_from_slice(part.as_bytes());
            }
        }
        if self.gzip {
            out.extend_from_slice(b"accept-encoding: gzip\r\n");
        }
        if let Some((media_type, body)) = self.body {
            for part in ["content-type: ", media_type, "\r\ncontent-length: ", &body.len().to_string(), "\r\n\r\n", body] {
                out.extend_from_slice(part.as_bytes());
            }
        } else {
            out.extend_from_slice(b"\r\n");
        }
    }

    /// The request as it goes over the wire.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(256);
        self.write(&mut out);
        out
    }
}

/// A connection.
pub struct Client {
    stream: TcpStream,
    received: Vec<u8>,
    head: usize,
    body: Vec<Range<usize>>,
}

impl Client {
    /// Connects to a port of this machine.
    pub async fn connect(port: u16) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: Vec::with_capacity(64 * 1024), head: 0, body: Vec::new() })
    }

    /// Sends a request and receives its whole answer, of which the status is returned; head and body can be read until the next one.
    pub async fn send(&mut self, request: &[u8]) -> anyhow::Result<u16> {
        self.stream.write_all(request).await?;
        self.received.clear();
        self.body.clear();
        self.head = self.receive_head().await?;
        let (status, length) = parse_head(&self.received[..self.head])?;
        match length {
            Length::Bytes(bytes) => {
                self.receive_until(self.head + bytes).await?;
                self.body.push(self.head..self.head + bytes);
            }
            Length::Chunked => self.receive_chunks().await?,
        }
        Ok(status)
    }

    /// Sends a request that is made on the spot.
    pub async fn ask(&mut self, request: &Request<'_>) -> anyhow::Result<u16> {
        self.send(&request.bytes()).await
    }

    /// The value of a header of the last answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = std::str::from_utf8(&self.received[..self.head]).ok()?;
        let lines = head.lines().filter_map(|line| line.split_once(':'));
        lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The body of the last answer, as it came (compressed or not).
    pub fn body(&self) -> Cow<'_, [u8]> {
        match self.body.as_slice() {
            [] => Cow::Borrowed(&[]),
            [all] => Cow::Borrowed(&self.received[all.clone()]),
            chunks => Cow::Owned(chunks.iter().flat_map(|chunk| &self.received[chunk.clone()]).copied().collect()),
        }
    }

    /// Its size in bytes.
    pub fn body_bytes(&self) -> u64 {
        self.body.iter().map(|chunk| chunk.len() as u64).sum()
    }

    async fn receive_head(&mut self) -> anyhow::Result<usize> {
        let mut looked = 0;
        loop {
            if let Some(at) = find(&self.received[looked..], b"\r\n\r\n") {
                return Ok(looked + at + 4);
            }
            looked = self.received.len().saturating_sub(3);
            self.receive().await?;
        }
    }

    async fn receive_chunks(&mut self) -> anyhow::Result<()> {
        let mut at = self.head;
        loop {
            let line = loop {
                match find(&self.received[at..], b"\r\n") {
                    Some(end) => break end,
                    None => self.receive().await?,
                }
            };
            let size = std::str::from_utf8(&self.received[at..at + line])?.split(';').next().unwrap_or_default().trim();
            let size = usize::from_str_radix(size, 16).context("the size of a chunk")?;
            let from = at + line + 2;
            self.receive_until(from + size + 2).await?;
            if size == 0 {
                return Ok(());
            }
            self.body.push(from..from + size);
            at = from + size + 2;
        }
    }

    async fn receive_until(&mut self, length: usize) -> anyhow::Result<()> {
        while self.received.len() < length {
            self.receive().await?;
        }
        Ok(())
    }

    async fn receive(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.received).await? == 0 {
            bail!("the connection was closed");
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Bytes(usize),
    Chunked,
}

fn parse_head(head: &[u8]) -> anyhow::Result<(u16, Length)> {
    let head = std::str::from_utf8(head)?;
    let mut lines = head.lines();
    let status: u16 = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status")?.parse()?;
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            return Ok((status, Length::Bytes(value.trim().parse()?)));
        }
        if name.eq_ignore_ascii_case("transfer-encoding") {
            return Ok((status, Length::Chunked));
        }
    }
    if matches!(status, 204 | 304) {
        return Ok((status, Length::Bytes(0)));
    }
    bail!("an answer of unknown length")
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_tell_status_and_length() {
        assert_eq!(parse_head(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n").ok(), Some((200, Length::Bytes(12))));
        assert_eq!(parse_head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").ok(), Some((200, Length::Chunked)));
        assert!(parse_head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }

    #[test]
    fn forms_are_escaped() {
        let fields = [("q1-2".to_owned(), "3".to_owned()), ("q2".to_owned(), "30 दिन".to_owned())];
        assert_eq!(form(&fields), "q1-2=3&q2=30%20%E0%A4%A6%E0%A4%BF%E0%A4%A8");
    }

    #[test]
    fn a_request_carries_its_body_and_its_session() {
        let request = Request { path: "/beats", body: Some((JSON, "{}")), session: Some("t"), gzip: false };
        let text = String::from_utf8(request.bytes()).expect("text");
        assert_eq!(
            text,
            "POST /beats HTTP/1.1\r\nhost: bench\r\ncookie: session=t\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
        );
    }
}
