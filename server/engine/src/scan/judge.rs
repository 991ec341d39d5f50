//! From a shaped candidate to a finding with a confidence, or to a reason to stay quiet.
//!
//! Looks at the value, the name it is assigned to and the kind of file; nothing farther away.

use std::ops::Range;

use super::context::FileContext;
use super::hidden;
use super::hit::Hit;
use super::score::{self, Score};
use crate::finding::{Finding, Proof, Role, Signal, Suppressed};
use crate::rule::proof::{self, ProofKind};
use crate::rule::{self, Kind};
use crate::suppress::Reason;
use crate::suppress::placeholder::{digest16, like_its_name, placeholder, public_example};
use crate::suppress::randomness::looks_random;
use crate::suppress::shapes::{disqualify, disqualify_password};

/// What became of a candidate.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict {
    /// Reported.
    Finding(Finding),
    /// Looked at and not reported.
    Suppressed(Suppressed),
}

impl Verdict {
    /// The candidate's place.
    pub(super) fn range(&self) -> &Range<usize> {
        match self {
            Self::Finding(finding) => &finding.range,
            Self::Suppressed(suppressed) => &suppressed.range,
        }
    }

    /// The candidate's place and its name's, to be moved.
    pub(super) fn ranges_mut(&mut self) -> impl Iterator<Item = &mut Range<usize>> {
        let (range, sink) = match self {
            Self::Finding(finding) => (&mut finding.range, finding.sink.as_mut()),
            Self::Suppressed(suppressed) => (&mut suppressed.range, None),
        };
        std::iter::once(range).chain(sink)
    }
}

/// Everything about a candidate that the judges look at.
pub(super) struct Case<'a> {
    pub(super) hit: &'a Hit,
    pub(super) value: &'a str,
    pub(super) sink: &'a str,
    pub(super) context: &'a FileContext,
}

/// Judges a candidate. `None` when it is not worth a word: ordinary text of code.
pub(super) fn judge(text: &[u8], hit: &Hit, context: &FileContext) -> Option<Verdict> {
    let raw = &text[hit.range.clone()];
    let plain = hidden::plain(raw);
    let value = String::from_utf8_lossy(&plain);
    let sink = hit
        .sink
        .clone()
        .map(|sink| String::from_utf8_lossy(&text[sink]));
    let case = Case {
        hit,
        value: &value,
        sink: sink.as_deref().unwrap_or_default(),
        context,
    };
    let outcome = match hit.rule.kind {
        Kind::Token { .. } | Kind::Assigned { .. } | Kind::Near { .. } => shaped(&case),
        Kind::Block { .. } => block(&case),
        Kind::Url { .. } => url(&case, text),
        Kind::Generic => generic(&case),
        Kind::Password => password(&case),
    };
    Some(match outcome? {
        Ok(mut score) => {
            if plain.len() < raw.len() {
                score.add(score::HIDDEN);
            }
            judged(hit, score)
        }
        Err(reason) => Verdict::Suppressed(Suppressed {
            rule: hit.rule,
            range: hit.range.clone(),
            reason,
        }),
    })
}

fn judged(hit: &Hit, score: Score) -> Verdict {
    Verdict::Finding(Finding {
        rule: hit.rule,
        range: hit.range.clone(),
        sink: hit.sink.clone(),
        confidence: score.confidence(),
        severity: hit.rule.severity,
        proof: score.proof,
        reasons: score.signals,
    })
}

/// `None`: nothing to say. `Err`: quiet for this reason.
type Outcome = Option<Result<Score, Reason>>;

/// What every kind of value is checked for first.
fn common(case: &Case<'_>) -> Option<Reason> {
    if case.hit.rule.publishable {
        return Some(Reason::Publishable);
    }
    let examples = case.hit.rule.public_examples;
    let of_provider = || examples.contains(&digest16(case.value).as_str());
    if public_example(case.value) || !examples.is_empty() && of_provider() {
        return Some(Reason::PublicExample);
    }
    (case.context.role == Role::DotEnv).then_some(Reason::DotEnv)
}

