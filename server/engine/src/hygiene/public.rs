//! Secrets under names that are compiled into what clients get.

use std::path::Path;

use super::check::say;
use super::dotenv::short;
use super::name::{Prefix, is_for_clients, says_private};
use super::{Issue, Subject, table};
use crate::dotenv::parse;
use crate::files::Files;
use crate::finding::{Confidence, Severity};
use crate::fix::framework_ids;
use crate::lang::pattern;
use crate::rule::{self, Kind, Rule};

const ID: &str = "secret-behind-public-prefix";

/// What reads variables for clients here, and how their names begin.
struct Exposed {
    tool: &'static str,
    prefix: String,
}

pub(super) fn in_dotenv(subject: &Subject<'_>, files: &dyn Files) -> Vec<Issue> {
    let layout = parse(subject.text);
    let mut prefixes: Option<Vec<Exposed>> = None;
    let mut issues = Vec::new();
    for entry in &layout.entries {
        let name = &subject.text[entry.key.clone()];
        // Where no name looks like one of a client, nothing around is read.
        let custom = || table::PREFIXES.iter().any(|one| !one.config.is_empty());
        if !has_known_prefix(name) && !custom() {
            continue;
        }
        let around = prefixes.get_or_insert_with(|| exposed(subject, files));
        let Some(one) = around.iter().find(|one| name.starts_with(&one.prefix)) else {
            continue;
        };
        let value = entry.value.clone();
        let found = subject
            .secrets()
            .find(|(_, range)| value.start <= range.start && range.end <= value.end);
        issues.extend(judged(name, one, found.map(|(rule, _)| rule)).map(
            |(message, confidence)| Issue::new(ID, entry.key.clone(), name, message).at(confidence),
        ));
    }
    issues
}

fn has_known_prefix(name: &str) -> bool {
    table::PREFIXES.iter().any(|one| name.starts_with(one.text))
}

/// Reads of such variables in code, the first of each.
pub(super) fn in_code(subject: &Subject<'_>, files: &dyn Files) -> Vec<Issue> {
    if !matches!(
        subject.context.language,
        "javascript" | "typescript" | "coffeescript" | "html"
    ) {
        return Vec::new();
    }
    let mut issues: Vec<Issue> = Vec::new();
    let mut around: Option<Vec<Exposed>> = None;
    for prefix in table::PREFIXES {
        for (at, _) in subject.text.match_indices(prefix.text) {
            let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
            let bytes = subject.text.as_bytes();
            let read =
                subject.text[..at].ends_with(['.', '"', '\'']) && is_read(&subject.text[..at]);
            let len = bytes[at..].iter().take_while(|byte| word(byte)).count();
            let name = &subject.text[at..at + len];
            if !read
                || issues.iter().any(|issue| issue.anchor == name)
                || !may_be_private(name, prefix.text)
            {
                continue;
            }
            let around = around.get_or_insert_with(|| exposed(subject, files));
            let found = around.iter().find(|one| name.starts_with(&one.prefix));
            let judged = found.and_then(|one| judged(name, one, None));
            issues.extend(judged.map(|(message, confidence)| {
                Issue::new(ID, at..at + len, name, message).at(confidence)
            }));
        }
    }
    issues
}

/// Whether the text ends with what reads a variable.
fn is_read(before: &str) -> bool {
    let before = before.trim_end_matches(['.', '"', '\'', '[', '?']);
    ["process.env", "import.meta.env"]
        .iter()
        .any(|read| before.ends_with(read))
}

fn may_be_private(name: &str, prefix: &str) -> bool {
    let rest = name.strip_prefix(prefix).unwrap_or(name);
    says_private(rest) || is_of_a_server(rest)
}

/// Whether providers give this name to a credential that opens much.
fn is_of_a_server(name: &str) -> bool {
    let serious =
        |rule: &&Rule| !rule.publishable && rule.severity >= Severity::High && rule.env == name;
    !is_for_clients(name) && rule::all().iter().any(|rule| serious(&rule))
}

/// What to say of a variable, if anything.
fn judged(name: &str, one: &Exposed, value: Option<&'static Rule>) -> Option<(String, Confidence)> {
    let rest = name.strip_prefix(one.prefix.as_str()).unwrap_or(name);
    let shaped = value.filter(|rule| !matches!(rule.kind, Kind::Generic | Kind::Password));
    let blanks = |what: &str| -> [(&'static str, String); 4] {
        [
            ("tool", one.tool.to_owned()),
            ("prefix", one.prefix.clone()),
            ("name", short(name).to_owned()),
            ("what", what.to_owned()),
        ]
    };
    let said = |key: &str, what: &str| {
        let blanks = blanks(what);
        let blanks: Vec<(&str, &dyn std::fmt::Display)> = blanks
            .iter()
            .map(|(key, text)| (*key, text as &dyn std::fmt::Display))
            .collect();
        say(ID, key, &blanks)
    };
    match shaped {
        Some(rule) if table::NAMES.restricted.contains(&rule.id) => {
            Some((said("restrict", rule.name), Confidence::Possible))
        }
        Some(rule) if rule.severity >= Severity::Medium => {
            Some((said("value", rule.name), Confidence::Certain))
        }
        _ if says_private(rest) || is_of_a_server(rest) => {
            Some((said("name", ""), Confidence::Likely))
        }
        _ => None,
    }
}

/// The prefixes that count around a file.
fn exposed(subject: &Subject<'_>, files: &dyn Files) -> Vec<Exposed> {
    let mut ids: Option<Vec<&'static str>> = None;
    let mut out = Vec::new();
    for prefix in table::PREFIXES {
        if !prefix.frameworks.is_empty() {
            let around =
                ids.get_or_insert_with(|| framework_ids(subject.folder(), subject.root, files));
            if !prefix.frameworks.iter().any(|id| around.contains(id)) {
                continue;
            }
        }
        let own = own_prefixes(prefix, subject.folder(), subject.root, files);
        let own = own.unwrap_or_else(|| vec![prefix.text.to_owned()]);
        out.extend(own.into_iter().map(|text| Exposed {
            tool: prefix.tool,
            prefix: text,
        }));
    }
    out
}

/// The prefixes that a project's own configuration names in place of the usual one.
fn own_prefixes(
    prefix: &Prefix,
    folder: &Path,
    root: &Path,
    files: &dyn Files,
) -> Option<Vec<String>> {
    let folders = folder.ancestors().take_while(|at| at.starts_with(root));
    let text = folders
        .flat_map(|at| prefix.config.iter().map(move |name| at.join(name)))
        .find_map(|path| {
            matches!(files.entry(&path), crate::files::Entry::File { .. })
                .then(|| files.read(&path).ok().flatten())?
        })?;
    let found = pattern(prefix.pattern)?.captures(text.as_bytes())?;
    let list = String::from_utf8_lossy(found.name("prefixes")?.as_bytes()).into_owned();
    let quoted = list.split(['"', '\'']).skip(1).step_by(2);
    Some(quoted.map(str::to_owned).collect())
}
