//! Bytes of a file to text that can be scanned.
//!
//! Text comes in UTF-8, with or without a byte-order mark, in UTF-16 with one, and in old
//! encodings that are ASCII in the part that matters: those are decoded lossily,
//! one replacement character for each broken sequence, so that columns stay right.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The largest file that is scanned, in bytes (threat model, section 12).
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// How much of the start of a file decides whether it is binary.
const SNIFF: usize = 8 * 1024;

/// Why a file was not scanned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Skip {
    /// It holds NUL bytes and is no UTF-16 text.
    #[error("binary")]
    Binary,
    /// It is a picture, a font, a sound or an archive: its name and its first bytes agree.
    #[error("not text ({0})")]
    Media(&'static str),
    /// It is above [`MAX_BYTES`].
    #[error("larger than 64 MiB")]
    TooLarge,
    /// It is a pipe, a socket or a device.
    #[error("not a regular file")]
    Special,
    /// The system refused; the words are the system's.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// The scan of its text ran out of its budget before the end.
    #[error("only partly scanned")]
    Partial,
    /// The scan of it stopped with an internal error.
    #[error("internal error in the scan")]
    Panicked,
    /// It is the work tree of another repository.
    #[error("a submodule, which is a repository of its own")]
    Submodule,
    /// The walk met more entries than it visits.
    #[error("more than 1,000,000 entries")]
    TooMany,
}

impl Skip {
    /// Whether the gap matters: a picture holds no text, so leaving it out is no gap, and an
    /// archive is no source.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        !matches!(self, Self::Media(_) | Self::Submodule)
    }
}

impl From<io::Error> for Skip {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(reason(&error))
    }
}

/// An I/O error in words without a path and without an operating system's number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotFound => "not found".to_owned(),
        kind => kind.to_string(),
    }
}

/// Reads a whole file into `buffer`, which keeps its room from one file to the next.
///
/// # Errors
/// When it is no regular file, too large, or can't be read.
pub fn read_into(path: &Path, buffer: &mut Vec<u8>) -> Result<(), Skip> {
    buffer.clear();
    // Looked at before it is opened: opening a pipe without a writer waits for ever.
    let found = std::fs::metadata(path)?;
    if !found.is_file() {
        return Err(Skip::Special);
    }
    if found.len() > MAX_BYTES {
        return Err(Skip::TooLarge);
    }
    let file = File::open(path)?;
    buffer.reserve(usize::try_from(found.len()).unwrap_or(0) + 1);
    read_bounded(file, buffer)
}

/// Reads to the end of `from`, or to the limit: a file can grow while it is read.
///
/// # Errors
/// When there is more than [`MAX_BYTES`], or reading fails.
pub fn read_bounded(from: impl Read, buffer: &mut Vec<u8>) -> Result<(), Skip> {
    from.take(MAX_BYTES + 1).read_to_end(buffer)?;
    if buffer.len() as u64 > MAX_BYTES {
        return Err(Skip::TooLarge);
    }
    Ok(())
}

