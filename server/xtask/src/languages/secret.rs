//! Fills the markers of programs with made-up secrets.

use anyhow::{Context, bail, ensure};
use keyward_engine::rule;

/// What `{{secret}}` is a sample of: found wherever it stands.
const TOKEN: &str = "github-classic-pat";

/// A program with a secret in it.
pub(super) struct Filled {
    pub(super) text: String,
    pub(super) secret: String,
    /// Counted from 1.
    pub(super) line: usize,
}

/// Replaces the one marker: `{{secret}}`, `{{secret:RULE}}`, or `{{password}}` for letters and digits.
pub(super) fn fill(program: &str, seed: u64) -> anyhow::Result<Filled> {
    let (at, marker, secret) = marker(program, seed)?;
    let behind = &program[at + marker.len()..];
    ensure!(
        !behind.contains("{{secret") && !behind.contains("{{password"),
        "a program has one marker"
    );
    Ok(Filled {
        line: program[..at].matches('\n').count() + 1,
        text: format!("{}{secret}{behind}", &program[..at]),
        secret,
    })
}

fn marker(program: &str, seed: u64) -> anyhow::Result<(usize, &str, String)> {
    let sample = |id: &str| {
        let found = rule::by_id(id).with_context(|| format!("no rule {id}"))?;
        anyhow::Ok(rule::sample(found, seed))
    };
    let until_end = |at: usize| {
        let end = program[at..].find("}}").context("a marker does not end")?;
        anyhow::Ok(&program[at..at + end + 2])
    };
    if let Some(at) = program.find("{{secret") {
        let marker = until_end(at)?;
        let id = match marker {
            "{{secret}}" => TOKEN,
            other => other.trim_start_matches("{{secret:").trim_end_matches("}}"),
        };
        return Ok((at, marker, sample(id)?));
    }
    if let Some(at) = program.find("{{password}}") {
        let random = sample(TOKEN)?;
        return Ok((at, until_end(at)?, random[6..24].to_owned()));
    }
    bail!("a program has no marker")
}

impl Filled {
    /// A text for the terminal, without the secret.
    pub(super) fn masked(&self, text: &str) -> String {
        text.replace(&self.secret, "…")
    }
}
