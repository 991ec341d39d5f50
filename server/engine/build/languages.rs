//! `rules/languages/`: literals, comments and the environment lookup of each language.

mod emit;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::source::{Problems, Source};
use emit::escape_name;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    ids: Spanned<Vec<String>>,
    #[serde(default)]
    extensions: Vec<String>,
    #[serde(default)]
    files: Vec<String>,
    #[serde(default)]
    line_comments: Vec<String>,
    #[serde(default)]
    block_comments: Vec<(String, String)>,
    #[serde(default)]
    nested_comments: bool,
    #[serde(default)]
    not_comments: Vec<String>,
    #[serde(default)]
    prologue: String,
    #[serde(default)]
    comment_starts_word: bool,
    #[serde(default)]
    regex_literals: bool,
    #[serde(default)]
    operand_words: Vec<String>,
    #[serde(default)]
    char_signs: String,
    #[serde(default)]
    char_literals: bool,
    #[serde(default)]
    words_before_quote: Vec<String>,
    #[serde(default)]
    adjacent_literals: bool,
    #[serde(default)]
    escapes: BTreeMap<String, Escapes>,
    #[serde(default)]
    string: Vec<StringKind>,
    #[serde(default)]
    heredoc: Vec<Heredoc>,
    bare: Option<StringKind>,
    lookup: Option<Spanned<Lookup>>,
    #[serde(default)]
    instead: String,
    #[serde(default)]
    no_lookup: String,
    #[serde(default)]
    constant: Vec<Constant>,
    #[serde(default)]
    refuse: Vec<Refused>,
    #[serde(default)]
    wrap: Vec<Wrap>,
    #[serde(default)]
    client_code: String,
    #[serde(default)]
    client_hint: String,
    #[serde(default)]
    client_app: String,
    #[serde(default)]
    usual_profiles: Vec<String>,
    #[serde(default)]
    loader_hint: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Escapes {
    lead: Option<char>,
    #[serde(default)]
    simple: String,
    #[serde(default)]
    same: String,
    #[serde(default)]
    hex: bool,
    #[serde(default)]
    long_hex: bool,
    #[serde(default)]
    long_decimal: bool,
    #[serde(default)]
    gap: bool,
    #[serde(default)]
    unicode4: bool,
    #[serde(default)]
    unicode8: bool,
    #[serde(default)]
    braced: bool,
    #[serde(default)]
    hex_braced: bool,
    #[serde(default)]
    octal: bool,
    #[serde(default)]
    decimal: bool,
    #[serde(default)]
    bytes: bool,
    #[serde(default)]
    line_break: bool,
    #[serde(default)]
    indented: bool,
    unknown: Unknown,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
enum Unknown {
    Keep,
    Drop,
    Error,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StringKind {
    #[serde(default)]
    prefixes: Vec<String>,
    #[serde(default)]
    any_case: bool,
    fence: Option<char>,
    #[serde(default)]
    behind_fence: String,
    #[serde(default)]
    quotes: Vec<Quote>,
    tagged: Option<[String; 4]>,
    #[serde(default)]
    tag: String,
    #[serde(default)]
    nests: bool,
    #[serde(default)]
    twice: bool,
    #[serde(default)]
    never: String,
    #[serde(default)]
    operand: bool,
    #[serde(default)]
    multi_line: bool,
    escapes: Option<Spanned<String>>,
    #[serde(default)]
    doubled: Vec<String>,
    #[serde(default)]
    stands: Vec<(String, String)>,
    #[serde(default)]
    drops_first_line_end: bool,
    #[serde(default)]
    holes: Vec<(String, String)>,
    #[serde(default)]
    sigils: String,
    insert: Option<(String, String)>,
    #[serde(default)]
    avoid_quote: bool,
    #[serde(default)]
    split: bool,
    #[serde(default)]
    keeps_quotes: bool,
    #[serde(default)]
    closes_last: bool,
    cast: Option<(String, String)>,
    #[serde(default)]
    suffix: String,
    #[serde(default)]
    refuse: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Quote {
    Same(String),
    Pair(String, String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Heredoc {
    open: String,
    #[serde(default)]
    flags: String,
    plain: StringKind,
    quoted: StringKind,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lookup {
    loud: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    other_quotes: String,
    #[serde(default)]
    inside: String,
    #[serde(default)]
    atom: bool,
    #[serde(default)]
    operator: String,
    joined: Option<(String, String)>,
    #[serde(default)]
    guard: String,
    #[serde(default)]
    guard_head: String,
    #[serde(default)]
    piece: String,
    #[serde(default)]
    format: String,
    #[serde(default)]
    format_mark: String,
    #[serde(default)]
    format_doubled: String,
    #[serde(default)]
    borrow: String,
    import: Option<Imports>,
    helper: Option<Helper>,
    format_helper: Option<Helper>,
    quiet: Option<Quiet>,
}

/// The lookup that gives an empty text for a variable that is missing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Quiet {
    text: String,
    #[serde(default)]
    other_quotes: String,
    #[serde(default)]
    inside: String,
    #[serde(default)]
    format: String,
    import: Option<Imports>,
    helper: Option<Helper>,
    format_helper: Option<Helper>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Imports {
    Many(Vec<Import>),
    One(Import),
}

impl Imports {
    fn all(&self) -> &[Import] {
        match self {
            Self::Many(all) => all,
            Self::One(one) => std::slice::from_ref(one),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Import {
    present: String,
    line: String,
    #[serde(default)]
    part: bool,
    #[serde(default)]
    given: String,
    place: Place,
    #[serde(default)]
    spots: Vec<Spot>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spot {
    at: String,
    #[serde(default)]
    open: String,
    #[serde(default)]
    close: String,
}

#[derive(Deserialize, Debug, Default)]
#[serde(rename_all = "kebab-case")]
enum Place {
    AfterDocstring,
    ImportGroup,
    AfterSystemIncludes,
    AfterIncludes,
    Spots,
    #[default]
    End,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Helper {
    present: String,
    text: String,
    extension: String,
    #[serde(default)]
    place: Place,
    #[serde(default)]
    spots: Vec<Spot>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    #[serde(default)]
    head: String,
    #[serde(default)]
    tail: String,
    #[serde(default)]
    outside_brackets: bool,
    #[serde(default)]
    path: String,
    #[serde(default)]
    part: bool,
    #[serde(default)]
    file_scope: bool,
    #[serde(default)]
    unless: String,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrap {
    #[serde(default)]
    head: String,
    #[serde(default)]
    tail: String,
    #[serde(default)]
    only: String,
    #[serde(default)]
    part: bool,
    open: String,
    close: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Constant {
    head: String,
    #[serde(default)]
    tail: String,
    #[serde(default)]
    inside: String,
    #[serde(default)]
    top_level: bool,
    #[serde(default)]
    becomes: String,
    #[serde(default)]
    behind: String,
    #[serde(default)]
    leaves_group: bool,
    #[serde(default)]
    needs_use: bool,
    #[serde(default)]
    owned: bool,
    #[serde(default)]
    others: Vec<String>,
    #[serde(default)]
    others_root: Vec<String>,
    #[serde(default)]
    use_behind: String,
    #[serde(default)]
    keep: Vec<Use>,
    #[serde(default)]
    forbid: Vec<Use>,
    #[serde(default)]
    group: Vec<Use>,
    #[serde(default)]
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Use {
    #[serde(default)]
    head: String,
    #[serde(default)]
    tail: String,
    #[serde(default)]
    file_scope: bool,
    #[serde(default)]
    text: String,
    #[serde(default)]
    why: String,
}

/// The table `LANGUAGES`.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let mut out = String::new();
    let mut table = String::new();
    let mut seen = BTreeSet::new();
    for source in Source::folder(rules, "languages", problems) {
        let Some(language) = source.parse::<Language>(problems) else {
            continue;
        };
        check(&source, &language, &mut seen, problems);
        for (name, escapes) in &language.escapes {
            writeln!(
                out,
                "static {}: Escapes = {};",
                escape_name(&source.stem, name),
                escapes.emit()
            )
            .expect("a string");
        }
        writeln!(table, "    {},", language.emit(&source.stem)).expect("a string");
    }
    write!(out, "/// Every language, in order of id.\npub(super) static LANGUAGES: &[Language] = &[\n{table}];\n")
        .expect("a string");
    out
}

fn check(
    source: &Source,
    language: &Language,
    seen: &mut BTreeSet<String>,
    problems: &mut Problems,
) {
    let ids = language.ids.get_ref();
    if !ids.contains(&source.stem) {
        let advice = format!("add `{}`, the file's own name, to `ids`", source.stem);
        problems.at(source, language.ids.span(), advice);
    }
    for id in ids {
        if !seen.insert(id.clone()) {
            problems.at(
                source,
                language.ids.span(),
                format!("`{id}` is in another file too; keep one"),
            );
        }
    }
    let bodies = language
        .heredoc
        .iter()
        .flat_map(|one| [&one.plain, &one.quoted]);
    for kind in language.string.iter().chain(bodies).chain(&language.bare) {
        let Some(name) = &kind.escapes else { continue };
        if !language.escapes.contains_key(name.get_ref()) {
            problems.at(
                source,
                name.span(),
                format!("add a table [escapes.{}]", name.get_ref()),
            );
        }
    }
    match &language.lookup {
        Some(lookup) if !lookup.get_ref().loud.contains("NAME") => {
            problems.at(
                source,
                lookup.span(),
                "write NAME where the variable's name goes in `loud`",
            );
        }
        Some(lookup) => match &lookup.get_ref().quiet {
            None => problems.at(
                source,
                lookup.span(),
                "add `[lookup.quiet]` with the `text` that reads the variable and is empty without it",
            ),
            Some(quiet) if !quiet.text.contains("NAME") => problems.at(
                source,
                lookup.span(),
                "write NAME where the variable's name goes in the `text` of `quiet`",
            ),
            _ => {}
        },
        None if language.instead.is_empty() && language.no_lookup.is_empty() => {
            problems.at(
                source,
                0..0,
                "add `[lookup]`, or say in `instead` or `no_lookup` what to do without one",
            );
        }
        _ => {}
    }
}
