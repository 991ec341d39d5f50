//! A name for a finding that survives edits around it and reveals nothing.

use std::collections::HashMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::finding::{Finding, Layer};
use crate::rule::{Kind, Part, Rule};
use crate::scan::runs;

/// Sixteen hex digits over the rule, the workspace-relative path with `/`, and the
/// structure around the finding (sink name and its place among equal ones): no part of the value.
///
/// For one finding; [`Fingerprints`] does many of a text without reading it again for each.
#[must_use]
pub fn fingerprint(finding: &Finding, path: &str, text: &str) -> String {
    Fingerprints::new(path, text).of(finding)
}

/// The same for something that is said of a whole file: `code` names what.
#[must_use]
pub fn of_file(code: &str, path: &str) -> String {
    hex(code, &normalised(path), "", 0)
}

/// The same for an issue of a file: `anchor` is the name it hangs on, `place` its number among those that hang
/// on the same. With an empty path it is the name that is kept when the file is moved.
#[must_use]
pub fn of_issue(code: &str, path: &str, anchor: &str, place: usize) -> String {
    hex(code, &normalised(path), anchor, place)
}

fn normalised(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}

fn hex(code: &str, path: &str, anchor: &str, place: usize) -> String {
    let mut hash = Sha256::new();
    for part in [code, path, anchor] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.update((place as u64).to_le_bytes());
    let mut out = String::with_capacity(16);
    for byte in &hash.finalize()[..8] {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Names the findings of one text.
///
/// Moving lines, reformatting and changing values keep a name; so does fixing another
/// finding, since places are counted in the text and not among findings.
#[derive(Debug)]
pub struct Fingerprints<'t> {
    text: Shown<'t>,
    path: String,
    /// Where each anchor stands in the text, ascending.
    places: HashMap<Anchor, Vec<usize>>,
}

/// A text that prints its length only.
struct Shown<'t>(&'t str);

impl std::fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// What a finding hangs on: a piece of text that is no secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Anchor {
    /// The name it is assigned to.
    Sink(String),
    /// What all credentials of its kind begin with.
    Literal(String),
    /// A word of the provider before it, in any case.
    Word(&'static str),
    /// A URL with a password.
    Url,
    /// A run of base64 or hex digits, which tells nothing itself.
    Run,
}

impl Anchor {
    fn name(&self) -> &str {
        match self {
            Self::Sink(name) | Self::Literal(name) => name,
            Self::Word(name) => name,
            Self::Url => "://",
            Self::Run => "run",
        }
    }
}

impl<'t> Fingerprints<'t> {
    /// For the findings of `text`, the whole document at `path`.
    #[must_use]
    pub fn new(path: &str, text: &'t str) -> Self {
        Self {
            text: Shown(text),
            path: normalised(path),
            places: HashMap::new(),
        }
    }

    /// The name of one of them.
    #[must_use]
    pub fn of(&mut self, finding: &Finding) -> String {
        let (anchor, at) = self.anchor(finding);
        let place = self.places(&anchor).partition_point(|&place| place < at);
        hex(finding.rule.id, &self.path, anchor.name(), place)
    }

    /// What one of them hangs on, whatever the path: sixteen hex digits as in a name, which a
    /// finding keeps when its file is moved.
    #[must_use]
    pub fn context_of(&mut self, finding: &Finding) -> String {
        let (anchor, at) = self.anchor(finding);
        let place = self.places(&anchor).partition_point(|&place| place < at);
        hex(finding.rule.id, "", anchor.name(), place)
    }

    /// What the finding hangs on, and where that stands.
    fn anchor(&mut self, finding: &Finding) -> (Anchor, usize) {
        let text = self.text.0;
        if let Some(sink) = &finding.sink
            && let Some(name) = text.get(sink.clone())
        {
            return (Anchor::Sink(name.to_owned()), sink.start);
        }
        let at = finding.range.start;
        let value = text.get(finding.range.clone()).unwrap_or_default();
        let encoded = matches!(finding.layers.first(), Some(Layer::Base64 | Layer::Hex));
        match finding.rule.kind {
            _ if encoded => (Anchor::Run, at),
            Kind::Url { .. } => (Anchor::Url, at),
            Kind::Block { begin, .. } => (Anchor::Literal(begin.to_owned()), at),
            Kind::Near { words, .. } => self.nearest(words, at),
            // The keyword of a user's rule may be what the value begins with.
            Kind::Custom { words } => self.nearest(words, finding.range.end),
            _ => (Anchor::Literal(literal(finding.rule, value).to_owned()), at),
        }
    }

    /// The last of the words before `at`.
    fn nearest(&mut self, words: &'static [&'static str], at: usize) -> (Anchor, usize) {
        let mut nearest = None;
        for word in words {
            let places = self.places(&Anchor::Word(word));
            let before = places.partition_point(|&place| place < at);
            if let Some(&place) = before.checked_sub(1).and_then(|last| places.get(last)) {
                nearest = nearest.max(Some((place, *word)));
            }
        }
        match nearest {
            Some((place, word)) => (Anchor::Word(word), place),
            None => (Anchor::Literal(String::new()), at),
        }
    }

    fn places(&mut self, anchor: &Anchor) -> &[usize] {
        let text = self.text.0;
        self.places
            .entry(anchor.clone())
            .or_insert_with(|| match anchor {
                Anchor::Sink(name) => assignments(text, name),
                Anchor::Literal(literal) => found(text, literal),
                Anchor::Word(word) => found(&text.to_ascii_lowercase(), word),
                Anchor::Url => urls_with_password(text),
                Anchor::Run => runs(text.as_bytes()),
            })
    }
}

/// Where `literal` stands in `text`; nowhere for the empty one.
fn found(text: &str, literal: &str) -> Vec<usize> {
    if literal.is_empty() {
        return Vec::new();
    }
    text.match_indices(literal).map(|(at, _)| at).collect()
}

/// Where `name` is assigned to in `text`: a whole word with an operator behind it.
fn assignments(text: &str, name: &str) -> Vec<usize> {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let mut places = found(text, name);
    places.retain(|&at| {
        let behind = text[at + name.len()..].trim_start_matches(['"', '\'', '`', ' ', '\t', ']']);
        !text[..at].ends_with(word) && behind.starts_with(['=', ':'])
    });
    places
}

/// Where addresses in `text` carry a password: `://user:password@`.
fn urls_with_password(text: &str) -> Vec<usize> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '`' | '<' | '>');
    let mut places = found(text, "://");
    places.retain(|at| {
        let authority = text[at + 3..].split(ends).next().unwrap_or_default();
        authority
            .split_once('@')
            .is_some_and(|(user, _)| user.contains(':'))
    });
    places
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
            layers: Vec::new(),
            companions: Vec::new(),
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
            [1, 32]
        );
        let mut names = Fingerprints::new("a", "Heroku x HEROKU y dyno");
        let nearest = names.nearest(&["heroku", "salesforce"], 20);
        assert_eq!(nearest, (Anchor::Word("heroku"), 9));
        assert_eq!(names.places(&Anchor::Word("heroku")), [0, 9]);
        assert_eq!(format!("{:?}", names.text), "22 bytes");
    }
}
