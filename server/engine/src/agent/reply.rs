//! A decision in the words of the client that asked.

use serde_json::{Value, json};

use super::reason::Reason;
use super::request::Call;
use super::tables::{Event, Reply};

/// What a hook prints and how it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// For standard output: one JSON document, or nothing.
    pub stdout: String,
    /// For standard error: a sentence, or nothing.
    pub stderr: String,
    /// The exit code.
    pub exit: u8,
    /// Why something is refused or masked, if it is.
    pub reason: Option<Reason>,
}

/// What becomes of a call.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// Nothing stands against it.
    Pass,
    /// It is refused, or put to the user.
    Refuse { reason: Reason, ask: bool },
    /// What it gave back holds a secret; this is it with the secret masked.
    Mask { reason: Reason, masked: Value },
}

impl Answer {
    fn json(value: &Value, reason: Option<Reason>) -> Self {
        Self {
            stdout: format!("{value}\n"),
            stderr: String::new(),
            exit: 0,
            reason,
        }
    }

    /// Every client knows this as a refusal.
    pub(super) fn exit2(reason: Reason) -> Self {
        Self {
            stdout: String::new(),
            stderr: format!("{}\n", reason.text),
            exit: 2,
            reason: Some(reason),
        }
    }
}

/// The answer to a call.
pub(super) fn answer(call: &Call, verdict: Verdict) -> Answer {
    match verdict {
        Verdict::Pass => Answer::json(&pass(call), None),
        Verdict::Refuse { reason, ask } => refuse(call, reason, ask),
        Verdict::Mask { reason, masked } => mask(call, reason, &masked),
    }
}

/// Nothing to say: `{}` leaves the decision to the client. Cursor wants a word.
fn pass(call: &Call) -> Value {
    match (call.client.reply, call.event) {
        (Reply::Cursor, Some(Event::Prompt)) => json!({"continue": true}),
        (Reply::Cursor, Some(Event::Result)) => json!({}),
        (Reply::Cursor, Some(_)) => json!({"permission": "allow"}),
        (Reply::Cursor, None) => json!({"permission": "allow", "continue": true}),
        (Reply::Cline, _) => json!({"cancel": false}),
        _ => json!({}),
    }
}

fn refuse(call: &Call, reason: Reason, ask: bool) -> Answer {
    let text = reason.text.as_str();
    let ask = ask && call.client.asks && may_ask(call);
    let word = if ask { "ask" } else { "deny" };
    let prompt = call.event == Some(Event::Prompt);
    let value = match call.client.reply {
        Reply::Claude | Reply::Codex if prompt => json!({"decision": "block", "reason": text}),
        Reply::VsCode if prompt => {
            json!({"continue": false, "stopReason": text, "systemMessage": text})
        }
        Reply::Claude | Reply::Codex => json!({"hookSpecificOutput": permission(call, word, text)}),
        // Read by VS Code, and by Copilot CLI under the same names of events.
        Reply::VsCode => json!({
            "hookSpecificOutput": permission(call, word, text),
            "permissionDecision": word,
            "permissionDecisionReason": text,
        }),
        // What a hook says about a prompt is dropped; on standard error the user sees it.
        Reply::Copilot if prompt => return Answer::exit2(reason),
        Reply::Copilot => json!({"permissionDecision": word, "permissionDecisionReason": text}),
        Reply::Cursor if prompt => json!({"continue": false, "user_message": text}),
        Reply::Cursor => json!({"permission": word, "user_message": text, "agent_message": text}),
        Reply::Gemini => json!({"decision": word, "reason": text}),
        Reply::Cline => json!({"cancel": true, "errorMessage": text}),
        Reply::Exit => return Answer::exit2(reason),
    };
    Answer::json(&value, Some(reason))
}

fn permission(call: &Call, word: &str, text: &str) -> Value {
    let name = if call.event_name.is_empty() {
        "PreToolUse"
    } else {
        &call.event_name
    };
    json!({"hookEventName": name, "permissionDecision": word, "permissionDecisionReason": text})
}

/// Whether the client puts this event to the user when it is told to ask.
fn may_ask(call: &Call) -> bool {
    match (call.client.reply, call.event) {
        (_, Some(Event::Prompt)) => false,
        (Reply::Cursor, event) => matches!(event, Some(Event::Shell | Event::Mcp)),
        _ => true,
    }
}

/// Hides what a tool gave back, as far as the client lets a hook do that.
fn mask(call: &Call, reason: Reason, masked: &Value) -> Answer {
    let text = reason.text.as_str();
    let name = if call.event_name.is_empty() {
        "PostToolUse"
    } else {
        &call.event_name
    };
    let value = match call.client.reply {
        Reply::Claude => json!({"hookSpecificOutput": {
            "hookEventName": name, "updatedToolOutput": masked, "additionalContext": text,
        }}),
        Reply::VsCode => json!({
            "decision": "block", "reason": text,
            "hookSpecificOutput": {"hookEventName": name, "additionalContext": text},
        }),
        Reply::Codex => json!({"decision": "block", "reason": with_text(text, masked)}),
        Reply::Copilot => json!({"modifiedResult": result(masked), "additionalContext": text}),
        Reply::Gemini => json!({"decision": "deny", "reason": with_text(text, masked)}),
        Reply::Cursor => json!({"additional_context": text}),
        Reply::Cline => json!({"cancel": false, "contextModification": text}),
        Reply::Exit => return Answer::exit2(reason),
    };
    Answer::json(&value, Some(reason))
}

/// A result as Copilot CLI takes one.
fn result(masked: &Value) -> Value {
    let text = ["textResultForLlm", "text_result_for_llm"]
        .iter()
        .find_map(|key| masked.get(*key)?.as_str());
    let text = text.map_or_else(|| masked.to_string(), str::to_owned);
    json!({"resultType": "success", "textResultForLlm": text})
}

/// The reason and, below it, what the tool gave back without its secrets.
fn with_text(reason: &str, masked: &Value) -> String {
    let inner = ["llmContent", "output", "stdout"]
        .iter()
        .find_map(|key| masked.get(*key));
    let text = match inner.unwrap_or(masked) {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    format!("{reason}\n\n{text}")
}
