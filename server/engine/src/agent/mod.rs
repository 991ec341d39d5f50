//! What an agent may do with secrets: the decisions of `keyward agent-hook`.
//!
//! [`read`] takes what a client says about a tool that its agent is about to use, [`decide`] judges
//! it, and the [`Answer`] holds what is printed and how the process ends. Pure over
//! [`Files`]. Which client has which shape and what each command does is data
//! in `rules/agent-hooks.toml` and `rules/agent-commands.toml`.
//!
//! A hook sees what is asked for, not what a program does that is started: only a sandbox of the
//! operating system stops a script that opens a file itself.

mod content;
mod place;
mod reason;
pub mod register;
mod reply;
mod request;
mod shell;
mod tables;
mod tools;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobSet;
use serde_json::Value;

use crate::config::Config;
use crate::files::Files;
use crate::scan::Known;
use content::{Eyes, Found};
use place::Place;
use reply::Verdict;

pub use reason::Reason;
pub use reply::Answer;
pub use request::{Call, TRIAL, read, read_head};
pub use tables::{Client, Event, Install, Layout, client, clients};

/// The longest input that is looked at, in bytes. A longer one is refused before the tool runs.
pub const LONGEST: usize = 1024 * 1024;

/// What the user wants, see the settings `agent_hook`, `agent_hook_failure`, `agent_hook_allow`.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Whether the user is asked where the client can, instead of refusing.
    pub ask: bool,
    /// Whether what cannot be understood is refused.
    pub closed: bool,
    /// Files that agents may read.
    pub allow: GlobSet,
}

/// What a decision may look at.
pub struct World<'a> {
    /// The workspace.
    pub root: PathBuf,
    /// The folder that the agent stands in.
    pub folder: PathBuf,
    /// The user's home folder.
    pub home: Option<&'a Path>,
    /// The file system.
    pub files: &'a dyn Files,
    /// The user's settings, for what is no secret.
    pub config: &'a Config,
    /// The values of the `.env` files around.
    pub known: Option<Arc<Known>>,
}

impl std::fmt::Debug for World<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

/// Decides about a call.
#[must_use]
pub fn decide(call: &Call, world: &World<'_>, policy: &Policy) -> Answer {
    if !call.understood {
        return undecided(call, policy);
    }
    let place = Place {
        root: world.root.clone(),
        folder: world.folder.clone(),
        home: world.home,
        files: world.files,
        allow: &policy.allow,
    };
    let eyes = Eyes {
        config: world.config,
        known: world.known.clone(),
        root: world.root.clone(),
    };
    let verdict = match call.event {
        None => Verdict::Pass,
        Some(Event::Result) => given_back(call, &eyes),
        Some(event) => match about_to(event, call, &place, &eyes) {
            Some(reason) => Verdict::Refuse {
                reason,
                ask: policy.ask,
            },
            None => Verdict::Pass,
        },
    };
    reply::answer(call, verdict)
}

/// The answer where nothing could be looked at: as the user wants it for such cases.
#[must_use]
pub fn undecided(call: &Call, policy: &Policy) -> Answer {
    if policy.closed {
        Answer::exit2(Reason::not_understood())
    } else {
        reply::answer(call, Verdict::Pass)
    }
}

/// The answer to an input that is longer than [`LONGEST`]. What has happened is let through:
/// refusing it now would keep nothing.
#[must_use]
pub fn too_long(call: &Call) -> Answer {
    match call.event {
        None | Some(Event::Result) => reply::answer(call, Verdict::Pass),
        Some(_) => Answer::exit2(Reason::too_large()),
    }
}

/// The answer where looking takes so long that the client would go on without one.
#[must_use]
pub fn too_slow() -> Answer {
    Answer::exit2(Reason::too_large())
}

/// Why what is about to happen should not.
fn about_to(event: Event, call: &Call, place: &Place<'_>, eyes: &Eyes<'_>) -> Option<Reason> {
    let input = &call.input;
    match event {
        Event::Prompt => prompt(input, place, eyes),
        Event::Read | Event::Tab => {
            let path = text(input, &["file_path", "filePath", "path"]);
            let read = tools::judge(
                "read_file",
                &serde_json::json!({"file_path": path}),
                place,
                eyes,
            );
            read.or_else(|| {
                let mut found = Found::default();
                let content = text(input, &["content"]);
                eyes.look(content, Some(&place.absolute(path)), &mut found);
                let (named, more) = found.named();
                (!found.is_empty()).then(|| Reason::text(named, "The file", more))
            })
        }
        Event::Shell => tools::judge("shell", &shell_input(input), place, eyes),
        Event::Write => tools::judge("write_file", input, place, eyes),
        Event::Mcp => {
            let arguments = input.get("mcp_tool_arguments").unwrap_or(input);
            tools::judge(&call.tool, arguments, place, eyes)
        }
        Event::Tool | Event::Result => tools::judge(&call.tool, input, place, eyes),
    }
}

/// The command of an event that is about nothing else.
fn shell_input(input: &Value) -> Value {
    let command = text(input, &["command", "command_line"]);
    serde_json::json!({"command": command, "cwd": text(input, &["cwd"])})
}

/// A prompt: what it holds, and the files that it attaches.
fn prompt(input: &Value, place: &Place<'_>, eyes: &Eyes<'_>) -> Option<Reason> {
    let prompt = text(input, &["prompt", "user_prompt", "userPrompt", "text"]);
    let mut found = Found::default();
    eyes.look(prompt, None, &mut found);
    let (named, more) = found.named();
    if !found.is_empty() {
        return Some(Reason::text(named, "This prompt", more));
    }
    let mentioned = prompt
        .split_whitespace()
        .filter_map(|word| word.strip_prefix('@'));
    let mentioned = mentioned.map(|word| word.trim_end_matches([',', ';', ':', ')', '?', '!']));
    let attached = input.get("attachments").and_then(Value::as_array);
    let attached = attached
        .into_iter()
        .flatten()
        .map(|one| text(one, &["file_path", "filePath", "path"]));
    mentioned
        .chain(attached)
        .find_map(|path| place.secret(path))
        .map(|secret| Reason::read(&secret))
}

/// What a tool gave back, with its secrets masked.
fn given_back(call: &Call, eyes: &Eyes<'_>) -> Verdict {
    let Some(response) = &call.response else {
        return Verdict::Pass;
    };
    let mut found = Found::default();
    let masked = eyes.masked(response, &mut found);
    if found.is_empty() {
        return Verdict::Pass;
    }
    let (named, more) = found.named();
    Verdict::Mask {
        reason: Reason::text(named, "What the tool gave back", more),
        masked,
    }
}

fn text<'v>(value: &'v Value, keys: &[&str]) -> &'v str {
    let found = keys.iter().find_map(|key| value.get(*key)?.as_str());
    found.unwrap_or_default()
}
