//! What every handler may use.

use std::path::PathBuf;
use std::sync::Arc;

use store::Db;

/// How the program was started.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address under which people reach it, such as `https://karmayogi.gov.in`; for links in certificates.
    pub public_address: String,
    /// The folder of files.
    pub files: PathBuf,
    /// Whether it serves invented people, which every page then says.
    pub demo: bool,
}

impl Settings {
    /// Cookies are marked `Secure` when people come by https.
    pub fn is_secure(&self) -> bool {
        self.public_address.starts_with("https://")
    }
}

/// The state of all routers. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    /// The store.
    pub db: Db,
    /// How the program was started.
    pub settings: Arc<Settings>,
}
