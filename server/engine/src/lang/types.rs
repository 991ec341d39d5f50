//! What a language file under `rules/languages/` says, as `build.rs` writes it.

/// One language or text format.
#[derive(Debug)]
pub struct Language {
    /// The file's name without its ending: `python`.
    pub id: &'static str,
    /// The ids that editors use for it, its own among them.
    pub ids: &'static [&'static str],
    /// File name endings without the dot, lower case.
    pub extensions: &'static [&'static str],
    /// Whole file names.
    pub files: &'static [&'static str],
    /// What starts a comment that runs to the end of its line; the first one is written.
    pub line_comments: &'static [&'static str],
    /// What opens and closes a comment.
    pub block_comments: &'static [(&'static str, &'static str)],
    /// A block comment may stand in a block comment.
    pub nested_comments: bool,
    /// What looks like the start of a comment and is none: `#[` in PHP.
    pub not_comments: &'static [&'static str],
    /// What code begins with; the text before it is none: `<?` in PHP.
    pub prologue: &'static str,
    /// A line comment only starts a word (`#` in a shell).
    pub comment_starts_word: bool,
    /// `/…/` is a literal of its own where an operand may stand.
    pub regex_literals: bool,
    /// Words behind which an operand stands, besides `return`, `typeof`, `case`, `in` and `of`.
    pub operand_words: &'static [&'static str],
    /// Characters that make the quote, comment sign or escape behind them a plain character
    /// of code: `$"` in Erlang, `\"` in Clojure.
    pub char_signs: &'static str,
    /// `'x'` is one character, and a lone `'` is no literal (a Rust lifetime).
    pub char_literals: bool,
    /// Words that a quote may follow at once; none means any. Behind another word it is an
    /// apostrophe in the text of an element: `Don't`.
    pub words_before_quote: &'static [&'static str],
    /// Two literals side by side are one (Python, Ruby).
    pub adjacent_literals: bool,
    /// The string literals, the ones with longer delimiters first.
    pub strings: &'static [StringKind],
    /// Here-documents.
    pub heredocs: &'static [Heredoc],
    /// Unquoted words that count as literals, in a shell.
    pub bare: Option<StringKind>,
    /// The environment lookup; `None` for formats that have none.
    pub lookup: Option<Lookup>,
    /// What to do instead where there is no lookup, as the end of a sentence.
    pub instead: &'static str,
    /// Why nothing is replaced in this language, as a whole sentence; empty where `instead` says it.
    pub no_lookup: &'static str,
    /// Declarations of constants that can be made declarations of something else.
    pub constants: &'static [Constant],
    /// Places where a lookup cannot stand.
    pub refusals: &'static [Refused],
    /// Places where the lookup needs something around it.
    pub wraps: &'static [Wrap],
    /// Matches source that a browser runs; empty for languages it does not.
    pub client_code: &'static str,
    /// One sentence for such source.
    pub client_hint: &'static str,
    /// Matches source of an app that runs on other people's devices, where the sentence is a refusal.
    pub client_app: &'static str,
    /// Profiles of the loaders that `loader_hint` names, for values that no portable form carries.
    pub usual_profiles: &'static [&'static str],
    /// One sentence: how to load the `.env` when nothing does.
    pub loader_hint: &'static str,
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// One way to write a string.
#[derive(Debug)]
pub struct StringKind {
    /// Letters before the delimiter; one of them may be empty.
    pub prefixes: &'static [&'static str],
    /// Whether the prefix may be in either case.
    pub any_case: bool,
    /// A character that may stand any number of times between prefix and delimiter,
    /// as often behind the closing one (`#` in Rust).
    pub fence: Option<char>,
    /// What stands behind the closing fence (`"` in R: `r"--(…)--"`).
    pub behind_fence: &'static str,
    /// Opening and closing delimiters.
    pub quotes: &'static [(&'static str, &'static str)],
    /// Whether pairs of the delimiters may stand inside: `q(a(b)c)`.
    pub nests: bool,
    /// Whether a second content follows the first, as in `s/…/…/`.
    pub twice: bool,
    /// Characters that cannot stand inside: where one does, it is no literal of this kind.
    pub never: &'static str,
    /// Whether it can only stand where an operand may.
    pub operand: bool,
    /// In place of `quotes`: what stands before and behind a tag of the writer's choice, which
    /// opens the literal and has to close it: `R"`, `(`, `)`, `"` for `R"tag(…)tag"` in C++.
    pub tagged: Option<[&'static str; 4]>,
    /// The characters of such a tag; empty for letters, digits and `_`.
    pub tag: &'static str,
    /// Whether it may run over a line end.
    pub multi_line: bool,
    /// Its escapes; `None` when a backslash is an ordinary character.
    pub escapes: Option<&'static Escapes>,
    /// Texts that stand for their first character: `""`, `{{`.
    pub doubled: &'static [&'static str],
    /// Other texts that stand for something else, and what for: `''$` for `$`.
    pub stands: &'static [(&'static str, &'static str)],
    /// Whether a line end right behind the opening delimiter does not count.
    pub drops_first_line_end: bool,
    /// What opens and closes code inside the text.
    pub holes: &'static [(&'static str, &'static str)],
    /// Characters that begin a hole where a letter or `_` follows: the `$` of `"$name"`.
    pub sigils: &'static str,
    /// What to write around a lookup inside the text.
    pub insert: Option<(&'static str, &'static str)>,
    /// Whether code inside must not use the literal's own quote character.
    pub avoid_quote: bool,
    /// Whether it can be closed, continued by an operator, and opened again.
    pub split: bool,
    /// Whether its delimiters stay and the lookup goes between them.
    pub keeps_quotes: bool,
    /// Whether quotes right before its closing delimiter belong to the text: `"""a""""`.
    pub closes_last: bool,
    /// What goes around a lookup outside the literal to have the literal's type.
    pub cast: Option<(&'static str, &'static str)>,
    /// What the lookup needs behind it to have the literal's type.
    pub suffix: &'static str,
    /// Why no lookup can replace it; empty when one can.
    pub refuse: &'static str,
}

