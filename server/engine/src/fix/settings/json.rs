//! Values in JSON, comments and all.

use std::ops::Range;

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use zeroize::Zeroizing;

use super::scalar::{Missing, Scalar, Style};

const BOM: char = '\u{feff}';

pub(super) fn scalar(text: &str, range: &Range<usize>) -> Result<Scalar, Missing> {
    // The parser wants the text without a mark; the places stay those of the whole.
    let shift = if text.starts_with(BOM) {
        BOM.len_utf8()
    } else {
        0
    };
    let body = &text[shift..];
    let read = parse_to_ast(body, &CollectOptions::default(), &ParseOptions::default());
    let root = read
        .map_err(|_| Missing::Broken)?
        .value
        .ok_or(Missing::NoValue)?;
    let inner = range.start.saturating_sub(shift)..range.end.saturating_sub(shift);
    let mut found = Vec::new();
    let mut keys = Vec::new();
    walk(&root, &inner, &mut keys, None, &mut found);
    let mut found = found.pop().ok_or(Missing::NoValue)?;
    found.removal = found.entry.as_ref().and_then(|entry| removal(body, entry));
    Ok(found.moved(shift))
}

impl Scalar {
    fn moved(mut self, by: usize) -> Self {
        let shift = |range: &mut Range<usize>| *range = range.start + by..range.end + by;
        shift(&mut self.full);
        shift(&mut self.content);
        self.entry.iter_mut().for_each(shift);
        self.removal.iter_mut().for_each(shift);
        self
    }
}

fn holds(outer: Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn walk(
    value: &Value<'_>,
    range: &Range<usize>,
    keys: &mut Vec<String>,
    entry: Option<Range<usize>>,
    found: &mut Vec<Scalar>,
) {
    let full = value.range();
    if !holds(full.start..full.end, range) {
        return;
    }
    match value {
        Value::StringLit(literal) => {
            found.push(Scalar {
                keys: keys.clone(),
                full: full.start..full.end,
                content: full.start + 1..full.end - 1,
                style: Style::Double,
                value: Zeroizing::new(literal.value.to_string()),
                entry,
                removal: None,
            });
        }
        Value::Object(object) => {
            for property in &object.properties {
                keys.push(property.name.as_str().to_owned());
                let entry = property.range.start..property.range.end;
                walk(&property.value, range, keys, Some(entry), found);
                keys.pop();
            }
        }
        Value::Array(array) => {
            for (number, element) in array.elements.iter().enumerate() {
                keys.push(number.to_string());
                walk(element, range, keys, None, found);
                keys.pop();
            }
        }
        _ => {}
    }
}

/// A property with the comma that goes with it: its whole lines where it has them to itself.
fn removal(text: &str, entry: &Range<usize>) -> Option<Range<usize>> {
    let behind = &text[entry.end..];
    let gap = behind.len() - behind.trim_start().len();
    let line_start = text[..entry.start].rfind('\n').map_or(0, |at| at + 1);
    let alone = text[line_start..entry.start].trim().is_empty() && line_start > 0;
    if behind[gap..].starts_with(',') {
        let end = entry.end + gap + 1;
        let rest = &text[end..];
        let next = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
        return Some(match rest[next..].strip_prefix('\n') {
            Some(_) if alone => line_start..end + next + 1,
            _ => entry.start..end + next,
        });
    }
    // The last one takes the comma before it along.
    let before = text[..entry.start].trim_end();
    let start = match before.strip_suffix(',') {
        Some(kept) => kept.len(),
        None => before.ends_with('{').then_some(before.len())?,
    };
    Some(start..entry.end)
}
