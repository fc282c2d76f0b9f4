//! The folder of files.

use std::ops::Range;
use std::path::Path as Folder;

use axum::body::{Body, Bytes};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Error, GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutPayload};

/// The part of the folder of files that holds media.
#[derive(Debug)]
pub struct Files(LocalFileSystem);

impl Files {
    /// Opens it, and makes it when it is not there.
    pub fn open(folder: &Folder) -> Result<Self, Error> {
        let folder = folder.join("media");
        std::fs::create_dir_all(&folder).map_err(|source| Error::Generic { store: "media", source: Box::new(source) })?;
        Ok(Self(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true)))
    }

    /// Keeps a file under its name; one that is there already is left alone. On disk when this returns.
    pub async fn keep(&self, name: &str, bytes: Vec<u8>) -> Result<(), Error> {
        match self.size(name).await? {
            Some(size) if size == bytes.len() as u64 => Ok(()),
            _ => self.0.put(&Path::from(name), PutPayload::from(Bytes::from(bytes))).await.map(|_| ()),
        }
    }

    /// The size of a file in bytes; `None`: there is no such file.
    pub async fn size(&self, name: &str) -> Result<Option<u64>, Error> {
        match self.0.head(&Path::from(name)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A part of a file, sent as it is read.
    pub(super) async fn part(&self, name: &str, range: Range<u64>) -> Result<Body, Error> {
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        Ok(Body::from_stream(self.0.get_opts(&Path::from(name), options).await?.into_stream()))
    }
}
