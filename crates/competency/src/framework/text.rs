//! Reading a file as text: never more of it than a framework can have, and in whichever of four encodings it is.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::fault::{FaultCode, Reason};

/// A framework has some megabytes of text; more is a mistake or an attack.
pub(crate) const LARGEST: u64 = 50 << 20;

/// How a file was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// With or without a byte order mark.
    Utf8,
    /// By its byte order mark, in either order.
    Utf16,
    /// What old spreadsheets write, and nothing in the file says so. It is read, and the report of the import tells it.
    Windows1252,
}

/// A text, without its byte order mark.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) words: String,
    pub(crate) encoding: Encoding,
}

/// Why a file is no text.
#[derive(Debug)]
pub(crate) enum Unreadable {
    TooLarge,
    NotText {
        /// The line, from 1.
        row: u64,
    },
    Io(std::io::Error),
}

impl From<std::io::Error> for Unreadable {
    fn from(reason: std::io::Error) -> Self {
        Self::Io(reason)
    }
}

impl Unreadable {
    /// As a fault of the file.
    pub(crate) fn reason(&self) -> Reason {
        match self {
            Self::TooLarge => FaultCode::TooLarge.with([("limit", &(LARGEST >> 20))]),
            Self::NotText { .. } => FaultCode::NotText.into(),
            Self::Io(_) if self.is_absent() => FaultCode::MissingFile.into(),
            Self::Io(reason) => FaultCode::UnreadableBecause.with([("detail", reason)]),
        }
    }

    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Self::Io(reason) if reason.kind() == std::io::ErrorKind::NotFound)
    }

    /// The line at which it is wrong; 0 where it is wrong as a whole.
    pub(crate) fn row(&self) -> u64 {
        if let Self::NotText { row } = self { *row } else { 0 }
    }
}

/// Reads a file. No more than [`LARGEST`] bytes are ever held.
pub(crate) fn read(path: &Path) -> Result<Text, Unreadable> {
    let file = File::open(path)?;
    if file.metadata()?.len() > LARGEST {
        return Err(Unreadable::TooLarge);
    }
    let mut bytes = Vec::new();
    // The length may have been a lie: a pipe has none.
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Unreadable::TooLarge);
    }
    decode(bytes)
}

/// The text of some bytes.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<Text, Unreadable> {
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => match std::str::from_utf8(rest) {
            Ok(words) => Ok(Text { words: words.to_owned(), encoding: Encoding::Utf8 }),
            Err(reason) => Err(Unreadable::NotText { row: line(rest, reason.valid_up_to()) }),
        },
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => match String::from_utf8(bytes) {
            Ok(words) => Ok(Text { words, encoding: Encoding::Utf8 }),
            Err(reason) => windows_1252(reason.as_bytes()),
        },
    }
}

fn line(bytes: &[u8], at: usize) -> u64 {
    1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count() as u64
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Text, Unreadable> {
    let units = bytes.chunks(2).map(|pair| pair.try_into().map_or(0xD800, unit));
    let mut words = String::with_capacity(bytes.len() / 2);
    for letter in char::decode_utf16(units) {
        match letter {
            Ok('\0') | Err(_) => return Err(Unreadable::NotText { row: 1 + words.matches('\n').count() as u64 }),
            Ok(letter) => words.push(letter),
        }
    }
    Ok(Text { words, encoding: Encoding::Utf16 })
}

/// The 32 places in which Windows-1252 is not Latin-1; five of them stand for nothing.
const HIGH: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•', '–', '—',
    '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

fn windows_1252(bytes: &[u8]) -> Result<Text, Unreadable> {
    let letter = |byte: &u8| match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        byte => char::from(*byte),
    };
    match bytes.iter().position(|byte| letter(byte) == '\0') {
        Some(at) => Err(Unreadable::NotText { row: line(bytes, at) }),
        None => Ok(Text { words: bytes.iter().map(letter).collect(), encoding: Encoding::Windows1252 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_encodings_are_read_and_the_rest_is_refused_with_its_line() {
        let units = || "\u{feff}a,é\n".encode_utf16();
        for (bytes, encoding) in [
            ("a,é\n".as_bytes().to_vec(), Encoding::Utf8),
            ("\u{feff}a,é\n".as_bytes().to_vec(), Encoding::Utf8),
            (units().flat_map(u16::to_le_bytes).collect(), Encoding::Utf16),
            (units().flat_map(u16::to_be_bytes).collect(), Encoding::Utf16),
            (b"a,\xe9\n".to_vec(), Encoding::Windows1252),
        ] {
            let text = decode(bytes).expect("text");
            assert_eq!((text.words.as_str(), text.encoding), ("a,é\n", encoding));
        }
        assert_eq!(decode(b"\x93so\x94 \x80".to_vec()).expect("text").words, "“so” €");
        for (bytes, row) in [
            (b"a\nb\x81\n".to_vec(), 2),
            (b"\xff\xfea".to_vec(), 1),
            (b"\xff\xfe\x00\xd8a\x00".to_vec(), 1),
            (b"\xef\xbb\xbfa\n\n\xff".to_vec(), 3),
            (b"PK\x03\x04\x00\xff".to_vec(), 1),
        ] {
            assert_eq!(decode(bytes.clone()).expect_err("refused").row(), row, "{bytes:?}");
        }
    }

    #[test]
    fn a_file_of_200_megabytes_is_refused_before_it_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("large.csv");
        File::create(&path).expect("a file").set_len(200 << 20).expect("a length");
        assert_eq!(read(&path).expect_err("refused").reason().to_string(), "is larger than 50 MB");
        assert!(read(&folder.path().join("none.csv")).expect_err("refused").is_absent());
    }
}
