//! What comments and settings do to issues: the same as to findings, and with the same reasons.

use std::collections::HashMap;
use std::path::Path;

use super::Issue;
use crate::config::{Config, Level, Verdict};
use crate::finding::{Confidence, Role};
use crate::fingerprint;
use crate::suppress::{Reason, inline};

/// Issues that are to be shown, each with its name, and why others are not.
#[derive(Debug, Default)]
pub struct Settled {
    /// The issues with their fingerprints, and with what these hang on whatever the path.
    pub issues: Vec<(Issue, String, String)>,
    /// Why the others are quiet.
    pub quiet: Vec<Reason>,
    /// Where the comments stand that allow one.
    pub used: Vec<usize>,
}

/// Does to the issues of a text what its comments and the settings say. `path` is relative to the
/// workspace. What is less certain than `least` is quiet.
#[must_use]
pub fn settle(
    issues: Vec<Issue>,
    text: &str,
    path: &Path,
    role: Role,
    config: &Config,
    least: Confidence,
) -> Settled {
    let mut out = Settled::default();
    let mut places: HashMap<(&str, String), usize> = HashMap::new();
    let slashed = path.to_string_lossy().replace('\\', "/");
    for mut issue in issues {
        let id = issue.check.id;
        let place = places.entry((id, issue.anchor.clone())).or_default();
        let name = fingerprint::of_issue(id, &slashed, &issue.anchor, *place);
        let context = fingerprint::of_issue(id, "", &issue.anchor, *place);
        *place += 1;
        if let Some(marker) =
            inline::allowing(text, issue.range.start, id).filter(|_| role != Role::Docs)
        {
            out.used.push(marker.range.start);
            out.quiet.push(marker.reason_of_quiet);
            continue;
        }
        let verdict = match config.lists(id, &name) {
            Some(source) => Verdict::Off(Reason::Listed(source)),
            None => config.verdict(id, path),
        };
        match verdict {
            Verdict::Off(reason) => {
                out.quiet.push(reason);
                continue;
            }
            Verdict::Show(Level::Off | Level::Hint) => issue.confidence = Confidence::Possible,
            Verdict::Show(Level::Warning) => issue.confidence = Confidence::Likely,
            Verdict::Show(Level::Error) => issue.confidence = Confidence::Certain,
            Verdict::Keep => {}
        }
        if issue.confidence < least {
            out.quiet.push(Reason::BelowThreshold);
        } else {
            out.issues.push((issue, name, context));
        }
    }
    out
}
