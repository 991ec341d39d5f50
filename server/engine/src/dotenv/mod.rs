//! Reads and edits `.env` files, keeping their style.
//!
//! There is no standard: what a line means depends on the loader, so reading and
//! writing take a [`Profile`] (`rules/dotenv.toml`). Nothing is ever evaluated: a value
//! that a loader would expand reads as unknown.

mod layout;
mod loader;
mod look;
mod read;
mod set;
#[cfg(test)]
mod tests;
mod write;

pub use layout::{Entry, Layout, parse};
pub use loader::{Loaders, loaders_around, loaders_for};
pub use look::{Trouble, trouble};
pub use read::read;
pub use set::{Replacement, find_value, holds, reads, set};
pub use write::{why_not, write, write_for};

mod table {
    use super::{Dollar, Double, Duplicates, Effect, Form, Loader, Misreads, Profile, Single};
    include!(concat!(env!("OUT_DIR"), "/dotenv.rs"));
}

/// How one family of loaders reads values, and the forms that it reads back.
#[derive(Debug)]
pub struct Profile {
    /// `python-dotenv`.
    pub id: &'static str,
    /// As shown in sentences.
    pub name: &'static str,
    /// Which entry counts when a name is there twice.
    pub duplicates: Duplicates,
    /// Whether it takes `export K=v`.
    pub export: bool,
    /// Whether it takes `K = v`.
    pub spaces: bool,
    /// Whether it cuts off `# why` behind a value.
    pub comments: bool,
    /// Whether it takes a file that begins with a byte-order mark.
    pub bom: bool,
    /// Whether it takes the line ends of Windows.
    pub crlf: bool,
    /// Whether everything but ASCII is written as `\uXXXX`.
    pub ascii: bool,
    /// How many bytes a value has at most; 0 for any number.
    pub longest: usize,
    /// What single quotes mean.
    pub single: Single,
    /// What double quotes mean.
    pub double: Double,
    /// Whether backticks quote.
    pub backtick: bool,
    /// Where a dollar sign means something.
    pub dollar: Dollar,
    /// Texts that no form can carry.
    pub refuse: &'static [&'static str],
    /// Characters that a value cannot begin with.
    pub refuse_start: &'static str,
    /// Characters that a value cannot end with.
    pub refuse_end: &'static str,
    /// The ways to write, best first.
    pub forms: &'static [Form],
    /// What it does with lines that others read.
    pub misreads: Misreads,
}

/// What a loader does with lines that not every loader reads, by what is odd about them.
#[derive(Debug)]
pub struct Misreads {
    /// A line without a name.
    pub junk: Effect,
    /// `NAME` alone.
    pub bare: Effect,
    /// `NAME: value`.
    pub colon: Effect,
    /// A name with a dash.
    pub dash: Effect,
    /// A name with a dot.
    pub dot: Effect,
    /// A name that begins with a digit.
    pub digit: Effect,
    /// `export NAME=value`.
    pub export: Effect,
    /// `# why` behind a value.
    pub comment: Effect,
    /// Blanks around the `=`.
    pub blanks: Effect,
    /// Blanks before the name.
    pub indent: Effect,
    /// A byte-order mark before the first name.
    pub mark: Effect,
    /// The line ends of Windows.
    pub returns: Effect,
}

/// What a loader does with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Reads it.
    Reads,
    /// Passes over it.
    Ignores,
    /// Passes over it and over the next one.
    Eats,
    /// Reads nothing of the file.
    Refuses,
    /// Reads something else than what stands there.
    Differs,
}

impl Profile {
    /// Whether this quote around a value goes away.
    #[must_use]
    pub fn takes(&self, quote: char) -> bool {
        match quote {
            '\'' => self.single != Single::None,
            '"' => !self.double.none,
            _ => quote == '`' && self.backtick,
        }
    }
}

/// Which entry counts when a name is there twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicates {
    /// The first.
    First,
    /// The last.
    Last,
    /// One of these, depending on how the loader is called.
    Either,
    /// None: the file is not read at all.
    Refused,
}

/// What single quotes mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Single {
    /// Everything up to the next one, as it stands.
    Plain,
    /// The same, but `\'` and `\\` are escapes.
    Backslash,
    /// As in a shell: pieces side by side are one value.
    Shell,
    /// The first and the last character of the line's value, whatever stands between.
    Strip,
    /// Nothing: they are part of the value.
    None,
}

/// What double quotes mean.
#[derive(Debug)]
pub struct Double {
    /// Characters whose backslash goes away.
    pub unescape: &'static str,
    /// Whether `\n` is a line feed.
    pub newline: bool,
    /// As [`Single::Strip`].
    pub strip: bool,
    /// As [`Single::None`].
    pub none: bool,
}

/// Where a dollar sign means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dollar {
    /// Nowhere.
    Plain,
    /// Everywhere, unless a backslash stands before it.
    Escaped,
    /// Everywhere but in single quotes; a backslash hides it.
    Double,
    /// The same, and not in backticks either.
    NotInBackticks,
    /// In every value, without an escape that all loaders know.
    QuotedToo,
    /// As `${…}` in every value.
    Braces,
    /// Everywhere; two of them are one.
    Doubled,
}

/// One way to write a value. `quote` stands on either side.
#[derive(Debug)]
pub struct Form {
    /// `'`, `"`, a backtick or nothing.
    pub quote: &'static str,
    /// Texts that this form cannot carry.
    pub without: &'static [&'static str],
    /// Characters that the value must not begin with.
    pub not_start: &'static str,
    /// Characters that the value must not end with.
    pub not_end: &'static str,
    /// Characters one of which the value must end with; empty for any end.
    pub only_end: &'static str,
    /// Characters that get a backslash.
    pub escape: &'static str,
    /// Whether a line feed is written as `\n`.
    pub newline: bool,
    /// Texts that are written differently, at the first match of each place.
    pub replace: &'static [(&'static str, &'static str)],
}

/// How a loader shows in a project.
#[derive(Debug)]
pub struct Loader {
    /// The profile it reads by.
    pub profile: &'static str,
    /// Files that name it; a `*` in the last part stands for anything.
    pub files: &'static [&'static str],
    /// What they contain then; a regex, empty for anything.
    pub pattern: &'static str,
    /// Languages it is for; none means every language.
    pub languages: &'static [&'static str],
    /// Whether the program gets the variables.
    pub loads: bool,
    /// The file that it prefers to `.env` where there is one; empty for none.
    pub env: &'static str,
}

/// Every profile.
#[must_use]
pub fn profiles() -> &'static [Profile] {
    table::PROFILES
}

/// The profile of this id.
#[must_use]
pub fn profile(id: &str) -> Option<&'static Profile> {
    table::PROFILES.iter().find(|profile| profile.id == id)
}

/// Template names, the one to create first.
#[must_use]
pub fn templates() -> &'static [&'static str] {
    table::TEMPLATES
}

/// Prefixes of names that end up in what a browser gets.
#[must_use]
pub fn client_prefixes() -> &'static [&'static str] {
    table::CLIENT_PREFIXES
}

/// Whether a name belongs to the system, a shell or a runtime.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    table::RESERVED_NAMES.contains(&name)
        || table::RESERVED_PREFIXES
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

/// Words at the front of an identifier that say nothing.
#[must_use]
pub fn filler_words() -> &'static [&'static str] {
    table::FILLER_WORDS
}
