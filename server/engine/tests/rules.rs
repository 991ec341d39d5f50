//! Every rule against its own samples, spoilt samples and harmless look-alikes, through the
//! scanner and through a plain regex alike.

use keyward_engine::rule::{self, Kind, Rule};
use keyward_engine::{Confidence, FileContext, Proof, Role, scan};
use regex::bytes::Regex;

const SEEDS: u64 = 4;

fn source() -> FileContext {
    FileContext::plain(Role::Source, "python")
}

/// Ids and confidences of what is found over `secret`.
fn found(text: &str, secret: &std::ops::Range<usize>) -> Vec<(&'static str, Confidence)> {
    scan(text, &source())
        .findings
        .iter()
        .filter(|finding| finding.range.start < secret.end && secret.start < finding.range.end)
        .map(|finding| (finding.rule.id, finding.confidence))
        .collect()
}

#[test]
fn every_sample_is_found_by_its_rule_at_its_place() {
    let mut wrong = Vec::new();
    for rule in rule::all().iter().filter(|rule| !rule.publishable) {
        for seed in 0..SEEDS {
            let (line, secret) = rule::sample_line(rule, seed);
            for (before, after) in [
                ("", ""),
                ("text in front\n", "\nand behind\n"),
                ("🔑 é ", " ü"),
            ] {
                let text = format!("{before}{line}{after}");
                let place = secret.start + before.len()..secret.end + before.len();
                let scan = scan(&text, &source());
                let hit = scan.findings.iter().find(|finding| finding.rule == rule);
                match hit {
                    Some(hit) if hit.range == place => {
                        if hit.confidence < Confidence::Likely {
                            wrong.push(format!(
                                "{} seed {seed}: only {:?}",
                                rule.id, hit.confidence
                            ));
                        }
                    }
                    Some(_) => {
                        wrong.push(format!("{} seed {seed}: found at another place", rule.id))
                    }
                    None => {
                        let others: Vec<&str> = scan.findings.iter().map(|f| f.rule.id).collect();
                        let quiet: Vec<_> = scan
                            .suppressed
                            .iter()
                            .map(|s| (s.rule.id, s.reason.id()))
                            .collect();
                        wrong.push(format!(
                            "{} seed {seed}: not found, but {others:?}, quiet {quiet:?}",
                            rule.id
                        ));
                    }
                }
            }
        }
    }
    wrong.dedup();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn publishable_samples_are_recognised_and_quiet() {
    for rule in rule::all().iter().filter(|rule| rule.publishable) {
        let (line, _) = rule::sample_line(rule, 1);
        let scan = scan(&line, &source());
        assert!(
            scan.findings.is_empty(),
            "{}: {:?}",
            rule.id,
            scan.findings[0].rule.id
        );
        assert!(
            scan.suppressed.iter().any(|quiet| quiet.rule == rule),
            "{} is not recognised",
            rule.id
        );
    }
}

#[test]
fn the_scanner_agrees_with_a_plain_regex() {
    for rule in rule::all() {
        let (Kind::Token { .. } | Kind::Assigned { .. } | Kind::Named { .. } | Kind::Near { .. }) =
            rule.kind
        else {
            continue;
        };
        let regex = Regex::new(&format!("(?-u){}", rule.shape)).expect("a shape is a regex");
        for seed in 0..SEEDS {
            let (line, secret) = rule::sample_line(rule, seed);
            let agrees = regex.captures_iter(line.as_bytes()).any(|captures| {
                captures
                    .name("secret")
                    .or(captures.get(0))
                    .is_some_and(|m| m.range() == secret)
            });
            assert!(
                agrees,
                "{}: the regex does not find the sample where the scanner does",
                rule.id
            );
        }
    }
}

#[test]
fn spoilt_samples_are_not_reported() {
    let mut wrong = Vec::new();
    for rule in rule::all() {
        for &kind in rule.near_misses {
            let (line, secret) = rule::sample_line(rule, 3);
            let text = spoilt(rule, &line, &secret, kind);
            let loud = found(&text, &secret)
                .into_iter()
                .any(|(id, confidence)| id == rule.id && confidence >= Confidence::Likely);
            if loud {
                wrong.push(format!("{}: still reported when {kind}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn spoilt(rule: &Rule, line: &str, secret: &std::ops::Range<usize>, kind: &str) -> String {
    let (before, token, after) = (
        &line[..secret.start],
        &line[secret.clone()],
        &line[secret.end..],
    );
    let most = longest(rule);
    let token = match kind {
        "short" => {
            token[..token.len() - (token.len() - shortest(rule).min(token.len())) - 1].to_owned()
        }
        "long" => format!(
            "{token}{}",
            "b7".repeat(most.saturating_sub(token.len()) / 2 + 1)
        ),
        "class" => format!(
            "{}!{}",
            &token[..token.len() - 5],
            &token[token.len() - 4..]
        ),
        "glued" => format!("Q{token}"),
        "checksum" => without_proof(rule, token),
        "prefix-case" => {
            let (prefix, rest) = token.split_at(rule.public_prefix);
            let swap = |c: char| {
                if c.is_ascii_lowercase() {
                    c.to_ascii_uppercase()
                } else {
                    c.to_ascii_lowercase()
                }
            };
            prefix.chars().map(swap).chain(rest.chars()).collect()
        }
        _ => unreachable!("the build step knows every near miss"),
    };
    format!("{before}{token}{after}")
}

/// The token with the last character changed that its proof covers.
fn without_proof(rule: &Rule, token: &str) -> String {
    let kind = rule.proof.expect("a rule with a checksum");
    (0..token.len())
        .rev()
        .map(|at| {
            let other = if token[at..].starts_with('A') {
                "B"
            } else {
                "A"
            };
            format!("{}{other}{}", &token[..at], &token[at + 1..])
        })
        .find(|changed| rule::proof::check(kind, changed, rule.public_prefix) == Proof::Failed)
        .unwrap_or_else(|| {
            panic!(
                "{}: its proof never fails, so it has no checksum near miss",
                rule.id
            )
        })
}

fn lengths(rule: &Rule) -> Vec<(usize, usize)> {
    let (Kind::Token { bodies }
    | Kind::Assigned { bodies, .. }
    | Kind::Named { bodies, .. }
    | Kind::Near { bodies, .. }) = rule.kind
    else {
        return Vec::new();
    };
    bodies
        .iter()
        .map(|body| {
            body.parts[usize::from(body.secret.0)..usize::from(body.secret.1)]
                .iter()
                .fold((0, 0), |(low, high), part| match part {
                    rule::Part::Literal(bytes) => (low + bytes.len(), high + bytes.len()),
                    rule::Part::Run { min, max, .. } => {
                        (low + usize::from(*min), high + usize::from(*max))
                    }
                })
        })
        .collect()
}

fn shortest(rule: &Rule) -> usize {
    lengths(rule)
        .into_iter()
        .map(|(low, _)| low)
        .min()
        .unwrap_or(usize::MAX)
}

fn longest(rule: &Rule) -> usize {
    lengths(rule)
        .into_iter()
        .map(|(_, high)| high)
        .max()
        .unwrap_or(0)
}

#[test]
fn harmless_texts_stay_quiet() {
    for rule in rule::all() {
        for text in rule.quiet_texts {
            let scan = scan(text, &source());
            assert!(
                scan.findings.is_empty(),
                "{}: {text:?} is reported as {}",
                rule.id,
                scan.findings[0].rule.id
            );
        }
    }
}

#[test]
fn samples_are_the_same_for_a_seed_and_differ_between_seeds() {
    for rule in rule::all() {
        assert_eq!(rule::sample(rule, 7), rule::sample(rule, 7), "{}", rule.id);
        assert_ne!(rule::sample(rule, 7), rule::sample(rule, 8), "{}", rule.id);
    }
}

#[test]
fn ids_are_in_order_and_found() {
    assert!(rule::all().is_sorted_by(|a, b| a.id < b.id));
    for rule in rule::all().iter().chain(rule::generic()) {
        assert_eq!(rule::by_id(rule.id), Some(rule));
    }
}

#[test]
fn a_known_token_in_a_header_or_a_url_keeps_its_name() {
    let rule = rule::by_id("github-classic-pat").expect("a rule");
    let token = rule::sample(rule, 9);
    for line in [
        format!("curl -H \"Authorization: token {token}\" https://api.github.com"),
        format!("curl -H \"Authorization: Bearer {token}\" https://api.github.com"),
        format!("git clone https://x-access-token:{token}@github.com/o/r.git"),
        format!("password = \"{token}\""),
        format!("{{\"client_secret\": \"{token}\"}}"),
    ] {
        let ids: Vec<&str> = scan(&line, &source())
            .findings
            .iter()
            .map(|it| it.rule.id)
            .collect();
        assert_eq!(ids, [rule.id]);
    }
}

#[test]
fn a_url_that_only_tests_escaping_is_quiet() {
    let line = "href = \"http://%60%7B%7D:%60%7B%7D@host.corp/x\"";
    assert!(scan(line, &source()).findings.is_empty());
}

#[test]
fn in_a_list_of_keys_each_belongs_to_the_name_before_it() {
    let value = |id: &str| rule::sample(rule::by_id(id).expect("a rule"), 5);
    let ids = [
        "lemlist-api-key",
        "jotform-api-key",
        "honeycomb-classic-key",
    ];
    let text = format!(
        "LEMLIST_API_KEY={}\nJOTFORM_API_KEY={}\n# Honeycomb\nAPI_KEY={}\n",
        value(ids[0]),
        value(ids[1]),
        value(ids[2]),
    );
    let found: Vec<&str> = scan(&text, &source())
        .findings
        .iter()
        .map(|it| it.rule.id)
        .collect();
    assert_eq!(found, ids);
}

#[test]
fn the_longer_of_two_words_at_one_place_decides() {
    let rule = rule::by_id("amplitude-secret-key").expect("a rule");
    let value = rule::sample(rule, 5);
    let secret = format!("AMPLITUDE_SECRET_KEY={value}");
    let found = scan(&secret, &source()).findings;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].rule, rule);
    let public = format!("AMPLITUDE_API_KEY={value}");
    assert!(scan(&public, &source()).findings.is_empty());
}
