//! One program: as it leaks, as Keyward leaves it, and what each of them prints.

use std::path::Path;
use std::sync::Mutex;

use anyhow::{Context, ensure};

use super::command::Ran;
use super::project::Project;
use super::report::Report;
use super::row::{Loader, Position, Row};
use super::secret::{self, Filled};
use crate::install::Folder;

/// What came of one position.
pub(super) enum Verdict {
    /// Fixed, and right in each of the ways to run it.
    Passed,
    /// Refused, as the row says.
    Refused,
    /// What is wrong.
    Failed(String),
}

/// The checks of one position; `None` where it did not come to that.
pub(super) struct Outcome {
    pub(super) verdict: Verdict,
    pub(super) set: Option<bool>,
    pub(super) unset: Option<bool>,
    pub(super) env: Option<bool>,
}

impl Outcome {
    fn without_runs(verdict: Verdict) -> Self {
        Self {
            verdict,
            set: None,
            unset: None,
            env: None,
        }
    }
}

/// What every program prints before its value.
const WRAPPER: &str = "<<";

/// Fixes, builds and runs all programs of a language, in a folder.
pub(super) fn run_all(
    row: &Row,
    installed: &Folder,
    top: &Path,
    version: String,
    (keyward, quiet): (&Path, bool),
) -> anyhow::Result<Report> {
    let top = top.canonicalize()?;
    let programs = programs(row)?;
    let before = Project::write(row, installed, top.join("before"), &programs)?;
    let after = Project::write(row, installed, top.join("after"), &programs)?;
    let mut verdicts = Vec::new();
    for (at, (position, program)) in row.position.iter().zip(&programs).enumerate() {
        verdicts.push(fix(&after, (keyward, quiet), at + 1, position, program)?);
    }
    for (project, what) in [(&before, "as written"), (&after, "after the fix")] {
        for (number, why) in project.build(&numbers(&verdicts)) {
            verdicts[number - 1] = Some(Verdict::Failed(format!("does not build {what}:\n{why}")));
        }
    }
    for (number, why) in unjust(&before, &programs, &verdicts) {
        verdicts[number - 1] = Some(Verdict::Failed(why));
    }
    let loaders = loaders(row, &after);
    let pair = Pair {
        before,
        after,
        loaders,
        quiet,
        programs: &programs,
    };
    let outcomes = run_fixed(&pair, verdicts);
    for ((position, program), outcome) in row.position.iter().zip(&programs).zip(&outcomes) {
        if let Verdict::Failed(why) = &outcome.verdict {
            println!("FAILED {}: {}", position.name, program.masked(why));
        }
    }
    Ok(Report::of(row, version, outcomes))
}

fn programs(row: &Row) -> anyhow::Result<Vec<Filled>> {
    let positions = row.position.iter().enumerate();
    let filled = positions.map(|(at, position)| {
        secret::fill(&row.program(position, at + 1), at as u64 + 1)
            .with_context(|| position.name.clone())
    });
    filled.collect()
}

/// The programs without a verdict so far.
fn numbers(verdicts: &[Option<Verdict>]) -> Vec<usize> {
    let open = verdicts.iter().enumerate();
    open.filter_map(|(at, verdict)| verdict.is_none().then_some(at + 1))
        .collect()
}

/// The programs that were refused although what is built of them for others has no secret in it.
fn unjust(
    before: &Project<'_>,
    programs: &[Filled],
    verdicts: &[Option<Verdict>],
) -> Vec<(usize, String)> {
    if before.row.shipped.is_empty() {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    for (at, program) in programs.iter().enumerate() {
        let apart = before.row.position[at].not_shipped;
        if apart || !matches!(verdicts[at], Some(Verdict::Refused)) {
            continue;
        }
        let number = at + 1;
        let built = before.run(&before.row.run, number, &[], &[]);
        match (built, before.shipping(&program.secret, number)) {
            (_, Ok(files)) if !files.is_empty() => {}
            (Ok(ran), Ok(_)) if ran.ok => {
                wrong.push((number, "was refused, and is not shipped".to_owned()));
            }
            (Ok(ran), _) => wrong.push((number, format!("is not built:\n{}", ran.said()))),
            (Err(error), _) => wrong.push((number, format!("is not built: {error:#}"))),
        }
    }
    wrong
}

/// Those loaders that are there.
fn loaders<'a>(row: &'a Row, project: &Project<'_>) -> Vec<&'a Loader> {
    let here = |loader: &&Loader| {
        let why = match project.probe(&loader.probe) {
            Ok(ran) if ran.ok => return true,
            Ok(ran) => ran.said(),
            Err(error) => format!("{error:#}"),
        };
        println!("left out: the loader {}: {why}", loader.name);
        false
    };
    row.loader.iter().filter(here).collect()
}

/// Moves the secret of a program; a verdict where that ends its way.
fn fix(
    after: &Project<'_>,
    keyward: (&Path, bool),
    number: usize,
    position: &Position,
    program: &Filled,
) -> anyhow::Result<Option<Verdict>> {
    let fixed = after.fix(keyward, number, program.line)?;
    let source = after.source(number)?;
    let failed = |why: &str| {
        let why = format!("{why}\n{}\n{source}", fixed.said().trim_end());
        Ok(Some(Verdict::Failed(why)))
    };
    match &position.refused {
        Some(_) if fixed.ok => failed("was to be refused"),
        Some(_) if source != program.text => failed("was refused, and the source has changed"),
        Some(why) if !fixed.said().contains(why.as_str()) => {
            failed("was refused for another reason")
        }
        Some(_) => Ok(Some(Verdict::Refused)),
        None if !fixed.ok => failed("was not fixed"),
        None if source.contains(&program.secret) => failed("the secret is still there"),
        None => Ok(None),
    }
}

/// The programs before and after, and what loads `.env`.
struct Pair<'a> {
    before: Project<'a>,
    after: Project<'a>,
    loaders: Vec<&'a Loader>,
    /// Whether the programs are to go on without the variable.
    quiet: bool,
    programs: &'a [Filled],
}

