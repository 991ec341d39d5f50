//! `keyward import`: the settings of other scanners into `.keyward.toml`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use keyward_engine::config::{Config, Lists, Trust};
use keyward_engine::fingerprint::Fingerprints;
use keyward_engine::import::{self, Part};
use keyward_engine::peers::{self, PeerFile};
use keyward_engine::{Finding, scan};

use super::args::Import;
use super::check::inspect::part;
use super::escape::escape;
use super::lines::Lines;
use super::{Exit, stream};
use crate::workspace::config::{self, FILE, Loaded};
use crate::workspace::{read, roots};

/// Runs the command.
pub(crate) fn run(args: &Import) -> anyhow::Result<Exit> {
    let (folder, files) = files(&args.path)?;
    let mut left: Vec<String> = Vec::new();
    let mut parts = Vec::new();
    for (path, file) in files {
        let loaded = config::peer(path, file, &folder, Trust::Trusted);
        parts.push(taken(&folder, file, loaded, &mut left));
    }
    let target = folder.join(FILE);
    let before = settings_text(&target)?;
    let (after, known) = import::merged(&before, &parts).map_err(|why| anyhow!(why))?;
    left.extend(known);
    let mut to = stream::plain();
    if args.dry_run {
        write!(to, "{after}")?;
    } else if after != before {
        super::check::baseline::replace(&target, after)?;
    }
    let mut out: Vec<String> = parts.iter().map(summary).collect();
    out.extend(
        left.iter()
            .map(|why| format!("not taken over: {}", escape(why))),
    );
    for line in &out {
        // With `--dry-run` standard output is the file.
        if args.dry_run {
            stream::complain("import", line);
        } else {
            writeln!(to, "{line}")?;
        }
    }
    to.flush()?;
    Ok(Exit::Clean)
}

/// What of a file was taken over, in a line.
fn summary(part: &Part) -> String {
    let settings = &part.settings;
    let counts = [
        ("rules", settings.custom_rules.len()),
        ("allow entries", settings.allow.len()),
        ("accepted findings", part.accepted.len()),
        ("paths", settings.exclude.len()),
        ("rules turned off", settings.rules.len()),
    ];
    let counts = counts.iter().filter(|(_, number)| *number > 0);
    let counts: Vec<String> = counts
        .map(|(what, number)| format!("{number} {what}"))
        .collect();
    if counts.is_empty() {
        return format!("{}: nothing", part.name);
    }
    format!("{}: {}", part.name, counts.join(", "))
}

type Present = Vec<(PathBuf, &'static PeerFile)>;

/// The workspace, and which files of other scanners there are or were named.
fn files(path: &Path) -> anyhow::Result<(PathBuf, Present)> {
    if path.is_file() {
        let Some(file) = peers::by_name(path) else {
            bail!(
                "`{}` is no file of another scanner that Keyward reads: {}",
                path.display(),
                names()
            );
        };
        let path = std::path::absolute(path)?;
        let folder = path.parent().unwrap_or(&path).to_owned();
        return Ok((folder, vec![(path, file)]));
    }
    let folder =
        std::path::absolute(path).with_context(|| format!("can't look at `{}`", path.display()))?;
    let all = peers::FILES
        .iter()
        .map(|file| (folder.join(file.name), file));
    let present: Present = all
        .filter(|(path, _)| path.symlink_metadata().is_ok())
        .collect();
    if present.is_empty() {
        bail!(
            "there is none of these files in `{}`: {}",
            path.display(),
            names()
        );
    }
    Ok((folder, present))
}

fn names() -> String {
    let names: Vec<&str> = peers::FILES.iter().map(|file| file.name).collect();
    names.join(", ")
}

/// What of a file goes over. Single findings are looked up, so that they are known by what they
/// hang on instead of a line number or a digest.
fn taken(folder: &Path, file: &PeerFile, loaded: Loaded, left: &mut Vec<String>) -> Part {
    for problem in &loaded.problems {
        left.push(format!(
            "{}:{}: {}",
            file.name, problem.line, problem.message
        ));
    }
    let mut settings = loaded.layer.settings;
    let lists = loaded.layer.lists;
    let (globs, odd) = import::globs(&lists.ignored);
    settings.exclude.extend(globs);
    left.extend(
        odd.into_iter()
            .map(|(line, why)| format!("{}:{line}: {why}", file.name)),
    );
    let mut accepted = listed_places(folder, file.name, &lists, left);
    accepted.extend(listed_values(folder, file.name, &lists, left));
    Part {
        name: file.name,
        settings,
        accepted: accepted.into_iter().collect(),
    }
}

/// Fingerprints, and where their findings are.
type Accepted = BTreeMap<String, String>;

fn listed_places(folder: &Path, name: &str, lists: &Lists, left: &mut Vec<String>) -> Accepted {
    let mut accepted = Accepted::new();
    for (path, lines) in &lists.places {
        let found = findings(folder, path);
        for line in lines {
            let here: Vec<_> = found.iter().filter(|one| one.line == *line).collect();
            if here.is_empty() {
                left.push(format!(
                    "{name}: nothing is found in {path}:{line} any more"
                ));
            }
            let places = here.into_iter();
            accepted.extend(places.map(|one| (one.name.clone(), format!("{path}:{line}"))));
        }
    }
    accepted
}

fn listed_values(folder: &Path, name: &str, lists: &Lists, left: &mut Vec<String>) -> Accepted {
    let mut accepted = Accepted::new();
    for (path, digests) in &lists.digests {
        let found = findings(folder, path);
        let listed = |one: &&Found| lists.lists_value(path, &one.finding, &one.value);
        let here: Vec<&Found> = found.iter().filter(listed).collect();
        if here.len() < digests.len() {
            let gone = digests.len() - here.len();
            left.push(format!(
                "{name}: {gone} of its values are not found in {path}"
            ));
        }
        let places = here.into_iter();
        accepted.extend(places.map(|one| (one.name.clone(), format!("{path}:{}", one.line))));
    }
    accepted
}

/// A finding of a file, as far as an import needs it. The value is never shown.
struct Found {
    finding: Finding,
    value: zeroize::Zeroizing<String>,
    line: usize,
    name: String,
}

/// What is found in a file of the workspace; nothing when it can't be read.
fn findings(folder: &Path, path: &str) -> Vec<Found> {
    let relative = Path::new(path);
    let plain = |part| matches!(part, std::path::Component::Normal(_));
    let mut bytes = Vec::new();
    if !relative.components().all(plain)
        || read::read_into(&folder.join(relative), &mut bytes).is_err()
    {
        return Vec::new();
    }
    let Ok(text) = read::decode(relative, &bytes) else {
        return Vec::new();
    };
    let lines = Lines::new(&text);
    let mut names = Fingerprints::new(&roots::slashed(relative), &text);
    let found = scan(&text, &Config::default().context(relative, None)).findings;
    let found = found.into_iter().map(|finding| Found {
        value: part(&text, finding.range.clone()).into(),
        line: lines.line_of(finding.range.start) + 1,
        name: names.of(&finding),
        finding,
    });
    found.collect()
}

fn settings_text(path: &Path) -> anyhow::Result<String> {
    if path.symlink_metadata().is_err() {
        return Ok(String::new());
    }
    let mut bytes = Vec::new();
    let read = read::read_into(path, &mut bytes);
    read.with_context(|| format!("can't read `{}`", path.display()))?;
    String::from_utf8(bytes).with_context(|| format!("`{}` is not UTF-8", path.display()))
}
