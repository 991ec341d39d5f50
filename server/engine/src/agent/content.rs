//! Secrets in texts that go to or come from an agent.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use crate::config::Config;
use crate::finding::{Confidence, Finding};
use crate::message;
use crate::redact;
use crate::scan::{FileContext, Known, scan};
use crate::suppress::Reason as Quiet;
use crate::{Role, rule::Rule};

/// How texts are looked at.
#[derive(Clone)]
pub(super) struct Eyes<'a> {
    pub(super) config: &'a Config,
    pub(super) known: Option<Arc<Known>>,
    pub(super) root: PathBuf,
}

/// What is named in a reason.
const NAMED: usize = 3;

/// What was found in a text: the names of the rules.
#[derive(Default)]
pub(super) struct Found(Vec<String>);

impl Found {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, what: String) {
        if !self.0.contains(&what) {
            self.0.push(what);
        }
    }

    pub(super) fn named(&self) -> (&[String], usize) {
        let named = &self.0[..self.0.len().min(NAMED)];
        (named, self.0.len() - named.len())
    }
}

impl Eyes<'_> {
    /// The findings of a text that is about to be a file, or of one that is none.
    fn findings(&self, text: &str, path: Option<&Path>) -> (Vec<Finding>, Vec<&'static Rule>) {
        let relative = path.map(|path| path.strip_prefix(&self.root).unwrap_or(path));
        let mut context = match relative {
            Some(path) => self.config.context(path, None),
            None => FileContext {
                bare: true,
                ..FileContext::plain(Role::Source, "")
            },
        };
        if context.role == Role::DotEnv {
            return (Vec::new(), Vec::new());
        }
        context.known.clone_from(&self.known);
        let scanned = scan(text, &context);
        let slice = |range: std::ops::Range<usize>| {
            text.get(range.start..range.end.min(text.len()))
                .unwrap_or_default()
                .to_owned()
        };
        let scanned = self
            .config
            .apply(scanned, relative.unwrap_or(Path::new("")), &slice);
        let sure = |it: &Finding| it.confidence >= Confidence::Likely && !it.rule.publishable;
        // Whoever writes a command writes its comments as well.
        let silenced = scanned
            .suppressed
            .iter()
            .filter(|it| path.is_none() && it.reason == Quiet::Allowed);
        let silenced = silenced.map(|it| it.rule).collect();
        (
            scanned.findings.into_iter().filter(sure).collect(),
            silenced,
        )
    }

    /// Looks at a text and notes what it holds.
    pub(super) fn look(&self, text: &str, path: Option<&Path>, found: &mut Found) {
        // The shortest token has more characters than this.
        if text.len() < 8 {
            return;
        }
        let (findings, silenced) = self.findings(text, path);
        findings
            .iter()
            .for_each(|one| found.add(message::what(one)));
        silenced
            .iter()
            .for_each(|rule| found.add(rule.name.to_owned()));
    }

    /// A value with the secrets in its texts masked, and what they were.
    pub(super) fn masked(&self, value: &Value, found: &mut Found) -> Value {
        match value {
            Value::String(text) => Value::String(self.masked_text(text, found)),
            Value::Array(items) => items.iter().map(|item| self.masked(item, found)).collect(),
            Value::Object(map) => map
                .iter()
                .map(|(key, value)| (key.clone(), self.masked(value, found)))
                .collect(),
            other => other.clone(),
        }
    }

    fn masked_text(&self, text: &str, found: &mut Found) -> String {
        if text.len() < 8 {
            return text.to_owned();
        }
        let (findings, _) = self.findings(text, None);
        if findings.is_empty() {
            return text.to_owned();
        }
        findings
            .iter()
            .for_each(|one| found.add(message::what(one)));
        let ranges: Vec<_> = findings
            .iter()
            .flat_map(|one| {
                let companions = one.companions.iter().map(|it| (it.range.clone(), 0));
                companions
                    .chain([(one.range.clone(), one.public_prefix())])
                    .collect::<Vec<_>>()
            })
            .collect();
        redact::mask_line(text, &ranges)
    }
}
