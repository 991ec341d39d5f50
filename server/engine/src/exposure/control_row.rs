//! A control as `rules/assistants/` writes it: where it stands, how it is read, what it closes.

use super::assistant::{Route, Strength};
use super::settings::Format;

/// Something that keeps an assistant from a file, more or less.
#[derive(Debug, PartialEq, Eq)]
pub struct Control {
    /// Stable id.
    pub id: &'static str,
    /// How far it can be relied on.
    pub strength: Strength,
    /// The label where it says more than the strength's own: "tool-level (CLI only)".
    pub exact_label: Option<&'static str>,
    /// The part of the product that it binds, where it binds no more: "Cursor CLI". Such a control
    /// closes nothing for the whole.
    pub part: Option<&'static str>,
    /// Whether it counts in a repository only.
    pub in_git: bool,
    /// Whether it was seen to work. What was not is never counted: set, it makes the state unknown.
    pub verified: bool,
    /// The routes it closes.
    pub closes: &'static [Route],
    /// The files it is read from, relative to the workspace; a fix edits the first. The last
    /// component may hold `*` where a hook is looked for.
    pub files: &'static [&'static str],
    /// How it is written.
    pub kind: ControlKind,
    /// The control without which this one does nothing.
    pub requires: Option<&'static str>,
    /// Settings that must be so, all of them, for it to count.
    pub needs: &'static [Setting],
    /// Settings that switch it off, each on its own.
    pub undone_by: &'static [Setting],
    /// The only operating system on which it counts: `linux`, `macos` or `windows`.
    pub platform: Option<&'static str>,
    /// What it leaves open, in words that complete "still open: …".
    pub leaves: &'static str,
    /// What else to know; may be empty.
    pub note: &'static str,
    /// How a quick fix sets it.
    pub fix: Option<ControlFix>,
}

impl Control {
    /// The label that users see.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.exact_label.unwrap_or_else(|| self.strength.label())
    }
}

/// How a control is written.
#[derive(Debug, PartialEq, Eq)]
pub enum ControlKind {
    /// Lines of ignore files in the syntax of `.gitignore`; the last that fits decides.
    Lines {
        /// Lines that the assistant puts before those of the file.
        builtin: &'static [&'static str],
        /// A list that takes the place of `builtin` when it is set.
        replaced_by: Option<Setting>,
        /// The library that reads them.
        library: Library,
        /// Where the files may stand.
        place: Place,
        /// What of git comes first, which these lines can take back.
        after_git: AfterGit,
        /// A setting that names the files in place of `files`.
        named_by: Option<Setting>,
    },
    /// Whatever git ignores.
    Git {
        /// Whether only the `.gitignore` at the root of the workspace counts.
        root_only: bool,
        /// The library with which the assistant reads the `.gitignore` files of the workspace
        /// itself; `None` where it asks git, or does as git does.
        library: Option<Library>,
        /// Files of the workspace in the same syntax whose `!` takes back what git ignores.
        reopened_by: &'static [&'static str],
    },
    /// Patterns that are built into the assistant and cannot be taken away.
    Builtin {
        /// The patterns.
        patterns: &'static [&'static str],
        /// How they are read.
        syntax: Syntax,
    },
    /// Patterns in an array of a settings file; one that fits is enough.
    List {
        /// The notation of the files.
        format: Format,
        /// The keys that lead to the array.
        at: &'static [&'static str],
        /// The key that holds the pattern where entries are objects; empty where they are texts.
        field: &'static str,
        /// How its patterns are read.
        syntax: Syntax,
        /// What they are compared with: `{path}` and `{name}` stand for the file's.
        subject: &'static str,
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
        /// Whether a list in the file takes the place of `builtin`, rather than adding to it.
        replaces: bool,
    },
    /// Ordered rules that allow, ask or deny.
    Rules {
        /// The notation of the files.
        format: Format,
        /// Where rules stand, one after the other.
        sources: &'static [RuleSource],
        /// Which rule decides where several fit.
        order: Order,
        /// How patterns are read.
        syntax: Syntax,
        /// What they are compared with: `{path}` and `{name}` stand for the file's.
        subject: &'static str,
        /// Rules that apply before those of the file: pattern and effect.
        builtin: &'static [(&'static str, &'static str)],
    },
    /// Values in an object of a settings file; active when all are as they must be.
    Flags {
        /// The notation of the files.
        format: Format,
        /// The keys that lead to the object.
        at: &'static [&'static str],
        /// The keys and the value that each must have.
        flags: &'static [Flag],
        /// The key whose value counts for keys that are not set; may be empty.
        fallback: &'static str,
    },
    /// `keyward agent-hook`, registered with the assistant. Its routes are those of the events
    /// for which it is registered.
    Hook {
        /// The notation of the files; `None` for scripts, in which a hook is a mention of it.
        format: Option<Format>,
        /// Events, each with the routes that it closes.
        events: &'static [HookEvent],
        /// Whether entries hold a `matcher`, a regex for names of tools, that counts.
        matchers: bool,
    },
    /// A file that switches the assistant off by being there.
    Present,
    /// A snippet or a command for the user: what it does cannot be seen from here.
    Manual,
    /// A policy on the vendor's server: not seen from here.
    Server,
}

