//! The edit of the source: the lookup in place of the literal, and what it needs.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use zeroize::Zeroizing;

use super::constant;
use super::import::{Needed, helper_edits};
use super::place::Around;
use super::{NewText, Refusal, TextEdit, refusal};
use crate::files::Files;
use crate::lang::{self, Language, Lexed, Literal, Lookup, pattern};

/// A literal that can be moved, and the value that moves.
pub(super) struct Target {
    pub(super) literal: Literal,
    /// What is replaced: all of the content, or a part of it.
    pub(super) range: Range<usize>,
    pub(super) value: Zeroizing<String>,
}

/// Finds what to move. `whole_url` moves the URL around the range when the literal is one.
pub(super) fn target(
    text: &str,
    lexed: &Lexed,
    range: &Range<usize>,
    whole_url: bool,
) -> Result<Target, Refusal> {
    let Some(literal) = lexed.literal_at(range) else {
        return Err(if lexed.in_comment(range) {
            refusal(
                "in-a-comment",
                "The value stands in a comment: delete it there, and revoke it.",
            )
        } else {
            refusal(
                "no-literal",
                "The value is not in a string literal that Keyward can replace: move it by hand.",
            )
        });
    };
    if !literal.kind.refuse.is_empty() {
        return Err(refusal("literal-kind", literal.kind.refuse));
    }
    let mut range = range.clone();
    if whole_url && literal.holes.is_empty() && is_url(&text[literal.content.clone()]) {
        range = literal.content.clone();
    }
    let before = &text[literal.content.start..range.start];
    let leads = literal.kind.escapes.map_or(0, |escapes| {
        let runs = before.len() - before.trim_end_matches(escapes.lead).len();
        runs / escapes.lead.len_utf8()
    });
    if leads % 2 == 1 {
        return Err(refusal(
            "literal-not-understood",
            "The value begins in the middle of an escape: move it by hand.",
        ));
    }
    let value = lang::decode(&text[range.clone()], literal.kind).ok_or_else(|| {
        refusal(
            "literal-not-understood",
            "The literal has an escape that Keyward cannot decode: move it by hand.",
        )
    })?;
    Ok(Target {
        literal,
        range,
        value,
    })
}

pub(super) fn is_url(content: &str) -> bool {
    let Some((scheme, rest)) = content.split_once("://") else {
        return false;
    };
    let letters = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
    !scheme.is_empty()
        && scheme.chars().all(letters)
        && !rest.is_empty()
        && !rest.contains(char::is_whitespace)
}

/// What is written in place of a literal.
pub(super) struct Words<'a> {
    pub(super) language: &'static Language,
    /// The language's own lookup, or the one of a framework or secrets manager.
    pub(super) lookup: &'a Lookup,
    pub(super) name: &'a str,
    /// Whether it is a constant, which stands where no lookup can.
    pub(super) constant: bool,
    /// The workspace folder.
    pub(super) root: &'a Path,
}

/// The edits of the source, ascending.
pub(super) fn edits(
    text: &str,
    path: &Path,
    lexed: &Lexed,
    target: &Target,
    words: &Words<'_>,
    files: &dyn Files,
) -> Result<Vec<TextEdit>, Refusal> {
    let Words {
        language,
        lookup,
        name,
        constant,
        root,
    } = *words;
    refuse_apps(text, language)?;
    let code = lexed.blanked(text);
    let part = target.range != target.literal.content;
    let around = Around::of(&code, &target.literal.full, part);
    let declared = match constant {
        true => None,
        false => constant::find(language, &code, &around, &target.literal)?,
    };
    if declared.is_none() && !constant {
        around.check(language, path)?;
    }
    let owned = declared.as_ref().is_some_and(|found| found.row.owned);
    let (range, replacement) = replacement(text, words, target, &around, owned)?;
    let mut edits = match declared {
        Some(found) => {
            constant::check_others(&found, language, path, root, files)?;
            constant::edits(&found, text, lexed, &target.literal, (range, replacement))?
        }
        None => vec![edit(range, replacement)],
    };
    let needed = Needed {
        text,
        code: &code,
        lexed,
        path,
        literal: target.literal.full.start,
        name,
    };
    edits.extend(helper_edits(&needed, lookup, part, files));
    if around.needs_guard(lookup) {
        edits.extend(guard(text, lookup, lexed, &target.literal, name));
    }
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    Ok(edits)
}

