//! The program, running.

use std::io::Read;
use std::net::TcpListener;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::client::{Client, FORM, Request};
use crate::clock::Stopwatch;
use crate::ground::Ground;
use crate::process::Group;

/// The first start fills the store; this is how long it may take before it is given up.
const PATIENCE: Duration = Duration::from_secs(180);
/// How much of the log's end is kept, for when the program fails.
const KEPT_LOG: usize = 4_096;
/// The password of all accounts of the demonstration.
const PASSWORD: &str = "karmayogi-demo";

/// `karmayogi serve` on a ground.
pub struct Service {
    child: Child,
    log: Arc<Mutex<Vec<u8>>>,
    /// The port of this machine on which it answers.
    pub port: u16,
    /// From its start to its first answer.
    pub took: Duration,
}

impl Service {
    /// Starts it and waits until it says that it is ready. Its log goes through a pipe to us, as it would to a collector of logs.
    pub async fn start(ground: &Ground) -> anyhow::Result<Self> {
        Self::start_with(ground, &["--demo"]).await
    }

    /// The same without the demonstration.
    pub async fn start_empty(ground: &Ground) -> anyhow::Result<Self> {
        Self::start_with(ground, &[]).await
    }

    async fn start_with(ground: &Ground, options: &[&str]) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new(&ground.program);
        command.arg("serve").args(options);
        command.args(["--listen", &format!("127.0.0.1:{port}")]).args(ground.options());
        let watch = Stopwatch::start();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("{}", ground.program.display()))?;
        let log = Arc::new(Mutex::new(Vec::new()));
        if let Some(errors) = child.stderr.take() {
            let log = log.clone();
            std::thread::spawn(move || drain(errors, &log));
        }
        let mut service = Self { child, log, port, took: Duration::ZERO };
        service.wait_until_ready(watch).await?;
        service.took = watch.passed();
        Ok(service)
    }

    async fn wait_until_ready(&mut self, watch: Stopwatch) -> anyhow::Result<()> {
        while watch.passed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                bail!("the program ended with {status}:\n{}", self.log());
            }
            if let Ok(mut client) = Client::connect(self.port).await
                && client.ask(&Request { path: "/healthz", ..Request::default() }).await.is_ok_and(|status| status == 200)
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        bail!("the program was not ready after {} seconds:\n{}", PATIENCE.as_secs(), self.log())
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its process, to ask for its use of the processors.
    pub fn group(&self) -> Group {
        Group::One(self.pid())
    }

    /// Signs in as an account of the demonstration and returns the token of the session.
    pub async fn sign_in(&self, account: &str) -> anyhow::Result<String> {
        let mut client = Client::connect(self.port).await?;
        let form = format!("identifier={account}&password={PASSWORD}");
        let status = client.ask(&Request { path: "/sign-in", body: Some((FORM, &form)), ..Request::default() }).await?;
        let cookie = client.header("set-cookie").and_then(|cookie| cookie.strip_prefix("session=")?.split(';').next());
        let token = cookie.with_context(|| format!("signing in as {account} was answered with {status}"))?;
        Ok(token.to_owned())
    }

    /// Commits of its store since its start, each one wait for the disk; `None` from a program that does not tell.
    pub async fn commits(&self) -> anyhow::Result<Option<u64>> {
        let mut client = Client::connect(self.port).await?;
        client.ask(&Request { path: "/healthz", ..Request::default() }).await?;
        let said: serde_json::Value = serde_json::from_slice(&client.body())?;
        Ok(said["commits"].as_u64())
    }

    /// Asks it to end and waits until it has.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        Command::new("kill").args(["-TERM", &self.pid().to_string()]).status()?;
        let watch = Stopwatch::start();
        while watch.passed() < Duration::from_secs(30) {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        bail!("the program did not end within 30 seconds:\n{}", self.log())
    }

    /// Ends it at once (SIGKILL): it cannot finish anything.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    fn log(&self) -> String {
        String::from_utf8_lossy(&self.log.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn drain(mut errors: ChildStderr, log: &Mutex<Vec<u8>>) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = errors.read(&mut buffer) {
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        log.extend_from_slice(&buffer[read.saturating_sub(KEPT_LOG)..read]);
        let excess = log.len().saturating_sub(KEPT_LOG);
        log.drain(..excess);
    }
}
