//! `textDocument/hover`: what it is, why it is believed, what to do.

mod readers;

use std::ops::Range;

use keyward_engine::agent_file::Instructions;
use keyward_engine::files::Committed;
use keyward_engine::fix::{committed_message, response_steps};
use keyward_engine::message::what;
use keyward_engine::redact::redacted;
use keyward_engine::text::Text;
use keyward_engine::{Confidence, Finding};

use crate::links;
use crate::lsp::answer::{HoverText, Span};
use crate::lsp::main_loop::Place;
use crate::lsp::session::Session;

/// The hover over a finding, or over something that is quiet for a reason.
pub(in crate::lsp) fn hover(session: &mut Session, place: &Place) -> Option<HoverText> {
    let encoding = session.traits.encoding;
    session.current(&place.uri)?;
    let findings = session.findings(&place.uri);
    let text = session.current(&place.uri)?.text();
    let offset = text.offset(place.position, encoding);
    let touches = |range: &Range<usize>| range.start <= offset && offset <= range.end;
    let found = findings.iter().find(|it| touches(&it.range));
    let committed = found.and_then(|finding| session.committed(&place.uri, finding));
    let entry = session.documents.get(&place.uri)?;
    let document = &entry.document;
    let text = document.text();
    let (range, lines) = if let Some(finding) = found {
        let lines = about_finding(finding, text, committed, document.context().agent);
        (finding.range.clone(), lines)
    } else {
        let scan = document.scan()?;
        let quiet = scan.suppressed.iter().find(|it| touches(&it.range));
        match quiet {
            Some(quiet) => {
                let (rule, reason) = (quiet.rule.name, quiet.reason.text());
                let line = format!("Not reported as {rule}: {reason}.");
                (quiet.range.clone(), vec![Line::Text(line)])
            }
            None => {
                let exposure = entry.exposure.as_ref()?;
                (readers::place(text, offset)?, readers::about(exposure)?)
            }
        }
    };
    let span = Span::of(&range, text, encoding);
    let markdown = session.traits.markdown;
    Some(HoverText {
        span,
        markdown,
        value: render(&lines, markdown),
    })
}

/// A line of a hover.
enum Line {
    Title(String),
    Text(String),
    Item(String),
    Step(usize, String),
    Link(&'static str, String),
}

fn about_finding(
    finding: &Finding,
    text: &Text,
    committed: Option<Committed>,
    sent: Option<&Instructions>,
) -> Vec<Line> {
    let rule = finding.rule;
    let sure = match finding.confidence {
        Confidence::Certain => "certainly",
        Confidence::Likely => "probably",
        Confidence::Possible => "possibly",
    };
    let shown = redacted(finding, &text.slice(finding.range.clone()));
    let mut lines = vec![
        Line::Title(format!("{} ({sure} a secret)", what(finding))),
        Line::Text(shown),
        Line::Text(rule.docs.to_owned()),
        Line::Text("Why:".to_owned()),
    ];
    lines.extend(
        finding
            .reasons
            .iter()
            .map(|signal| Line::Item(signal.text.to_owned())),
    );
    lines.push(Line::Text(match sent {
        Some(file) => format!(
            "What to do: take the quick fix to remove it, because this file {}.",
            file.sent.phrase()
        ),
        None => "What to do: take the quick fix to move it to an environment variable.".to_owned(),
    }));
    lines.push(Line::Text(match committed {
        Some(held) => format!("{} In this order:", committed_message(rule, held)),
        None => "If it was ever committed or shared, in this order:".to_owned(),
    }));
    let steps = response_steps(rule).into_iter().enumerate();
    lines.extend(steps.map(|(number, step)| Line::Step(number + 1, step)));
    if !rule.revoke.is_empty() {
        lines.push(Line::Link("Revoke it", rule.revoke.to_owned()));
    }
    lines.push(Line::Link("About this rule", links::rule_page(rule)));
    lines.retain(|line| !matches!(line, Line::Text(text) if text.is_empty()));
    lines
}

fn render(lines: &[Line], markdown: bool) -> String {
    let parts = lines.iter().map(|line| match line {
        Line::Title(text) if markdown => format!("**{}**", escaped(text)),
        Line::Text(text) if markdown => escaped(text),
        Line::Item(text) if markdown => format!("- {}", escaped(text)),
        Line::Step(number, text) if markdown => format!("{number}. {}", escaped(text)),
        Line::Link(text, url) if markdown => format!("[{}](<{url}>)", escaped(text)),
        Line::Title(text) | Line::Text(text) => text.clone(),
        Line::Item(text) => format!("- {text}"),
        Line::Step(number, text) => format!("{number}. {text}"),
        Line::Link(text, url) => format!("{text}: {url}"),
    });
    let mut out = String::new();
    let mut was_item = false;
    for (part, line) in parts.zip(lines) {
        let is_item = matches!(line, Line::Item(_) | Line::Step(..));
        if !out.is_empty() {
            out.push_str(if is_item && was_item { "\n" } else { "\n\n" });
        }
        out.push_str(&part);
        was_item = is_item;
    }
    out
}

/// Text that Markdown shows as it is.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\r' | '\n' => out.push(' '),
            character => {
                if "\\`*_{}[]()#+-!|>~".contains(character) {
                    out.push('\\');
                }
                out.push(character);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_text_is_shown_not_followed() {
        let hostile = "[x](command:run) ![i](http://h) <b>\n# h `c`";
        let shown = escaped(hostile);
        assert_eq!(
            shown,
            "\\[x\\]\\(command:run\\) \\!\\[i\\]\\(http://h\\) &lt;b\\> \\# h \\`c\\`"
        );
    }
}
