//! Connections: how many there may be, and how long one may take to say what it wants.
//!
//! A connection that says nothing costs a few kilobytes and is closed after [`Limits::head`]. When there are as many as there may be, the next
//! ones wait in the queue of the system until one ends; files and the database keep their share of the descriptors.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The most connections, whatever the system would allow.
const MOST: u64 = 20_000;
/// Descriptors that are left for files and the database.
const FOR_OTHERS: u64 = 256;
/// How long the head of a request may take to come, also counted from the end of the request before.
const HEAD: Duration = Duration::from_secs(30);

/// See the module.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The most connections.
    pub(crate) most: usize,
    /// How long the head of a request may take to come.
    pub(crate) head: Duration,
}

impl Limits {
    /// As many as the system allows this program, after asking for as much as it may have.
    pub(crate) fn of_the_system() -> Self {
        let allowed = getrlimit(Resource::Nofile);
        // Refused at worst: then it stays as it was.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: allowed.maximum, maximum: allowed.maximum });
        let descriptors = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        let most = descriptors.saturating_sub(FOR_OTHERS).clamp(64, MOST);
        Self { most: usize::try_from(most).unwrap_or(64), head: HEAD }
    }
}

/// Serves until `stop`, then finishes the requests that are in flight.
pub(crate) async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let (graceful, room) = (GracefulShutdown::new(), Arc::new(Semaphore::new(limits.most)));
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let permit = room.clone().acquire_owned().await.ok()?;
            Some((accept(&listener).await, permit))
        };
        let (stream, permit) = tokio::select! {
            Some(next) = next => next,
            () = &mut stop => break,
        };
        answer(stream, permit, (&router, limits), &graceful);
    }
    drop(listener);
    graceful.shutdown().await;
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) => {
                // One that went away before it was accepted, or no descriptor is left; others may end meanwhile.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

fn answer(stream: TcpStream, permit: OwnedSemaphorePermit, (router, limits): (&Router, Limits), graceful: &GracefulShutdown) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no delay could not be set");
    }
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended");
        }
        drop(permit);
    });
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;

    use super::*;

    const SOON: Duration = Duration::from_millis(1_500);

    async fn start(limits: Limits) -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let router = Router::new().route("/", get(async || "here"));
        let until = async move { drop(stopped.await) };
        (address, stop, tokio::spawn(serve(listener, router, limits, until)))
    }

    /// Connections that begin to say what they want and stop in the middle.
    async fn slow(address: SocketAddr, count: usize) -> Vec<TcpStream> {
        let mut all = Vec::with_capacity(count);
        for _ in 0..count {
            let mut stream = TcpStream::connect(address).await.expect("connected");
            stream.write_all(b"GET / HTTP/1.1\r\nho").await.expect("written");
            all.push(stream);
        }
        all
    }

    async fn ask(address: SocketAddr) -> String {
        let mut stream = TcpStream::connect(address).await.expect("connected");
        stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.expect("written");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        answer
    }

    /// Whether the server ends each, with or without a word.
    async fn are_ended(all: Vec<TcpStream>) -> bool {
        for mut stream in all {
            let mut rest = Vec::new();
            // A reset is an end, too.
            let _ = stream.read_to_end(&mut rest).await;
            if rest.windows(4).any(|word| word == b"here") {
                return false;
            }
        }
        true
    }

    #[tokio::test]
    async fn who_takes_too_long_is_cut_off_and_others_are_answered_meanwhile() {
        let (address, _stop, _) = start(Limits { most: 1_000, head: SOON }).await;
        let all = slow(address, 400).await;
        assert!(ask(address).await.ends_with("here"));
        assert!(are_ended(all).await);
        assert!(ask(address).await.ends_with("here"));
    }

    #[tokio::test]
    async fn more_than_there_is_room_for_wait_their_turn() {
        let (address, _stop, _) = start(Limits { most: 50, head: SOON }).await;
        let all = slow(address, 200).await;
        assert!(ask(address).await.ends_with("here"), "the queue of the system holds it until there is room");
        assert!(are_ended(all).await);
    }

    #[tokio::test]
    async fn stopping_ends_idle_connections_and_then_the_server() {
        let (address, stop, server) = start(Limits { most: 10, head: Duration::from_secs(600) }).await;
        let mut idle = TcpStream::connect(address).await.expect("connected");
        idle.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("written");
        let mut answer = [0; 512];
        assert!(idle.read(&mut answer).await.expect("an answer") > 0);
        stop.send(()).expect("the server listens");
        server.await.expect("it ends");
    }

    #[test]
    fn files_and_the_database_keep_their_share() {
        let limits = Limits::of_the_system();
        assert!((64..=20_000).contains(&limits.most) && limits.head == HEAD);
    }
}
