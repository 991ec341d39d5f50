//! Values that are no secret by their shape alone. Cheap, and asked before anything
//! else; each answer is a reason that can be shown.
//!
//! Shapes that random keys can take too (hex of a digest's length, UUIDs) count only
//! where nothing else speaks for a secret: see [`may_be_key`].

mod reference;
mod regular;

use std::sync::LazyLock;

use data_encoding::BASE64_NOPAD;
use regex::bytes::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::Reason;
use super::randomness::looks_random;

/// Why a value is no generated secret, by its shape.
#[must_use]
pub fn disqualify(value: &str) -> Option<Reason> {
    disqualify_password(value).or_else(|| {
        if is_known(value) || is_address(value) || is_readable_base64(value) {
            Some(Reason::KnownShape)
        } else if is_words(value) {
            Some(Reason::NotRandom)
        } else {
            None
        }
    })
}

/// Why a value is no password that somebody chose. Words, numbers and dates can be one, so
/// only what stands for another value, is protected already, or is a place or a run counts.
#[must_use]
pub fn disqualify_password(value: &str) -> Option<Reason> {
    let value = value.trim();
    if reference::is_reference(value) {
        Some(Reason::Reference)
    } else if starts_with_any(value, ENCRYPTED) {
        Some(Reason::Encrypted)
    } else if starts_with_any(value, PUBLIC_KEYS) {
        Some(Reason::Publishable)
    } else if is_bytes(value)
        || ALGORITHM.is_match(value.as_bytes())
        || starts_with_any(value, PASSWORD_HASHES)
        || is_place(value)
        || is_timestamp(value)
        || is_numbered(value)
        || is_escaped(value)
    {
        Some(Reason::KnownShape)
    } else if regular::is_regular(value) {
        Some(Reason::NotRandom)
    } else {
        None
    }
}

/// Whether a known shape is one that keys of many providers share: hex of a digest's
/// length, or a UUID. Under a name that says secret it may be reported all the same.
#[must_use]
pub fn may_be_key(value: &str) -> bool {
    is_digest(value) || is_bare_uuid(value)
}

/// Whether the value is a UUID and nothing around it.
pub(crate) fn is_bare_uuid(value: &str) -> bool {
    value.len() == 36 && is_uuid(value)
}

/// Ciphertexts of tools that keep secrets in repositories on purpose.
const ENCRYPTED: &[&str] = &[
    "ENC[",
    "ENCRYPTED[",
    "ENC(",
    "encrypted:",
    "$ANSIBLE_VAULT",
    "!vault",
    "vault:v1:",
    "{cipher}",
    "DEC::",
    "-----BEGIN AGE ENCRYPTED",
    "-----BEGIN PGP MESSAGE",
    "age-encryption.org/",
    "AQICAH",
];

/// Beginnings of keys that are meant to be shown.
const PUBLIC_KEYS: &[&str] = &[
    "AAAAB3NzaC1yc2E",
    "AAAAC3NzaC1lZDI1NTE5",
    "AAAAE2VjZHNhLXNoYTIt",
    "AAAAGnNrLXNzaC1lZDI1NTE5",
    "AAAAInNrLWVjZHNh",
    "MFkwEwYHKoZIzj0C",
    "MCowBQYDK2Vw",
    "MIGfMA0GCSqGSIb3DQEB",
    "MIIBIjANBgkqhkiG9w0B",
    "MIICIjANBgkqhkiG9w0B",
    "ssh-rsa AAAA",
    "ssh-dss AAAA",
    "ssh-ed25519 AAAA",
    "ecdsa-sha2-nistp",
    "sk-ssh-ed25519@",
    "sk-ecdsa-sha2-nistp",
    "-----BEGIN PUBLIC KEY",
    "-----BEGIN RSA PUBLIC KEY",
    "-----BEGIN EC PUBLIC KEY",
    "-----BEGIN CERTIFICATE",
    "-----BEGIN X509",
    "-----BEGIN TRUSTED",
    "-----BEGIN PGP PUBLIC KEY",
    "-----BEGIN SSH2 PUBLIC",
    "-----BEGIN PGP SIGN",
    "age1",
    "RWQ",
];

