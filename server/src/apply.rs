//! The one room that writes files, and only from an [`EditPlan`].
//!
//! Each file is written as a whole: a sibling temporary file with exclusive create,
//! compared with what the plan was made against just before it takes the name. A path
//! is opened component by component without following links. The steps go in the
//! plan's order and end at the first failure, so that a value is never removed from
//! the source before it is stored, and never stored before git ignores it.

#[cfg(unix)]
#[path = "apply/folder_unix.rs"]
mod folder;
#[cfg(not(unix))]
#[path = "apply/folder_portable.rs"]
mod folder;
mod put;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use keyward_engine::fix::{Before, EditPlan, FileEdit, Purpose, Refusal};

pub use put::Step;

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Files whose text changed, in the order of writing.
    pub written: Vec<PathBuf>,
}

/// Why writing ended, and where the value is now. Holds no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ApplyError {
    /// Stable, kebab case: `changed-on-disk`, `write-failed`, `is-a-link`.
    pub code: &'static str,
    /// What happened, and where the value is.
    pub message: String,
    /// Files that were written before that.
    pub written: Vec<PathBuf>,
}

/// Why [`run`] did not carry a fix out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// There is no safe plan.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The plan could not be carried out.
    #[error(transparent)]
    Failed(#[from] ApplyError),
}

/// How often a plan is made anew when somebody else wrote in between.
const ATTEMPTS: u32 = 25;

/// Carries out the steps of a plan that `which` selects, all of them inside `root`.
///
/// # Errors
/// At the first step that fails; its file is as it was, and no later step was done.
pub fn write(
    plan: &EditPlan,
    root: &Path,
    which: impl Fn(&FileEdit) -> bool,
) -> Result<Applied, ApplyError> {
    write_with(plan, root, which, &|_, _| Ok(()))
}

/// Removes a file inside `root` that still has the text `expected`: for what Keyward has made.
///
/// # Errors
/// When it has another text by now, is no plain file, or cannot be removed; it is as it was.
pub fn remove(path: &Path, root: &Path, expected: &str) -> Result<(), ApplyError> {
    let file = FileEdit {
        path: path.to_owned(),
        purpose: Purpose::Ignore,
        before: Before::of(Some(expected)),
        edits: Vec::new(),
        owner_only: false,
    };
    put::remove(&file, root).map_err(|fault| ApplyError {
        code: fault.code,
        message: format!(
            "{} {}",
            path.strip_prefix(root).unwrap_or(path).display(),
            fault.what
        ),
        written: Vec::new(),
    })
}

/// As [`write()`], with a call before each step that may fail in its place: for tests.
///
/// # Errors
/// As [`write()`].
pub fn write_with(
    plan: &EditPlan,
    root: &Path,
    which: impl Fn(&FileEdit) -> bool,
    probe: &dyn Fn(Step, &Path) -> io::Result<()>,
) -> Result<Applied, ApplyError> {
    let mut applied = Applied::default();
    let steps: Vec<&FileEdit> = plan.files.iter().filter(|file| which(file)).collect();
    // A plan that is stale in any place is not begun.
    for file in &steps {
        put::check(file, root).map_err(|fault| error(plan, root, file, &fault, &applied))?;
    }
    for file in steps {
        match put::put(file, root, probe) {
            Ok(true) => applied.written.push(file.path.clone()),
            Ok(false) => {}
            Err(fault) => return Err(error(plan, root, file, &fault, &applied)),
        }
    }
    Ok(applied)
}

/// Plans and writes, and plans anew when a file changed in between, so that two
/// processes that add to one `.env` both succeed. Returns the plan that was carried out.
///
/// # Errors
/// The plan's refusal, or the failure of a step.
pub fn run(
    root: &Path,
    mut plan: impl FnMut() -> Result<EditPlan, Refusal>,
    which: impl Fn(&FileEdit) -> bool,
) -> Result<(EditPlan, Applied), Stopped> {
    let mut attempt = 0;
    let mut written = Vec::new();
    loop {
        let current = plan()?;
        match write(&current, root, &which) {
            Ok(mut applied) => {
                written.append(&mut applied.written);
                return Ok((current, Applied { written }));
            }
            Err(mut error) if error.code == put::CHANGED && attempt < ATTEMPTS => {
                written.append(&mut error.written);
                attempt += 1;
                std::thread::sleep(Duration::from_millis(u64::from(attempt)));
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// The failure of a step, with where the value is.
fn error(
    plan: &EditPlan,
    root: &Path,
    at: &FileEdit,
    fault: &put::Fault,
    applied: &Applied,
) -> ApplyError {
    let shown = |path: &Path| {
        path.strip_prefix(root)
            .unwrap_or(path)
            .display()
            .to_string()
    };
    let done = |purpose: Purpose| {
        let mut files = plan.files.iter().filter(|file| file.purpose == purpose);
        files.find(|file| applied.written.contains(&file.path))
    };
    let whereabouts = match done(Purpose::DotEnv) {
        _ if plan.name.is_empty() => String::new(),
        Some(env) if done(Purpose::Source).is_none() => {
            format!(
                " The value is in {} as {} and still in the source.",
                shown(&env.path),
                plan.name
            )
        }
        Some(_) => String::new(),
        None => " The value is still in the source, and only there.".to_owned(),
    };
    ApplyError {
        code: fault.code,
        message: format!("{} {}.{whereabouts}", shown(&at.path), fault.what),
        written: applied.written.clone(),
    }
}
