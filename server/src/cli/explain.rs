//! `keyward explain`: every signal behind a finding, or the reason why there is none.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use keyward_engine::config::Config;
use keyward_engine::finding::Suppressed;
use keyward_engine::hygiene;
use keyward_engine::message::message_in;
use keyward_engine::rule::{self, Rule};
use keyward_engine::{FileContext, Finding, Proof, redact, scan};

use super::args::Explain;
use super::check::inspect::part;
use super::check::settings::Settings;
use super::lines::Lines;
use super::{Exit, stream};
use crate::workspace::{read, roots};

/// Runs the command.
pub(crate) fn run(args: &Explain) -> anyhow::Result<Exit> {
    if let Some(rule) = args.what.to_str().and_then(rule::by_id) {
        return explain_rule(rule);
    }
    if let Some(check) = args.what.to_str().and_then(hygiene::by_id) {
        return explain_check(check);
    }
    let here = own_rules(Path::new("."));
    if let Some((rule, _)) = here
        .own_rules()
        .rules()
        .find(|(rule, _)| args.what == rule.id)
    {
        return explain_rule(rule);
    }
    match Place::parse(&args.what) {
        Some(place) => explain_place(&place),
        None => bail!(
            "`{}` is neither a rule nor PATH:LINE[:COLUMN]; `keyward rules` lists the rules",
            args.what.display()
        ),
    }
}

fn explain_rule(rule: &Rule) -> anyhow::Result<Exit> {
    let mut to = stream::plain();
    writeln!(to, "{}: {}\n\n{}\n", rule.id, rule.name, rule.docs)?;
    writeln!(to, "provider   {}", rule.provider.name)?;
    writeln!(to, "kind       {}", rule.kind.id())?;
    writeln!(to, "severity   {}", rule.severity.id())?;
    let proof = if rule.proof.is_some() {
        "checked offline"
    } else {
        "nothing to check offline"
    };
    writeln!(to, "proof      {proof}")?;
    for (name, text) in [
        ("variable", rule.env),
        ("variable", rule.env_note),
        ("revoke", rule.revoke),
        ("", rule.revoke_note),
    ] {
        if !text.is_empty() {
            writeln!(to, "{name:10} {text}")?;
        }
    }
    to.flush()?;
    Ok(Exit::Clean)
}

fn explain_check(check: &hygiene::Check) -> anyhow::Result<Exit> {
    let mut to = stream::plain();
    writeln!(to, "{}: {}\n\n{}\n", check.id, check.name, check.why)?;
    writeln!(to, "severity   {}", check.severity.id())?;
    writeln!(to, "instead    {}", check.instead)?;
    if !check.fix.is_empty() {
        writeln!(to, "quick fix  {}", check.fix)?;
    }
    to.flush()?;
    Ok(Exit::Clean)
}

/// The settings of a folder, for the rules that they bring.
pub(crate) fn own_rules(folder: &Path) -> Arc<Config> {
    Settings::load(&[folder.to_owned()], false, None).of(&roots::root_of(folder))
}

/// `PATH:LINE` or `PATH:LINE:COLUMN`, both numbers from 1.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) path: PathBuf,
    pub(crate) line: usize,
    pub(crate) column: Option<usize>,
}

impl Place {
    /// Reads a place. A name may hold colons, so numbers are taken off the end.
    pub(crate) fn parse(text: &OsStr) -> Option<Self> {
        let (rest, last) = take_number(text.as_encoded_bytes())?;
        let (name, line, column) = match take_number(rest) {
            Some((name, line)) => (name, line, Some(last)),
            None => (rest, last, None),
        };
        let name = std::str::from_utf8(name)
            .ok()
            .filter(|name| !name.is_empty())?;
        Some(Self {
            path: PathBuf::from(name),
            line,
            column,
        })
    }
}

fn take_number(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let colon = bytes.iter().rposition(|&byte| byte == b':')?;
    let number: usize = std::str::from_utf8(&bytes[colon + 1..])
        .ok()?
        .parse()
        .ok()?;
    (number > 0).then_some((&bytes[..colon], number))
}

