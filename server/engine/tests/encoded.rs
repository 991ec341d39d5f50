//! Credentials that do not stand in plain text: encoded, escaped, or put together from parts
//! (threat model, cases D7 and S6).

use std::path::Path;

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER};
use keyward_engine::fingerprint::fingerprint;
use keyward_engine::rule::{self, Kind, Rule};
use keyward_engine::{Confidence, FileContext, Finding, Layer, scan};

fn scanned(path: &str, text: &str) -> Vec<Finding> {
    scan(text, &FileContext::of(Path::new(path), None)).findings
}

fn pat() -> &'static Rule {
    rule::by_id("github-classic-pat").expect("a rule")
}

/// The one finding of a text: its rule, the text that it covers, its layers.
#[track_caller]
fn only<'t>(path: &str, text: &'t str) -> (&'static str, &'t str, Vec<Layer>) {
    let found = scanned(path, text);
    let all: Vec<_> = found
        .iter()
        .map(|one| (one.rule.id, one.range.clone()))
        .collect();
    assert_eq!(all.len(), 1, "{all:?} in {text}");
    (
        found[0].rule.id,
        &text[found[0].range.clone()],
        found[0].layers.clone(),
    )
}

#[test]
fn s6_base64_once_and_twice_is_found_and_three_times_is_a_miss() {
    let token = rule::sample(pat(), 1);
    let once = BASE64.encode(token.as_bytes());
    let twice = BASE64.encode(once.as_bytes());
    let thrice = BASE64.encode(twice.as_bytes());
    let line = |value: &str| format!("value = \"{value}\"\n");
    for (value, layers) in [
        (&once, vec![Layer::Base64]),
        (&twice, vec![Layer::Base64, Layer::Base64]),
    ] {
        assert_eq!(
            only("a.py", &line(value)),
            (pat().id, value.as_str(), layers)
        );
    }
    assert_eq!(scanned("a.py", &line(&thrice)), []);
}

#[test]
fn every_token_is_found_inside_every_encoding() {
    let mut checked = 0;
    for rule in rule::all() {
        let Kind::Token { .. } = rule.kind else {
            continue;
        };
        let token = rule::sample(rule, 7);
        let plain = scanned("a.txt", &format!("value: \"{token}\"\n"));
        let told = plain
            .iter()
            .any(|one| one.rule == rule && one.confidence >= Confidence::Likely);
        if !told || !(18..1000).contains(&token.len()) {
            continue;
        }
        checked += 1;
        for (layer, encoded) in [
            (Layer::Base64, BASE64.encode(token.as_bytes())),
            (Layer::Base64, BASE64URL_NOPAD.encode(token.as_bytes())),
            (Layer::Hex, HEXLOWER.encode(token.as_bytes())),
        ] {
            let text = format!("value: \"{encoded}\"\n");
            let found = scanned("a.txt", &text);
            let it = found.iter().find(|one| one.rule == rule);
            let it = it.unwrap_or_else(|| panic!("{} in {layer:?}: {found:?}", rule.id));
            assert_eq!(text[it.range.clone()], encoded, "{}", rule.id);
            assert_eq!(it.layers.first(), Some(&layer), "{}", rule.id);
        }
    }
    assert!(checked > 100, "{checked} rules were checked");
}

#[test]
fn what_is_inside_takes_the_name_outside() {
    let rule = rule::by_id("aws-secret-access-key").expect("a rule");
    let encoded = BASE64.encode(rule::sample(rule, 3).as_bytes());
    let text = format!("data:\n  AWS_SECRET_ACCESS_KEY: {encoded}\n");
    assert_eq!(
        only("secret.yaml", &text),
        (rule.id, encoded.as_str(), vec![Layer::Base64])
    );
    // A value that says itself that it is none.
    for stand_in in ["changeme", "your-password-here", "${DB_PASSWORD}"] {
        let text = format!("db_password: {}\n", BASE64.encode(stand_in.as_bytes()));
        assert_eq!(scanned("secret.yaml", &text), [], "{text}");
    }
    let password = ["Winter", "Tales", "88!"].concat();
    let encoded = BASE64.encode(password.as_bytes());
    let text = format!("db_password = \"{encoded}\";\n");
    let (id, covered, layers) = only("a.js", &text);
    assert_eq!((id, covered), ("generic-password", encoded.as_str()));
    assert_eq!(layers, [Layer::Base64]);
}

