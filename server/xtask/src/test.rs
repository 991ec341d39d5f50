//! `cargo xtask test`: every check and every test, one summary.

use std::process::Command;
use std::time::Instant;

use anyhow::bail;

use crate::languages::{self, Suite, Which};
use crate::{agents, dotenv, formats, generate, ignore, sh};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Leave out the tests in real editors
    #[arg(long)]
    no_editors: bool,
    /// Run nothing but the rewritten code: of all languages, or of some (`python,go`)
    #[arg(long, value_delimiter = ',', value_name = "all|ID,…")]
    languages: Vec<String>,
    /// With `--languages`: with lookups that go on without the variable
    #[arg(long, requires = "languages")]
    quiet_lookup: bool,
    /// Run nothing but projects of frameworks: of all, or of some (`vite,django`)
    #[arg(long, value_delimiter = ',', value_name = "all|ID,…")]
    frameworks: Vec<String>,
    /// Run nothing but programs that read from secrets managers: all, or some (`python`)
    #[arg(long, value_delimiter = ',', value_name = "all|ID,…")]
    managers: Vec<String>,
    /// Run nothing but the configuration formats, in the programs that read them
    #[arg(long)]
    formats: bool,
    /// Run nothing but `.env` files: the real parsers, and every system call of a write failing
    #[arg(long)]
    dotenv: bool,
    /// Run nothing but real agents, which must not get at a `.env`: installs them from npm, 1 GB
    #[arg(long)]
    agents: bool,
    /// Run nothing but ignore files: made-up rules through git and the libraries of assistants
    #[arg(long)]
    ignore: bool,
}

/// What came of one step.
#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: Vec<String>,
}

/// Runs the task.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let started = Instant::now();
    let mut all = Tally::default();
    if !args.languages.is_empty() {
        let which = Which::of(&args.languages);
        all.add(rewritten(&languages::LANGUAGES, &which, args.quiet_lookup)?);
        return finish(&all, started);
    }
    if !args.managers.is_empty() {
        let which = Which::of(&args.managers);
        all.add(rewritten(&languages::MANAGERS, &which, false)?);
        return finish(&all, started);
    }
    if !args.frameworks.is_empty() {
        let which = Which::of(&args.frameworks);
        all.add(rewritten(&languages::FRAMEWORKS, &which, false)?);
        return finish(&all, started);
    }
    if args.formats {
        all.add(check(&mut formats::prepared())?);
        return finish(&all, started);
    }
    if args.dotenv {
        all.add(check(&mut dotenv::prepared()?)?);
        return finish(&all, started);
    }
    if args.agents {
        all.add(check(&mut agents::prepared()?)?);
        return finish(&all, started);
    }
    if args.ignore {
        all.add(ignored(true)?);
        return finish(&all, started);
    }
    for (name, step) in STEPS {
        println!("\n=== {name}");
        let one = match step() {
            Ok(one) => one,
            Err(error) => {
                println!("{error:#}");
                Tally {
                    failed: 1,
                    ..Tally::default()
                }
            }
        };
        all.add(one);
    }
    println!("\n=== editors");
    all.add(if args.no_editors {
        skipped("tests in editors (--no-editors)")
    } else {
        editors()?
    });
    finish(&all, started)
}

/// A step: what it is called and what it does.
type Step = (&'static str, fn() -> anyhow::Result<Tally>);

const STEPS: [Step; 12] = [
    ("formatting", || {
        check(sh::cargo().args(["fmt", "--all", "--check"]))
    }),
    ("lints", || {
        check(sh::cargo().args([
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ]))
    }),
    ("build", || {
        check(sh::cargo().args(["build", "--quiet", "--workspace", "--locked"]))
    }),
    ("tests", tests),
    ("languages", || {
        rewritten(&languages::LANGUAGES, &Which::Quick, false)
    }),
    ("frameworks", || {
        rewritten(&languages::FRAMEWORKS, &Which::Quick, false)
    }),
    ("managers", || {
        rewritten(&languages::MANAGERS, &Which::Quick, false)
    }),
    ("ignore files", || ignored(false)),
    ("documentation", || {
        check(sh::cargo().env("RUSTDOCFLAGS", "-D warnings").args([
            "doc",
            "--quiet",
            "--workspace",
            "--no-deps",
            "--locked",
        ]))
    }),
    ("examples in documentation", || {
        check(sh::cargo().args([
            "test",
            "--quiet",
            "--doc",
            "--locked",
            "-p",
            "keyward",
            "-p",
            "keyward-engine",
        ]))
    }),
    ("generated files", generated),
    ("the repository itself", own_repository),
];

/// Ignore files through git and the libraries that assistants read them with.
fn ignored(all: bool) -> anyhow::Result<Tally> {
    let outcome = ignore::run(all)?;
    Ok(Tally {
        passed: outcome.passed,
        failed: outcome.failed,
        skipped: outcome.skipped,
    })
}

fn finish(all: &Tally, started: Instant) -> anyhow::Result<()> {
    println!();
    for what in &all.skipped {
        println!("skipped: {what}");
    }
    println!("in {} s", started.elapsed().as_secs());
    let skipped = if all.skipped.is_empty() {
        String::new()
    } else {
        format!(", {} skipped", all.skipped.len())
    };
    println!("{} passed, {} failed{skipped}", all.passed, all.failed);
    // Continuous integration has what it takes: there, a gap is a mistake.
    let ci = std::env::var("CI").is_ok_and(|value| value == "true");
    if all.failed > 0 || ci && !all.skipped.is_empty() {
        std::process::exit(1);
    }
    Ok(())
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped.extend(other.skipped);
    }
}

