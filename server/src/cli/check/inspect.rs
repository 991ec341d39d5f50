//! One file: bytes to findings that can be reported.

use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::OnceLock;

use keyward_engine::finding::Role;
use keyward_engine::fingerprint::Fingerprints;
use keyward_engine::hygiene::Settled;
use keyward_engine::message::message_in;
use keyward_engine::scan::{Remark, RemarkKind};
use keyward_engine::suppress::Reason;
use keyward_engine::{Companion, FileContext, Finding, Scan, redact, scan};

use super::report::{Beside, Commented, FileReport, Reported};
use super::settings::Settings;
use super::{agent, dotenv, hygiene, keys};
use crate::cli::excerpt::excerpt;
use crate::cli::lines::Lines;
use crate::workspace::read::{self, Skip};
use crate::workspace::roots;

/// Scans what a file holds. `shown` is the path as the user wrote it, `root` its workspace.
///
/// # Errors
/// When there is no text in it, or the scan of it failed.
pub(crate) fn inspect(
    shown: &Path,
    root: &Path,
    bytes: &[u8],
    settings: &Settings,
) -> Result<FileReport, Skip> {
    let file = match read::decode(shown, bytes) {
        Ok(text) => inspect_text(shown, root, &text, &text, settings),
        Err(skip) => {
            // A rule of the user's own may be about the name alone.
            let mut file = inspect_text(shown, root, "", "", settings)?;
            if file.findings.is_empty() {
                return Err(skip);
            }
            file.gap = Some(skip);
            Ok(file)
        }
    };
    file.map(|file| FileReport {
        bytes: bytes.len() as u64,
        ..file
    })
}

/// The same for a text. `scanned` is what is looked at, byte for byte in the same places.
///
/// # Errors
/// When the scan failed.
pub(crate) fn inspect_text(
    shown: &Path,
    root: &Path,
    text: &str,
    scanned: &str,
    settings: &Settings,
) -> Result<FileReport, Skip> {
    let path = roots::relative(shown, root);
    let config = settings.of(root);
    let context = settings.context(&path, root);
    let mut judged_as = context.clone();
    // Values belong into a `.env` as long as it stays out of git.
    if context.role == Role::DotEnv && !dotenv::is_kept_out(&path, root) {
        judged_as.role = Role::Config;
    }
    // A fault in one rule must not take the answer for every other file with it.
    let found =
        catch_unwind(AssertUnwindSafe(|| scan(scanned, &judged_as))).map_err(|_| Skip::Panicked)?;
    let mut report = FileReport {
        gap: found.truncated.then_some(Skip::Partial),
        ..FileReport::default()
    };
    let place = hygiene::Place {
        shown,
        root,
        path: &path,
        text,
    };
    // What is wrong with a `.env` is reported whether git ignores it or not, see `dotenv`.
    let settled = if context.role == Role::DotEnv {
        Settled::default()
    } else {
        let look = || hygiene::look(&place, &context, &found, settings);
        catch_unwind(AssertUnwindSafe(look)).map_err(|_| Skip::Panicked)?
    };
    report.findings = agent::imports(shown, root, text, &context, settings);
    report
        .findings
        .extend(keys::due(shown, root, text, &context, settings));
    report.comments = comments(&found, &settled, text, shown);
    for reason in settled.quiet {
        *report.suppressed.entry(reason).or_default() += 1;
    }
    if found.findings.is_empty() && found.suppressed.is_empty() && settled.issues.is_empty() {
        return Ok(report);
    }
    let least = settings.min_confidence(&config);
    let found = config.apply(found, &path, &|range| part(text, range));
    for one in &found.suppressed {
        *report.suppressed.entry(one.reason).or_default() += 1;
    }
    let (loud, quiet): (Vec<_>, Vec<_>) = found
        .findings
        .iter()
        .partition(|one| one.confidence >= least);
    if !quiet.is_empty() {
        *report.suppressed.entry(Reason::BelowThreshold).or_default() += quiet.len();
    }
    if loud.is_empty() && settled.issues.is_empty() {
        return Ok(report);
    }
    let secrets = secrets(&found);
    let issues = settled.issues.into_iter();
    let issues = issues.map(|issue| hygiene::report(issue, &place, Some(&secrets)));
    report.findings.extend(issues);
    let mut view = View {
        text,
        lines: Lines::new(text),
        secrets,
        context,
        fingerprints: Fingerprints::new(&roots::slashed(&path), text),
        root,
        relative: roots::slashed(&path),
    };
    report
        .findings
        .extend(loud.into_iter().map(|one| view.report(one, shown)));
    Ok(report)
}

