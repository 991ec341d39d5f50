//! `--staged` and `--since`: what git holds instead of what lies on disk.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use keyward_engine::config::{self as engine, Config, Layer, Trust};
use keyward_engine::peers;
use keyward_engine::suppress::{Reason, inline};
use keyward_engine::{FileContext, Role};

use super::inspect::{self, inspect};
use super::report::{Commented, FileReport, Report, Reported};
use super::settings::Settings;
use crate::cli::args::Check;
use crate::cli::lines::Lines;
use crate::workspace::config::FILE;
use crate::workspace::objects::{Files, Held, Objects, path_of};
use crate::workspace::read::{Skip, decode};
use crate::workspace::{roots, trust};

/// The repository that the current folder or the first path is in.
struct Place {
    top: PathBuf,
    objects: Objects,
    /// Only files under one of these; all when there is none.
    under: Vec<PathBuf>,
}

impl Place {
    fn of(args: &Check) -> anyhow::Result<Self> {
        let first = args.paths.first().map_or(Path::new("."), PathBuf::as_path);
        let top = roots::root_of(first);
        let objects = Objects::open(&top).map_err(|why| anyhow!(why))?;
        let under = args.paths.iter().map(|path| roots::relative(path, &top));
        Ok(Self {
            under: under.collect(),
            objects,
            top,
        })
    }

    fn wants(&self, held: &Held) -> bool {
        let path = path_of(held);
        self.under.is_empty()
            || self
                .under
                .iter()
                .any(|under| under.as_os_str().is_empty() || path.starts_with(under))
    }

    /// The path as the user would write it.
    fn shown(&self, held: &Held) -> PathBuf {
        let path = self.top.join(path_of(held));
        let here = std::env::current_dir().unwrap_or_default();
        path.strip_prefix(&here)
            .map_or_else(|_| path.clone(), Path::to_owned)
    }
}

/// Checks what is staged, as it is staged.
pub(super) fn staged(args: &Check) -> anyhow::Result<(Report, bool)> {
    let place = Place::of(args)?;
    let settings = Settings::load(
        std::slice::from_ref(&place.top),
        args.no_repo_config,
        super::floor(args),
    );
    let staged = place.objects.staged().map_err(|why| anyhow!(why))?;
    let mut report = Report::default();
    for held in staged.iter().filter(|held| place.wants(held)) {
        let shown = place.shown(held);
        match read(&place, held).and_then(|bytes| inspect(&shown, &place.top, &bytes, &settings)) {
            Ok(file) => report.add(file),
            Err(skip) => report.skip(&shown, skip),
        }
        report.add_issues(dotenv(&place, held, &settings));
    }
    report.finish();
    Ok((report, settings.broken))
}

fn read(place: &Place, held: &Held) -> Result<Vec<u8>, Skip> {
    if held.is_submodule() {
        return Err(Skip::Submodule);
    }
    place.objects.bytes(held)
}

/// That a `.env` file with a secret gets into git is an issue of the file.
fn dotenv(place: &Place, held: &Held, settings: &Settings) -> (Vec<Reported>, Vec<Reason>) {
    let path = path_of(held);
    if FileContext::of(&path, None).role != Role::DotEnv {
        return Default::default();
    }
    match read(place, held) {
        Ok(bytes) => super::dotenv::issues_of(&place.shown(held), &place.top, settings, &bytes),
        Err(_) => Default::default(),
    }
}

/// Checks what the commits since a revision have brought. What was found there already is left
/// out, and what they allow themselves is not: whoever reviews them has to see it.
pub(super) fn since(args: &Check, revision: &str) -> anyhow::Result<(Report, bool)> {
    let place = Place::of(args)?;
    let base = place.objects.base(revision).map_err(|why| anyhow!(why))?;
    let head = place.objects.head().map_err(|why| anyhow!(why))?;
    let layers = if args.no_repo_config {
        Vec::new()
    } else {
        [new_rules(&place, &head), layers(&place, &base)].concat()
    };
    let settings = Settings::with(&place.top, layers, super::floor(args));
    let mut report = Report::default();
    let changed = head
        .values()
        .filter(|held| base.get(&held.path) != Some(held));
    for held in changed.filter(|held| place.wants(held)) {
        compare(&place, held, base.get(&held.path), &settings, &mut report);
    }
    report.suppressions.sort();
    report.finish();
    Ok((report, settings.broken))
}

/// Takes what one changed file brings into the report.
fn compare(
    place: &Place,
    held: &Held,
    old: Option<&Held>,
    settings: &Settings,
    report: &mut Report,
) {
    let shown = place.shown(held);
    let before = old.and_then(|old| read(place, old).ok());
    let looked = read(place, held)
        .and_then(|bytes| Comparison::of(place, &shown, &bytes, before.as_deref(), settings));
    match looked {
        Ok(found) => {
            report.suppressions.extend(found.allowed);
            report.add(found.file);
        }
        Err(skip) => report.skip(&shown, skip),
    }
    if old.is_none() {
        report.add_issues(dotenv(place, held, settings));
    }
    if is_settings(&path_of(held)) {
        report.suppressions.push(Commented {
            path: roots::slashed(&shown),
            line: 1,
            kind: "settings-changed",
            message: "These settings were changed; what they allow anew is reported all the same.",
        });
    }
}

