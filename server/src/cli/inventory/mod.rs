//! `keyward inventory`: the keys of a project, whose they are and how old. Never their values.

mod gather;
mod print;

use std::io::Write;

use anyhow::{Context, bail};
use keyward_engine::files::Files as _;
use keyward_engine::inventory::{self, Date};

use super::args::Inventory;
use super::check::settings::Settings;
use super::escape::escape;
use super::{Exit, stream};
use crate::apply::{self, Stopped};
use crate::workspace::files::DiskFiles;
use crate::workspace::roots;
use gather::Gathered;

/// Runs the command.
pub(crate) fn run(args: &Inventory) -> anyhow::Result<Exit> {
    args.path
        .metadata()
        .with_context(|| format!("can't look at `{}`", args.path.display()))?;
    let today = match &args.today {
        Some(day) => day.parse().map_err(|_| {
            anyhow::anyhow!("`{day}` is no day: write year, month and day, as in 2026-08-01")
        })?,
        None => crate::today::today(),
    };
    let settings = Settings::load(std::slice::from_ref(&args.path), false, None);
    let gathered = Gathered::of(&args.path, today, &settings)?;
    if let Some(name) = &args.rotated {
        return mark(&gathered, name, today, args.dry_run);
    }
    print::print(&gathered, args.format, stream::plain())?;
    Ok(if gathered.is_due() {
        Exit::Findings
    } else if settings.broken {
        Exit::Usage
    } else if !gathered.unread.is_empty() {
        Exit::Incomplete
    } else {
        Exit::Clean
    })
}

/// Writes the comment that says that a key was rotated today.
fn mark(gathered: &Gathered, name: &str, today: Date, dry_run: bool) -> anyhow::Result<Exit> {
    let files: Vec<_> = gathered
        .files
        .iter()
        .map(|(path, text)| (path.as_path(), text.as_str()))
        .collect();
    let Some(at) = inventory::best_place(&files, name) else {
        bail!("no `.env` file or template here defines {name}: `keyward inventory` lists the keys");
    };
    let path = gathered.root.join(files[at].0);
    let shown = roots::slashed(files[at].0);
    let disk = DiskFiles::new(&gathered.root);
    // As the file is when it is written.
    let plan = || {
        let text = disk.read(&path).ok().flatten().unwrap_or_default();
        inventory::mark_rotated(&path, &text, name, today)
    };
    let done = if dry_run {
        plan().map(|plan| format!("{} in {shown} (nothing is written)", plan.title))
    } else {
        match apply::run(&gathered.root, plan, |_| true) {
            Ok(_) => Ok(format!("marked {name} as rotated on {today} in {shown}")),
            Err(Stopped::Refused(refusal)) => Err(refusal),
            Err(Stopped::Failed(error)) => bail!("{error}"),
        }
    };
    match done {
        Ok(line) => {
            let mut to = stream::plain();
            writeln!(to, "{}", escape(&line))?;
            to.flush()?;
            Ok(Exit::Clean)
        }
        Err(refusal) => {
            stream::complain("refused", &refusal);
            Ok(Exit::Findings)
        }
    }
}
