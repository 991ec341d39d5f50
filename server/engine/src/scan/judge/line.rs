//! Values that stand where a known kind of file keeps a secret: the place is the evidence, so
//! words count as well, and only what stands for a value or protects nothing is left out.

use data_encoding::{BASE64, BASE64_NOPAD};

use super::generic::weigh_looks;
use super::{Case, Judgement, Score, common, score};
use crate::finding::Signal;
use crate::rule::{Accept, lists};
use crate::suppress::Reason;
use crate::suppress::placeholder::{default_password, like_its_name, placeholder};
use crate::suppress::shapes::disqualify_password;

/// Shorter ones are examples.
const SHORTEST: usize = 4;
/// From this length on, what is written like a hash is one.
const HASH: usize = 30;

/// Judges a value by what it is taken for.
pub(super) fn judge(case: &Case<'_>, accept: Accept, weight: i16) -> Judgement {
    common(case)?;
    let decoded = match accept {
        Accept::Text | Accept::Stored => None,
        Accept::Login | Accept::Base64 => Some(decode(case.value).ok_or(Reason::NotRandom)?),
    };
    match (accept, decoded) {
        (Accept::Text, _) => text(case, case.value, weight),
        (Accept::Stored, _) => stored(case, weight),
        (Accept::Login, Some(bytes)) => {
            let login = String::from_utf8(bytes).map_err(|_| Reason::NotRandom)?;
            let (_, password) = login.split_once(':').ok_or(Reason::NotRandom)?;
            text(case, password, weight)
        }
        (_, bytes) => match String::from_utf8(bytes.unwrap_or_default()) {
            Ok(decoded) => text(case, decoded.trim_end(), weight),
            // Bytes that are no text are a key or a store of keys.
            Err(_) => Ok(weighed(case, case.value, weight)),
        },
    }
}

fn decode(value: &str) -> Option<Vec<u8>> {
    let bytes = value.as_bytes();
    let decoded = BASE64.decode(bytes).or_else(|_| BASE64_NOPAD.decode(bytes));
    decoded.ok().filter(|decoded| !decoded.is_empty())
}

fn text(case: &Case<'_>, value: &str, weight: i16) -> Judgement {
    stand_in(case, value)?;
    if is_mail_address(value) {
        return Err(Reason::KnownShape);
    }
    if value.contains("(?") {
        return Err(Reason::KnownShape);
    }
    if is_prose(value) {
        return Err(Reason::NotRandom);
    }
    if begins_with_variable(value) {
        return Err(Reason::Reference);
    }
    if let Some(reason) = disqualify_password(value) {
        return Err(reason);
    }
    Ok(weighed(case, value, weight))
}

/// A hash or a scrambled password has any look, so only a stand-in is told apart.
fn stored(case: &Case<'_>, weight: i16) -> Judgement {
    // `$6$…` and `{SHA}…` look like variables and holes.
    let hash = case.value.starts_with(['$', '{'])
        && !case.value.contains("${")
        && !case.value.contains("{{");
    // Salt and digest are as they came out, whatever words they hold.
    if !(hash && case.value.len() >= HASH) {
        stand_in(case, case.value)?;
    }
    match disqualify_password(case.value) {
        Some(reason @ (Reason::Reference | Reason::Encrypted)) if !hash => Err(reason),
        _ => Ok(weighed(case, case.value, weight)),
    }
}

fn stand_in(case: &Case<'_>, value: &str) -> Result<(), Reason> {
    let lower = value.to_ascii_lowercase();
    if value.chars().count() < SHORTEST || lists().no_passwords.contains(&lower.as_str()) {
        Err(Reason::Placeholder)
    } else if default_password(value) {
        Err(Reason::LocalDefault)
    } else if placeholder(value) || encodes_a_stand_in(value) {
        Err(Reason::Placeholder)
    } else if like_its_name(value, case.sink) {
        Err(Reason::LikeItsName)
    } else {
        Ok(())
    }
}

/// `changeme` in base64.
fn encodes_a_stand_in(value: &str) -> bool {
    let text = decode(value).and_then(|bytes| String::from_utf8(bytes).ok());
    text.is_some_and(|text| {
        let text = text.trim_end();
        text.chars().all(|c| matches!(c, ' '..='~'))
            && (placeholder(text)
                || default_password(text)
                || disqualify_password(text) == Some(Reason::Reference))
    })
}

/// A text about a password: words with blanks between them, or a script without blanks.
fn is_prose(value: &str) -> bool {
    let word = |word: &str| word.chars().filter(|c| !c.is_alphabetic()).count() <= 1;
    let words = value.split(' ').filter(|word| !word.is_empty());
    let (all, plain) = words.fold((0, 0), |(all, plain), one| {
        (all + 1, plain + usize::from(word(one)))
    });
    let foreign = value.chars().filter(|c| !c.is_ascii()).count();
    all > 1 && plain == all || all > 3 && 2 * plain > all || 2 * foreign > value.chars().count()
}

/// `$NAME&page=2`: a variable and what follows it.
fn begins_with_variable(value: &str) -> bool {
    let name = |text: &str| {
        let len = text
            .bytes()
            .take_while(|byte| byte.is_ascii_uppercase() || *byte == b'_')
            .count();
        len >= 3 && !text[len..].starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    value.strip_prefix('$').is_some_and(name)
}

/// `user@host.org`, as one gives it to an anonymous server.
fn is_mail_address(value: &str) -> bool {
    let Some((user, host)) = value.split_once('@') else {
        return false;
    };
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let top = host.rsplit('.').next().unwrap_or_default();
    !user.is_empty()
        && host.contains('.')
        && user.bytes().chain(host.bytes()).all(in_name)
        && top.len() >= 2
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn weighed(case: &Case<'_>, value: &str, weight: i16) -> Score {
    let mut score = Score::new(Signal {
        weight,
        ..score::LINE
    });
    weigh_looks(&mut score, value, score::LINE_WORD);
    if case.in_comment {
        score.add(score::IN_COMMENT);
    }
    score.add_role(case.context.role, true);
    score
}
