//! Rule files with line numbers, and the list of what is wrong with them.

use std::fs;
use std::ops::Range;
use std::path::Path;

use serde::de::DeserializeOwned;

/// One file under `rules/`.
pub(crate) struct Source {
    /// As shown: `rules/providers/github.toml`.
    pub(crate) name: String,
    /// The file name without `.toml`.
    pub(crate) stem: String,
    text: String,
}

impl Source {
    /// Reads one file; a missing one is a problem of its own.
    pub(crate) fn read(rules: &Path, relative: &str, problems: &mut Problems) -> Option<Self> {
        let path = rules.join(relative);
        let name = format!("rules/{relative}");
        match fs::read_to_string(&path) {
            Ok(text) => {
                let stem = path
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                Some(Self { name, stem, text })
            }
            Err(error) => {
                problems.0.push(format!("{name}: {error}"));
                None
            }
        }
    }

    /// Reads every `.toml` of a folder, in order of name.
    pub(crate) fn folder(rules: &Path, folder: &str, problems: &mut Problems) -> Vec<Self> {
        let mut names: Vec<String> = fs::read_dir(rules.join(folder))
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".toml"))
            .collect();
        names.sort();
        names
            .iter()
            .filter_map(|name| Self::read(rules, &format!("{folder}/{name}"), problems))
            .collect()
    }

    /// The file as a value; a syntax or schema mistake is reported with its line.
    pub(crate) fn parse<T: DeserializeOwned>(&self, problems: &mut Problems) -> Option<T> {
        match toml::from_str(&self.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let at = error.span().unwrap_or(0..0);
                problems.at(self, at, taught(error.message()));
                None
            }
        }
    }

    fn line(&self, at: usize) -> usize {
        self.text.as_bytes()[..at.min(self.text.len())]
            .iter()
            .filter(|&&b| b == b'\n')
            .count()
            + 1
    }
}

/// What the reader of the file said, and what it usually means here.
fn taught(message: &str) -> String {
    let advice = if message.contains("escape") {
        "in double quotes a backslash starts an escape; write shapes in single quotes: 'v1\\.0-[0-9a-f]{32}'"
    } else if message.contains("map, expected a sequence") {
        "a list of tables has double brackets, [[rule]], even when there is one"
    } else if message.contains("expected a string") {
        "texts stand in quotes"
    } else if message.contains("missing field") {
        "the tables of fields in rules/README.md say which are needed and what belongs there"
    } else if message.contains("unknown field") {
        "see rules/README.md for what each one means"
    } else {
        return message.to_owned();
    };
    format!("{message}; {advice}")
}

/// Everything that is wrong, so that one build names all of it.
#[derive(Default)]
pub(crate) struct Problems(Vec<String>);

impl Problems {
    /// Notes a mistake at a place.
    pub(crate) fn at(&mut self, source: &Source, span: Range<usize>, message: impl AsRef<str>) {
        let line = source.line(span.start);
        self.0
            .push(format!("{}:{line}: {}", source.name, message.as_ref()));
    }

    /// Prints the list; whether there is one.
    pub(crate) fn report(&self) -> bool {
        for problem in &self.0 {
            eprintln!("error: {problem}");
        }
        !self.0.is_empty()
    }
}
