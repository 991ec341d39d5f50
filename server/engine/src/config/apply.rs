//! What settings do to findings.

use std::cell::OnceCell;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::looks::{Looks, Whole};
use super::{
    Delivery, HookAnswer, HookFailure, Layer, Level, LookupForm, Mode, Settings, Switch, Trust,
};
use crate::agent::Policy;
use crate::finding::{Confidence, Finding, Signal, Suppressed};
use crate::inventory;
use crate::own::{Allow, ForFile, RuleSet};
use crate::scan::{FileContext, Scan};
use crate::suppress::{Reason, Source};

/// What becomes of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Settings say nothing about it.
    Keep,
    /// It is shown at this level.
    Show(Level),
    /// It is not shown, but counted.
    Off(Reason),
}

/// The settings of all sources together.
#[derive(Clone, Debug, Default)]
pub struct Config {
    layers: Vec<Built>,
    own: Arc<RuleSet>,
}

/// A layer with what is made from it once.
#[derive(Clone, Debug)]
struct Built {
    layer: Layer,
    exclude: GlobSet,
    ignored: Option<Gitignore>,
}

impl Built {
    fn new(layer: Layer) -> Self {
        let mut globs = GlobSetBuilder::new();
        let exclude = layer.settings.exclude.iter();
        for glob in exclude.filter_map(|glob| Glob::new(glob).ok()) {
            globs.add(glob);
        }
        let mut ignored = GitignoreBuilder::new("");
        for line in layer.lists.ignored.lines() {
            let _ = ignored.add_line(None, line);
        }
        Self {
            exclude: globs.build().unwrap_or_default(),
            ignored: ignored.build().ok().filter(|it| !it.is_empty()),
            layer,
        }
    }

    /// Why the file is left out, if it is.
    fn leaves_out(&self, path: &Path) -> Option<Reason> {
        if self.exclude.is_match(path) {
            return Some(Reason::Configured);
        }
        let ignored = self.ignored.as_ref()?;
        let named =
            path.is_relative() && ignored.matched_path_or_any_parents(path, false).is_ignore();
        named.then_some(Reason::Listed(self.layer.source))
    }
}

impl Config {
    /// Puts sources together, weakest first: the user's file, the workspace's, flags or the editor's.
    #[must_use]
    pub fn new(layers: Vec<Layer>) -> Self {
        let rules = layers
            .iter()
            // Rules of one's own take time and can take the place of others: not a stranger's.
            .filter(|layer| layer.trust != Trust::Untrusted)
            .flat_map(|layer| {
                let rules = layer.settings.custom_rules.iter();
                rules.map(|rule| (rule.clone(), layer.source))
            });
        let own = RuleSet::new(rules.collect());
        Self {
            own: Arc::new(own),
            layers: layers.into_iter().map(Built::new).collect(),
        }
    }

    /// The rules that settings bring.
    #[must_use]
    pub fn own_rules(&self) -> &RuleSet {
        &self.own
    }

    /// What a scan may know of a file: what its path and the editor's language id imply, and
    /// which rules of the user's own are about it.
    #[must_use]
    pub fn context(&self, path: &Path, language_id: Option<&str>) -> FileContext {
        FileContext {
            own: self.own_for(path),
            ..FileContext::of(path, language_id)
        }
    }

    /// The rules of the user's own that are about a file.
    #[must_use]
    pub fn own_for(&self, path: &Path) -> Option<Arc<ForFile>> {
        if self.own.is_empty() {
            return None;
        }
        ForFile::new(&self.own, &slashed(path))
    }

