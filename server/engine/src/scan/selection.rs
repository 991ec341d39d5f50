//! Some of the rules, to measure what the others cost.

use super::candidates::Candidates;
use super::context::FileContext;
use super::{Scan, scan_for};
use crate::rule::Rule;

/// Some of the built-in rules.
#[derive(Debug)]
pub struct Selection(Candidates);

impl Selection {
    /// The rules that `keep` wants.
    #[must_use]
    pub fn new(keep: impl Fn(&Rule) -> bool) -> Self {
        Self(Candidates::of(keep))
    }

    /// Every built-in rule.
    #[must_use]
    pub fn all() -> Self {
        Self(Candidates::built_in().clone())
    }

    /// Scans a text as [`scan_bytes`](super::scan_bytes) does. What is encoded in it is read for
    /// all rules.
    #[must_use]
    pub fn scan(&self, text: &[u8], context: &FileContext) -> Scan {
        scan_for(&self.0, text, context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;
    use crate::rule::{by_id, sample_line};

    #[test]
    fn only_the_selected_rules_report() {
        let (github, npm) = ("github-classic-pat", "npm-access-token");
        let line = |id| sample_line(by_id(id).expect("a rule"), 3).0;
        let text = format!("{}\n{}\n", line(github), line(npm));
        let context = FileContext {
            role: Role::Source,
            ..FileContext::of("a.py".as_ref(), None)
        };
        let found = |selection: &Selection| -> Vec<&str> {
            let scan = selection.scan(text.as_bytes(), &context);
            scan.findings.iter().map(|one| one.rule.id).collect()
        };
        assert_eq!(found(&Selection::all()), [github, npm]);
        assert_eq!(found(&Selection::new(|rule| rule.id == npm)), [npm]);
    }
}
