//! A regex or a glob from outside, bounded and compiled as it is read.

use std::fmt;

use globset::{Glob, GlobSet, GlobSetBuilder};
use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, Look};
use serde::Deserialize;
use serde::de::Error as _;

/// Longest pattern, in bytes.
pub const MAX_PATTERN: usize = 4 * 1024;
/// Largest compiled pattern, in bytes.
const MAX_COMPILED: usize = 1024 * 1024;
/// Memory that searching with one pattern may take, in bytes.
const MAX_CACHE: usize = 512 * 1024;
/// Deepest nesting of groups.
pub const NESTING: u32 = 64;

/// A regex that is known to compile within its limits and to match no empty text.
///
/// Classes such as `\w` and `\d` mean ASCII, and `.` any byte but a line end: that is how the
/// other scanners read them, and it keeps patterns small.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    regex: Regex,
    anchored: bool,
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it and what to do.
    pub fn new(text: &str) -> Result<Self, String> {
        if nesting(text) > NESTING as usize {
            return Err(format!(
                "the regex nests groups deeper than {NESTING}: split it into several rules"
            ));
        }
        if text.len() > MAX_PATTERN {
            return Err(format!(
                "the regex is longer than {MAX_PATTERN} bytes: split it into several rules"
            ));
        }
        let hir = parse(text)?;
        if hir.properties().minimum_len().unwrap_or(0) == 0 {
            return Err(
                "the regex matches the empty text: ask for at least one character".to_owned(),
            );
        }
        let regex = compile(text)?;
        let anchored = hir.properties().look_set_prefix().contains(Look::Start)
            && hir.properties().look_set_suffix().contains(Look::End);
        Ok(Self {
            text: text.to_owned(),
            regex,
            anchored,
        })
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it has to match from the start of a text to its end.
    #[must_use]
    pub fn is_anchored(&self) -> bool {
        self.anchored
    }

    /// The compiled regex.
    pub(crate) fn regex(&self) -> &Regex {
        &self.regex
    }

    /// Whether it matches somewhere in a text.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text.as_bytes())
    }
}

fn parse(text: &str) -> Result<Hir, String> {
    let parsed = regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .nest_limit(NESTING * 2)
        .build()
        .parse(text);
    parsed.map_err(|error| match error {
        regex_syntax::Error::Parse(error) => refused(&error.kind().to_string()),
        regex_syntax::Error::Translate(error) => refused(&error.kind().to_string()),
        _ => refused("it has a mistake"),
    })
}

fn compile(text: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(text)
        .unicode(false)
        .size_limit(MAX_COMPILED)
        .dfa_size_limit(MAX_CACHE)
        .nest_limit(NESTING * 2)
        .build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => {
            "the regex is larger than 1 MiB once compiled: use smaller repetitions".to_owned()
        }
        _ => refused("it has a mistake"),
    })
}

fn refused(why: &str) -> String {
    format!("the regex can't be read: {why}")
}

/// How deep the groups of a pattern nest, read off its brackets. Done before anything parses
/// it, so that no parser meets a pattern that is made to go deep.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = text.bytes();
    let mut in_class = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'[' => in_class = true,
            b']' => in_class = false,
            b'(' if !in_class => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b')' if !in_class => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({:?})", self.text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// Globs over paths with `/`, relative to the workspace.
#[derive(Clone, Debug, Default)]
pub struct GlobList {
    texts: Vec<String>,
    set: GlobSet,
}

impl GlobList {
    /// Compiles globs.
    ///
    /// # Errors
    /// A sentence about the first that is none.
    pub fn new(texts: Vec<String>) -> Result<Self, String> {
        let mut set = GlobSetBuilder::new();
        for text in &texts {
            let glob = Glob::new(text);
            set.add(glob.map_err(|error| format!("`{text}` is no glob: {}", error.kind()))?);
        }
        let set = set
            .build()
            .map_err(|_| "these globs are too large together".to_owned())?;
        Ok(Self { texts, set })
    }

    /// As they were written.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Whether one of them fits a path.
    #[must_use]
    pub fn is_match(&self, path: &str) -> bool {
        self.set.is_match(path)
    }
}

impl PartialEq for GlobList {
    fn eq(&self, other: &Self) -> bool {
        self.texts == other.texts
    }
}

impl<'de> Deserialize<'de> for GlobList {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(from)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Pattern::new(text).expect_err("it is refused")
    }

    /// S8, S9, S10
    #[test]
    fn what_would_cost_too_much_is_refused() {
        assert!(refused("(((a{1000}){1000}){1000})").contains("1 MiB"));
        let deep = "(".repeat(10_000) + "a" + &")".repeat(10_000);
        assert!(refused(&deep).contains("deeper than 64"));
        for empty in ["a*", "", "(a|)", "^$", r"\b", "x?"] {
            assert!(refused(empty).contains("empty"), "{empty}");
        }
        assert!(refused(&"a".repeat(5000)).contains("4096"));
        assert!(refused("a(?=b)").contains("look-around"));
        assert!(refused("(").contains("unclosed"));
    }

    #[test]
    fn anchors_count_only_where_every_match_has_them() {
        let anchored = |text| Pattern::new(text).expect("a regex").is_anchored();
        assert!(anchored("^abc$") && anchored("^(?:a|b)$") && anchored(r"\Aa\z"));
        assert!(!anchored("^a|b$") && !anchored("^a") && !anchored("a$"));
    }
}
