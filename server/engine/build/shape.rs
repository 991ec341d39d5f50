//! Lowers the regex subset in which shapes are written to pieces that need no regex engine.
//!
//! The subset: ASCII literals, classes, counted repetition, `?`, groups, alternation, and
//! one group named `secret`. The text of a shape stays a valid regex, so tests can hold
//! the scanner against a plain regex over the whole text.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::limits::{LONG, MIXED, PIECES, is_token};

/// A set of bytes, one bit each.
pub(crate) type Set = [u64; 4];

/// Ways of writing one credential; more belong into rules of their own.
const MAX_ALTERNATIVES: usize = 96;

/// One piece of a shape.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// These bytes.
    Literal(Vec<u8>),
    /// Between `min` and `max` bytes of a set.
    Run { set: Set, min: u16, max: u16 },
}

/// One way to write the credential.
#[derive(Clone, Debug)]
pub(crate) struct Alternative {
    /// Its pieces in order.
    pub(crate) pieces: Vec<Piece>,
    /// The pieces of the secret: from, to (exclusive).
    pub(crate) secret: (usize, usize),
}

impl Alternative {
    /// The literal that it begins with, empty if there is none.
    pub(crate) fn prefix(&self) -> &[u8] {
        match self.pieces.first() {
            Some(Piece::Literal(bytes)) => bytes,
            _ => &[],
        }
    }

    /// The bytes that may stand in it.
    pub(crate) fn bytes(&self) -> Set {
        let mut all = Set::default();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(bytes) => {
                    for byte in bytes {
                        all[usize::from(byte >> 6)] |= 1 << (byte & 63);
                    }
                }
                Piece::Run { set, .. } => {
                    all.iter_mut().zip(set).for_each(|(all, set)| *all |= set);
                }
            }
        }
        all
    }

    /// Fewest and most bytes it can match.
    pub(crate) fn lengths(&self) -> (usize, usize) {
        self.pieces
            .iter()
            .fold((0, 0), |(low, high), piece| match piece {
                Piece::Literal(bytes) => (low + bytes.len(), high + bytes.len()),
                Piece::Run { min, max, .. } => (low + usize::from(*min), high + usize::from(*max)),
            })
    }
}

#[derive(Clone, Debug)]
enum Token {
    Literal(u8),
    Run { set: Set, min: u16, max: u16 },
    Open,
    Close,
}

/// Lowers a shape. `anchored` asks for a literal of three bytes at its start.
pub(crate) fn lower(shape: &str, anchored: bool) -> Result<Vec<Alternative>, String> {
    let alternatives = lower_in_place(shape, anchored)?;
    alternatives.iter().try_for_each(check_credential)?;
    Ok(alternatives)
}

/// [`lower`] for a place in a known file, which says enough for short and for any text.
pub(crate) fn lower_in_place(shape: &str, anchored: bool) -> Result<Vec<Alternative>, String> {
    let hir = ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(shape)
        .map_err(|error| format!("not a regex: {}", last_line(&error.to_string())))?;
    let mut alternatives = Vec::new();
    for tokens in expand(&hir)? {
        for tokens in if anchored {
            spell_out(tokens)
        } else {
            vec![tokens]
        } {
            alternatives.push(join(&tokens)?);
        }
    }
    for alternative in &alternatives {
        check(alternative, anchored)?;
    }
    Ok(alternatives)
}

fn last_line(text: &str) -> String {
    text.lines()
        .rev()
        .find(|line| line.starts_with("error"))
        .unwrap_or(text)
        .to_owned()
}

fn check(alternative: &Alternative, anchored: bool) -> Result<(), String> {
    let (_, high) = alternative.lengths();
    if high > MIXED && !alternative.pieces.iter().all(of_token_bytes) {
        return Err(format!(
            "matches up to {high} bytes, but only runs of A-Z a-z 0-9 _ - + / . ~ = : % may be longer than {MIXED}"
        ));
    }
    if high > LONG {
        return Err(format!("matches up to {high} bytes; bound it to {LONG}"));
    }
    if alternative.pieces.len() > PIECES {
        return Err(format!(
            "has more than {PIECES} pieces; write it more simply"
        ));
    }
    if anchored && alternative.prefix().len() < 3 && !has_signature(alternative) {
        return Err(
            "must begin with a literal of at least 3 bytes, or have one of at least 4 \
                    at a fixed place; use kind = \"assigned\" or \"near\" for other shapes"
                .to_owned(),
        );
    }
    Ok(())
}

