//! What settings do to findings.

use std::path::Path;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::{Delivery, Layer, Level, Mode, Trust};
use crate::finding::{Confidence, Finding, Signal, Suppressed};
use crate::scan::Scan;
use crate::suppress::Reason;

/// What becomes of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Settings say nothing about it.
    Keep,
    /// It is shown at this level.
    Show(Level),
    /// It is not shown, but counted.
    Off,
}

/// The settings of all sources together.
#[derive(Clone, Debug, Default)]
pub struct Config {
    layers: Vec<(Layer, GlobSet)>,
}

impl Config {
    /// Puts sources together, weakest first: the user's file, the workspace's, flags or the editor's.
    #[must_use]
    pub fn new(layers: Vec<Layer>) -> Self {
        let with_globs = |layer: Layer| {
            let mut globs = GlobSetBuilder::new();
            for glob in layer
                .settings
                .exclude
                .iter()
                .filter_map(|glob| Glob::new(glob).ok())
            {
                globs.add(glob);
            }
            let globs = globs.build().unwrap_or_default();
            (layer, globs)
        };
        Self {
            layers: layers.into_iter().map(with_globs).collect(),
        }
    }

    /// What becomes of a finding of this rule in this file, relative to the workspace.
    #[must_use]
    pub fn verdict(&self, rule: &str, path: &Path) -> Verdict {
        let mut verdict = Verdict::Keep;
        for (layer, globs) in &self.layers {
            let excluded = globs.is_match(path).then_some(Level::Off);
            let Some(level) = excluded.or_else(|| layer.settings.rules.get(rule).copied()) else {
                continue;
            };
            verdict = match level {
                Level::Off if layer.trust == Trust::Untrusted => Verdict::Show(Level::Hint),
                Level::Off => Verdict::Off,
                level => Verdict::Show(level),
            };
        }
        verdict
    }

    /// Does to the outcome of a scan what the settings say. Nothing is lost: what is not shown
    /// any more is among the suppressed, with [`Reason::Configured`].
    #[must_use]
    pub fn apply(&self, scan: Scan, path: &Path) -> Scan {
        let mut out = Scan {
            findings: Vec::with_capacity(scan.findings.len()),
            ..scan
        };
        for finding in scan.findings {
            match self.verdict(finding.rule.id, path) {
                Verdict::Keep => out.findings.push(finding),
                Verdict::Show(level) => out.findings.push(at_level(finding, level)),
                Verdict::Off => out.suppressed.push(Suppressed {
                    rule: finding.rule,
                    range: finding.range,
                    reason: Reason::Configured,
                    layers: finding.layers,
                }),
            }
        }
        out.suppressed.sort_by_key(|one| one.range.start);
        out
    }

    /// The least certain findings to report, if settings say so. A workspace that is not trusted
    /// can only ask for more.
    #[must_use]
    pub fn min_confidence(&self, default: Confidence) -> Confidence {
        self.layers.iter().fold(default, |now, (layer, _)| {
            match layer.settings.min_confidence {
                Some(asked) if layer.trust == Trust::Untrusted => now.min(asked),
                Some(asked) => asked,
                None => now,
            }
        })
    }

    /// The `.env` that fixes write to, relative to the workspace folder; `None` for the nearest.
    #[must_use]
    pub fn env_file(&self) -> Option<&str> {
        self.last(|layer| layer.settings.env_file.as_deref())
    }

    /// Whether an assistant is said to be in use.
    #[must_use]
    pub fn assistant(&self, id: &str) -> Mode {
        self.last(|layer| layer.settings.assistants.get(id).copied())
            .unwrap_or(Mode::Auto)
    }

    /// How findings reach the editor.
    #[must_use]
    pub fn diagnostics(&self) -> Delivery {
        self.last(|layer| layer.settings.diagnostics)
            .unwrap_or(Delivery::Auto)
    }

    fn last<'a, T>(&'a self, get: impl Fn(&'a Layer) -> Option<T>) -> Option<T> {
        self.layers.iter().rev().find_map(|(layer, _)| get(layer))
    }
}

/// The finding at a level that settings chose. The level is what a confidence is shown as.
fn at_level(mut finding: Finding, level: Level) -> Finding {
    finding.confidence = match level {
        Level::Off | Level::Hint => Confidence::Possible,
        Level::Warning => Confidence::Likely,
        Level::Error => Confidence::Certain,
    };
    finding.reasons.push(Signal {
        id: "configured",
        text: "level set by configuration",
        weight: 0,
    });
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse;

    fn config(text: &str, trust: Trust) -> Config {
        Config::new(vec![parse(text, trust).0])
    }

    #[test]
    fn a_stranger_can_only_turn_down_to_a_hint() {
        let path = Path::new("src/a.py");
        let text = "exclude = [\"src/**\"]\nmin_confidence = \"certain\"\n";
        assert_eq!(
            config(text, Trust::Trusted).verdict("x", path),
            Verdict::Off
        );
        let stranger = config(text, Trust::Untrusted);
        assert_eq!(stranger.verdict("x", path), Verdict::Show(Level::Hint));
        assert_eq!(stranger.verdict("x", Path::new("lib/a.py")), Verdict::Keep);
        assert_eq!(
            stranger.min_confidence(Confidence::Likely),
            Confidence::Likely
        );
    }

    #[test]
    fn the_nearest_source_wins() {
        let user = parse(
            "diagnostics = \"pull\"\nenv_file = \"/home/me/.env\"\n",
            Trust::User,
        );
        let own = parse("diagnostics = \"push\"\n", Trust::Trusted);
        let both = Config::new(vec![user.0, own.0]);
        assert_eq!(both.diagnostics(), Delivery::Push);
        assert_eq!(both.env_file(), Some("/home/me/.env"));
        assert_eq!(Config::default().env_file(), None);
    }
}
