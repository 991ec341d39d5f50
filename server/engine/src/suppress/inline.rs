//! Comments that allow a finding: Keyward's own, and those of other scanners that a
//! code base may already hold.
//!
//! `keyward:allow RULE: reason` counts for its own line, or for the next one when it
//! stands alone on its line. Rule and reason may be left out. The others count as their
//! tools document it.

use std::ops::Range;

use super::{Reason, Tool};

/// Keyward's own marker.
pub(crate) const OURS: &str = "keyward:allow";

/// Markers, the line that each is about, and whose each is. None is the beginning of another.
const MARKERS: &[(&str, Scope, Reason)] = &[
    (OURS, Scope::SameOrNext, Reason::Allowed),
    (
        "gitleaks:allow",
        Scope::Same,
        Reason::Comment(Tool::Gitleaks),
    ),
    (
        "betterleaks:allow",
        Scope::Same,
        Reason::Comment(Tool::Betterleaks),
    ),
    (
        "pragma: allowlist secret",
        Scope::Same,
        Reason::Comment(Tool::DetectSecrets),
    ),
    (
        "pragma: whitelist secret",
        Scope::Same,
        Reason::Comment(Tool::DetectSecrets),
    ),
    (
        "pragma: allowlist nextline secret",
        Scope::Next,
        Reason::Comment(Tool::DetectSecrets),
    ),
    (
        "pragma: whitelist nextline secret",
        Scope::Next,
        Reason::Comment(Tool::DetectSecrets),
    ),
    (
        "secretlint-disable-line",
        Scope::Same,
        Reason::Comment(Tool::Secretlint),
    ),
    (
        "secretlint-disable-next-line",
        Scope::Next,
        Reason::Comment(Tool::Secretlint),
    ),
    (
        "trufflehog:ignore",
        Scope::Same,
        Reason::Comment(Tool::TruffleHog),
    ),
    (
        "kingfisher:ignore",
        Scope::Same,
        Reason::Comment(Tool::Kingfisher),
    ),
    ("ggignore", Scope::Same, Reason::Comment(Tool::GgShield)),
];

/// What to search a text for; [`marker_at`] judges each place.
pub const NEEDLES: &[&str] = &{
    let mut needles = [""; MARKERS.len()];
    let mut at = 0;
    while at < MARKERS.len() {
        needles[at] = MARKERS[at].0;
        at += 1;
    }
    needles
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Same,
    Next,
    SameOrNext,
}

/// Which line a marker is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    /// The line that it stands on.
    Same,
    /// The line below it, past further markers.
    Next,
}

/// One comment that allows findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The marker with its rule and reason.
    pub range: Range<usize>,
    /// Which line it is about.
    pub applies: Applies,
    /// The bytes of that line, without its line end. Findings that begin there are allowed.
    pub covers: Range<usize>,
    /// The id of the only rule it allows; `None` allows every rule.
    pub rule: Option<Range<usize>>,
    /// Why; `None` when nobody said.
    pub reason: Option<Range<usize>>,
    /// Whether it is Keyward's own: only those are reported when they are unused.
    pub ours: bool,
    /// Whose it is, as reports say it.
    pub reason_of_quiet: Reason,
}

/// Every marker of a text, in order.
#[must_use]
pub fn markers(text: &str) -> Vec<Marker> {
    let mut out: Vec<Marker> = NEEDLES
        .iter()
        .flat_map(|needle| text.match_indices(needle))
        .filter_map(|(at, _)| marker_at(text, at))
        .collect();
    out.sort_by_key(|marker| marker.range.start);
    out
}

/// The comment that allows a finding of this rule that begins at `at`. Looks at its line
/// and at the lone comments above.
#[must_use]
pub fn allowing(text: &str, at: usize, rule: &str) -> Option<Marker> {
    let mut line = line_around(text, at);
    let mut wanted = Applies::Same;
    loop {
        let found = lies_in(text, &line).find(|marker| {
            let named = marker.rule.clone().map(|rule| &text[rule]);
            marker.applies == wanted && named.is_none_or(|named| named == rule)
        });
        if found.is_some() {
            return found;
        }
        if wanted == Applies::Next && !is_lone_marker(&text[line.clone()]) {
            return None;
        }
        let above = &text[..line.start];
        let above = above
            .strip_suffix("\r\n")
            .or_else(|| above.strip_suffix(['\n', '\r']))?;
        line = line_around(text, above.len());
        wanted = Applies::Next;
    }
}

