//! The settings that a check runs with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use keyward_engine::config::{Config, Layer};
use keyward_engine::{Confidence, FileContext};

use crate::cli::stream;
use crate::workspace::config::{self, Loaded};
use crate::workspace::files::DiskFiles;
use crate::workspace::known::KnownValues;
use crate::workspace::{roots, trust};

/// Of what another scanner's file says in vain this much is told at each check.
const TOLD: usize = 3;

/// Settings by workspace root, and what the flags say.
#[derive(Debug)]
pub(crate) struct Settings {
    by_root: BTreeMap<PathBuf, Arc<Config>>,
    known: Mutex<KnownValues>,
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
            known: Mutex::default(),
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
            let others = if no_repo_config {
                Vec::new()
            } else {
                config::peers(&root, trust::COMMAND_LINE)
            };
            let others: Vec<Layer> = others
                .into_iter()
                .filter_map(|it| settings.take(it))
                .collect();
            let layers = user_layer.iter().cloned().chain(others).chain(own_layer);
            let layers: Vec<Layer> = layers.collect();
            settings.by_root.insert(root, Arc::new(Config::new(layers)));
        }
        settings
    }

    fn take(&mut self, loaded: Loaded) -> Option<Layer> {
        let (kind, most) = if loaded.is_peer {
            ("note", TOLD)
        } else {
            self.broken |= !loaded.problems.is_empty();
            ("settings", usize::MAX)
        };
        let path = loaded.path.display();
        for problem in loaded.problems.iter().take(most) {
            stream::complain(
                kind,
                &format!("{path}:{}: {}", problem.line, problem.message),
            );
        }
        if let Some(more @ 1..) = loaded.problems.len().checked_sub(most) {
            let hint = "`keyward import --dry-run` lists them all";
            stream::complain(kind, &format!("{path}: {more} more like this; {hint}"));
        }
        Some(loaded.layer)
    }

    /// What a scan may know of a file: what its settings say, and what the `.env` files around
    /// it hold. `path` is relative to the root.
    pub(crate) fn context(&self, path: &Path, root: &Path) -> FileContext {
        let mut context = self.of(root).context(path, None);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.add_to(&mut context, &root.join(path), root, || {
            DiskFiles::new(root)
        });
        context
    }

    /// Puts other settings in the place of a workspace's.
    pub(crate) fn replace(&mut self, root: &Path, config: Config) {
        self.by_root.insert(root.to_owned(), Arc::new(config));
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
