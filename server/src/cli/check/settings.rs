//! The settings that a check runs with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use keyward_engine::Confidence;
use keyward_engine::config::{Config, Layer};

use crate::cli::stream;
use crate::workspace::config::{self, Loaded};
use crate::workspace::{roots, trust};

/// Settings by workspace root, and what the flags say.
#[derive(Debug)]
pub(crate) struct Settings {
    by_root: BTreeMap<PathBuf, Arc<Config>>,
    /// What to report when a flag says so; settings don't matter then.
    floor: Option<Confidence>,
    /// Whether a settings file has a mistake in it.
    pub(crate) broken: bool,
}

impl Settings {
    /// Loads the settings for every path that is checked, and complains about mistakes in them.
    pub(crate) fn load(paths: &[PathBuf], no_repo_config: bool, floor: Option<Confidence>) -> Self {
        let mut settings = Self {
            by_root: BTreeMap::new(),
            floor,
            broken: false,
        };
        let user = config::user();
        let user_layer = user.and_then(|loaded| settings.take(loaded));
        for path in paths {
            let root = roots::root_of(path);
            if settings.by_root.contains_key(&root) {
                continue;
            }
            let folder = root.join(roots::relative(path, &root));
            let own = (!no_repo_config)
                .then(|| config::workspace(&folder, &root, trust::COMMAND_LINE))
                .flatten();
            let own_layer = own.and_then(|loaded| settings.take(loaded));
            let layers: Vec<Layer> = user_layer.iter().cloned().chain(own_layer).collect();
            settings.by_root.insert(root, Arc::new(Config::new(layers)));
        }
        settings
    }

    fn take(&mut self, loaded: Loaded) -> Option<Layer> {
        for problem in &loaded.problems {
            self.broken = true;
            let place = format!("{}:{}", loaded.path.display(), problem.line);
            stream::complain("settings", &format!("{place}: {}", problem.message));
        }
        Some(loaded.layer)
    }

    /// The settings of a workspace.
    pub(crate) fn of(&self, root: &Path) -> Arc<Config> {
        self.by_root.get(root).cloned().unwrap_or_default()
    }

    /// The least certain findings to report in a workspace.
    pub(crate) fn min_confidence(&self, config: &Config) -> Confidence {
        self.floor
            .unwrap_or_else(|| config.min_confidence(Confidence::Likely))
    }
}