/// The markers on one line, Keyward's own first.
fn lies_in<'t>(text: &'t str, line: &Range<usize>) -> impl Iterator<Item = Marker> + 't {
    let (start, line) = (line.start, &text[line.clone()]);
    NEEDLES
        .iter()
        .flat_map(|needle| line.match_indices(needle))
        .filter_map(move |(at, _)| marker_at(text, start + at))
}

/// The marker that begins at `at`, where one of [`NEEDLES`] was found.
#[must_use]
pub fn marker_at(text: &str, at: usize) -> Option<Marker> {
    let (needle, scope, reason_of_quiet) = marker_text(text, at)?;
    let line = line_around(text, at);
    let mut marker = Marker {
        range: at..at + needle.len(),
        applies: Applies::Same,
        covers: line.clone(),
        rule: None,
        reason: None,
        ours: needle == OURS,
        reason_of_quiet,
    };
    if marker.ours {
        read_arguments(text, line.end, &mut marker);
    }
    if scope == Scope::Next || scope == Scope::SameOrNext && alone(&text[line.start..at]) {
        marker.applies = Applies::Next;
        marker.covers = next_line(text, line.end);
    }
    Some(marker)
}

fn marker_text(text: &str, at: usize) -> Option<(&'static str, Scope, Reason)> {
    let (before, after) = (text.get(..at)?, text.get(at..)?);
    let &(needle, scope, reason) = MARKERS
        .iter()
        .find(|(needle, ..)| after.starts_with(needle))?;
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let whole = !before.ends_with(word) && !after[needle.len()..].starts_with(word);
    whole.then_some((needle, scope, reason))
}

/// Reads ` RULE: reason`, ` RULE`, `: reason` or ` reason` behind Keyward's marker.
fn read_arguments(text: &str, line_end: usize, marker: &mut Marker) {
    let end = marker.range.end + without_closer(&text[marker.range.end..line_end]).len();
    let start = skip_blanks(text, marker.range.end, end);
    let id_len = text[start..end]
        .bytes()
        .take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-')
        .count();
    let behind = start + id_len;
    let mut reason = start;
    if text[behind..end].starts_with(':') {
        marker.rule = (id_len > 0).then_some(start..behind);
        reason = skip_blanks(text, behind + 1, end);
    } else if behind == end && id_len > 0 {
        marker.rule = Some(start..behind);
        reason = end;
    }
    marker.reason = (reason < end).then_some(reason..end);
    marker.range.end = end;
}

/// The text without what closes a comment, and without blanks before that.
fn without_closer(text: &str) -> &str {
    let text = text.trim_end();
    let closers = ["*/", "-->", "#}", "%>", "--}}", "*)", "-}", "\"\"\"", "'''"];
    closers
        .iter()
        .find_map(|closer| text.strip_suffix(closer))
        .unwrap_or(text)
        .trim_end()
}

fn skip_blanks(text: &str, at: usize, end: usize) -> usize {
    end - text[at..end].trim_start().len()
}

/// Whether nothing but a comment's opening stands before a marker on its line.
fn alone(before: &str) -> bool {
    let before = before.trim();
    let opener = ["rem", "dnl"]
        .iter()
        .any(|word| before.eq_ignore_ascii_case(word));
    opener || !before.contains(char::is_alphanumeric)
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let ends = ['\n', '\r'];
    let start = text[..at].rfind(ends).map_or(0, |end| end + 1);
    start..at + text[at..].find(ends).unwrap_or(text.len() - at)
}

/// The first line after the one that ends at `end` which is not itself a lone marker.
fn next_line(text: &str, mut end: usize) -> Range<usize> {
    loop {
        let rest = &text[end..];
        let rest = rest
            .strip_prefix("\r\n")
            .or_else(|| rest.strip_prefix(['\n', '\r']));
        let Some(rest) = rest else {
            return text.len()..text.len();
        };
        let line = line_around(text, text.len() - rest.len());
        if !is_lone_marker(&text[line.clone()]) {
            return line;
        }
        end = line.end;
    }
}

