//! Who can read an open `.env`: git's next commit, and the assistants in use.

use std::path::PathBuf;

use keyward_engine::Role;
use keyward_engine::config::Mode;
use keyward_engine::exposure::{
    self, AssistantState, Exposure, Git, Markers, decoy_message, git_message, home_markers,
};
use keyward_engine::text::Position;
use serde_json::Value;

use super::answer::{Level, Note, Span};
use super::main_loop::Event;
use super::session::{Entry, Session};
use super::uri::{DocUri, Scheme, scheme};
use crate::workspace::files::DiskFiles;

/// Larger documents are no settings of anybody.
const OVERLAY_LIMIT: usize = 1024 * 1024;

/// Files whose change can change an answer.
pub(super) const WATCHED: [&str; 9] = [
    "**/.env*",
    "**/.gitignore",
    "**/.git/{index,info/exclude}",
    "**/.*ignore",
    "**/.keyward.toml",
    "**/{.gitleaks.toml,.betterleaks.toml,.secrets.baseline}",
    "**/.{claude,cursor,gemini,vscode,zed}/*.json*",
    "**/{CLAUDE,GEMINI,AGENTS}.md",
    "**/.cursor/**",
];

/// Whether a worker looks at a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Look {
    /// None does.
    #[default]
    Idle,
    /// One does.
    Running,
    /// One does, and something has changed meanwhile.
    Again,
}

/// Signs of assistants that do not change while the server runs.
pub(super) fn markers(client: Option<String>, options: &Value) -> Markers {
    let strings = |key: &str| -> Vec<String> {
        let list = options.get("keyward").unwrap_or(options).get(key);
        let list = list.and_then(Value::as_array).into_iter().flatten();
        list.filter_map(|it| it.as_str().map(str::to_owned))
            .collect()
    };
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"));
    let home = home.map(PathBuf::from);
    let in_home = |path: &&str| home.as_ref().is_some_and(|home| home.join(path).exists());
    Markers {
        client,
        extensions: strings("extensions"),
        env: crate::signs::environment(),
        home: home_markers().filter(in_home).map(str::to_owned).collect(),
        modules: strings("modules"),
        globals: strings("globals"),
        lsp_clients: strings("lspClients"),
        features: strings("features"),
        platform: Some(std::env::consts::OS.to_owned()),
    }
}

impl Session {
    /// Looks at every open `.env` again.
    pub(super) fn assess_all(&mut self) {
        let uris: Vec<DocUri> = self.documents.keys().cloned().collect();
        for uri in uris {
            self.look_for_records(&uri);
            self.assess(&uri);
        }
    }

    /// Looks at a document's file on a worker, if it is a `.env`. One worker at a time
    /// for each: a burst of changes costs two looks, and the last answer is the newest.
    pub(super) fn assess(&mut self, uri: &DocUri) {
        let Some(entry) = self.documents.get_mut(uri) else {
            return;
        };
        if entry.look != Look::Idle {
            entry.look = Look::Again;
            return;
        }
        let Some(entry) = self.documents.get(uri) else {
            return;
        };
        let is_env = entry.document.context().role == Role::DotEnv;
        let (Some(path), true, Scheme::File) = (&entry.document.path, is_env, scheme(uri)) else {
            return;
        };
        let root = self.root_for(Some(path));
        if root.as_os_str().is_empty() {
            return;
        }
        let open: Vec<(PathBuf, String)> = self
            .documents
            .values()
            .filter(|it| it.document.text().len() <= OVERLAY_LIMIT)
            .filter_map(|it| Some((it.document.path.clone()?, it.document.text().full())))
            .collect();
        let path = path.clone();
        if let Some(entry) = self.documents.get_mut(uri) {
            entry.look = Look::Running;
        }
        let uri = uri.clone();
        let (markers, events) = (self.markers.clone(), self.handle.events.clone());
        std::thread::spawn(move || {
            let files = DiskFiles::with_open(&root, |path| {
                let found = open.iter().find(|(known, _)| known == path);
                found.map(|(_, text)| text.clone())
            });
            let exposure = exposure::assess(&path, &root, &markers, &files);
            let _ = events.send(Event::Assessed(uri, Box::new(exposure)));
        });
    }

    /// Takes a worker's answer in.
    pub(super) fn assessed(&mut self, uri: &DocUri, exposure: Exposure) {
        let mut exposure = exposure;
        let in_use: Vec<bool> = {
            let states = exposure.assistants.iter();
            states.map(|one| self.is_in_use(one, uri)).collect()
        };
        for (one, in_use) in exposure.assistants.iter_mut().zip(in_use) {
            one.in_use = in_use;
        }
        let mut again = false;
        let changed = self.documents.get_mut(uri).is_some_and(|entry| {
            again = std::mem::take(&mut entry.look) == Look::Again;
            let changed = entry.exposure.as_ref() != Some(&exposure);
            entry.exposure = Some(exposure);
            entry.dirty |= changed;
            changed
        });
        if changed {
            self.ask_to_pull_again();
        }
        if again {
            self.assess(uri);
        }
    }

    /// Whether an assistant is in use: what settings say, else what was seen.
    pub(super) fn is_in_use(&self, one: &AssistantState, uri: &DocUri) -> bool {
        match self
            .config_of(uri)
            .map_or(Mode::Auto, |it| it.assistant(one.assistant.id))
        {
            Mode::On => true,
            Mode::Off => false,
            Mode::Auto => one.in_use,
        }
    }
}

impl Entry {
    /// The notes about the file as a whole, on its first line.
    pub(super) fn exposure_notes(&self) -> Vec<Note> {
        let text = self.document.text();
        let Some(exposure) = self.exposure.as_ref().filter(|_| !text.is_empty()) else {
            return Vec::new();
        };
        let end = text.line_range(0).end;
        let note = |level, code, message| Note {
            unnecessary: false,
            span: Span {
                start: Position::default(),
                end: text.position(end, self.encoding),
            },
            level,
            code,
            page: None,
            message,
            related: Vec::new(),
        };
        let git = match exposure.git {
            Git::Tracked => "env-tracked",
            _ => "env-not-ignored",
        };
        let mut notes: Vec<Note> = git_message(exposure)
            .map(|it| note(Level::Error, git, it))
            .into_iter()
            .collect();
        for one in exposure
            .assistants
            .iter()
            .filter(|it| it.in_use && it.is_exposed())
        {
            let message = exposure::message(exposure, one);
            notes.push(note(Level::Warning, "assistant-can-read-env", message));
        }
        let used = |id| {
            exposure
                .assistants
                .iter()
                .any(|it| it.in_use && it.assistant.id == id)
        };
        for decoy in exposure.decoys.iter().filter(|it| used(it.assistant.id)) {
            notes.push(note(
                Level::Information,
                "assistant-decoy",
                decoy_message(decoy),
            ));
        }
        notes
    }
}
