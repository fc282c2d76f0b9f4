//! Where the files of a package come from: a folder on disk, or files built into the program.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// The files of a package by their path inside it, with `/` between folders.
#[derive(Clone, Debug, Default)]
pub struct Source(BTreeMap<String, Cow<'static, [u8]>>);

/// More files than any course has: a folder chosen by mistake is refused before it is read.
const MOST_FILES: usize = 5000;

impl Source {
    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        self.0.insert(path.into(), bytes.into());
        self
    }

    /// Reads a folder with all below it. Hidden files are left out; links are not followed.
    pub fn from_folder(folder: &Path) -> std::io::Result<Self> {
        let mut source = Self::default();
        source.add_folder(folder, "")?;
        Ok(source)
    }

    fn add_folder(&mut self, folder: &Path, prefix: &str) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let (kind, name) = (entry.file_type()?, entry.file_name().to_string_lossy().into_owned());
            if name.starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                self.add_folder(&entry.path(), &format!("{prefix}{name}/"))?;
            } else if kind.is_file() {
                if self.0.len() >= MOST_FILES {
                    return Err(std::io::Error::other(format!("more than {MOST_FILES} files: this is no course package")));
                }
                self.0.insert(format!("{prefix}{name}"), Cow::Owned(std::fs::read(entry.path())?));
            }
        }
        Ok(())
    }

    /// The contents of a file.
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(|bytes| &**bytes)
    }

    /// All files, in order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(path, bytes)| (path.as_str(), &**bytes))
    }
}
