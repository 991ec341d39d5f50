//! Runs the real `keyward` over a folder made for one test.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{fs, io::Write};

use keyward_engine::rule;
use serde_json::Value;
use tempfile::TempDir;

/// The binary: `KEYWARD_BIN`, or the one that the build has put beside the tests.
pub(crate) fn binary() -> PathBuf {
    if let Some(set) = std::env::var_os("KEYWARD_BIN") {
        return set.into();
    }
    let tests = std::env::current_exe().expect("a test knows where it is");
    let profile = tests
        .ancestors()
        .nth(2)
        .expect("tests are in target/<profile>/deps");
    let binary = profile.join(format!("keyward{}", std::env::consts::EXE_SUFFIX));
    assert!(binary.is_file(), "build it first: cargo build -p keyward");
    binary
}

/// A made-up token of a rule.
pub(crate) fn token(id: &str, seed: u64) -> String {
    rule::sample(
        rule::by_id(id).unwrap_or_else(|| panic!("no rule {id}")),
        seed,
    )
}

/// The rule that tests use when any will do: it has a public prefix and a checksum.
pub(crate) const TOKEN_RULE: &str = "github-classic-pat";

/// A folder with files, and the secrets that must not come out of it.
pub(crate) struct Project {
    folder: TempDir,
    secrets: std::cell::RefCell<Vec<String>>,
}

impl Project {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self {
            folder,
            secrets: Vec::new().into(),
        }
    }

    /// With a `.git`, as far as Keyward cares.
    pub(crate) fn git() -> Self {
        let project = Self::new();
        project.write(".git/HEAD", "ref: refs/heads/main\n");
        project
    }

    /// Runs git in it, for what only git can make.
    pub(crate) fn run_git(&self, args: &[&str]) {
        let mut command = Command::new("git");
        let done = command.args(args).current_dir(self.path()).output();
        assert!(done.expect("git runs").status.success(), "git {args:?}");
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
        self
    }

    /// A token that must appear in no output.
    pub(crate) fn secret(&self, seed: u64) -> String {
        self.secret_of(TOKEN_RULE, seed)
    }

    /// A token of a rule that must appear in no output.
    pub(crate) fn secret_of(&self, id: &str, seed: u64) -> String {
        let value = token(id, seed);
        self.hide(&value);
        value
    }

    /// Notes a value that must appear in no output.
    pub(crate) fn hide(&self, value: &str) {
        assert!(value.len() >= 4, "too short to look for");
        self.secrets.borrow_mut().push(value.to_owned());
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(binary());
        command
            .current_dir(self.path())
            .env("HOME", self.path().join("no-home"))
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("APPDATA")
            .stdin(Stdio::null());
        // Tests may run inside an assistant's own shell.
        for marker in keyward_engine::exposure::env_markers() {
            command.env_remove(marker);
        }
        command
    }

    /// Runs `keyward` with these arguments.
    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        let output = self.command().args(args).output().expect("keyward runs");
        self.outcome(output)
    }

    /// Runs `keyward` with this on its standard input.
    pub(crate) fn run_with_input(&self, args: &[&str], input: &[u8]) -> Outcome {
        let mut child = self
            .command()
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("keyward runs");
        child
            .stdin
            .take()
            .expect("a pipe")
            .write_all(input)
            .expect("keyward reads");
        self.outcome(child.wait_with_output().expect("keyward ends"))
    }

    /// The report of a command that prints one as JSON.
    pub(crate) fn report(&self, mut command: Command) -> Report {
        let output = command.output().expect("keyward runs");
        Report::of(&self.outcome(output))
    }

    pub(crate) fn outcome(&self, output: Output) -> Outcome {
        for stream in [&output.stdout, &output.stderr] {
            for secret in self.secrets.borrow().iter() {
                let seen = stream
                    .windows(secret.len())
                    .any(|part| part == secret.as_bytes());
                assert!(!seen, "a value came out ({} bytes)", secret.len());
            }
        }
        Outcome {
            code: output.status.code().expect("keyward ended by itself"),
            out: String::from_utf8(output.stdout).expect("output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("errors are UTF-8"),
        }
    }

    /// The report of `keyward check` as JSON, and its exit code.
    pub(crate) fn check(&self, args: &[&str]) -> Report {
        let args: Vec<&str> = ["check", "--format", "json"]
            .iter()
            .chain(args)
            .copied()
            .collect();
        Report::of(&self.run(&args))
    }
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A report as JSON.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) code: i32,
    pub(crate) json: Value,
}

impl Report {
    pub(crate) fn of(outcome: &Outcome) -> Self {
        let json = serde_json::from_str(&outcome.out).expect("a JSON document");
        Self {
            code: outcome.code,
            json,
        }
    }

    pub(crate) fn findings(&self) -> &Vec<Value> {
        self.json["findings"]
            .as_array()
            .expect("a list of findings")
    }

    /// `path:line:column rule` of every finding.
    pub(crate) fn places(&self) -> Vec<String> {
        let place = |one: &Value| {
            let text = |key: &str| one[key].as_str().expect("text").to_owned();
            format!(
                "{}:{}:{} {}",
                text("path"),
                one["line"],
                one["column"],
                text("rule")
            )
        };
        self.findings().iter().map(place).collect()
    }

    /// `path reason` of every file that was left out.
    pub(crate) fn skipped(&self) -> Vec<String> {
        let list = self.json["summary"]["files_skipped"]
            .as_array()
            .expect("a list");
        let line = |one: &Value| {
            format!(
                "{} {}",
                one["path"].as_str().unwrap(),
                one["reason"].as_str().unwrap()
            )
        };
        list.iter().map(line).collect()
    }

    /// How many candidates were quiet for this reason.
    pub(crate) fn suppressed(&self, reason: &str) -> u64 {
        let list = self.json["summary"]["suppressed"]
            .as_array()
            .expect("a list");
        let found = list.iter().find(|one| one["reason"] == reason);
        found.map_or(0, |one| one["count"].as_u64().expect("a number"))
    }
}