/// The line above that fails where the expression cannot.
fn guard(
    text: &str,
    lookup: &Lookup,
    lexed: &Lexed,
    literal: &Literal,
    name: &str,
) -> Option<TextEdit> {
    let guard = named(lookup.guard, name);
    if guard.is_empty() || text.contains(&guard) {
        return None;
    }
    let line_of = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
    let outer = lexed.outer_literals().into_iter();
    let mut holders = outer.filter(|outer| outer.contains(&literal.full.start));
    let mut start = line_of(holders.next().map_or(literal.full.start, |one| one.start));
    // A command goes on behind a line that ends so.
    while start > 0 && text[..start].trim_end().ends_with(['\\', '^', '|', '&']) {
        start = line_of(start - 1);
    }
    let line = &text[start..];
    let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    let eol = super::import::eol(text);
    Some(edit(start..start, format!("{indent}{guard}{eol}")))
}

/// Refuses source that runs on other people's devices: there is no environment, and no secret.
fn refuse_apps(text: &str, language: &Language) -> Result<(), Refusal> {
    let app = pattern(language.client_app).filter(|_| !language.client_app.is_empty());
    if app.is_some_and(|app| app.is_match(text.as_bytes())) {
        return Err(refusal("client-code", language.client_hint));
    }
    Ok(())
}

pub(super) fn no_lookup(language: &Language) -> Refusal {
    if !language.no_lookup.is_empty() {
        return refusal("no-lookup", language.no_lookup);
    }
    refusal(
        "no-lookup",
        &format!("This format cannot read a variable: {}.", language.instead),
    )
}

pub(super) fn edit(range: Range<usize>, text: String) -> TextEdit {
    TextEdit {
        range,
        text: NewText(Zeroizing::new(text)),
    }
}

fn named(template: &str, name: &str) -> String {
    template.replace("NAME", name)
}

/// What is replaced, and by what.
fn replacement(
    text: &str,
    words: &Words<'_>,
    target: &Target,
    around: &Around,
    owned: bool,
) -> Result<(Range<usize>, String), Refusal> {
    let Words {
        language,
        lookup,
        name,
        ..
    } = *words;
    let literal = &target.literal;
    let (open, close) = literal.kind.cast.unwrap_or_default();
    let loud = named(in_quotes_of(text, lookup, literal), name);
    let loud = format!("{open}{loud}{close}{}", literal.kind.suffix);
    let call_follows = around.tail.trim_start().starts_with('.');
    let borrow = if call_follows || owned || around.compares() {
        ""
    } else {
        lookup.borrow
    };
    let whole = target.range == literal.content && !literal.kind.keeps_quotes;
    if whole && !literal.heredoc {
        let expression = format!("{borrow}{loud}");
        return Ok((
            literal.full.clone(),
            around.fitted(language, &expression, lookup.atom),
        ));
    }
    if let Some((open, close)) = literal.kind.insert {
        let inside = inside(text, lookup, literal, name);
        return Ok((target.range.clone(), format!("{open}{inside}{close}")));
    }
    if literal.heredoc || (!literal.kind.split && lookup.format.is_empty()) {
        let why = "The value is a part of a literal that cannot be taken apart: move it by hand.";
        return Err(refusal("part-of-a-literal", why));
    }
    let (joined, atom) = if lookup.format.is_empty() {
        (
            split(text, lookup, target, &loud)?,
            lookup.operator.is_empty() || lookup.joined.is_some(),
        )
    } else {
        (
            format!("{borrow}{}", formatted(text, lookup, target, &loud, name)),
            true,
        )
    };
    Ok((literal.full.clone(), around.fitted(language, &joined, atom)))
}

