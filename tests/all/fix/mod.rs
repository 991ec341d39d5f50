//! The quick fix on a real disk: what is written, what is refused, what survives a failure.

/// Keys in the files of AI assistants.
mod assistants;
/// Writes that fail half-way, and files that change meanwhile.
mod faults;
/// Links, pipes, folders and odd names.
mod files;
/// What git knows, over repositories that git made.
mod git;
/// Every system call of the write path, failing in turn.
#[cfg(target_os = "linux")]
mod injected;
/// The rewritten code, run by its own language.
mod languages;
/// Code that reads from secrets managers, run against stand-ins for their libraries.
mod managers;
/// Two writers at once, and an attacker.
mod races;
/// Configuration files, each in the way of the program that reads it.
mod settings;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use keyward::apply::{self, Applied, ApplyError, Step};
use keyward::workspace::files::DiskFiles;
use keyward::workspace::git::UserFolders;
use keyward_engine::fix::{self, EditPlan, Refusal, Request};
use keyward_engine::rule;
use keyward_engine::{Confidence, Finding, Proof, Severity};
use tempfile::TempDir;

use crate::support::cli::TOKEN_RULE;

/// A workspace folder of one test.
pub(super) struct Place {
    folder: TempDir,
}

impl Place {
    pub(super) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("it exists")
    }

    pub(super) fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.root().join(name)).unwrap_or_else(|_| "(absent)".to_owned())
    }

    pub(super) fn files(&self) -> DiskFiles<'static> {
        DiskFiles::new(&self.root()).with_user(UserFolders::default())
    }

    /// Plans to move the text between `«` and `»` of `source`, which is written to `name`.
    pub(super) fn plan(&self, name: &str, source: &str) -> Result<EditPlan, Refusal> {
        let (text, range) = marked(source);
        self.write(name, &text);
        plan(
            &self.root(),
            &self.root().join(name),
            &text,
            range,
            &self.files(),
        )
    }

    pub(super) fn apply(&self, plan: &EditPlan) -> Result<Applied, ApplyError> {
        apply::write(plan, &self.root(), |_| true)
    }

    /// As [`Place::apply`], but a step of a file fails.
    pub(super) fn apply_failing(&self, plan: &EditPlan, name: &str, step: Step) -> ApplyError {
        let at = self.root().join(name);
        let probe = |now: Step, path: &Path| {
            if now == step && path == at {
                Err(std::io::ErrorKind::StorageFull.into())
            } else {
                Ok(())
            }
        };
        apply::write_with(plan, &self.root(), |_| true, &probe).expect_err("the step fails")
    }

    /// Every file but those of git, with its text.
    pub(super) fn snapshot(&self) -> Vec<(String, Vec<u8>)> {
        let entries = fs::read_dir(self.root()).expect("a folder").flatten();
        let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
        let mut all: Vec<_> = files
            .map(|entry| {
                (
                    entry.file_name().to_string_lossy().into_owned(),
                    fs::read(entry.path()).expect("a file"),
                )
            })
            .collect();
        all.sort();
        all
    }
}

pub(super) fn marked(text: &str) -> (String, Range<usize>) {
    let start = text.find('«').expect("a start mark");
    let end = text.find('»').expect("an end mark") - '«'.len_utf8();
    (text.replace(['«', '»'], ""), start..end)
}

pub(super) fn plan(
    root: &Path,
    path: &Path,
    text: &str,
    range: Range<usize>,
    files: &DiskFiles<'_>,
) -> Result<EditPlan, Refusal> {
    plan_as(root, path, text, range, None, files)
}

/// As [`plan`], for the manager of this id.
pub(super) fn plan_as(
    root: &Path,
    path: &Path,
    text: &str,
    range: Range<usize>,
    manager: Option<&str>,
    files: &DiskFiles<'_>,
) -> Result<EditPlan, Refusal> {
    let finding = Finding {
        rule: rule::by_id(TOKEN_RULE).expect("a rule"),
        range,
        sink: None,
        confidence: Confidence::Certain,
        severity: Severity::High,
        proof: Proof::None,
        reasons: Vec::new(),
        layers: Vec::new(),
        companions: Vec::new(),
    };
    let request = Request {
        root,
        path: Some(path),
        text,
        language: "",
        finding: &finding,
    };
    match manager {
        Some(id) => {
            let manager = fix::manager(id).expect("a manager");
            fix::store_in(&request, manager, None, files)
        }
        None => fix::move_to_env(&request, files),
    }
}