#[test]
fn a_file_inside_a_run_is_read_as_a_file() {
    let token = rule::sample(pat(), 2);
    let fill = "# a line of a file that says nothing of interest to anybody\n";
    let long_fill = fill.repeat(80);
    for body in [
        format!("USER=app\nGITHUB={token}\nMODE=1\n"),
        format!("{{\"auths\": {{\"host\": {{\"auth\": \"{token}\"}}}}}}"),
        format!("{long_fill}TOKEN={token}\n{long_fill}"),
    ] {
        let encoded = BASE64.encode(body.as_bytes());
        let text = format!("blob: {encoded}\nnext: 1\n");
        let (id, covered, layers) = only("a.yaml", &text);
        assert_eq!((id, covered), (pat().id, encoded.as_str()));
        assert_eq!(layers, [Layer::Base64]);
    }
}

#[test]
fn a_private_key_inside_a_run_is_found() {
    let rule = rule::by_id("rsa-private-key").expect("a rule");
    let key = rule::sample(rule, 4);
    for body in [key.clone(), format!("{key}\n{}", "-".repeat(4000))] {
        let encoded = BASE64.encode(body.as_bytes());
        let text = format!("  tls.key: {encoded}\n");
        assert_eq!(only("a.yaml", &text).1, encoded);
        assert_eq!(only("a.yaml", &text).0, rule.id);
    }
}

#[test]
fn a_run_that_is_longer_than_a_block_is_read_to_the_length_of_one() {
    let token = rule::sample(pat(), 2);
    let fill = "0123456789 of a long text ".repeat(2000);
    let early = BASE64.encode(format!("{token} {fill}").as_bytes());
    let late = BASE64.encode(format!("{fill} {token}").as_bytes());
    let found = scanned("a.txt", &format!("x = {early}\n"));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].range, 4..4 + 16 * 1024);
    assert_eq!(scanned("a.txt", &format!("x = {late}\n")), []);
}

#[test]
fn single_bytes_that_are_escaped_have_their_places() {
    let token = rule::sample(pat(), 5);
    let percent = |from: usize, to: usize| -> String {
        let escaped = |byte: &u8| format!("%{byte:02X}");
        let middle: String = token.as_bytes()[from..to].iter().map(escaped).collect();
        format!("{}{middle}{}", &token[..from], &token[to..])
    };
    let unicode: String = token.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
    let hex: String = token.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
    for (layer, written) in [
        (Layer::Percent, percent(0, token.len())),
        (Layer::Percent, percent(2, 6)),
        (Layer::Escapes, unicode),
        (Layer::Escapes, hex),
        (Layer::Escapes, format!("\\u0067{}", &token[1..])),
    ] {
        let text = format!("go(\"https://host/?a=1&t={written}&b=2\")\n");
        assert_eq!(
            only("a.js", &text),
            (pat().id, written.as_str(), vec![layer])
        );
    }
    let key = rule::by_id("aws-secret-access-key").expect("a rule");
    let mut plain = rule::sample(key, 9);
    plain.replace_range(9..10, "/");
    let written = plain.replace('/', "\\/");
    let text = format!("{{\"aws_secret_access_key\": \"{written}\"}}\n");
    assert_eq!(
        only("a.json", &text),
        (key.id, written.as_str(), vec![Layer::Escapes])
    );
}

#[test]
fn two_kinds_of_layers() {
    let token = rule::sample(pat(), 6);
    let padded = BASE64.encode(format!("{token};").as_bytes());
    let written = padded.replace('=', "%3D");
    let text = format!("href=\"/go?state={written}\"\n");
    let (id, covered, layers) = only("a.html", &text);
    assert_eq!((id, covered), (pat().id, written.as_str()));
    assert_eq!(layers, [Layer::Percent, Layer::Base64]);
    let encoded = BASE64_NOPAD.encode(token.as_bytes());
    let (a, b) = encoded.split_at(30);
    let text = format!("x = \"{a}\" + \"{b}\"\n");
    let (id, covered, layers) = only("a.js", &text);
    assert_eq!((id, covered.len()), (pat().id, encoded.len() + 5));
    assert_eq!(layers, [Layer::Joined, Layer::Base64]);
}

