//! A PostgreSQL of the bench's own: temporary folder, free port, an unprivileged user, everything on the disk before it is acknowledged.
//! Its settings are those it comes with; only the place and the port are given.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};
use sqlx::{Connection, PgConnection};

use crate::process::Group;

/// A running server. It and its folder are gone when this is dropped, or when the process ends however it ends: the shell between them
/// reads from us, and cleans up when there is nothing more to read.
pub struct Postgres {
    shell: Child,
    said: BufReader<ChildStdout>,
    port: u16,
    server: u32,
}

const SCRIPT: &str = r#"
    set -e
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    "$1/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C >/dev/null
    start() {
        "$1/postgres" -D "$folder/data" -p "$2" -k "$folder" -c listen_addresses=127.0.0.1 -c log_min_messages=fatal \
            >/dev/null 2>&1 </dev/null &
        server=$!
        echo "$server"
    }
    start "$1" "$2"
    while read -r order; do
        kill -QUIT "$server"
        wait "$server" || true
        start "$1" "$2"
    done
    kill -INT "$server"
    wait "$server" || true
"#;

impl Postgres {
    /// Makes a cluster, starts it and waits until it answers.
    pub async fn start() -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = unprivileged();
        command.args(["sh", "-c", SCRIPT, "postgres"]).arg(binaries()?).arg(port.to_string()).current_dir("/tmp");
        let mut shell = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("a shell")?;
        let said = BufReader::new(shell.stdout.take().context("the shell's output")?);
        let mut started = Self { shell, said, port, server: 0 };
        started.next_server().await?;
        Ok(started)
    }

    /// Ends the server at once, without a checkpoint, and starts it again: it recovers from its log.
    pub async fn crash(&mut self) -> anyhow::Result<()> {
        let orders = self.shell.stdin.as_mut().context("the shell's input")?;
        orders.write_all(b"crash\n")?;
        self.next_server().await
    }

    /// The address of its one database.
    pub fn address(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// All its processes.
    pub fn group(&self) -> Group {
        Group::WithChildren(self.server)
    }

    /// How often its log has been brought to the disk since it was made, as it counts itself; behind by up to a second.
    pub async fn log_syncs(&self) -> anyhow::Result<u64> {
        let mut conn = PgConnection::connect(&self.address()).await?;
        let version: i32 = sqlx::query_scalar("SELECT current_setting('server_version_num')::int").fetch_one(&mut conn).await?;
        let count = if version >= 180_000 {
            "SELECT COALESCE(SUM(fsyncs), 0)::bigint FROM pg_stat_io WHERE object = 'wal'"
        } else {
            "SELECT wal_sync FROM pg_stat_wal"
        };
        let syncs: i64 = sqlx::query_scalar(count).fetch_one(&mut conn).await?;
        conn.close().await?;
        Ok(u64::try_from(syncs)?)
    }

    async fn next_server(&mut self) -> anyhow::Result<()> {
        let mut line = String::new();
        self.said.read_line(&mut line)?;
        self.server = line.trim().parse().context("PostgreSQL did not start")?;
        for _ in 0..400 {
            if let Ok(conn) = PgConnection::connect(&self.address()).await {
                conn.close().await?;
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        bail!("PostgreSQL did not answer within 10 seconds")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        // Nothing can be done about a shell that cannot be waited for.
        let _ = self.shell.wait();
    }
}

/// initdb refuses to run as root.
fn unprivileged() -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    let mut command = Command::new(if root { "setpriv" } else { "env" });
    if root {
        command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]);
    }
    command
}

fn binaries() -> anyhow::Result<PathBuf> {
    let installed =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let on_path = std::env::var_os("PATH").into_iter().flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    on_path
        .chain(installed)
        .filter(|folder| has_server(folder))
        .last()
        .context("PostgreSQL is not installed; `make provision` gets it")
}

fn has_server(folder: &Path) -> bool {
    folder.join("initdb").exists() && folder.join("postgres").exists()
}
