//! What `tests/languages/<id>.toml` and `tests/frameworks/<id>.toml` say; the README beside those files
//! explains the fields.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use serde::Deserialize;

use super::Suite;

/// A language or framework: how to get it, how to run it, and programs that leak in one position each.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    /// The name of the file without its ending, which is what `--languages` takes.
    #[serde(skip)]
    pub(super) id: String,
    /// What people call it.
    pub(super) name: String,
    /// What a program's file is called, unless its position says so.
    #[serde(default)]
    pub(super) file: String,
    /// A command that succeeds where the language is there, and prints its version.
    pub(super) version: Vec<String>,
    /// Whether it installs in under a minute: continuous integration does not do without.
    #[serde(default)]
    pub(super) quick: bool,
    /// Whether a missing variable fails without its name being said.
    #[serde(default)]
    pub(super) unnamed: bool,
    #[serde(default)]
    pub(super) install: Install,
    /// Files beside each program.
    #[serde(default)]
    pub(super) files: BTreeMap<String, String>,
    /// The file that variables are written to.
    #[serde(default = "dot_env")]
    pub(super) env: String,
    /// Files and folders that others get: the secret must be in none of them.
    #[serde(default)]
    pub(super) shipped: Vec<String>,
    /// Files above all programs.
    #[serde(default)]
    pub(super) shared: BTreeMap<String, String>,
    /// Builds one program.
    #[serde(default)]
    pub(super) build: Vec<String>,
    /// Builds all programs at once.
    #[serde(default)]
    pub(super) build_all: Vec<String>,
    /// Runs a program.
    pub(super) run: Vec<String>,
    /// How that reads, as in `rules/dotenv.toml`.
    #[serde(default = "shell")]
    pub(super) profile: String,
    /// What reads `.env` there.
    pub(super) loader: Vec<Loader>,
    /// The program around the code of a position; the code alone when there is none.
    #[serde(default)]
    pub(super) frame: String,
    pub(super) position: Vec<Position>,
}

fn shell() -> String {
    "shell".to_owned()
}

fn dot_env() -> String {
    ".env".to_owned()
}

/// The packages that bring a language and its loader.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Install {
    #[serde(default)]
    pub(super) debian: Vec<String>,
    #[serde(default)]
    pub(super) npm: Vec<String>,
    #[serde(default)]
    pub(super) pip: Vec<String>,
}

/// A way to run a program with what `.env` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Loader {
    pub(super) name: String,
    /// A command that succeeds where the loader is there.
    #[serde(default)]
    pub(super) probe: Vec<String>,
    /// Runs a program through the loader.
    pub(super) run: Vec<String>,
}

/// A place for a secret in a program.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Position {
    pub(super) name: String,
    /// Replaces `{{top}}` of the frame.
    #[serde(default)]
    pub(super) top: String,
    /// Replaces `{{code}}` of the frame.
    pub(super) code: String,
    /// A part of the sentence by which Keyward refuses this place on purpose.
    pub(super) refused: Option<String>,
    /// Whether the program itself takes no empty text, so that it fails without the variable even
    /// when the lookup does not.
    #[serde(default)]
    pub(super) not_empty: bool,
    /// The file of this program.
    pub(super) file: Option<String>,
    /// The secrets manager that its fix is to read from.
    pub(super) manager: Option<String>,
    /// Whether it only has to build.
    #[serde(default)]
    pub(super) built_only: bool,
    /// Whether it is refused for another reason than that others get it.
    #[serde(default)]
    pub(super) not_shipped: bool,
    /// Files beside it, over those of the row.
    #[serde(default)]
    pub(super) files: BTreeMap<String, String>,
    /// Texts that one of its files has after the fix.
    #[serde(default)]
    pub(super) has: BTreeMap<String, String>,
}

/// All rows, by id.
pub(super) fn all(suite: &Suite) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for entry in fs::read_dir(suite.folder())? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            rows.push(read(&path, suite.least).with_context(|| format!("{}", path.display()))?);
        }
    }
    rows.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(rows)
}

fn read(path: &Path, least: usize) -> anyhow::Result<Row> {
    let mut row: Row = toml::from_str(&fs::read_to_string(path)?)?;
    row.id = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    ensure!(!row.loader.is_empty(), "a `[[loader]]` is missing");
    ensure!(
        row.position.len() >= least,
        "at least {least} positions, there are {}",
        row.position.len()
    );
    Ok(row)
}

impl Row {
    /// The file of a program.
    pub(super) fn file(&self, number: usize) -> String {
        let own = self.position.get(number.wrapping_sub(1));
        let own = own.and_then(|one| one.file.as_deref());
        own.unwrap_or(&self.file)
            .replace("{n}", &number.to_string())
    }

    /// The text of a position's program, markers in it.
    pub(super) fn program(&self, position: &Position, number: usize) -> String {
        let framed = if self.frame.is_empty() {
            position.code.clone()
        } else {
            self.frame
                .replace("{{top}}", &position.top)
                .replace("{{code}}", &position.code)
        };
        framed.replace("{{n}}", &number.to_string())
    }
}
