//! A value and the name it is assigned to, read around a word of the name.
//!
//! Tolerant on purpose: one reader for code, JSON, YAML, INI, XML, shell and prose. It looks at
//! a bounded stretch on either side, so a finding never depends on text far away.

use std::ops::Range;

use super::pair;

/// Most bytes of a name on either side of the word.
const NAME: usize = 64;
/// Most blanks between the parts of an assignment.
const BLANKS: usize = 16;
/// Most bytes of a type between a name and its `=`.
const TYPE: usize = 40;
/// Most bytes of an expression that a literal stands in for: `env.TOKEN || "…"`.
const INSTEAD: usize = 64;
/// Longest value, in bytes.
pub(super) const VALUE: usize = 512;
/// Most blanks at the beginning of a line that a value was moved to.
const INDENT: usize = 40;
/// Most bytes between a name that is itself a value and what is given to it: `name: X` and
/// `value: …`.
pub(super) const PAIR: usize = 96;
/// Most bytes from the start of the name to the start of the value.
pub(super) const REACH: usize = 2 * NAME + PAIR + TYPE + 2 * BLANKS + 32;

/// An assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    /// The name.
    pub(super) sink: Range<usize>,
    /// The value without its quotes.
    pub(super) value: Range<usize>,
    /// Whether it stands in quotes.
    pub(super) quoted: bool,
}

/// How calls begin that take the name of a secret, or look at one, and hold none.
const READERS: &[&str] = &[
    "get", "fetch", "find", "load", "read", "lookup", "require", "use", "is", "has", "as", "to",
    "check", "test", "verify", "validate", "assert", "expect",
];
/// Words before a name that is followed by its value without a sign: `#define PASSWORD "…"`,
/// `ENV PASSWORD …`, `WITH PASSWORD '…'`.
const DECLARERS: &[&str] = &[
    "define",
    "env",
    "arg",
    "set",
    "setenv",
    "setx",
    "export",
    "with",
    "encrypted",
    "by",
    "const",
    "create",
    "setq",
    "def",
    "defvar",
    "defconst",
    "defparameter",
];

/// Ends of names that take a user and a password.
const LOGINS: &[&str] = &["auth", "login", "credentials", "authenticate"];

/// Reads the assignment whose name holds the word at `word`.
pub(super) fn around(text: &[u8], word: Range<usize>) -> Option<Assignment> {
    let sink = name_around(text, word.clone());
    let flag = text[..sink.start].ends_with(b"--") || text[..sink.start].ends_with(b" -");
    let element = sink.start > 0 && text[sink.start - 1] == b'<';
    let (at, closed_quote) = skip_closers(text, sink.end);
    if text.get(at) == Some(&b'(') && !is_given(&text[sink.clone()], word.end - sink.start) {
        return None;
    }
    let sign = text.get(at).copied();
    // `…:secret:name-a1b2c3` is a path of parts, as in the names of cloud resources.
    let path = sign == Some(b':') && sink.start > 0 && text[sink.start - 1] == b':';
    if path && !text.get(at + 1).is_some_and(u8::is_ascii_whitespace) {
        return None;
    }
    let line_end = matches!(sign, None | Some(b'\r' | b'\n'));
    let paired = if element {
        pair::attribute(text, at)
    } else if closed_quote || line_end {
        pair::value(text, &sink)
    } else {
        None
    };
    let at = if element {
        behind_attributes(text, at).unwrap_or(at)
    } else {
        at
    };
    let at = match operator(text, at, closed_quote, flag, element) {
        _ if paired.is_some() => paired?,
        Some(at) => skip_to_value(text, at),
        None if is_declared(text, &sink) => at,
        None => return None,
    };
    let at = if element { skip_line_end(text, at) } else { at };
    let at = second_of_login(text, &sink, at).unwrap_or(at);
    let at = instead(text, at).unwrap_or(at);
    // A list of names is no name with a value.
    if paired.is_none() && sign == Some(b',') && ends_its_list(text, &sink) {
        return None;
    }
    if paired.is_none() && sign == Some(b',') && !heads_a_list(text, sink.start) {
        return None;
    }
    // In `"Password:" + x` the quote behind the operator closes the one before the name.
    let opening = sink.start.checked_sub(1).map(|before| text[before]);
    if !closed_quote
        && matches!(opening, Some(b'"' | b'\'' | b'`'))
        && text.get(at) == opening.as_ref()
    {
        return None;
    }
    let (mut value, mut quoted) = value_at(text, at)?;
    // The next argument of a call or the next entry of a list is a literal or none of ours.
    if paired.is_none() && sign == Some(b',') && !quoted {
        return None;
    }
    if !quoted && let Some(end) = pair_in_literal(text, sink.start, value.clone()) {
        (value.end, quoted) = (end, true);
    }
    (!value.is_empty()).then_some(Assignment {
        sink,
        value,
        quoted,
    })
}

