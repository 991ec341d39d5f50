//! The value that a literal's text stands for.

use zeroize::Zeroizing;

use super::{Escapes, StringKind, Unknown};

/// The value of (a part of) a literal's content; `None` when an escape is a mistake or not understood.
#[must_use]
pub fn decode(content: &str, kind: &StringKind) -> Option<Zeroizing<String>> {
    // Never longer than the source, so that no copy is left behind by growing.
    let mut out = Zeroizing::new(String::with_capacity(content.len()));
    let mut rest = content;
    while let Some(first) = rest.chars().next() {
        if let Some(double) = kind
            .doubled
            .iter()
            .find(|double| rest.starts_with(**double))
        {
            out.push(first);
            rest = &rest[double.len()..];
        } else if let Some((text, meant)) =
            kind.stands.iter().find(|(text, _)| rest.starts_with(text))
        {
            out.push_str(meant);
            rest = &rest[text.len()..];
        } else if let Some(escapes) = kind.escapes.filter(|escapes| escapes.lead == first) {
            rest = escape(&rest[first.len_utf8()..], escapes, &mut out)?;
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    Some(out)
}

/// Decodes one escape behind its backslash; returns what follows.
fn escape<'t>(rest: &'t str, escapes: &Escapes, out: &mut String) -> Option<&'t str> {
    let Some(first) = rest.chars().next() else {
        out.push(escapes.lead);
        return Some(rest);
    };
    let behind = &rest[first.len_utf8()..];
    if escapes.line_break && (first == '\n' || rest.starts_with("\r\n")) {
        let next = behind.strip_prefix('\n').filter(|_| first == '\r');
        let next = next.unwrap_or(behind);
        let blank = |c: char| escapes.indented && c.is_ascii_whitespace();
        return Some(next.trim_start_matches(blank));
    }
    if escapes.gap && first.is_ascii_whitespace() {
        return rest.trim_start().strip_prefix('\\');
    }
    if escapes.gap && first == '&' {
        return Some(behind);
    }
    if escapes.same.contains(first) {
        out.push(first);
        return Some(behind);
    }
    if escapes.octal && first.is_digit(8) {
        let digits = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
        return code_point(rest, digits, 8, out, escapes);
    }
    if escapes.decimal && first.is_ascii_digit() {
        let digits = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
        return code_point(rest, digits, 10, out, escapes);
    }
    if escapes.long_decimal && first.is_ascii_digit() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        return code_point(rest, digits, 10, out, escapes);
    }
    if escapes.simple.contains(first) {
        out.push(control(first)?);
        return Some(behind);
    }
    match first {
        'x' if escapes.hex_braced && behind.starts_with('{') => braced(behind, out),
        'u' if escapes.braced && behind.starts_with('{') => braced(behind, out),
        'x' if escapes.long_hex => {
            let digits = behind.bytes().take_while(u8::is_ascii_hexdigit).count();
            code_point(behind, digits, 16, out, escapes)
        }
        'x' if escapes.hex => code_point(behind, 2, 16, out, escapes),
        'u' if escapes.unicode4 => unicode(behind, 4, out),
        'U' if escapes.unicode8 => unicode(behind, 8, out),
        _ => match escapes.unknown {
            Unknown::Error => None,
            Unknown::Drop => {
                out.push(first);
                Some(behind)
            }
            Unknown::Keep => {
                out.push(escapes.lead);
                out.push(first);
                Some(behind)
            }
        },
    }
}

/// `{H…}`.
fn braced<'t>(rest: &'t str, out: &mut String) -> Option<&'t str> {
    let len = rest.find('}')?;
    unicode(&rest[1..], len - 1, out).map(|rest| &rest[1..])
}

fn unicode<'t>(rest: &'t str, digits: usize, out: &mut String) -> Option<&'t str> {
    let number = u32::from_str_radix(rest.get(..digits)?, 16).ok()?;
    out.push(char::from_u32(number)?);
    Some(&rest[digits..])
}

fn code_point<'t>(
    rest: &'t str,
    digits: usize,
    radix: u32,
    out: &mut String,
    escapes: &Escapes,
) -> Option<&'t str> {
    let number = u32::from_str_radix(rest.get(..digits)?, radix).ok()?;
    if escapes.bytes && number > 0x7F {
        return None;
    }
    out.push(char::from_u32(number)?);
    Some(&rest[digits..])
}

fn control(letter: char) -> Option<char> {
    Some(match letter {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'e' => '\u{1b}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        's' => ' ',
        't' => '\t',
        'v' => '\u{b}',
        '0' => '\0',
        _ => return None,
    })
}
