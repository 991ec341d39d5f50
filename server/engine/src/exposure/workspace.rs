//! One secret file and the workspace around it, as assistants read its settings.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::Git;
use super::control_row::{Scalar, Setting};
use super::pattern::name_fits;
use super::settings::{Format, Settings, Value};
use crate::files::{Entry, Files};
use crate::ignorefile;

/// A settings or ignore file larger than this was not written by a person. Bytes.
pub(super) const MAX_FILE: u64 = 1 << 20;

/// More rules than this in one ignore file cost more time than the answer is worth.
pub(super) const MAX_RULES: usize = 2000;

/// Why a file of an assistant cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The file, relative to the workspace.
    pub file: String,
    /// The line, counted from one, where one can be named.
    pub line: Option<usize>,
    /// What is wrong, in words that follow the file's name; never the file's text.
    pub what: String,
}

impl Broken {
    /// The sentence, without its full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("`{}` {}", self.file, self.what)
    }
}

type Read = Rc<Result<Settings, Broken>>;

/// One secret file and the workspace folder it belongs to.
pub(super) struct Workspace<'a> {
    pub(super) root: &'a Path,
    pub(super) env_path: &'a Path,
    /// `env_path` from `root`, or its last component when it stands elsewhere.
    pub(super) relative: PathBuf,
    pub(super) files: &'a dyn Files,
    /// The operating system, where the caller told.
    pub(super) platform: Option<&'a str>,
    /// Many assistants ask for the same file.
    read: RefCell<HashMap<(String, Format), Read>>,
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
            platform: None,
            read: RefCell::default(),
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

    /// The file's path from the workspace, with slashes.
    pub(super) fn path(&self) -> String {
        let parts: Vec<_> = self
            .relative
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        parts.join("/")
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

    /// Whether git's rules cover the file, tracked or not.
    pub(super) fn git_ignores(&self) -> bool {
        let top = self.files.git_root(self.env_path);
        top.is_some_and(|top| ignorefile::is_ignored(self.env_path, &top, self.files, None))
    }

    /// A settings file as it stands; absent and empty files have no settings.
    ///
    /// # Errors
    /// When it cannot be read or parsed.
    pub(super) fn settings(&self, file: &str, format: Format) -> Result<Settings, Broken> {
        let key = (file.to_owned(), format);
        if let Some(read) = self.read.borrow().get(&key) {
            return (**read).clone();
        }
        let read = self.parse(file, format);
        self.read.borrow_mut().insert(key, Rc::new(read.clone()));
        read
    }

    fn parse(&self, file: &str, format: Format) -> Result<Settings, Broken> {
        let text = self.text(file)?.unwrap_or_default();
        Settings::parse(&text, format).map_err(|problem| Broken {
            file: file.to_owned(),
            line: problem.line,
            what: problem.to_string(),
        })
    }

    /// The text of a file; `None` when there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn text(&self, file: &str) -> Result<Option<String>, Broken> {
        let broken = |what: String| Broken {
            file: file.to_owned(),
            line: None,
            what,
        };
        let path = self.root.join(file);
        match self.files.entry(&path) {
            Entry::Absent => Ok(None),
            Entry::File { len, .. } if len > MAX_FILE => {
                Err(broken("is larger than 1 MiB".to_owned()))
            }
            _ => self
                .files
                .read(&path)
                .map_err(|problem| broken(format!("cannot be read ({problem})"))),
        }
    }

    /// Whether a file is there, links included.
    pub(super) fn is_file(&self, file: &str) -> bool {
        matches!(
            self.files.entry(&self.root.join(file)),
            Entry::File { .. } | Entry::HardLinked(_) | Entry::Link
        )
    }

    /// The files that a path stands for: itself, or what fits the `*` of its last component.
    pub(super) fn named(&self, path: &str) -> Vec<String> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if !name.contains('*') {
            return vec![path.to_owned()];
        }
        let entries = self.files.list(&self.root.join(folder));
        let mut fitting: Vec<String> = entries
            .into_iter()
            .filter(|entry| name_fits(name, entry))
            .map(|entry| {
                if folder.is_empty() {
                    entry
                } else {
                    format!("{folder}/{entry}")
                }
            })
            .collect();
        fitting.sort();
        fitting
    }

    /// The lines of an ignore file that are rules.
    ///
    /// # Errors
    /// When it cannot be read, or holds too many.
    pub(super) fn rules(&self, file: &str) -> Result<Vec<String>, Broken> {
        let text = self.text(file)?.unwrap_or_default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let lines = text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let lines: Vec<String> = lines.take(MAX_RULES + 1).map(str::to_owned).collect();
        if lines.len() > MAX_RULES {
            return Err(Broken {
                file: file.to_owned(),
                line: None,
                what: format!("holds more than {MAX_RULES} rules"),
            });
        }
        Ok(lines)
    }

    /// A setting wherever it stands; a file that cannot be read has none.
    pub(super) fn setting(&self, setting: &Setting) -> Option<Value> {
        let settings = self.settings(setting.file, format_of(setting.file)).ok()?;
        settings.value(setting.at).cloned()
    }

    /// Whether a setting is as it says.
    pub(super) fn holds(&self, setting: &Setting) -> bool {
        match (self.setting(setting), setting.equals) {
            (Some(value), Some(wanted)) => equal(&value, wanted),
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    /// The folders from the root of the workspace down to the file's, relative to the root.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let mut folders: Vec<PathBuf> = self
            .relative
            .parent()
            .into_iter()
            .flat_map(Path::ancestors)
            .map(Path::to_owned)
            .collect();
        folders.reverse();
        folders
    }
}

/// The notation that a file's name tells; JSON with comments where it tells none.
pub(super) fn format_of(file: &str) -> Format {
    match file.rsplit_once('.').map(|(_, end)| end) {
        Some("toml") => Format::Toml,
        Some("yml" | "yaml") => Format::Yaml,
        Some("json5") => Format::Json5,
        _ => Format::Jsonc,
    }
}

/// Whether a value is the one that a row names.
pub(super) fn equal(value: &Value, wanted: Scalar) -> bool {
    match wanted {
        Scalar::Bool(wanted) => value.bool() == Some(wanted),
        Scalar::Text(wanted) => value.text() == Some(wanted),
    }
}
