//! What `rules/assistants/` says, as static tables written by `build.rs`.

include!(concat!(env!("OUT_DIR"), "/assistants.rs"));

/// One assistant: how it is recognised, how a secret file reaches it, what stops it.
#[derive(Debug, PartialEq, Eq)]
pub struct Assistant {
    /// Stable id, also the name of its file under `rules/assistants/`.
    pub id: &'static str,
    /// As its vendor writes it.
    pub name: &'static str,
    /// The date of the newest source, `YYYY-MM-DD`.
    pub as_of: &'static str,
    /// How far the sources agree: `high`, `medium` or `low`.
    pub confidence: &'static str,
    /// What it does with a `.env` when nothing is configured, in one sentence.
    pub default: &'static str,
    /// Every way a `.env` reaches it.
    pub routes: &'static [Route],
    /// Where this is documented.
    pub sources: &'static [&'static str],
    /// Signs of use; one is enough to warn.
    pub strong: Signs,
    /// Signs that are shared with others or say little about this workspace.
    pub weak: Signs,
    /// What keeps it out, the one that a quick fix sets first.
    pub controls: &'static [Control],
    /// What looks like a control and is none.
    pub decoys: &'static [DecoyRule],
}

/// Signs that an assistant is in use.
#[derive(Debug, PartialEq, Eq)]
pub struct Signs {
    /// Files or folders (with a slash at the end) of the workspace; the last component may hold `*`.
    pub paths: &'static [&'static str],
    /// `clientInfo.name` of its editor.
    pub clients: &'static [&'static str],
    /// Extension ids of VS Code, lower case.
    pub extensions: &'static [&'static str],
    /// Environment variables.
    pub env: &'static [&'static str],
    /// Files or folders of the home folder.
    pub home: &'static [&'static str],
    /// Lua modules of Neovim plugins.
    pub modules: &'static [&'static str],
    /// Beginnings of keys in `.vscode/settings.json`.
    pub settings: &'static [&'static str],
}

/// A way by which a secret reaches a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// The open file or selection goes along with a chat unasked.
    ImplicitContext,
    /// Inline suggestions read the buffer and its neighbours.
    Completion,
    /// The workspace is indexed or uploaded.
    Index,
    /// The agent's read and edit tools.
    AgentFileTools,
    /// The agent's grep, glob and list tools.
    AgentSearchTools,
    /// Commands that the agent runs.
    Shell,
    /// Servers of the model context protocol.
    Mcp,
    /// Variables that are exported or loaded by the tool itself.
    Environment,
    /// Session logs that keep what was shown.
    Transcripts,
}

impl Route {
    /// The route's name in reports and in `rules/assistants/`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::ImplicitContext => "implicit_context",
            Self::Completion => "completion",
            Self::Index => "index",
            Self::AgentFileTools => "agent_file_tools",
            Self::AgentSearchTools => "agent_search_tools",
            Self::Shell => "shell",
            Self::Mcp => "mcp",
            Self::Environment => "environment",
            Self::Transcripts => "transcripts",
        }
    }

    /// The route in words, for a message.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::ImplicitContext => "the open file as chat context",
            Self::Completion => "completions",
            Self::Index => "the index",
            Self::AgentFileTools => "the agent's file tools",
            Self::AgentSearchTools => "the agent's search tools",
            Self::Shell => "shell commands",
            Self::Mcp => "MCP servers",
            Self::Environment => "environment variables",
            Self::Transcripts => "session logs",
        }
    }
}

/// How far a control can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Strength {
    /// The operating system refuses; every subprocess is bound.
    EnforcedOs,
    /// Each matching tool call is refused; a script the agent writes may get through.
    EnforcedToolCalls,
    /// The assistant's own file tools refuse; its shell and MCP servers do not.
    ToolLevel,
    /// The user is asked.
    Ask,
    /// Inline suggestions only.
    CompletionsOnly,
    /// The search index only.
    IndexOnly,
    /// Values in the environment only.
    EnvironmentOnly,
    /// A pattern on a command, easy to get around.
    BestEffort,
}