/// Beginnings of stored password hashes.
const PASSWORD_HASHES: &[&str] = &[
    "$2a$",
    "$2b$",
    "$2y$",
    "$argon2",
    "$1$",
    "$5$",
    "$6$",
    "$apr1$",
    "$pbkdf2",
    "$scrypt$",
    "$y$",
    "pbkdf2_sha",
    "pbkdf2:sha",
    "scrypt:",
    "{SSHA",
    "{SHA",
    "{PBKDF2",
    "bcrypt$",
    "SCRAM-SHA-256$",
];

/// Beginnings of pictures, fonts and documents in base64.
const MEDIA: &[&str] = &[
    "iVBORw0KGgo",
    "R0lGOD",
    "/9j/",
    "UklGR",
    "JVBERi",
    "PHN2Zy",
    "AAABAA",
    "d09GR",
    "T1RUTw",
    "AAEAAAA",
];

fn starts_with_any(value: &str, beginnings: &[&str]) -> bool {
    beginnings
        .iter()
        .any(|beginning| value.starts_with(beginning))
}

/// Whole values that are recognised by their form.
const PATTERNS: &[&str] = &[
    // UUID. First, so that it can be asked for alone.
    r"(urn:uuid:|\{)?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\}?",
    // Digests that name their algorithm, integrity strings, go.sum.
    r"(md5|sha-?(1|224|256|384|512)|blake[23][bs]?)[:=-]([0-9a-fA-F]+|[0-9A-Za-z+/_-]+={0,2})",
    r"h1:[0-9A-Za-z+/]{43}=",
    // Versions and their ranges.
    r"[~^<>=v]{0,2} ?\d+(\.(\d+|[x*])){1,3}([-+.][0-9A-Za-z]{1,12}){0,6}",
    // Numbers, dates, times, telephone numbers, addresses of hosts.
    r"[-+(]?[0-9][0-9 .,:/_()+TZeExX-]*[0-9Z%)]",
    r"[0-9]{4}-?W?[0-9]{2}-?[0-9]{1,2}([T_ -][0-9:.,;TZ+a-]*)?",
    r"[0-9a-fA-F]{0,4}(:[0-9a-fA-F.]{0,15}){2,9}(%[0-9a-z]+|/[0-9]{1,3})?",
    r"0x[0-9a-fA-F]{40}",
    r"[-+]?0[xX][0-9a-fA-F_]{0,16}(\.[0-9a-fA-F]*)?([pP][-+]?\d+)?",
    r"[-+]?[0-9.]+([eE][-+]?\d+)?[-+][0-9.]+([eE][-+]?\d+)?[jJi]",
    // Formats of dates, percent-encoded text, regular expressions.
    r"[^%]*(%[-#0-9]*[A-Za-z][^%A-Za-z0-9]*){2,}",
    r"[0-9A-Za-z/?&=.+_-]*(%[0-9A-F]{2}[0-9A-Za-z/?&=.+_-]*){3,}",
    r".*(\(\?|[a-zA-Z0-9]-[zZ9fF]|[\])][*+?{]|\\[dwsbDWSB]).*[\])}*+?$].*",
    // Character sets, locales, colours, media types.
    r"[a-z]{2,3}([_-][A-Z][a-z]{3})?[_-][A-Z]{2}([.@][0-9A-Za-z-]+)?",
    r"#[0-9a-fA-F]{3,4}|#[0-9a-fA-F]{6}|#[0-9a-fA-F]{8}|(rgb|hsl)a?\([0-9., %deg/]+\)",
    r"(application|text|image|audio|video|font|model|multipart|message)/[0-9a-z.+*-]+(;.*)?",
    // Advisories and their scores.
    r"(CVE|CWE|RFC|ISO|IEEE)-?\d+([-.:]\d+)*|GHSA(-[0-9a-z]{4}){3}|(RUSTSEC|PYSEC|GO|OSV)-\d+-\d+",
    r"(CVSS:[0-9.]+/)?[A-Z]{1,3}:[A-Z]{1,3}(/[A-Z]{1,3}:[A-Z]{1,3}){3,}",
    // Names of resources that are public: images with digests, ARNs, package URLs.
    r"[a-z0-9./:_-]+@sha256:[0-9a-f]{64}",
    r"arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:\d*:.*",
    r"pkg:[a-z]+/.*",
    // Names of HTTP headers.
    r"(X-)?[A-Z][a-z]+(-[A-Z][a-z]+){1,5}",
    // Encoded words of mail headers, elements, mail addresses, inline data.
    r"=\?[0-9A-Za-z_-]+\?[bBqQ]\?.*",
    r"<[A-Za-z/!?][^<>]*>.*",
    r"[0-9A-Za-z._%+-]+@[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)+",
    r"data:[a-z]+/[^ ]*",
];

