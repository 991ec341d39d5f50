//! `rules/roles.toml`: what kind of file a path is.

use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::strings;
use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    role: Vec<RoleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleEntry {
    role: Spanned<String>,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    prefixes: Vec<String>,
    #[serde(default)]
    suffixes: Vec<String>,
    #[serde(default)]
    folders: Vec<String>,
}

/// The table as Rust text.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let Some(source) = Source::read(rules, "roles.toml", problems) else {
        return String::new();
    };
    let Some(file) = source.parse::<File>(problems) else {
        return String::new();
    };
    let mut out = "static ROLES: &[RoleNames] = &[\n".to_owned();
    for entry in &file.role {
        let Some(role) = variant(entry.role.get_ref()) else {
            problems.at(&source, entry.role.span(), KNOWN);
            continue;
        };
        writeln!(
            out,
            "RoleNames {{ role: Role::{role}, names: {}, prefixes: {}, suffixes: {}, folders: {} }},",
            strings(&entry.names),
            strings(&entry.prefixes),
            strings(&entry.suffixes),
            strings(&entry.folders)
        )
        .expect("a string");
    }
    out.push_str("];\n");
    out
}

/// What to write instead of a role that is none.
pub(crate) const KNOWN: &str =
    "role is source, config, dotenv, template, test, docs, lock or generated";

/// The variant of `Role` of this name.
pub(crate) fn variant(role: &str) -> Option<&'static str> {
    Some(match role {
        "source" => "Source",
        "config" => "Config",
        "dotenv" => "DotEnv",
        "template" => "Template",
        "test" => "Test",
        "docs" => "Docs",
        "lock" => "Lock",
        "generated" => "Generated",
        _ => return None,
    })
}

/// The names of files of a role, as patterns with `*`; `None` when there is no such role.
pub(crate) fn patterns(rules: &Path, role: &str, problems: &mut Problems) -> Option<Vec<String>> {
    variant(role)?;
    let file = Source::read(rules, "roles.toml", problems)?.parse::<File>(problems)?;
    let rows = file.role.into_iter();
    let of_role = rows.filter(|row| row.role.get_ref() == role);
    let patterns = of_role.flat_map(|row| {
        let starts = row.prefixes.into_iter().map(|one| format!("{one}*"));
        let ends = row.suffixes.into_iter().map(|one| format!("*{one}"));
        row.names.into_iter().chain(starts).chain(ends)
    });
    Some(patterns.collect())
}
