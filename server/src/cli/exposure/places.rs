//! The files to look at, and the look at them.

use std::path::{Path, PathBuf};

use anyhow::bail;
use keyward_engine::config::{Config, Mode};
use keyward_engine::exposure::{self, Decoy, Exposure, Git, Markers};
use keyward_engine::files::Files as _;
use keyward_engine::secret_file::{self, SecretFile};
use zeroize::Zeroizing;

use crate::workspace::files::DiskFiles;
use crate::workspace::read::Skip;
use crate::workspace::remembered::Remembered;
use crate::workspace::{roots, secret_files};

/// A secret file and the workspace it belongs to.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) root: PathBuf,
    pub(super) file: PathBuf,
    /// What it is; `None` for a file that was named and shows no sign of a secret.
    pub(super) kind: Option<&'static SecretFile>,
}

impl Place {
    /// The path as it is shown: from the root, with `/`.
    pub(super) fn shown(&self) -> String {
        roots::slashed(&self.relative())
    }

    pub(super) fn relative(&self) -> PathBuf {
        roots::relative(&self.file, &self.root)
    }

    /// Whether it is committed by a framework's convention, and nothing in it is a secret.
    fn is_shared_on_purpose(&self, git: Git) -> bool {
        let path = self.relative();
        let by_convention = || secret_file::committed_by_convention(&path) == Some(&[]);
        git == Git::Tracked && by_convention() && {
            let text = DiskFiles::new(&self.root).read(&self.file).ok().flatten();
            text.map(Zeroizing::new)
                .is_some_and(|text| !secret_file::holds_secret(&path, &text))
        }
    }
}

/// What could not be looked at, and why.
pub(super) type Skipped = Vec<(PathBuf, Skip)>;

/// The secret files at or below a path, in order.
pub(super) fn find(path: &Path) -> anyhow::Result<(Vec<Place>, Skipped)> {
    let kind = match path.symlink_metadata() {
        Ok(meta) => meta.file_type(),
        Err(error) => bail!("{}: {}", path.display(), Skip::from(error)),
    };
    let path = std::path::absolute(path)?;
    let root = roots::root_of(&path);
    let inside = |file: &Path| root.join(roots::relative(file, &root));
    if !kind.is_dir() {
        // A file that was asked for by name is looked at whatever it is called.
        let file = inside(&path);
        let mut buffer = Zeroizing::new(Vec::new());
        let found = secret_files::look(&file, &root, &mut buffer);
        let kind = found.map(|found| found.kind);
        return Ok((vec![Place { root, file, kind }], Vec::new()));
    }
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let tree = secret_files::find(&inside(&path), &root, jobs);
    let place = |found: secret_files::Found| Place {
        root: root.clone(),
        file: found.path,
        kind: Some(found.kind),
    };
    Ok((tree.files.into_iter().map(place).collect(), tree.skipped))
}

/// Tells where each file stands.
pub(super) fn assess(
    places: Vec<Place>,
    in_use: &Markers,
    settings: &Config,
) -> Vec<(Place, Exposure)> {
    let Some(root) = places.first().map(|place| place.root.clone()) else {
        return Vec::new();
    };
    let files = DiskFiles::new(&root);
    let files = Remembered::new(&files);
    let mut assessed = Vec::new();
    for place in places {
        let mut state = exposure::assess(&place.file, &root, in_use, &files);
        if place.kind.is_some() && place.is_shared_on_purpose(state.git) {
            continue;
        }
        for one in &mut state.assistants {
            match settings.assistant(one.assistant.id) {
                Mode::On => one.in_use = true,
                Mode::Off => one.in_use = false,
                Mode::Auto => {}
            }
        }
        assessed.push((place, state));
    }
    assessed
}

/// What does not do what it looks like, each once.
pub(super) fn decoys(files: &[(Place, Exposure)]) -> Vec<Decoy> {
    let Some((place, _)) = files.first() else {
        return Vec::new();
    };
    let states: Vec<Exposure> = files.iter().map(|(_, state)| state.clone()).collect();
    exposure::decoys(&states, &place.root, &DiskFiles::new(&place.root))
}