/// Hashes, ciphers, key types and signatures by name.
static ALGORITHM: LazyLock<Regex> = LazyLock::new(|| {
    let names = r"^(?i-u:(hmac[-_]?)?(sha|md)[-_]?\d+([-_/]\d+)?|(pbkdf2|bcrypt|s?crypt|argon2)[-_a-z0-9]*|(aes|rsa|ecdsa|dsa|des3?|hs|rs|es|ps|ed|x|a)[-_]?\d+([-_/+]?(cbc|gcm|ctr|ccm|hs|kw|ecb|sha)?[-_]?\d*)*|(aes|chacha|camellia|aria|blowfish|tripledes|3des)[-_a-z0-9]*)$";
    RegexBuilder::new(names)
        .unicode(false)
        .build()
        .expect("a valid pattern: a test builds it")
});

/// The patterns, and the place of the UUID among them.
static FORMS: LazyLock<(RegexSet, usize)> = LazyLock::new(|| {
    let whole = PATTERNS.iter().map(|pattern| format!("^(?:{pattern})$"));
    let set = RegexSetBuilder::new(whole).unicode(false).build();
    (
        set.expect("the patterns above are valid: a test builds them"),
        0,
    )
});

fn is_known(value: &str) -> bool {
    is_digest(value)
        || FORMS.0.is_match(value.as_bytes())
        || value.len() >= 32 && starts_with_any(value, MEDIA)
}

