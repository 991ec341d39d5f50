//! `rules/languages/`: literals, comments and the environment lookup of each language.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::source::{Problems, Source};

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

fn escape_name(stem: &str, name: &str) -> String {
    format!("ESCAPES_{stem}_{name}")
        .to_uppercase()
        .replace('-', "_")
}

fn list<T>(items: &[T], emit: impl Fn(&T) -> String) -> String {
    format!(
        "&[{}]",
        items.iter().map(emit).collect::<Vec<_>>().join(", ")
    )
}

fn pair(pair: &(String, String)) -> String {
    format!("({:?}, {:?})", pair.0, pair.1)
}

fn text(text: &String) -> String {
    format!("{text:?}")
}

fn option<T>(item: &Option<T>, emit: impl Fn(&T) -> String) -> String {
    item.as_ref()
        .map_or_else(|| "None".to_owned(), |item| format!("Some({})", emit(item)))
}

impl Language {
    fn emit(&self, stem: &str) -> String {
        format!(
            "Language {{ id: {stem:?}, ids: {}, extensions: {}, files: {}, line_comments: {}, block_comments: {}, \
             nested_comments: {}, not_comments: {}, prologue: {:?}, comment_starts_word: {}, regex_literals: {}, operand_words: {}, char_signs: {:?}, char_literals: {}, words_before_quote: {}, adjacent_literals: {}, strings: {}, \
             heredocs: {}, bare: {}, lookup: {}, instead: {:?}, no_lookup: {:?}, constants: {}, refusals: {}, wraps: {}, client_code: {:?}, client_hint: {:?}, client_app: {:?}, usual_profiles: {}, loader_hint: {:?} }}",
            list(self.ids.get_ref(), text),
            list(&self.extensions, text),
            list(&self.files, text),
            list(&self.line_comments, text),
            list(&self.block_comments, pair),
            self.nested_comments,
            list(&self.not_comments, text),
            self.prologue,
            self.comment_starts_word,
            self.regex_literals,
            list(&self.operand_words, text),
            self.char_signs,
            self.char_literals,
            list(&self.words_before_quote, text),
            self.adjacent_literals,
            list(&self.string, |kind| kind.emit(stem)),
            list(&self.heredoc, |heredoc| heredoc.emit(stem)),
            option(&self.bare, |kind| kind.emit(stem)),
            option(&self.lookup, |lookup| lookup.get_ref().emit()),
            self.instead,
            self.no_lookup,
            list(&self.constant, Constant::emit),
            list(&self.refuse, |one| format!(
                "Refused {{ head: {:?}, tail: {:?}, outside_brackets: {}, path: {:?}, part: {}, file_scope: {}, unless: {:?}, why: {:?} }}",
                one.head,
                one.tail,
                one.outside_brackets,
                one.path,
                one.part,
                one.file_scope,
                one.unless,
                one.why
            )),
            list(&self.wrap, |one| format!(
                "Wrap {{ head: {:?}, tail: {:?}, only: {:?}, part: {}, open: {:?}, close: {:?} }}",
                one.head, one.tail, one.only, one.part, one.open, one.close
            )),
            self.client_code,
            self.client_hint,
            self.client_app,
            list(&self.usual_profiles, text),
            self.loader_hint,
        )
    }
}

impl Escapes {
    fn emit(&self) -> String {
        format!(
            "Escapes {{ lead: {:?}, simple: {:?}, same: {:?}, hex: {}, long_hex: {}, long_decimal: {}, gap: {}, unicode4: {}, unicode8: {}, braced: {}, hex_braced: {}, octal: {}, decimal: {}, bytes: {}, \
             line_break: {}, indented: {}, unknown: Unknown::{:?} }}",
            self.lead.unwrap_or('\\'),
            self.simple,
            self.same,
            self.hex,
            self.long_hex,
            self.long_decimal,
            self.gap,
            self.unicode4,
            self.unicode8,
            self.braced,
            self.hex_braced,
            self.octal,
            self.decimal,
            self.bytes,
            self.line_break,
            self.indented,
            self.unknown,
        )
    }
}

