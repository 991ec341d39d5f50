//! Annotated source lines for people.

use std::io::Write;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use keyward_engine::Confidence;
use keyward_engine::suppress::Reason;

use crate::cli::check::report::{Report, Reported};
use crate::cli::escape::escape;
use crate::words::count;

/// How many files that were left out are named unless all are asked for.
const LISTED: usize = 20;

/// Prints a report.
pub(crate) fn print(report: &Report, verbose: bool, mut to: impl Write) -> anyhow::Result<()> {
    let renderer = Renderer::styled()
        .decor_style(DecorStyle::Ascii)
        .term_width(240);
    for finding in &report.findings {
        writeln!(to, "{}\n", render(finding, &renderer))?;
    }
    let skipped = report
        .skipped
        .iter()
        .filter(|one| verbose || one.skip.is_gap());
    let (shown, all) = (
        if verbose { usize::MAX } else { LISTED },
        skipped.clone().count(),
    );
    for one in skipped.take(shown) {
        writeln!(to, "not scanned: {} ({})", escape(&one.path), one.skip)?;
    }
    if all > shown {
        writeln!(
            to,
            "not scanned: {} more, which --verbose lists",
            all - shown
        )?;
    }
    let told = report.comments.iter().filter(|_| verbose);
    for one in report.suppressions.iter().chain(told) {
        writeln!(to, "{}:{}: {}", escape(&one.path), one.line, one.message)?;
    }
    writeln!(to, "{}", summary(report))?;
    to.flush()?;
    Ok(())
}

fn render(finding: &Reported, renderer: &Renderer) -> String {
    let level = match finding.confidence {
        Confidence::Certain => Level::ERROR,
        Confidence::Likely => Level::WARNING,
        Confidence::Possible => Level::NOTE,
    };
    let origin = Origin::path(escape(&finding.path))
        .line(finding.line)
        .char_column(finding.column);
    let mut group: Group<'_> = level
        .primary_title(escape(&finding.message))
        .id(finding.rule)
        .element(origin);
    if let Some(excerpt) = &finding.excerpt {
        let mark = AnnotationKind::Primary
            .span(excerpt.mark.clone())
            .label(finding.redacted.as_str());
        group = group.element(
            Snippet::source(excerpt.text.as_str())
                .line_start(finding.line)
                .annotation(mark),
        );
    }
    for one in &finding.companions {
        let place = format!("{} at {}:{}", one.what, one.line, one.column);
        group = group.element(Level::NOTE.message(place));
    }
    without_empty_origin(&renderer.render(&[group]))
}

/// The renderer marks source that follows a place of its own as coming from another file. Here
/// both are the same: the place is given apart because the line may be cut or escaped.
fn without_empty_origin(rendered: &str) -> String {
    let kept = rendered.lines().filter(|line| {
        let plain = anstream::adapter::strip_str(line).to_string();
        plain.trim() != ":::"
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// The last line. It says "nothing found" of what was scanned, and only that.
fn summary(report: &Report) -> String {
    let files = count(report.files, "file", "files");
    let mut out = match report.findings.len() {
        0 if report.has_gaps() => format!("nothing found in {files}"),
        0 => format!("nothing found, {files} scanned"),
        found => format!("{} in {files}", count(found, "finding", "findings")),
    };
    let gaps = report
        .skipped
        .iter()
        .filter(|one| one.skip.is_gap())
        .count();
    let media = report.skipped.len() - gaps;
    let of = |reason| report.suppressed.get(&reason).copied().unwrap_or(0);
    let mut parts = vec![
        (gaps, "not scanned"),
        (of(Reason::Allowed), "allowed by comments"),
        (of(Reason::Configured), "turned off by settings"),
    ];
    // Each place that made something quiet is named.
    let named = report.suppressed.iter();
    let named =
        named.filter(|(reason, _)| matches!(reason, Reason::Comment(_) | Reason::Listed(_)));
    parts.extend(named.map(|(reason, &number)| (number, reason.text())));
    parts.extend([
        (
            of(Reason::BelowThreshold),
            "less certain, see --min-confidence",
        ),
        (report.ignored, "ignored by git's rules"),
        (media, "not text"),
    ]);
    for (number, what) in parts {
        if number > 0 {
            out.push_str(&format!("; {number} {what}"));
        }
    }
    out
}