/// How patterns are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// As a line of `.gitignore`.
    Gitignore,
    /// As a glob over the whole path from the workspace; `*` stops at a slash.
    Glob,
    /// The same, where `/**` at the end fits the folder itself and a folder that fits hides what is
    /// in it: fast-glob on micromatch.
    Micromatch,
    /// `*` is any text, slashes too, and `?` any character; the whole subject must fit.
    Wildcard,
    /// The same with classes in brackets, as Python's `fnmatch` has it.
    Fnmatch,
    /// A regular expression found anywhere in the subject.
    Regex,
    /// The beginning of the subject.
    Prefix,
    /// The file's path, absolute or from the workspace.
    Literal,
}

/// The library that reads an ignore file, as far as it differs from git.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    /// As git does.
    Git,
    /// node-ignore with its defaults: upper and lower case are the same.
    NodeIgnore,
    /// node-ignore 7.0.0, to which `[!a]` is `!` or `a`.
    NodeIgnore700,
    /// pathspec: a later line takes a file back even below a folder that is ignored.
    Pathspec,
    /// The same without an order, and without slashes at both ends: a line that takes a file back
    /// is expected to win.
    Unordered,
}

/// What of git holds before the lines of an ignore file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterGit {
    /// Nothing.
    Nothing,
    /// Whatever git ignores.
    All,
    /// The `.gitignore` at the root of the workspace.
    Root,
    /// The lines of all `.gitignore` files, in one list with these: a folder that these take back
    /// is open for what they say about the files in it. Alone they hold nothing here.
    Merged,
}

/// Where an ignore file may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the root of the workspace.
    Root,
    /// In any folder on the way to the file, for what is below it; nearer ones win.
    Anywhere,
    /// The nearest one at or above the file.
    Nearest,
}

/// Which rule decides where several fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The last.
    Last,
    /// The first.
    First,
    /// One that denies, then one that asks.
    Strictest,
}

/// Where rules stand in a settings file.
#[derive(Debug, PartialEq, Eq)]
pub struct RuleSource {
    /// The keys that lead to them. `{key}` is the text that the file's `key` holds.
    pub at: &'static [&'static str],
    /// The tool whose rules count; empty where the object maps patterns to effects at once.
    /// Without `fields`, `at` is an object: tool to effect, or tool to patterns to effects.
    pub tool: &'static str,
    /// The keys of a rule, where rules are an array.
    pub fields: Option<RuleFields>,
}

/// The keys of a rule in an array. A dot leads into an object.
#[derive(Debug, PartialEq, Eq)]
pub struct RuleFields {
    /// The tool's.
    pub tool: &'static str,
    /// The pattern's; a rule without one fits everything.
    pub pattern: &'static str,
    /// The effect's.
    pub effect: &'static str,
}

/// A key and the value that it must have.
#[derive(Debug, PartialEq, Eq)]
pub struct Flag {
    /// The key.
    pub key: &'static str,
    /// The value.
    pub value: Scalar,
}

/// A value without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// True or false.
    Bool(bool),
    /// A text.
    Text(&'static str),
}

/// An event of an assistant before which a hook is run.
#[derive(Debug, PartialEq, Eq)]
pub struct HookEvent {
    /// The keys that lead to its hooks.
    pub at: &'static [&'static str],
    /// The tool that a `matcher` must fit; empty where there is none.
    pub tool: &'static str,
    /// The routes that it closes.
    pub closes: &'static [Route],
}

/// A setting somewhere.
#[derive(Debug, PartialEq, Eq)]
pub struct Setting {
    /// The file, relative to the workspace. Its ending tells the notation, JSON with comments by default.
    pub file: &'static str,
    /// The keys that lead to it.
    pub at: &'static [&'static str],
    /// The value that counts; `None` when being set is enough.
    pub equals: Option<Scalar>,
    /// Why that matters, in words that complete "because …"; may be empty.
    pub why: &'static str,
}

/// How a quick fix sets a control.
#[derive(Debug, PartialEq, Eq)]
pub struct ControlFix {
    /// Title for the light bulb; `{file}` stands for the file's name.
    pub title: &'static str,
    /// What is added to lines or a list, beside the file's own name where these do not cover it.
    pub entries: &'static [&'static str],
    /// The keys that lead to where `value` goes.
    pub at: &'static [&'static str],
    /// What is merged in or created, in the notation of the file; may be empty.
    pub value: &'static str,
    /// What the user pastes or runs.
    pub snippet: Option<Snippet>,
    /// Whether it is only done when asked for by name.
    pub on_request: bool,
    /// What to know before or after; may be empty.
    pub note: &'static str,
}

/// Text for the clipboard.
#[derive(Debug, PartialEq, Eq)]
pub struct Snippet {
    /// `lua`, `vim`, `elisp`, `sh`, `yaml`.
    pub language: &'static str,
    /// Where it goes: "user config (copilot.lua setup)".
    pub place: &'static str,
    /// The text.
    pub text: &'static str,
}
