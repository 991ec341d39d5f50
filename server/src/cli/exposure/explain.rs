//! One file, assistant by assistant, with the sources of what is said.

use std::io::Write;

use keyward_engine::exposure::{
    AssistantState, Exposure, Git, decoy_message, git_message, message,
};

use super::Map;
use super::layout::{bold, dim, painted, width, wrapped};
use super::matrix::colour;
use super::places::Place;
use crate::cli::escape::escape;
use crate::cli::stream;

/// Prints what is known.
pub(super) fn print(map: &Map) -> anyhow::Result<()> {
    let mut to = stream::styled();
    for (place, state) in &map.files {
        about(place, state, &mut to)?;
        for one in &state.assistants {
            row(map, state, one, &mut to)?;
        }
    }
    if map.assistants.is_empty() {
        let text =
            "No sign of an assistant in use here; `--all` tells about those that Keyward knows.";
        writeln!(to, "\n{text}")?;
    }
    to.flush()?;
    Ok(())
}

fn about(place: &Place, state: &Exposure, to: &mut impl Write) -> std::io::Result<()> {
    let what = match place.kind {
        Some(kind) => format!("{} ({})", kind.name, kind.class),
        None => "no file in which Keyward expects secrets".to_owned(),
    };
    writeln!(to, "{}: {what}", bold(&escape(&place.shown())))?;
    let git = git_message(state).unwrap_or_else(|| match state.git {
        Git::NoRepository => "There is no git repository around it.".to_owned(),
        _ => "git ignores it.".to_owned(),
    });
    paragraph(&git, to)
}

fn row(
    map: &Map,
    state: &Exposure,
    one: &AssistantState,
    to: &mut impl Write,
) -> std::io::Result<()> {
    let assistant = one.assistant;
    let shown = format!("{} {}", one.state.sign(), one.state.word());
    let head = format!(
        "{} {}",
        bold(assistant.name),
        painted(&shown, colour(one.state))
    );
    writeln!(to, "\n{head}")?;
    paragraph(&message(state, one), to)?;
    if !one.routes.is_empty() {
        let routes: Vec<&str> = one.routes.iter().map(|route| route.text()).collect();
        paragraph(&format!("Routes open: {}.", routes.join(", ")), to)?;
    }
    paragraph(&format!("By default: {}", assistant.default), to)?;
    match (one.control, one.active) {
        (Some(control), true) => {
            let label = one.label.unwrap_or(control.label());
            let files = control.files.join(", ");
            let text = format!("Set: {} ({label}{}).", control.id, in_files(&files));
            paragraph(&text, to)?;
        }
        (Some(control), false) => {
            let label = one.label.unwrap_or(control.label());
            let files = control.files.join(", ");
            let text = format!("Not set: {} ({label}{}).", control.id, in_files(&files));
            paragraph(&text, to)?;
        }
        (None, _) => {}
    }
    for sign in &one.seen {
        writeln!(to, "  {}", dim(&format!("seen: {}", escape(sign))))?;
    }
    let mut decoys = map.decoys.iter();
    for decoy in decoys.by_ref().filter(|it| it.assistant.id == assistant.id) {
        paragraph(&decoy_message(decoy), to)?;
    }
    let (confidence, as_of) = (assistant.confidence, assistant.as_of);
    let text = format!("Sources (as of {as_of}, confidence {confidence}):");
    writeln!(to, "  {}", dim(&text))?;
    for source in assistant.sources {
        writeln!(to, "    {}", dim(&source.text()))?;
    }
    Ok(())
}

fn in_files(files: &str) -> String {
    if files.is_empty() {
        String::new()
    } else {
        format!("; {files}")
    }
}

fn paragraph(text: &str, to: &mut impl Write) -> std::io::Result<()> {
    for line in wrapped(&escape(text), width().saturating_sub(2)) {
        writeln!(to, "  {line}")?;
    }
    Ok(())
}
