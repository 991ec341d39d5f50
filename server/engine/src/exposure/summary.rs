//! The short forms: a word for a state, a line for a file.

use super::message::{file_name, message, though};
use super::{AssistantState, Exposure, Route, State};

impl State {
    /// The word for tables and lists.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Exposed => "exposed",
            Self::Asks => "asks",
            Self::ToolLevel => "skips",
            Self::Enforced => "enforced",
            Self::Unknown => "unknown",
        }
    }

    /// A sign beside the word: how much of the circle is filled is how much gets through.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            Self::Exposed => '●',
            Self::Asks => '◑',
            Self::ToolLevel => '◔',
            Self::Enforced => '○',
            Self::Unknown => '?',
        }
    }

    /// What the word means.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Exposed => "it reads the file without asking",
            Self::Asks => "it asks you first",
            Self::ToolLevel => {
                "its own file tools are asked to skip it; its shell and MCP servers are not bound"
            }
            Self::Enforced => "the operating system, a hook or a packer refuses",
            Self::Unknown => "nobody can tell: expect it to be read",
        }
    }
}

/// Which assistants in use can read the file and by which routes: all of them in one text.
/// `None` when none can.
#[must_use]
pub fn summary(exposure: &Exposure) -> Option<String> {
    let open: Vec<&AssistantState> = used(exposure).filter(|one| one.is_exposed()).collect();
    let routes = match open.as_slice() {
        [] => return None,
        [one] => return Some(with_routes(message(exposure, one), &one.routes)),
        several => several.iter().flat_map(|one| one.routes.iter().copied()),
    };
    let mut routes: Vec<Route> = routes.collect();
    routes.sort();
    routes.dedup();
    let file = file_name(exposure);
    let (unknown, read): (Vec<_>, Vec<_>) =
        open.iter().partition(|one| one.state == State::Unknown);
    let mut text = String::new();
    if !read.is_empty() {
        text = format!("{} can read `{file}`{}.", names(&read), though(exposure));
    }
    if !unknown.is_empty() {
        let gap = if text.is_empty() { "" } else { " " };
        let it = if text.is_empty() {
            format!("`{file}`")
        } else {
            "it".to_owned()
        };
        text = format!(
            "{text}{gap}{} may read {it}: nobody can tell.",
            names(&unknown)
        );
    }
    text = with_routes(text, &routes);
    let (fixable, not): (Vec<_>, Vec<_>) = open.iter().partition(|one| one.fixable);
    if !fixable.is_empty() {
        text = format!("{text} A quick fix sets {}.", controls(&fixable));
    }
    if !not.is_empty() {
        let keep = "keep values that matter out of it";
        text = format!("{text} No setting here keeps {} out: {keep}.", names(&not));
    }
    Some(text)
}

/// Who can see the file, for a line above it; `None` when no assistant is in use.
#[must_use]
pub fn lens(exposure: &Exposure) -> Option<String> {
    let of = |fits: &dyn Fn(State) -> bool| -> Vec<&AssistantState> {
        used(exposure).filter(|one| fits(one.state)).collect()
    };
    let groups = [
        (
            of(&|it| matches!(it, State::Exposed | State::Unknown)),
            "visible to ",
            "",
        ),
        (of(&|it| it == State::Asks), "", " asks first"),
        (of(&|it| it == State::ToolLevel), "", " is asked to skip it"),
        (of(&|it| it == State::Enforced), "", " is kept out"),
    ];
    let parts = groups.iter().filter(|(some, ..)| !some.is_empty());
    let parts: Vec<String> = parts
        .map(|(some, before, after)| match (some.len(), *after) {
            (2.., " asks first") => format!("{} ask first", names(some)),
            (2.., " is asked to skip it") => format!("{} are asked to skip it", names(some)),
            (2.., " is kept out") => format!("{} are kept out", names(some)),
            _ => format!("{before}{}{after}", names(some)),
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn used(exposure: &Exposure) -> impl Iterator<Item = &AssistantState> {
    exposure.assistants.iter().filter(|one| one.in_use)
}

fn with_routes(text: String, routes: &[Route]) -> String {
    if routes.is_empty() {
        return text;
    }
    let routes: Vec<&str> = routes.iter().map(|route| route.text()).collect();
    format!("{text} Routes open: {}.", routes.join(", "))
}

/// `Claude Code, Cursor and Zed`.
fn names(some: &[&AssistantState]) -> String {
    let names: Vec<&str> = some.iter().map(|one| one.assistant.name).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `the control of Cursor (tool-level)`: how far it goes is said with it.
fn controls(some: &[&AssistantState]) -> String {
    let named = some.iter().map(|one| match one.control {
        Some(control) => format!("{} ({})", one.assistant.name, control.label()),
        None => one.assistant.name.to_owned(),
    });
    let named: Vec<String> = named.collect();
    let what = if some.len() > 1 {
        "controls"
    } else {
        "control"
    };
    let of = match named.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => named.concat(),
    };
    format!("the {what} of {of}")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::super::tests::look;
    use super::super::{Git, Markers};
    use super::*;

    fn state(id: &str, state: State, fixable: bool) -> AssistantState {
        let project = super::super::tests::Project::new(&[]);
        let found = look(&project, ".env", &Markers::default());
        let mut rows = found.assistants.into_iter();
        let one = rows.find(|one| one.assistant.id == id).expect("a row");
        AssistantState {
            in_use: true,
            state,
            fixable,
            routes: vec![Route::Shell, Route::Mcp],
            ..one
        }
    }

    fn of(assistants: Vec<AssistantState>) -> Exposure {
        Exposure {
            file: PathBuf::from("/w/.env"),
            git: Git::Ignored,
            assistants,
            decoys: Vec::new(),
        }
    }

    #[test]
    fn several_assistants_are_one_sentence_after_the_other() {
        let exposure = of(vec![
            state("claude-code", State::Exposed, true),
            state("cursor", State::Exposed, true),
            state("zed", State::Unknown, false),
            state("gemini-cli", State::Asks, false),
        ]);
        assert_eq!(
            summary(&exposure).as_deref(),
            Some(
                "Claude Code and Cursor can read `.env`, though git ignores it. Zed may read it: nobody can tell. Routes open: shell commands, MCP servers. A quick fix sets the controls of Claude Code (tool-level) and Cursor (tool-level). No setting here keeps Zed out: keep values that matter out of it."
            )
        );
        assert_eq!(
            lens(&exposure).as_deref(),
            Some("visible to Claude Code, Cursor and Zed; Gemini CLI asks first")
        );
    }

    #[test]
    fn where_nobody_can_read_nothing_is_said() {
        let exposure = of(vec![
            state("claude-code", State::ToolLevel, false),
            state("cursor", State::ToolLevel, false),
        ]);
        assert_eq!(summary(&exposure), None);
        assert_eq!(
            lens(&exposure).as_deref(),
            Some("Claude Code and Cursor are asked to skip it")
        );
        assert_eq!(lens(&of(Vec::new())), None);
    }
}