impl Strength {
    /// The label that users see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::EnforcedOs => "enforced (OS)",
            Self::EnforcedToolCalls => "enforced (tool calls)",
            Self::ToolLevel => "tool-level",
            Self::Ask => "ask",
            Self::CompletionsOnly => "completions-only",
            Self::IndexOnly => "index-only",
            Self::EnvironmentOnly => "environment-only",
            Self::BestEffort => "best-effort",
        }
    }
}

/// Something that keeps an assistant from a file, more or less.
#[derive(Debug, PartialEq, Eq)]
pub struct Control {
    /// Stable id.
    pub id: &'static str,
    /// How far it can be relied on.
    pub strength: Strength,
    /// The routes it closes.
    pub closes: &'static [Route],
    /// The files it is read from, relative to the workspace; a fix edits the first.
    pub files: &'static [&'static str],
    /// How it is written.
    pub kind: ControlKind,
    /// The control without which this one does nothing.
    pub requires: Option<&'static str>,
    /// A setting that switches it off.
    pub undone_by: Option<Setting>,
    /// What it leaves open, in words that complete "… can still reach it".
    pub leaves: &'static str,
    /// How a quick fix sets it.
    pub fix: Option<ControlFix>,
}

/// How a control is written.
#[derive(Debug, PartialEq, Eq)]
pub enum ControlKind {
    /// Lines of a file in the syntax of `.gitignore`.
    Lines {
        /// Lines that the assistant puts before those of the file.
        builtin: &'static [&'static str],
        /// A list that takes the place of `builtin` when it is set.
        replaced_by: Option<Setting>,
    },
    /// Whatever git ignores.
    Git,
    /// Patterns in an array of a settings file.
    List {
        /// Whether comments and trailing commas are allowed.
        comments: bool,
        /// The keys that lead to the array.
        at: &'static [&'static str],
        /// How its patterns are read.
        syntax: Syntax,
        /// What stands before and after a pattern in an entry.
        wrap: (&'static str, &'static str),
        /// Entries that cover every file.
        whole: &'static [&'static str],
        /// What anchors a pattern at the workspace; stripped before matching.
        root_prefix: &'static str,
        /// Beginnings of patterns that are anchored somewhere else: not counted.
        foreign_prefixes: &'static [&'static str],
        /// Patterns that apply without being written.
        builtin: &'static [&'static str],
    },
    /// Booleans in an object of a settings file; active when all have their value.
    Flags {
        /// Whether comments and trailing commas are allowed.
        comments: bool,
        /// The keys that lead to the object.
        at: &'static [&'static str],
        /// The keys and the value that each must have.
        flags: &'static [(&'static str, bool)],
        /// The key whose value counts for keys that are not set; may be empty.
        fallback: &'static str,
    },
}

/// How patterns are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// As a line of `.gitignore`.
    Gitignore,
    /// As a glob over the whole path from the workspace.
    Glob,
}

/// A setting in a JSON file.
#[derive(Debug, PartialEq, Eq)]
pub struct Setting {
    /// The file, relative to the workspace.
    pub file: &'static str,
    /// The keys that lead to it.
    pub at: &'static [&'static str],
    /// The value that counts; `None` when being set is enough.
    pub equals: Option<bool>,
}

/// How a quick fix sets a control.
#[derive(Debug, PartialEq, Eq)]
pub struct ControlFix {
    /// Title for the light bulb; `{file}` stands for the file's name.
    pub title: &'static str,
    /// What is added, beside the file's own name where these do not cover it.
    pub entries: &'static [&'static str],
}

/// A file or setting that looks like a control and is none.
#[derive(Debug, PartialEq, Eq)]
pub struct DecoyRule {
    /// The file or folder (with a slash at the end), relative to the workspace.
    pub path: &'static str,
    /// The keys that lead to the setting; empty when the file itself is the decoy.
    pub at: &'static [&'static str],
    /// Globs of array entries that are decoys; empty when the setting itself is.
    pub entries: &'static [&'static str],
    /// Why it does not help and what does.
    pub reason: &'static str,
}

/// Every assistant, in order of id.
#[must_use]
pub fn all() -> &'static [Assistant] {
    ASSISTANTS
}

/// The assistant of this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Assistant> {
    all().iter().find(|assistant| assistant.id == id)
}
