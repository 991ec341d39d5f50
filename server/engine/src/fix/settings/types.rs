//! What a file under `rules/settings/` says, as the build step writes it.

/// A configuration format and what can stand in place of a value in it.
#[derive(Debug)]
pub struct Setting {
    /// The file's name without its ending: `docker-compose`.
    pub id: &'static str,
    /// Its name in messages.
    pub name: &'static str,
    /// How its text is written.
    pub syntax: Syntax,
    /// Names of files and ends of paths; `*` stands for any bytes.
    pub files: &'static [&'static str],
    /// Ids of editors that name this format and no other.
    pub languages: &'static [&'static str],
    /// What the text matches, all of it, where the path says too little.
    pub content: &'static [&'static str],
    /// Files and folders one of which stands beside the file or above it; empty for any.
    pub beside: &'static [&'static str],
    /// Texts that stand for their first character: `$$`.
    pub doubled: &'static [&'static str],
    /// Beginnings of names that the format does not take, and what they become.
    pub rename: &'static [(&'static str, &'static str)],
    /// The file beside this one that the program reads; empty for the project's `.env`.
    pub env: &'static str,
    /// Profiles of what reads the value later; empty for the project's loaders.
    pub profiles: &'static [&'static str],
    /// What can be done, the first that fits.
    pub places: &'static [Place],
}

/// How a text is written, and so how a value is found and quoted in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// YAML, templates in it included as long as they parse.
    Yaml,
    /// JSON, comments and trailing commas allowed.
    Json,
    /// TOML.
    Toml,
    /// XML.
    Xml,
    /// `name = value` under `[section]`.
    Ini,
    /// Lines, with or without quotes.
    Text,
}

/// What is done in one kind of place.
#[derive(Debug)]
pub struct Place {
    /// Ways of keys, parts between `/`; `**` is any number of them, `*` any text. Empty for any.
    pub at: &'static [&'static str],
    /// The file is like one of these; empty for any.
    pub files: &'static [&'static str],
    /// Matches the text before the value; empty for any. Its group `key` is the name.
    pub head: &'static str,
    /// Matches the text behind the value; empty for any.
    pub tail: &'static str,
    /// Whether the value has to be the whole scalar.
    pub whole: bool,
    /// What is written.
    pub action: Action,
    /// The variable's name where the program prescribes it. `KEY` is the key, `KEYUP` the same in
    /// upper case, `UPPER` the way of keys in upper case, `PATH` the way with `__`. Empty for a
    /// free choice.
    pub variable: &'static str,
    /// Whether only what was found is moved, and the rest of the value goes with the entry.
    pub part: bool,
    /// What is written elsewhere in the file: the name of the variable where the program wants it.
    pub put: &'static [Put],
    /// Where the value has no use at all: what the entry of the list is, which then goes as a whole.
    pub drop: &'static str,
    /// What is added to a mapping beside the entry: its key, and the line for it. YAML only.
    pub also: Option<(&'static str, &'static str)>,
    /// Where the key is the variable's name already: the same as an action of its own.
    pub same: Option<Action>,
    /// Sentences: what reads the variable, and how it gets there.
    pub notes: &'static [&'static str],
}

/// Something that is written at another place of the file. JSON and TOML only.
#[derive(Debug)]
pub struct Put {
    /// The way of keys; `*` is the key that the value has at the same depth, `KEY` its last one.
    pub at: &'static [&'static str],
    /// What is written there.
    pub what: Filling,
}

/// What is written at a place.
#[derive(Debug)]
pub enum Filling {
    /// A text that becomes the value.
    Set(&'static str),
    /// A text for a list.
    Item(&'static str),
    /// A mapping for a list; `id` tells whether the list has it already.
    Record(&'static [(&'static str, Field)]),
}

/// A value of a mapping.
#[derive(Debug)]
pub enum Field {
    /// A text.
    Text(&'static str),
    /// True or false.
    Flag(bool),
}

/// An edit.
#[derive(Debug)]
pub enum Action {
    /// The value is replaced.
    Value {
        /// What stands for a whole value.
        whole: &'static str,
        /// What stands inside a longer one; empty where nothing can.
        inside: &'static str,
        /// What becomes of the quotes.
        quotes: Quotes,
    },
    /// The key and its value are replaced by these lines.
    Entry(&'static str),
    /// The key and its value are deleted.
    Delete,
    /// The value becomes empty.
    Empty,
    /// Nothing: why, and the way out.
    Refuse(&'static str),
}

/// What becomes of the quotes around a replaced value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    /// They stay, or come where the replacement needs them.
    Keep,
    /// Neither quotes nor escapes: a program replaces the text before it is read.
    Raw,
    /// The whole value loses them: the replacement is an expression.
    Drop,
    /// Double quotes, which the program wants around a variable.
    Double,
}
