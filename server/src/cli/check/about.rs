//! What is reported of a file that no rule of a credential found.

use std::ops::Range;
use std::path::Path;

use keyward_engine::config::{Level, Verdict};
use keyward_engine::{Confidence, Severity, fingerprint};

use super::report::Reported;
use super::settings::Settings;
use crate::cli::lines::Lines;
use crate::workspace::roots;

/// What is told of a file that no rule found.
pub(super) struct About<'a> {
    pub(super) rule: &'static str,
    pub(super) name: &'static str,
    pub(super) message: String,
    pub(super) confidence: Confidence,
    pub(super) severity: Severity,
    /// What tells it from others of its kind in the file.
    pub(super) context: &'a str,
}

impl About<'_> {
    /// As it is reported; none where settings leave it out.
    pub(super) fn reported(
        self,
        shown: &Path,
        root: &Path,
        path: &Path,
        at: Option<(&Lines<'_>, Range<usize>)>,
        settings: &Settings,
    ) -> Option<Reported> {
        let config = settings.of(root);
        let confidence = match config.verdict(self.rule, path) {
            Verdict::Keep => self.confidence,
            Verdict::Show(Level::Error) => Confidence::Certain,
            Verdict::Show(Level::Warning) => Confidence::Likely,
            Verdict::Show(_) => Confidence::Possible,
            Verdict::Off(_) => return None,
        };
        if confidence < settings.min_confidence(&config) {
            return None;
        }
        let ((line, column), (end_line, end_column)) = at
            .map_or(((1, 1), (1, 1)), |(lines, range)| {
                (lines.position(range.start), lines.position(range.end))
            });
        Some(Reported {
            rule: self.rule,
            provider: "keyward",
            path: roots::slashed(shown),
            line,
            column,
            end_line,
            end_column,
            confidence,
            severity: self.severity,
            message: self.message,
            redacted: String::new(),
            fingerprint: fingerprint::of_file(
                self.rule,
                &format!("{}{}", roots::slashed(path), self.context),
            ),
            proof: "none",
            layers: Vec::new(),
            companions: Vec::new(),
            identity: 0,
            context: fingerprint::of_file(self.rule, self.context),
            root: root.to_owned(),
            relative: roots::slashed(path),
            excerpt: None,
            name: self.name,
        })
    }
}
