//! What a media file really is, whatever its name says.

/// The duration of an MP4 in whole seconds, rounded up: from the movie header `mvhd` (ISO/IEC 14496-12, 8.2.2). `None`: this is no MP4.
pub(super) fn mp4_seconds(bytes: &[u8]) -> Option<i64> {
    if bytes.get(4..8)? != b"ftyp" {
        return None;
    }
    let header = find_box(find_box(bytes, b"moov")?, b"mvhd")?;
    let (scale, duration) = match header.first()? {
        0 => (number(header, 12, 4)?, number(header, 16, 4)?),
        _ => (number(header, 20, 4)?, number(header, 24, 8)?),
    };
    (scale > 0).then(|| duration.div_ceil(scale)).and_then(|seconds| i64::try_from(seconds).ok())
}

/// Whether this is an MP3: an ID3 tag or the beginning of a frame.
pub(super) fn is_mp3(bytes: &[u8]) -> bool {
    bytes.starts_with(b"ID3") || matches!(bytes, [0xff, second, ..] if second & 0xe0 == 0xe0)
}

/// Whether these are WebVTT captions with at least one cue.
pub(super) fn is_captions(bytes: &[u8]) -> bool {
    let text = std::str::from_utf8(bytes).unwrap_or_default().trim_start_matches('\u{feff}');
    text.starts_with("WEBVTT") && text.contains("-->")
}

/// Whether a picture is what its extension says.
pub(super) fn is_picture(extension: &str, bytes: &[u8]) -> bool {
    match extension {
        "png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "jpg" => bytes.starts_with(b"\xff\xd8\xff"),
        "webp" => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        _ => false,
    }
}

/// The contents of the first box of this kind.
fn find_box<'a>(mut bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    loop {
        let (short, name) = (number(bytes, 0, 4)?, bytes.get(4..8)?);
        let (head, size) = if short == 1 { (16, number(bytes, 8, 8)?) } else { (8, short) };
        let size = if size == 0 { bytes.len() } else { usize::try_from(size).ok()? };
        let contents = bytes.get(head..size)?;
        if name == kind {
            return Some(contents);
        }
        bytes = &bytes[size..];
    }
}

/// A big-endian number of `length` bytes.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    Some(bytes.get(at..at.checked_add(length)?)?.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

#[cfg(test)]
pub(super) mod samples {
    fn boxed(kind: &[u8; 4], contents: &[u8]) -> Vec<u8> {
        let size = u32::try_from(contents.len() + 8).expect("a small box").to_be_bytes();
        [&size[..], kind, contents].concat()
    }

    /// An MP4 with nothing but its headers.
    pub fn mp4(seconds: u32) -> Vec<u8> {
        let header = [&[0; 12][..], &1000_u32.to_be_bytes(), &(seconds * 1000).to_be_bytes()].concat();
        [boxed(b"ftyp", b"isom"), boxed(b"free", b""), boxed(b"moov", &boxed(b"mvhd", &header))].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_media_by_their_contents() {
        assert_eq!(mp4_seconds(&samples::mp4(62)), Some(62));
        assert_eq!(mp4_seconds(b"\0\0\0\x08free"), None);
        assert_eq!(mp4_seconds(&samples::mp4(62)[..40]), None);
        assert!(is_captions(b"WEBVTT\n\n00:00.000 --> 00:04.000\nA") && !is_captions(b"WEBVTT\n") && !is_captions(b"\xff"));
        assert!(is_mp3(b"ID3\x04") && is_mp3(&[0xff, 0xfb]) && !is_mp3(b"RIFF"));
        assert!(is_picture("jpg", b"\xff\xd8\xff\xe0") && !is_picture("png", b"\xff\xd8\xff\xe0") && !is_picture("svg", b"<svg"));
    }
}
