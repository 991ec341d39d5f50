//! Settings that the editor sends: `initializationOptions`, or the section `keyward`.

use serde_json::Value;

/// How diagnostics reach the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Channel {
    /// By what the client announces.
    #[default]
    Auto,
    /// The server sends them.
    Push,
    /// The client asks for them.
    Pull,
}

/// What the user chose in the editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    /// `keyward.diagnostics`: fixed at `initialize`.
    pub(super) channel: Channel,
}

impl Settings {
    /// Reads a settings object; what is missing or of another type keeps its default.
    pub(super) fn of(value: &Value) -> Self {
        // Some clients send the section, some the object that holds it.
        let section = value.get("keyward").unwrap_or(value);
        let channel = match section.get("diagnostics").and_then(Value::as_str) {
            Some("push") => Channel::Push,
            Some("pull") => Channel::Pull,
            _ => Channel::Auto,
        };
        Self { channel }
    }
}
