//! The programs of a language on disk, as they leak and as Keyward leaves them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use keyward_engine::dotenv;

use super::command::{self, Ran, Words};
use super::row::Row;
use super::secret::Filled;

/// A folder with the programs `p1`, `p2` and so on.
pub(super) struct Project<'a> {
    pub(super) row: &'a Row,
    pub(super) top: PathBuf,
}

impl<'a> Project<'a> {
    /// Writes all programs.
    pub(super) fn write(row: &'a Row, top: PathBuf, programs: &[Filled]) -> anyhow::Result<Self> {
        let project = Self { row, top };
        fs::create_dir_all(project.top.join("out"))?;
        for (name, text) in &row.shared {
            put(&project.top.join(name), text)?;
        }
        for (at, program) in programs.iter().enumerate() {
            let folder = project.folder(at + 1);
            put(&folder.join(project.file(at + 1)), &program.text)?;
            for (name, text) in &row.files {
                put(&folder.join(name), text)?;
            }
        }
        Ok(project)
    }

    pub(super) fn folder(&self, number: usize) -> PathBuf {
        self.top.join(format!("p{number}"))
    }

    fn file(&self, number: usize) -> String {
        self.row.file.replace("{n}", &number.to_string())
    }

    pub(super) fn source(&self, number: usize) -> anyhow::Result<String> {
        let path = self.folder(number).join(self.file(number));
        fs::read_to_string(&path).with_context(|| format!("can't read {}", path.display()))
    }

    /// Runs `keyward fix` on a line of a program.
    pub(super) fn fix(
        &self,
        (keyward, quiet): (&Path, bool),
        number: usize,
        line: usize,
    ) -> anyhow::Result<Ran> {
        let place = format!("{}:{line}", self.file(number));
        let form = if quiet { "quiet" } else { "loud" };
        command::bounded(
            Command::new(keyward)
                .args(["fix", &place, "--lookup", form])
                .current_dir(self.folder(number)),
        )
    }

    /// The variables of a program's `.env`.
    pub(super) fn variables(&self, number: usize) -> anyhow::Result<Vec<(String, String)>> {
        let text = fs::read_to_string(self.folder(number).join(".env"))
            .context("there is no .env after the fix")?;
        let profile = dotenv::profile(&self.row.profile)
            .with_context(|| format!("no profile {}", self.row.profile))?;
        let layout = dotenv::parse(&text);
        let read = layout.entries.iter().map(|entry| {
            let value = dotenv::read(entry.raw(&text, profile), profile)?;
            Some((text[entry.key.clone()].to_owned(), value.to_string()))
        });
        let read: Option<Vec<_>> = read.collect();
        let read = read.context("the .env can't be read back")?;
        ensure!(!read.is_empty(), "nothing was written to .env");
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
            file: &self.row.file,
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
