//! What is wrong beside credentials, as findings are reported.

use std::ops::Range;
use std::path::Path;

use keyward_engine::hygiene::{self, Issue, Settled, Subject};
use keyward_engine::{FileContext, Scan};

use super::inspect::identity;
use super::report::Reported;
use super::settings::Settings;
use crate::cli::excerpt::excerpt;
use crate::cli::lines::Lines;
use crate::workspace::files::DiskFiles;
use crate::workspace::{clock, roots};

/// A file that is checked.
pub(super) struct Place<'a> {
    /// As the user wrote it.
    pub(super) shown: &'a Path,
    pub(super) root: &'a Path,
    /// As seen from the root.
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
}

/// Looks at a file and does what settings and comments say.
pub(super) fn look(
    place: &Place<'_>,
    context: &FileContext,
    found: &Scan,
    settings: &Settings,
) -> Settled {
    let subject = Subject {
        path: &place.root.join(place.path),
        root: place.root,
        text: place.text,
        context,
        scan: found,
        now: clock::now(),
    };
    let issues = hygiene::look(&subject, &DiskFiles::new(place.root));
    if issues.is_empty() {
        return Settled::default();
    }
    let config = settings.of(place.root);
    let least = settings.min_confidence(&config);
    hygiene::settle(issues, place.text, place.path, context.role, &config, least)
}

/// An issue with its two names, as it is reported. `secrets` are what is masked in the line that is
/// shown; none is without them.
pub(super) fn report(
    (issue, fingerprint, context): (Issue, String, String),
    place: &Place<'_>,
    secrets: Option<&[(Range<usize>, usize)]>,
) -> Reported {
    let lines = Lines::new(place.text);
    let (line, column) = lines.position(issue.range.start);
    let (end_line, end_column) = lines.position(issue.range.end);
    let whole_line = lines.range(line - 1).unwrap_or(issue.range.clone());
    Reported {
        rule: issue.check.id,
        provider: "keyward",
        path: roots::slashed(place.shown),
        line,
        column,
        end_line,
        end_column,
        confidence: issue.confidence,
        severity: issue.check.severity,
        message: issue.message,
        redacted: String::new(),
        fingerprint,
        proof: "none",
        layers: Vec::new(),
        companions: Vec::new(),
        identity: identity(&context, ""),
        context,
        root: place.root.to_owned(),
        relative: roots::slashed(place.path),
        excerpt: secrets.map(|secrets| excerpt(place.text, &whole_line, &issue.range, secrets)),
        name: issue.check.name,
    }
}
