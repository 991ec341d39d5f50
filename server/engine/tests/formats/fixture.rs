//! Files with holes: `{{kind}}` is a made-up secret that must be reported at its place, with a
//! dot before the kind it is filler that must not be. Nothing else may be. `{-{` stands for
//! braces of the file itself.

use std::ops::Range;
use std::path::Path;

use data_encoding::{BASE64, HEXLOWER};
use keyward_engine::rule::{self, Random};
use keyward_engine::{Confidence, FileContext, scan};

const ALNUM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// What a hole is filled with, by the letter behind its mark.
fn filling(kind: &str, random: &mut Random) -> String {
    let block = match kind {
        "pem DSA " => Some("dsa-private-key"),
        "pem EC " => Some("ec-private-key"),
        "pem OPENSSH " => Some("openssh-private-key"),
        "pem ENCRYPTED " => Some("encrypted-private-key"),
        "pem " => Some("pkcs8-private-key"),
        "ppk" => Some("putty-private-key"),
        "ovpn" => Some("openvpn-static-key"),
        "wg" => Some("wireguard-private-key"),
        _ => None,
    };
    if let Some(rule) = block.and_then(rule::by_id) {
        return rule::sample(rule, random.number());
    }
    let (kind, len) = kind.split_at(
        kind.find(|c: char| c.is_ascii_digit())
            .unwrap_or(kind.len()),
    );
    let len = len.parse().unwrap_or(14);
    let upper: Vec<u8> = ALNUM
        .iter()
        .copied()
        .filter(|b| !b.is_ascii_lowercase())
        .collect();
    let word = ["meadow", "harvest", "lantern", "pebble"][random.below(4)];
    let other = ["stone", "river", "cloud", "field"][random.below(4)];
    match kind {
        "" => random.text(ALNUM, len),
        "sign" => random.text(ALNUM, len - 3) + "!#4",
        // As people choose them.
        "word" => format!("{word}{other}"),
        "year" => format!("{word}{other}2019"),
        "hex" => HEXLOWER.encode(random.text(ALNUM, len.div_ceil(2)).as_bytes())[..len].to_owned(),
        "HEX" => {
            HEXLOWER.encode(random.text(ALNUM, len.div_ceil(2)).as_bytes())[..len].to_uppercase()
        }
        "caps" => random.text(&upper, len),
        "base" => BASE64.encode(random.text(ALNUM, len).as_bytes()),
        "baseword" => BASE64.encode(format!("{word}-{other}").as_bytes()),
        "login" => BASE64.encode(format!("app:{word}-{other}").as_bytes()),
        "der" => format!("MDIEE{}", random.text(ALNUM, 63)),
        "uuid" => {
            let hex = HEXLOWER.encode(random.text(ALNUM, 16).as_bytes());
            format!(
                "{}-{}-4{}-a{}-{}",
                &hex[..8],
                &hex[8..12],
                &hex[13..16],
                &hex[17..20],
                &hex[20..]
            )
        }
        "sha" => format!("{{SHA}}{}=", random.text(ALNUM, 27)),
        "pgmd" => format!("md5{}", HEXLOWER.encode(random.text(ALNUM, 16).as_bytes())),
        "one" => format!("1//{}", random.text(ALNUM, 40)),
        "brace" => format!("{{{}}}", BASE64.encode(random.text(ALNUM, 24).as_bytes())),
        "raw" => "{{ secrets.OTHER }}".to_owned(),
        "apr" => format!("$apr1${}${}", random.text(ALNUM, 8), random.text(ALNUM, 22)),
        "crypt" => format!("$6${}${}", random.text(ALNUM, 8), random.text(ALNUM, 86)),
        "crypt5" => format!("$1${}${}", random.text(ALNUM, 8), random.text(ALNUM, 22)),
        "bcrypt" => format!("$2y$10${}", random.text(ALNUM, 53)),
        "phpass" => format!("$P$B{}", random.text(ALNUM, 30)),
        _ => panic!("no such filling: {kind}"),
    }
}

/// Braces of the file itself.
fn plain(text: &str) -> String {
    text.replace("{-{", "{{").replace("}-}", "}}")
}

/// Fills the holes of a text; gives where the secrets stand.
pub(crate) fn filled(template: &str, seed: u64) -> (String, Vec<Range<usize>>) {
    let mut random = Random::new(seed);
    let (mut text, mut secrets) = (String::new(), Vec::new());
    let mut rest = template;
    while let Some((before, hole)) = rest.split_once("{{") {
        let (kind, after) = hole.split_once("}}").expect("a closed hole");
        text += &plain(before);
        let from = text.len();
        text += &filling(kind.trim_start_matches('.'), &mut random);
        if !kind.starts_with('.') {
            secrets.push(from..text.len());
        }
        rest = after;
    }
    (text + &plain(rest), secrets)
}

/// What is wrong with what is found in a file; and how many secrets it has.
pub(crate) fn wrong(path: &str, template: &str) -> (Vec<String>, usize) {
    let (text, secrets) = filled(template, 11);
    let findings = scan(&text, &FileContext::of(Path::new(path), None));
    let shown: Vec<_> = findings
        .findings
        .iter()
        .filter(|one| one.confidence >= Confidence::Likely)
        .collect();
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let mut wrong = Vec::new();
    for secret in &secrets {
        if !shown.iter().any(|one| one.range == *secret) {
            let near: Vec<String> = findings
                .findings
                .iter()
                .map(|one| (one.rule.id, &one.range, one.confidence.id()))
                .chain(
                    findings
                        .suppressed
                        .iter()
                        .map(|one| (one.rule.id, &one.range, one.reason.id())),
                )
                .filter(|(_, range, _)| range.start < secret.end && secret.start < range.end)
                .map(|(id, range, why)| format!("{id} {range:?} {why}"))
                .collect();
            wrong.push(format!(
                "{path}:{}: missed {secret:?}; {near:?}",
                line(secret.start)
            ));
        }
    }
    for one in shown.iter().filter(|one| !secrets.contains(&one.range)) {
        let (id, line) = (one.rule.id, line(one.range.start));
        // A block or a URL may be wider or narrower than what the line says.
        wrong.push(format!(
            "{path}:{line}: {id} reports {:?} for nothing",
            one.range
        ));
    }
    (wrong, secrets.len())
}
