//! Whether git ignores a path, and the entry that makes it so.
//!
//! The rules of gitignore(5): a folder that is ignored hides everything in it; inside
//! one file the last match decides; a `.gitignore` nearer to the path beats one further
//! up, and all of them beat `.git/info/exclude`, which beats the user's global file.

use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::files::Files;

/// Whether git ignores the file at `path`. `top` is the top of the work tree, or the
/// workspace folder where there is no repository. `changed` stands in for one file's text.
#[must_use]
pub fn is_ignored(
    path: &Path,
    top: &Path,
    files: &dyn Files,
    changed: Option<(&Path, &str)>,
) -> bool {
    let Ok(relative) = path.strip_prefix(top) else {
        return false;
    };
    let outside: Vec<Gitignore> = files
        .git_excludes(top)
        .iter()
        .rev()
        .map(|text| matcher(top, text))
        .collect();
    let mut inside: Vec<Gitignore> = Vec::new();
    let mut at = top.to_path_buf();
    let parts: Vec<_> = relative.components().collect();
    for (index, part) in parts.iter().enumerate() {
        if let Some(text) = rules_of(&at, files, changed) {
            inside.push(matcher(&at, &text));
        }
        at.push(part);
        let is_dir = index + 1 < parts.len();
        match verdict(&at, is_dir, inside.iter().rev().chain(&outside)) {
            Some(true) => return true,
            _ if !is_dir => return false,
            _ => {}
        }
    }
    false
}

fn rules_of(dir: &Path, files: &dyn Files, changed: Option<(&Path, &str)>) -> Option<String> {
    let path = dir.join(".gitignore");
    match changed {
        Some((changed, text)) if changed == path => Some(text.to_owned()),
        _ => files.read(&path).ok().flatten(),
    }
}

fn matcher(dir: &Path, text: &str) -> Gitignore {
    let mut builder = GitignoreBuilder::new(dir);
    for line in text.trim_start_matches('\u{feff}').lines() {
        // A line that is no valid pattern matches nothing, as in git.
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// What the first file with an opinion says, strongest first.
fn verdict<'m>(
    path: &Path,
    is_dir: bool,
    mut rules: impl Iterator<Item = &'m Gitignore>,
) -> Option<bool> {
    rules.find_map(|rules| match rules.matched(path, is_dir) {
        Match::None => None,
        Match::Ignore(_) => Some(true),
        Match::Whitelist(_) => Some(false),
    })
}

/// A change to a `.gitignore`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The `.gitignore`.
    pub path: PathBuf,
    /// Its text now; `None` when it does not exist.
    pub before: Option<String>,
    /// What is put at its end.
    pub appended: String,
}

/// The entry that makes git ignore `path`, in the nearest `.gitignore` from its folder up
/// to `root`, or in a new one in `root`. `template` stays visible when a new file is made.
/// `None` when it would not help: a nearer rule decides otherwise.
#[must_use]
pub fn entry_for(
    path: &Path,
    root: &Path,
    top: &Path,
    template: &str,
    files: &dyn Files,
) -> Option<Entry> {
    let folders = path
        .parent()?
        .ancestors()
        .take_while(|dir| dir.starts_with(root));
    let existing = folders.map(|dir| dir.join(".gitignore")).find_map(|file| {
        let text = files.read(&file).ok().flatten()?;
        Some((file, text))
    });
    let name = escaped(path.file_name()?.to_str()?);
    let entry = match existing {
        Some((file, text)) => Entry {
            appended: lines(&text, &[name]),
            path: file,
            before: Some(text),
        },
        None => {
            let block = [name, ".env.*".to_owned(), format!("!{template}")];
            Entry {
                appended: lines("", &block),
                path: root.join(".gitignore"),
                before: None,
            }
        }
    };
    let after = format!(
        "{}{}",
        entry.before.as_deref().unwrap_or(""),
        entry.appended
    );
    is_ignored(path, top, files, Some((&entry.path, &after))).then_some(entry)
}

/// The lines as they go behind `text`, with its line ends.
fn lines(text: &str, lines: &[String]) -> String {
    let eol = match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    };
    let ended = text.is_empty() || text.ends_with('\n');
    let mut out = String::from(if ended { "" } else { eol });
    for line in lines {
        out.push_str(line);
        out.push_str(eol);
    }
    out
}

/// A file name as a pattern that means just it.
pub(crate) fn escaped(name: &str) -> String {
    let mut out = String::new();
    for (at, character) in name.char_indices() {
        let leading = at == 0 && matches!(character, '#' | '!');
        let trailing = character == ' ' && name[at..].trim_end().is_empty();
        if leading || trailing || matches!(character, '*' | '?' | '[' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}
