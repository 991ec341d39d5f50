//! Rules of the user's own, and what settings allow.

use std::path::Path;

use keyward_engine::config::{Config, Problem, Trust, parse};
use keyward_engine::rule;
use keyward_engine::suppress::{Reason, Source};
use keyward_engine::{Scan, scan};

fn scanned_as(trust: Trust, settings: &str, path: &str, text: &str) -> (Scan, Vec<Problem>) {
    let (layer, problems) = parse(settings, trust);
    let config = Config::new(vec![layer]);
    let path = Path::new(path);
    let found = scan(text, &config.context(path, None));
    let slice =
        |range: std::ops::Range<usize>| text[range.start..range.end.min(text.len())].to_owned();
    (config.apply(found, path, &slice), problems)
}

/// `rule text` of every finding, with settings that have no mistake.
fn found(settings: &str, path: &str, text: &str) -> Vec<String> {
    let (scan, problems) = scanned_as(Trust::Trusted, settings, path, text);
    assert_eq!(problems, []);
    let one = |it: &keyward_engine::Finding| format!("{} {}", it.rule.id, &text[it.range.clone()]);
    scan.findings.iter().map(one).collect()
}

fn problems(settings: &str) -> Vec<(usize, String)> {
    let (_, problems) = parse(settings, Trust::Trusted);
    problems
        .into_iter()
        .map(|it| (it.line, it.message))
        .collect()
}

const DOOR: &str = "[[custom_rules]]\nid = \"door\"\nregex = 'door-([0-9]{4,9})'\n";

#[test]
fn the_secret_is_the_group_that_is_named_or_the_first_that_matched() {
    assert_eq!(found(DOOR, "a.txt", "x door-12345 y"), ["door 12345"]);
    let named = "[[custom_rules]]\nid = \"d\"\nregex = '(a+)-(?<code>[0-9]+)'\nsecret_group = ";
    assert_eq!(found(&format!("{named}\"code\""), "a", "aa-77"), ["d 77"]);
    assert_eq!(found(&format!("{named}0"), "a", "aa-77"), ["d aa-77"]);
    assert_eq!(found(&format!("{named}1"), "a", "aa-77"), ["d aa"]);
    let either = "[[custom_rules]]\nid = \"d\"\nregex = '(?:x(a*)y|z(b+))'\n";
    assert_eq!(found(either, "a", "xy zbb"), ["d xy", "d bb"]);
}

#[test]
fn keywords_paths_entropy_and_stopwords_narrow_a_rule() {
    let keyword = format!("{DOOR}keywords = [\"Office\"]\n");
    assert_eq!(
        found(&keyword, "a", "door-1234\noffice door-5678"),
        ["door 5678"]
    );
    let path = format!("{DOOR}path = \"src/**\"\n");
    assert_eq!(found(&path, "b.txt", "door-1234").len(), 0);
    assert_eq!(found(&path, "src/b.txt", "door-1234").len(), 1);
    // Two bits exactly: more than two are asked for.
    let entropy = format!("{DOOR}entropy = 2\n");
    assert_eq!(found(&entropy, "a", "door-1234 door-12345"), ["door 12345"]);
    let stop = format!("{DOOR}stopwords = [\"123\"]\n");
    let (scan, _) = scanned_as(Trust::Trusted, &stop, "a", "door-1234 door-5678");
    assert_eq!(scan.findings.len(), 1);
    assert_eq!(scan.suppressed[0].reason, Reason::Listed(Source::Settings));
    let allow = format!("{DOOR}[[custom_rules.allow]]\nregexes = ['guest']\ntarget = \"line\"\n");
    assert_eq!(
        found(&allow, "a", "guest door-1234\ndoor-5678"),
        ["door 5678"]
    );
}

#[test]
fn a_rule_may_be_about_file_names_alone() {
    let settings = "[[custom_rules]]\nid = \"keystore\"\npath_regex = '\\.keystore$'\n";
    assert_eq!(found(settings, "a/b.keystore", "anything"), ["keystore "]);
    assert_eq!(found(settings, "a/b.txt", "anything").len(), 0);
}