/// Runs what was fixed and built, on all processors.
fn run_fixed(pair: &Pair<'_>, verdicts: Vec<Option<Verdict>>) -> Vec<Outcome> {
    let open = Mutex::new(numbers(&verdicts).into_iter());
    let done = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(number) = open.lock().ok().and_then(|mut open| open.next()) {
                    let outcome = pair.run(number);
                    if let Ok(mut done) = done.lock() {
                        done.push((number, outcome));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    let outcomes = verdicts.into_iter().enumerate().map(|(at, verdict)| {
        let ran = done.iter().position(|(number, _)| *number == at + 1);
        match (verdict, ran) {
            (Some(verdict), _) => Outcome::without_runs(verdict),
            (None, Some(ran)) => done.swap_remove(ran).1,
            (None, None) => Outcome::without_runs(Verdict::Failed("was not run".to_owned())),
        }
    });
    outcomes.collect()
}

impl Pair<'_> {
    fn run(&self, number: usize) -> Outcome {
        let mut outcome = Outcome::without_runs(Verdict::Passed);
        if let Err(error) = self.try_run(number, &mut outcome) {
            let source = self.after.source(number).unwrap_or_default();
            outcome.verdict = Verdict::Failed(format!("{error:#}\n{source}"));
        }
        outcome
    }

    fn try_run(&self, number: usize, outcome: &mut Outcome) -> anyhow::Result<()> {
        if self.after.row.position[number - 1].built_only {
            return self.after.has(number);
        }
        let variables = self.after.variables(number)?;
        let names: Vec<String> = variables.iter().map(|(name, _)| name.clone()).collect();
        let run = &self.after.row.run;
        let wanted = self.before.run(run, number, &[], &names)?;
        ensure!(
            wanted.ok && wanted.out.contains(WRAPPER),
            "as written it does not print {WRAPPER}value>>: {}",
            wanted.said()
        );

        self.after.has(number)?;
        self.after.hide_env(number, true)?;

        outcome.set = Some(false);
        let set = self.after.run(run, number, &variables, &[])?;
        ensure!(set.ok, "fails with the variable set: {}", set.said());
        same("with the variable set", &set.out, &wanted.out)?;
        self.ships_no(number)?;
        outcome.set = Some(true);

        outcome.unset = Some(false);
        let unset = self.after.run(run, number, &[], &names)?;
        if self.quiet {
            let goes_on = unset.ok && unset.out.contains(WRAPPER);
            let goes_on = goes_on || self.after.row.position[number - 1].not_empty;
            ensure!(
                goes_on,
                "does not go on without the variable: {}",
                unset.said()
            );
        } else {
            self.is_loud(&unset, &names)?;
        }
        outcome.unset = Some(true);
        self.after.hide_env(number, false)?;

        outcome.env = Some(false);
        for loader in &self.loaders {
            let loaded = self.after.run(&loader.run, number, &[], &names)?;
            let how = format!("through {}", loader.name);
            ensure!(loaded.ok, "fails {how}: {}", loaded.said());
            same(&how, &loaded.out, &wanted.out)?;
            self.ships_no(number)?;
        }
        ensure!(!self.loaders.is_empty(), "no loader of .env can be had");
        outcome.env = Some(true);
        Ok(())
    }

    fn ships_no(&self, number: usize) -> anyhow::Result<()> {
        let secret = &self.programs[number - 1].secret;
        let holding = self.after.shipping(secret, number)?;
        ensure!(
            holding.is_empty(),
            "the secret is in {}",
            holding.join(", ")
        );
        Ok(())
    }
}

impl Pair<'_> {
    /// Whether a program ended without its variable, named it, and printed nothing else for a value.
    fn is_loud(&self, unset: &Ran, names: &[String]) -> anyhow::Result<()> {
        let said = unset.said();
        ensure!(!unset.ok, "does not fail without the variable: {said}");
        ensure!(
            !unset.out.contains(WRAPPER),
            "prints a wrong value without the variable: {said}"
        );
        // A class of settings names its field.
        let lower = said.to_lowercase();
        let named = names
            .iter()
            .any(|name| lower.contains(&name.to_lowercase()));
        ensure!(
            named || self.after.row.unnamed,
            "fails without the variable, and does not name it: {said}"
        );
        Ok(())
    }
}

fn same(how: &str, got: &str, wanted: &str) -> anyhow::Result<()> {
    ensure!(got == wanted, "{how} it prints\n{got}instead of\n{wanted}");
    Ok(())
}
