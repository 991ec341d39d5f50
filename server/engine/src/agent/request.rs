//! What a client says on standard input, in one shape.

use serde_json::{Map, Value};

use super::tables::{self, Client, Event, Reply};

/// The session that Keyward names when it tries a hook.
pub const TRIAL: &str = "keyward-self-test";

/// What a hook is asked about.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who asks.
    pub client: &'static Client,
    /// What happens; `None` where it is nothing that a decision is wanted for.
    pub event: Option<Event>,
    /// The client's own name for it.
    pub(super) event_name: String,
    /// The folder the agent stands in, as the client says.
    pub folder: Option<String>,
    /// The tool's name, if one is used.
    pub(super) tool: String,
    /// What the tool, or the event, is given.
    pub(super) input: Value,
    /// What the tool gave back.
    pub(super) response: Option<Value>,
    /// Whether the input could be understood.
    pub understood: bool,
    /// Whether nobody but Keyward itself asks, to try a hook.
    pub is_trial: bool,
}

/// Reads what a client says. `told` is the client that the command line names.
#[must_use]
pub fn read(bytes: &[u8], told: Option<&'static Client>) -> Call {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim();
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => call(map, told),
        _ => not_understood(told),
    }
}

/// What is known of an input that is too long to be read: its first bytes tell the event.
#[must_use]
pub fn read_head(head: &[u8], told: Option<&'static Client>) -> Call {
    let text = String::from_utf8_lossy(head);
    // What the model wrote stands behind this, and could hold anything.
    let ours = [
        "\"tool_input\"",
        "\"toolArgs\"",
        "\"tool_info\"",
        "\"prompt\"",
        "\"content\"",
    ];
    let end = ours
        .iter()
        .filter_map(|key| text.find(key))
        .min()
        .unwrap_or(text.len());
    let value = [
        "\"hook_event_name\"",
        "\"hookEventName\"",
        "\"agent_action_name\"",
    ]
    .iter()
    .find_map(|key| {
        let behind = text[..end]
            .split_once(key)?
            .1
            .trim_start()
            .strip_prefix(':')?;
        behind
            .trim_start()
            .strip_prefix('"')?
            .split_once('"')
            .map(|(name, _)| name.to_owned())
    });
    let name = value.unwrap_or_default();
    let mut call = not_understood(told);
    call.understood = true;
    call.event = event(call.client, &name);
    if name.is_empty() {
        call.event = Some(Event::Tool);
    }
    call.event_name = name;
    call
}

fn not_understood(told: Option<&'static Client>) -> Call {
    Call {
        client: told.unwrap_or(&tables::clients()[0]),
        event: None,
        event_name: String::new(),
        folder: None,
        tool: String::new(),
        input: Value::Null,
        response: None,
        understood: false,
        is_trial: false,
    }
}

fn call(mut map: Map<String, Value>, told: Option<&'static Client>) -> Call {
    let client = recognised(&map, told);
    let name = string(
        &map,
        &[
            "hook_event_name",
            "hookEventName",
            "agent_action_name",
            "hookName",
        ],
    )
    .unwrap_or_default();
    let event = event(client, &name).or_else(|| name.is_empty().then(|| by_shape(&map))?);
    let folder = string(&map, &["cwd"])
        .filter(|folder| !folder.is_empty())
        .or_else(|| {
            let roots = map
                .get("workspace_roots")
                .or_else(|| map.get("workspaceRoots"))?;
            Some(roots.as_array()?.first()?.as_str()?.to_owned())
        });
    let session = string(&map, &["session_id", "sessionId", "conversation_id"]);
    let is_trial = session.as_deref() == Some(TRIAL);
    // Cline wraps what it says by event.
    for wrapper in ["preToolUse", "postToolUse", "userPromptSubmit"] {
        if let Some(Value::Object(inner)) = map.remove(wrapper) {
            map.extend(inner);
        }
    }
    let tool = string(&map, &["tool_name", "toolName"]).unwrap_or_default();
    let response = [
        "tool_response",
        "tool_result",
        "toolResult",
        "tool_output",
        "result_json",
        "output",
        "result",
        "content_after",
    ]
    .iter()
    .find_map(|key| map.remove(*key));
    let input = ["tool_input", "toolArgs", "parameters", "tool_info"]
        .iter()
        .find_map(|key| map.remove(*key));
    let input = match input {
        // Some clients give the arguments as a text that holds JSON; a patch is a text by itself.
        Some(Value::String(text)) => serde_json::from_str(&text)
            .ok()
            .filter(|value: &Value| value.is_object())
            .unwrap_or(Value::String(text)),
        Some(value) => value,
        None => Value::Object(map),
    };
    Call {
        client,
        event,
        event_name: name,
        folder,
        tool,
        input,
        response,
        understood: true,
        is_trial,
    }
}

/// Who asks: as told, but one file of hooks may serve two clients.
fn recognised(map: &Map<String, Value>, told: Option<&'static Client>) -> &'static Client {
    let has = |key: &str| map.contains_key(key);
    let by_id = |id: &str| tables::client(id).unwrap_or(&tables::clients()[0]);
    let copilot = match told {
        Some(client) => matches!(client.reply, Reply::Copilot | Reply::VsCode | Reply::Claude),
        None => true,
    };
    if copilot && (has("toolName") || has("sessionId") && has("prompt") && !has("hookEventName")) {
        return by_id("copilot-cli");
    }
    let editor = has("hookEventName") || has("sessionId") && has("tool_name");
    if copilot && editor && !has("permission_mode") {
        return by_id("copilot-vscode");
    }
    if let Some(client) = told {
        return client;
    }
    let name = string(map, &["hook_event_name"]).unwrap_or_default();
    let id = if has("agent_action_name") {
        "devin"
    } else if has("hookName") {
        "cline"
    } else if has("cursor_version") || has("conversation_id") {
        "cursor"
    } else if matches!(name.as_str(), "BeforeTool" | "AfterTool" | "BeforeAgent") {
        "gemini-cli"
    } else if has("turn_id") {
        "codex"
    } else if has("timestamp") && !has("permission_mode") {
        "copilot-vscode"
    } else {
        "claude-code"
    };
    by_id(id)
}

fn event(client: &Client, name: &str) -> Option<Event> {
    let named = |names: &[&str]| names.contains(&name);
    client
        .events
        .iter()
        .find(|(_, names)| named(names))
        .map(|(event, _)| *event)
}

/// The event of a client that does not name it.
fn by_shape(map: &Map<String, Value>) -> Option<Event> {
    let has = |key: &str| map.contains_key(key);
    if has("toolResult") || has("tool_response") || has("tool_result") {
        Some(Event::Result)
    } else if has("toolName") || has("tool_name") {
        Some(Event::Tool)
    } else if has("prompt") {
        Some(Event::Prompt)
    } else {
        None
    }
}

fn string(map: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    keys.iter()
        .find_map(|key| map.get(*key)?.as_str())
        .map(str::to_owned)
}