    /// What becomes of a finding of this rule in this file, relative to the workspace.
    #[must_use]
    pub fn verdict(&self, rule: &str, path: &Path) -> Verdict {
        let mut verdict = Verdict::Keep;
        let slashed = slashed(path);
        for built in &self.layers {
            let layer = &built.layer;
            let allowed = layer.settings.allow.iter().find(|allow| {
                is_about_files_only(allow) && allow.is_about(rule) && allow.names(&slashed)
            });
            let quiet = built
                .leaves_out(path)
                .or_else(|| allowed.map(|_| Reason::Listed(layer.source)));
            let level = layer.settings.rules.get(rule);
            let off = match layer.source {
                Source::Settings | Source::UserSettings => Reason::Configured,
                other => Reason::Listed(other),
            };
            let quiet = quiet.or_else(|| (level? == &Level::Off).then_some(off));
            verdict = match (quiet, level) {
                (Some(_), _) if layer.trust == Trust::Untrusted => Verdict::Show(Level::Hint),
                (Some(reason), _) => Verdict::Off(reason),
                (None, Some(&level)) => Verdict::Show(level),
                (None, None) => continue,
            };
        }
        verdict
    }

    /// Where it says that what has this name is accepted: an issue of this check.
    #[must_use]
    pub fn lists(&self, check: &str, fingerprint: &str) -> Option<Source> {
        let says = |built: &&Built| {
            let about = built.layer.settings.allow.iter();
            let mut about = about.filter(|it| it.is_about(check));
            about.any(|allow| allow.fingerprints.iter().any(|known| known == fingerprint))
        };
        Some(self.layers.iter().find(says)?.layer.source)
    }

    /// Does to the outcome of a scan what the settings say. Nothing is lost: what is not shown
    /// any more is among the suppressed, with its reason. `slice` gives parts of the text; a
    /// range past its end stops there.
    #[must_use]
    pub fn apply(&self, scan: Scan, path: &Path, slice: &dyn Fn(Range<usize>) -> String) -> Scan {
        let mut out = Scan {
            findings: Vec::with_capacity(scan.findings.len()),
            ..scan
        };
        let slashed = slashed(path);
        let text = Whole::new(slice);
        let looks = Looks::new(&slashed, &text);
        for finding in scan.findings {
            let verdict = match self.listed(&finding, &slashed, &looks) {
                Some(source) => Verdict::Off(Reason::Listed(source)),
                None => self.verdict(finding.rule.id, path),
            };
            match verdict {
                Verdict::Keep => out.findings.push(finding),
                Verdict::Show(level) => out.findings.push(at_level(finding, level)),
                Verdict::Off(reason) => out.suppressed.push(Suppressed {
                    rule: finding.rule,
                    range: finding.range,
                    reason,
                    layers: finding.layers,
                }),
            }
        }
        out.suppressed.sort_by_key(|one| one.range.start);
        out
    }

    /// Where it says that just this finding is accepted, or values such as this.
    fn listed(&self, finding: &Finding, path: &str, looks: &Looks<'_>) -> Option<Source> {
        let name = OnceCell::new();
        let says = |built: &&Built| {
            let Layer {
                trust,
                settings,
                lists,
                ..
            } = &built.layer;
            let about = settings
                .allow
                .iter()
                .filter(|it| it.is_about(finding.rule.id));
            let mut named = about.clone().flat_map(|allow| &allow.fingerprints);
            named.any(|known| name.get_or_init(|| looks.fingerprint(finding)) == known)
                || lists.has_line(path, || looks.line_of(finding))
                || lists.has_value(path, finding, || looks.value(finding))
                // A stranger may list single findings, but not say what no secret is.
                || *trust != Trust::Untrusted
                    && about
                        .filter(|allow| allow.has_values())
                        .any(|allow| allow.covers(path, &looks.texts(finding).borrowed()))
        };
        let found = self.layers.iter().find(says)?;
        Some(found.layer.source)
    }