/// What a backslash means.
#[derive(Debug)]
pub struct Escapes {
    /// What an escape begins with.
    pub lead: char,
    /// Letters with their usual meaning: `n` is a line feed.
    pub simple: &'static str,
    /// Characters that stand for themselves.
    pub same: &'static str,
    /// `\xHH`.
    pub hex: bool,
    /// `\x` takes every hex digit that follows.
    pub long_hex: bool,
    /// `\N…`, of all decimal digits that follow.
    pub long_decimal: bool,
    /// A backslash, blanks and a backslash are nothing.
    pub gap: bool,
    /// `\uHHHH`.
    pub unicode4: bool,
    /// `\UHHHHHHHH`.
    pub unicode8: bool,
    /// `\u{H…}`.
    pub braced: bool,
    /// `\x{H…}`.
    pub hex_braced: bool,
    /// `\NNN`, up to three octal digits.
    pub octal: bool,
    /// `\NNN`, up to three decimal digits.
    pub decimal: bool,
    /// Numbers stand for bytes: beyond ASCII they are no characters.
    pub bytes: bool,
    /// A backslash before a line end removes both.
    pub line_break: bool,
    /// The blanks at the start of the next line, too.
    pub indented: bool,
    /// What an escape not listed means.
    pub unknown: Unknown,
}

/// What an unlisted escape means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The backslash and the character.
    Keep,
    /// The character.
    Drop,
    /// A mistake in the source.
    Error,
}

/// A here-document.
#[derive(Debug)]
pub struct Heredoc {
    /// What opens it: `<<`.
    pub open: &'static str,
    /// Characters that may follow at once, each at most once: `-`, `~`.
    pub flags: &'static str,
    /// The text under a bare or double-quoted word.
    pub plain: StringKind,
    /// The text under a single-quoted word.
    pub quoted: StringKind,
}

/// The expression that reads a variable and fails when it is missing; `NAME` stands for the name.
#[derive(Clone, Copy, Debug)]
pub struct Lookup {
    /// The expression.
    pub loud: &'static str,
    /// What the variable's name begins with where code calls it by the rest, in lower case:
    /// `TF_VAR_` for `var.name`. Empty where both are the same.
    pub prefix: &'static str,
    /// The same with the other kind of quotes, for code inside a literal; empty when not needed.
    pub other_quotes: &'static str,
    /// The expression as it stands inside a literal; empty when it is `loud`.
    pub inside: &'static str,
    /// Whether it needs no parentheses anywhere.
    pub atom: bool,
    /// What joins strings: ` + `, ` . `, or nothing where strings stand side by side.
    pub operator: &'static str,
    /// What goes around joined pieces: `paste0(`, `)`.
    pub joined: Option<(&'static str, &'static str)>,
    /// A line to put above, where the expression cannot fail by itself.
    pub guard: &'static str,
    /// Matches the code before a literal that needs the guard; empty for any.
    pub guard_head: &'static str,
    /// The lookup between other pieces, `LOOKUP` for it; empty when it is `loud`.
    pub piece: &'static str,
    /// A call that joins pieces, with `{}` for the pieces: `format!(TEXT, LOOKUP)`; empty when the operator does.
    pub format: &'static str,
    /// What marks the place of the value in `TEXT`; `{}` when empty.
    pub format_mark: &'static str,
    /// Characters of `TEXT` that are written twice.
    pub format_doubled: &'static str,
    /// What stands before the expression unless a method call follows (`&` in Rust).
    pub borrow: &'static str,
    /// What must be imported.
    pub imports: &'static [Import],
    /// A function that must exist in the package.
    pub helper: Option<Helper>,
    /// A function that `format` calls.
    pub format_helper: Option<Helper>,
    /// The lookup that gives an empty text where the variable is missing.
    pub quiet: Option<&'static Lookup>,
}

impl Lookup {
    /// The lookup that is wanted: the one that fails without the variable, or the quiet one.
    #[must_use]
    pub fn as_wished(&self, quiet: bool) -> Self {
        match self.quiet {
            Some(it) if quiet => *it,
            _ => *self,
        }
    }
}

