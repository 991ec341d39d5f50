//! What only looks as if it kept an assistant out, and settings that open what a default closes.

mod fix;
mod row;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::path::{Path, PathBuf};

use globset::GlobBuilder;

pub use fix::{decoy_fix, decoy_fix_title};
pub use row::DecoyFix;

use super::MAX_FILE;
use super::assistant::{self, Assistant};
use super::control::ignored_by;
use super::settings::{Format, Settings, Value};
use super::{Exposure, Undone};
use crate::files::{Entry, Files};
use row::{DecoyRow, Sign};

/// The code of a default that settings took away.
const UNDONE: &str = "default-undone";

/// Files of one folder that are looked at.
const MAX_FILES: usize = 200;

/// A file, a line or a setting that does not do what it looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoy {
    /// The file, absolute.
    pub path: PathBuf,
    /// The file from the workspace, with slashes.
    pub file: String,
    /// What of its text, in bytes; empty where the file itself is meant.
    pub range: Range<usize>,
    /// Stable, kebab case: `claude-ignore-file`.
    pub code: &'static str,
    /// The assistant that does not heed it; the first where several do not.
    pub assistant: &'static Assistant,
    /// Why it does not help, without a full stop.
    pub reason: &'static str,
    /// What does, without a full stop.
    pub works: &'static str,
    /// Whether it is told even where a control is set.
    pub is_trap: bool,
    /// What a quick fix does about it.
    pub fix: Option<DecoyFix>,
    /// The keys that lead to the setting, if it is one.
    pub(super) at: &'static [&'static str],
}

/// What does not help in a workspace, each once. `exposures` are the secret files of the
/// workspace as [`super::assess`] tells them, with what is in use as the user's settings have it:
/// a decoy is told while an assistant in use can read one of them, a trap in any case.
#[must_use]
pub fn decoys(exposures: &[Exposure], root: &Path, files: &dyn Files) -> Vec<Decoy> {
    let place = Place {
        root,
        secrets: exposures.iter().map(|one| one.file.as_path()).collect(),
        files,
    };
    let states = || exposures.iter().flat_map(|one| &one.assistants);
    let used = |id: &str| states().any(|it| it.in_use && it.assistant.id == id);
    let exposed =
        |id: &str| states().any(|it| it.in_use && it.assistant.id == id && it.is_exposed());
    if exposures.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<Decoy> = Vec::new();
    for row in row::all() {
        let told = |id: &str| if row.is_trap { used(id) } else { exposed(id) };
        if let Some(assistant) = about(row, &told) {
            found.extend(place.look(row, assistant));
        }
    }
    for exposure in exposures {
        for state in exposure
            .assistants
            .iter()
            .filter(|it| it.in_use && it.is_exposed())
        {
            found.extend(
                state
                    .undone
                    .iter()
                    .map(|one| place.undone(one, state.assistant)),
            );
        }
    }
    found.sort_by(|one, two| (&one.path, one.range.start).cmp(&(&two.path, two.range.start)));
    // What a row of its own says better comes first.
    found.dedup_by(|one, two| {
        let same = one.path == two.path && one.range == two.range;
        same && (one.code == two.code || one.code == UNDONE)
    });
    found
}

/// What does not help with one assistant and one file.
pub(super) fn of(
    assistant: &'static Assistant,
    secret: &Path,
    root: &Path,
    files: &dyn Files,
) -> Vec<Decoy> {
    let place = Place {
        root,
        secrets: vec![secret],
        files,
    };
    let named = |row: &&DecoyRow| row.assistants.contains(&assistant.id);
    row::all()
        .iter()
        .filter(named)
        .flat_map(|row| place.look(row, assistant))
        .collect()
}

/// The assistant that a row is told of: the first of its own, or of all, to whom it applies.
fn about(row: &DecoyRow, told: &dyn Fn(&str) -> bool) -> Option<&'static Assistant> {
    if row.assistants.is_empty() {
        return assistant::all().iter().find(|one| told(one.id));
    }
    let ids = row.assistants.iter();
    ids.filter(|id| told(id))
        .find_map(|id| assistant::by_id(id))
}

struct Place<'a> {
    root: &'a Path,
    secrets: Vec<&'a Path>,
    files: &'a dyn Files,
}