    /// The least certain findings to report, if settings say so. A workspace that is not trusted
    /// can only ask for more.
    #[must_use]
    pub fn min_confidence(&self, default: Confidence) -> Confidence {
        self.layers
            .iter()
            .fold(default, |now, Built { layer, .. }| {
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

    /// Whether a lookup that a fix writes is to give an empty text where the variable is missing.
    #[must_use]
    pub fn quiet_lookup(&self) -> bool {
        self.last(|layer| layer.settings.lookup) == Some(LookupForm::Quiet)
    }

    /// The secrets manager that is said to be in use, by its id, or `off`; `None` to look for signs.
    #[must_use]
    pub fn secrets_manager(&self) -> Option<&str> {
        self.last(|layer| layer.settings.secrets_manager.as_deref())
            .filter(|id| *id != "auto")
    }

    /// Whether an assistant is said to be in use.
    #[must_use]
    pub fn assistant(&self, id: &str) -> Mode {
        self.last(|layer| layer.settings.assistants.get(id).copied())
            .unwrap_or(Mode::Auto)
    }

    /// Whether the first line of a secret file is to say who can read it.
    #[must_use]
    pub fn has_code_lens(&self) -> bool {
        self.last(|layer| layer.settings.code_lens) == Some(Switch::On)
    }

    /// Whether the home folder may be searched for signs of assistants. That is the user's own
    /// to say: a folder that was fetched from somewhere has no business there.
    #[must_use]
    pub fn looks_at_home(&self) -> bool {
        let own = |layer: &Layer| {
            layer
                .settings
                .home_signs
                .filter(|_| layer.trust == Trust::User)
        };
        self.last(own) == Some(Switch::On)
    }

    /// How old keys may become: the settings of all sources, the nearest one first.
    #[must_use]
    pub fn rotation(&self) -> inventory::Policy {
        let mut policy = inventory::Policy::default();
        for built in &self.layers {
            let days = &built.layer.settings.rotation_days;
            policy
                .days
                .extend(days.iter().map(|(key, days)| (key.clone(), *days)));
        }
        policy
    }

    /// How findings reach the editor.
    #[must_use]
    pub fn diagnostics(&self) -> Delivery {
        self.last(|layer| layer.settings.diagnostics)
            .unwrap_or(Delivery::Auto)
    }

    /// What the hook of an agent does. The user's own settings decide. A workspace can only make it
    /// stricter, trusted or not: the agent that is held back could write its settings.
    #[must_use]
    pub fn agent_policy(&self) -> Policy {
        let mut policy = Policy::default();
        let mut allow = GlobSetBuilder::new();
        for Built { layer, .. } in &self.layers {
            let Settings {
                agent_hook,
                agent_hook_failure,
                agent_hook_allow,
                ..
            } = &layer.settings;
            let own = layer.trust == Trust::User;
            match agent_hook {
                Some(HookAnswer::Ask) if own => policy.ask = true,
                Some(HookAnswer::Deny) => policy.ask = false,
                _ => {}
            }
            match agent_hook_failure {
                Some(HookFailure::Open) if own => policy.closed = false,
                Some(HookFailure::Closed) => policy.closed = true,
                _ => {}
            }
            for glob in agent_hook_allow.iter().filter(|_| own) {
                if let Ok(glob) = Glob::new(glob) {
                    allow.add(glob);
                }
            }
        }
        policy.allow = allow.build().unwrap_or_default();
        policy
    }

    fn last<'a, T>(&'a self, get: impl Fn(&'a Layer) -> Option<T>) -> Option<T> {
        self.layers.iter().rev().find_map(|built| get(&built.layer))
    }
}

/// A path with `/` between its parts.
fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Whether an allow entry names files and nothing in them: the same as leaving these out.
fn is_about_files_only(allow: &Allow) -> bool {
    allow.has_paths()
        && allow.fingerprints.is_empty()
        && (!allow.has_values() || allow.condition == crate::own::Condition::Any)
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
            Verdict::Off(Reason::Configured)
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
    fn a_workspace_can_only_make_the_hook_stricter() {
        let loose =
            "agent_hook = \"ask\"\nagent_hook_failure = \"open\"\nagent_hook_allow = [\"**\"]\n";
        let strict = "agent_hook = \"deny\"\nagent_hook_failure = \"closed\"\n";
        let policy = |user: &str, workspace: &str, trust| {
            Config::new(vec![parse(user, Trust::User).0, parse(workspace, trust).0]).agent_policy()
        };
        for trust in [Trust::Untrusted, Trust::Trusted] {
            let both = policy(strict, loose, trust);
            assert!(!both.ask && both.closed && both.allow.is_empty());
            let both = policy(loose, strict, trust);
            assert!(!both.ask && both.closed && both.allow.len() == 1);
            assert!(policy(loose, "", trust).ask);
        }
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
