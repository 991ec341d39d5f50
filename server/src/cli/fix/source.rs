//! The file that is fixed, and what is reported in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use keyward_engine::config::Config;
use keyward_engine::files::Files;
use keyward_engine::{FileContext, Finding, scan};

use crate::cli::args::LookupForm;
use crate::cli::check::inspect::part;
use crate::cli::check::settings::Settings;
use crate::cli::lines::Lines;
use crate::workspace::files::DiskFiles;
use crate::workspace::roots;

/// The file that is fixed, absolute, and its workspace.
pub(super) struct Source {
    pub(super) path: PathBuf,
    pub(super) root: PathBuf,
    pub(super) config: Arc<Config>,
    /// Whether code goes on without the variable.
    pub(super) quiet: bool,
    context: FileContext,
    /// The only line that is fixed, from 1.
    line: Option<usize>,
}

impl Source {
    pub(super) fn of(
        path: &Path,
        line: Option<usize>,
        settings: &Settings,
        lookup: Option<LookupForm>,
    ) -> Self {
        let root = roots::root_of(path);
        let config = settings.of(&root);
        let quiet = lookup.map_or(config.quiet_lookup(), |form| form == LookupForm::Quiet);
        Self {
            path: root.join(roots::relative(path, &root)),
            config,
            quiet,
            context: settings.context(&roots::relative(path, &root), &root),
            root,
            line,
        }
    }

    pub(super) fn text(&self) -> anyhow::Result<String> {
        match DiskFiles::new(&self.root).read(&self.path) {
            Ok(Some(text)) => Ok(text),
            Ok(None) => bail!("there is no file {}", self.path.display()),
            Err(problem) => bail!("can't read {}: {problem}", self.path.display()),
        }
    }

    pub(super) fn context(&self) -> &FileContext {
        &self.context
    }

    /// What is to be fixed: all that is found on the line that was named, or what is reported.
    pub(super) fn findings(&self, text: &str) -> Vec<Finding> {
        let lines = Lines::new(text);
        let path = roots::relative(&self.path, &self.root);
        let found = scan(text, &self.context);
        let mut found = self
            .config
            .apply(found, &path, &|range| part(text, range))
            .findings;
        let least = self
            .config
            .min_confidence(keyward_engine::Confidence::Likely);
        found.retain(|one| match self.line {
            Some(line) => lines.line_of(one.range.start) + 1 == line,
            None => one.confidence >= least,
        });
        found
    }

    /// A path as it is shown.
    pub(super) fn shown(&self, path: &Path) -> String {
        roots::slashed(path.strip_prefix(&self.root).unwrap_or(path))
    }
}