/// Hex of the length of MD5, SHA-1, SHA-2 or an object id.
fn is_digest(value: &str) -> bool {
    // With a sign before them, 40 digits are an address of a chain.
    let hex = value.strip_prefix("0x").filter(|hex| hex.len() != 40);
    let hex = hex.unwrap_or(value);
    matches!(hex.len(), 32 | 40 | 56 | 64 | 96 | 128)
        && (hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
            || hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F')))
}

/// `\x10\xdf`: bytes, mostly.
fn is_bytes(value: &str) -> bool {
    let escapes = value.matches("\\x").count() + value.matches("\\u").count();
    escapes * 8 >= value.len() && escapes > 1
}

/// `%20!%22$%25`: a test of escaping.
fn is_escaped(value: &str) -> bool {
    let mut parts = value.split('%');
    let first = parts.next().unwrap_or_default();
    let (mut escapes, mut left) = (0, first.chars().filter(|c| c.is_alphanumeric()).count());
    for part in parts {
        let escape = part
            .get(..2)
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        escapes += usize::from(escape.is_some());
        let rest = &part[escape.map_or(0, str::len)..];
        left += rest.chars().filter(|c| c.is_alphanumeric()).count();
    }
    escapes >= 2 && left < 4
}

/// `1.2.840.113549`, `10.0.0.1`, `{262e99c9-…}`: names that standards and systems give.
fn is_numbered(value: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let dotted = value.matches('.').count() >= 3 && value.split('.').all(number);
    dotted || value.starts_with('{') && is_uuid(value)
}

fn is_uuid(value: &str) -> bool {
    FORMS.0.matches(value.as_bytes()).matched(FORMS.1)
}

/// `2026-11-21T23:40:00Z`: nobody chooses that.
fn is_timestamp(value: &str) -> bool {
    let digit_or = |mark: u8| move |byte: u8| byte.is_ascii_digit() || byte == mark;
    let bytes = value.as_bytes();
    bytes.len() >= 16
        && matches!(bytes[10], b'T' | b' ')
        && bytes[..10].iter().copied().all(digit_or(b'-'))
        && bytes[11..16].iter().copied().all(digit_or(b':'))
}

/// A path or a URL none of whose parts is random, and that carries no password.
fn is_address(value: &str) -> bool {
    is_place(value) || value.contains(['/', '\\']) && !looks_random(value) && is_calm(value)
}

/// What can only be a place: a URL, a path from a root, a part of a page, a dotted name of
/// three parts or more.
fn is_place(value: &str) -> bool {
    if value.starts_with("urn:") {
        return is_calm(value);
    }
    let pages = [".md", ".html", ".htm", ".rst", ".adoc"];
    if let Some((page, _)) = value.split_once('#')
        && pages.iter().any(|ending| page.ends_with(ending))
    {
        return true;
    }
    if let Some(at) = value.find("://") {
        let authority = value[at + 3..]
            .split(['/', '?', '#'])
            .next()
            .unwrap_or_default();
        let login = authority
            .rsplit_once('@')
            .is_some_and(|(user, _)| user.contains(':'));
        return !login && is_calm(value);
    }
    let roots = ["/", "./", "../", "~/", "\\\\"];
    let drive = value.as_bytes().get(1..3) == Some(b":\\");
    let rooted = roots.iter().any(|root| {
        value
            .strip_prefix(root)
            .is_some_and(|rest| rest.contains(['/', '\\', '.']))
    });
    (drive || rooted || is_scoped_package(value)) && is_calm(value) || is_dotted_name(value)
}

/// `@scope/package`, also with a file behind it.
fn is_scoped_package(value: &str) -> bool {
    static PACKAGE: LazyLock<Regex> = LazyLock::new(|| {
        let package = r"^@[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._/-]*$";
        Regex::new(package).expect("a valid pattern: a test builds it")
    });
    PACKAGE.is_match(value.as_bytes())
}

/// `com.example.Class`, `settings.db.password`.
fn is_dotted_name(value: &str) -> bool {
    let name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    };
    value.matches('.').count() >= 2 && value.split('.').all(name) && !looks_random(value)
}

/// Whether no part between separators is random.
fn is_calm(value: &str) -> bool {
    let mut parts = value.split(['/', '\\', '?', '&', '=', '#', ':']);
    !parts.any(|part| part.len() >= 12 && looks_random(part))
}

/// Base64 of something to read: prose, a word, JSON.
fn is_readable_base64(value: &str) -> bool {
    let text = value.trim_end_matches('=');
    // A piece of a longer text may end anywhere.
    let text = &text.as_bytes()[..text.len() - text.len() % 4];
    let Ok(bytes) = BASE64_NOPAD.decode(text) else {
        return false;
    };
    let Ok(plain) = str::from_utf8(&bytes) else {
        return false;
    };
    let printable = |c: char| matches!(c, '\n' | '\r' | '\t' | ' '..='~');
    let spaces = plain.matches([' ', '\n']).count();
    let prose = spaces * 12 >= plain.len() || plain.starts_with("{\"");
    bytes.len() >= 6 && plain.chars().all(printable) && (prose || !looks_random(plain))
}

/// Names and phrases: letters in words, with joiners between them and few digits.
fn is_words(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let name = |b: u8| {
        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':' | b'$' | b'@' | b' ')
    };
    value.bytes().all(name) && digits * 5 <= value.len() && !looks_random(value) && is_spelt(value)
}

/// Whether every part between joiners and capitals is a pronounceable word, a number or short.
fn is_spelt(value: &str) -> bool {
    value
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|part| part.len() > 3)
        .all(|part| part.bytes().any(|b| b"aeiouyAEIOUY".contains(&b)))
}

#[cfg(test)]
mod tests;
