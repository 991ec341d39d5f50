//! The one room that may format something derived from a secret.

use crate::finding::Finding;

/// What may be shown of a value: the rule's public prefix and a length class,
/// `ghp_… (40 characters)`; never its other characters.
#[must_use]
pub fn redacted(finding: &Finding, value: &str) -> String {
    let _ = (finding, value);
    String::new()
}

/// A source line with every secret in it masked, columns kept: `ghp_••••`.
/// `secrets` are byte ranges of `line`; each is masked but for its `keep` public leading bytes.
#[must_use]
pub fn mask_line(line: &str, secrets: &[(std::ops::Range<usize>, usize)]) -> String {
    let _ = secrets;
    line.to_owned()
}