fn is_lone_marker(line: &str) -> bool {
    NEEDLES
        .iter()
        .filter_map(|needle| line.find(needle))
        .any(|at| alone(&line[..at]) && marker_text(line, at).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rule, reason and covered line of the only marker.
    fn read(text: &str) -> (Option<&str>, Option<&str>, &str) {
        let markers = markers(text);
        assert_eq!(markers.len(), 1, "{text}");
        let marker = &markers[0];
        let part = |range: &Option<Range<usize>>| range.clone().map(|range| &text[range]);
        (
            part(&marker.rule),
            part(&marker.reason),
            &text[marker.covers.clone()],
        )
    }

    #[test]
    fn rule_and_reason_may_be_left_out() {
        let line = "x = 1 // keyward:allow github-pat: revoked in May";
        assert_eq!(
            read(line),
            (Some("github-pat"), Some("revoked in May"), line)
        );
        assert_eq!(read("x # keyward:allow github-pat").0, Some("github-pat"));
        assert_eq!(read("x # keyward:allow").0, None);
        assert_eq!(read("x # keyward:allow").1, None);
        assert_eq!(read("x # keyward:allow: test key").1, Some("test key"));
        let (rule, reason, _) = read("x # keyward:allow only a test key");
        assert_eq!((rule, reason), (None, Some("only a test key")));
    }

    /// Whether the finding that begins at `$` is allowed for the rule `a-b`.
    #[track_caller]
    fn allowed(text: &str) -> bool {
        let at = text.find('$').expect("a place");
        let text = text.replacen('$', "", 1);
        let allowed = allowing(&text, at, "a-b").is_some();
        let covers = |marker: &Marker| {
            let named = marker.rule.clone().is_none_or(|rule| &text[rule] == "a-b");
            named && marker.covers.start <= at && at <= marker.covers.end
        };
        assert_eq!(allowed, markers(&text).iter().any(covers), "{text}");
        allowed
    }

    #[test]
    fn a_finding_is_allowed_by_its_line_or_the_comments_above() {
        assert!(allowed("x = $1 # keyward:allow"));
        assert!(allowed("x = $1 # keyward:allow a-b: why"));
        assert!(!allowed("x = $1 # keyward:allow other: why"));
        assert!(allowed("# keyward:allow a-b: why\nx = $1"));
        assert!(allowed(
            "# keyward:allow a-b: why\r\n# keyward:allow other: why\r\nx = $1"
        ));
        assert!(!allowed("# keyward:allow a-b: why\n\nx = $1"));
        assert!(!allowed("y = 2 # keyward:allow a-b: why\nx = $1"));
        assert!(allowed("y = 2 # pragma: allowlist nextline secret\nx = $1"));
        assert!(!allowed("x = $1\n# keyward:allow a-b: why"));
        assert!(allowed("x = $1 # gitleaks:allow"));
    }

    #[test]
    fn what_closes_a_comment_is_no_reason() {
        assert_eq!(read("x /* keyward:allow a-b: why */").1, Some("why"));
        assert_eq!(read("<!-- keyward:allow a-b -->\nx").0, Some("a-b"));
        assert_eq!(read("x {# keyward:allow #}").1, None);
    }

    #[test]
    fn alone_on_its_line_it_is_about_the_next() {
        assert_eq!(read("# keyward:allow a: b\r\nnext\r\nlast").2, "next");
        assert_eq!(read("  -- keyward:allow\nnext").2, "next");
        assert_eq!(read("REM keyward:allow\nnext").2, "next");
        assert_eq!(read("code # keyward:allow\nnext").2, "code # keyward:allow");
        assert_eq!(read("# keyward:allow").2, "");
        let text = "# keyward:allow a: one\n# keyward:allow b: two\nx\n";
        let covered: Vec<&str> = markers(text)
            .iter()
            .map(|m| &text[m.covers.clone()])
            .collect();
        assert_eq!(covered, ["x", "x"]);
    }

    #[test]
    fn markers_of_other_tools_keep_their_meaning() {
        for marker in [
            "gitleaks:allow",
            "ggignore",
            "pragma: allowlist secret",
            "trufflehog:ignore",
        ] {
            let text = format!("a\n# {marker}\nb");
            let found = markers(&text);
            assert_eq!(found[0].applies, Applies::Same, "{marker}");
            assert!(!found[0].ours);
        }
        for marker in [
            "pragma: allowlist nextline secret",
            "secretlint-disable-next-line",
        ] {
            assert_eq!(read(&format!("a # {marker}\nb")).2, "b");
        }
    }

    #[test]
    fn a_longer_word_is_no_marker() {
        assert_eq!(
            markers("x # keyward:allowed\n# my-ggignore\n# ggignored"),
            []
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(keyward:allow|ggignore|[ #a:é*/\r\n-]){0,20}") {
            for marker in markers(&text) {
                let _ = &text[marker.range.clone()];
                let _ = &text[marker.covers.clone()];
                proptest::prop_assert!(marker.rule.is_none_or(|rule| text.get(rule).is_some()));
                proptest::prop_assert!(marker.reason.is_none_or(|reason| text.get(reason).is_some()));
            }
        }
    }
}
