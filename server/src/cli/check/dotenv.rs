//! A `.env` file that git does not ignore, or holds already.

use std::path::Path;

use keyward_engine::exposure::{self, Git, Markers, git_message};
use keyward_engine::suppress::Reason;
use keyward_engine::{Confidence, FileContext, Scan, Severity, scan};

use super::report::Reported;
use super::settings::Settings;
use crate::cli::lines::Lines;
use crate::workspace::files::DiskFiles;
use crate::workspace::{read, roots};

/// Whether git ignores a `.env` file, so that the values in it are where they belong.
pub(crate) fn is_kept_out(path: &Path, root: &Path) -> bool {
    let files = DiskFiles::new(root);
    let exposure = exposure::assess(&root.join(path), root, &Markers::default(), &files);
    exposure.git == Git::Ignored
}

/// What is wrong with the place of a `.env` file.
pub(crate) fn exposed(
    shown: &Path,
    root: &Path,
    settings: &Settings,
    buffer: &mut Vec<u8>,
) -> Option<Reported> {
    read::read_into(shown, buffer).ok()?;
    exposed_as(shown, root, settings, buffer)
}

/// The same for a file that holds these bytes, be it on disk or in git.
pub(crate) fn exposed_as(
    shown: &Path,
    root: &Path,
    settings: &Settings,
    bytes: &[u8],
) -> Option<Reported> {
    let path = roots::relative(shown, root);
    let exposure = exposure::assess(
        &root.join(&path),
        root,
        &Markers::default(),
        &DiskFiles::new(root),
    );
    let message = git_message(&exposure)?;
    let rule = match exposure.git {
        Git::Tracked => "env-tracked",
        _ => "env-not-ignored",
    };
    let text = read::decode(shown, bytes).ok()?;
    let (confidence, line, column) = worst(&text, &path);
    if confidence < settings.min_confidence(&settings.of(root)) {
        return None;
    }
    Some(Reported {
        rule,
        provider: "keyward",
        path: roots::slashed(shown),
        line,
        column,
        end_line: line,
        end_column: column,
        confidence,
        severity: Severity::High,
        message,
        redacted: String::new(),
        fingerprint: keyward_engine::fingerprint::of_file(rule, &roots::slashed(&path)),
        proof: "none",
        layers: Vec::new(),
        companions: Vec::new(),
        identity: 0,
        context: keyward_engine::fingerprint::of_file(rule, ""),
        root: root.to_owned(),
        relative: roots::slashed(&path),
        excerpt: None,
        name: "exposed `.env` file",
    })
}

/// How bad it is that this file gets around, and the first place that says so. One that holds
/// only settings is often committed on purpose.
fn worst(text: &str, path: &Path) -> (Confidence, usize, usize) {
    let found: Scan = scan(text, &FileContext::of(path, None));
    let loud = found.findings.iter().map(|one| one.range.start);
    let quiet = found
        .suppressed
        .iter()
        .filter(|one| one.reason == Reason::DotEnv);
    match loud.chain(quiet.map(|one| one.range.start)).min() {
        Some(at) => {
            let (line, column) = Lines::new(text).position(at);
            (Confidence::Certain, line, column)
        }
        None => (Confidence::Possible, 1, 1),
    }
}
