//! `cargo xtask test --languages all`: that the code which the fix leaves behind runs.
//!
//! `tests/languages/<id>.toml` holds small programs with a made-up secret in one position each.
//! Every program is run as it is; then the real `keyward fix` moves its secret, and it is run
//! with the variable set, without it, and through what loads `.env` in that language.

mod command;
mod install;
mod position;
mod project;
mod report;
mod row;
mod secret;

use anyhow::{Context, bail};

use crate::sh;
use report::Report;
use row::Row;

/// Which languages to test.
pub(crate) enum Which<'a> {
    /// Those that install in under a minute, for continuous integration.
    Quick,
    /// All of them.
    All,
    /// Some, by id.
    Some(&'a [String]),
}

impl<'a> Which<'a> {
    /// What the words behind `--languages` mean.
    pub(crate) fn of(words: &'a [String]) -> Self {
        match words {
            [] => Self::Quick,
            [all] if all == "all" => Self::All,
            some => Self::Some(some),
        }
    }
}

/// What came of all programs.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Positions that run, or that are refused as declared.
    pub(crate) passed: usize,
    /// Positions that don't.
    pub(crate) failed: usize,
    /// Languages that can't be had here but should be.
    pub(crate) skipped: Vec<String>,
}

/// Runs the programs and prints the table. With `quiet` they have to go on without the variable.
pub(crate) fn run(which: &Which<'_>, quiet: bool) -> anyhow::Result<Counts> {
    let rows = chosen(row::all()?, which)?;
    let keyward = sh::build(false)?;
    // Who asks for languages by name wants them; a plain `test` leaves the system as it is.
    let ci = std::env::var("CI").is_ok_and(|value| value == "true");
    let debian = ci || !matches!(which, Which::Quick);
    let mut reports = Vec::new();
    for row in &rows {
        println!("--- {}", row.name);
        install::install(row, debian);
        let report = match version(row) {
            Ok(version) => position::run_all(row, version, &keyward, quiet)
                .with_context(|| format!("tests/languages/{}.toml", row.id))?,
            Err(why) => {
                println!("skipped: {why}");
                Report::absent(row, why)
            }
        };
        reports.push(report);
    }
    report::print(&reports);
    Ok(report::counts(&reports))
}

fn chosen(rows: Vec<Row>, which: &Which<'_>) -> anyhow::Result<Vec<Row>> {
    if let Which::Some(ids) = which {
        let unknown = |id: &&String| rows.iter().all(|row| row.id != **id);
        if let Some(id) = ids.iter().find(unknown) {
            bail!("there is no tests/languages/{id}.toml");
        }
    }
    let wanted = |row: &Row| match which {
        Which::Quick => row.quick,
        Which::All => true,
        Which::Some(ids) => ids.contains(&row.id),
    };
    Ok(rows.into_iter().filter(wanted).collect())
}

/// The version of a language, or why it can't be run.
fn version(row: &Row) -> Result<String, String> {
    let said = probe(&row.version)
        .ok_or_else(|| format!("`{}` can't be run here", row.version.join(" ")))?;
    let number = said
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .map(|number| number.trim_matches('.'))
        .find(|number| number.contains('.'));
    Ok(number.unwrap_or("?").to_owned())
}

/// What a command prints where it succeeds.
fn probe(command: &[String]) -> Option<String> {
    let words = command::Words {
        file: "",
        top: &crate::root(),
        numbers: &[],
        run: &[],
    };
    let ran = command::run(command, &words, &crate::root(), &[], &[]).ok()?;
    ran.ok.then(|| ran.said())
}
