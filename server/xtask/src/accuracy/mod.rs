//! `cargo xtask accuracy`: how much of what is there Keyward finds, and how much of what it
//! finds is there. Prints four things: the generated cases of every rule, the labelled lines of
//! `tests/accuracy`, packages that hold no credential, and other scanners on the same lines and
//! packages. The first two need no network and are held to `tests/accuracy/floors.toml` by a test.

mod clean;
mod fill;
mod fit;
mod generated;
mod lines;
pub(crate) mod peers;
mod report;
mod score;

use std::path::PathBuf;

use anyhow::Result;
use serde_json::json;

use lines::Half;

/// What to measure and what to show.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Show these lines instead of the figures; those of the dev half unless --half says otherwise
    #[arg(long, value_name = "WHICH")]
    list: Option<Which>,
    /// Only this half of the labelled lines
    #[arg(long, value_name = "HALF")]
    half: Option<WhichHalf>,
    /// Leave out what must be downloaded: clean packages and other scanners
    #[arg(long)]
    offline: bool,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    /// Estimate the fitted weights of rules/weights.toml from the development half and print them
    #[arg(long)]
    fit: bool,
    /// With --fit: write them into the file
    #[arg(long, requires = "fit")]
    write: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Which {
    /// Credentials that are not reported
    Missed,
    /// What is reported and is none
    False,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum WhichHalf {
    Dev,
    Test,
}

/// Runs the task.
///
/// # Errors
/// When the labelled lines cannot be read, or a download fails half-way.
pub(crate) fn run(args: &Args) -> Result<()> {
    let mut lines = lines::read(&folder().join("real"))?;
    if args.fit {
        return fit::run(&lines, args.write);
    }
    // Looking at the lines of the test half is how its figures stop meaning anything.
    let half = args.half.or(args.list.map(|_| WhichHalf::Dev));
    if let Some(half) = half {
        let half = match half {
            WhichHalf::Dev => Half::Dev,
            WhichHalf::Test => Half::Test,
        };
        lines.retain(|line| line.half == half);
    }
    let outcomes = score::judge(&lines);
    if let Some(which) = args.list {
        report::list(&outcomes, which == Which::Missed);
        return Ok(());
    }
    let cases = generated::cases();
    let mut figures = report::figures(&cases, &outcomes);
    if !args.json {
        report::print(&cases, &outcomes);
    }
    if !args.offline {
        let clean = clean::fetch(&folder().join("clean.toml"))?;
        let quiet = clean::measure(&clean)?;
        let rivals = peers::measure(&lines, &clean)?;
        if !args.json {
            report::print_clean(&quiet);
            report::print_peers(&outcomes, &quiet, &rivals);
        }
        figures["clean"] = report::clean_figures(&quiet);
        figures["peers"] = json!(report::peer_figures(&rivals));
    }
    if args.json {
        println!("{figures:#}");
    }
    Ok(())
}

/// Where the labelled lines are.
fn folder() -> PathBuf {
    crate::root().join("tests/accuracy")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures must not fall. What falls on purpose (a line labelled anew, a rule that was
    /// wrong) gets a new floor in the same change, with the reason in its message.
    #[test]
    fn figures_keep_their_floors() {
        let lines = lines::read(&folder().join("real")).unwrap();
        assert!(lines.len() >= 3000, "only {} labelled lines", lines.len());
        let outcomes = score::judge(&lines);
        let cases = generated::cases();
        let figures = report::figures(&cases, &outcomes);
        let text = std::fs::read_to_string(folder().join("floors.toml")).unwrap();
        let floors: toml::Table = text.parse().unwrap();
        let mut below = Vec::new();
        let mut seen = 0;
        for (part, floors) in &floors {
            for (figure, floor) in floors.as_table().unwrap() {
                let now = figures[part][figure].as_f64().unwrap();
                let floor = floor.as_float().unwrap();
                seen += 1;
                if now < floor {
                    below.push(format!(
                        "{part}: {figure} is {now:.3}, the floor is {floor:.3}"
                    ));
                }
            }
        }
        assert!(seen >= 6, "floors.toml lost its floors");
        assert!(
            below.is_empty(),
            "{}\n`cargo xtask accuracy --offline --list missed` and `--list false` show the lines",
            below.join("\n")
        );
    }
}