/// The text in these bytes, without a byte-order mark.
///
/// # Errors
/// When they hold no text.
pub fn decode<'a>(path: &Path, bytes: &'a [u8]) -> Result<Cow<'a, str>, Skip> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] if !rest.starts_with(&[0, 0]) => {
            return Ok(Cow::Owned(utf16(rest, u16::from_le_bytes)));
        }
        [0xFE, 0xFF, rest @ ..] => return Ok(Cow::Owned(utf16(rest, u16::from_be_bytes))),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Some(format) = media(path, bytes) {
        return Err(Skip::Media(format));
    }
    if bytes[..bytes.len().min(SNIFF)].contains(&0) {
        return Err(Skip::Binary);
    }
    // The quick check for what nearly every file is.
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Formats that hold no text to scan, and archives, which are not opened (threat model, section 12): ending, and the bytes that such a file starts with
/// after so many others.
const MEDIA: &[(&str, &str, usize, &[u8])] = &[
    ("png", "PNG picture", 0, b"\x89PNG\r\n\x1a\n"),
    ("jpg", "JPEG picture", 0, b"\xFF\xD8\xFF"),
    ("jpeg", "JPEG picture", 0, b"\xFF\xD8\xFF"),
    ("gif", "GIF picture", 0, b"GIF8"),
    ("webp", "WebP picture", 8, b"WEBP"),
    ("ico", "icon", 0, b"\0\0\x01\0"),
    ("icns", "icon", 0, b"icns"),
    ("bmp", "BMP picture", 0, b"BM"),
    ("avif", "AVIF picture", 4, b"ftyp"),
    ("woff", "font", 0, b"wOFF"),
    ("woff2", "font", 0, b"wOF2"),
    ("ttf", "font", 0, b"\0\x01\0\0"),
    ("otf", "font", 0, b"OTTO"),
    ("mp3", "sound", 0, b"ID3"),
    ("ogg", "sound", 0, b"OggS"),
    ("wav", "sound", 0, b"RIFF"),
    ("flac", "sound", 0, b"fLaC"),
    ("mp4", "video", 4, b"ftyp"),
    ("mov", "video", 4, b"ftyp"),
    ("webm", "video", 0, b"\x1A\x45\xDF\xA3"),
    ("pdf", "PDF", 0, b"%PDF-"),
    ("gz", "archive", 0, b"\x1F\x8B"),
    ("tgz", "archive", 0, b"\x1F\x8B"),
    ("bz2", "archive", 0, b"BZh"),
    ("xz", "archive", 0, b"\xFD7zXZ\0"),
    ("zst", "archive", 0, b"\x28\xB5\x2F\xFD"),
    ("7z", "archive", 0, b"7z\xBC\xAF\x27\x1C"),
    ("zip", "archive", 0, b"PK"),
    ("jar", "archive", 0, b"PK"),
    ("whl", "archive", 0, b"PK"),
    ("vsix", "archive", 0, b"PK"),
    ("tar", "archive", 257, b"ustar"),
];

/// The picture, font, sound or video that both the name and the first bytes speak of.
fn media(path: &Path, bytes: &[u8]) -> Option<&'static str> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    MEDIA
        .iter()
        .find(|(name, _, skip, magic)| {
            *name == ending && bytes.get(*skip..).is_some_and(|at| at.starts_with(magic))
        })
        .map(|(_, format, _, _)| *format)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Result<String, Skip> {
        decode(Path::new("a.txt"), bytes).map(Cow::into_owned)
    }

    #[test]
    fn byte_order_marks_choose_the_encoding() {
        assert_eq!(text(b"\xEF\xBB\xBFa=1"), Ok("a=1".to_owned()));
        assert_eq!(text(b"\xFF\xFEa\0=\0"), Ok("a=".to_owned()));
        assert_eq!(text(b"\xFE\xFF\0a\0="), Ok("a=".to_owned()));
        assert_eq!(text(b"\xFE\xFF\xD8\0\0a"), Ok("\u{FFFD}a".to_owned()));
    }

    #[test]
    fn broken_sequences_count_as_one_character_each() {
        assert_eq!(text(b"a\xFFb\xE9"), Ok("a\u{FFFD}b\u{FFFD}".to_owned()));
    }

    #[test]
    fn nul_bytes_mean_binary() {
        assert_eq!(text(b"ab\0c"), Err(Skip::Binary));
        assert_eq!(text(b""), Ok(String::new()));
    }

    #[test]
    fn a_picture_needs_its_name_and_its_first_bytes() {
        let png = b"\x89PNG\r\n\x1a\n\0\0";
        let skip = decode(Path::new("a.png"), png).unwrap_err();
        assert!(!skip.is_gap());
        let skip = decode(Path::new("a.bin"), png).unwrap_err();
        assert!(skip.is_gap());
        assert!(decode(Path::new("a.png"), b"token = 1").is_ok());
    }
}
