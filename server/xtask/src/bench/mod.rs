//! `cargo xtask bench`: how fast it is, as ratios, so that the machine does not matter.

mod corpus;
mod hook;
mod lsp;
mod measure;
mod rivals;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context;
use keyward_engine::rule;

use crate::sh;
use measure::{cpu_seconds, start_to_end};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder that whole-tree figures are measured on [default: 128 MiB of the sources in Cargo's registry]
    #[arg(long, value_name = "FOLDER")]
    corpus: Option<PathBuf>,
    /// Measure this program instead of building one
    #[arg(long, value_name = "FILE")]
    keyward: Option<PathBuf>,
    /// Leave out the comparison with other scanners
    #[arg(long)]
    no_rivals: bool,
    /// Measure nothing but starts and the hook of agents
    #[arg(long)]
    only_hook: bool,
}

/// One row of the table: two measures, how one relates to the other, and how it should.
struct Row {
    what: &'static str,
    ours: String,
    other: String,
    ratio: f64,
    wanted: &'static str,
    holds: bool,
}

/// Runs the task.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let keyward = match &args.keyward {
        Some(program) => program.clone(),
        None => {
            println!("Building a release …");
            sh::build(true)?
        }
    };
    let mut rows = vec![keystroke(&keyward)?];
    rows.extend(starts(&keyward)?);
    rows.extend(hook::rows(&keyward)?);
    if args.only_hook {
        return print(&rows);
    }
    let corpus = match &args.corpus {
        Some(folder) => folder.clone(),
        None => corpus::gathered()?,
    };
    rows.extend(cost_of_rules(&corpus)?);
    if !args.no_rivals {
        rows.extend(tree(&keyward, &corpus)?);
    }
    print(&rows)
}

/// The table.
fn print(rows: &[Row]) -> anyhow::Result<()> {
    println!(
        "\n{:42} {:>14} {:>14} {:>8}  wanted",
        "", "keyward", "other", "ratio"
    );
    for row in rows {
        let mark = if row.holds { "" } else { "  MISSED" };
        println!(
            "{:42} {:>14} {:>14} {:>8.2}  {}{mark}",
            row.what, row.ours, row.other, row.ratio, row.wanted
        );
    }
    let missed = rows.iter().filter(|row| !row.holds).count();
    println!("\n{} held, {missed} missed", rows.len() - missed);
    Ok(())
}

/// From a keystroke to its findings, in a long file and in a short one.
fn keystroke(keyward: &Path) -> anyhow::Result<Row> {
    let token = rule::by_id("github-classic-pat")
        .map(|one| rule::sample(one, 1))
        .context("no such rule")?;
    let mut typist = lsp::Typist::start(keyward)?;
    let short = typist.keystroke(&python(100), &token)?;
    let long = typist.keystroke(&python(10_000), &token)?;
    let ratio = long.as_secs_f64() / short.as_secs_f64();
    Ok(Row {
        what: "keystroke to findings, 10,000 / 100 lines",
        ours: shown(long),
        other: shown(short),
        ratio,
        wanted: "at most 3",
        holds: ratio <= 3.0,
    })
}

/// Python as it is written by hand, with that many lines.
fn python(lines: usize) -> String {
    let block = [
        "def total(items, rate):",
        "    result = 0",
        "    for item in items:",
        "        result += item.price * rate  # with tax",
        "    return round(result, 2)",
        "",
        "NAMES = {\"one\": \"first\", \"two\": \"second\"}",
        "print(total([], 1.19), NAMES[\"one\"])",
        "",
        "",
    ];
    let text: Vec<&str> = block.iter().copied().cycle().take(lines).collect();
    text.join("\n") + "\n"
}

/// What starting costs, beside starting a program that does nothing.
fn starts(keyward: &Path) -> anyhow::Result<[Row; 2]> {
    let folder = tempfile::tempdir()?;
    let empty = empty_program(folder.path())?;
    std::fs::write(folder.path().join("a.py"), python(200))?;
    let nothing = start_to_end(|| {
        let mut command = Command::new(&empty);
        command.current_dir(folder.path());
        command
    })?;
    let check = start_to_end(|| {
        let mut command = Command::new(keyward);
        command.args(["check", "a.py"]).current_dir(folder.path());
        command
    })?;
    let reply = lsp::start_to_reply(keyward)?;
    let row = |what, ours: Duration| {
        let ratio = ours.as_secs_f64() / nothing.as_secs_f64();
        Row {
            what,
            ours: shown(ours),
            other: shown(nothing),
            ratio,
            wanted: "under 5",
            holds: ratio < 5.0,
        }
    };
    Ok([
        row("start to initialize reply / empty program", reply),
        row("check of 200 lines / empty program", check),
    ])
}

/// `fn main() {}`, built like a release.
fn empty_program(folder: &Path) -> anyhow::Result<PathBuf> {
    let (source, program) = (folder.join("empty.rs"), folder.join("empty"));
    std::fs::write(&source, "fn main() {}\n")?;
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    sh::run(
        Command::new(rustc)
            .arg("-O")
            .arg(&source)
            .arg("-o")
            .arg(&program),
    )?;
    Ok(program)
}

/// Clean text with sixty rules, with five hundred more and with all, in one run.
fn cost_of_rules(corpus: &Path) -> anyhow::Result<[Row; 2]> {
    let mut build = sh::cargo();
    build.args([
        "build",
        "--quiet",
        "--release",
        "--package",
        "keyward-engine",
    ]);
    sh::run(build.args(["--example", EXAMPLE]))?;
    let program = sh::target().join("release/examples").join(EXAMPLE);
    let printed = sh::output(Command::new(program).arg(corpus)).context("the example failed")?;
    let rates: Vec<f64> = printed
        .split(' ')
        .flat_map(|rate| rate.trim().parse())
        .collect();
    let [few, more, all] = rates[..] else {
        anyhow::bail!("the example prints three rates, not {printed:?}");
    };
    let row = |what, rate: f64| Row {
        what,
        ours: format!("{rate:.0} MB/s"),
        other: format!("{few:.0} MB/s"),
        ratio: few / rate,
        wanted: "at most 1.3",
        holds: few / rate <= 1.3,
    };
    Ok([
        row("time on clean text, 560 rules / 60 rules", more),
        row("time on clean text, all rules / 60 rules", all),
    ])
}

/// The example of the engine that compares selections of rules.
const EXAMPLE: &str = "cost_of_rules";

/// A whole tree, beside other scanners over the same one.
fn tree(keyward: &Path, corpus: &Path) -> anyhow::Result<Vec<Row>> {
    let bytes: u64 = measure::bytes_under(corpus);
    let ours = cpu_seconds(
        Command::new(keyward)
            .args(["check", "--format", "json", "--jobs", "1"])
            .arg(corpus),
    )?;
    let rate = |seconds: f64| format!("{:.0} MB/s", bytes as f64 / 1e6 / seconds);
    let mut rows = Vec::new();
    for (name, command) in rivals::all(corpus) {
        let (what, wanted, least) = match name {
            "ripsecrets" => ("MB per CPU second / ripsecrets", "at least 20", 20.0),
            _ => ("MB per CPU second / kingfisher", "at least 5", 5.0),
        };
        let mut command = match command {
            Ok(command) => command,
            Err(error) => {
                println!("{name} is left out: {error:#}");
                continue;
            }
        };
        let other = cpu_seconds(&mut command)?;
        rows.push(Row {
            what,
            ours: rate(ours),
            other: rate(other),
            ratio: other / ours,
            wanted,
            holds: other / ours >= least,
        });
    }
    Ok(rows)
}

fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}
