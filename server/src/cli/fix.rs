//! `keyward fix`: what the quick fixes of an editor do, from the terminal.

pub(crate) mod preview;
mod report;
mod source;
mod way;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::bail;

use super::Exit;
use super::args::{Fix, LookupForm};
use super::check::settings::Settings;
use super::explain::Place;
use super::lines::Lines;
use crate::workspace::roots;
use crate::workspace::walk::{Visit, walk};
use report::Report;
use source::Source;
use way::Way;

/// Runs the command.
pub(crate) fn run(args: &Fix) -> anyhow::Result<Exit> {
    let way = Way::of(args)?;
    let path = args.place.as_ref().map(PathBuf::from);
    let mut report = Report::new(args.format, args.dry_run);
    let exit = if args.all {
        let folder = path.unwrap_or_else(|| PathBuf::from("."));
        everything(&folder, &way, args.lookup, &mut report)?
    } else {
        let Some(text) = &args.place else {
            bail!("say what to fix: PATH:LINE, PATH, or --all");
        };
        place(text, &way, args.lookup, &mut report)?
    };
    report.finish()?;
    Ok(exit)
}

/// Fixes a line, or all of a file.
fn place(
    text: &OsStr,
    way: &Way,
    lookup: Option<LookupForm>,
    report: &mut Report,
) -> anyhow::Result<Exit> {
    let path = Some(PathBuf::from(text));
    // A file may have a name that ends in a colon and a number.
    let whole = path.filter(|path| path.symlink_metadata().is_ok());
    let (path, line) = match (whole, Place::parse(text)) {
        (Some(path), _) if path.is_dir() => {
            bail!(
                "`{}` is a folder: `--all` fixes all that is in it",
                path.display()
            )
        }
        (Some(path), _) => (path, None),
        (None, Some(place)) => (place.path, Some(place.line)),
        (None, None) => bail!("there is no file {}", text.display()),
    };
    let settings = Settings::load(std::slice::from_ref(&path), false, None);
    let source = Source::of(&path, line, &settings, lookup);
    let text = source.text()?;
    if line.is_some_and(|line| Lines::new(&text).range(line - 1).is_none()) {
        bail!(
            "{} has no line {}",
            path.display(),
            line.unwrap_or_default()
        );
    }
    if source.findings(&text).is_empty() {
        let why = ("nothing-reported", "Nothing is reported here.");
        let place = (source.shown(&source.path), line);
        report.refused("refused", (&place.0, place.1), why);
        return Ok(Exit::Findings);
    }
    way.go(&source, report)
}

/// Fixes every file of a folder, one after the other.
fn everything(
    path: &Path,
    way: &Way,
    lookup: Option<LookupForm>,
    report: &mut Report,
) -> anyhow::Result<Exit> {
    if path.symlink_metadata().is_err() {
        bail!("there is no folder {}", path.display());
    }
    let settings = Settings::load(&[path.to_owned()], false, None);
    let mut exit = Exit::Clean;
    let mut any = false;
    for file in files(path) {
        let source = Source::of(&file, None, &settings, lookup);
        // What cannot be read as text cannot be fixed: `check` tells about it.
        let Ok(text) = source.text() else { continue };
        if source.findings(&text).is_empty() {
            continue;
        }
        any = true;
        let outcome = way.go(&source, report)?;
        if outcome != Exit::Clean {
            exit = outcome;
        }
    }
    if !any {
        let place = roots::slashed(path);
        report.note(format!("nothing is reported in {place}"));
    }
    Ok(exit)
}

fn files(path: &Path) -> Vec<PathBuf> {
    let files = Mutex::new(Vec::new());
    walk(&[path.to_owned()], 1, || {
        |visit| {
            if let Visit::File(path) = visit {
                let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
                files.push(path.to_owned());
            }
        }
    });
    let mut files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
    files.sort();
    files.dedup();
    files
}
