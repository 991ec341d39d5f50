//! Text to values, as a loader reads them.

use zeroize::Zeroizing;

use super::{Dollar, Profile, Single};

/// The value of an entry's text; `None` when the loader would expand something in it.
#[must_use]
pub fn read(raw: &str, profile: &Profile) -> Option<Zeroizing<String>> {
    let mut out = Zeroizing::new(String::with_capacity(raw.len()));
    let mut rest = raw;
    loop {
        let (piece, quote, behind) = piece(rest, profile);
        unquote(piece, quote, profile, &mut out)?;
        rest = behind;
        if rest.is_empty() {
            return Some(out);
        }
    }
}

/// The first piece of a value without its quotes, the quote, and what follows.
fn piece<'t>(raw: &'t str, profile: &Profile) -> (&'t str, Option<char>, &'t str) {
    let Some(quote) = raw.chars().next() else {
        return ("", None, "");
    };
    let last = raw.len() > 1 && raw.ends_with(quote);
    match quote {
        '\'' if profile.single == Single::Shell => {
            let end = raw[1..].find('\'').map_or(raw.len(), |found| 1 + found);
            (&raw[1..end], Some(quote), raw.get(end + 1..).unwrap_or(""))
        }
        '\'' if profile.single != Single::None && last => (&raw[1..raw.len() - 1], Some(quote), ""),
        '"' if !profile.double.none && last => (&raw[1..raw.len() - 1], Some(quote), ""),
        '`' if profile.backtick && last => (&raw[1..raw.len() - 1], Some(quote), ""),
        '\\' if profile.single == Single::Shell => {
            // A character on its own between quoted pieces.
            let len = raw[1..].chars().next().map_or(0, char::len_utf8);
            (&raw[1..1 + len], Some('\''), &raw[1 + len..])
        }
        _ if profile.single == Single::Shell => {
            let end = raw.find(['\'', '\\']).unwrap_or(raw.len());
            (&raw[..end], None, &raw[end..])
        }
        _ => (raw, None, ""),
    }
}

fn unquote(piece: &str, quote: Option<char>, profile: &Profile, out: &mut String) -> Option<()> {
    let escapes = match quote {
        Some('"') => profile.double.unescape,
        Some('\'') if profile.single == Single::Backslash => "\\'",
        _ => "",
    };
    let newline = quote == Some('"') && profile.double.newline;
    let mut rest = piece;
    while let Some(first) = rest.chars().next() {
        let second = rest[first.len_utf8()..].chars().next();
        let (text, len) = match (first, second) {
            ('\\', Some('n')) if newline => ("\n", 2),
            ('\\', Some('r')) if newline => ("\r", 2),
            ('\\', Some(next)) if escapes.contains(next) => {
                (&rest[1..1 + next.len_utf8()], 1 + next.len_utf8())
            }
            ('\\', Some('$')) if hides_dollar(quote, profile.dollar) => ("$", 2),
            ('\\', Some('#')) if profile.dollar == Dollar::Doubled => ("#", 2),
            ('\\', Some(_)) if profile.ascii => {
                let (character, len) = of_properties(rest)?;
                out.push(character);
                rest = &rest[len..];
                continue;
            }
            ('$', _) => dollar(rest, quote, profile.dollar)?,
            _ => (&rest[..first.len_utf8()], first.len_utf8()),
        };
        out.push_str(text);
        rest = &rest[len..];
    }
    Some(())
}

/// Whether a backslash before a dollar sign goes away.
fn hides_dollar(quote: Option<char>, meaning: Dollar) -> bool {
    match meaning {
        Dollar::Escaped => true,
        Dollar::Double => matches!(quote, None | Some('`')),
        _ => false,
    }
}

/// What a dollar sign stands for and how long that is; `None` when it would be expanded.
fn dollar(rest: &str, quote: Option<char>, meaning: Dollar) -> Option<(&str, usize)> {
    let literal = Some((&rest[..1], 1));
    match meaning {
        Dollar::Plain => literal,
        Dollar::Doubled => rest.starts_with("$$").then_some((&rest[..1], 2)),
        Dollar::Double | Dollar::NotInBackticks if quote == Some('\'') => literal,
        Dollar::NotInBackticks if quote == Some('`') => literal,
        Dollar::Braces if rest.starts_with(DOLLAR_BRACE) => Some(("${", DOLLAR_BRACE.len())),
        Dollar::Braces if !rest.starts_with("${") => literal,
        // A dollar sign before nothing that could be a name stays.
        Dollar::Double | Dollar::NotInBackticks | Dollar::Escaped | Dollar::QuotedToo
            if rest.len() == 1 =>
        {
            literal
        }
        _ => None,
    }
}

/// How python-dotenv is made to read `${`: the default of a variable that is never set.
const DOLLAR_BRACE: &str = "${__UNSET__:-$}{";

/// What an escape of `java.util.Properties` stands for, and how long it is.
fn of_properties(rest: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = rest.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let next = rest[1..].chars().next()?;
    Some(match next {
        'u' => {
            let mut units = unit(0).into_iter().chain(unit(6));
            let first = char::decode_utf16(units.by_ref()).next()?.ok()?;
            (first, 6 * first.len_utf16())
        }
        'n' => ('\n', 2),
        'r' => ('\r', 2),
        't' => ('\t', 2),
        'f' => ('\u{c}', 2),
        other => (other, 1 + other.len_utf8()),
    })
}
