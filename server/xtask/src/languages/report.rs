//! What came of each language, as one table.

use super::Counts;
use super::position::{Outcome, Verdict};
use super::row::Row;

/// What came of one language.
pub(super) struct Report {
    name: String,
    version: String,
    positions: usize,
    quick: bool,
    /// Why it was not run.
    absent: Option<String>,
    outcomes: Vec<Outcome>,
}

impl Report {
    pub(super) fn of(row: &Row, version: String, outcomes: Vec<Outcome>) -> Self {
        Self {
            name: row.name.clone(),
            version,
            positions: row.position.len(),
            quick: row.quick,
            absent: None,
            outcomes,
        }
    }

    pub(super) fn absent(row: &Row, why: String) -> Self {
        Self {
            absent: Some(why),
            ..Self::of(row, String::new(), Vec::new())
        }
    }

    fn count(&self, wanted: impl Fn(&Outcome) -> bool) -> usize {
        self.outcomes.iter().filter(|one| wanted(one)).count()
    }

    fn passed(&self) -> usize {
        self.count(|one| matches!(one.verdict, Verdict::Passed))
    }

    fn refused(&self) -> usize {
        self.count(|one| matches!(one.verdict, Verdict::Refused))
    }

    fn failed(&self) -> usize {
        self.count(|one| matches!(one.verdict, Verdict::Failed(_)))
    }
}

/// Prints a line for each language.
pub(super) fn print(what: &str, reports: &[Report]) {
    println!(
        "\n{:<28}{:<10}{:>9}{:>8}{:>9}{:>8}{:>8}{:>8}{:>8}",
        what, "version", "positions", "fixed", "refused", "failed", "set", "unset", ".env"
    );
    for report in reports {
        if let Some(why) = &report.absent {
            println!("{:<28}skipped: {why}", report.name);
            continue;
        }
        println!(
            "{:<28}{:<10}{:>9}{:>8}{:>9}{:>8}{:>8}{:>8}{:>8}",
            report.name,
            report.version,
            report.positions,
            report.passed(),
            report.refused(),
            report.failed(),
            of_all(report, |one| one.set),
            of_all(report, |one| one.unset),
            of_all(report, |one| one.env),
        );
    }
    let ran = reports.iter().filter(|report| report.absent.is_none());
    println!("{} {what}s of {} were run", ran.count(), reports.len());
}

/// `7/8`: how many of those that came to a check passed it.
fn of_all(report: &Report, check: impl Fn(&Outcome) -> Option<bool>) -> String {
    let passed = report.count(|one| check(one) == Some(true));
    let came = |one: &Outcome| match one.verdict {
        Verdict::Passed => check(one).is_some(),
        Verdict::Refused => false,
        Verdict::Failed(_) => true,
    };
    let all = report.count(came);
    format!("{passed}/{all}")
}

/// The sum of all languages.
pub(super) fn counts(reports: &[Report]) -> Counts {
    let mut counts = Counts::default();
    for report in reports {
        counts.passed += report.passed() + report.refused();
        counts.failed += report.failed();
        // What does not install quickly is welcome where it is there, and not missed where it isn't.
        if let Some(why) = report.absent.as_ref().filter(|_| report.quick) {
            counts.skipped.push(format!("{} ({why})", report.name));
        }
    }
    counts
}
