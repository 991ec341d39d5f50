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
        let role = match entry.role.get_ref().as_str() {
            "source" => "Source",
            "config" => "Config",
            "dotenv" => "DotEnv",
            "template" => "Template",
            "test" => "Test",
            "docs" => "Docs",
            "lock" => "Lock",
            "generated" => "Generated",
            _ => {
                let message =
                    "role is source, config, dotenv, template, test, docs, lock or generated";
                problems.at(&source, entry.role.span(), message);
                continue;
            }
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