/// Skips blanks, and one line end before a literal.
fn skip_to_value(text: &[u8], at: usize) -> usize {
    let at = skip_blanks(text, at);
    let next = skip_line_end(text, at);
    if opens_literal(text, next) { next } else { at }
}

/// Skips a line end and the indentation behind it.
fn skip_line_end(text: &[u8], at: usize) -> usize {
    let line_end = match text.get(at..) {
        Some([b'\r', b'\n', ..]) => 2,
        Some([b'\n', ..]) => 1,
        _ => return at,
    };
    let rest = &text[at + line_end..];
    let blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
    at + line_end + rest.iter().take(INDENT).take_while(blank).count()
}

/// The literal that is used when the expression at `at` gives nothing: `lookup() || "…"`.
fn instead(text: &[u8], at: usize) -> Option<usize> {
    if opens_literal(text, at) || !text.get(at)?.is_ascii_alphabetic() {
        return None;
    }
    let rest = &text[at..text.len().min(at + INSTEAD)];
    let line = rest.split(|&byte| matches!(byte, b'\n' | b';')).next()?;
    ["|| ", "?? ", "or ", "?: "].iter().find_map(|sign| {
        let found = line
            .windows(sign.len())
            .position(|part| part == sign.as_bytes())?;
        let next = at + found + sign.len();
        let apart = found > 0 && line[found - 1] == b' ';
        (apart && opens_literal(text, next)).then_some(next)
    })
}

/// The second literal of a login: `auth=("user", "…")`, `login("user", "…")`.
fn second_of_login(text: &[u8], name: &Range<usize>, at: usize) -> Option<usize> {
    let lower = text[name.clone()].to_ascii_lowercase();
    if !LOGINS.iter().any(|word| lower.ends_with(word.as_bytes())) {
        return None;
    }
    let at = skip_blanks(
        text,
        at + usize::from(matches!(text.get(at), Some(b'(' | b'['))),
    );
    let quote = *text.get(at).filter(|byte| matches!(byte, b'"' | b'\''))?;
    let user = text[at + 1..]
        .iter()
        .take(NAME)
        .position(|&byte| byte == quote)?;
    let comma = skip_blanks(text, at + user + 2);
    let second = skip_blanks(text, comma + 1);
    (text.get(comma) == Some(&b',') && opens_literal(text, second)).then_some(second)
}

fn opens_literal(text: &[u8], at: usize) -> bool {
    matches!(text.get(at), Some(b'"' | b'\'' | b'`'))
}

/// Whether the list that holds the name is closed right behind it.
fn ends_its_list(text: &[u8], name: &Range<usize>) -> bool {
    let behind = text[name.end..].iter().take(4);
    behind
        .take_while(|&&byte| byte != b',')
        .any(|&byte| matches!(byte, b']' | b')' | b'}'))
}

/// Where the `>` stands that ends an element's attributes: its text is what counts.
fn behind_attributes(text: &[u8], at: usize) -> Option<usize> {
    let rest = &text[at..text.len().min(at + INSTEAD)];
    let end = rest
        .iter()
        .position(|byte| matches!(byte, b'>' | b'<' | b'\n'))?;
    let inside = &rest[..end];
    let attributes = inside.contains(&b'=') && inside.ends_with(b"\"") && rest[end] == b'>';
    attributes.then_some(at + end)
}

