//! A PostgreSQL of the test run's own: temporary folder, free port, an unprivileged user, gone when the test process is.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::{Db, Options, Reactions};
use tokio::sync::OnceCell;

static SERVER: OnceCell<u16> = OnceCell::const_new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new database with all tables, cloned from one template.
pub(crate) async fn fresh_database() -> String {
    let port = *SERVER.get_or_init(start).await;
    let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::SeqCst));
    create(port, &name, Some("laid_out")).await;
    address(port, &name)
}

async fn start() -> u16 {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
    tokio::task::spawn_blocking(move || launch(port)).await.expect("PostgreSQL starts");
    wait_for(port).await;
    create(port, "laid_out", None).await;
    let address = address(port, "laid_out");
    let options =
        Options { address: &address, migrations: schema::STREAM, context: crate::context(), reactions: Reactions::default() };
    Db::open(options).await.expect("the tables are made").close().await;
    port
}

fn address(port: u16, database: &str) -> String {
    format!("postgres://postgres@127.0.0.1:{port}/{database}")
}

async fn create(port: u16, name: &str, template: Option<&str>) {
    let mut conn = PgConnection::connect(&address(port, "postgres")).await.expect("PostgreSQL answers");
    let template = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}{template}"))).execute(&mut conn).await.expect("a database");
}

async fn wait_for(port: u16) {
    for _ in 0..200 {
        if PgConnection::connect(&address(port, "postgres")).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("PostgreSQL did not answer within 10 seconds");
}

/// The server is a child of a small shell that reads from us: when this process ends, however it ends, the shell's input ends, and it
/// stops the server and removes the folder.
#[expect(clippy::zombie_processes, reason = "the shell outlives this process by a moment, to clean up after it")]
fn launch(port: u16) {
    let bin = binaries();
    let script = r#"
        set -e
        folder=$(mktemp -d)
        "$1/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null
        "$1/postgres" -D "$folder/data" -p "$2" -k "$folder" -c listen_addresses=127.0.0.1 -c fsync=off \
            -c full_page_writes=off -c max_connections=300 -c log_min_messages=fatal >/dev/null 2>&1 </dev/null &
        server=$!
        cat >/dev/null || true
        kill -INT "$server"
        wait "$server" || true
        rm -rf "$folder"
    "#;
    let mut command = unprivileged();
    command.args(["sh", "-c", script, "postgres"]).arg(bin).arg(port.to_string());
    let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).current_dir("/tmp").spawn().expect("a shell");
    // Kept open on purpose for as long as the process lives; see above.
    std::mem::forget(child.stdin);
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

fn binaries() -> PathBuf {
    let installed =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let on_path = std::env::var_os("PATH").into_iter().flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let mut found: Vec<PathBuf> = on_path.chain(installed).filter(|folder| has_server(folder)).collect();
    found.pop().expect("PostgreSQL is not installed; run `make test`, which gets it, or install the package postgresql")
}

fn has_server(folder: &Path) -> bool {
    folder.join("initdb").exists() && folder.join("postgres").exists()
}
