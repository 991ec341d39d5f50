//! F10, F11: every system call that writes is made to fail, or the process is killed there, in a
//! real run of `keyward fix`. Afterwards the value is in the source or in the `.env`, no file is
//! half-written, the user was told, and the next run finishes the job and cleans up.
//!
//! `KEYWARD_VALUES`, as `cargo xtask test --dotenv` sets it, asks for every error at every call.
#![allow(clippy::print_stdout, reason = "the counts are what one runs it for")]

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::cli::{Project, binary};

/// What a write path is made of. A system that lacks one goes without.
const CALLS: &str = "?openat,?newfstatat,?statx,?fstat,?read,?write,?fsync,?fdatasync,?fchmod,?fchown,\
                     ?renameat,?renameat2,?flock,?getdents64,?unlinkat,?mkdirat,?lseek";
const ERRORS: [&str; 4] = ["ENOSPC", "EACCES", "EIO", "EINTR"];
const OLD: &str = "A='1' # one\r\nB=2\r\n";

/// One call of the run: its name, and the how-manieth of that name it is.
type Call = (String, usize);

#[test]
fn no_failing_call_and_no_kill_loses_the_value() {
    let Some(calls) = calls_of_a_run() else {
        println!("skipped: no strace here, or none that may trace");
        return;
    };
    assert!(calls.len() > 40, "{} calls", calls.len());
    let full = std::env::var_os("KEYWARD_VALUES").is_some();
    let (mut failures, mut kills, mut told) = (0, 0, 0);
    for (number, (name, nth)) in calls.iter().enumerate() {
        let modifies = !["read", "newfstatat", "statx", "fstat", "lseek"].contains(&name.as_str());
        if !full && !modifies {
            continue;
        }
        // Without time for all, each call fails in another way.
        let errors = if full {
            &ERRORS[..]
        } else {
            &ERRORS[number % 4..=number % 4]
        };
        for error in errors {
            let run = Run::with(&format!("{name}:error={error}:when={nth}"), number as u64);
            run.check();
            told += usize::from(run.is_told());
            failures += 1;
        }
        let run = Run::with(&format!("{name}:signal=KILL:when={nth}"), number as u64);
        run.check();
        kills += 1;
    }
    println!(
        "{} system calls of the write path: {failures} failures injected ({told} ended with a notice, the others \
         were overcome), {kills} kills, 0 values lost",
        calls.len()
    );
    assert!(told > 0 && kills > 0);
}

/// A project with a secret in its source, and keyward under strace.
struct Run {
    project: Project,
    secret: String,
    source: String,
    what: String,
    output: Output,
}

impl Run {
    fn with(what: &str, seed: u64) -> Self {
        let project = Project::new();
        let secret = project.secret(seed);
        let source = format!("TOKEN = \"{secret}\"\n");
        project.write("app.py", &source).write(".env", OLD);
        let output = strace(
            &project,
            &["-o", "/dev/null", "-e", &format!("inject={what}")],
        );
        Self {
            project,
            secret,
            source,
            what: what.to_owned(),
            output: output.expect("strace runs"),
        }
    }

    fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.project.path().join(name)).ok()
    }

    fn is_told(&self) -> bool {
        self.output.status.code().is_some_and(|code| code != 0)
    }

    fn check(&self) {
        let what = &self.what;
        let moved = format!("{OLD}GITHUB_TOKEN={}\r\n", self.secret);
        let env = self.read(".env").expect("never gone");
        let app = self.read("app.py").expect("never gone");
        assert!(env == OLD || env == moved, "{what}: half-written");
        let looked_up = app.contains("os.environ[\"GITHUB_TOKEN\"]") && !app.contains(&self.secret);
        assert!(
            app == self.source || looked_up,
            "{what}: half-written source"
        );
        assert!(app == self.source || env == moved, "{what}: lost");
        let ignores = self.read(".gitignore");
        let ignored = ignores
            .as_deref()
            .is_some_and(|text| text == ".env\n.env.*\n!.env.example\n");
        assert!(
            ignored || ignores.is_none() && env == OLD,
            "{what}: stored before it was ignored"
        );
        self.check_temporary_files();
        let said = String::from_utf8_lossy(&self.output.stderr);
        assert!(!said.contains(&self.secret), "{what}: the value came out");
        if self.is_told() {
            let changed = env != OLD || ignored;
            assert!(!said.trim().is_empty(), "{what}: said nothing");
            assert!(
                !changed || app != self.source || said.contains("The value is"),
                "{what}: {said}"
            );
        }
        self.finish(&moved);
    }

    /// What holds a value is the owner's alone, whatever became of the run.
    fn check_temporary_files(&self) {
        for path in temporary(self.project.path()) {
            let text = fs::read_to_string(&path).unwrap_or_default();
            if text.contains(&self.secret) {
                assert_eq!(super::files::mode(&path), 0o600, "{}", self.what);
            }
        }
    }

    /// The next run, without failures.
    fn finish(&self, moved: &str) {
        if self.read("app.py").is_some_and(|app| app == self.source) {
            assert_eq!(
                self.project.run(&["fix", "app.py:1"]).code,
                0,
                "{}",
                self.what
            );
            assert!(
                temporary(self.project.path()).is_empty(),
                "{}: left behind",
                self.what
            );
        }
        assert_eq!(self.read(".env").as_deref(), Some(moved), "{}", self.what);
        assert!(
            self.read("app.py")
                .is_some_and(|app| !app.contains(&self.secret))
        );
    }
}

fn temporary(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let ours = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(".keyward-");
    entries
        .filter(|entry| ours(&entry.file_name()))
        .map(|entry| entry.path())
        .collect()
}

/// Runs the fix under strace.
fn strace(project: &Project, args: &[&str]) -> Option<Output> {
    let keyward = project.command();
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq"])
        .args(args)
        .arg(binary())
        .args(["fix", "app.py:1"])
        .current_dir(project.path())
        .stdin(Stdio::null());
    for (name, value) in keyward.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.output().ok()
}

/// The calls from the first lock on, as the thread that writes makes them; `None` without strace.
fn calls_of_a_run() -> Option<Vec<Call>> {
    let project = Project::new();
    let secret = project.secret(0);
    project
        .write("app.py", format!("TOKEN = \"{secret}\"\n"))
        .write(".env", OLD);
    let trace = project.path().join("trace");
    let trace_to = trace.to_str()?;
    let output = strace(
        &project,
        &["-o", trace_to, "-s", "0", "-e", &format!("trace={CALLS}")],
    )?;
    let text = fs::read_to_string(&trace)
        .ok()
        .filter(|_| output.status.success())?;
    let call = |line: &str| -> Option<(String, String)> {
        let (thread, rest) = line.split_once(char::is_whitespace)?;
        let (name, _) = rest.trim_start().split_once('(')?;
        Some((thread.to_owned(), name.to_owned()))
    };
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|line| line.contains("flock("))?;
    let (writer, _) = call(lines[first])?;
    let mut seen = HashMap::<String, usize>::new();
    let mut calls = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let Some((thread, name)) = call(line).filter(|(thread, _)| *thread == writer) else {
            continue;
        };
        let _ = thread;
        let nth = seen.entry(name.clone()).or_default();
        *nth += 1;
        // What it says on the terminal is no part of it.
        let says = line.contains(" write(1,") || line.contains(" write(2,");
        if number >= first && !says && name.chars().all(|c| c.is_ascii_alphanumeric()) {
            calls.push((name, *nth));
        }
    }
    Some(calls)
}