/// Whether the word before the name declares it, or the name is a phrase: `IDENTIFIED BY`.
fn is_declared(text: &[u8], name: &Range<usize>) -> bool {
    let own = &text[name.clone()];
    // PowerShell's `ConvertTo-SecureString "…"`, SQL's `PASSWORD '…'`.
    let sql = own == b"PASSWORD" && text[name.end..].starts_with(b" '");
    if own.contains(&b' ') || sql || own.to_ascii_lowercase().ends_with(b"securestring") {
        return true;
    }
    let before = text[name.start.saturating_sub(BLANKS)..name.start].trim_ascii_end();
    let word = before
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let word = before[before.len() - word..].to_ascii_lowercase();
    DECLARERS.iter().any(|declarer| declarer.as_bytes() == word)
}

/// Whether the literal that holds the name is the first of its list or call.
fn heads_a_list(text: &[u8], name: usize) -> bool {
    let before = &text[name.saturating_sub(BLANKS)..name];
    let before = before.strip_suffix(b"\\\"").or_else(|| {
        before
            .split_last()
            .filter(|(quote, _)| matches!(quote, b'"' | b'\'' | b'`'))
            .map(|(_, rest)| rest)
    });
    let Some(before) = before else { return false };
    let before = before.trim_ascii_end();
    matches!(
        before.last(),
        None | Some(b'(' | b'[' | b'{' | b'b' | b'u' | b'r' | b'L')
    )
}

/// Whether a call gives its argument to what the name says: `setPassword(…)`, `api_key(…)`;
/// not `password.strip(…)` or `getToken(…)`. The word ends at `word_end` in the name.
fn is_given(name: &[u8], word_end: usize) -> bool {
    let callee = name
        .iter()
        .rposition(|&byte| byte == b'.')
        .map_or(0, |dot| dot + 1);
    let reads = |verb: &&str| {
        let rest = name[callee..].strip_prefix(verb.as_bytes());
        rest.is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_lowercase))
    };
    word_end > callee && !READERS.iter().any(reads)
}

/// Where a bare value ends that is one pair in a literal: `"…;Password=x;"`,
/// `"X-Api-Key: x"`, `"https://host/?token=x&page=2"`.
fn pair_in_literal(text: &[u8], name: usize, value: Range<usize>) -> Option<usize> {
    let quote = |byte: u8| matches!(byte, b'"' | b'\'' | b'`');
    let before = text[..name].strip_suffix(b" ").unwrap_or(&text[..name]);
    let before = *before.last()?;
    let query = matches!(before, b'?' | b'&');
    let end = text[value.clone()]
        .iter()
        .position(|&byte| query && byte == b'&');
    let end = end.map_or(value.end, |len| value.start + len);
    let after = *text.get(end)?;
    let opens = query || quote(before) || before == b';';
    (opens && (quote(after) || matches!(after, b';' | b'&'))).then_some(end)
}

fn name_around(text: &[u8], word: Range<usize>) -> Range<usize> {
    let left = text[word.start.saturating_sub(NAME)..word.start]
        .iter()
        .rev()
        .take_while(|&&byte| is_name(byte))
        .count();
    let right = text[word.end..]
        .iter()
        .take(NAME)
        .take_while(|&&byte| is_name(byte))
        .count();
    let (mut start, mut end) = (word.start - left, word.end + right);
    while start < word.start && !text[start].is_ascii_alphanumeric() {
        start += 1;
    }
    while end > word.end && !text[end - 1].is_ascii_alphanumeric() {
        end -= 1;
    }
    start..end
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$')
}

/// Skips what closes the name: `"`, `']`, `\"`, `?`, and blanks.
fn skip_closers(text: &[u8], mut at: usize) -> (usize, bool) {
    let mut quote = false;
    for _ in 0..4 {
        match text.get(at) {
            Some(b'"' | b'\'' | b'`') => {
                quote = true;
                at += 1;
            }
            Some(b'\\') if matches!(text.get(at + 1), Some(b'"' | b'\'')) => {
                quote = true;
                at += 2;
            }
            Some(b']' | b'?' | b'!' | b'*' | b'_') => at += 1,
            _ => break,
        }
    }
    (skip_blanks(text, at), quote)
}

pub(super) fn skip_blanks(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .take(BLANKS)
        .take_while(|&&byte| byte == b' ' || byte == b'\t')
        .count()
}

