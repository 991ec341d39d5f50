//! A small workspace in memory, and what agents try in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::*;
use crate::files::Entry;

mod calls;

/// Files by absolute path; links lead to another path.
#[derive(Default)]
pub(super) struct Memory {
    texts: BTreeMap<PathBuf, String>,
    links: BTreeMap<PathBuf, PathBuf>,
}

impl Memory {
    /// A project with a `.env`, a template, a key and a link to the `.env`.
    pub(super) fn project() -> Self {
        let mut files = Self::default();
        for (path, text) in [
            ("/w/.env", "API_URL=http://localhost\nTOKEN=one-two-three\n"),
            ("/w/.env.example", "API_URL=\nTOKEN=\n"),
            ("/w/.env.local", "A=1\n"),
            ("/w/id_rsa", &format!("-----BEGIN {} KEY-----\n", "PRIVATE")),
            ("/w/README.md", "See TOKEN in .env\n"),
            ("/w/src/main.py", "print('hello')\n"),
            ("/w/pkg/.env", "B=2\n"),
            ("/home/u/.aws/credentials", "[default]\n"),
        ] {
            files.texts.insert(PathBuf::from(path), text.to_owned());
        }
        files.links.insert("/w/notes.txt".into(), "/w/.env".into());
        files
    }
}

impl Files for Memory {
    fn entry(&self, path: &Path) -> Entry {
        if self.links.contains_key(path) {
            Entry::Link
        } else if let Some(text) = self.texts.get(path) {
            Entry::File {
                len: text.len() as u64,
                mode: None,
            }
        } else if self.texts.keys().any(|file| file.starts_with(path)) {
            Entry::Directory
        } else {
            Entry::Absent
        }
    }

    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        let path = self.links.get(path).map_or(path, PathBuf::as_path);
        Ok(self.texts.get(path).cloned())
    }

    fn list(&self, dir: &Path) -> Vec<String> {
        let all = self.texts.keys().chain(self.links.keys());
        let below = all.filter_map(|path| path.strip_prefix(dir).ok()?.components().next());
        let mut names: Vec<String> = below
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names.dedup();
        names
    }

    fn tracked(&self, _: &Path) -> Option<bool> {
        None
    }

    fn git_root(&self, _: &Path) -> Option<PathBuf> {
        None
    }

    fn git_excludes(&self, _: &Path) -> Vec<String> {
        Vec::new()
    }

    fn is_open(&self, _: &Path) -> bool {
        false
    }

    fn real(&self, path: &Path) -> Option<PathBuf> {
        Some(
            self.links
                .get(path)
                .cloned()
                .unwrap_or_else(|| path.to_owned()),
        )
    }
}

/// Where the tests' agent stands.
pub(super) fn place(files: &Memory, run: impl FnOnce(&Place<'_>)) {
    let allow = GlobSet::empty();
    run(&Place {
        root: "/w".into(),
        folder: "/w".into(),
        home: Some(Path::new("/home/u")),
        files,
        allow: &allow,
    });
}

/// The answer to a call in the project.
pub(super) fn ask(input: &Value, client: Option<&str>, policy: &Policy) -> Answer {
    let files = Memory::project();
    let config = Config::default();
    let call = read(input.to_string().as_bytes(), client.and_then(super::client));
    let world = World {
        root: "/w".into(),
        folder: "/w".into(),
        home: Some(Path::new("/home/u")),
        files: &files,
        config: &config,
        known: None,
    };
    decide(&call, &world, policy)
}