/// A Python file with a made-up value.
pub(super) const SOURCE: &str = "TOKEN = \"«made-up»\"\n";

#[test]
fn everything_is_written() {
    let place = Place::new();
    let plan = place.plan("app.py", SOURCE).expect("a plan");
    let applied = place.apply(&plan).expect("written");
    let names: Vec<_> = applied
        .written
        .iter()
        .map(|path| path.file_name().expect("a name").to_owned())
        .collect();
    assert_eq!(names, [".gitignore", ".env", ".env.example", "app.py"]);
    assert_eq!(place.read(".env"), "GITHUB_TOKEN=made-up\n");
    assert_eq!(
        place.read("app.py"),
        "import os\n\nTOKEN = os.environ[\"GITHUB_TOKEN\"]\n"
    );
    assert_eq!(place.snapshot().len(), 4, "no temporary file is left");
    #[cfg(unix)]
    assert_eq!(files::mode(&place.root().join(".env")), 0o600);
}

/// F15, F16: the source edit is somebody else's; a redo neither adds nor changes an entry.
#[test]
fn a_redo_reuses_the_entry() {
    let place = Place::new();
    let plan = place.plan("app.py", SOURCE).expect("a plan");
    let not_source = |file: &fix::FileEdit| file.purpose != fix::Purpose::Source;
    apply::write(&plan, &place.root(), not_source).expect("written");
    assert_eq!(
        place.read("app.py"),
        marked(SOURCE).0,
        "the source is left to the client"
    );
    let before = place.snapshot();
    let again = place.plan("app.py", SOURCE).expect("a plan");
    assert!(
        again.title.ends_with("(reuses GITHUB_TOKEN from .env)"),
        "{}",
        again.title
    );
    apply::write(&again, &place.root(), not_source).expect("nothing to write");
    assert_eq!(place.snapshot(), before);
}

/// F24: whatever the file looks like, no byte of it changes but at its end.
#[test]
fn the_style_of_a_file_is_kept() {
    for (before, added) in [
        ("A=1\r\nB='x y'\r\n", "GITHUB_TOKEN=made-up\r\n"),
        ("\u{feff}A=1\n", "GITHUB_TOKEN=made-up\n"),
        ("export A=1\nexport B=2\n", "export GITHUB_TOKEN=made-up\n"),
        ("# one\n\n  A = 1 # two\nA=2", "\nGITHUB_TOKEN=made-up"),
    ] {
        let place = Place::new();
        place.write(".env", before);
        let plan = place.plan("app.py", SOURCE).expect("a plan");
        place.apply(&plan).expect("written");
        assert_eq!(place.read(".env"), format!("{before}{added}"));
    }
}

/// F14: a `.env` that is open in the editor is planned with its unsaved lines.
#[test]
fn unsaved_lines_are_kept() {
    let place = Place::new();
    place
        .write(".env", "SAVED=1\n")
        .write("app.py", &marked(SOURCE).0);
    let env = place.root().join(".env");
    let unsaved = "SAVED=1\nUNSAVED=2\n";
    let open = |path: &Path| (path == env).then(|| unsaved.to_owned());
    let files = DiskFiles::with_open(&place.root(), open).with_user(UserFolders::default());
    let (text, range) = marked(SOURCE);
    let plan = plan(
        &place.root(),
        &place.root().join("app.py"),
        &text,
        range,
        &files,
    )
    .expect("a plan");
    let step = plan
        .files
        .iter()
        .find(|file| file.path == env)
        .expect("a step for the .env");
    let after = step.applied_to(unsaved).expect("it fits");
    assert_eq!(after.as_str(), "SAVED=1\nUNSAVED=2\nGITHUB_TOKEN=made-up\n");
    assert_eq!(
        place
            .apply(&plan)
            .expect_err("not behind the editor's back")
            .code,
        "changed-on-disk"
    );
    assert_eq!(place.read(".env"), "SAVED=1\n");
}
