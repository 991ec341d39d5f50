//! One JSON document. Its shape is part of the interface.

use std::io::Write;

use serde::Serialize;

use crate::cli::check::report::{Commented, Report, Reported};

#[derive(Serialize)]
struct Document<'a> {
    findings: &'a [Reported],
    summary: Summary<'a>,
}

#[derive(Serialize)]
struct Summary<'a> {
    files_scanned: usize,
    bytes_scanned: u64,
    files_skipped: Vec<Skipped<'a>>,
    suppressed: Vec<Suppressed>,
    /// Comments that allow nothing or do not say why.
    comments: &'a [Commented],
    /// What the commits since a revision allow anew.
    #[serde(skip_serializing_if = "<[Commented]>::is_empty")]
    suppressions_added: &'a [Commented],
    /// Entries that ignore rules left out; a folder counts once.
    entries_ignored: usize,
}

#[derive(Serialize)]
struct Skipped<'a> {
    path: &'a str,
    reason: String,
}

#[derive(Serialize)]
struct Suppressed {
    reason: &'static str,
    count: usize,
}

/// Prints a report.
pub(crate) fn print(report: &Report, mut to: impl Write) -> anyhow::Result<()> {
    let skipped = report.skipped.iter();
    let suppressed = report.suppressed.iter();
    let document = Document {
        findings: &report.findings,
        summary: Summary {
            files_scanned: report.files,
            bytes_scanned: report.bytes,
            files_skipped: skipped
                .map(|one| Skipped {
                    path: &one.path,
                    reason: one.skip.to_string(),
                })
                .collect(),
            suppressed: suppressed
                .map(|(reason, &count)| Suppressed {
                    reason: reason.id(),
                    count,
                })
                .collect(),
            comments: &report.comments,
            suppressions_added: &report.suppressions,
            entries_ignored: report.ignored,
        },
    };
    serde_json::to_writer_pretty(&mut to, &document)?;
    writeln!(to)?;
    to.flush()?;
    Ok(())
}
