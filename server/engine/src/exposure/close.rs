//! Plans the edit that asks an assistant to leave a secret file alone.

use std::path::{Path, PathBuf};

use super::assistant::{Assistant, Control, ControlFix, ControlKind};
use super::control::{MAX_FILE, Workspace, ignored_by, is_set, judge, listed, offered};
use super::message::fix_title;
use super::settings::{Addition, Format, Order, Settings, Value};
use crate::files::{Entry, Files};
use crate::fix::{Before, EditPlan, FileEdit, NewText, Purpose, Refusal, TextEdit};
use crate::ignorefile;

/// Plans the edit that asks `assistant` to skip the file. Existing content is kept as it is.
///
/// # Errors
/// When nothing is to be done or the settings cannot be edited safely; the refusal says why.
pub fn close(
    assistant: &'static Assistant,
    env_path: &Path,
    root: &Path,
    files: &dyn Files,
) -> Result<EditPlan, Refusal> {
    let workspace = Workspace::new(env_path, root, files);
    let name = plain_name(&workspace)?;
    let Some((control, fix)) = fixable(assistant) else {
        let message = format!(
            "{} has no setting that keeps it from `{name}`.",
            assistant.name
        );
        return refuse("no-control", message);
    };
    if offered(assistant, &judge(assistant, &workspace)).is_none() {
        let message = format!("{} is already asked to skip `{name}`.", assistant.name);
        return refuse("already-closed", message);
    }
    let file = control.files[0];
    let path = root.join(file);
    let before = target(&path, file, &workspace)?;
    let old = before.clone().unwrap_or_default();
    let new = edited(control, fix, &old, &workspace).map_err(|problem| Refusal {
        code: "settings-in-the-way",
        message: format!("`{file}` {problem}: mend it by hand, then try again."),
    })?;
    let after = After {
        files,
        path: &path,
        text: &new,
    };
    if !is_set(control, &Workspace::new(env_path, root, &after)).unwrap_or(false) {
        let message = format!(
            "Another setting of {} overrides `{file}`: look there first.",
            assistant.name
        );
        return refuse("overridden", message);
    }
    Ok(EditPlan {
        title: fix_title(control, &name),
        name: String::new(),
        files: vec![FileEdit {
            before: Before::of(before.as_deref()),
            path,
            purpose: Purpose::Ignore,
            edits: vec![difference(&old, &new)],
            owner_only: false,
        }],
        notes: vec![format!(
            "Strength: {}; still open: {}.",
            control.strength.label(),
            control.leaves
        )],
    })
}

fn refuse<T>(code: &'static str, message: String) -> Result<T, Refusal> {
    Err(Refusal { code, message })
}

fn fixable(assistant: &'static Assistant) -> Option<(&'static Control, &'static ControlFix)> {
    assistant
        .controls
        .iter()
        .find_map(|one| Some((one, one.fix.as_ref()?)))
}

/// The file's name, as far as it can stand in every ignore file.
fn plain_name(workspace: &Workspace<'_>) -> Result<String, Refusal> {
    let name = workspace.name();
    let odd =
        |c: char| c.is_control() || matches!(c, '(' | ')' | '\\' | char::REPLACEMENT_CHARACTER);
    if name.is_empty() || name.contains(odd) || name.trim() != name {
        let message = "The file's name cannot be written in an ignore file: rename it first.";
        return refuse("odd-name", message.to_owned());
    }
    Ok(name)
}

/// The text of the file to edit, `None` when it is to be created.
fn target(path: &Path, file: &str, workspace: &Workspace<'_>) -> Result<Option<String>, Refusal> {
    let folder = path.parent().unwrap_or(path);
    let blocked = |what: &str| Refusal {
        code: "settings-in-the-way",
        message: format!("`{file}` {what}, so it is left alone."),
    };
    if !matches!(
        workspace.files.entry(folder),
        Entry::Directory | Entry::Absent
    ) {
        return Err(blocked("stands in something that is no folder"));
    }
    match workspace.files.entry(path) {
        Entry::Absent => Ok(None),
        Entry::File { len, .. } if len > MAX_FILE => Err(blocked("is larger than 1 MiB")),
        Entry::File { .. } => match workspace.files.read(path) {
            Ok(text) => Ok(text),
            Err(problem) => Err(blocked(&format!("cannot be read ({problem})"))),
        },
        Entry::Directory => Err(blocked("is a folder")),
        Entry::Link => Err(blocked("is a link")),
        Entry::HardLinked(_) => Err(blocked("has more than one name")),
        Entry::Special => Err(blocked("is no regular file")),
        Entry::Outside => Err(blocked("leads out of the workspace")),
        Entry::Unreadable(problem) => Err(blocked(&format!("cannot be read ({problem})"))),
    }
}

