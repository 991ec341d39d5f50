//! `--baseline` and `--write-baseline`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use keyward_engine::baseline::{self, Baseline, Entry};
use keyward_engine::fix::{Before, EditPlan, FileEdit, NewText, Purpose, TextEdit};
use keyward_engine::suppress::{Reason, Source};
use zeroize::Zeroizing;

use super::report::{Report, Reported};
use crate::apply;
use crate::cli::stream;
use crate::workspace::read;

/// Leaves out of a report what a baseline accepts. Returns whether something is wrong with it.
pub(crate) fn leave_out(report: &mut Report, path: &Path) -> anyhow::Result<bool> {
    let (mut baseline, problems) = Baseline::parse(&text_of(path)?);
    for problem in &problems {
        let place = format!("{}:{}", path.display(), problem.line);
        stream::complain("baseline", &format!("{place}: {}", problem.message));
    }
    let before = report.findings.len();
    report.findings.retain(|one| {
        let gone = |old: &str| one.root.join(old).symlink_metadata().is_err();
        !baseline.accepts(&entry(one), gone)
    });
    let accepted = before - report.findings.len();
    if accepted > 0 {
        let reason = Reason::Listed(Source::Baseline);
        *report.suppressed.entry(reason).or_default() += accepted;
    }
    Ok(!problems.is_empty())
}

fn entry(finding: &Reported) -> Entry {
    Entry {
        path: finding.relative.clone(),
        rule: finding.rule.to_owned(),
        context: finding.context.clone(),
    }
}

fn text_of(path: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let read = read::read_into(path, &mut bytes);
    read.with_context(|| format!("can't read the baseline `{}`", path.display()))?;
    let text = String::from_utf8(bytes);
    text.with_context(|| format!("the baseline `{}` is not UTF-8", path.display()))
}

/// Accepts everything that a report holds.
pub(crate) fn write(report: &Report, path: &Path) -> anyhow::Result<()> {
    let entries: BTreeSet<Entry> = report.findings.iter().map(entry).collect();
    replace(path, baseline::written(&entries))?;
    let mut to = stream::plain();
    let found = crate::words::count(entries.len(), "finding", "findings");
    writeln!(to, "{found} accepted in {}", path.display())?;
    Ok(to.flush()?)
}

/// Writes a file as a whole, as edits are written: all of it, or nothing.
pub(crate) fn replace(path: &Path, text: String) -> anyhow::Result<()> {
    let path = std::path::absolute(path)?;
    let Some(root) = path.parent() else {
        bail!("`{}` is no file", path.display());
    };
    let present = path.symlink_metadata().is_ok();
    let before = if present { Some(text_of(&path)?) } else { None };
    let plan = EditPlan {
        title: String::new(),
        name: String::new(),
        files: vec![FileEdit {
            path: path.clone(),
            purpose: Purpose::Ignore,
            before: Before::of(before.as_deref()),
            edits: vec![TextEdit {
                range: 0..before.map_or(0, |text| text.len()),
                text: NewText(Zeroizing::new(text)),
            }],
            owner_only: false,
        }],
        notes: Vec::new(),
    };
    apply::write(&plan, root, |_| true)?;
    Ok(())
}
