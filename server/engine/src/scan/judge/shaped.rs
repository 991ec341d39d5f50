//! Values with a form of their own: the form is most of the evidence, a proof may settle it.

use data_encoding::BASE64_NOPAD;

use super::generic::{place, weigh_looks};
use super::{Case, Judgement, Score, common, score};
use crate::finding::Proof;
use crate::rule::Kind;
use crate::rule::proof;
use crate::suppress::Reason;
use crate::suppress::placeholder::{default_password, like_its_name, placeholder};
use crate::suppress::randomness::looks_random;

/// Judges a token, an assigned value or a run behind a word.
pub(super) fn judge(case: &Case<'_>) -> Judgement {
    let rule = case.hit.rule;
    let body = case.value.get(rule.public_prefix..).unwrap_or(case.value);
    if placeholder(body) {
        return Err(Reason::Placeholder);
    }
    common(case)?;
    if rule.login {
        return login(case);
    }
    let mut score = Score::new(match rule.kind {
        Kind::Token { .. } => score::TOKEN,
        Kind::Assigned { .. } => score::ASSIGNED,
        Kind::Named { .. } => score::NAMED,
        _ => score::NEAR,
    });
    if let Some(kind) = rule.proof {
        match proof::check(kind, case.value, rule.public_prefix) {
            Proof::Failed if rule.proof_boost_only => {}
            state => score.prove(state, kind.is_checksum()),
        }
    }
    // The web is full of sample web tokens; other keys of a live format count wherever they are.
    if score.proof == Proof::Passed && rule.common_in_docs {
        score.add_role(case.context.role, true);
    } else if score.proof == Proof::None {
        if !looks_random(body) {
            if rule.random || regular(body) {
                return Err(Reason::NotRandom);
            }
            score.add(if matches!(rule.kind, Kind::Token { .. }) {
                score::NOT_RANDOM
            } else {
                score::HARDLY_RANDOM
            });
        }
        score.add_role(case.context.role, !matches!(rule.kind, Kind::Token { .. }));
    }
    Ok(score)
}

/// Judges a user and a password in base64 by the password.
fn login(case: &Case<'_>) -> Judgement {
    let decoded = BASE64_NOPAD.decode(case.value.trim_end_matches('=').as_bytes());
    let text = decoded.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let login = text.as_deref().and_then(|text| text.split_once(':'));
    let Some((user, password)) = login.filter(|(_, password)| !password.is_empty()) else {
        return Err(Reason::NotRandom);
    };
    if placeholder(password) || like_its_name(password, user) {
        return Err(Reason::Placeholder);
    }
    if default_password(password) {
        return Err(Reason::LocalDefault);
    }
    let mut score = Score::new(score::NEAR);
    weigh_looks(&mut score, password, score::WORD_LIKE);
    place(case, &mut score);
    Ok(score)
}

/// Judges what stands between the markers of a key.
pub(super) fn block(case: &Case<'_>) -> Judgement {
    common(case)?;
    let mut score = Score::new(score::BLOCK);
    if let Some(kind) = case.hit.rule.proof {
        match proof::check(kind, case.value, 0) {
            // Markers without a key between them stand in every parser of keys.
            Proof::Failed if !proof::has_body(case.value) => return Err(Reason::Placeholder),
            Proof::Failed => score.add(score::UNDECODABLE),
            state => score.prove(state, kind.is_checksum()),
        }
    } else if !holds_lines_of_a_key(case.value) {
        return Err(Reason::Placeholder);
    }
    Ok(score)
}

/// Fewest digits of a key between markers whose form has nothing to check.
const LEAST_KEY: usize = 64;
/// Shortest line of them.
const KEY_LINE: usize = 16;

/// Whether lines of base64 or hex digits stand between the markers, and not a pattern that
/// looks for them.
fn holds_lines_of_a_key(block: &str) -> bool {
    let digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    // A written-out line end leaves its letter at the beginning of the next line.
    let lines = block.split(['\n', '\r', '\\', '"', '\'']).map(str::trim);
    let of_key = |line: &&str| line.len() >= KEY_LINE && line.bytes().all(digit);
    lines.filter(of_key).map(str::len).sum::<usize>() >= LEAST_KEY
}

/// Few different bytes: `xxxxxxxx`, `12121212`, `abcabcabc`.
fn regular(body: &str) -> bool {
    let mut seen = [false; 256];
    body.bytes().for_each(|byte| seen[usize::from(byte)] = true);
    let distinct = seen.iter().filter(|&&seen| seen).count();
    distinct * 5 < body.len().min(40)
}