/// What holds for a credential that is known by its shape.
fn check_credential(alternative: &Alternative) -> Result<(), String> {
    let any_byte = |piece: &Piece| matches!(piece, Piece::Run { set, .. } if set[2] | set[3] != 0);
    if alternative.pieces.iter().any(any_byte) {
        let message =
            "`.` and classes such as [^x] take any byte; list what may stand there: [0-9A-Za-z_-]";
        return Err(message.to_owned());
    }
    let (low, _) = alternative.lengths();
    if low < 8 {
        return Err(format!(
            "matches as little as {low} bytes; a credential has at least 8"
        ));
    }
    Ok(())
}

/// Whether a literal of four bytes stands behind pieces of fixed length, as the scanner's
/// `candidates::anchor` wants one where the shape does not begin with a literal.
fn has_signature(alternative: &Alternative) -> bool {
    let fixed = |piece: &&Piece| match piece {
        Piece::Literal(bytes) => bytes.len() < 4,
        Piece::Run { min, max, .. } => min == max,
    };
    let before = alternative.pieces.iter().take_while(fixed).count();
    matches!(alternative.pieces.first(), Some(Piece::Run { .. }))
        && matches!(alternative.pieces.get(before), Some(Piece::Literal(_)))
}

/// Whether the piece is one of those that a long credential may have.
fn of_token_bytes(piece: &Piece) -> bool {
    match piece {
        Piece::Literal(bytes) => bytes.iter().all(|&byte| is_token(byte)),
        Piece::Run { set, .. } => (0..=255).filter(|&byte| has(set, byte)).all(is_token),
    }
}

fn expand(hir: &Hir) -> Result<Vec<Vec<Token>>, String> {
    match hir.kind() {
        HirKind::Empty => Ok(vec![Vec::new()]),
        HirKind::Literal(literal) => Ok(vec![
            literal.0.iter().map(|&byte| Token::Literal(byte)).collect(),
        ]),
        HirKind::Class(class) => Ok(vec![vec![Token::Run {
            set: class_set(class)?,
            min: 1,
            max: 1,
        }]]),
        HirKind::Look(_) => Err("no anchors or \\b: boundaries are implied".to_owned()),
        HirKind::Repetition(repetition) => {
            let max = repetition
                .max
                .ok_or("bound every repetition: {n} or {n,m}")?;
            repeat(&repetition.sub, repetition.min, max)
        }
        HirKind::Capture(capture) => {
            if capture.name.as_deref() != Some("secret") {
                return Err("write (?:…) for a group, or (?<secret>…) for the secret".to_owned());
            }
            let wrap = |inner: Vec<Token>| {
                let mut tokens = vec![Token::Open];
                tokens.extend(inner);
                tokens.push(Token::Close);
                tokens
            };
            Ok(expand(&capture.sub)?.into_iter().map(wrap).collect())
        }
        HirKind::Concat(parts) => parts.iter().try_fold(vec![Vec::new()], |so_far, part| {
            product(&so_far, &expand(part)?)
        }),
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(expand(branch)?);
            }
            limit(all)
        }
    }
}

fn class_set(class: &Class) -> Result<Set, String> {
    match class {
        Class::Bytes(class) => Ok(set_of(class.ranges().iter().map(|r| (r.start(), r.end())))),
        Class::Unicode(class) => {
            let byte = |c: char| u8::try_from(c).ok().filter(u8::is_ascii);
            let ranges: Option<Vec<(u8, u8)>> = class
                .ranges()
                .iter()
                .map(|r| Some((byte(r.start())?, byte(r.end())?)))
                .collect();
            Ok(set_of(
                ranges.ok_or("only ASCII classes are allowed")?.into_iter(),
            ))
        }
    }
}

