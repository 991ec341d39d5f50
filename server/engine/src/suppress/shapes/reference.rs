//! Values that name a value: lookups, template holes, addresses in a secret store.

use crate::suppress::randomness::looks_random;

/// Beginnings of lookups and of addresses in secret stores.
const BEGINNINGS: &[&str] = &[
    "process.env",
    "import.meta.env",
    "Deno.env",
    "Bun.env",
    "os.environ",
    "os.getenv",
    "os.Getenv",
    "System.getenv",
    "Environment.GetEnvironmentVariable",
    "ENV[",
    "ENV.fetch",
    "$ENV{",
    "$_ENV[",
    "$env:",
    "env:",
    "env.",
    "getenv(",
    "std::env",
    "env!(",
    "secrets.",
    "${",
    "$(",
    "#{",
    "{{",
    "{$",
    "<%",
    "op://",
    "sm://",
    "gcp-sm://",
    "awssm://",
    "akv://",
    "azkv://",
    "bws://",
    "ref+",
    "vault:",
    "vault://",
    "secret:",
    "secret://",
    "secretsmanager:",
    "ssm:",
    "ssm-secure:",
    "keyring:",
    "keychain:",
    "kms:",
    "arn:aws:secretsmanager",
    "arn:aws:ssm",
    "@Microsoft.KeyVault(",
    "{{resolve:",
    "!Ref",
    "!Sub",
    "!GetAtt",
    "!secret",
    "!env",
    "valueFrom",
    "file://",
    "fromJSON(",
    "await ",
];

/// Whether the value stands for another one.
pub(super) fn is_reference(value: &str) -> bool {
    is_opened(value)
        || has_hole(value)
        || is_variable(value)
        || holds_variables(value)
        || is_call(value)
        || is_bracketed(value)
}

fn is_opened(value: &str) -> bool {
    BEGINNINGS
        .iter()
        .any(|beginning| value.starts_with(beginning))
}

/// A hole anywhere in the value: `${x}`, `{{x}}`, `<%= x %>`, `#{x}`, `$(x)`, `{x}`, `%(x)s`, `%s`.
fn has_hole(value: &str) -> bool {
    let pairs = [
        ("${", "}"),
        ("{{", "}}"),
        ("<%", "%>"),
        ("#{", "}"),
        ("$(", ")"),
        ("$((", "))"),
    ];
    let paired = pairs.iter().any(|(open, close)| {
        value
            .find(open)
            .is_some_and(|at| value[at + open.len()..].contains(close))
    });
    paired || has_named_hole(value) || has_format_hole(value)
}

/// `{name}`, `{0}`, `{}`, `{name:format}`: what a format string has, and a password hardly.
fn has_named_hole(value: &str) -> bool {
    if is_scrambled(value) {
        return false;
    }
    value.match_indices('{').any(|(at, _)| {
        let inside = value[at + 1..].split_once('}').map(|(inside, _)| inside);
        inside.is_some_and(|inside| {
            let name = inside.split([':', '!']).next().unwrap_or_default();
            name.bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'[' | b']'))
        })
    })
}

/// `%s`, `%d`, `%v`, `%@` at the end of a word, `%(name)s`, and all of `%NAME%`.
fn has_format_hole(value: &str) -> bool {
    let inside = value
        .strip_prefix('%')
        .and_then(|rest| rest.strip_suffix('%'));
    if inside.is_some_and(|name| !name.is_empty() && is_name(name)) {
        return true;
    }
    value.match_indices('%').any(|(at, _)| {
        let rest = &value.as_bytes()[at + 1..];
        match rest {
            [b'(', ..] => value[at..].contains(")s"),
            [b's' | b'd' | b'v' | b'@'] => true,
            [b's' | b'd' | b'v' | b'@', next, ..] => !next.is_ascii_alphanumeric(),
            _ => false,
        }
    })
}

/// `$NAME` or `$name`, without digits among small letters: `$ecret1` is a password.
fn is_variable(value: &str) -> bool {
    let name = value.strip_prefix('$').unwrap_or_default();
    let digits = name.contains(|c: char| c.is_ascii_digit());
    let small = name.contains(|c: char| c.is_ascii_lowercase());
    is_name(name) && !(digits && small)
}

/// Whether random text is so full of signs that it holds what looks like a hole by chance.
fn is_scrambled(value: &str) -> bool {
    let signs = value.bytes().filter(u8::is_ascii_punctuation).count();
    signs >= 5 && value.len() >= 14 && looks_random(value)
}

/// `$user:$password`: two variables or more, and signs between them.
fn holds_variables(value: &str) -> bool {
    let variable = |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let mut parts = value.split('$').skip(1);
    value.matches('$').count() >= 2 && parts.all(variable) && !is_scrambled(value)
}

/// `name(…)`, `a.b(…)`, `a::b(…)`.
fn is_call(value: &str) -> bool {
    let Some((callee, rest)) = value.split_once('(') else {
        return false;
    };
    rest.ends_with([')', ';', ','])
        && callee
            .split(['.', ':'])
            .all(|part| part.is_empty() || is_name(part))
        && callee.len() > 2
}

/// `<…>`, `[…]`: a description of what belongs there.
fn is_bracketed(value: &str) -> bool {
    let inside = value
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    let inside = inside.or_else(|| {
        value
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
    });
    inside.is_some_and(|inside| !inside.is_empty() && !inside.contains(['<', '"']))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
