//! A name for a finding that survives edits around it and reveals nothing.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::finding::Finding;
use crate::rule::{Kind, Part, Rule};

/// Sixteen hex digits over the rule, the workspace-relative path with `/`, and the
/// structure around the finding (sink name and its place among equal ones): no part of the value.
///
/// `text` is the whole document. Moving lines, reformatting and changing values keep it;
/// so does fixing another finding, since places are counted in the text and not among
/// findings.
#[must_use]
pub fn fingerprint(finding: &Finding, path: &str, text: &str) -> String {
    let anchor = anchor(finding, text);
    hex(finding.rule.id, path, &anchor)
}

/// The same for something that is said of a whole file: `code` names what.
#[must_use]
pub fn of_file(code: &str, path: &str) -> String {
    let anchor = Anchor {
        name: String::new(),
        place: 0,
    };
    hex(code, path, &anchor)
}

fn hex(code: &str, path: &str, anchor: &Anchor) -> String {
    let mut hash = Sha256::new();
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    for part in [code, path, &anchor.name] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.update((anchor.place as u64).to_le_bytes());
    let mut out = String::with_capacity(16);
    for byte in &hash.finalize()[..8] {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// What a finding hangs on: a piece of text that is no secret, and how many of its kind
/// stand before it.
struct Anchor {
    name: String,
    place: usize,
}

fn anchor(finding: &Finding, text: &str) -> Anchor {
    if let Some(name) = finding.sink.clone().and_then(|sink| text.get(sink)) {
        let before = &text[..finding.sink.as_ref().map_or(0, |sink| sink.start)];
        let place = assignments(before, name);
        return Anchor {
            name: name.to_owned(),
            place,
        };
    }
    let before = text.get(..finding.range.start).unwrap_or_default();
    let value = text.get(finding.range.clone()).unwrap_or_default();
    match &finding.rule.kind {
        Kind::Url { .. } => Anchor {
            name: "://".to_owned(),
            place: urls_with_password(before),
        },
        Kind::Block { begin, .. } => counted(before, begin),
        Kind::Near { words, .. } => nearest_word(before, words),
        _ => counted(before, literal(finding.rule, value)),
    }
}

/// How often `name` is assigned to in `text`: a whole word with an operator behind it.
fn assignments(text: &str, name: &str) -> usize {
    if name.is_empty() {
        return 0;
    }
    let word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name)
        .filter(|(at, _)| {
            let behind =
                text[at + name.len()..].trim_start_matches(['"', '\'', '`', ' ', '\t', ']']);
            !text[..*at].ends_with(word) && behind.starts_with(['=', ':'])
        })
        .count()
}

/// A literal and how often it stands in `text`; nothing for the empty one.
fn counted(text: &str, literal: &str) -> Anchor {
    let place = if literal.is_empty() {
        0
    } else {
        text.matches(literal).count()
    };
    Anchor {
        name: literal.to_owned(),
        place,
    }
}

/// The literal that the rule's credentials begin with, as far as this one does.
fn literal<'a>(rule: &Rule, value: &'a str) -> &'a str {
    let (Kind::Token { bodies } | Kind::Assigned { bodies, .. }) = &rule.kind else {
        return "";
    };
    bodies
        .iter()
        .filter_map(|body| match body.parts.first() {
            Some(Part::Literal(bytes)) if value.as_bytes().starts_with(bytes) => {
                value.get(..bytes.len())
            }
            _ => None,
        })
        .max_by_key(|literal| literal.len())
        .unwrap_or_default()
}

/// How many addresses in `text` carry a password: `://user:password@`.
fn urls_with_password(text: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '`' | '<' | '>');
    text.match_indices("://")
        .filter(|(at, _)| {
            let authority = text[at + 3..].split(ends).next().unwrap_or_default();
            authority
                .split_once('@')
                .is_some_and(|(user, _)| user.contains(':'))
        })
        .count()
}

/// The last of the words in `text`, in any case, and how often it stands before.
fn nearest_word(text: &str, words: &[&str]) -> Anchor {
    let lower = text.to_ascii_lowercase();
    let last = words
        .iter()
        .filter_map(|word| Some((lower.rfind(word)?, *word)))
        .max();
    match last {
        Some((at, word)) => counted(&lower[..at], word),
        None => counted("", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Confidence, Proof, Severity};
    use crate::rule;

    fn finding(text: &str, sink: &str, nth: usize) -> Finding {
        let (at, _) = text
            .match_indices(sink)
            .nth(nth)
            .expect("the sink stands in the text");
        let value = at + text[at..].find('"').expect("a quoted value") + 1;
        Finding {
            rule: &rule::generic()[0],
            range: value..value + text[value..].find('"').expect("a closing quote"),
            sink: Some(at..at + sink.len()),
            confidence: Confidence::Likely,
            severity: Severity::High,
            proof: Proof::None,
            reasons: Vec::new(),
        }
    }

    fn at(text: &str, nth: usize) -> String {
        fingerprint(&finding(text, "api_key", nth), "src/a.py", text)
    }

    #[test]
    fn it_survives_edits_and_values_but_tells_places_apart() {
        if rule::generic().is_empty() {
            return;
        }
        let text = "api_key = \"one\"\napi_key = \"two\"\n";
        let first = at(text, 0);
        assert_eq!(first.len(), 16);
        assert_ne!(first, at(text, 1));
        assert_eq!(first, at("import os\n\n  api_key  = \"another\"\n", 0));
        // Uses of the name above, and other names that contain it, do not count.
        assert_eq!(
            first,
            at(
                "use(my_api_key_1)\nmy_api_key = x\nuse(api_key)\napi_key = \"one\"",
                3
            )
        );
        // The first one was moved to the environment: the second keeps its name.
        assert_eq!(
            at(text, 1),
            at("api_key = os.environ[\"K\"]\napi_key = \"two\"\n", 1)
        );
    }

    #[test]
    fn the_path_counts_in_one_spelling() {
        if rule::generic().is_empty() {
            return;
        }
        let text = "api_key = \"one\"";
        let finding = finding(text, "api_key", 0);
        let name = |path| fingerprint(&finding, path, text);
        assert_eq!(name("src/a.py"), name("src\\a.py"));
        assert_eq!(name("src/a.py"), name("./src/a.py"));
        assert_ne!(name("src/a.py"), name("src/b.py"));
    }

    #[test]
    fn anchors_without_a_sink_are_counted() {
        assert_eq!(
            urls_with_password("a://u:p@h b://h:80/x?@ c://u@h d://u:p@h"),
            2
        );
        let anchor = nearest_word("Heroku x HEROKU y dyno", &["heroku", "salesforce"]);
        assert_eq!((anchor.name.as_str(), anchor.place), ("heroku", 1));
    }
}
