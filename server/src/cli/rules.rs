//! `keyward rules`: what can be found.

use std::io::Write;
use std::path::Path;

use keyward_engine::hygiene::{self, Check};
use keyward_engine::rule::proof::ProofKind;
use keyward_engine::rule::{self, Kind, Rule};
use serde::Serialize;

use super::args::{PlainFormat, Rules};
use super::{Exit, stream};

#[derive(Serialize)]
struct Document {
    rules: Vec<Row>,
    checks: Vec<CheckRow>,
}

/// What is known of one check beside the rules.
#[derive(Serialize)]
struct CheckRow {
    id: &'static str,
    name: &'static str,
    severity: &'static str,
    level: &'static str,
    why: &'static str,
    instead: &'static str,
    fix: &'static str,
}

fn check_row(check: &'static Check) -> CheckRow {
    CheckRow {
        id: check.id,
        name: check.name,
        severity: check.severity.id(),
        level: check.level.id(),
        why: check.why,
        instead: check.instead,
        fix: check.fix,
    }
}

/// What is known of one rule. Keys are only ever added: people read this with scripts.
#[derive(Serialize)]
struct Row {
    id: &'static str,
    name: &'static str,
    provider: &'static str,
    provider_name: &'static str,
    kind: &'static str,
    severity: &'static str,
    publishable: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    variant: &'static str,
    docs: &'static str,
    shape: String,
    sample: String,
    env_name: &'static str,
    env_note: &'static str,
    revoke: &'static str,
    revoke_note: &'static str,
    proof: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof_name: Option<&'static str>,
    must_look_random: bool,
}

fn row(rule: &'static Rule) -> Row {
    Row {
        id: rule.id,
        name: rule.name,
        provider: rule.provider.file,
        provider_name: rule.provider.name,
        kind: rule.kind.id(),
        severity: rule.severity.id(),
        publishable: rule.publishable,
        variant: rule.variant,
        docs: rule.docs,
        shape: shape(rule),
        sample: rule::sample(rule, 0),
        env_name: rule.env,
        env_note: rule.env_note,
        revoke: if rule.revoke.is_empty() {
            rule.revoke_note
        } else {
            rule.revoke
        },
        revoke_note: rule.revoke_note,
        proof: rule.proof.is_some(),
        proof_name: rule.proof.map(ProofKind::name),
        must_look_random: rule.random,
    }
}

/// How the credential is written, as a person would read it.
fn shape(rule: &Rule) -> String {
    match rule.kind {
        Kind::Block { begin, end, .. } => format!("{begin} … {end}"),
        Kind::Url { schemes } => {
            let schemes = if schemes.is_empty() {
                "scheme".to_owned()
            } else {
                schemes.join("|")
            };
            format!("{schemes}://user:password@host")
        }
        Kind::Generic => "a random value under a name that says secret".to_owned(),
        Kind::Password => "any value under a name that says password".to_owned(),
        Kind::Line { sample, .. } => sample.replace("{}", "…"),
        _ => rule.shape.to_owned(),
    }
}

/// Runs the command.
pub(crate) fn run(args: &Rules) -> anyhow::Result<Exit> {
    let here = super::explain::own_rules(Path::new("."));
    let own = here.own_rules().rules().map(|(rule, _)| rule);
    let rules: Vec<&'static Rule> = rule::all()
        .iter()
        .chain(rule::generic())
        .chain(rule::lines())
        .chain(own)
        .collect();
    match args.format {
        PlainFormat::Json => {
            let mut to = stream::plain();
            serde_json::to_writer_pretty(
                &mut to,
                &Document {
                    rules: rules.iter().copied().map(row).collect(),
                    checks: hygiene::all().iter().map(check_row).collect(),
                },
            )?;
            writeln!(to)?;
            to.flush()?;
        }
        PlainFormat::Text => {
            let mut to = stream::plain();
            let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
            for rule in &rules {
                writeln!(to, "{:width$}  {}", rule.id, rule.name)?;
            }
            for check in hygiene::all() {
                writeln!(to, "{:width$}  {}", check.id, check.name)?;
            }
            to.flush()?;
        }
    }
    Ok(Exit::Clean)
}
