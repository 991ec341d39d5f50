//! Whether a control keeps an assistant from a file.

use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use ignore::gitignore::GitignoreBuilder;

use super::Git;
use super::assistant::{Assistant, Control, ControlKind, Setting, Strength, Syntax};
use super::settings::{Format, Settings, Value};
use crate::files::{Entry, Files};
use crate::ignorefile;

/// A settings or ignore file larger than this was not written by a person. Bytes.
pub(super) const MAX_FILE: u64 = 1 << 20;

/// More rules than this in one ignore file cost more time than the answer is worth.
const MAX_RULES: usize = 2000;

/// One secret file and the workspace folder it belongs to.
pub(super) struct Workspace<'a> {
    pub(super) root: &'a Path,
    pub(super) env_path: &'a Path,
    /// `env_path` from `root`, or its last component when it stands elsewhere.
    pub(super) relative: PathBuf,
    pub(super) files: &'a dyn Files,
}

impl<'a> Workspace<'a> {
    pub(super) fn new(env_path: &'a Path, root: &'a Path, files: &'a dyn Files) -> Self {
        let relative = env_path.strip_prefix(root).map_or_else(
            |_| env_path.file_name().map(PathBuf::from).unwrap_or_default(),
            Path::to_owned,
        );
        Self {
            root,
            env_path,
            relative,
            files,
        }
    }

    /// The file's name, as a title shows it.
    pub(super) fn name(&self) -> String {
        self.relative
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    pub(super) fn git(&self) -> Git {
        match (
            self.files.git_root(self.env_path),
            self.files.tracked(self.env_path),
        ) {
            (None, _) | (_, None) => Git::NoRepository,
            (Some(_), Some(true)) => Git::Tracked,
            (Some(_), Some(false)) if self.git_ignores() => Git::Ignored,
            (Some(_), Some(false)) => Git::Untracked,
        }
    }

    fn git_ignores(&self) -> bool {
        let top = self.files.git_root(self.env_path);
        top.is_some_and(|top| ignorefile::is_ignored(self.env_path, &top, self.files, None))
    }

    /// A settings file as it stands; absent and empty files have no settings.
    pub(super) fn settings(&self, file: &str, comments: bool) -> Result<Settings, String> {
        let text = self.text(file)?.unwrap_or_default();
        let format = if comments {
            Format::Jsonc
        } else {
            Format::Json
        };
        Settings::parse(&text, format).map_err(|problem| format!("`{file}` {problem}"))
    }

    fn text(&self, file: &str) -> Result<Option<String>, String> {
        let path = self.root.join(file);
        match self.files.entry(&path) {
            Entry::Absent => Ok(None),
            Entry::File { len, .. } if len > MAX_FILE => {
                Err(format!("`{file}` is larger than 1 MiB"))
            }
            _ => self.files.read(&path),
        }
    }

    /// The rules of an ignore file.
    fn rules(&self, file: &str) -> Result<Vec<String>, String> {
        let text = self.text(file)?.unwrap_or_default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let lines = text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let lines: Vec<String> = lines.take(MAX_RULES + 1).map(str::to_owned).collect();
        if lines.len() > MAX_RULES {
            return Err(format!("`{file}` holds more than {MAX_RULES} rules"));
        }
        Ok(lines)
    }

    fn setting(&self, setting: &Setting) -> Option<Value> {
        let settings = self.settings(setting.file, true).ok()?;
        settings.value(setting.at).cloned()
    }
}

/// What is set for one assistant.
#[derive(Default)]
pub(super) struct Verdict {
    pub(super) active: Vec<&'static Control>,
    /// Why a control could not be judged.
    pub(super) problem: Option<String>,
}

/// Judges every control of an assistant for the file.
pub(super) fn judge(assistant: &'static Assistant, workspace: &Workspace<'_>) -> Verdict {
    let mut verdict = Verdict::default();
    for control in assistant.controls {
        match is_set(control, workspace) {
            Ok(true) => verdict.active.push(control),
            Ok(false) => {}
            Err(problem) => verdict.problem = verdict.problem.or(Some(problem)),
        }
    }
    let ids: Vec<&str> = verdict.active.iter().map(|one| one.id).collect();
    verdict
        .active
        .retain(|one| one.requires.is_none_or(|id| ids.contains(&id)));
    verdict
}

/// The control that a quick fix would set: none where one as strong is set already.
pub(super) fn offered(
    assistant: &'static Assistant,
    verdict: &Verdict,
) -> Option<&'static Control> {
    let fixable = assistant.controls.iter().find(|one| one.fix.is_some())?;
    let best = verdict.active.iter().map(|one| one.strength.rank()).min();
    best.is_none_or(|best| best > fixable.strength.rank())
        .then_some(fixable)
}

