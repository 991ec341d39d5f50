//! `docs/assistants.md`: what each assistant reads and what keeps it out, from `rules/assistants/`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use keyward_engine::exposure::{self, Assistant, Control, ControlKind, Markers, State};

use super::Made;
use crate::ignore::Memory;

const HEAD: &str = "# What AI assistants can read

Each row is what an assistant does with a secret file when nothing is configured, what a `.gitignore` does there, and the
first control that can be set. `keyward exposure` evaluates all of them for the files and settings of your workspace.
[exposure.md](exposure.md) tells how.

The strength says how far a control can be relied on. No ignore file binds an assistant's shell or its MCP servers.

<!-- Made by `cargo xtask generate` from `rules/assistants/`. Changes here are lost. -->

";

/// Files whose state without any settings stands in the table: one for each class.
const CLASSES: [&str; 6] = [
    ".env",
    ".env.local",
    "server.pem",
    ".npmrc",
    "prod.tfvars",
    "credentials.json",
];

/// The page.
pub(crate) fn page() -> Made {
    let mut out = HEAD.to_owned();
    strengths(&mut out);
    defaults(&mut out);
    matrix(&mut out);
    for assistant in exposure::all() {
        section(assistant, &mut out);
    }
    (PathBuf::from("docs/assistants.md"), out)
}

fn strengths(out: &mut String) {
    out.push_str("## Strengths\n\n| label | means |\n|---|---|\n");
    let controls = exposure::all().iter().flat_map(|one| one.controls);
    let used: BTreeMap<_, _> = controls
        .map(|control| (control.strength, control.strength))
        .collect();
    for strength in used.keys() {
        line(out, &[strength.label(), strength.meaning()]);
    }
    out.push('\n');
}

fn defaults(out: &mut String) {
    out.push_str(
        "## Without any settings\n\nIn a repository whose `.gitignore` lists none of them. `skips` is the assistant's own \
         tools; `unknown` has to be taken for exposed.\n\n",
    );
    let classes = CLASSES.map(|name| format!("`{name}`"));
    let mut head = vec!["assistant"];
    head.extend(classes.iter().map(String::as_str));
    line(out, &head);
    line(out, &vec!["---"; head.len()]);
    for assistant in exposure::all() {
        let mut cells = vec![link(assistant)];
        cells.extend(CLASSES.map(|name| word(untouched(assistant, name)).to_owned()));
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        line(out, &cells);
    }
    out.push('\n');
}

/// The state of a file in a workspace that holds nothing else.
fn untouched(assistant: &'static Assistant, name: &str) -> State {
    let root = Path::new(Memory::ROOT);
    let files = Memory::with(name);
    let markers = Markers::default();
    exposure::assess_assistant(assistant, &root.join(name), root, &markers, &files).state
}

fn word(state: State) -> &'static str {
    match state {
        State::Exposed => "exposed",
        State::Asks => "asks",
        State::ToolLevel => "skips",
        State::Enforced => "enforced",
        State::Unknown => "unknown",
    }
}

fn matrix(out: &mut String) {
    out.push_str("## What can be set\n\n");
    let head = [
        "assistant",
        "status",
        "`.gitignore`",
        "first control",
        "strength",
        "still open",
        "confidence",
    ];
    line(out, &head);
    line(out, &["---"; 7]);
    for assistant in exposure::all() {
        let first = first(assistant);
        line(
            out,
            &[
                &link(assistant),
                assistant.status,
                assistant.gitignore.text(),
                &first.map_or_else(|| "none is known".to_owned(), place),
                first.map_or("none", Control::label),
                first.map_or("everything", |control| control.leaves),
                confidence(assistant),
            ],
        );
    }
    out.push('\n');
}

/// The control that its row names first, of those that can be set.
fn first(assistant: &'static Assistant) -> Option<&'static Control> {
    let mut all = assistant.controls.iter();
    all.find(|control| !matches!(control.kind, ControlKind::Builtin { .. }))
}

fn place(control: &Control) -> String {
    match control.kind {
        ControlKind::Git { .. } => "`.gitignore`".to_owned(),
        ControlKind::Builtin { .. } => "built in".to_owned(),
        ControlKind::Manual => "by hand".to_owned(),
        ControlKind::Server => "on the vendor's server".to_owned(),
        _ => control
            .files
            .first()
            .map_or_else(String::new, |file| format!("`{file}`")),
    }
}

fn section(assistant: &'static Assistant, out: &mut String) {
    writeln!(out, "## {}\n\n{}\n", assistant.name, assistant.default).expect("a string");
    let mut facts = vec![format!("`.gitignore`: {}", assistant.gitignore.text())];
    if !assistant.gitignore_note.is_empty() {
        facts.push(format!("in its sources: {}", assistant.gitignore_note));
    }
    facts.push(format!("confidence: {}", confidence(assistant)));
    if !assistant.status_note.is_empty() {
        facts.push(format!("status: {}", assistant.status_note));
    }
    facts.push(format!("as of {}", assistant.as_of));
    writeln!(out, "{}.\n", facts.join("; ")).expect("a string");
    if assistant.controls.is_empty() {
        out.push_str("No control is known.\n\n");
    } else {
        line(
            out,
            &["control", "where", "strength", "closes", "leaves open"],
        );
        line(out, &["---"; 5]);
        for control in assistant.controls {
            let closes: Vec<&str> = control.closes.iter().map(|route| route.text()).collect();
            line(
                out,
                &[
                    control.id,
                    &place(control),
                    control.label(),
                    &closes.join(", "),
                    control.leaves,
                ],
            );
        }
        out.push('\n');
    }
    for caveat in assistant.caveats {
        writeln!(out, "- {}", escaped(caveat)).expect("a string");
    }
    if !assistant.caveats.is_empty() {
        out.push('\n');
    }
    if !assistant.sources.is_empty() {
        let sources: Vec<String> = assistant
            .sources
            .iter()
            .map(exposure::Source::text)
            .collect();
        writeln!(out, "Sources: {}.\n", escaped(&sources.join("; "))).expect("a string");
    }
}

/// How far its sources agree, and about what.
fn confidence(assistant: &Assistant) -> &'static str {
    match assistant.confidence_note {
        "" => assistant.confidence,
        note => note,
    }
}

fn link(assistant: &Assistant) -> String {
    let anchor: String = assistant
        .name
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || c == '-' => Some(c),
            _ => None,
        })
        .collect();
    format!("[{}](#{anchor})", assistant.name)
}

fn line(out: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
    writeln!(out, "| {} |", cells.join(" | ")).expect("a string");
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
