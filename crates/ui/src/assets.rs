//! Style, script and mark: embedded, named by their content, compressed once.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

/// An asset as it is sent.
pub struct Asset {
    /// Its media type.
    pub media_type: &'static str,
    /// The bytes.
    pub plain: Vec<u8>,
    /// The same, compressed with gzip.
    pub gzip: Vec<u8>,
}

struct Shelf {
    paths: BTreeMap<String, String>,
    assets: BTreeMap<String, Asset>,
}

/// The address of an asset; changes whenever its content does, so that it may be kept for ever.
pub fn path(name: &str) -> &'static str {
    shelf().paths.get(name).map_or("/assets/absent", String::as_str)
}

/// The asset at an address.
pub fn find(path: &str) -> Option<&'static Asset> {
    shelf().assets.get(path)
}

fn shelf() -> &'static Shelf {
    static SHELF: LazyLock<Shelf> = LazyLock::new(fill);
    &SHELF
}

fn fill() -> Shelf {
    let mut shelf = Shelf { paths: BTreeMap::new(), assets: BTreeMap::new() };
    for name in Files::iter() {
        let Some(file) = Files::get(&name) else { continue };
        let plain = file.data.into_owned();
        let digest: String = Sha256::digest(&plain).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        let path = format!("/assets/{stem}.{digest}.{extension}");
        shelf.paths.insert(name.to_string(), path.clone());
        shelf.assets.insert(path, Asset { media_type: media_type(extension), gzip: gzip(&plain), plain });
    }
    shelf
}

fn media_type(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing into memory cannot fail; an empty result would be seen by the test that reads every asset.
    encoder.write_all(plain).and_then(|()| encoder.finish()).unwrap_or_default()
}
