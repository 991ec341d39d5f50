//! Several secrets, or several places of one, moved by one plan.
//!
//! Each is planned against what the ones before it made of the files, which exists in memory
//! only; what comes out is one edit for each file, from its text as it is on disk or in the editor.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::move_to_env::move_as;
use super::name::shown;
use super::pieces::{Pieces, moved};
use super::{Before, EditPlan, FileEdit, Purpose, Refusal, Request, TextEdit, Wish, refusal};
use crate::files::{Committed, Entry, Files};
use crate::finding::Finding;

/// A secret and the file that it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The file, absolute.
    pub path: &'a Path,
    /// Its text as it stands.
    pub text: &'a str,
    /// Its language, as in [`Request`].
    pub language: &'a str,
    /// The finding.
    pub finding: &'a Finding,
}

/// A place that stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The file.
    pub path: PathBuf,
    /// Where the value begins, in bytes of the text as it stands.
    pub at: usize,
    /// Why.
    pub why: Refusal,
}

impl Left {
    /// The same place where it stands once a plan is carried out.
    #[must_use]
    pub fn behind(mut self, plan: &EditPlan) -> Self {
        let files = plan.files.iter().filter(|file| file.path == self.path);
        let edits = files.flat_map(|file| &file.edits);
        let moved: isize = edits
            .take_while(|edit| edit.range.end <= self.at)
            .map(|edit| edit.text.0.len() as isize - edit.range.len() as isize)
            .sum();
        self.at = self.at.saturating_add_signed(moved);
        self
    }
}

/// A plan for several places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Many {
    /// All of it.
    pub plan: EditPlan,
    /// Places that it replaces.
    pub moved: usize,
    /// The names of the variables, in the order of the places.
    pub names: Vec<String>,
    /// Places that it does not.
    pub left: Vec<Left>,
}

/// Plans the move of all that can be moved. With `one_value` all places hold the same value, and
/// one that would get another variable is left.
///
/// # Errors
/// When no place can be moved: the reason of the first one.
pub fn move_many(
    places: &[Place<'_>],
    root: &Path,
    wish: &Wish<'_>,
    one_value: bool,
    files: &dyn Files,
) -> Result<Many, Refusal> {
    let mut work = Work {
        layer: Layer {
            files,
            changed: Vec::new(),
        },
        names: Vec::new(),
        notes: Vec::new(),
        left: Vec::new(),
        moved: 0,
    };
    let mut paths: Vec<&Path> = Vec::new();
    for place in places {
        if !paths.contains(&place.path) {
            paths.push(place.path);
        }
    }
    for path in paths {
        let of_file = places.iter().filter(|place| place.path == path);
        work.file(&of_file.copied().collect::<Vec<_>>(), root, wish, one_value);
    }
    work.finish(root, one_value)
}

struct Work<'a> {
    layer: Layer<'a>,
    names: Vec<String>,
    notes: Vec<String>,
    left: Vec<Left>,
    moved: usize,
}