/// The file's text with the control set, or what stands in the way.
fn edited(
    control: &Control,
    fix: &ControlFix,
    old: &str,
    workspace: &Workspace<'_>,
) -> Result<String, String> {
    match &control.kind {
        ControlKind::Lines { .. } => Ok(with_lines(old, fix, &workspace.relative)),
        ControlKind::Git => Err("is git's".to_owned()),
        ControlKind::List {
            comments, at, wrap, ..
        } => {
            let mut settings = parsed(old, *comments)?;
            let entries = missing(&control.kind, fix, &settings, workspace);
            let entries = entries.iter();
            let entries = entries.map(|entry| Value::Text(format!("{}{entry}{}", wrap.0, wrap.1)));
            add(&mut settings, at, &Value::List(entries.collect()))?;
            Ok(settings.text())
        }
        ControlKind::Flags {
            comments,
            at,
            flags,
            ..
        } => {
            let mut settings = parsed(old, *comments)?;
            let flags = flags.iter();
            let flags = flags.map(|(key, wanted)| ((*key).to_owned(), Value::Bool(*wanted)));
            add(&mut settings, at, &Value::Map(flags.collect()))?;
            Ok(settings.text())
        }
    }
}

/// The entries of a fix that the list lacks, and one for the file where they do not cover it.
fn missing(
    kind: &ControlKind,
    fix: &ControlFix,
    settings: &Settings,
    workspace: &Workspace<'_>,
) -> Vec<String> {
    let ControlKind::List { at, wrap, .. } = kind else {
        return Vec::new();
    };
    let wrapped = |entry: &str| format!("{}{entry}{}", wrap.0, wrap.1);
    let present = settings.value(at).and_then(Value::strings);
    let present = present.unwrap_or_default();
    let new = fix
        .entries
        .iter()
        .filter(|entry| !present.contains(&wrapped(entry)));
    let mut entries: Vec<String> = new.map(|&entry| entry.to_owned()).collect();
    let all: Vec<String> = present
        .iter()
        .cloned()
        .chain(entries.iter().map(|entry| wrapped(entry)))
        .collect();
    if !listed(kind, &all, &workspace.relative) {
        entries.push(format!("**/{}", globset::escape(&workspace.name())));
    }
    entries
}

/// The text with the lines of a fix that it lacks at its end, where they win.
fn with_lines(old: &str, fix: &ControlFix, relative: &Path) -> String {
    let newline = if old.contains("\r\n") { "\r\n" } else { "\n" };
    let present: Vec<&str> = old.lines().map(str::trim_end).collect();
    let mut lines: Vec<String> = Vec::new();
    for entry in fix.entries {
        // A template that the user keeps ignored stays so.
        let hidden = entry
            .strip_prefix('!')
            .is_some_and(|name| ignored_by(present.iter().copied(), Path::new(name)));
        if !hidden && !present.contains(entry) {
            lines.push((*entry).to_owned());
        }
    }
    let name = relative.file_name().unwrap_or_default().to_string_lossy();
    let covered = |lines: &[String]| {
        ignored_by(
            present
                .iter()
                .copied()
                .chain(lines.iter().map(String::as_str)),
            relative,
        )
    };
    if !covered(&lines) {
        lines.push(ignorefile::escaped(&name));
    }
    let gap = if old.is_empty() || old.ends_with('\n') {
        ""
    } else {
        newline
    };
    let added: String = lines
        .iter()
        .map(|line| format!("{line}{newline}"))
        .collect();
    format!("{old}{gap}{added}")
}

fn parsed(text: &str, comments: bool) -> Result<Settings, String> {
    let format = if comments {
        Format::Jsonc
    } else {
        Format::Json
    };
    Settings::parse(text, format).map_err(|invalid| invalid.to_string())
}

fn add(settings: &mut Settings, at: &[&str], value: &Value) -> Result<(), String> {
    settings.add(&Addition {
        at,
        value,
        order: Order::Any,
        lift: None,
    })
}

/// The one replacement that turns `old` into `new`.
fn difference(old: &str, new: &str) -> TextEdit {
    let same = |(a, b): &(char, char)| a == b;
    let head: usize = old
        .chars()
        .zip(new.chars())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let tail: usize = old[head..]
        .chars()
        .rev()
        .zip(new[head..].chars().rev())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    TextEdit {
        range: head..old.len() - tail,
        text: NewText(new[head..new.len() - tail].to_owned().into()),
    }
}

/// The workspace as it is once the plan is done.
struct After<'a> {
    files: &'a dyn Files,
    path: &'a Path,
    text: &'a str,
}

impl Files for After<'_> {
    fn entry(&self, path: &Path) -> Entry {
        if path == self.path {
            return Entry::File {
                len: self.text.len() as u64,
                mode: None,
            };
        }
        self.files.entry(path)
    }

    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        if path == self.path {
            Ok(Some(self.text.to_owned()))
        } else {
            self.files.read(path)
        }
    }

    fn list(&self, dir: &Path) -> Vec<String> {
        self.files.list(dir)
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

    fn is_open(&self, path: &Path) -> bool {
        self.files.is_open(path)
    }
}
