//! Document addresses and file paths.

use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The address of a document, as the client writes it.
pub(super) use tower_lsp::ls_types::Uri as DocUri;

/// Where a document comes from; decides what may be offered for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// A file.
    File,
    /// A new document without a file.
    Untitled,
    /// A cell of a notebook, by the address of its text.
    NotebookCell,
    /// Anything else: scanned from the text that the client sends, never written to.
    Other,
}

/// The kind of address.
pub(super) fn scheme(uri: &DocUri) -> Scheme {
    match uri.scheme().as_str() {
        "file" => Scheme::File,
        "untitled" => Scheme::Untitled,
        "vscode-notebook-cell" => Scheme::NotebookCell,
        _ => Scheme::Other,
    }
}

/// Whether this is a notebook's cell.
pub(super) fn is_cell(uri: &DocUri) -> bool {
    scheme(uri) == Scheme::NotebookCell
}

/// The file that an address means; for a notebook's cell the notebook. `None` for
/// other schemes, other hosts, and bytes that no path can hold.
pub(super) fn to_path(uri: &DocUri) -> Option<PathBuf> {
    if !matches!(scheme(uri), Scheme::File | Scheme::NotebookCell) {
        return None;
    }
    let host = uri
        .authority()
        .map(|authority| authority.host().to_owned())
        .unwrap_or_default();
    if scheme(uri) == Scheme::File && !host.is_empty() && host != "localhost" {
        return None;
    }
    let path = path_of(unescape(uri.path().as_str())?)?;
    let plain = path.is_absolute()
        && path
            .components()
            .all(|part| !matches!(part, std::path::Component::ParentDir));
    plain.then_some(path)
}

/// The last part of an address's path: a file's name, or the name of an untitled document.
pub(super) fn name(uri: &DocUri) -> String {
    let path = uri.path().as_str();
    let last = path.rsplit('/').next().unwrap_or(path);
    unescape(last)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

/// The address of a file.
pub(super) fn from_path(path: &Path) -> Option<DocUri> {
    let mut text = String::from("file://");
    #[cfg(windows)]
    let bytes = format!("/{}", path.to_str()?.replace('\\', "/")).into_bytes();
    #[cfg(unix)]
    let bytes = std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec();
    for byte in bytes {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => text.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => text.push(char::from(byte)),
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
    DocUri::from_str(&text).ok()
}

/// An address with everything escaped that may not stand in one, for clients that do
/// not escape; `None` when it is good as it is, or beyond help.
pub(super) fn mended(text: &str) -> Option<String> {
    if DocUri::from_str(text).is_ok() {
        return None;
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (at, byte) in text.bytes().enumerate() {
        let is_escape = byte == b'%' && is_hex(text, at + 1) && is_hex(text, at + 2);
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?#".contains(&byte);
        if is_escape || is_plain {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    DocUri::from_str(&out).is_ok().then_some(out)
}

fn is_hex(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(u8::is_ascii_hexdigit)
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt as _;
    (!bytes.contains(&0)).then(|| PathBuf::from(std::ffi::OsString::from_vec(bytes)))
}

#[cfg(windows)]
fn path_of(bytes: Vec<u8>) -> Option<PathBuf> {
    let text = String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'))?;
    // `/c:/folder`: the drive follows a slash that is no part of it.
    let text = text.strip_prefix('/')?;
    let mut letters = text.chars();
    let drive = letters.next().filter(char::is_ascii_alphabetic)?;
    (letters.next() == Some(':')).then(|| {
        let rest = &text[1..];
        PathBuf::from(format!("{}{rest}", drive.to_ascii_uppercase()).replace('/', "\\"))
    })
}

fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let digits = [bytes.next()?, bytes.next()?];
        out.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    Some(out)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_the_way_through_an_address() {
        use std::os::unix::ffi::OsStrExt as _;
        for bytes in [&b"/a b/\xff\xfe/\"'\n%.env"[..], "/ü/🙂".as_bytes(), b"/"] {
            let path = Path::new(std::ffi::OsStr::from_bytes(bytes));
            let uri = from_path(path).expect("an absolute path has an address");
            assert_eq!(to_path(&uri).as_deref(), Some(path));
        }
    }

    #[test]
    fn addresses_that_were_not_escaped_are_mended() {
        let mend = |text: &str| {
            let uri: Option<DocUri> = mended(text).and_then(|it| it.parse().ok());
            uri.map(|uri| to_path(&uri))
        };
        for path in ["/a b/[c]/{d}.py", "/ü|^`.py", "/100%/x%zz"] {
            assert_eq!(
                mend(&format!("file://{path}")),
                Some(Some(PathBuf::from(path)))
            );
        }
        assert_eq!(mend("file:///a%20b"), None, "good as it is");
        assert_eq!(mend("no scheme"), None, "beyond help");
    }

    #[test]
    fn other_hosts_and_parent_steps_are_no_paths() {
        for text in [
            "file://server/x",
            "file:///a/../b",
            "untitled:Untitled-1",
            "file:///a%00b",
        ] {
            let uri = DocUri::from_str(text).expect("valid address");
            assert_eq!(to_path(&uri), None, "{text}");
        }
    }
}
