//! `cargo xtask test --languages all`, `--frameworks all` and `--managers all`: that the code which
//! the fix leaves behind runs.
//!
//! `tests/languages/<id>.toml` and its likes hold small programs and projects with a made-up secret
//! in one position each.
//! Every program is run as it is; then the real `keyward fix` moves its secret, and it is run
//! with the variable set, without it, and through what loads `.env` in that language.

mod command;
mod position;
mod project;
mod report;
mod row;
mod secret;

use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::install::{self, Folder};
use crate::sh;
use report::Report;
use row::Row;

/// Rows of one kind.
#[derive(Debug)]
pub(crate) struct Suite {
    what: &'static str,
    /// Below `tests`, and among what is built.
    name: &'static str,
    /// How many positions a row has at least.
    least: usize,
    /// Whether each row has packages of its own, among which its projects stand.
    apart: bool,
}

/// Programs in every language.
pub(crate) const LANGUAGES: Suite = Suite {
    what: "language",
    name: "languages",
    least: 6,
    apart: false,
};

/// Projects of frameworks, and of libraries that read variables.
pub(crate) const FRAMEWORKS: Suite = Suite {
    what: "framework",
    name: "frameworks",
    least: 1,
    apart: true,
};

/// Programs that read from secrets managers, by the managers' own libraries.
pub(crate) const MANAGERS: Suite = Suite {
    what: "program",
    name: "managers",
    least: 1,
    apart: true,
};

impl Suite {
    fn folder(&self) -> PathBuf {
        crate::root().join("tests").join(self.name)
    }

    fn packages(&self, row: &Row) -> Folder {
        if self.apart {
            Folder::named(&format!("{}/{}", self.name, row.id))
        } else {
            Folder::named(self.name)
        }
    }

    /// Where the projects of a row stand.
    fn place(&self, packages: &Folder) -> anyhow::Result<tempfile::TempDir> {
        if !self.apart {
            return Ok(tempfile::tempdir()?);
        }
        let top = packages.npm_top();
        std::fs::create_dir_all(&top)?;
        Ok(tempfile::tempdir_in(top)?)
    }
}

/// Which rows to test.
pub(crate) enum Which<'a> {
    /// Those that install in under a minute, for continuous integration.
    Quick,
    /// All of them.
    All,
    /// Some, by id.
    Some(&'a [String]),
}

impl<'a> Which<'a> {
    /// What the words behind `--languages` or `--frameworks` mean.
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
    /// Rows that can't be had here but should be.
    pub(crate) skipped: Vec<String>,
}

/// Runs the programs and prints the table. With `quiet` they have to go on without the variable.
pub(crate) fn run(suite: &Suite, which: &Which<'_>, quiet: bool) -> anyhow::Result<Counts> {
    let rows = chosen(suite, row::all(suite)?, which)?;
    let keyward = sh::build(false)?;
    // Who asks for rows by name wants them; a plain `test` leaves the system as it is.
    let ci = std::env::var("CI").is_ok_and(|value| value == "true");
    let debian = ci || !matches!(which, Which::Quick);
    let mut reports = Vec::new();
    for row in &rows {
        println!("--- {}", row.name);
        let packages = suite.packages(row);
        if debian {
            install::debian(&row.install.debian);
        }
        packages.npm(&row.install.npm);
        packages.pip(&row.install.pip);
        let report = match version(row, &packages) {
            Ok(version) => {
                let place = suite.place(&packages)?;
                position::run_all(row, &packages, place.path(), version, (&keyward, quiet))
                    .with_context(|| format!("tests/{}/{}.toml", suite.name, row.id))?
            }
            Err(why) => {
                println!("skipped: {why}");
                Report::absent(row, why)
            }
        };
        reports.push(report);
    }
    report::print(suite.what, &reports);
    Ok(report::counts(&reports))
}

fn chosen(suite: &Suite, rows: Vec<Row>, which: &Which<'_>) -> anyhow::Result<Vec<Row>> {
    if let Which::Some(ids) = which {
        let unknown = |id: &&String| rows.iter().all(|row| row.id != **id);
        if let Some(id) = ids.iter().find(unknown) {
            bail!("there is no tests/{}/{id}.toml", suite.name);
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
fn version(row: &Row, packages: &Folder) -> Result<String, String> {
    let said = probe(row, packages)
        .ok_or_else(|| format!("`{}` can't be run here", row.version.join(" ")))?;
    let number = said
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .map(|number| number.trim_matches('.'))
        .find(|number| number.contains('.'));
    Ok(number.unwrap_or("?").to_owned())
}

/// What the command for the version prints where it succeeds.
fn probe(row: &Row, packages: &Folder) -> Option<String> {
    let words = command::Words {
        row,
        installed: packages,
        top: &crate::root(),
        numbers: &[],
        run: &[],
    };
    let ran = command::run(&row.version, &words, &crate::root(), &[], &[]).ok()?;
    ran.ok.then(|| ran.said())
}