fn shaped(case: &Case<'_>) -> Outcome {
    let rule = case.hit.rule;
    let body = case.value.get(rule.public_prefix..).unwrap_or(case.value);
    if placeholder(body) {
        return Some(Err(Reason::Placeholder));
    }
    if let Some(reason) = common(case) {
        return Some(Err(reason));
    }
    let mut score = Score::new(match rule.kind {
        Kind::Token { .. } => score::TOKEN,
        Kind::Assigned { .. } => score::ASSIGNED,
        _ => score::NEAR,
    });
    if let Some(kind) = rule.proof {
        match proof::check(kind, case.value, rule.public_prefix) {
            Proof::Failed if rule.proof_boost_only => {}
            state => score.prove(state, kind.is_checksum()),
        }
    }
    // The web is full of sample web tokens; other keys of a live format count wherever they are.
    if score.proof == Proof::Passed && rule.proof == Some(ProofKind::Jwt) {
        score.add_role(case.context.role, true);
    } else if score.proof == Proof::None {
        if !looks_random(body) {
            if rule.random || regular(body) {
                return Some(Err(Reason::NotRandom));
            }
            score.add(if matches!(rule.kind, Kind::Token { .. }) {
                score::NOT_RANDOM
            } else {
                score::HARDLY_RANDOM
            });
        }
        score.add_role(case.context.role, !matches!(rule.kind, Kind::Token { .. }));
    }
    Some(Ok(score))
}

/// Few different bytes: `xxxxxxxx`, `12121212`, `abcabcabc`.
fn regular(body: &str) -> bool {
    let mut seen = [false; 256];
    body.bytes().for_each(|byte| seen[usize::from(byte)] = true);
    let distinct = seen.iter().filter(|&&seen| seen).count();
    distinct * 5 < body.len().min(40)
}

fn block(case: &Case<'_>) -> Outcome {
    if let Some(reason) = common(case) {
        return Some(Err(reason));
    }
    let mut score = Score::new(score::BLOCK);
    if let Some(kind) = case.hit.rule.proof {
        match proof::check(kind, case.value, 0) {
            // Markers without a key between them stand in every parser of keys.
            Proof::Failed => return Some(Err(Reason::Placeholder)),
            state => score.prove(state, kind.is_checksum()),
        }
    }
    Some(Ok(score))
}

fn url(case: &Case<'_>, text: &[u8]) -> Outcome {
    let value = case.value;
    let host = case
        .hit
        .host
        .clone()
        .map(|host| String::from_utf8_lossy(&text[host]).to_ascii_lowercase());
    if let Some(reason @ (Reason::Reference | Reason::Encrypted)) = disqualify(value) {
        return Some(Err(reason));
    }
    if value.len() < 3
        || value.bytes().all(|byte| byte.is_ascii_digit()) && value.len() < 6
        || placeholder(value)
    {
        return Some(Err(Reason::Placeholder));
    }
    if let Some(reason) = common(case) {
        return Some(Err(reason));
    }
    let lower = value.to_ascii_lowercase();
    let lists = rule::lists();
    if lists.default_passwords.contains(&lower.as_str()) || host.as_deref().is_some_and(is_local) {
        return Some(Err(Reason::LocalDefault));
    }
    let mut score = Score::new(score::URL);
    if looks_random(value) {
        score.add(score::RANDOM);
    } else if !mixed(value) {
        score.add(score::WORD_LIKE);
    }
    score.add_role(case.context.role, true);
    Some(Ok(score))
}

fn is_local(host: &str) -> bool {
    rule::lists()
        .local_hosts
        .iter()
        .any(|known| match known.strip_prefix('*') {
            Some(suffix) => host.ends_with(suffix),
            None => host == *known,
        })
}

