//! Files that are made from the rules and the settings. They are committed, so that they can be
//! read without a build, and checked to be up to date.

mod assistants;
mod checks;
mod formats;
mod projects;
mod refusals;
mod rules;
mod settings;

use std::fs;
use std::path::PathBuf;

use anyhow::bail;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Change nothing, fail when a file is not up to date
    #[arg(long)]
    check: bool,
}

/// A file that is made, and what must stand in it.
type Made = (PathBuf, String);

/// Runs the task.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    if args.check {
        let stale = stale()?;
        for path in &stale {
            println!("{} is not up to date", path.display());
        }
        if !stale.is_empty() {
            bail!("run `cargo xtask generate`");
        }
        return Ok(());
    }
    for (path, text) in all()? {
        let path = crate::root().join(path);
        if fs::read_to_string(&path).is_ok_and(|now| now == text) {
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text)?;
        println!("wrote {}", path.display());
    }
    for path in left_over()? {
        fs::remove_file(crate::root().join(&path))?;
        println!("removed {}", path.display());
    }
    Ok(())
}

/// The files that are not what they would be made as, relative to the repository.
pub(crate) fn stale() -> anyhow::Result<Vec<PathBuf>> {
    let mut stale = left_over()?;
    for (path, text) in all()? {
        // A checkout may have turned line ends around.
        let now = fs::read_to_string(crate::root().join(&path)).unwrap_or_default();
        if now.replace("\r\n", "\n") != text {
            stale.push(path);
        }
    }
    Ok(stale)
}

fn all() -> anyhow::Result<Vec<Made>> {
    let mut made = rules::pages();
    made.push(projects::page());
    made.push(checks::page());
    made.push(assistants::page());
    made.push(formats::page());
    made.push(refusals::page());
    made.push(settings::page());
    made.push(settings::schema()?);
    made.extend(settings::manifest()?);
    Ok(made)
}

/// Pages of rules that are gone.
fn left_over() -> anyhow::Result<Vec<PathBuf>> {
    let folder = PathBuf::from(rules::FOLDER);
    let made: Vec<PathBuf> = all()?.into_iter().map(|(path, _)| path).collect();
    let Ok(entries) = fs::read_dir(crate::root().join(&folder)) else {
        return Ok(Vec::new());
    };
    Ok(entries
        .flatten()
        .map(|entry| folder.join(entry.file_name()))
        .filter(|path| !made.contains(path))
        .collect())
}
