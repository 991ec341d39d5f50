//! The programs of a language on disk, as they leak and as Keyward leaves them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use keyward_engine::dotenv;

use super::command::{self, Ran, Words};
use super::row::Row;
use super::secret::Filled;
use crate::install::Folder;
use crate::sh;

/// A folder with the programs `p1`, `p2` and so on.
pub(super) struct Project<'a> {
    pub(super) row: &'a Row,
    pub(super) installed: &'a Folder,
    pub(super) top: PathBuf,
}

impl<'a> Project<'a> {
    /// Writes all programs.
    pub(super) fn write(
        row: &'a Row,
        installed: &'a Folder,
        top: PathBuf,
        programs: &[Filled],
    ) -> anyhow::Result<Self> {
        let project = Self {
            row,
            installed,
            top,
        };
        fs::create_dir_all(project.top.join("out"))?;
        for (name, text) in &row.shared {
            put(&project.top.join(name), text)?;
        }
        for (at, program) in programs.iter().enumerate() {
            let folder = project.folder(at + 1);
            for (name, text) in row.files.iter().chain(&row.position[at].files) {
                put(&folder.join(name), text)?;
            }
            put(&folder.join(row.file(at + 1)), &program.text)?;
            // Where packages are, in the target folder, it would be a part of this repository.
            if folder.starts_with(crate::root()) {
                sh::run(Command::new("git").args(["init", "-q"]).arg(&folder))?;
            }
        }
        Ok(project)
    }

    pub(super) fn folder(&self, number: usize) -> PathBuf {
        self.top.join(format!("p{number}"))
    }

    pub(super) fn source(&self, number: usize) -> anyhow::Result<String> {
        let path = self.folder(number).join(self.row.file(number));
        fs::read_to_string(&path).with_context(|| format!("can't read {}", path.display()))
    }

    /// The files of what others get that hold a secret; an error where nothing was built for them.
    pub(super) fn shipping(&self, secret: &str, number: usize) -> anyhow::Result<Vec<String>> {
        let mut out = Vec::new();
        for name in &self.row.shipped {
            let at = self.folder(number).join(name);
            let mut any = false;
            let all = ignore::WalkBuilder::new(&at)
                .standard_filters(false)
                .build();
            for file in all {
                let file = file?;
                if file.file_type().is_some_and(|kind| kind.is_file()) {
                    any = true;
                    let text = String::from_utf8_lossy(&fs::read(file.path())?).into_owned();
                    if text.contains(secret) {
                        out.push(file.path().display().to_string());
                    }
                }
            }
            ensure!(any, "nothing was built in {name}");
        }
        Ok(out)
    }

    /// Puts the file of the variables out of the way of what would read it, or back.
    pub(super) fn hide_env(&self, number: usize, hide: bool) -> anyhow::Result<()> {
        let env = self.folder(number).join(&self.row.env);
        let aside = self.folder(number).join("env.aside");
        let (from, to) = if hide { (env, aside) } else { (aside, env) };
        fs::rename(&from, to).with_context(|| format!("can't move {}", from.display()))
    }

    /// Fails if a file lacks what the fix is to put into it.
    pub(super) fn has(&self, number: usize) -> anyhow::Result<()> {
        for (name, text) in &self.row.position[number - 1].has {
            let got = fs::read_to_string(self.folder(number).join(name))
                .with_context(|| format!("there is no {name}"))?;
            ensure!(got.contains(text), "{name} lacks {text:?}:\n{got}");
        }
        Ok(())
    }

    /// Runs `keyward fix` on a line of a program.
    pub(super) fn fix(
        &self,
        (keyward, quiet): (&Path, bool),
        number: usize,
        line: usize,
    ) -> anyhow::Result<Ran> {
        let place = format!("{}:{line}", self.row.file(number));
        let form = if quiet { "quiet" } else { "loud" };
        let mut command = Command::new(keyward);
        command.args(["fix", &place, "--lookup", form]);
        if let Some(manager) = &self.row.position[number - 1].manager {
            command.args(["--manager", manager]);
        }
        command::bounded(command.current_dir(self.folder(number)))
    }

    /// The variables of a program's `.env`.
    pub(super) fn variables(&self, number: usize) -> anyhow::Result<Vec<(String, String)>> {
        let file = &self.row.env;
        let text = fs::read_to_string(self.folder(number).join(file))
            .with_context(|| format!("there is no {file} after the fix"))?;
        let profile = dotenv::profile(&self.row.profile)
            .with_context(|| format!("no profile {}", self.row.profile))?;
        let layout = dotenv::parse(&text);
        let read = layout.entries.iter().map(|entry| {
            let value = dotenv::read(entry.raw(&text, profile), profile)?;
            Some((text[entry.key.clone()].to_owned(), value.to_string()))
        });
        let read: Option<Vec<_>> = read.collect();
        let read = read.with_context(|| format!("{file} can't be read back"))?;
        ensure!(!read.is_empty(), "nothing was written to {file}");
        Ok(read)
    }

    /// Builds programs, and tells which could not be built and why.
    pub(super) fn build(&self, numbers: &[usize]) -> Vec<(usize, String)> {
        let row = self.row;
        if !row.build_all.is_empty() {
            if numbers.is_empty() || self.built(&row.build_all, &self.top, numbers).is_ok() {
                return Vec::new();
            }
            // Not all of them need be wrong: each for itself.
            let one = |&number| (number, self.built(&row.build_all, &self.top, &[number]));
            return wrong(numbers.iter().map(one));
        }
        if row.build.is_empty() {
            return Vec::new();
        }
        let one = |&number| {
            let built = self.built(&row.build, &self.folder(number), &[number]);
            (number, built)
        };
        wrong(numbers.iter().map(one))
    }

    fn built(&self, command: &[String], folder: &Path, numbers: &[usize]) -> Result<(), String> {
        match command::run(command, &self.words(numbers), folder, &[], &[]) {
            Ok(ran) if ran.ok => Ok(()),
            Ok(ran) => Err(ran.said()),
            Err(error) => Err(format!("{error:#}")),
        }
    }

    /// Asks in the folder above the programs whether a loader is there; one without a question is.
    pub(super) fn probe(&self, command: &[String]) -> anyhow::Result<Ran> {
        if command.is_empty() {
            return Ok(Ran::default());
        }
        command::run(command, &self.words(&[]), &self.top, &[], &[])
    }

    /// Runs a program by a command of the row.
    pub(super) fn run(
        &self,
        command: &[String],
        number: usize,
        set: &[(String, String)],
        removed: &[String],
    ) -> anyhow::Result<Ran> {
        let folder = self.folder(number);
        command::run(command, &self.words(&[number]), &folder, set, removed)
    }

    fn words<'w>(&'w self, numbers: &'w [usize]) -> Words<'w> {
        Words {
            row: self.row,
            installed: self.installed,
            top: &self.top,
            numbers,
            run: &self.row.run,
        }
    }
}

fn wrong(built: impl Iterator<Item = (usize, Result<(), String>)>) -> Vec<(usize, String)> {
    built
        .filter_map(|(number, built)| built.err().map(|why| (number, why)))
        .collect()
}

fn put(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text).with_context(|| format!("can't write {}", path.display()))
}
