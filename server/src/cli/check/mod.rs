//! `keyward check`: walks, scans, reports.

mod about;
mod agent;
pub(crate) mod baseline;
mod collect;
mod dotenv;
mod git;
mod hygiene;
pub(crate) mod inspect;
mod keys;
mod progress;
pub(crate) mod report;
pub(crate) mod settings;

use std::path::PathBuf;

use anyhow::Context;
use keyward_engine::Confidence;

use super::args::{Check, Format};
use super::output::{json, sarif, text};
use super::{Exit, stream};
use crate::workspace::{read, roots};
use report::Report;
use settings::Settings;

/// Runs the command.
pub(crate) fn run(args: &Check) -> anyhow::Result<Exit> {
    let (mut report, mut broken_settings) = if args.stdin {
        from_stdin(args)?
    } else if args.staged {
        git::staged(args)?
    } else if let Some(revision) = &args.since {
        git::since(args, revision)?
    } else {
        from_disk(args)?
    };
    if let Some(path) = &args.baseline {
        if args.write_baseline {
            baseline::write(&report, path)?;
            return Ok(Exit::Clean);
        }
        broken_settings |= baseline::leave_out(&mut report, path)?;
    }
    let exit = match (&report, broken_settings) {
        (report, _) if !report.findings.is_empty() => Exit::Findings,
        (_, true) => Exit::Usage,
        (report, _) if report.has_gaps() => Exit::Incomplete,
        _ => Exit::Clean,
    };
    match print(&report, args) {
        // Whoever stopped reading still gets the answer by the exit code.
        Err(error) if !stream::is_closed_pipe(&error) => Err(error),
        _ => Ok(exit),
    }
}

fn print(report: &Report, args: &Check) -> anyhow::Result<()> {
    match args.format {
        Format::Text => text::print(report, args.verbose, stream::styled()),
        Format::Json => json::print(report, stream::plain()),
        Format::Sarif => sarif::print(report, stream::plain()),
    }
}

fn from_disk(args: &Check) -> anyhow::Result<(Report, bool)> {
    let paths = if args.paths.is_empty() {
        vec![PathBuf::from(".")]
    } else {
        args.paths.clone()
    };
    for path in &paths {
        path.metadata()
            .with_context(|| format!("can't look at `{}`", path.display()))?;
    }
    let jobs = args.jobs.map_or_else(
        || std::thread::available_parallelism().map_or(1, usize::from),
        usize::from,
    );
    let settings = Settings::load(&paths, args.no_repo_config, floor(args));
    let report = collect::collect(&paths, jobs, &settings);
    Ok((report, settings.broken))
}

fn from_stdin(args: &Check) -> anyhow::Result<(Report, bool)> {
    let name = args.stdin_filename.clone().unwrap_or_default();
    let settings = Settings::load(
        std::slice::from_ref(&name),
        args.no_repo_config,
        floor(args),
    );
    let mut report = Report::default();
    let mut bytes = Vec::new();
    match read::read_bounded(std::io::stdin().lock(), &mut bytes)
        .and_then(|()| inspect::inspect(&name, &roots::root_of(&name), &bytes, &settings))
    {
        Ok(file) => report.add(file),
        Err(skip) => report.skip(&name, skip),
    }
    report.finish();
    Ok((report, settings.broken))
}

fn floor(args: &Check) -> Option<Confidence> {
    args.min_confidence.map(Confidence::from)
}
