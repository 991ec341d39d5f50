//! Names in `rules/assistants/` and the variants that they stand for.

/// Names and variants.
pub(super) type Names = &'static [(&'static str, &'static str)];

/// Of `exposure::GitIgnore`.
pub(super) const GITIGNORE: Names = &[
    ("nothing", "Nothing"),
    ("index", "Index"),
    ("search", "Search"),
    ("index-and-search", "IndexAndSearch"),
    ("reads", "Reads"),
    ("root-reads", "RootReads"),
    ("configurable", "Configurable"),
    ("unknown", "Unknown"),
];

/// Of `exposure::Route`.
pub(super) const ROUTES: Names = &[
    ("implicit_context", "ImplicitContext"),
    ("completion", "Completion"),
    ("index", "Index"),
    ("agent_file_tools", "AgentFileTools"),
    ("agent_search_tools", "AgentSearchTools"),
    ("shell", "Shell"),
    ("mcp", "Mcp"),
    ("environment", "Environment"),
    ("instruction_files", "InstructionFiles"),
    ("config_files", "ConfigFiles"),
    ("transcripts", "Transcripts"),
];

/// Of `exposure::Strength`.
pub(super) const STRENGTHS: Names = &[
    ("enforced-os", "EnforcedOs"),
    ("enforced-tool-calls", "EnforcedToolCalls"),
    ("enforced-packer", "EnforcedPacker"),
    ("enforced-os-terminal", "EnforcedTerminal"),
    ("tool-level", "ToolLevel"),
    ("ask", "Ask"),
    ("completions-only", "CompletionsOnly"),
    ("index-only", "IndexOnly"),
    ("search-only", "SearchOnly"),
    ("environment-only", "EnvironmentOnly"),
    ("network-only", "NetworkOnly"),
    ("server-policy", "ServerPolicy"),
    ("best-effort", "BestEffort"),
    ("none", "None"),
];

/// Of `exposure::Format`.
pub(super) const FORMATS: Names = &[
    ("json", "Json"),
    ("jsonc", "Jsonc"),
    ("toml", "Toml"),
    ("yaml", "Yaml"),
    ("json5", "Json5"),
];

/// Of `exposure::Syntax`.
pub(super) const SYNTAXES: Names = &[
    ("gitignore", "Gitignore"),
    ("glob", "Glob"),
    ("micromatch", "Micromatch"),
    ("wildcard", "Wildcard"),
    ("fnmatch", "Fnmatch"),
    ("regex", "Regex"),
    ("prefix", "Prefix"),
    ("literal", "Literal"),
];

/// Of `exposure::Library`.
pub(super) const LIBRARIES: Names = &[
    ("git", "Git"),
    ("node-ignore", "NodeIgnore"),
    ("node-ignore-7.0.0", "NodeIgnore700"),
    ("pathspec", "Pathspec"),
    ("unordered", "Unordered"),
];

/// Of `exposure::Place`.
pub(super) const PLACES: Names = &[
    ("root", "Root"),
    ("anywhere", "Anywhere"),
    ("nearest", "Nearest"),
];

/// Of `exposure::AfterGit`.
pub(super) const AFTER_GIT: Names = &[
    ("nothing", "Nothing"),
    ("all", "All"),
    ("root", "Root"),
    ("merged", "Merged"),
];

/// Of `exposure::Order`.
pub(super) const ORDERS: Names = &[
    ("last", "Last"),
    ("first", "First"),
    ("strictest", "Strictest"),
];
