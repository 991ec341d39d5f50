//! Private keys in every form they are pasted in (threat model, case D9).

use keyward_engine::rule::{self, Rule};
use keyward_engine::{FileContext, Finding, Role, scan};

fn findings(text: &str) -> Vec<Finding> {
    let context = FileContext::plain(Role::Source, "");
    scan(text, &context).findings
}

fn key_rule() -> &'static Rule {
    rule::by_id("rsa-private-key").expect("a rule")
}

fn key() -> String {
    rule::sample(key_rule(), 4)
}

/// The one finding of a text, as the text it covers.
#[track_caller]
fn only(text: &str) -> &str {
    let found = findings(text);
    let ids: Vec<&str> = found.iter().map(|finding| finding.rule.id).collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(found[0].rule, key_rule());
    &text[found[0].range.clone()]
}

#[test]
fn d9_a_private_key_is_one_finding() {
    let key = key();
    assert_eq!(only(&format!("{key}\n")), key);
    let indented = key.replace('\n', "\n    ");
    assert_eq!(
        only(&format!("tls:\n  key: |\n    {indented}\n  next: 1\n")),
        indented
    );
    let windows = key.replace('\n', "\r\n");
    assert_eq!(only(&format!("{windows}\r\n")), windows);
    let escaped = key.replace('\n', "\\n");
    assert_eq!(only(&format!("key = \"{escaped}\\n\"\n")), escaped);
    let twice = key.replace('\n', "\\\\n");
    assert_eq!(only(&format!("key = \"{twice}\"\n")), twice);
    let two = format!("{key}\n\n{}\n", rule::sample(key_rule(), 5));
    assert_eq!(findings(&two).len(), 2, "two keys are two findings");
}

#[test]
fn d9_a_key_that_is_cut_off_is_found_to_where_it_ends() {
    let key = key();
    let lines: Vec<&str> = key.lines().collect();
    let cut = lines[..lines.len() - 3].join("\n");
    assert_eq!(only(&format!("{cut}\n\nand then prose.\n")), cut);
}

#[test]
fn d9_a_key_with_a_passphrase_is_found_with_its_headers() {
    let key = key();
    let (begin, body) = key.split_once('\n').expect("lines");
    let text = format!("{begin}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123\n\n{body}\n");
    let found = findings(&text);
    assert_eq!(found.len(), 1);
    assert_eq!(&text[found[0].range.clone()], text.trim_end());
}

#[test]
fn d9_what_is_public_or_only_mentioned_stays_quiet() {
    let key = key();
    for kind in [
        "PUBLIC KEY",
        "RSA PUBLIC KEY",
        "CERTIFICATE",
        "CERTIFICATE REQUEST",
    ] {
        let text = key.replace("RSA PRIVATE KEY", kind);
        assert_eq!(findings(&text), [], "{kind}");
    }
    let (begin, end) = (
        key.lines().next().expect("a line"),
        key.lines().last().expect("a line"),
    );
    for text in [
        format!("if text.startswith(\"{begin}\"):\n    pass\n"),
        format!("BEGIN = \"{begin}\"\nEND = \"{end}\"\n"),
        format!("{begin}\n...\n{end}\n"),
    ] {
        assert_eq!(findings(&text), [], "{text}");
    }
}
