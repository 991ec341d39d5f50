//! What `rules/agent-hooks.toml` and `rules/agent-commands.toml` say, as static tables.

include!(concat!(env!("OUT_DIR"), "/agent.rs"));

/// A program that runs agents and asks hooks.
#[derive(Debug)]
pub struct Client {
    /// Stable id: `claude-code`.
    pub id: &'static str,
    /// As its vendor writes it.
    pub name: &'static str,
    /// Other names for `--client`.
    pub aliases: &'static [&'static str],
    /// The words it is answered in.
    pub reply: Reply,
    /// Whether it can put a decision to the user.
    pub asks: bool,
    /// Whether a release or its documentation was looked at.
    pub sure: bool,
    /// Where its hooks are described.
    pub source: &'static str,
    /// What it calls the events.
    pub events: &'static [(Event, &'static [&'static str])],
    /// How a hook is registered, if that is known.
    pub install: Option<Install>,
}

impl PartialEq for Client {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Client {}

/// How a hook is registered.
#[derive(Debug)]
pub struct Install {
    /// The user's file, below the home folder.
    pub user: &'static str,
    /// The project's file, below the workspace.
    pub project: &'static str,
    /// What else there is to know or to do, a sentence; may be empty.
    pub also: &'static str,
    /// Where a hook stands in the file.
    pub layout: Layout,
    /// The events to hook, each with the matcher that lets all tools through.
    pub events: &'static [(&'static str, &'static str)],
    /// The key of the time limit, and its value in the client's own unit.
    pub timeout: (&'static str, u32),
    /// Whether the file needs `"version": 1`.
    pub version: bool,
    /// Whether the file holds nothing but Keyward's hooks.
    pub own: bool,
}

/// Where a hook stands in a settings file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `hooks.EVENT[] = { matcher, hooks: [{ type, command }] }`.
    Nested,
    /// `hooks.EVENT[] = { command }`.
    Flat,
    /// `hooks.EVENT[] = { type, bash, powershell }`.
    Shells,
}

/// The words a client is answered in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// `hookSpecificOutput.permissionDecision`.
    Claude,
    /// The same, but prompts end with `continue: false`.
    VsCode,
    /// `permissionDecision` at the top.
    Copilot,
    /// As Claude, without `ask` and without any field that it does not know.
    Codex,
    /// `permission`, `continue`.
    Cursor,
    /// `decision`.
    Gemini,
    /// `cancel`.
    Cline,
    /// Exit code 2 and a sentence on standard error.
    Exit,
}

/// What happens when a hook is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A tool is about to run.
    Tool,
    /// A tool has run.
    Result,
    /// The user sends a text.
    Prompt,
    /// A file is about to be read, its text included.
    Read,
    /// The same, for a completion.
    Tab,
    /// A file is about to be written.
    Write,
    /// A command is about to run.
    Shell,
    /// A tool of an MCP server is about to run.
    Mcp,
}

/// What a tool does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    Read,
    Edit,
    Write,
    Search,
    Glob,
    List,
    Shell,
    PowerShell,
    Patch,
    Code,
}

/// The keys of what tools are given.
pub(super) struct Keys {
    pub(super) path: &'static [&'static str],
    pub(super) glob: &'static [&'static str],
    pub(super) pattern: &'static [&'static str],
    pub(super) command: &'static [&'static str],
    pub(super) code: &'static [&'static str],
    pub(super) folder: &'static [&'static str],
    pub(super) names_only: &'static [&'static str],
    pub(super) output: &'static [&'static str],
}

/// What a command does with the files it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Prints,
    Searches,
    Copies,
    Harmless,
    Says,
    Finds,
    Git,
    Wrapper,
    Launcher,
    Shell,
    Evaluates,
    Code,
    Environment,
}

/// A row of commands; the fields are explained in `rules/agent-commands.toml`.
#[derive(Debug)]
pub(super) struct Command {
    pub(super) does: Kind,
    pub(super) values: &'static [&'static str],
    pub(super) quiet: &'static [&'static str],
    pub(super) script: &'static [&'static str],
    pub(super) recursive: &'static [&'static str],
    pub(super) exclude: &'static [&'static str],
    pub(super) include: &'static [&'static str],
    pub(super) hidden: &'static [&'static str],
    pub(super) flags: &'static [&'static str],
    pub(super) always_recursive: bool,
    pub(super) text: bool,
    pub(super) skip: usize,
    pub(super) assignments: bool,
    pub(super) bare: bool,
    pub(super) named: bool,
    pub(super) takes_names: bool,
}

pub(super) struct Git {
    pub(super) prints: &'static [&'static str],
    pub(super) keeps: &'static [&'static str],
    pub(super) histories: &'static [&'static str],
    pub(super) patch: &'static [&'static str],
    pub(super) quiet: &'static [&'static str],
    pub(super) values: &'static [&'static str],
}

pub(super) struct Code {
    pub(super) not_files: &'static [&'static str],
    pub(super) dumps: &'static [&'static str],
    pub(super) prints: &'static [&'static str],
    pub(super) reads: &'static [&'static str],
}

/// Every client, the most used first.
#[must_use]
pub fn clients() -> &'static [Client] {
    CLIENTS
}

/// The client of a name as users write it.
#[must_use]
pub fn client(name: &str) -> Option<&'static Client> {
    let name = name.to_ascii_lowercase();
    CLIENTS
        .iter()
        .find(|one| one.id == name || one.aliases.contains(&name.as_str()))
}

/// What a tool of this name does. What stands before it, a server's name for one, does not count.
pub(super) fn tool(name: &str) -> Option<Does> {
    let lower = name.to_ascii_lowercase();
    let find = |name: &str| {
        let at = TOOLS
            .binary_search_by(|(known, _)| (*known).cmp(name))
            .ok()?;
        Some(TOOLS[at].1)
    };
    find(&lower).or_else(|| {
        let last = lower.rsplit(['.', '/', ':']).next().unwrap_or(&lower);
        let last = last.rsplit("__").next().unwrap_or(last);
        find(last)
    })
}

pub(super) fn keys() -> &'static Keys {
    &KEYS
}

/// The row of a command, by its name without folder and ending, in lower case.
pub(super) fn command(name: &str) -> Option<&'static Command> {
    let at = COMMAND_NAMES
        .binary_search_by(|(known, _)| (*known).cmp(name))
        .ok()?;
    Some(&COMMANDS[COMMAND_NAMES[at].1])
}

/// What a command shows whatever files it is given: a clause that follows its name.
pub(super) fn reveals(words: &[String]) -> Option<(&'static [&'static str], &'static str)> {
    let stands = |wanted: &[&str]| {
        let mut rest = words.iter();
        words.first().is_some_and(|first| first == wanted[0])
            && wanted.iter().all(|one| rest.any(|word| word == one))
    };
    REVEALS.iter().find(|row| stands(row.0)).copied()
}

pub(super) fn git() -> &'static Git {
    &GIT
}

pub(super) fn code() -> &'static Code {
    &CODE
}
