//! The rows of `rules/languages/` as Rust.

use super::*;

pub(super) fn escape_name(stem: &str, name: &str) -> String {
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
    pub(super) fn emit(&self, stem: &str) -> String {
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
    pub(super) fn emit(&self) -> String {
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
    pub(super) fn emit(&self, stem: &str) -> String {
        let none = vec![String::new()];
        let prefixes = if self.prefixes.is_empty() {
            &none
        } else {
            &self.prefixes
        };
        format!(
            "StringKind {{ prefixes: {}, any_case: {}, fence: {:?}, behind_fence: {:?}, quotes: {}, tagged: {}, tag: {:?}, nests: {}, twice: {}, never: {:?}, operand: {}, \
             multi_line: {}, escapes: {}, doubled: {}, stands: {}, drops_first_line_end: {}, holes: {}, sigils: {:?}, insert: {}, \
             avoid_quote: {}, split: {}, keeps_quotes: {}, closes_last: {}, cast: {}, suffix: {:?}, refuse: {:?} }}",
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
            self.closes_last,
            option(&self.cast, pair),
            self.suffix,
            self.refuse,
        )
    }
}

impl Heredoc {
    pub(super) fn emit(&self, stem: &str) -> String {
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
    pub(super) fn emit(&self) -> String {
        format!(
            "Lookup {{ loud: {:?}, prefix: {:?}, other_quotes: {:?}, inside: {:?}, atom: {}, operator: {:?}, joined: {}, guard: {:?}, guard_head: {:?}, piece: {:?}, format: {:?}, \
             format_mark: {:?}, format_doubled: {:?}, borrow: {:?}, imports: {}, helper: {}, format_helper: {}, quiet: {} }}",
            self.loud,
            self.prefix,
            self.other_quotes,
            self.inside,
            self.atom,
            self.operator,
            option(&self.joined, pair),
            self.guard,
            self.guard_head,
            self.piece,
            self.format,
            self.format_mark,
            self.format_doubled,
            self.borrow,
            list(self.import.as_ref().map_or(&[], Imports::all), Import::emit),
            option(&self.helper, Helper::emit),
            option(&self.format_helper, Helper::emit),
            option(&self.quiet, |quiet| quiet.emit(self)),
        )
    }
}

impl Quiet {
    /// As a lookup of its own: what it does not say is as in the loud one, which alone checks.
    fn emit(&self, loud: &Lookup) -> String {
        let imports = self.import.as_ref().or(loud.import.as_ref());
        let format = match self.format.as_str() {
            "" => &loud.format,
            own => own,
        };
        format!(
            "&Lookup {{ loud: {:?}, prefix: {:?}, other_quotes: {:?}, inside: {:?}, atom: {}, operator: {:?}, joined: {}, guard: \"\", guard_head: \"\", piece: {:?}, format: {format:?}, \
             format_mark: {:?}, format_doubled: {:?}, borrow: {:?}, imports: {}, helper: {}, format_helper: {}, quiet: None }}",
            self.text,
            loud.prefix,
            self.other_quotes,
            self.inside,
            loud.atom,
            loud.operator,
            option(&loud.joined, pair),
            loud.piece,
            loud.format_mark,
            loud.format_doubled,
            loud.borrow,
            list(imports.map_or(&[], Imports::all), Import::emit),
            option(&self.helper, Helper::emit),
            option(&self.format_helper, Helper::emit),
        )
    }
}

impl Import {
    pub(super) fn emit(&self) -> String {
        format!(
            "Import {{ present: {:?}, line: {:?}, part: {}, given: {:?}, place: Place::{:?}, spots: {} }}",
            self.present,
            self.line,
            self.part,
            self.given,
            self.place,
            list(&self.spots, Spot::emit)
        )
    }
}

impl Helper {
    pub(super) fn emit(&self) -> String {
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
    pub(super) fn emit(&self) -> String {
        format!(
            "Spot {{ at: {:?}, open: {:?}, close: {:?} }}",
            self.at, self.open, self.close
        )
    }
}

impl Constant {
    pub(super) fn emit(&self) -> String {
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
    pub(super) fn emit(&self) -> String {
        format!(
            "Use {{ head: {:?}, tail: {:?}, file_scope: {}, text: {:?}, why: {:?} }}",
            self.head, self.tail, self.file_scope, self.text, self.why
        )
    }
}