fn generic(case: &Case<'_>) -> Outcome {
    let value = case.value;
    if !value_is_written_out(case)
        || value.len() < 12
        || !value.bytes().all(|byte| in_generic(byte, case.hit.quoted))
    {
        return None;
    }
    let name = score::name_weight(case.sink, rule::lists().secret_words);
    if name <= 0 {
        return None;
    }
    if let Some(reason) = quiet_value(case) {
        let strong_hex =
            name >= score::STRONG_NAME && reason == Reason::KnownShape && hex_of_key_length(value);
        if !strong_hex {
            return Some(Err(reason));
        }
    }
    // Half a digest names a revision, a cache entry or a message, hardly ever a key.
    if value.len() < 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some(Err(Reason::KnownShape));
    }
    if !looks_random(value) {
        return Some(Err(Reason::NotRandom));
    }
    if let Some(reason) = common(case) {
        return Some(Err(reason));
    }
    if case.context.role == Role::Lock {
        return Some(Err(Reason::LockFile));
    }
    let mut score = Score::new(score::GENERIC);
    score.add(Signal {
        text: "assigned to a name that says secret",
        weight: name,
    });
    score.add(score::RANDOM);
    if value.len() < 20 || !value.bytes().any(|byte| byte.is_ascii_digit()) {
        score.add(score::SHORT_VALUE);
    }
    score.add_role(case.context.role, true);
    Some(Ok(score))
}

fn password(case: &Case<'_>) -> Outcome {
    let value = case.value;
    if !value_is_written_out(case)
        || !(8..=64).contains(&value.len())
        || !value.bytes().all(|b| b.is_ascii_graphic())
    {
        return None;
    }
    let name = score::name_weight(case.sink, rule::lists().password_words);
    if name <= 0 {
        return None;
    }
    if let Some(reason) = disqualify_password(value).or_else(|| stand_in(case)) {
        return Some(Err(reason));
    }
    if rule::lists()
        .default_passwords
        .contains(&value.to_ascii_lowercase().as_str())
    {
        return Some(Err(Reason::LocalDefault));
    }
    let random = looks_random(value);
    if !random && !mixed(value) {
        return Some(Err(Reason::NotRandom));
    }
    if let Some(reason) = common(case) {
        return Some(Err(reason));
    }
    if case.context.role == Role::Lock {
        return Some(Err(Reason::LockFile));
    }
    let mut score = Score::new(score::GENERIC);
    score.add(Signal {
        text: "assigned to a name that says password",
        weight: name,
    });
    score.add(if random { score::RANDOM } else { score::MIXED });
    score.add_role(case.context.role, true);
    Some(Ok(score))
}

/// Code needs quotes around a literal; without them it is an expression.
fn value_is_written_out(case: &Case<'_>) -> bool {
    case.hit.quoted
        || !matches!(
            case.context.role,
            Role::Source | Role::Test | Role::Generated
        )
}

fn quiet_value(case: &Case<'_>) -> Option<Reason> {
    disqualify(case.value).or_else(|| stand_in(case))
}

fn stand_in(case: &Case<'_>) -> Option<Reason> {
    if placeholder(case.value) {
        return Some(Reason::Placeholder);
    }
    if like_its_name(case.value, case.sink) {
        return Some(Reason::LikeItsName);
    }
    None
}

/// Bytes of a generated value; brackets and commas only where quotes tell its ends.
fn in_generic(byte: u8, quoted: bool) -> bool {
    byte.is_ascii_alphanumeric()
        || quoted && matches!(byte, b'(' | b')' | b'[' | b']' | b',' | b';' | b'?' | b'|')
        || matches!(
            byte,
            b'+' | b'/'
                | b'='
                | b'_'
                | b'-'
                | b'.'
                | b'~'
                | b'!'
                | b'@'
                | b'#'
                | b'$'
                | b'%'
                | b'^'
                | b'&'
                | b'*'
                | b':'
        )
}

/// The lengths of keys that are written as hex digits.
fn hex_of_key_length(value: &str) -> bool {
    matches!(value.len(), 32 | 40 | 48 | 64) && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Letters together with digits or signs, as people choose passwords.
fn mixed(value: &str) -> bool {
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let signs = value
        .bytes()
        .filter(|byte| {
            matches!(
                byte,
                b'!' | b'@' | b'#' | b'$' | b'%' | b'^' | b'&' | b'*' | b'?' | b'+'
            )
        })
        .count();
    letters >= 3 && (digits >= 2 || (digits >= 1 && signs >= 1) || signs >= 2)
}