#[test]
fn a_rule_may_require_another_near_by() {
    let settings = format!(
        "{DOOR}required = [{{ id = \"user\", within_lines = 1 }}]\n[[custom_rules]]\nid = \"user\"\nregex = 'user=.+'\nreport = false\n"
    );
    assert_eq!(found(&settings, "a", "user=x\ndoor-1234"), ["door 1234"]);
    assert_eq!(found(&settings, "a", "user=x\n\n\ndoor-1234").len(), 0);
    assert_eq!(found(&settings, "a", "door-1234").len(), 0);
}

#[test]
fn a_certain_finding_stands_and_any_other_gives_way() {
    let rule = rule::by_id("github-classic-pat").expect("a rule");
    let token = rule::sample(rule, 3);
    let settings = "[[custom_rules]]\nid = \"own\"\nregex = 'gh[a-z]_[0-9A-Za-z]+'\n";
    let line = format!("t = \"{token}\"");
    assert!(found(settings, "a.py", &line)[0].starts_with("github-classic-pat "));
    let generic = rule::by_id("generic-secret").expect("a rule");
    let (line, secret) = rule::sample_line(generic, 3);
    let settings = format!(
        "[[custom_rules]]\nid = \"own\"\nregex = '{}'\n",
        &line[secret.start..][..8]
    );
    assert!(found(&settings, "a.py", &line)[0].starts_with("own "));
}

/// S8, S9, S10: the line of the mistake, what it is, and the other rules work.
#[test]
fn a_broken_rule_is_named_and_leaves_the_others_working() {
    let deep = "(".repeat(10_000) + "a" + &")".repeat(10_000);
    for (regex, word) in [
        ("(((a{1000}){1000}){1000})", "1 MiB"),
        (deep.as_str(), "deeper than 64"),
        ("x*", "empty text"),
        ("(unclosed", "unclosed"),
        ("a(?!b)", "look-around"),
    ] {
        let settings = format!("\n[[custom_rules]]\nid = \"bad\"\nregex = '{regex}'\n{DOOR}");
        let (scan, problems) = scanned_as(Trust::Trusted, &settings, "a", "door-1234");
        assert_eq!(scan.findings.len(), 1, "{word}");
        assert_eq!(problems.len(), 1, "{problems:?}");
        let Problem { line, message } = &problems[0];
        assert_eq!(*line, 4, "{message}");
        assert!(
            message.contains("`bad`") && message.contains(word),
            "{message}"
        );
    }
}

/// S11
#[test]
fn rules_past_200_are_refused_with_a_message() {
    let many: String = (0..5000)
        .map(|at| format!("[[custom_rules]]\nid = \"r{at}\"\nregex = 'door-{at}-[0-9]+'\n"))
        .collect();
    let (scan, problems) = scanned_as(Trust::Trusted, &many, "a", "door-199-1 door-200-1");
    assert_eq!(scan.findings.len(), 1);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].line, 601);
    assert!(problems[0].message.contains("first 200"), "{problems:?}");
}

#[test]
fn every_mistake_in_a_rule_is_told() {
    for (text, line, word) in [
        ("id = \"github-classic-pat\"\nregex = 'a'", 2, "built-in"),
        ("id = \"a b\"\nregex = 'a'", 2, "`id`"),
        ("id = \"a\"", 2, "needs a `regex`"),
        ("id = \"a\"\nregex = 'a'\nsecret_group = 2", 2, "no group 2"),
        (
            "id = \"a\"\nregex = 'a'\nsecret_group = \"x\"",
            2,
            "no group `x`",
        ),
        ("id = \"a\"\nregex = 'a'\nentropy = 9", 2, "`entropy`"),
        ("id = \"a\"\nregex = 'a'\nseverity = \"huge\"", 5, "huge"),
        ("id = \"a\"\nregex = 'a'\nregx = 'a'", 5, "regx"),
        ("id = \"a\"\nregex = 'a'\npath = \"a[\"", 5, "no glob"),
        ("id = \"a\"\nregex = 'a'\nenv = \"a-b\"", 2, "`env`"),
        ("regex = 'a'", 2, "id"),
    ] {
        let told = problems(&format!("\n[[custom_rules]]\n{text}\n"));
        assert_eq!(told.len(), 1, "{text}: {told:?}");
        assert!(told[0].1.contains(word), "{text}: {told:?}");
        assert_eq!(told[0].0, line, "{text}: {told:?}");
    }
}

