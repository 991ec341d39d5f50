//! Lane E: the password in `scheme://user:password@host`.

use std::ops::Range;

/// Most bytes of a scheme.
const SCHEME: usize = 24;
/// Most bytes between `://` and `@`.
const USERINFO: usize = 288;
/// Most bytes of a host.
pub(super) const HOST: usize = 200;
/// Most bytes from the start of the scheme to the start of the password.
pub(super) const REACH: usize = SCHEME + 3 + USERINFO;

/// A URL with a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url {
    /// From the scheme to the end of the host.
    pub(super) whole: Range<usize>,
    /// The scheme.
    pub(super) scheme: Range<usize>,
    /// The password.
    pub(super) password: Range<usize>,
    /// The host, without its port.
    pub(super) host: Range<usize>,
}

/// Reads the URL around the `://` at `mark`.
pub(super) fn around(text: &[u8], mark: Range<usize>) -> Option<Url> {
    let scheme = text[mark.start.saturating_sub(SCHEME)..mark.start]
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-'))
        .count();
    if scheme < 2 {
        return None;
    }
    // Perl wants a backslash before an at sign in a string.
    let escapes = |at: usize| text[at] == b'\\' && text.get(at + 1) == Some(&b'@');
    let info_len = (mark.end..text.len().min(mark.end + USERINFO))
        .take_while(|&at| in_userinfo(text[at]) || escapes(at))
        .count();
    let info = mark.end..mark.end + info_len;
    // An at sign in the password must be encoded, but people write it plainly: the last one counts.
    let at = info.start + text[info.clone()].iter().rposition(|&byte| byte == b'@')?;
    let colon = info.start + text[info.start..at].iter().position(|&byte| byte == b':')?;
    let host_len = text[at + 1..]
        .iter()
        .take(HOST)
        .take_while(|&&byte| in_host(byte))
        .count();
    let end = if escapes(at - 1) { at - 1 } else { at };
    if host_len == 0 || colon + 1 >= end {
        return None;
    }
    let host = at + 1..at + 1 + host_len;
    let start = mark.start - scheme;
    Some(Url {
        whole: start..host.end,
        scheme: start..mark.start,
        password: colon + 1..end,
        host,
    })
}

fn in_userinfo(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(
            byte,
            b'/' | b'?'
                | b'#'
                | b'"'
                | b'\''
                | b'`'
                | b'<'
                | b'>'
                | b'\\'
                | b'('
                | b')'
                | b'|'
                | b'^'
                | b','
        )
}

fn in_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'.' | b'-' | b'_' | b'[' | b']' | b'%' | b'$' | b'{' | b'}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_password() {
        let text = [
            "DATABASE_URL=postgres://app:",
            "s3:c@ret@db.internal:5432/app",
        ]
        .concat();
        let at = text.find("://").expect("a mark");
        let url = around(text.as_bytes(), at..at + 3).expect("a URL");
        assert_eq!(&text[url.password], "s3:c@ret");
        assert_eq!(&text[url.host], "db.internal");
        assert_eq!(&text[url.scheme], "postgres");
    }

    /// As Perl writes it between double quotes.
    #[test]
    fn a_backslash_before_the_at_sign_is_no_part_of_the_password() {
        let text = ["my $u = \"mysql://app:", "s3cr\\@et\\@db.internal/app\""].concat();
        let at = text.find("://").expect("a mark");
        let url = around(text.as_bytes(), at..at + 3).expect("a URL");
        assert_eq!(&text[url.password], "s3cr\\@et");
        assert_eq!(&text[url.host], "db.internal");
    }

    #[test]
    fn a_url_without_a_password_is_none() {
        for text in [
            "https://host/a:b@c",
            "https://user@host",
            "see http://x",
            "http://:@h",
            "http://a:\\@h",
            "http://a\\b:c@h",
            "https://a:80/x@y",
        ] {
            let at = text.find("://").expect("a mark");
            assert_eq!(around(text.as_bytes(), at..at + 3), None, "{text}");
        }
    }
}
