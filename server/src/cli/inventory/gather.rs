//! The keys of a folder: the files that define them, and the code that reads them.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use keyward_engine::inventory::{
    self, Date, Definition, Due, Key, Place, Policy, Urgency, Uses, due_in,
};
use keyward_engine::{FileContext, Role};
use zeroize::Zeroizing;

use crate::cli::check::settings::Settings;
use crate::workspace::read::{self, Skip};
use crate::workspace::roots;
use crate::workspace::walk::{Visit, walk};

/// What was gathered.
pub(super) struct Gathered {
    pub(super) root: PathBuf,
    pub(super) today: Date,
    pub(super) policy: Policy,
    pub(super) keys: Vec<Key>,
    /// Where each key is read, in the same order.
    pub(super) uses: Vec<Vec<Place>>,
    /// What is due, and where.
    pub(super) due: Vec<(Place, Due)>,
    /// The files that define variables, relative to the root.
    pub(super) files: Vec<(PathBuf, Zeroizing<String>)>,
    /// Files that could not be read.
    pub(super) unread: Vec<String>,
}

/// Whether a file defines variables.
fn defines(path: &Path) -> bool {
    let name = Path::new(path.file_name().unwrap_or_default());
    let is_env = name.to_string_lossy().contains("env");
    match FileContext::of(name, None).role {
        Role::DotEnv => true,
        Role::Template => is_env || name.to_string_lossy().starts_with(".dev.vars"),
        _ => false,
    }
}

impl Gathered {
    pub(super) fn of(path: &Path, today: Date, settings: &Settings) -> anyhow::Result<Self> {
        let root = roots::root_of(path);
        let mut gathered = Self {
            policy: settings.of(&root).rotation(),
            root,
            today,
            keys: Vec::new(),
            uses: Vec::new(),
            due: Vec::new(),
            files: Vec::new(),
            unread: Vec::new(),
        };
        let (defining, others): (Vec<_>, Vec<_>) =
            visited(path).into_iter().partition(|path| defines(path));
        for path in defining {
            let relative = roots::relative(&path, &gathered.root);
            if let Some(text) = gathered.read(&path) {
                gathered.files.push((relative, text));
            }
        }
        gathered.find_keys();
        gathered.find_uses(&others);
        Ok(gathered)
    }

    /// A file's text; what is no text defines and reads nothing.
    fn read(&mut self, path: &Path) -> Option<Zeroizing<String>> {
        let mut bytes = Zeroizing::new(Vec::new());
        let text = read::read_into(path, &mut bytes).and_then(|()| {
            read::decode(path, &bytes).map(|text| Zeroizing::new(text.into_owned()))
        });
        match text {
            Ok(text) => Some(text),
            Err(skip) => {
                let gone = matches!(&skip, Skip::Unreadable(why) if why == "not found");
                if skip.is_gap() && !gone {
                    let relative = roots::relative(path, &self.root);
                    self.unread.push(roots::slashed(&relative));
                }
                None
            }
        }
    }

    fn find_keys(&mut self) {
        let definitions: Vec<Definition<'_>> = self
            .files
            .iter()
            .map(|(path, text)| Definition { path, text })
            .collect();
        self.keys = inventory::collect(&definitions);
        for (path, text) in &self.files {
            for due in due_in(text, &self.policy, self.today) {
                let line = text[..due.range.start].matches('\n').count() + 1;
                let path = roots::slashed(path);
                self.due.push((Place { path, line }, due));
            }
        }
    }

    fn find_uses(&mut self, files: &[PathBuf]) {
        let mut names: Vec<String> = self.keys.iter().map(|key| key.name.clone()).collect();
        names.sort();
        names.dedup();
        let mut uses = Uses::of(names);
        let files = if uses.is_empty() { &[] } else { files };
        for path in files {
            let relative = roots::relative(path, &self.root);
            let context = FileContext::of(&relative, None);
            if matches!(context.role, Role::Lock | Role::Generated | Role::Docs) {
                continue;
            }
            if let Some(text) = self.read(path) {
                uses.look(&roots::slashed(&relative), &text, context.language);
            }
        }
        let in_folder = |key: &Key| {
            let folder = roots::slashed(&key.folder);
            let places = uses.places(&key.name).into_iter();
            // A key of one service is not read by another.
            let inside =
                |place: &Place| folder.is_empty() || place.path.starts_with(&format!("{folder}/"));
            places.filter(inside).collect()
        };
        self.uses = self.keys.iter().map(in_folder).collect();
    }

    /// How many days ago a day was; below zero where it is yet to come.
    pub(super) fn days_since(&self, day: Date) -> i32 {
        inventory::days(day, self.today)
    }

    /// Whether anything has to be done.
    pub(super) fn is_due(&self) -> bool {
        self.due.iter().any(|(_, due)| is_due(due))
    }
}

/// Whether it has to be done now: an expiry that is yet to come only reminds.
fn is_due(due: &Due) -> bool {
    due.urgency == Urgency::Warning || due.check == "key-rotation"
}

fn visited(path: &Path) -> Vec<PathBuf> {
    let files = Mutex::new(Vec::new());
    walk(&[path.to_owned()], 1, || {
        |visit: Visit<'_>| {
            if let Visit::File(path) | Visit::DotEnv(path) = visit {
                let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
                files.push(path.to_owned());
            }
        }
    });
    let mut files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
    files.sort();
    files.dedup();
    files
}