impl Work<'_> {
    /// The places of one file in order, so that names are given in order.
    fn file(&mut self, places: &[Place<'_>], root: &Path, wish: &Wish<'_>, one_value: bool) {
        let mut open: Vec<(&Place<'_>, Finding)> =
            places.iter().map(|it| (it, it.finding.clone())).collect();
        open.sort_by_key(|(place, _)| std::cmp::Reverse(place.finding.range.start));
        // A template may have been changed with another file.
        if let Some(changed) = places.first().and_then(|it| self.layer.changed(it.path)) {
            self.moved += follow(&mut open, &changed.pieces.edits());
        }
        while let Some((place, finding)) = open.pop() {
            let text = match self.layer.changed(place.path) {
                Some(changed) => changed.text.clone(),
                None => Zeroizing::new(place.text.to_owned()),
            };
            let request = Request {
                root,
                path: Some(place.path),
                text: &text,
                language: place.language,
                finding: &finding,
            };
            let planned = move_as(&request, wish, &self.layer).and_then(|plan| {
                let other = one_value && self.names.first().is_some_and(|it| *it != plan.name);
                if other { Err(another()) } else { Ok(plan) }
            });
            match planned {
                Err(why) => self.left.push(Left {
                    path: place.path.to_path_buf(),
                    at: place.finding.range.start,
                    why,
                }),
                Ok(plan) => {
                    let source = plan.files.iter();
                    let source = source.filter(|file| file.purpose == Purpose::Source);
                    let edits: Vec<TextEdit> = source.flat_map(|file| file.edits.clone()).collect();
                    self.moved += 1 + follow(&mut open, &edits);
                    self.take(plan, &text);
                }
            }
        }
    }

    fn take(&mut self, plan: EditPlan, text: &str) {
        for file in &plan.files {
            self.layer.apply(file, text);
        }
        if !self.names.contains(&plan.name) {
            self.names.push(plan.name);
        }
        for note in plan.notes {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }

    fn finish(mut self, root: &Path, one_value: bool) -> Result<Many, Refusal> {
        self.left
            .sort_by(|a, b| (&a.path, a.at).cmp(&(&b.path, b.at)));
        if self.moved == 0 {
            let why = self.left.into_iter().next().map(|left| left.why);
            return Err(why.unwrap_or_else(|| {
                refusal(
                    "nothing-to-move",
                    "There is nothing here that can be moved.",
                )
            }));
        }
        let mut files: Vec<FileEdit> = self.layer.changed.iter().map(Changed::edit).collect();
        files.sort_by_key(|file| file.purpose);
        Ok(Many {
            plan: EditPlan {
                title: title(self.moved, &self.names, &files, root, one_value),
                name: self.names.join(", "),
                files,
                notes: self.notes,
            },
            moved: self.moved,
            names: self.names,
            left: self.left,
        })
    }
}

/// What it does, and which files it writes beside the source.
fn title(
    moved: usize,
    names: &[String],
    files: &[FileEdit],
    root: &Path,
    one_value: bool,
) -> String {
    let variables = match names {
        [name] => format!("environment variable {name}"),
        [] | [_, _, _, _, ..] => format!("{} environment variables", names.len()),
        few => format!("environment variables {}", few.join(", ")),
    };
    let what = match (one_value, moved) {
        (true, 2..) => format!("Replace all {moved} occurrences by {variables}"),
        (false, 2..) => format!("Move all {moved} secrets to {variables}"),
        _ => format!("Move to {variables}"),
    };
    let env = files.iter().find(|file| file.purpose == Purpose::DotEnv);
    match env {
        Some(env) => format!("{what} (writes {})", shown(&env.path, root)),
        None => what,
    }
}

fn another() -> Refusal {
    refusal(
        "another-value",
        "The value is written another way here: move it by itself.",
    )
}

/// Moves the findings that are still to do to where they stand after these edits. Returns how
/// many went with them.
fn follow(open: &mut Vec<(&Place<'_>, Finding)>, edits: &[TextEdit]) -> usize {
    let before = open.len();
    open.retain_mut(|(_, finding)| {
        let Some(range) = moved(&finding.range, edits) else {
            return false;
        };
        finding.range = range;
        finding.sink = finding.sink.take().and_then(|sink| moved(&sink, edits));
        finding.companions.clear();
        true
    });
    before - open.len()
}

/// A file as the plans so far have left it.
struct Changed {
    path: PathBuf,
    purpose: Purpose,
    before: Before,
    owner_only: bool,
    pieces: Pieces,
    text: Zeroizing<String>,
}

impl Changed {
    fn edit(&self) -> FileEdit {
        FileEdit {
            path: self.path.clone(),
            purpose: self.purpose,
            before: self.before.clone(),
            edits: self.pieces.edits(),
            owner_only: self.owner_only,
        }
    }
}

/// The files, with what the plans so far have made of them laid over.
struct Layer<'a> {
    files: &'a dyn Files,
    changed: Vec<Changed>,
}

impl Layer<'_> {
    fn changed(&self, path: &Path) -> Option<&Changed> {
        self.changed.iter().find(|it| it.path == path)
    }

    /// Takes a step of a plan in. `source` is the text of the source before it.
    fn apply(&mut self, file: &FileEdit, source: &str) {
        let before = match file.purpose {
            Purpose::Source => Zeroizing::new(source.to_owned()),
            _ => Zeroizing::new(self.read(&file.path).ok().flatten().unwrap_or_default()),
        };
        let Some(after) = file.applied_to(&before) else {
            return;
        };
        if let Some(known) = self.changed.iter_mut().find(|it| it.path == file.path) {
            known.pieces.apply(&file.edits);
            known.text = after;
            return;
        }
        let mut pieces = Pieces::of(before.len());
        pieces.apply(&file.edits);
        self.changed.push(Changed {
            path: file.path.clone(),
            purpose: file.purpose,
            before: file.before.clone(),
            owner_only: file.owner_only,
            pieces,
            text: after,
        });
    }
}

impl Files for Layer<'_> {
    fn entry(&self, path: &Path) -> Entry {
        match (self.files.entry(path), self.changed(path)) {
            (Entry::Absent, Some(changed)) => Entry::File {
                len: changed.text.len() as u64,
                mode: None,
            },
            (entry, _) => entry,
        }
    }

    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        match self.changed(path) {
            Some(changed) => Ok(Some(changed.text.to_string())),
            None => self.files.read(path),
        }
    }

    fn list(&self, dir: &Path) -> Vec<String> {
        let mut names = self.files.list(dir);
        let added = self
            .changed
            .iter()
            .filter(|it| it.path.parent() == Some(dir));
        for name in added.filter_map(|it| it.path.file_name()?.to_str()) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    fn tracked(&self, path: &Path) -> Option<bool> {
        self.files.tracked(path)
    }

    fn git_root(&self, path: &Path) -> Option<PathBuf> {
        self.files.git_root(path)
    }

    fn git_excludes(&self, git_root: &Path) -> Vec<String> {
        self.files.git_excludes(git_root)
    }

    fn committed(&self, path: &Path, value: &[u8]) -> Option<Committed> {
        self.files.committed(path, value)
    }

    fn is_open(&self, path: &Path) -> bool {
        self.files.is_open(path)
    }
}