impl Place<'_> {
    fn look(&self, row: &'static DecoyRow, assistant: &'static Assistant) -> Vec<Decoy> {
        let mut found = Vec::new();
        for path in row.files.iter().flat_map(|file| self.named(file)) {
            let Some(text) = self.text(&path) else {
                continue;
            };
            for range in self.places(row, &path, &text) {
                found.push(Decoy {
                    path: path.clone(),
                    file: shown(&path, self.root),
                    range,
                    code: row.code,
                    assistant,
                    reason: row.reason,
                    works: row.works,
                    is_trap: row.is_trap,
                    fix: row.fix,
                    at: match row.sign {
                        Sign::Setting { at, .. } => at,
                        _ => &[],
                    },
                });
            }
        }
        found
    }

    /// A default that the user's own settings took away.
    fn undone(&self, one: &Undone, assistant: &'static Assistant) -> Decoy {
        let path = self.root.join(one.file);
        let text = self.text(&path).unwrap_or_default();
        let range = if one.at.is_empty() {
            self.shows(&text).into_iter().next()
        } else {
            let settings = Settings::parse(&text, Format::of(&path)).ok();
            settings.and_then(|it| it.place(one.at))
        };
        Decoy {
            file: shown(&path, self.root),
            path,
            range: range.unwrap_or_else(|| first_line(&text)),
            code: UNDONE,
            assistant,
            reason: if one.why.is_empty() {
                "it takes a default away that would keep them out"
            } else {
                one.why
            },
            works: "the default, or a rule that comes after",
            is_trap: true,
            fix: Some(DecoyFix::Close),
            at: one.at,
        }
    }

    fn shows(&self, text: &str) -> Vec<Range<usize>> {
        self.lines(text, |line| {
            line.strip_prefix('!').is_some_and(|line| self.covers(line))
        })
    }

    /// The files that a path stands for: itself, or what fits the `*` of its last component.
    fn named(&self, file: &str) -> Vec<PathBuf> {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        if !name.contains('*') {
            return vec![self.root.join(file)];
        }
        let folder = self.root.join(folder);
        let glob = GlobBuilder::new(name)
            .build()
            .map(|it| it.compile_matcher());
        let mut names = self.files.list(&folder);
        names.retain(|entry| glob.as_ref().is_ok_and(|glob| glob.is_match(entry)));
        names.sort();
        names.truncate(MAX_FILES);
        names.into_iter().map(|entry| folder.join(entry)).collect()
    }

    fn text(&self, path: &Path) -> Option<String> {
        match self.files.entry(path) {
            Entry::File { len, .. } | Entry::HardLinked(len) if len <= MAX_FILE => {
                self.files.read(path).ok().flatten()
            }
            _ => None,
        }
    }

    /// Where the sign stands. A decoy is told at its first place, a trap at each.
    fn places(&self, row: &DecoyRow, path: &Path, text: &str) -> Vec<Range<usize>> {
        let mut places = match &row.sign {
            Sign::Present => vec![first_line(text)],
            Sign::Hides => self.lines(text, |line| !line.starts_with('!') && self.covers(line)),
            Sign::Shows => self.shows(text),
            Sign::Text(pattern) => pattern.find_iter(text).map(|it| it.range()).collect(),
            Sign::Setting { .. } => self.settings(row, path, text),
        };
        if !row.is_trap {
            places.truncate(1);
        }
        places
    }

    fn lines(&self, text: &str, is: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
        let mut at = 0;
        let mut places = Vec::new();
        for line in text.split_inclusive('\n') {
            let rule = line.trim_end();
            if !rule.is_empty()
                && !rule.starts_with('#')
                && is(rule.trim_start_matches(super::settings::BOM))
            {
                places.push(at..at + rule.len());
            }
            at += line.len();
        }
        places
    }

    /// Whether a line in the syntax of `.gitignore` fits a secret file.
    fn covers(&self, line: &str) -> bool {
        let mut relative = self
            .secrets
            .iter()
            .filter_map(|it| it.strip_prefix(self.root).ok());
        relative.any(|it| ignored_by(std::iter::once(line), it))
    }

    fn settings(&self, row: &DecoyRow, path: &Path, text: &str) -> Vec<Range<usize>> {
        let Sign::Setting {
            at,
            equals,
            entries,
            globs,
            beside,
        } = &row.sign
        else {
            return Vec::new();
        };
        let Ok(settings) = Settings::parse(text, Format::of(path)) else {
            return Vec::new();
        };
        let Some(value) = settings.value(at) else {
            return Vec::new();
        };
        let harmless = !beside.is_empty() && settings.value(beside).is_none();
        if harmless || equals.is_some_and(|wanted| value.bool() != Some(wanted)) {
            return Vec::new();
        }
        if entries.is_empty() && !globs {
            return settings.place(at).into_iter().collect();
        }
        let patterns = match value {
            Value::Map(map) => {
                let on = map.iter().filter(|(_, value)| value.bool() != Some(false));
                on.map(|(key, _)| key.clone()).collect()
            }
            _ => value.strings().unwrap_or_default(),
        };
        let decoys = patterns.iter().filter(|pattern| {
            let inner = |glob: &&str| inside(glob, pattern);
            let pattern = match entries.is_empty() {
                true => Some(pattern.as_str()),
                false => entries.iter().find_map(inner),
            };
            pattern.is_some_and(|pattern| !globs || self.globbed(pattern))
        });
        let places = decoys.filter_map(|pattern| settings.place_of(at, pattern));
        places.collect()
    }

    /// Whether a glob fits a secret file.
    fn globbed(&self, pattern: &str) -> bool {
        let pattern = pattern.trim_start_matches("./");
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        let Ok(glob) = glob.map(|it| it.compile_matcher()) else {
            return false;
        };
        let mut relative = self
            .secrets
            .iter()
            .filter_map(|it| it.strip_prefix(self.root).ok());
        relative.any(|it| glob.is_match(it) || it.ancestors().any(|folder| glob.is_match(folder)))
    }
}

/// What stands in an entry at the `?*` of its form: `.env` of `Write(.env)` for `Write(?*)`.
fn inside<'e>(form: &str, entry: &'e str) -> Option<&'e str> {
    let (before, after) = form.split_once("?*")?;
    let inner = entry.strip_prefix(before)?.strip_suffix(after)?;
    (!inner.is_empty()).then_some(inner)
}

fn shown(path: &Path, root: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

fn first_line(text: &str) -> Range<usize> {
    0..text.lines().next().map_or(0, str::len)
}