/// An import that a lookup needs.
#[derive(Clone, Copy, Debug)]
pub struct Import {
    /// Matches, over several lines, when it is there already.
    pub present: &'static str,
    /// The line to add.
    pub line: &'static str,
    /// Only where a part of the literal is moved.
    pub part: bool,
    /// Only where the code of the file matches this; empty for any.
    pub given: &'static str,
    /// Where it goes.
    pub place: Place,
    /// The places to choose from.
    pub spots: &'static [Spot],
}

/// Where an import goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Behind the comments, the docstring and the `__future__` imports at the top, before the first import.
    AfterDocstring,
    /// Into the import declaration behind the package clause.
    ImportGroup,
    /// Behind the `#include <…>` lines at the top that no condition governs.
    AfterSystemIncludes,
    /// Behind all `#include` lines at the top that no condition governs.
    AfterIncludes,
    /// At the first of its `spots` that matches, or else behind the comments at the top.
    Spots,
    /// At the end of the file.
    End,
}

/// A place for an import or a helper, by what the code looks like there.
#[derive(Debug)]
pub struct Spot {
    /// Matches the code; the text goes where its group `at` matches.
    pub at: &'static str,
    /// Written before the text.
    pub open: &'static str,
    /// Written behind it; `\n` is written as the file ends its lines.
    pub close: &'static str,
}

/// A function that a lookup calls, or a declaration that it needs.
#[derive(Clone, Copy, Debug)]
pub struct Helper {
    /// Matches when the package has it already. `NAME` stands for the variable, as in the text.
    pub present: &'static str,
    /// Its text.
    pub text: &'static str,
    /// Where it goes.
    pub place: Place,
    /// The places to choose from.
    pub spots: &'static [Spot],
    /// Endings of the files of one package, all in one folder.
    pub extension: &'static str,
}

/// A place where a lookup cannot stand. The patterns see the code with comments and
/// the contents of literals blanked.
#[derive(Debug)]
pub struct Refused {
    /// Matches the code before the literal; empty for any.
    pub head: &'static str,
    /// Matches the code behind it; empty for any. `NAME` stands for what the group
    /// `name` of `head` matched, and is then looked for on both sides.
    pub tail: &'static str,
    /// Only where the literal stands in no bracket.
    pub outside_brackets: bool,
    /// Matches the path of the files it is about, with `/`; empty for any.
    pub path: &'static str,
    /// Only where a part of the literal is moved.
    pub part: bool,
    /// Only in no function.
    pub file_scope: bool,
    /// Not where the code before the literal matches this; empty for nothing.
    pub unless: &'static str,
    /// Why, and the way out: one sentence.
    pub why: &'static str,
}

/// A place where the lookup needs something around it.
#[derive(Debug)]
pub struct Wrap {
    /// Matches the code before the literal; empty for any.
    pub head: &'static str,
    /// Matches the code behind it; empty for any.
    pub tail: &'static str,
    /// Matches what takes the literal's place; empty for any.
    pub only: &'static str,
    /// Only where a part of the literal is moved.
    pub part: bool,
    /// Written before.
    pub open: &'static str,
    /// Written behind.
    pub close: &'static str,
}

/// A declaration of a constant, and what it becomes so that it can hold a lookup.
#[derive(Debug)]
pub struct Constant {
    /// Matches the code before the literal to its end, with the groups `name`, and `all` for
    /// what is replaced.
    pub head: &'static str,
    /// Matches the code behind the literal, with the group `all` for what is replaced.
    pub tail: &'static str,
    /// Matches what stands before the innermost `{` around the declaration; empty for any.
    pub inside: &'static str,
    /// Only where the declaration stands in no braces.
    pub top_level: bool,
    /// What takes the place of `all` of `head`, with `${group}` for groups of `head`.
    pub becomes: &'static str,
    /// What takes the place of `all` of `tail`.
    pub behind: &'static str,
    /// Whether the declaration is taken out of the bracket around it, to stand behind it.
    pub leaves_group: bool,
    /// Whether it has to be used in this file.
    pub needs_use: bool,
    /// Whether a lookup is written without its `borrow`.
    pub owned: bool,
    /// Endings of the other files that may use it; none when only this file can.
    pub others: &'static [&'static str],
    /// Names of files that stand in the folder that holds all of them; none for the file's own folder.
    pub others_root: &'static [&'static str],
    /// What every use takes behind it.
    pub use_behind: &'static str,
    /// Uses that are left as they are.
    pub keep: &'static [Use],
    /// Uses that forbid it.
    pub forbid: &'static [Use],
    /// What the bracket around the declaration may not hold, by `text`, when it is taken out.
    pub group: &'static [Use],
    /// Why it is refused right away; empty where it is not.
    pub why: &'static str,
}

/// A use of a constant, by the code around the name.
#[derive(Debug)]
pub struct Use {
    /// Matches the code before the name; empty for any.
    pub head: &'static str,
    /// Matches the code behind it; empty for any.
    pub tail: &'static str,
    /// Only in no function.
    pub file_scope: bool,
    /// Matches the contents of a literal, where `NAME` stands for the name; then the other two are empty.
    pub text: &'static str,
    /// Why it forbids the change: one sentence.
    pub why: &'static str,
}
