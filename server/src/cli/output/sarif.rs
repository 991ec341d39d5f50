//! SARIF 2.1.0, for code scanning services.
//!
//! Only what those services read: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::collections::BTreeMap;
use std::io::Write;

use keyward_engine::Confidence;
use keyward_engine::{hygiene, rule};
use serde::Serialize;

use crate::cli::check::report::{Beside, Report, Reported, Skipped};
use crate::links;

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    invocations: [Invocation<'a>; 1],
    results: Vec<ResultOf<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<RuleOf>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleOf {
    id: &'static str,
    short_description: Text<'static>,
    full_description: Text<'static>,
    help_uri: String,
}

#[derive(Serialize)]
struct Text<'a> {
    text: std::borrow::Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Text<'a>,
    locations: [Location; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultOf<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text<'a>,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, &'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<'static>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// Prints a report.
pub(crate) fn print(report: &Report, mut to: impl Write) -> anyhow::Result<()> {
    let ids: Vec<&'static str> = {
        let set: std::collections::BTreeSet<_> =
            report.findings.iter().map(|one| one.rule).collect();
        set.into_iter().collect()
    };
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "Keyward",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    rules: ids
                        .iter()
                        .map(|id| describe(id, &report.findings))
                        .collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            invocations: [Invocation {
                execution_successful: !report.has_gaps(),
                tool_execution_notifications: report.skipped.iter().map(notify).collect(),
            }],
            results: report
                .findings
                .iter()
                .map(|one| result(one, &ids))
                .collect(),
        }],
    };
    serde_json::to_writer_pretty(&mut to, &log)?;
    writeln!(to)?;
    to.flush()?;
    Ok(())
}

fn describe(id: &'static str, findings: &[Reported]) -> RuleOf {
    let name = findings
        .iter()
        .find(|one| one.rule == id)
        .map_or(id, |one| one.name);
    let found = rule::by_id(id);
    let check = hygiene::by_id(id);
    let docs = found.map(|rule| rule.docs).filter(|docs| !docs.is_empty());
    let docs = docs.or(check.map(|check| check.why));
    RuleOf {
        id,
        short_description: Text { text: name.into() },
        full_description: Text {
            text: docs.unwrap_or(name).into(),
        },
        help_uri: found
            .map(links::rule_page)
            .or_else(|| check.map(links::check_page))
            .unwrap_or_else(|| env!("CARGO_PKG_REPOSITORY").to_owned()),
    }
}

fn notify(skipped: &Skipped) -> Notification<'_> {
    Notification {
        level: if skipped.skip.is_gap() {
            "warning"
        } else {
            "note"
        },
        message: Text {
            text: format!("not scanned: {}", skipped.skip).into(),
        },
        locations: [location(&skipped.path, None)],
    }
}

fn result<'a>(finding: &'a Reported, ids: &[&'static str]) -> ResultOf<'a> {
    let region = Region {
        start_line: finding.line,
        start_column: finding.column,
        end_line: finding.end_line,
        end_column: finding.end_column,
    };
    ResultOf {
        rule_id: finding.rule,
        rule_index: ids.iter().position(|id| *id == finding.rule).unwrap_or(0),
        level: match finding.confidence {
            Confidence::Certain => "error",
            Confidence::Likely => "warning",
            Confidence::Possible => "note",
        },
        message: Text {
            text: finding.message.as_str().into(),
        },
        locations: [location(&finding.path, Some(region))],
        related_locations: finding
            .companions
            .iter()
            .map(|one| beside(&finding.path, one))
            .collect(),
        partial_fingerprints: BTreeMap::from([("keyward/v1", finding.fingerprint.as_str())]),
    }
}

fn location(path: &str, region: Option<Region>) -> Location {
    Location {
        physical_location: Physical {
            artifact_location: Artifact { uri: uri(path) },
            region,
        },
        message: None,
    }
}

fn beside(path: &str, one: &Beside) -> Location {
    let region = Region {
        start_line: one.line,
        start_column: one.column,
        end_line: one.end_line,
        end_column: one.end_column,
    };
    Location {
        message: Some(Text {
            text: one.what.into(),
        }),
        ..location(path, Some(region))
    }
}

/// A path as a URI reference: everything but unreserved characters and `/` as `%XX` (RFC 3986).
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(byte.into())
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