fn skipped(what: &str) -> Tally {
    println!("skipped: {what}");
    Tally {
        skipped: vec![what.to_owned()],
        ..Tally::default()
    }
}

/// A step that holds or does not.
fn check(command: &mut Command) -> anyhow::Result<Tally> {
    let ok = sh::watch(command)?.ok;
    Ok(Tally {
        passed: usize::from(ok),
        failed: usize::from(!ok),
        ..Tally::default()
    })
}

fn tests() -> anyhow::Result<Tally> {
    let nextest = sh::output(sh::cargo().args(["nextest", "--version"])).is_some();
    let outcome = if nextest {
        sh::watch(sh::cargo().args([
            "nextest",
            "run",
            "--workspace",
            "--locked",
            "--no-fail-fast",
        ]))?
    } else {
        println!(
            "cargo-nextest is missing, so `cargo test` runs instead; `cargo install cargo-nextest --locked` adds it"
        );
        sh::watch(sh::cargo().args(["test", "--workspace", "--locked", "--no-fail-fast"]))?
    };
    let mut tally = Tally::default();
    for line in &outcome.tail {
        let line = plain(line);
        if line.contains("Summary [") || line.starts_with("test result:") {
            tally.passed += number_before(&line, " passed");
            tally.failed += number_before(&line, " failed");
        }
    }
    if !outcome.ok && tally.failed == 0 {
        tally.failed = 1;
    }
    if outcome.ok && tally.passed == 0 {
        bail!("no test ran");
    }
    Ok(tally)
}

/// That rewritten code runs.
fn rewritten(suite: &Suite, which: &Which<'_>, quiet: bool) -> anyhow::Result<Tally> {
    let counts = languages::run(suite, which, quiet)?;
    for what in &counts.skipped {
        println!("skipped: {what}");
    }
    Ok(Tally {
        passed: counts.passed,
        failed: counts.failed,
        skipped: counts.skipped,
    })
}

fn generated() -> anyhow::Result<Tally> {
    let stale = generate::stale()?;
    for path in &stale {
        println!(
            "{} is not up to date: run `cargo xtask generate`",
            path.display()
        );
    }
    Ok(Tally {
        passed: usize::from(stale.is_empty()),
        failed: usize::from(!stale.is_empty()),
        ..Tally::default()
    })
}

/// The repository is its own first user: nothing is found in it.
fn own_repository() -> anyhow::Result<Tally> {
    let keyward = sh::build(false)?;
    check(
        Command::new(keyward)
            .args(["check", "."])
            .current_dir(crate::root()),
    )
}

/// The editors that are tested; `tests/editors/run.sh` installs each one first.
const EDITORS: [&str; 3] = ["nvim-0.11", "nvim-0.12", "vscode"];

/// What `tests/editors/run.sh` ends with when an editor can't be had on this machine.
const NOT_AVAILABLE: i32 = 77;

fn editors() -> anyhow::Result<Tally> {
    let script = crate::root().join("tests/editors/run.sh");
    if sh::find("bash").is_none() {
        return Ok(skipped("tests in editors (bash is missing)"));
    }
    let keyward = sh::build(false)?;
    let mut all = Tally::default();
    for name in EDITORS {
        println!("--- {name}");
        let outcome = sh::watch(
            sh::script("bash", &script)
                .arg(name)
                .env("KEYWARD_BIN", &keyward),
        )?;
        all.add(tally_of(name, &outcome));
    }
    Ok(all)
}

/// The count that a script ends with.
fn tally_of(name: &str, outcome: &sh::Outcome) -> Tally {
    let lines: Vec<String> = outcome.tail.iter().map(|line| plain(line)).collect();
    if outcome.code == Some(NOT_AVAILABLE) {
        let why = lines
            .iter()
            .rev()
            .find_map(|line| line.strip_prefix("SKIPPED: "));
        return skipped(&format!("{name} ({})", why.unwrap_or("not available here")));
    }
    let last = lines.iter().rev().find(|line| line.contains(" passed"));
    let count = |words| last.map_or(0, |line| number_before(line, words));
    let mut tally = Tally {
        passed: count(" passed"),
        failed: count(" failed"),
        skipped: Vec::new(),
    };
    if !outcome.ok && tally.failed == 0 {
        println!("the tests in {name} ended with {:?}", outcome.code);
        tally.failed = 1;
    }
    tally
}

/// A line without its styles.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            out.push(c);
        }
    }
    out
}

/// The number that stands before these words; 0 when there is none.
fn number_before(line: &str, words: &str) -> usize {
    let Some((before, _)) = line.split_once(words) else {
        return 0;
    };
    let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{number_before, plain};

    #[test]
    fn counts_are_read_from_styled_lines() {
        let line = plain(
            "\u{1b}[32;1m     Summary\u{1b}[0m [   0.123s] 12 tests run: 11 passed (1 slow), 1 failed, 3 skipped",
        );
        assert_eq!(number_before(&line, " passed"), 11);
        assert_eq!(number_before(&line, " failed"), 1);
        assert_eq!(number_before(&line, " lost"), 0);
    }
}
