//! How the text of a statement is kept: compressed, each by itself, with a dictionary of what statements have in common. The first byte says
//! how, so that another dictionary can be added; one that has been released never changes.

use std::cell::RefCell;
use std::sync::OnceLock;

use store::Error;
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};

/// As it is.
const PLAIN: u8 = 0;
/// Compressed with the first dictionary.
const FIRST: u8 = 1;
/// The first dictionary: what learning programs write into most statements, the most frequent last.
static DICTIONARY: &[u8] = include_bytes!("dictionary.txt");
/// The level that does without a code for single letters: on texts of some hundred bytes it takes a third of the time of the next one, for a
/// sixth more bytes.
const LEVEL: i32 = -1;

static ENCODER: OnceLock<EncoderDictionary<'static>> = OnceLock::new();
static DECODER: OnceLock<DecoderDictionary<'static>> = OnceLock::new();

thread_local! {
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Compresses a text; one that cannot be made shorter stays as it is.
pub(super) fn pack(text: &str) -> Vec<u8> {
    let mut out = vec![FIRST];
    match compress(text.as_bytes()) {
        Some(packed) if packed.len() < text.len() => out.extend_from_slice(&packed),
        _ => {
            out[0] = PLAIN;
            out.extend_from_slice(text.as_bytes());
        }
    }
    out
}

fn compress(bytes: &[u8]) -> Option<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|kept| {
        if kept.is_none() {
            let dictionary = ENCODER.get_or_init(|| EncoderDictionary::copy(DICTIONARY, LEVEL));
            *kept = Compressor::with_prepared_dictionary(dictionary).ok();
        }
        kept.as_mut()?.compress(bytes).ok()
    })
}

/// How long the text is that was packed so.
pub(super) fn size(packed: &[u8]) -> usize {
    match packed.split_first() {
        Some((&FIRST, rest)) => {
            let size = zstd::zstd_safe::get_frame_content_size(rest).ok().flatten();
            size.and_then(|size| usize::try_from(size).ok()).unwrap_or(rest.len())
        }
        _ => packed.len().saturating_sub(1),
    }
}

/// The text that was packed.
pub(super) fn unpack(packed: &[u8]) -> Result<String, Error> {
    let broken = || Error::Writer("the text of a statement cannot be read".to_owned());
    let (kind, rest) = packed.split_first().ok_or_else(broken)?;
    let bytes = match *kind {
        PLAIN => rest.to_vec(),
        FIRST => decompress(rest, size(packed)).ok_or_else(broken)?,
        _ => return Err(broken()),
    };
    String::from_utf8(bytes).map_err(|_| broken())
}

fn decompress(bytes: &[u8], size: usize) -> Option<Vec<u8>> {
    DECOMPRESSOR.with_borrow_mut(|kept| {
        if kept.is_none() {
            let dictionary = DECODER.get_or_init(|| DecoderDictionary::copy(DICTIONARY));
            *kept = Decompressor::with_prepared_dictionary(dictionary).ok();
        }
        kept.as_mut()?.decompress(bytes, size).ok()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn a_released_dictionary_never_changes() {
        let digest: String = Sha256::digest(DICTIONARY).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            digest, "5f3e779474d77583b0d81f5490b1ac95d5996a32a6e17c3d7e99f0f291da0e5d",
            "add another dictionary with a number of its own"
        );
    }

    #[test]
    fn what_is_no_packed_text_is_a_fault() {
        for broken in [&[][..], &[9, 1, 2], &[FIRST, 1, 2, 3], &[PLAIN, 0xff]] {
            assert!(unpack(broken).is_err(), "{broken:?}");
        }
    }

    proptest! {
        #[test]
        fn what_was_packed_comes_back(text in ".{0,400}", times in 0_usize..40) {
            let text = text.repeat(times);
            let packed = pack(&text);
            prop_assert_eq!(size(&packed), text.len());
            prop_assert_eq!(unpack(&packed).expect("a text"), text);
        }
    }
}