/// Skips the operator between name and value; `None` when there is none.
fn operator(text: &[u8], at: usize, quote: bool, flag: bool, element: bool) -> Option<usize> {
    let rest = text.get(at..)?;
    match rest {
        [b':', b':', b'=', ..]
        | [b'=', b'=', b'=', ..]
        | [b'|', b'|', b'=', ..]
        | [b'?', b'?', b'=', ..] => Some(at + 3),
        [b'=', b'=' | b'>' | b'~', ..]
        | [b':' | b'?' | b'+' | b'|' | b'.' | b'!', b'=', ..]
        | [b':', b':', ..]
        | [b'<', b'-', ..] => Some(at + 2),
        [b'=', ..] => Some(at + 1),
        [b':', ..] => Some(typed(text, at + 1).unwrap_or(at + 1)),
        [b'(', ..] => Some(at + 1),
        [b',', ..] if quote => Some(at + 1),
        [b'>', ..] if element => Some(at + 1),
        [byte, ..] if flag && at > 0 && text[at - 1] == b' ' && !byte.is_ascii_whitespace() => {
            Some(at)
        }
        // `password String = "…"`, as Go and Java declare.
        [byte, ..]
            if byte.is_ascii_alphabetic()
                && !quote
                && !element
                && at > 0
                && text[at - 1] == b' ' =>
        {
            typed(text, at)
        }
        _ => None,
    }
}

/// Skips a type and the `=` behind it: `: &'static str =`.
fn typed(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let kind = rest
        .iter()
        .take(TYPE)
        .take_while(|&&byte| {
            byte.is_ascii_alphanumeric()
                || matches!(
                    byte,
                    b' ' | b'&' | b'\'' | b'<' | b'>' | b'[' | b']' | b'_' | b'.' | b'?' | b'*'
                )
        })
        .count();
    match rest.get(kind..) {
        // A sign at the end of a line pads a value in base64.
        Some([b'=', next, ..]) if kind > 0 && !matches!(next, b'=' | b'>' | b'\r' | b'\n') => {
            Some(at + kind + 1)
        }
        _ => None,
    }
}

/// The value that starts at `at`, without quotes, and whether it had any.
fn value_at(text: &[u8], at: usize) -> Option<(Range<usize>, bool)> {
    let rest = text.get(at..)?;
    let prefix = rest
        .iter()
        .take(3)
        .take_while(|byte| {
            matches!(
                byte,
                b'b' | b'B'
                    | b'r'
                    | b'R'
                    | b'f'
                    | b'F'
                    | b'u'
                    | b'U'
                    | b'@'
                    | b'L'
                    | b'&'
                    | b'('
                    | b'['
            )
        })
        .count();
    for skip in [prefix, 0] {
        let open = at + skip;
        match text.get(open..)? {
            [b'\\', quote @ (b'"' | b'\''), ..] => {
                let start = open + 2;
                let close = [b'\\', *quote];
                let limit = &text[start..text.len().min(start + VALUE)];
                let end = limit.windows(2).position(|pair| pair == close)?;
                return one_line(text, start..start + end).map(|value| (value, true));
            }
            [quote @ (b'"' | b'\'' | b'`'), ..] => {
                let triple = text[open..].starts_with(&[*quote; 3]);
                let start = open + if triple { 3 } else { 1 };
                let end = closing(text, start, *quote)?;
                return one_line(text, start..end).map(|value| (value, true));
            }
            _ => {}
        }
    }
    let end = rest
        .iter()
        .take(VALUE)
        .take_while(|&&byte| {
            !byte.is_ascii_whitespace()
                && !matches!(
                    byte,
                    b'"' | b'\''
                        | b'`'
                        | b'<'
                        | b'>'
                        | b'('
                        | b')'
                        | b'{'
                        | b'}'
                        | b'['
                        | b']'
                        | b';'
                        | b','
                        | b'|'
                )
                && byte != 0
        })
        .count();
    Some((at..at + end, false))
}

