//! Which of a framework's lookups is the right one for a literal.

use std::path::Path;

use super::{captured, in_function, is, isnt};
use crate::files::Files;
use crate::fix::Request;
use crate::fix::expression::Expression;
use crate::fix::source::Target;

/// A lookup, and where it is the right one. All patterns must match.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) path: &'static str,
    pub(super) not_path: &'static str,
    /// The group `helper` is what the file calls the object that reads variables.
    pub(super) text: &'static str,
    pub(super) not_text: &'static str,
    /// In a function whose header this matches.
    pub(super) inside: &'static str,
    /// The code before the literal and behind it.
    pub(super) head: &'static str,
    pub(super) tail: &'static str,
    /// Only where the value is all of its literal.
    pub(super) whole: bool,
    /// Whether the expression is a constant, and so stands where no lookup can.
    pub(super) constant: bool,
    /// Why no lookup can stand there, and the way out; empty where one can.
    pub(super) refuse: &'static str,
    /// None: the language's own, with the note.
    pub(super) expression: Option<Expression>,
    pub(super) note: &'static str,
}

/// The literal that a lookup is chosen for.
pub(in crate::fix) struct Spot<'a> {
    pub(in crate::fix) request: &'a Request<'a>,
    pub(in crate::fix) path: &'a Path,
    /// The source with comments and the contents of literals blanked.
    pub(in crate::fix) code: &'a str,
    pub(in crate::fix) target: &'a Target,
    pub(in crate::fix) files: &'a dyn Files,
}

/// The first choice that fits, with what the file calls its helper.
pub(super) fn choice(
    choices: &'static [Choice],
    file: &str,
    spot: &Spot<'_>,
) -> Option<(&'static Choice, String)> {
    let &Spot {
        request,
        code,
        target,
        ..
    } = spot;
    let (head, tail) = code.split_at(target.literal.full.start);
    let tail = &tail[target.literal.full.len()..];
    let whole = target.range == target.literal.content;
    choices.iter().find_map(|one| {
        let fits = is(one.path, file)
            && isnt(one.not_path, file)
            && isnt(one.not_text, request.text)
            && is(one.head, head)
            && is(one.tail, tail)
            && (whole || !one.whole)
            && (one.inside.is_empty()
                || in_function(one.inside, code, request.finding.range.start));
        let helper = captured(one.text, request.text)?;
        fits.then_some((one, helper))
    })
}