/// Whether a file at this path from the top can allow findings.
fn is_settings(path: &Path) -> bool {
    let at_top = path.parent() == Some(Path::new(""));
    path == Path::new(FILE) || at_top && peers::by_name(path).is_some()
}

/// The settings of the workspace as a commit has them.
fn layers(place: &Place, files: &Files) -> Vec<Layer> {
    let text = |name: &str| {
        let held = files.get(name.as_bytes())?;
        let bytes = place.objects.bytes(held).ok()?;
        let small = bytes.len() as u64 <= engine::MAX_BYTES || name != FILE;
        String::from_utf8(bytes).ok().filter(|_| small)
    };
    let sibling = |name: &str| text(name).ok_or_else(|| "is not there".to_owned());
    let others = peers::FILES.iter().filter_map(|file| {
        let text = text(file.name)?;
        Some(peers::read(file, &text, trust::COMMAND_LINE, &sibling).0)
    });
    let own = text(FILE).map(|text| engine::parse(&text, trust::COMMAND_LINE).0);
    others.chain(own).collect()
}

/// Rules that the commits bring find more, so they count; nothing else of their settings does.
fn new_rules(place: &Place, files: &Files) -> Vec<Layer> {
    let mut layers = layers(place, files);
    for layer in &mut layers {
        let rules = std::mem::take(&mut layer.settings.custom_rules);
        let source = layer.source;
        *layer = Layer::empty(Trust::Trusted);
        layer.source = source;
        layer.settings.custom_rules = rules;
    }
    layers
}

/// One file now and at the base.
struct Comparison {
    file: FileReport,
    allowed: Vec<Commented>,
}

impl Comparison {
    fn of(
        place: &Place,
        shown: &Path,
        bytes: &[u8],
        old: Option<&[u8]>,
        settings: &Settings,
    ) -> Result<Self, Skip> {
        let look = |text: &str, scanned: &str| {
            inspect::inspect_text(shown, &place.top, text, scanned, settings)
        };
        let new = decode(shown, bytes)?;
        let bare_new = without_markers(&new);
        let mut file = look(&new, &new)?;
        let everything = look(&new, &bare_new)?.findings;
        let old = old
            .and_then(|old| decode(shown, old).ok())
            .unwrap_or_default();
        let ids = |found: Vec<Reported>| -> HashSet<u64> {
            found.iter().map(|one| one.identity).collect()
        };
        let known = ids(look(&old, &old)?.findings);
        let known_at_all = ids(look(&old, &without_markers(&old))?.findings);
        let loud: HashSet<u64> = file.findings.iter().map(|one| one.identity).collect();
        let came_allowed = everything
            .into_iter()
            .filter(|one| !known_at_all.contains(&one.identity) && !loud.contains(&one.identity));
        file.findings.retain(|one| !known.contains(&one.identity));
        file.findings.extend(came_allowed.map(|mut one| {
            one.message
                .push_str(" A comment that came with it allows it.");
            one
        }));
        Ok(Self {
            allowed: new_markers(&new, &old, shown),
            file,
        })
    }
}

/// The text with every comment that allows findings made void, and each byte in its place.
fn without_markers(text: &str) -> String {
    let mut out = text.to_owned();
    for needle in inline::NEEDLES.iter().chain(&["secretlint-disable"]) {
        let void = format!("{}_", &needle[..needle.len() - 1]);
        out = out.replace(needle, &void);
    }
    out
}

/// The comments that allow findings and were not in the old text.
fn new_markers(new: &str, old: &str, shown: &Path) -> Vec<Commented> {
    let lines = Lines::new(new);
    let mut known: Vec<&str> = inline::markers(old)
        .iter()
        .map(|it| &old[it.range.clone()])
        .collect();
    let is_new = |marker: &inline::Marker| {
        let text = &new[marker.range.clone()];
        match known.iter().position(|it| *it == text) {
            Some(at) => {
                known.swap_remove(at);
                false
            }
            None => true,
        }
    };
    let mut markers = inline::markers(new);
    let mut is_new = is_new;
    markers.retain(|marker| is_new(marker));
    let commented = |marker: &inline::Marker| Commented {
        path: roots::slashed(shown),
        line: lines.line_of(marker.range.start) + 1,
        kind: "allow-added",
        message: "A comment that allows findings was added here.",
    };
    markers.iter().map(commented).collect()
}

/// The settings that a comparison uses.
impl Settings {
    fn with(root: &Path, layers: Vec<Layer>, floor: Option<keyward_engine::Confidence>) -> Self {
        let mut settings = Self::load(&[root.to_owned()], true, floor);
        let user = crate::workspace::config::user().map(|loaded| loaded.layer);
        let config = Config::new(user.into_iter().chain(layers).collect());
        settings.replace(root, config);
        settings
    }
}
