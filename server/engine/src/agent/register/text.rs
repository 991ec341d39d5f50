//! Insertions into JSON with comments, and their exact inverse.

use jsonc_parser::ast::{Array, Object, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// An object or a list: where it stands and where its children do.
pub(super) struct Open {
    range: Range,
    children: Vec<Range>,
}

impl Open {
    pub(super) fn object(object: &Object<'_>) -> Self {
        Self {
            range: object.range,
            children: object.properties.iter().map(|it| it.range).collect(),
        }
    }

    pub(super) fn list(list: &Array<'_>) -> Self {
        Self {
            range: list.range,
            children: list.elements.iter().map(Ranged::range).collect(),
        }
    }
}

/// The value of a text, `None` where there is none.
pub(super) fn parse(text: &str) -> Result<Option<Value<'_>>, String> {
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let invalid = |error: jsonc_parser::errors::ParseError| {
        let before = &text.as_bytes()[..error.range().start.min(text.len())];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        format!("is not valid JSON in line {line}: mend it, then try again")
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &options).map_err(invalid)?;
    Ok(parsed.value)
}

/// The text with a property at the end of an object.
pub(super) fn with_property(
    text: &str,
    object: &Object<'_>,
    key: &str,
    value: &serde_json::Value,
) -> String {
    let name = serde_json::Value::String(key.to_owned());
    insert(text, &Open::object(object), &|style| {
        format!("{name}: {}", style.render(value))
    })
}

/// The text with an element at the end of a list.
pub(super) fn with_element(text: &str, list: &Array<'_>, value: &serde_json::Value) -> String {
    insert(text, &Open::list(list), &|style| style.render(value))
}

/// How the lines around an insertion are written.
struct Style<'t> {
    newline: &'static str,
    /// What the new child stands behind on its line; `None` where all stands on one line.
    indent: Option<String>,
    unit: &'t str,
}

impl Style<'_> {
    fn render(&self, value: &serde_json::Value) -> String {
        let Some(indent) = &self.indent else {
            return value.to_string();
        };
        let mut out = Vec::new();
        let formatter = serde_json::ser::PrettyFormatter::with_indent(self.unit.as_bytes());
        let mut writer = serde_json::Serializer::with_formatter(&mut out, formatter);
        let written = serde::Serialize::serialize(value, &mut writer);
        debug_assert!(written.is_ok(), "a value is always written");
        let text = String::from_utf8(out).unwrap_or_default();
        text.replace('\n', &format!("{}{indent}", self.newline))
    }
}

fn insert(text: &str, open: &Open, child: &dyn Fn(&Style<'_>) -> String) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let unit = unit(text);
    let Range { start, end } = open.range;
    let (Some(first), Some(last)) = (open.children.first(), open.children.last()) else {
        let outer = indent_at(text, start);
        let inner = format!("{outer}{unit}");
        let style = Style {
            newline,
            indent: Some(inner.clone()),
            unit,
        };
        let close = if text[start + 1..end - 1].contains('\n') {
            String::new()
        } else {
            format!("{newline}{outer}")
        };
        let new = format!("{newline}{inner}{}{close}", child(&style));
        return spliced(text, start + 1, &new);
    };
    let lines = text[start..first.start].contains('\n');
    let indent = lines.then(|| indent_at(text, first.start).to_owned());
    let style = Style {
        newline,
        indent: indent.clone(),
        unit,
    };
    let new = child(&style);
    let gap = indent.map_or_else(|| " ".to_owned(), |indent| format!("{newline}{indent}"));
    match comma(text, last.end, end - 1) {
        // Commas behind the last one are the file's style.
        Some(at) => spliced(text, line_end(text, at + 1), &format!("{gap}{new},")),
        None => {
            let at = line_end(text, last.end);
            let with = spliced(text, at, &format!("{gap}{new}"));
            spliced(&with, last.end, ",")
        }
    }
}

/// The text without a child: what [`insert`] added is taken out to the byte.
pub(super) fn cut(text: &str, open: &Open, at: usize) -> String {
    let child = open.children[at];
    let close = open.range.end - 1;
    let behind = comma(
        text,
        child.end,
        open.children.get(at + 1).map_or(close, |next| next.start),
    );
    let Some(before) = at.checked_sub(1).map(|at| open.children[at].end) else {
        // The first one: up to the next one, or all there is.
        let from = open.range.start + 1;
        let to = match open.children.get(at + 1) {
            Some(next) => return format!("{}{}", &text[..child.start], &text[next.start..]),
            None if is_bare(text, open.range, child) => close,
            None => {
                return format!(
                    "{}{}",
                    &text[..child.start],
                    &text[behind.map_or(child.end, |at| at + 1)..]
                );
            }
        };
        return format!("{}{}", &text[..from], &text[to..]);
    };
    let comma_before = comma(text, before, child.start).unwrap_or(before);
    let gap = text[comma_before..child.start]
        .rfind('\n')
        .map_or(comma_before + 1, |at| {
            let at = comma_before + at;
            if text[..at].ends_with('\r') {
                at - 1
            } else {
                at
            }
        });
    match behind {
        Some(behind) => format!("{}{}", &text[..gap], &text[behind + 1..]),
        None => format!(
            "{}{}{}",
            &text[..comma_before],
            &text[comma_before + 1..gap],
            &text[child.end..]
        ),
    }
}

/// Whether nothing but white space and a comma stands beside a child.
pub(super) fn is_bare(text: &str, container: Range, child: Range) -> bool {
    let plain = |text: &str| text.chars().all(|c| c.is_whitespace() || c == ',');
    plain(&text[container.start + 1..child.start]) && plain(&text[child.end..container.end - 1])
}

/// The first comma of a part that is in no comment.
fn comma(text: &str, from: usize, to: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < to {
        match bytes[at] {
            b',' => return Some(at),
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at += text[at..to].find('\n').unwrap_or(to - at);
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at += text[at..to].find("*/").unwrap_or(to - at);
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Behind a comment on the same line, or the place itself where there is none.
fn line_end(text: &str, at: usize) -> usize {
    let line = text[at..].split(['\n', '\r']).next().unwrap_or_default();
    let rest = line.trim_start_matches([' ', '\t', ',']);
    if rest.starts_with("//") || rest.starts_with("/*") && rest.trim_end().ends_with("*/") {
        at + line.trim_end().len()
    } else {
        at
    }
}

/// The white space that the line of a place begins with.
fn indent_at(text: &str, at: usize) -> &str {
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let rest = &text[line..];
    &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
}

/// What one level of the file is indented by.
fn unit(text: &str) -> &str {
    let mut lines = text.lines().map(|line| {
        let inside = line.trim_start_matches([' ', '\t']);
        &line[..line.len() - inside.len()]
    });
    lines
        .find(|indent| !indent.is_empty())
        .filter(|it| it.len() <= 8)
        .unwrap_or("  ")
}

fn spliced(text: &str, at: usize, new: &str) -> String {
    format!("{}{new}{}", &text[..at], &text[at..])
}
