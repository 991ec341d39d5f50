//! Walks the paths and scans what is met, in parallel.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::agent;
use super::dotenv;
use super::inspect::inspect;
use super::keys;
use super::progress::Progress;
use super::report::Report;
use super::settings::Settings;
use crate::workspace::read::{self, Skip};
use crate::workspace::roots;
use crate::workspace::walk::{Visit, walk};

/// Scans everything under `paths` with this many threads.
pub(crate) fn collect(paths: &[PathBuf], jobs: usize, settings: &Settings) -> Report {
    let total = Mutex::new(Report::default());
    let roots = Roots::of(paths);
    let progress = Progress::start();
    let ignored = walk(paths, jobs, || {
        let mut worker = Worker {
            total: &total,
            own: Report::default(),
            buffer: Vec::new(),
            records: HashSet::new(),
            settings,
            roots: &roots,
            progress: &progress,
        };
        move |visit| worker.visit(visit)
    });
    progress.stop();
    let mut report = total
        .into_inner()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    report.ignored = ignored;
    report.finish();
    report
}

/// The workspace of each path that is checked.
struct Roots {
    by_path: Vec<(PathBuf, PathBuf)>,
}

impl Roots {
    fn of(paths: &[PathBuf]) -> Self {
        let by_path = paths
            .iter()
            .map(|path| (path.clone(), roots::root_of(path)));
        Self {
            by_path: by_path.collect(),
        }
    }

    /// The workspace of a file that was met under one of the paths.
    fn root(&self, file: &Path) -> &Path {
        let under = self
            .by_path
            .iter()
            .filter(|(path, _)| file.starts_with(path));
        under
            .max_by_key(|(path, _)| path.components().count())
            .map_or(self.by_path[0].1.as_path(), |(_, root)| root)
    }
}

/// One thread's share. What it gathered goes into the total when the thread ends.
struct Worker<'a> {
    total: &'a Mutex<Report>,
    own: Report,
    buffer: Vec<u8>,
    /// Records of assistants that were told.
    records: HashSet<String>,
    settings: &'a Settings,
    roots: &'a Roots,
    progress: &'a Progress,
}

impl Worker<'_> {
    fn visit(&mut self, visit: Visit<'_>) {
        match visit {
            Visit::File(path) => self.file(path),
            Visit::DotEnv(path) => {
                let root = self.roots.root(path);
                let found = dotenv::issues(shown(path), root, self.settings, &mut self.buffer);
                self.own.add_issues(found);
                // Of what `issues` read.
                let due = keys::due_in_file(shown(path), root, self.settings, &self.buffer);
                self.own.findings.extend(due);
            }
            Visit::Skipped(path, skip) => self.own.skip(shown(&path), skip),
        }
    }

    fn file(&mut self, path: &Path) {
        self.progress.step();
        let root = self.roots.root(path);
        let record = agent::record(shown(path), root, &mut self.records, self.settings);
        self.own.findings.extend(record);
        let outcome = read::read_into(path, &mut self.buffer)
            .and_then(|()| inspect(shown(path), root, &self.buffer, self.settings));
        match outcome {
            Ok(mut file) => {
                if let Some(gap) = file.gap.take() {
                    self.own.skip(shown(path), gap);
                }
                self.own.add(file);
            }
            // Gone since the folder was listed: there is nothing to scan any more.
            Err(Skip::Unreadable(why)) if why == "not found" => {}
            Err(skip) => self.own.skip(shown(path), skip),
        }
    }
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        let mut total = self
            .total
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        total.merge(std::mem::take(&mut self.own));
    }
}

/// A path as the user would write it: without the `./` that the walk puts before it.
fn shown(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}