/// C3
#[test]
fn what_would_allow_everything_is_refused_in_every_trust_state() {
    for entry in [
        "regexes = ['.*']",
        "regexes = ['.+']",
        "regexes = ['^.+$']",
        "regexes = ['^[ -~]{5,}$']",
        "regexes = ['example']",
        "regexes = ['.']\ntarget = \"line\"",
        "stopwords = ['']",
        "reason = 'because'",
    ] {
        for trust in [Trust::Untrusted, Trust::Trusted, Trust::User] {
            let settings = format!("[[allow]]\n{entry}\n{DOOR}");
            let (layer, problems) = parse(&settings, trust);
            assert_eq!(problems.len(), 1, "{entry}: {problems:?}");
            assert_eq!(layer.settings.allow, [], "{entry}");
            assert_eq!(layer.settings.custom_rules.len(), 1);
        }
    }
}

/// C11
#[test]
fn a_stranger_brings_no_rules_and_allows_no_values() {
    let settings = format!(
        "{DOOR}[[allow]]\nregexes = ['^[a-z]+[0-9]{{10,40}}$']\n[[allow]]\npaths = [\"old/**\"]\n"
    );
    let value = "k".repeat(3) + &"8391047265".repeat(2);
    let text = format!("client_secret = \"{value}\"\ndoor-1234\n");
    let of = |trust, path| {
        let (scan, problems) = scanned_as(trust, &settings, path, &text);
        assert_eq!(problems, []);
        let levels: Vec<_> = scan
            .findings
            .iter()
            .map(|it| (it.rule.id, it.confidence.id()))
            .collect();
        levels
    };
    assert_eq!(of(Trust::Trusted, "a.py"), [("door", "likely")]);
    let stranger = of(Trust::Untrusted, "a.py");
    assert!(stranger.iter().all(|(id, _)| *id != "door"), "{stranger:?}");
    assert_eq!(of(Trust::Trusted, "old/a.py"), []);
    let stranger = of(Trust::Untrusted, "old/a.py");
    assert!(
        stranger.iter().all(|(_, level)| *level == "possible"),
        "{stranger:?}"
    );
}

#[test]
fn one_finding_is_allowed_by_its_fingerprint_whatever_the_trust() {
    let rule = rule::by_id("github-classic-pat").expect("a rule");
    let text = format!(
        "one = \"{}\"\ntwo = \"{}\"\n",
        rule::sample(rule, 1),
        rule::sample(rule, 2)
    );
    let plain = scan(
        &text,
        &keyward_engine::FileContext::of(Path::new("a.py"), None),
    );
    let name = keyward_engine::fingerprint::fingerprint(&plain.findings[0], "a.py", &text);
    let settings = format!("[[allow]]\nfingerprints = [\"{name}\"]\nreason = \"revoked\"\n");
    for trust in [Trust::Untrusted, Trust::Trusted] {
        let (scan, _) = scanned_as(trust, &settings, "a.py", &text);
        assert_eq!(scan.findings.len(), 1);
        assert_eq!(scan.suppressed[0].reason, Reason::Listed(Source::Settings));
    }
}

#[test]
fn names_and_keywords_tell_two_findings_of_a_rule_apart() {
    let (scan, _) = scanned_as(
        Trust::Trusted,
        &format!("{DOOR}keywords = [\"door-\"]\n"),
        "a",
        "",
    );
    assert_eq!(scan.findings, []);
    let text = "door-1234\ndoor-5678\nkey = \"door-9999\"";
    let (scan, _) = scanned_as(
        Trust::Trusted,
        &format!("{DOOR}keywords = [\"door-\"]\n"),
        "a",
        text,
    );
    let names: std::collections::BTreeSet<String> = scan
        .findings
        .iter()
        .map(|it| keyward_engine::fingerprint::fingerprint(it, "a", text))
        .collect();
    assert_eq!(names.len(), 3);
}
