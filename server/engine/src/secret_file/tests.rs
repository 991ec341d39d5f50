use std::path::Path;

use super::{CASES, ENCRYPTED, KINDS, NO_SECRET, bears_secret, class_of, committed_by_convention};
use crate::rule;

fn made_up(seed: u64) -> String {
    let rule = rule::by_id("generic-secret").unwrap_or_else(|| &rule::generic()[0]);
    rule::sample(rule, seed)
}

#[test]
fn every_pattern_of_text_compiles() {
    let patterns = KINDS.iter().filter_map(|kind| kind.text);
    for pattern in patterns.chain([&ENCRYPTED, &NO_SECRET]) {
        assert!(!pattern.is_match(""), "{pattern:?}");
    }
}

#[test]
fn every_row_is_held_to_its_paths() {
    for (class, yes, no, _) in CASES {
        for path in *yes {
            let found = class_of(Path::new(path)).map(|kind| kind.class);
            assert_eq!(found, Some(*class), "{path}");
        }
        for path in *no {
            let found = class_of(Path::new(path)).map(|kind| kind.class);
            assert_ne!(found, Some(*class), "{path}");
        }
    }
}

#[test]
fn where_the_name_does_not_do_the_text_decides() {
    for (class, yes, _, shows) in CASES.iter().filter(|case| !case.3.is_empty()) {
        for (path, seed) in yes.iter().zip(1..) {
            let path = Path::new(path);
            let text = shows.replace("{}", &made_up(seed));
            let found = bears_secret(path, || Some(&text)).map(|kind| kind.class);
            assert_eq!(found, Some(*class), "{}", path.display());
            let found = bears_secret(path, || Some("# nothing\n"));
            assert_eq!(found, None, "{}", path.display());
            let found = bears_secret(path, || None::<&str>);
            assert_eq!(found, None, "{}", path.display());
        }
    }
}

fn class(path: &str, text: &str) -> Option<&'static str> {
    bears_secret(Path::new(path), || Some(text)).map(|kind| kind.class)
}

#[test]
fn a_service_account_is_told_by_its_type() {
    let text = "{\n  \"type\": \"service_account\",\n  \"project_id\": \"x\"\n}\n";
    assert_eq!(
        class("my-project-0123456789ab.json", text),
        Some("service-account")
    );
    assert_eq!(class("gcp/credentials.json", text), Some("service-account"));
    assert_eq!(class("tsconfig-base.json", "{}"), None);
}

#[test]
fn a_key_is_told_by_its_marker() {
    let dashes = "-".repeat(5);
    let text = format!("{dashes}BEGIN EC PRIVATE KEY{dashes}\nMHc\n");
    assert_eq!(class("certs/tls.key", &text), Some("private-key"));
    let text = format!("{dashes}BEGIN CERTIFICATE{dashes}\nMHc\n");
    assert_eq!(class("certs/tls.pem", &text), None);
    assert_eq!(class("slides.key", "PK"), None);
    let text = format!("# public key: age1\nAGE-{}-1QQ\n", "SECRET-KEY");
    assert_eq!(class("sops/age/keys.txt", &text), Some("master-key"));
}

#[test]
fn a_file_of_references_bears_nothing() {
    assert_eq!(
        class(".env", "A=op://vault/item/field\nB=\"${HOME}\"\n"),
        None
    );
    assert_eq!(
        class(
            ".env.production",
            "DOTENV_PUBLIC_KEY_PRODUCTION=\"02ab\"\nA=\"encrypted:BDq\"\n"
        ),
        None
    );
    assert_eq!(
        class(".env", "A=op://vault/item/field\nB=plain\n"),
        Some("dotenv")
    );
    assert_eq!(class(".env", ""), Some("dotenv"));
    assert_eq!(class(".env", "EMPTY=\n"), Some("dotenv"));
    assert_eq!(
        class("config/secrets.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n"),
        None
    );
}

#[test]
fn the_text_is_not_asked_for_in_vain() {
    let ask = || -> Option<String> { panic!("read for nothing") };
    assert_eq!(bears_secret(Path::new("src/main.rs"), ask), None);
    assert_eq!(bears_secret(Path::new(".env.example"), ask), None);
}

#[test]
fn conventions_of_frameworks_are_told() {
    assert_eq!(
        committed_by_convention(Path::new("api/.env.test")),
        Some(&[][..])
    );
    assert!(committed_by_convention(Path::new(".env")).is_some_and(|ids| ids.contains(&"symfony")));
    assert_eq!(committed_by_convention(Path::new(".env.local")), None);
}
