//! `keyward rules`: what can be found.

use std::io::Write;

use keyward_engine::rule::{self, Rule};
use serde::Serialize;

use super::args::{PlainFormat, Rules};
use super::{Exit, stream};

#[derive(Serialize)]
struct Document {
    rules: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: &'static str,
    provider: &'static str,
    kind: &'static str,
    docs: &'static str,
    sample: String,
    env_name: &'static str,
    revoke: &'static str,
    proof: bool,
}

fn row(rule: &'static Rule) -> Row {
    Row {
        id: rule.id,
        provider: rule.provider.file,
        kind: rule.kind.id(),
        docs: rule.docs,
        sample: rule::sample(rule, 0),
        env_name: rule.env,
        revoke: if rule.revoke.is_empty() {
            rule.revoke_note
        } else {
            rule.revoke
        },
        proof: rule.proof.is_some(),
    }
}

/// Runs the command.
pub(crate) fn run(args: &Rules) -> anyhow::Result<Exit> {
    let rules: Vec<&'static Rule> = rule::all().iter().chain(rule::generic()).collect();
    match args.format {
        PlainFormat::Json => {
            let mut to = stream::plain();
            serde_json::to_writer_pretty(
                &mut to,
                &Document {
                    rules: rules.iter().copied().map(row).collect(),
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
            to.flush()?;
        }
    }
    Ok(Exit::Clean)
}
