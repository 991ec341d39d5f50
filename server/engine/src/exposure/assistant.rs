//! What `rules/assistants/` says about each assistant, as static tables written by `build.rs`.

use super::control_row::{
    AfterGit, Control, ControlFix, ControlKind, Flag, HookEvent, Library, Order, Place, RuleFields,
    RuleSource, Scalar, Setting, Snippet, Syntax,
};
use super::settings::Format;

include!(concat!(env!("OUT_DIR"), "/assistants.rs"));

/// One assistant: how it is recognised, how a secret file reaches it, what stops it.
#[derive(Debug, PartialEq, Eq)]
pub struct Assistant {
    /// Stable id, also the name of its file under `rules/assistants/`.
    pub id: &'static str,
    /// As its vendor writes it.
    pub name: &'static str,
    /// Who makes it; empty where the name says it.
    pub vendor: &'static str,
    /// Whether it is still offered: `active`, `limited`, `winding-down` or `retired`.
    pub status: &'static str,
    /// What that means here; may be empty.
    pub status_note: &'static str,
    /// The date of the newest source, `YYYY-MM-DD`.
    pub as_of: &'static str,
    /// How far the sources agree: `high`, `medium-high`, `medium`, `low-medium` or `low`.
    pub confidence: &'static str,
    /// What that holds for; may be empty.
    pub confidence_note: &'static str,
    /// What it does with a `.env` when nothing is configured, in one sentence.
    pub default: &'static str,
    /// Whether anything is known about files that no control speaks of. Where nothing is,
    /// a file must be expected to be read, and the state says that it is not known.
    pub default_known: bool,
    /// Where it keeps what decides, if Keyward does not read that: "your Neovim configuration".
    pub user_config: Option<&'static str>,
    /// What `.gitignore` does there.
    pub gitignore: GitIgnore,
    /// The same in the words of its source.
    pub gitignore_note: &'static str,
    /// Every way a `.env` reaches it.
    pub routes: &'static [Route],
    /// The route by which it reads files itself, where that is not the first that it has of the
    /// agent's tools, chat, completions, index and shell.
    pub main: Option<Route>,
    /// Files that it sends with requests as they stand, in the syntax of `.gitignore`.
    pub instructions: &'static [&'static str],
    /// Its own settings in a workspace, in the same syntax.
    pub settings_files: &'static [&'static str],
    /// What is known to go wrong, sentences.
    pub caveats: &'static [&'static str],
    /// Where this is documented.
    pub sources: &'static [Source],
    /// Signs of use; one is enough to warn.
    pub strong: Signs,
    /// Signs that make it likely.
    pub medium: Signs,
    /// Signs that are shared with others or say little about this workspace.
    pub weak: Signs,
    /// What keeps it out, the one that a quick fix sets first.
    pub controls: &'static [Control],
}

/// Where something is documented.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// A page, or files and issues of a repository.
    pub at: &'static str,
    /// When it was looked at, or the date it bears: `2026` or `2026-08-22`; may be empty.
    pub seen: &'static str,
}

impl Source {
    /// Where, and when it was seen.
    #[must_use]
    pub fn text(&self) -> String {
        match self.seen {
            "" => self.at.to_owned(),
            seen => format!("{} ({seen})", self.at),
        }
    }
}

/// Signs that an assistant is in use.
#[derive(Debug, PartialEq, Eq)]
pub struct Signs {
    /// Files or folders (with a slash at the end) of the workspace; the last component may hold `*`.
    pub paths: &'static [&'static str],
    /// `clientInfo.name` of its editor, with the names of forks of VS Code.
    pub clients: &'static [&'static str],
    /// Extension ids of VS Code, lower case.
    pub extensions: &'static [&'static str],
    /// Environment variables: `NAME`, `NAME=value`, or `PREFIX_*`.
    pub env: &'static [&'static str],
    /// Files or folders of the home folder.
    pub home: &'static [&'static str],
    /// Lua modules of Neovim plugins.
    pub modules: &'static [&'static str],
    /// Global variables of Vim plugins, without `g:`.
    pub globals: &'static [&'static str],
    /// Names of language servers that run beside this one in Neovim.
    pub lsp_clients: &'static [&'static str],
    /// Features of Emacs.
    pub features: &'static [&'static str],
    /// Beginnings of keys in `.vscode/settings.json`.
    pub settings: &'static [&'static str],
}

/// What a `.gitignore` does for an assistant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GitIgnore {
    /// Nothing that keeps a file out.
    Nothing,
    /// It shapes the index: reads are not bound.
    Index,
    /// It shapes listing and search: reads are not bound.
    Search,
    /// It shapes index and search: reads are not bound.
    IndexAndSearch,
    /// Its file tools refuse what git ignores.
    Reads,
    /// The same for the `.gitignore` at the root only.
    RootReads,
    /// A setting decides.
    Configurable,
    /// No source says.
    Unknown,
}

