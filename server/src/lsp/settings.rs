//! Settings: the editor's, the user's file and the workspace's, put together per folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use keyward_engine::config::{Config, Delivery, Layer, Problem, Settings, Trust};
use serde_json::{Map, Value};

use super::main_loop::Start;
use crate::workspace::config::{self, Loaded};
use crate::workspace::trust;

/// Keys of the editor's settings that are Keyward's own; others belong to the plugin.
const KEYS: [&str; 15] = [
    "min_confidence",
    "minConfidence",
    "rules",
    "exclude",
    "env_file",
    "envFile",
    "secrets_manager",
    "secretsManager",
    "lookup",
    "assistants",
    "code_lens",
    "codeLens",
    "home_signs",
    "homeSigns",
    "diagnostics",
];

/// The settings of one folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    pub(super) config: Config,
    /// Mistakes in its files, and where these are.
    pub(super) problems: Vec<(PathBuf, Vec<Problem>)>,
}

/// Every folder's settings, read when first asked for.
#[derive(Debug, Default)]
pub(super) struct FolderSettings {
    editor: Settings,
    trusted: Option<bool>,
    folders: HashMap<PathBuf, Folder>,
}

impl FolderSettings {
    /// Takes the editor's settings in. Returns the keys that could not be read.
    pub(super) fn set_editor(&mut self, value: &Value) -> Vec<&'static str> {
        // Some clients announce that they have no settings: those of the start stay.
        if section(value).as_object().is_none_or(Map::is_empty) {
            return Vec::new();
        }
        let (settings, wrong) = editor_settings(value);
        self.editor = settings;
        let trusted = section(value).get("trusted").and_then(Value::as_bool);
        // Trust is told at the start and when it is given; other changes do not repeat it.
        self.trusted = trusted.or(self.trusted);
        self.folders.clear();
        wrong
    }

    /// Whether the editor says that the user does not trust the workspace.
    pub(super) fn is_untrusted(&self) -> bool {
        self.trusted == Some(false)
    }

    /// Forgets what was read from disk.
    pub(super) fn forget(&mut self) {
        self.folders.clear();
    }

    /// Reads the settings of a folder if that was not done yet. Returns whether it was done now.
    pub(super) fn load(&mut self, folder: &Path) -> bool {
        if self.folders.contains_key(folder) {
            return false;
        }
        let trust = trust::of_client(self.trusted);
        let others = config::peers(folder, trust);
        let own: Vec<Loaded> = others
            .into_iter()
            .chain(config::workspace(folder, folder, trust))
            .collect();
        let with_problems = own.iter().rev().filter(|it| !it.problems.is_empty());
        let problems = with_problems
            .map(|it| (it.path.clone(), it.problems.clone()))
            .collect();
        let layer = |it: Loaded| it.layer;
        let layers = config::user().into_iter().chain(own).map(layer);
        // An editor's settings include those that a folder brings along.
        let editor = Layer {
            settings: self.editor.clone(),
            ..Layer::empty(if self.is_untrusted() {
                Trust::Untrusted
            } else {
                Trust::User
            })
        };
        let config = Config::new(layers.chain([editor]).collect());
        let folder_settings = Folder { config, problems };
        self.folders.insert(folder.to_owned(), folder_settings);
        true
    }

    /// What was loaded for a folder.
    pub(super) fn of(&self, folder: &Path) -> Option<&Folder> {
        self.folders.get(folder)
    }
}

/// Whether this client is to ask for diagnostics. Decided once, when it is announced.
pub(super) fn pulls(start: &Start) -> bool {
    let delivery = editor_settings(&start.options).0.diagnostics;
    start.traits.pulls(delivery.unwrap_or(Delivery::Auto))
}

/// Some clients send the section, some the object that holds it.
fn section(value: &Value) -> &Value {
    value.get("keyward").unwrap_or(value)
}

/// Each key by itself, so that one mistake does not drop the rest.
fn editor_settings(value: &Value) -> (Settings, Vec<&'static str>) {
    let mut good = Map::new();
    let mut wrong = Vec::new();
    for key in KEYS {
        let Some(value) = section(value).get(key).filter(|it| !it.is_null()) else {
            continue;
        };
        let one = Map::from_iter([(key.to_owned(), value.clone())]);
        if serde_json::from_value::<Settings>(Value::Object(one)).is_ok() {
            good.insert(key.to_owned(), value.clone());
        } else {
            wrong.push(key);
        }
    }
    let settings = serde_json::from_value(Value::Object(good)).unwrap_or_default();
    (settings, wrong)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_wrong_setting_does_not_drop_the_others() {
        let value = json!({ "keyward": {
            "diagnostics": "push", "minConfidence": 7, "serverPath": "/x", "envFile": null
        }});
        let (settings, wrong) = editor_settings(&value);
        assert_eq!(settings.diagnostics, Some(Delivery::Push));
        assert_eq!(wrong, ["minConfidence"]);
    }
}