impl StringKind {
    fn emit(&self, stem: &str) -> String {
        let none = vec![String::new()];
        let prefixes = if self.prefixes.is_empty() {
            &none
        } else {
            &self.prefixes
        };
        format!(
            "StringKind {{ prefixes: {}, any_case: {}, fence: {:?}, behind_fence: {:?}, quotes: {}, tagged: {}, tag: {:?}, nests: {}, twice: {}, never: {:?}, operand: {}, \
             multi_line: {}, escapes: {}, doubled: {}, stands: {}, drops_first_line_end: {}, holes: {}, sigils: {:?}, insert: {}, \
             avoid_quote: {}, split: {}, keeps_quotes: {}, cast: {}, suffix: {:?}, refuse: {:?} }}",
            list(prefixes, text),
            self.any_case,
            self.fence,
            self.behind_fence,
            list(&self.quotes, |quote| match quote {
                Quote::Same(both) => format!("({both:?}, {both:?})"),
                Quote::Pair(open, close) => format!("({open:?}, {close:?})"),
            }),
            option(&self.tagged, |four| format!("{four:?}")),
            self.tag,
            self.nests,
            self.twice,
            self.never,
            self.operand,
            self.multi_line,
            option(&self.escapes, |name| format!(
                "&{}",
                escape_name(stem, name.get_ref())
            )),
            list(&self.doubled, text),
            list(&self.stands, pair),
            self.drops_first_line_end,
            list(&self.holes, pair),
            self.sigils,
            option(&self.insert, pair),
            self.avoid_quote,
            self.split,
            self.keeps_quotes,
            option(&self.cast, pair),
            self.suffix,
            self.refuse,
        )
    }
}

impl Heredoc {
    fn emit(&self, stem: &str) -> String {
        format!(
            "Heredoc {{ open: {:?}, flags: {:?}, plain: {}, quoted: {} }}",
            self.open,
            self.flags,
            self.plain.emit(stem),
            self.quoted.emit(stem)
        )
    }
}

impl Lookup {
    fn emit(&self) -> String {
        format!(
            "Lookup {{ loud: {:?}, other_quotes: {:?}, inside: {:?}, atom: {}, operator: {:?}, joined: {}, guard: {:?}, piece: {:?}, format: {:?}, \
             format_mark: {:?}, format_doubled: {:?}, borrow: {:?}, imports: {}, helper: {}, format_helper: {} }}",
            self.loud,
            self.other_quotes,
            self.inside,
            self.atom,
            self.operator,
            option(&self.joined, pair),
            self.guard,
            self.piece,
            self.format,
            self.format_mark,
            self.format_doubled,
            self.borrow,
            list(self.import.as_ref().map_or(&[], Imports::all), Import::emit),
            option(&self.helper, Helper::emit),
            option(&self.format_helper, Helper::emit),
        )
    }
}

impl Import {
    fn emit(&self) -> String {
        format!(
            "Import {{ present: {:?}, line: {:?}, part: {}, place: Place::{:?}, spots: {} }}",
            self.present,
            self.line,
            self.part,
            self.place,
            list(&self.spots, Spot::emit)
        )
    }
}

impl Helper {
    fn emit(&self) -> String {
        format!(
            "Helper {{ present: {:?}, text: {:?}, extension: {:?}, place: Place::{:?}, spots: {} }}",
            self.present,
            self.text,
            self.extension,
            self.place,
            list(&self.spots, Spot::emit)
        )
    }
}

impl Spot {
    fn emit(&self) -> String {
        format!(
            "Spot {{ at: {:?}, open: {:?}, close: {:?} }}",
            self.at, self.open, self.close
        )
    }
}

impl Constant {
    fn emit(&self) -> String {
        format!(
            "Constant {{ head: {:?}, tail: {:?}, inside: {:?}, top_level: {}, becomes: {:?}, behind: {:?}, \
             leaves_group: {}, needs_use: {}, owned: {}, others: {}, others_root: {}, use_behind: {:?}, keep: {}, forbid: {}, group: {}, why: {:?} }}",
            self.head,
            self.tail,
            self.inside,
            self.top_level,
            self.becomes,
            self.behind,
            self.leaves_group,
            self.needs_use,
            self.owned,
            list(&self.others, text),
            list(&self.others_root, text),
            self.use_behind,
            list(&self.keep, Use::emit),
            list(&self.forbid, Use::emit),
            list(&self.group, Use::emit),
            self.why,
        )
    }
}

impl Use {
    fn emit(&self) -> String {
        format!(
            "Use {{ head: {:?}, tail: {:?}, file_scope: {}, text: {:?}, why: {:?} }}",
            self.head, self.tail, self.file_scope, self.text, self.why
        )
    }
}