impl GitIgnore {
    /// The name in reports and in `rules/assistants/`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Index => "index",
            Self::Search => "search",
            Self::IndexAndSearch => "index-and-search",
            Self::Reads => "reads",
            Self::RootReads => "root-reads",
            Self::Configurable => "configurable",
            Self::Unknown => "unknown",
        }
    }

    /// What it does, in words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Index => "shapes the index only",
            Self::Search => "shapes listing and search only",
            Self::IndexAndSearch => "shapes index and search only",
            Self::Reads => "keeps its file tools out",
            Self::RootReads => "keeps its file tools out (the one at the root only)",
            Self::Configurable => "a setting decides",
            Self::Unknown => "unknown",
        }
    }
}

/// A way by which a secret reaches a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// The open file or selection goes along with a chat unasked.
    ImplicitContext,
    /// Inline suggestions read the buffer and its neighbours.
    Completion,
    /// The workspace is indexed, packed or uploaded.
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
    /// Files of instructions, sent with every request.
    InstructionFiles,
    /// The assistant's own settings.
    ConfigFiles,
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
            Self::InstructionFiles => "instruction_files",
            Self::ConfigFiles => "config_files",
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
            Self::InstructionFiles => "instruction files",
            Self::ConfigFiles => "its settings files",
            Self::Transcripts => "session logs",
        }
    }
}

/// How far a control can be relied on, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// The operating system refuses; every subprocess is bound.
    EnforcedOs,
    /// Each matching tool call is refused; a script the agent writes may get through.
    EnforcedToolCalls,
    /// The packer leaves the file out.
    EnforcedPacker,
    /// The assistant's own file tools refuse; its shell and MCP servers do not.
    ToolLevel,
    /// The user is asked.
    Ask,
    /// The operating system refuses commands in its terminal, and nothing else.
    EnforcedTerminal,
    /// Listing and search only.
    SearchOnly,
    /// The search index only.
    IndexOnly,
    /// Inline suggestions only.
    CompletionsOnly,
    /// Values in the environment only.
    EnvironmentOnly,
    /// Connections only: stops sending, not reading.
    NetworkOnly,
    /// Set by an administrator outside the repository.
    ServerPolicy,
    /// A pattern on a command, easy to get around.
    BestEffort,
    /// No control is known.
    None,
}

impl Strength {
    /// The label that users see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::EnforcedOs => "enforced (OS)",
            Self::EnforcedToolCalls => "enforced (tool calls)",
            Self::EnforcedPacker => "enforced (packer)",
            Self::ToolLevel => "tool-level",
            Self::Ask => "ask",
            Self::EnforcedTerminal => "enforced (terminal only)",
            Self::SearchOnly => "search-only",
            Self::IndexOnly => "index-only",
            Self::CompletionsOnly => "completions-only",
            Self::EnvironmentOnly => "environment-only",
            Self::NetworkOnly => "network-only",
            Self::ServerPolicy => "server policy",
            Self::BestEffort => "best-effort",
            Self::None => "none",
        }
    }

    /// What the label means, in one sentence without its full stop.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::EnforcedOs => "a sandbox of the operating system, which binds every subprocess",
            Self::EnforcedToolCalls => {
                "a hook or the tool layer refuses each matching tool call; scripts that the agent writes and runs may still get through"
            }
            Self::EnforcedPacker => "the packer leaves the file out",
            Self::ToolLevel => {
                "the assistant's own file tools refuse; its shell and MCP servers do not"
            }
            Self::Ask => "the user is prompted; auto-approve modes remove the prompt",
            Self::EnforcedTerminal => "a sandbox binds commands in its terminal, and nothing else",
            Self::SearchOnly => "listing and search only",
            Self::IndexOnly => "the search index only; direct reads still work",
            Self::CompletionsOnly => "inline suggestions only",
            Self::EnvironmentOnly => "values in the environment only",
            Self::NetworkOnly => "connections only: it stops sending, not reading",
            Self::ServerPolicy => "set by an administrator outside the repository",
            Self::BestEffort => "a pattern on a command, easy to get around",
            Self::None => "no control is known",
        }
    }

    /// 0 for what can be relied on most.
    pub(super) fn rank(self) -> u8 {
        self as u8
    }
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

/// Lines that ask an assistant to skip `.env` files, templates excepted: what every fix in the
/// syntax of `.gitignore` adds.
#[must_use]
pub fn ignore_lines() -> &'static [&'static str] {
    IGNORE_LINES
}

/// The usual names of environment files beside `.env`, for lists that know no exceptions.
#[must_use]
pub fn named_env_files() -> &'static [&'static str] {
    NAMED_ENV_FILES
}

/// Lines of the same block for other secret files, each added for a file that it fits.
#[must_use]
pub fn more_ignore_lines() -> &'static [&'static str] {
    MORE_IGNORE_LINES
}