fn closing(text: &[u8], start: usize, quote: u8) -> Option<usize> {
    let mut at = start;
    let end = text.len().min(start + VALUE);
    while at < end {
        match text[at] {
            b'\\' => at += 2,
            b'\n' => return None,
            byte if byte == quote => return Some(at),
            _ => at += 1,
        }
    }
    None
}

fn one_line(text: &[u8], value: Range<usize>) -> Option<Range<usize>> {
    (!text[value.clone()].contains(&b'\n')).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str)>) {
        let word = text.to_ascii_lowercase().find("pass").expect("a word");
        let found = around(text.as_bytes(), word..word + 4);
        let found = found.map(|it| (&text[it.sink], &text[it.value]));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn reads_assignments_of_many_notations() {
        check("db_password = \"one\"", Some(("db_password", "one")));
        check("const char *pass = \"one\";", Some(("pass", "one")));
        check("password: 'one'", Some(("password", "one")));
        check("{\"dbPassword\": \"one\"}", Some(("dbPassword", "one")));
        check("{\\\"password\\\": \\\"one\\\"}", Some(("password", "one")));
        check("cfg['password'] = b'one'", Some(("password", "one")));
        check(
            "password: &'static str = \"one\"",
            Some(("password", "one")),
        );
        check("var password string = \"one\"", Some(("password", "one")));
        check("password: b25l=\n", Some(("password", "b25l=")));
        check("PASSWORD=one # comment", Some(("PASSWORD", "one")));
        check("run --db-password one", Some(("db-password", "one")));
        check("<password>one</password>", Some(("password", "one")));
        check("\"User=a;Password=one;Port=1\"", Some(("Password", "one")));
        check("\"https://host/?pass=one&page=2\"", Some(("pass", "one")));
        check("setPassword(\"one\")", Some(("setPassword", "one")));
        check("Setenv(\"PASSWORD\", \"one\")", Some(("PASSWORD", "one")));
        check(
            "$config.password = 'o\\'e'",
            Some(("config.password", "o\\'e")),
        );
        check("#define PASSWORD \"one\"", Some(("PASSWORD", "one")));
        check(
            "CREATE ROLE a WITH PASSWORD 'one'",
            Some(("PASSWORD", "one")),
        );
        check("ALTER ROLE a PASSWORD 'one'", Some(("PASSWORD", "one")));
        check("ENV DB_PASS one", Some(("DB_PASS", "one")));
        check("<pass>\n    one\n</pass>", Some(("pass", "one")));
        check(
            "<pass encoding=\"base64\">one</pass>",
            Some(("pass", "one")),
        );
        check("<pass value=\"one\"/>", Some(("pass", "one")));
        check("pass = env.PASS || \"one\";", Some(("pass", "one")));
        check("passAuth = ('user', 'one')", Some(("passAuth", "one")));
        check("password =\n        \"one\"", Some(("password", "one")));
        check(
            "<add key=\"password\" value=\"one\"/>",
            Some(("password", "one")),
        );
        check(
            "<entry key=\"password\">one</entry>",
            Some(("password", "one")),
        );
        check(
            "{\"name\": \"DB_PASS\",\n   \"value\": \"one\"}",
            Some(("DB_PASS", "one")),
        );
        check("- name: DB_PASS\n  value: one\n", Some(("DB_PASS", "one")));
        check(
            "variable \"db_pass\" {\n  type = string\n  default = \"one\"\n}",
            Some(("db_pass", "one")),
        );
    }

    #[test]
    fn leaves_other_text_alone() {
        check("['host', 'password', 'one']", None);
        check("'Modify Password', 'one'", None);
        check("<secret type='passphrase' uuid='one'/>", None);
        check("password\nvalue: one", None);
        check("- name: DB_PASS\n  valueFrom: one\n", None);
        check("checkPassword(\"one\")", None);
        check("the password is required", None);
        check("if password {", None);
        check("password", None);
        check("password = \"never closed", None);
        check("info.password.lstrip(\"one\")", None);
        check("getPassword('one')", None);
        check("type: a ? `text` : `password`,value:b.value", None);
        check("arn:x:us-west-2:password:one-a1b2c3", None);
        check("get_password('one')", None);
        check("label(\"Password:\"), code(\"two\")", None);
        check("'Password: ' + one + '.'", None);
    }
}