#[test]
fn d7_a_token_in_parts_is_found_as_the_language_joins_them() {
    let token = rule::sample(pat(), 3);
    for at in [1, 2, 4, 18, 39] {
        let (a, b) = token.split_at(at);
        for (path, between) in [
            ("a.py", "\" + \""),
            ("a.py", "\" \""),
            ("a.py", "\"\n    \""),
            ("a.py", "\" \\\n    \""),
            ("a.py", "\\\n"),
            ("a.js", "\" + '"),
            ("a.js", "\" +\r\n    \""),
            ("a.php", "' . '"),
            ("a.lua", "\" .. \""),
            ("a.ex", "\" <> \""),
            ("a.bas", "\" & \""),
            ("a.c", "\"\n\t\""),
            ("a.rs", "\\\n        "),
        ] {
            let text = format!("t = \"{a}{between}{b}\"\n");
            let (id, covered, layers) = only(path, &text);
            assert_eq!(id, pat().id, "{path}");
            assert_eq!(covered, format!("{a}{between}{b}"), "{path}");
            assert_eq!(layers, [Layer::Joined], "{path}");
        }
    }
}

#[test]
fn d7_more_than_two_parts_and_names_before_them() {
    let token = rule::sample(pat(), 8);
    let parts = [&token[..4], &token[4..11], &token[11..30], &token[30..]];
    let text = format!("t = \"{}\"\n", parts.join("\" + \""));
    assert_eq!(only("a.js", &text).1, parts.join("\" + \""));
    // The run before the cut may hold more than the token.
    let text = format!(
        "t = \"see token={}\" + \"{} there\"\n",
        &token[..9],
        &token[9..]
    );
    let expected = format!("{}\" + \"{}", &token[..9], &token[9..]);
    assert_eq!(only("a.js", &text).1, expected);
    let key = rule::by_id("aws-secret-access-key").expect("a rule");
    let value = rule::sample(key, 2);
    let text = format!(
        "aws_secret_access_key = \"{}\" + \"{}\"\n",
        &value[..20],
        &value[20..]
    );
    let (id, covered, _) = only("a.py", &text);
    assert_eq!((id, covered.len()), (key.id, value.len() + 5));
}

#[test]
fn d7_what_no_language_joins_is_a_miss_and_never_a_wrong_range() {
    let token = rule::sample(pat(), 3);
    let (a, b) = token.split_at(18);
    for (path, text) in [
        ("a.js", format!("t = `{a}${{part}}{b}`\n")),
        ("a.js", format!("t = \"{a}\" \"{b}\"\n")),
        ("a.js", format!("t = [\"{a}\", \"{b}\"]\n")),
        ("a.json", format!("[\"{a}\" + \"{b}\"]\n")),
        ("a.py", format!("t = \"{a} \" + \"{b}\"\n")),
        ("a.py", format!("t = \"{a}\" + part + \"{b}\"\n")),
    ] {
        for finding in scanned(path, &text) {
            let covered = &text[finding.range.clone()];
            assert!(
                a.contains(covered) || b.contains(covered),
                "{}",
                finding.rule.id
            );
        }
    }
}

#[test]
fn ordinary_encoded_text_stays_quiet() {
    let prose = "The quick brown fox jumps over the lazy dog, and nothing else happens here.";
    let svg =
        "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><path d='M0 0h8v8'/></svg>";
    for text in [
        format!("x = \"{}\"\n", BASE64.encode(prose.as_bytes())),
        format!(
            "url(data:image/svg+xml;base64,{})\n",
            BASE64.encode(svg.as_bytes())
        ),
        format!("x = \"{}\"\n", HEXLOWER.encode(prose.as_bytes())),
        format!("m = \"{}\" +\n    \"{}\"\n", &prose[..20], &prose[20..]),
        "path = \"/usr/local/lib/python3/site-packages/some_package/module\" + \"/file\"\n"
            .to_owned(),
    ] {
        assert_eq!(scanned("a.js", &text), [], "{text}");
    }
}

#[test]
fn two_encoded_credentials_have_two_names() {
    let one = BASE64.encode(rule::sample(pat(), 1).as_bytes());
    let two = BASE64.encode(rule::sample(pat(), 2).as_bytes());
    let text = format!("go('{one}');\nturn('{two}');\n");
    let found = scanned("a.js", &text);
    let names: Vec<String> = found
        .iter()
        .map(|one| fingerprint(one, "a.js", &text))
        .collect();
    assert_eq!(names.len(), 2);
    assert_ne!(names[0], names[1]);
    let moved = format!("// more\n{text}");
    assert_eq!(
        fingerprint(&scanned("a.js", &moved)[1], "a.js", &moved),
        names[1]
    );
}
