//! Where a measurement takes place: a program, a database and a folder that are gone afterwards.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use kernel::Context;
use serde::Serialize;
use store::{Db, Options, Reactions};
use tempfile::TempDir;

use crate::postgres::Postgres;
use crate::process::Group;

/// Which database is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// SQLite, in the process of the program.
    Sqlite,
    /// PostgreSQL, with `fsync` on.
    Postgres,
}

impl Engine {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// See the module.
pub struct Ground {
    /// Which database.
    pub engine: Engine,
    /// The program.
    pub program: PathBuf,
    /// PostgreSQL, where it is measured.
    pub postgres: Option<Postgres>,
    folder: Folder,
}

/// The folder of the program's data.
enum Folder {
    /// Gone with the ground.
    Own(TempDir),
    /// Somebody else's; it stays.
    Given(PathBuf),
}

impl Ground {
    /// An empty ground.
    pub async fn new(engine: Engine, program: &Path) -> anyhow::Result<Self> {
        let postgres = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Postgres::start().await?),
        };
        Ok(Self { engine, program: program.to_owned(), postgres, folder: Folder::Own(tempfile::tempdir()?) })
    }

    /// A folder that stays, with what is in it: SQLite.
    pub fn given(folder: &Path, program: &Path) -> Self {
        let folder = Folder::Given(folder.to_owned());
        Self { engine: Engine::Sqlite, program: program.to_owned(), postgres: None, folder }
    }

    /// The folder of the program's data.
    pub fn folder(&self) -> &Path {
        match &self.folder {
            Folder::Own(folder) => folder.path(),
            Folder::Given(folder) => folder,
        }
    }

    /// The options by which the program finds this ground.
    pub fn options(&self) -> Vec<std::ffi::OsString> {
        let mut options = vec!["--data".into(), self.folder().into()];
        if let Some(postgres) = &self.postgres {
            options.extend(["--database-url".into(), postgres.address().into()]);
        }
        options
    }

    /// Opens the store beside the program, to prepare or to compare.
    pub async fn open(&self) -> anyhow::Result<Db> {
        let address = match &self.postgres {
            Some(postgres) => postgres.address(),
            None => Db::address_in(self.folder()),
        };
        let options = Options {
            address: &address,
            migrations: schema::STREAM,
            context: Context::system(),
            reactions: Reactions::default(),
        };
        Ok(Db::open(options).await?)
    }

    /// The processes of the database, where they are not the program's own.
    pub fn database(&self) -> Option<Group> {
        self.postgres.as_ref().map(Postgres::group)
    }
}

/// The program `karmayogi` of the same build as this one. Under `cargo run` it is brought up to date first, so that nothing stale is
/// measured.
pub fn program() -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe()?;
    // Tests live one folder deeper than programs.
    let folder = here.parent().map(|folder| if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder });
    let program = folder.context("this program is in no folder")?.join("karmayogi");
    let cargo = std::env::var_os("CARGO");
    if cargo.is_some() || !program.exists() {
        let mut build = Command::new(cargo.unwrap_or_else(|| "cargo".into()));
        build.args(["build", "--quiet", "--bin", "karmayogi"]).args((!cfg!(debug_assertions)).then_some("--release"));
        if !build.status().context("cargo")?.success() {
            bail!("the program karmayogi could not be built");
        }
    }
    Ok(program)
}
