//! S3 and S4: text that is made to be slow costs as much per byte when there is more of it.

use std::path::Path;

use super::*;
use crate::rule::{self, Body, Kind, Part, Rule, sample, sample_line};
use crate::scan::candidates::Candidates;
use crate::scan::{FileContext, hit};

/// What the lanes spend on a text that repeats `part` up to a length.
fn spent(part: &str, len: usize) -> u64 {
    let mut text = part.repeat(len / part.len() + 1);
    text.truncate(len);
    let mut work = Work::of(u64::MAX);
    hit::of(Candidates::built_in(), text.as_bytes(), &mut work);
    work.spent()
}

/// Texts that come close to what the rule looks for, to be repeated.
fn near_texts(rule: &Rule) -> Vec<String> {
    let (sample, line) = (sample(rule, 3), sample_line(rule, 3).0);
    let mut texts = vec![
        format!("{}-", &sample[..sample.len() - 1]),
        format!("{line} "),
        format!("{} ", &line[..line.len() - 1]),
    ];
    for body in hit::bodies(rule).iter().take(2) {
        let beginning = beginning(body);
        texts.extend(["", "-", "."].map(|joint| format!("{beginning}{joint}")));
    }
    if let Kind::Assigned { words, .. } | Kind::Named { words, .. } | Kind::Near { words, .. } =
        &rule.kind
    {
        texts.extend(["=", ": \"", " "].map(|operator| format!("{}{operator}", words[0])));
    }
    texts.retain(|text| !text.trim().is_empty());
    texts
}

/// What a body begins with, up to its first long run.
fn beginning(body: &Body) -> String {
    let mut text = String::new();
    for part in body.parts {
        match *part {
            Part::Literal(bytes) => text += &String::from_utf8_lossy(bytes),
            Part::Run { class, min, max } => {
                let byte = class.bytes().last().unwrap_or(b'a');
                text.extend(std::iter::repeat_n(char::from(byte), usize::from(min)));
                if max > min {
                    break;
                }
            }
        }
    }
    text
}

/// Twice the longest run, in bytes. Four times as much text costs about four times as much, and a
/// little more because its share of whole runs is larger; it would be sixteen times if the work
/// grew with the square.
const SMALL: usize = 8 * 1024;

#[test]
fn s4_the_work_on_the_worst_text_of_each_rule_grows_linearly() {
    let worst = |rule: &Rule| {
        let texts = near_texts(rule);
        texts.into_iter().max_by_key(|text| spent(text, 1024))
    };
    let mut steep = Vec::new();
    // The rules of the long tail are all asked at the same places: some stand for the others.
    let long_tail = |rule: &Rule| matches!(rule.kind, Kind::Named { .. });
    let (tail, others): (Vec<_>, Vec<_>) = rule::all().iter().partition(|rule| long_tail(rule));
    for rule in others.into_iter().chain(tail.into_iter().step_by(20)) {
        let Some(text) = worst(rule) else { continue };
        let (small, large) = (spent(&text, SMALL), spent(&text, 4 * SMALL));
        if large > 7 * small.max(1024) {
            steep.push(format!("{}: {small} and {large} steps", rule.id));
        }
    }
    assert_eq!(steep, Vec::<String>::new());
}

#[test]
fn s4_from_64_kib_to_1_mib_the_work_grows_at_most_twentyfold() {
    for part in [
        "api_key=",
        "eyJ-",
        "eyJa.eyJa.",
        "://a:b@",
        "token: \"",
        "bot ",
        "AAAA ",
    ] {
        let (small, large) = (spent(part, 64 << 10), spent(part, 1 << 20));
        assert!(large < 20 * small, "{part}: {small} and {large} steps");
    }
}

#[test]
fn ordinary_code_takes_a_fraction_of_the_steps() {
    let code = include_str!("../document.rs");
    let mut work = Work::default();
    hit::of(Candidates::built_in(), code.as_bytes(), &mut work);
    let for_64_mib = work.spent() * (64 << 20) / code.len() as u64;
    assert!(for_64_mib < MOST / 4, "{for_64_mib} steps");
}

#[test]
fn what_uses_up_its_steps_is_cut_short_and_says_so() {
    let text = format!("{}{}", "api_key=".repeat(4000), "x".repeat(9000));
    let found = hit::of(
        Candidates::built_in(),
        text.as_bytes(),
        &mut Work::of(100_000),
    );
    assert!(found.truncated);
    let context = FileContext::of(Path::new("a.zig"), None);
    assert!(!crate::scan::scan(&text, &context).truncated);
}