/// Whether one control is set for the file.
///
/// # Errors
/// When a file that decides it cannot be read.
pub(super) fn is_set(control: &Control, workspace: &Workspace<'_>) -> Result<bool, String> {
    if control
        .undone_by
        .as_ref()
        .is_some_and(|setting| undone(setting, workspace))
    {
        return Ok(false);
    }
    match &control.kind {
        ControlKind::Lines {
            builtin,
            replaced_by,
        } => {
            let own = replaced_by
                .as_ref()
                .and_then(|setting| workspace.setting(setting));
            let mut lines: Vec<String> = match own.and_then(|own| own.strings()) {
                Some(list) => list,
                None => builtin.iter().map(|&line| line.to_owned()).collect(),
            };
            for file in control.files {
                lines.extend(workspace.rules(file)?);
            }
            Ok(ignored_by(
                lines.iter().map(String::as_str),
                &workspace.relative,
            ))
        }
        ControlKind::Git => Ok(workspace.git() != Git::NoRepository && workspace.git_ignores()),
        ControlKind::List { comments, at, .. } => {
            let mut entries = Vec::new();
            for file in control.files {
                let settings = workspace.settings(file, *comments)?;
                entries.extend(
                    settings
                        .value(at)
                        .and_then(Value::strings)
                        .unwrap_or_default(),
                );
            }
            if entries.len() > MAX_RULES {
                let file = control.files[0];
                return Err(format!("`{file}` holds more than {MAX_RULES} rules"));
            }
            Ok(listed(&control.kind, &entries, &workspace.relative))
        }
        ControlKind::Flags {
            comments,
            at,
            flags,
            fallback,
        } => {
            let mut objects = Vec::new();
            for file in control.files {
                objects.extend(workspace.settings(file, *comments)?.value(at).cloned());
            }
            // The last file that names a key wins.
            let get = |key: &str| {
                objects
                    .iter()
                    .rev()
                    .find_map(|object| object.get(key)?.bool())
            };
            Ok(flags
                .iter()
                .all(|(key, wanted)| get(key).or_else(|| get(fallback)) == Some(*wanted)))
        }
    }
}

fn undone(setting: &Setting, workspace: &Workspace<'_>) -> bool {
    match (workspace.setting(setting), setting.equals) {
        (Some(value), Some(wanted)) => value.bool() == Some(wanted),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// Whether lines in the syntax of `.gitignore` cover a path; lines that are no
/// pattern count for nothing.
pub(super) fn ignored_by<'a>(lines: impl Iterator<Item = &'a str>, relative: &Path) -> bool {
    let mut builder = GitignoreBuilder::new("");
    for line in lines {
        let _ = builder.add_line(None, line);
    }
    builder.build().is_ok_and(|rules| {
        rules
            .matched_path_or_any_parents(relative, false)
            .is_ignore()
    })
}

/// Whether entries of a settings list, or the patterns built in, cover a path.
pub(super) fn listed(kind: &ControlKind, entries: &[String], relative: &Path) -> bool {
    let ControlKind::List {
        syntax,
        wrap,
        whole,
        root_prefix,
        foreign_prefixes,
        builtin,
        ..
    } = kind
    else {
        return false;
    };
    let own = entries
        .iter()
        .filter_map(|entry| entry.strip_prefix(wrap.0)?.strip_suffix(wrap.1))
        .filter(|pattern| {
            !foreign_prefixes
                .iter()
                .any(|prefix| pattern.starts_with(prefix))
        })
        .map(|pattern| anchored(pattern, root_prefix));
    entries.iter().any(|entry| whole.contains(&entry.as_str()))
        || own
            .chain(builtin.iter().map(|&one| one.to_owned()))
            .any(|pattern| match syntax {
                Syntax::Gitignore => ignored_by(std::iter::once(pattern.as_str()), relative),
                Syntax::Glob => globbed(&pattern, relative),
            })
}

fn anchored(pattern: &str, root_prefix: &str) -> String {
    match pattern.strip_prefix(root_prefix) {
        Some(rest) if !root_prefix.is_empty() => format!("/{rest}"),
        _ => pattern.to_owned(),
    }
}

fn globbed(pattern: &str, relative: &Path) -> bool {
    GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .is_ok_and(|glob| glob.compile_matcher().is_match(relative))
}

impl Strength {
    /// 0 for what can be relied on most.
    pub(super) fn rank(self) -> u8 {
        self as u8
    }
}
