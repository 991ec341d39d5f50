//! Commands of rows: their placeholders, and running them within a limit of time.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::row::Row;
use crate::install::Folder;

/// What the placeholders of a command stand for.
pub(super) struct Words<'a> {
    /// For `{file}`.
    pub(super) row: &'a Row,
    /// What was installed.
    pub(super) installed: &'a Folder,
    /// The folder above all programs.
    pub(super) top: &'a Path,
    /// `{n}`; several programs are built at once.
    pub(super) numbers: &'a [usize],
    /// `{run}`.
    pub(super) run: &'a [String],
}

impl Words<'_> {
    fn expand(&self, command: &[String]) -> Vec<String> {
        let mut out = Vec::new();
        for word in command {
            match word.as_str() {
                "{files}" => out.extend(self.each(|n| format!("p{n}/{}", self.row.file(n)))),
                "{dirs}" => out.extend(self.each(|n| format!("./p{n}"))),
                "{run}" => out.extend(self.expand(self.run)),
                word => out.push(self.filled(word)),
            }
        }
        out
    }

    fn each<'n>(
        &'n self,
        text: impl Fn(usize) -> String + 'n,
    ) -> impl Iterator<Item = String> + 'n {
        self.numbers.iter().map(move |&number| text(number))
    }

    fn filled(&self, word: &str) -> String {
        let number = self.numbers.first().copied().unwrap_or_default();
        let outputs = self.top.join("out");
        let out = outputs.join(format!("p{number}"));
        word.replace("{file}", &self.row.file(number))
            .replace("{outputs}", &outputs.to_string_lossy())
            .replace("{out}", &out.to_string_lossy())
            .replace("{installed}", &self.installed.path().to_string_lossy())
            .replace("{tests}", &crate::root().join("tests").to_string_lossy())
            .replace("{n}", &number.to_string())
    }
}

/// How a command ended.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) ok: bool,
    pub(super) out: String,
    pub(super) err: String,
}

impl Default for Ran {
    /// A command that does nothing, well.
    fn default() -> Self {
        Self {
            ok: true,
            out: String::new(),
            err: String::new(),
        }
    }
}

impl Ran {
    /// Both streams, for somebody who looks for a mistake.
    pub(super) fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

/// No program here takes that long on a busy machine, but one that waits for something would.
const LIMIT: Duration = Duration::from_secs(900);

/// Runs a command of a row with some variables set and some removed.
pub(super) fn run(
    command: &[String],
    words: &Words<'_>,
    folder: &Path,
    set: &[(String, String)],
    removed: &[String],
) -> anyhow::Result<Ran> {
    let command = words.expand(command);
    let Some((program, arguments)) = command.split_first() else {
        bail!("a command of the row is empty");
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder)
        .envs(words.installed.variables());
    for name in removed {
        command.env_remove(name);
    }
    command.envs(set.iter().map(|(name, value)| (name, value)));
    bounded(&mut command).with_context(|| format!("can't run `{program}`"))
}

/// Runs a program; what it says goes to files, so that no full pipe stops it.
pub(super) fn bounded(command: &mut Command) -> anyhow::Result<Ran> {
    let (mut out, mut err) = (tempfile::tempfile()?, tempfile::tempfile()?);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(out.try_clone()?)
        .stderr(err.try_clone()?)
        .spawn()?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if started.elapsed() > LIMIT {
            child.kill()?;
            child.wait()?;
            bail!("it did not end within {} s", LIMIT.as_secs());
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    Ok(Ran {
        ok: status.success(),
        out: text(&mut out)?,
        err: text(&mut err)?,
    })
}

fn text(file: &mut File) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
