//! `docs/rules/`: a page for each provider.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use keyward_engine::rule::{self, Provider, Rule};

use super::Made;

/// Where the pages go.
pub(crate) const FOLDER: &str = "docs/rules";

/// The page of each provider, and their index.
pub(crate) fn pages() -> Vec<Made> {
    let mut providers: BTreeMap<&str, (&Provider, Vec<&Rule>)> = BTreeMap::new();
    for one in rule::all()
        .iter()
        .chain(rule::generic())
        .chain(rule::lines())
    {
        let (_, rules) = providers
            .entry(one.provider.file)
            .or_insert((one.provider, Vec::new()));
        rules.push(one);
    }
    let mut made = vec![(PathBuf::from(FOLDER).join("README.md"), index(&providers))];
    for (file, (provider, rules)) in &providers {
        let path = PathBuf::from(FOLDER).join(format!("{file}.md"));
        made.push((path, page(provider, rules)));
    }
    made
}

fn index(providers: &BTreeMap<&str, (&Provider, Vec<&Rule>)>) -> String {
    let mut out = String::from(
        "# Rules\n\n<!-- Made by `cargo xtask generate` from `rules/`. Changes here are lost. -->\n\n\
         | provider | rules |\n| --- | --- |\n",
    );
    for (file, (provider, rules)) in providers {
        let links: Vec<String> = rules
            .iter()
            .map(|one| format!("[`{id}`]({file}.md#{id})", id = one.id))
            .collect();
        let _ = writeln!(out, "| {} | {} |", cell(provider.name), links.join("<br>"));
    }
    out
}

fn page(provider: &Provider, rules: &[&Rule]) -> String {
    let mut out = format!(
        "# {}\n\n<!-- Made by `cargo xtask generate` from `rules/`. Changes here are lost. -->\n",
        provider.name
    );
    for one in rules {
        section(&mut out, one);
    }
    out
}

/// The same headings for every rule: what it is, how sure Keyward is, what to use instead, what to do.
fn section(out: &mut String, rule: &Rule) {
    let _ = write!(
        out,
        "\n## {}\n\n**{}.** {}\n\n",
        rule.id,
        rule.name,
        rule.docs.trim()
    );
    let proof = match rule.proof {
        Some(_) => "It carries a checksum or a structure that is checked offline.",
        None => "It has nothing that can be checked offline.",
    };
    if rule.publishable {
        out.push_str("It is meant for clients, so it is not reported.\n\n");
    } else {
        let _ = write!(out, "Severity: {}. {proof}\n\n", rule.severity.id());
    }
    if !rule.env.is_empty() {
        let _ = write!(
            out,
            "Use instead: the environment variable `{}`.\n\n",
            rule.env
        );
    }
    if !rule.env_note.is_empty() {
        let _ = write!(out, "{}\n\n", rule.env_note);
    }
    if !rule.revoke.is_empty() {
        let _ = write!(out, "Revoke: <{}>\n\n", rule.revoke);
    }
    if !rule.revoke_note.is_empty() {
        let _ = write!(out, "{}\n\n", rule.revoke_note);
    }
    let _ = writeln!(
        out,
        "Allow one: `keyward:allow {}: reason` in a comment on its line or the line above.",
        rule.id
    );
}

/// Text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
