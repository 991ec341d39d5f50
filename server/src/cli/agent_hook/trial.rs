//! A registered hook is tried: the very command that stands in the client's settings is run, as the
//! client would, with a read of a decoy and with something harmless.
//!
//! This is the one place where Keyward starts a program: itself, by a command line of its own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use keyward_engine::agent::{Event, TRIAL, register};
use keyward_engine::fix::{Before, EditPlan, FileEdit, NewText, Purpose, TextEdit};
use serde_json::{Value, json};

use super::scope::Place;
use crate::apply;

/// Tries what stands in the settings.
///
/// # Errors
/// What went wrong, as a sentence.
pub(super) fn run(place: &Place) -> Result<(), String> {
    let text = std::fs::read_to_string(&place.path).map_err(|error| error.to_string())?;
    let registered = register::registered(&text)?;
    let command = registered.commands.first().ok_or("nothing is registered")?;
    let decoy = Decoy::new()?;
    let read = answer(
        command,
        &question(place, &format!("cat '{}'", decoy.path.display()), &decoy),
    )?;
    if !refuses(&read) {
        return Err(why_open(&read));
    }
    let harmless = answer(command, &question(place, "echo hello", &decoy))?;
    if refuses(&harmless) {
        return Err("it refuses a harmless command too: is another hook in the way?".to_owned());
    }
    Ok(())
}

fn why_open(answer: &Answer) -> String {
    if answer.stdout.trim() == "{}" {
        "it let a read of a decoy `.env` through: `keyward` is not on the path of that shell, so the guard for a missing program answered".to_owned()
    } else {
        format!(
            "it let a read of a decoy `.env` through (exit code {:?})",
            answer.code
        )
    }
}

/// What a client says before its agent runs a command.
fn question(place: &Place, command: &str, decoy: &Decoy) -> String {
    let folder = decoy
        .path
        .parent()
        .unwrap_or(Path::new("/"))
        .to_string_lossy();
    let events = place.client.events.iter();
    let shell = events.clone().find(|(event, _)| *event == Event::Shell);
    let names = shell.or_else(|| events.clone().find(|(event, _)| *event == Event::Tool));
    let event = names
        .and_then(|(_, names)| names.first())
        .copied()
        .unwrap_or_default();
    let question = match (place.client.id, shell) {
        ("copilot-cli", _) => json!({
            "sessionId": TRIAL, "timestamp": 0, "cwd": folder, "toolName": "bash",
            "toolArgs": json!({"command": command}).to_string(),
        }),
        (_, Some(_)) => json!({
            "conversation_id": TRIAL, "hook_event_name": event, "cwd": folder, "command": command,
        }),
        _ => json!({
            "session_id": TRIAL, "hook_event_name": event, "permission_mode": "default", "cwd": folder,
            "tool_name": "bash", "tool_input": {"command": command},
        }),
    };
    question.to_string()
}

/// What a command said.
struct Answer {
    stdout: String,
    code: Option<i32>,
}

/// Runs a command in a shell, as clients do.
fn answer(command: &str, question: &str) -> Result<Answer, String> {
    let mut shell = if cfg!(windows) {
        let mut shell = Command::new("cmd");
        shell.arg("/C");
        shell
    } else {
        let mut shell = Command::new("sh");
        shell.arg("-c");
        shell
    };
    let child = shell
        .arg(command)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.map_err(|error| format!("the shell could not be started: {error}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(question.as_bytes());
    }
    let output = child
        .wait_with_output()
        .map_err(|error| format!("it did not end: {error}"))?;
    Ok(Answer {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        code: output.status.code(),
    })
}

/// Whether an answer is a refusal, in any client's words.
fn refuses(answer: &Answer) -> bool {
    let value: Value = serde_json::from_str(answer.stdout.trim()).unwrap_or(Value::Null);
    let words = [
        &value["permission"],
        &value["decision"],
        &value["permissionDecision"],
        &value["hookSpecificOutput"]["permissionDecision"],
    ];
    answer.code == Some(2)
        || words
            .iter()
            .any(|word| **word == "deny" || **word == "ask" || **word == "block")
}

/// A file that looks like a secret one and is none.
struct Decoy {
    root: PathBuf,
    path: PathBuf,
}

const DECOY: &str = "DECOY=nothing\n";

impl Decoy {
    fn new() -> Result<Self, String> {
        let root = std::env::temp_dir()
            .canonicalize()
            .map_err(|error| error.to_string())?;
        let path = root.join(format!("keyward-decoy-{}.env", std::process::id()));
        let plan = EditPlan {
            title: String::new(),
            name: String::new(),
            files: vec![FileEdit {
                path: path.clone(),
                purpose: Purpose::Ignore,
                before: Before::Absent,
                edits: vec![TextEdit {
                    range: 0..0,
                    text: NewText(DECOY.to_owned().into()),
                }],
                owner_only: true,
            }],
            notes: Vec::new(),
        };
        apply::write(&plan, &root, |_| true).map_err(|error| error.to_string())?;
        Ok(Self { root, path })
    }
}

impl Drop for Decoy {
    fn drop(&mut self) {
        let _ = apply::remove(&self.path, &self.root, DECOY);
    }
}