fn repeat(sub: &Hir, min: u32, max: u32) -> Result<Vec<Vec<Token>>, String> {
    let inner = expand(sub)?;
    if let [single] = inner.as_slice()
        && let [token] = single.as_slice()
    {
        let set = match token {
            Token::Literal(byte) => Some(set_of(std::iter::once((*byte, *byte)))),
            Token::Run {
                set,
                min: 1,
                max: 1,
            } => Some(*set),
            _ => None,
        };
        if let Some(set) = set {
            let bound =
                |n: u32| u16::try_from(n).map_err(|_| "a repetition beyond 65535".to_owned());
            return Ok(vec![vec![Token::Run {
                set,
                min: bound(min)?,
                max: bound(max)?,
            }]]);
        }
    }
    // Longest first, as a greedy regex prefers.
    let mut powers = vec![vec![Vec::new()]];
    for _ in 0..max {
        let next = product(powers.last().expect("never empty"), &inner)?;
        powers.push(next);
    }
    limit(
        powers
            .into_iter()
            .skip(min as usize)
            .rev()
            .flatten()
            .collect(),
    )
}

fn product(left: &[Vec<Token>], right: &[Vec<Token>]) -> Result<Vec<Vec<Token>>, String> {
    let mut all = Vec::new();
    for a in left {
        for b in right {
            all.push(a.iter().chain(b).cloned().collect());
        }
    }
    limit(all)
}

fn limit(all: Vec<Vec<Token>>) -> Result<Vec<Vec<Token>>, String> {
    if all.len() > MAX_ALTERNATIVES {
        return Err(format!(
            "more than {MAX_ALTERNATIVES} ways to write it; split the rule"
        ));
    }
    Ok(all)
}

/// Writes out small classes at the start until a literal of three bytes stands there.
fn spell_out(tokens: Vec<Token>) -> Vec<Vec<Token>> {
    let Some(at) = tokens
        .iter()
        .position(|token| matches!(token, Token::Run { .. }))
    else {
        return vec![tokens];
    };
    let literal = tokens[..at]
        .iter()
        .filter(|token| matches!(token, Token::Literal(_)))
        .count();
    let Token::Run { set, min, max } = tokens[at] else {
        return vec![tokens];
    };
    let bytes: Vec<u8> = (0..=255).filter(|&byte| has(&set, byte)).collect();
    if literal >= 3 || min == 0 || bytes.len() > 4 {
        return vec![tokens];
    }
    let mut all = Vec::new();
    for byte in bytes {
        let mut spelled = tokens.clone();
        spelled[at] = Token::Literal(byte);
        if max > 1 {
            spelled.insert(
                at + 1,
                Token::Run {
                    set,
                    min: min - 1,
                    max: max - 1,
                },
            );
        }
        all.extend(spell_out(spelled));
    }
    all
}

fn join(tokens: &[Token]) -> Result<Alternative, String> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut open, mut close) = (None, None);
    // A mark between two tokens keeps them in pieces of their own.
    let mut fresh = true;
    for token in tokens {
        match token {
            Token::Literal(byte) => match pieces.last_mut() {
                Some(Piece::Literal(bytes)) if !fresh => bytes.push(*byte),
                _ => pieces.push(Piece::Literal(vec![*byte])),
            },
            Token::Run { set, min, max } => match pieces.last_mut() {
                Some(Piece::Run {
                    set: last,
                    min: low,
                    max: high,
                }) if last == set && !fresh => {
                    *low += min;
                    *high += max;
                }
                _ => pieces.push(Piece::Run {
                    set: *set,
                    min: *min,
                    max: *max,
                }),
            },
            Token::Open => {
                if open.replace(pieces.len()).is_some() {
                    return Err("only one group named secret".to_owned());
                }
            }
            Token::Close => close = Some(pieces.len()),
        }
        fresh = matches!(token, Token::Open | Token::Close);
    }
    let secret = (open.unwrap_or(0), close.unwrap_or(pieces.len()));
    Ok(Alternative { pieces, secret })
}

fn set_of(ranges: impl Iterator<Item = (u8, u8)>) -> Set {
    let mut set = [0; 4];
    for (from, to) in ranges {
        for byte in from..=to {
            set[usize::from(byte >> 6)] |= 1 << (byte & 63);
        }
    }
    set
}

fn has(set: &Set, byte: u8) -> bool {
    set[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
}