/// Tells two findings apart by what they hang on and by their values, within this process only:
/// the key of the hash is made anew in each.
pub(super) fn identity(context: &str, value: &str) -> u64 {
    static KEY: OnceLock<RandomState> = OnceLock::new();
    KEY.get_or_init(RandomState::new).hash_one((context, value))
}

/// What there is to say about comments that allow findings.
fn comments(found: &Scan, settled: &Settled, text: &str, shown: &Path) -> Vec<Commented> {
    if found.remarks.is_empty() {
        return Vec::new();
    }
    let lines = Lines::new(text);
    let commented = |remark: &Remark| Commented {
        path: roots::slashed(shown),
        line: lines.line_of(remark.range.start) + 1,
        kind: remark.kind.id(),
        message: remark.kind.text(),
    };
    // One that allows an issue is of use.
    let of_use =
        |it: &&Remark| it.kind == RemarkKind::Unused && settled.used.contains(&it.range.start);
    let remarks = found.remarks.iter();
    remarks.filter(|it| !of_use(it)).map(commented).collect()
}

/// A part of a text; a range past its end stops there.
pub(crate) fn part(text: &str, range: Range<usize>) -> String {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    text[floor(range.start)..floor(range.end)].to_owned()
}

/// What a finding is shown against.
struct View<'a> {
    text: &'a str,
    lines: Lines<'a>,
    secrets: Vec<(Range<usize>, usize)>,
    context: FileContext,
    fingerprints: Fingerprints<'a>,
    root: &'a Path,
    relative: String,
}

impl View<'_> {
    fn report(&mut self, finding: &Finding, shown: &Path) -> Reported {
        let range = &finding.range;
        let (line, column) = self.lines.position(range.start);
        let (end_line, end_column) = self.lines.position(range.end);
        let whole_line = self.lines.range(line - 1).unwrap_or(range.clone());
        Reported {
            rule: finding.rule.id,
            provider: finding.rule.provider.file,
            path: roots::slashed(shown),
            line,
            column,
            end_line,
            end_column,
            confidence: finding.confidence,
            severity: finding.severity,
            message: message_in(finding, &self.context),
            redacted: redact::redacted(finding, &self.text[range.clone()]),
            fingerprint: self.fingerprints.of(finding),
            proof: finding.proof.id(),
            layers: finding.layers.iter().map(|layer| layer.id()).collect(),
            companions: finding
                .companions
                .iter()
                .map(|it| self.beside(it))
                .collect(),
            identity: identity(
                &self.fingerprints.context_of(finding),
                &self.text[range.clone()],
            ),
            context: self.fingerprints.context_of(finding),
            root: self.root.to_owned(),
            relative: self.relative.clone(),
            excerpt: Some(excerpt(self.text, &whole_line, range, &self.secrets)),
            name: finding.rule.name,
        }
    }
}

impl View<'_> {
    fn beside(&self, companion: &Companion) -> Beside {
        let (line, column) = self.lines.position(companion.range.start);
        let (end_line, end_column) = self.lines.position(companion.range.end);
        Beside {
            what: companion.what,
            line,
            column,
            end_line,
            end_column,
        }
    }
}

/// Every secret of a file, and every text that was nearly one: none of them is shown beside another.
fn secrets(found: &Scan) -> Vec<(Range<usize>, usize)> {
    let loud = found
        .findings
        .iter()
        .map(|one| (one.range.clone(), one.public_prefix()));
    let quiet = found
        .suppressed
        .iter()
        .map(|one| (one.range.clone(), one.public_prefix()));
    let mut all: Vec<_> = loud.chain(quiet).collect();
    all.sort_by_key(|(range, _)| (range.start, range.end));
    all
}
