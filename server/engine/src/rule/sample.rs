//! Made-up credentials: the shape filled with characters from a seed, the proof completed.
//!
//! Tests, documentation and `keyward rules` use these, so that no credential, real or
//! invented, stands anywhere in the repository.

use std::ops::Range;

use data_encoding::BASE64;

use super::class::Class;
use super::format::{Accept, Reader};
use super::proof;
use super::random::Random;
use super::types::{Body, Kind, Part, Rule};

/// A made-up credential of this rule's shape, its checksum valid; the same for the same seed.
/// No real credential has this value.
#[must_use]
pub fn sample(rule: &Rule, seed: u64) -> String {
    let (text, secret) = sample_line(rule, seed);
    text[secret].to_owned()
}

/// A line that leaks `sample(rule, seed)` in the way the rule is about, and where the secret
/// stands in it: a token in quotes, a value behind a name, a password in a URL, a key block.
#[must_use]
pub fn sample_line(rule: &Rule, seed: u64) -> (String, Range<usize>) {
    let mut random = numbers(rule, seed);
    match rule.kind {
        Kind::Token { bodies } => {
            let (text, secret) = filled(rule, &bodies[random.below(bodies.len())], &mut random);
            framed("value = \"", &text, secret, "\"")
        }
        Kind::Assigned { words, bodies } => {
            let (text, secret) = filled(rule, &bodies[random.below(bodies.len())], &mut random);
            framed(&format!("{} = \"", words[0]), &text, secret, "\"")
        }
        Kind::Named { words, bodies } => {
            let (text, secret) = filled(rule, &bodies[random.below(bodies.len())], &mut random);
            framed(&format!("{}_api_key = \"", words[0]), &text, secret, "\"")
        }
        Kind::Near { words, bodies, .. } => {
            let (text, secret) = filled(rule, &bodies[random.below(bodies.len())], &mut random);
            let gap = if words[0].ends_with(|c: char| c.is_alphanumeric()) {
                " "
            } else {
                ""
            };
            framed(&format!("{}{gap}", words[0]), &text, secret, "")
        }
        Kind::Block { begin, end, sink } => block(rule, begin, end, sink, &mut random),
        Kind::Url { schemes } => {
            let scheme = schemes.first().copied().unwrap_or("https");
            let password = filling(&mut random, &ALNUM, 20);
            let secret = 0..password.len();
            framed(
                &format!("{scheme}://app:"),
                &password,
                secret,
                "@db.internal.corp:5432/app",
            )
        }
        Kind::Line {
            ref reader,
            accept,
            sample,
            ..
        } => line(reader, accept, sample, &mut random),
        Kind::Generic => {
            let value = filling(&mut random, &ALNUM, 32);
            framed("client_secret = \"", &value, 0..32, "\"")
        }
        Kind::Password => {
            let value = filling(&mut random, &ALNUM, 12) + "!4";
            framed("db_password = \"", &value, 0..14, "\"")
        }
        // Nobody knows what a user's regex would match.
        Kind::Custom { .. } => (String::new(), 0..0),
    }
}

fn framed(before: &str, text: &str, secret: Range<usize>, after: &str) -> (String, Range<usize>) {
    let at = before.len();
    (
        format!("{before}{text}{after}"),
        secret.start + at..secret.end + at,
    )
}

/// A body filled in, and where its secret stands.
fn unproven(body: &Body, random: &mut Random) -> (String, Range<usize>) {
    let mut text = String::new();
    let mut starts = Vec::new();
    for part in body.parts {
        starts.push(text.len());
        match part {
            Part::Literal(bytes) => text.extend(bytes.iter().map(|&byte| char::from(byte))),
            Part::Run { class, min, max } => {
                text += &filling(random, class, usize::from(length(*min, *max)));
            }
        }
    }
    starts.push(text.len());
    let secret = starts[usize::from(body.secret.0)]..starts[usize::from(body.secret.1)];
    (text, secret)
}

/// A body filled in, its proof completed, and where its secret stands.
fn filled(rule: &Rule, body: &Body, random: &mut Random) -> (String, Range<usize>) {
    let (mut text, secret) = unproven(body, random);
    if rule.login {
        let login = format!("service:{}", filling(random, &ALNUM, 16));
        text = BASE64.encode(login.as_bytes());
        let whole = 0..text.len();
        return (text, whole);
    }
    let Some(kind) = rule.proof else {
        return (text, secret);
    };
    let mut token = text[secret.clone()].to_owned();
    proof::complete(kind, &mut token, rule.public_prefix);
    let tail = text[secret.end..].to_owned();
    text.truncate(secret.start);
    text += &token;
    let end = text.len();
    (text + &tail, secret.start..end)
}

/// A usual length: the shortest, or one a little above for shapes that leave much open.
fn length(min: u16, max: u16) -> u16 {
    if max > min {
        min.max(1).saturating_add(8).min(max).max(min)
    } else {
        min
    }
}

/// A line of a known file, and where its secret stands.
fn line(
    reader: &Reader,
    accept: Accept,
    sample: &str,
    random: &mut Random,
) -> (String, Range<usize>) {
    let shaped = match reader {
        Reader::Pair { bodies, .. } | Reader::Row { bodies, .. } => *bodies,
        Reader::Line { bodies } | Reader::Shape { bodies, .. } => *bodies,
        _ => &[],
    };
    let (mut text, mut secret) = match shaped {
        [] => whole(chosen(random)),
        bodies => unproven(&bodies[random.below(bodies.len())], random),
    };
    if let Accept::Login | Accept::Base64 = accept {
        let user = if accept == Accept::Login { "app:" } else { "" };
        let encoded = BASE64.encode(format!("{user}{}", chosen(random)).as_bytes());
        text.replace_range(secret.clone(), &encoded);
        secret.end = secret.start + encoded.len();
    }
    let (before, after) = sample.split_once("{}").unwrap_or((sample, ""));
    framed(before, &text, secret, after)
}

/// A password as people choose them.
fn chosen(random: &mut Random) -> String {
    filling(random, &ALNUM, 12) + "-4"
}

fn whole(text: String) -> (String, Range<usize>) {
    let all = 0..text.len();
    (text, all)
}

fn block(
    rule: &Rule,
    begin: &str,
    end: &str,
    sink: &str,
    random: &mut Random,
) -> (String, Range<usize>) {
    let mut token = format!("{begin}\n");
    for _ in 0..8 {
        token += &filling(random, &ALNUM, 64);
        token.push('\n');
    }
    token += end;
    if let Some(kind) = rule.proof {
        proof::complete(kind, &mut token, 0);
    }
    if sink.is_empty() {
        let all = 0..token.len();
        return (token + "\n", all);
    }
    let escaped = token.replace('\n', "\\n");
    let secret = 0..escaped.len();
    framed(&format!("\"{sink}\": \""), &escaped, secret, "\\n\"")
}

const ALNUM: Class = Class([0x03FF_0000_0000_0000, 0x07FF_FFFE_07FF_FFFE, 0, 0]);

/// The numbers of a rule's sample.
fn numbers(rule: &Rule, seed: u64) -> Random {
    let salt = rule
        .id
        .bytes()
        .fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
    Random::new(seed ^ salt)
}

/// Bytes of the class; letters and digits where it has any, since signs at an end
/// would not look like a token's.
fn filling(random: &mut Random, class: &Class, len: usize) -> String {
    let plain: Vec<u8> = class.bytes().filter(u8::is_ascii_alphanumeric).collect();
    let all = if plain.is_empty() {
        class.bytes().collect()
    } else {
        plain
    };
    random.text(&all, len)
}
