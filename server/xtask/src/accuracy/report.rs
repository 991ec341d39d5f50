//! Tables and figures.

use serde_json::{Value, json};

use super::clean::Quiet;
use super::generated::Cases;
use super::lines::Half;
use super::peers::Rival;
use super::score::{self, Counts, Outcome};

/// At most this many rows of a breakdown are printed.
const ROWS: usize = 25;

/// Prints the cases of the rules and what the labelled lines came to.
pub(super) fn print(cases: &Cases, outcomes: &[Outcome<'_>]) {
    heading("", "");
    row("generated cases of the rules", cases.counts);
    for half in [Half::Dev, Half::Test] {
        row(
            &format!("labelled lines, {}", half.id()),
            score::of_half(outcomes, half),
        );
    }
    println!();
    heading("by language", "all labelled lines");
    for (language, counts) in score::by(outcomes, |line| line.language()) {
        row(language, counts);
    }
    println!();
    heading("by kind of place", "all labelled lines");
    for (kind, counts) in score::by(outcomes, |line| &line.kind) {
        row(kind, counts);
    }
    tally(
        "why credentials are missed",
        &score::reasons(outcomes, true),
    );
    tally(
        "which rules report what is none",
        &score::reasons(outcomes, false),
    );
    if !cases.wrong.is_empty() {
        println!("\nfailed cases of rules:");
        cases
            .wrong
            .iter()
            .take(ROWS)
            .for_each(|case| println!("  {case}"));
        if cases.wrong.len() > ROWS {
            println!("  and {} more", cases.wrong.len() - ROWS);
        }
    }
}

fn heading(what: &str, of: &str) {
    println!(
        "{:34}{:>7}{:>8}{:>8}{:>7}{:>11}{:>8}{:>7}",
        if of.is_empty() {
            what.to_owned()
        } else {
            format!("{what} ({of})")
        },
        "lines",
        "found",
        "missed",
        "false",
        "precision",
        "recall",
        "F1"
    );
}

fn row(what: &str, counts: Counts) {
    println!("{}", row_text(what, counts));
}

fn row_text(what: &str, counts: Counts) -> String {
    format!(
        "{what:34}{:>7}{:>8}{:>8}{:>7}{:>11.3}{:>8.3}{:>7.3}",
        counts.lines,
        counts.found,
        counts.missed,
        counts.false_alarms,
        counts.precision(),
        counts.recall(),
        counts.f1()
    )
}

fn tally(title: &str, counts: &[(&str, usize)]) {
    println!("\n{title}:");
    for (why, count) in counts.iter().take(ROWS) {
        println!("{count:>6}  {why}");
    }
}

/// Prints the lines that are missed, or reported for nothing. Their values are made up.
pub(super) fn list(outcomes: &[Outcome<'_>], missed: bool) {
    let wrong = outcomes
        .iter()
        .filter(|one| !one.is_right() && one.line.secrets.is_empty() != missed);
    for one in wrong {
        let own = one.line.text[one.line.own.clone()]
            .lines()
            .next()
            .unwrap_or_default();
        println!(
            "{} {} {} [{}]\n    {}",
            one.line.half.id(),
            one.line.label,
            one.line.path.display(),
            one.why,
            own.trim()
        );
    }
}

/// The figures that floors are set for.
pub(super) fn figures(cases: &Cases, outcomes: &[Outcome<'_>]) -> Value {
    json!({
        "rules": of(cases.counts),
        "dev": of(score::of_half(outcomes, Half::Dev)),
        "test": of(score::of_half(outcomes, Half::Test)),
        "missed": tallied(&score::reasons(outcomes, true)),
        "false": tallied(&score::reasons(outcomes, false)),
    })
}

fn of(counts: Counts) -> Value {
    json!({
        "lines": counts.lines,
        "found": counts.found,
        "missed": counts.missed,
        "false_alarms": counts.false_alarms,
        "precision": counts.precision(),
        "recall": counts.recall(),
        "f1": counts.f1(),
    })
}

fn tallied(counts: &[(&str, usize)]) -> Value {
    counts
        .iter()
        .map(|(why, count)| ((*why).to_owned(), json!(count)))
        .collect()
}

/// Prints what is reported in clean packages, line by line.
pub(super) fn print_clean(quiet: &Quiet) {
    println!(
        "\nclean packages: {} packages, {} files, {:.1} MB, {} lines; {} lines reported, {:.2} per million",
        quiet.packages,
        quiet.files,
        quiet.megabytes(),
        quiet.lines,
        quiet.reported.len(),
        quiet.per_million(quiet.reported.len())
    );
    for place in &quiet.reported {
        println!("  {place}");
    }
}

/// Prints all scanners in one table.
pub(super) fn print_peers(outcomes: &[Outcome<'_>], quiet: &Quiet, rivals: &[Rival]) {
    println!();
    heading("side by side, half test", "");
    let ours = score::of_half(outcomes, Half::Test);
    let clean = quiet.per_million(quiet.reported.len());
    println!(
        "{}  {clean:>8.2} lines per million clean",
        row_text("keyward", ours)
    );
    for rival in rivals {
        match rival {
            Rival::Absent { name, why } => println!("{name:34}skipped: {why}"),
            Rival::Measured {
                name,
                test,
                clean_lines,
                ..
            } => {
                let clean = quiet.per_million(*clean_lines);
                println!(
                    "{}  {clean:>8.2} lines per million clean",
                    row_text(name, *test)
                );
            }
        }
    }
}

/// The same as values.
pub(super) fn clean_figures(quiet: &Quiet) -> Value {
    json!({
        "packages": quiet.packages,
        "files": quiet.files,
        "bytes": quiet.bytes,
        "lines": quiet.lines,
        "reported": quiet.reported,
        "per_million": quiet.per_million(quiet.reported.len()),
    })
}

/// The same as values.
pub(super) fn peer_figures(rivals: &[Rival]) -> Vec<Value> {
    let one = |rival: &Rival| match rival {
        Rival::Absent { name, why } => json!({"name": name, "skipped": why}),
        Rival::Measured {
            name,
            dev,
            test,
            clean_lines,
        } => json!({
            "name": name,
            "dev": of(*dev),
            "test": of(*test),
            "clean_lines": clean_lines,
        }),
    };
    rivals.iter().map(one).collect()
}