/// The lookup in quotes like the literal's, which are right in the hole of another one, too.
fn in_quotes_of(text: &str, lookup: &Lookup, literal: &Literal) -> &'static str {
    let other = lookup.other_quotes;
    let fits = |template: &str| literal.opener(text).ends_with(|c| template.contains(c));
    if !other.is_empty() && fits(other) && !fits(lookup.loud) {
        other
    } else {
        lookup.loud
    }
}

/// The lookup as it stands inside a literal.
fn inside(text: &str, lookup: &Lookup, literal: &Literal, name: &str) -> String {
    let template = if lookup.inside.is_empty() {
        lookup.loud
    } else {
        lookup.inside
    };
    let quote = literal.closer(text).chars().next().unwrap_or('"');
    let clashes = literal.kind.avoid_quote && template.contains(quote);
    let template = if clashes {
        lookup.other_quotes
    } else {
        template
    };
    format!("{}{}", named(template, name), literal.kind.suffix)
}

/// `"before" + LOOKUP + "behind"`, without empty pieces.
fn split(text: &str, lookup: &Lookup, target: &Target, loud: &str) -> Result<String, Refusal> {
    let literal = &target.literal;
    let (open, close) = (literal.opener(text), literal.closer(text));
    let before = &text[literal.content.start..target.range.start];
    let behind = &text[target.range.end..literal.content.end];
    let loud = if !lookup.piece.is_empty() {
        lookup.piece.replace("LOOKUP", loud)
    } else if lookup.atom || lookup.operator.trim().is_empty() {
        loud.to_owned()
    } else {
        format!("({loud})")
    };
    let mut pieces = Vec::new();
    if !before.is_empty() {
        let before = closable(before, literal)?;
        pieces.push(format!("{open}{before}{close}"));
    }
    pieces.push(loud);
    if !behind.is_empty() {
        // The first line end would be lost.
        let lost = literal.kind.drops_first_line_end && behind.starts_with(['\n', '\r']);
        let again = if lost { "\n" } else { "" };
        pieces.push(format!("{open}{again}{behind}{close}"));
    }
    let (first, last) = lookup.joined.unwrap_or_default();
    Ok(format!("{first}{}{last}", pieces.join(lookup.operator)))
}

/// The first piece of a literal so that it closes at its end: `"""a "` would close too early.
fn closable<'t>(before: &'t str, literal: &Literal) -> Result<Cow<'t, str>, Refusal> {
    let kind = literal.kind;
    let quote = before.chars().last().filter(|last| {
        let long = |(open, close): &&(&str, &str)| open == close && close.len() > 1;
        let mut closers = kind.quotes.iter().filter(long);
        !kind.closes_last && closers.any(|(_, close)| close.starts_with(*last))
    });
    let Some(quote) = quote else {
        return Ok(Cow::Borrowed(before));
    };
    match kind.escapes.filter(|it| it.same.contains(quote)) {
        Some(escapes) => {
            let (rest, lead) = (&before[..before.len() - quote.len_utf8()], escapes.lead);
            Ok(Cow::Owned(format!("{rest}{lead}{quote}")))
        }
        None => Err(refusal(
            "part-of-a-literal",
            "A quote stands right before the value in this long literal: write it with other quotes first, then try again.",
        )),
    }
}

/// `format!("before{}behind", LOOKUP)`.
fn formatted(text: &str, lookup: &Lookup, target: &Target, loud: &str, name: &str) -> String {
    let literal = &target.literal;
    let (mark, doubled) = match lookup.format_mark {
        "" => ("{}", "{}"),
        mark => (mark, lookup.format_doubled),
    };
    let piece = |range: Range<usize>| {
        let mut out = String::with_capacity(2 * range.len());
        for character in text[range].chars() {
            out.push(character);
            if doubled.contains(character) {
                out.push(character);
            }
        }
        out
    };
    let template = format!(
        "{}{}{mark}{}{}",
        literal.opener(text),
        piece(literal.content.start..target.range.start),
        piece(target.range.end..literal.content.end),
        literal.closer(text)
    );
    named(lookup.format, name)
        .replace("TEXT", &template)
        .replace("LOOKUP", loud)
}