fn explain_place(place: &Place) -> anyhow::Result<Exit> {
    let text = load(&place.path)?;
    let root = roots::root_of(&place.path);
    let path = roots::relative(&place.path, &root);
    let settings = Settings::load(std::slice::from_ref(&place.path), false, None);
    let config = settings.of(&root);
    let context = settings.context(&path, &root);
    let found = config.apply(scan(&text, &context), &path, &|range| part(&text, range));
    let lines = Lines::new(&text);
    let Some(line) = lines.range(place.line - 1) else {
        bail!("{} has no line {}", place.path.display(), place.line);
    };
    let at = place.column.map(|column| {
        let mut chars = text[line.clone()].char_indices();
        chars
            .nth(column - 1)
            .map_or(line.end, |(at, _)| line.start + at)
    });
    let wanted = |range: &std::ops::Range<usize>| match at {
        Some(at) => range.contains(&at) || range.start == at,
        None => range.start <= line.end && line.start < range.end,
    };
    let mut to = stream::plain();
    let mut told = 0;
    for finding in found.findings.iter().filter(|one| wanted(&one.range)) {
        told += 1;
        tell_finding(&mut to, finding, &text, &context, &lines)?;
    }
    for one in found.suppressed.iter().filter(|one| wanted(&one.range)) {
        told += 1;
        tell_suppressed(&mut to, one, &lines)?;
    }
    if told == 0 {
        writeln!(
            to,
            "nothing here has the form of a secret that Keyward knows"
        )?;
    }
    to.flush()?;
    Ok(Exit::Clean)
}

fn load(path: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    read::read_into(path, &mut bytes)
        .and_then(|()| read::decode(path, &bytes).map(std::borrow::Cow::into_owned))
        .with_context(|| format!("can't explain `{}`", path.display()))
}

fn tell_finding(
    to: &mut impl Write,
    finding: &Finding,
    text: &str,
    context: &FileContext,
    lines: &Lines<'_>,
) -> anyhow::Result<()> {
    let (line, column) = lines.position(finding.range.start);
    writeln!(
        to,
        "{line}:{column} reported: {} [{}]",
        message_in(finding, context),
        finding.rule.id
    )?;
    writeln!(
        to,
        "  value       {}",
        redact::redacted(finding, &text[finding.range.clone()])
    )?;
    writeln!(to, "  confidence  {}", finding.confidence.id())?;
    writeln!(to, "  severity    {}", finding.severity.id())?;
    writeln!(to, "  proof       {}", finding.proof.id())?;
    let layers: Vec<&str> = finding.layers.iter().map(|layer| layer.phrase()).collect();
    if !layers.is_empty() {
        writeln!(to, "  written     {}", layers.join(", "))?;
    }
    for one in &finding.companions {
        let (line, column) = lines.position(one.range.start);
        writeln!(to, "  beside it   {} at {line}:{column}", one.what)?;
    }
    for (at, signal) in finding.reasons.iter().enumerate() {
        let settles = at == 0 && finding.proof == Proof::Passed;
        if signal.weight == 0 {
            let label = if settles { "decides" } else { "" };
            writeln!(to, "      {label:7}  {}", signal.text)?;
        } else {
            writeln!(
                to,
                "      {:+7.2}  {}",
                f64::from(signal.weight) / 100.0,
                signal.text
            )?;
        }
    }
    Ok(())
}

fn tell_suppressed(to: &mut impl Write, one: &Suppressed, lines: &Lines<'_>) -> anyhow::Result<()> {
    let (line, column) = lines.position(one.range.start);
    let (reason, why) = (one.reason.id(), one.reason.text());
    writeln!(
        to,
        "{line}:{column} not reported: {} [{}]: {why} ({reason})",
        one.rule.name, one.rule.id
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn numbers_are_taken_off_the_end() {
        let parse = |text: &str| {
            Place::parse(text.as_ref()).map(|p| (p.path.display().to_string(), p.line, p.column))
        };
        assert_eq!(parse("a.py:3"), Some(("a.py".to_owned(), 3, None)));
        assert_eq!(parse("a:b.py:3:7"), Some(("a:b.py".to_owned(), 3, Some(7))));
        assert_eq!(parse("C:/x.py:3"), Some(("C:/x.py".to_owned(), 3, None)));
        assert_eq!(parse("a.py"), None);
        assert_eq!(parse("a.py:0"), None);
        assert_eq!(parse(":3"), None);
    }
}
