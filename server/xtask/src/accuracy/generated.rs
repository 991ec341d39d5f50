//! Every rule against samples of itself, in the notations that files use.

use keyward_engine::rule::{self, Kind, Rule};
use keyward_engine::{Confidence, FileContext, Role, scan};

use super::score::Counts;

const SEEDS: u64 = 3;

/// What the cases of all rules came to, and which failed.
#[derive(Default)]
pub(super) struct Cases {
    pub(super) counts: Counts,
    pub(super) wrong: Vec<String>,
}

impl Cases {
    fn add(&mut self, rule: &Rule, what: &str, is_secret: bool, reported: bool) {
        self.counts.add(is_secret, reported);
        if is_secret != reported {
            let verb = if is_secret { "missed" } else { "reported" };
            self.wrong.push(format!("{}: {verb} {what}", rule.id));
        }
    }
}

/// Runs the cases of every rule.
pub(super) fn cases() -> Cases {
    let mut cases = Cases::default();
    for rule in rule::all() {
        samples(rule, &mut cases);
        for text in rule.quiet_texts {
            cases.add(
                rule,
                "a text that only resembles it",
                false,
                is_reported(rule, text),
            );
        }
    }
    cases
}

fn samples(rule: &Rule, cases: &mut Cases) {
    for seed in 0..SEEDS {
        let (line, _) = rule::sample_line(rule, seed);
        if rule.publishable {
            cases.add(rule, "though it is public", false, any_reported(&line));
            continue;
        }
        cases.add(rule, "its line", true, any_reported(&line));
        let whole = !rule.shape.contains("(?<secret>");
        if let (Kind::Token { .. }, true) = (&rule.kind, whole) {
            for (name, text) in notations(&rule::sample(rule, seed)) {
                cases.add(rule, name, true, any_reported(&text));
            }
        } else {
            let text = line.replace('\n', "\r\n");
            cases.add(rule, "its line with CR LF", true, any_reported(&text));
        }
    }
}

/// A token as it stands in files of several kinds.
fn notations(token: &str) -> [(&'static str, String); 8] {
    [
        ("in quotes", format!("let value = \"{token}\";\n")),
        ("in an .ini file", format!("value = {token}\n")),
        ("in YAML", format!("  value: {token}\n")),
        ("in JSON", format!("{{\"value\": \"{token}\", \"n\": 1}}\n")),
        ("in XML", format!("<value>{token}</value>\n")),
        ("in a shell script", format!("export VALUE={token}\r\n")),
        ("behind a flag", format!("tool --value={token} run\n")),
        ("in a comment", format!("# it was {token}.\n")),
    ]
}

fn any_reported(text: &str) -> bool {
    reported(text).next().is_some()
}

fn is_reported(rule: &Rule, text: &str) -> bool {
    reported(text).any(|id| id == rule.id)
}

fn reported(text: &str) -> impl Iterator<Item = &'static str> {
    scan(text, &FileContext::plain(Role::Source, "python"))
        .findings
        .into_iter()
        .filter(|found| found.confidence >= Confidence::Likely)
        .map(|found| found.rule.id)
}
