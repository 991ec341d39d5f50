//! Values that stand where a secret would, and are none (threat model, cases D10 and D12):
//! scanned as a whole line each, so that every lane has its chance.

use std::path::Path;

use data_encoding::{BASE64, HEXLOWER};
use keyward_engine::finding::Confidence;
use keyward_engine::rule;
use keyward_engine::suppress::Reason;
use keyward_engine::{FileContext, scan};
use sha2::{Digest, Sha256, Sha512};

/// Findings of a line that a user would see, by rule.
fn shown(line: &str) -> Vec<&'static str> {
    let context = FileContext::of(Path::new("src/app.py"), None);
    let findings = scan(line, &context).findings;
    let shown = findings
        .iter()
        .filter(|finding| finding.confidence >= Confidence::Likely);
    shown.map(|finding| finding.rule.id).collect()
}

#[track_caller]
fn quiet(name: &str, value: &str) {
    let line = format!("{name} = \"{value}\"\n");
    assert_eq!(shown(&line), Vec::<&str>::new(), "{line}");
}

#[test]
fn placeholders() {
    for value in [
        "changeme",
        "<your-token>",
        "${API_TOKEN}",
        "xxxxxxxxxxxxxxxxxxxx",
        "your-api-key-here",
        "{{ api_token }}",
        "REPLACE_ME_WITH_A_TOKEN",
        "****************",
        "insert-token-here",
        "0000000000000000000000000000",
    ] {
        quiet("api_token", value);
        quiet("password", value);
    }
}

#[test]
fn references() {
    for value in [
        "$(cat /run/secrets/token)",
        "op://vault/item/token",
        "%API_TOKEN%",
        "vault:secret/data/app#token",
    ] {
        quiet("secret_key", value);
    }
}

#[test]
fn ciphertexts() {
    let body = BASE64.encode(&Sha512::digest("ciphertext"));
    quiet(
        "db_password",
        &format!("ENC[AES256_GCM,data:{body},iv:{body},tag:{body},type:str]"),
    );
    quiet("client_secret", &format!("encrypted:{body}"));
    quiet(
        "client_secret",
        &format!("$ANSIBLE_VAULT;1.1;AES256;{body}"),
    );
}

#[test]
fn digests_identifiers_and_checksums_under_a_weak_name() {
    let hex = HEXLOWER.encode(&Sha256::digest("file"));
    let uuid = format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..32]
    );
    quiet(
        "integrity",
        &format!("sha512-{}", BASE64.encode(&Sha512::digest("file"))),
    );
    for name in ["checksum", "request_id", "etag", "key_id"] {
        quiet(name, &hex);
        quiet(name, &uuid);
    }
    quiet(
        "password_hash",
        &format!(
            "$2b$12${}",
            BASE64.encode(&Sha256::digest("salt")).replace('=', "")
        ),
    );
    quiet(
        "token",
        "/var/run/secrets/kubernetes.io/serviceaccount/token",
    );
    quiet("token_url", "https://login.example.com/oauth2/v2.0/token");
}

#[test]
fn keys_of_a_lock_file() {
    let line = format!(
        "secret_key = \"{}\"\n",
        BASE64.encode(&Sha256::digest("lock"))
    );
    let context = FileContext::of(Path::new("poetry.lock"), None);
    assert_eq!(scan(&line, &context).findings, []);
}

/// Every publishable key is recognised, so that no other rule reports it, and stays quiet.
#[test]
fn publishable_keys() {
    for rule in rule::all().iter().filter(|rule| rule.publishable) {
        let (line, secret) = rule::sample_line(rule, 7);
        let outcome = scan(&line, &FileContext::of(Path::new("src/app.js"), None));
        assert_eq!(outcome.findings, [], "{}", rule.id);
        let told = outcome.suppressed.iter().any(|one| {
            one.reason == Reason::Publishable
                && one.range.start <= secret.start
                && secret.end <= one.range.end
        });
        assert!(told, "{} is not told as publishable", rule.id);
    }
}

/// Seen in the wild: names of packages and calls that stand where a value would.
#[test]
fn packages_and_calls_beside_names_that_say_secret() {
    for line in [
        "loader(\"onepassword\", \"@1password/sdk\");",
        "{ \"onepassword\": \"@1password/sdk\" }",
        "password_module = \"@acme-tools/password-prompt/dist/index.js\"",
    ] {
        assert_eq!(shown(line), Vec::<&str>::new(), "{line}");
    }
    let text = "text = \"\"\"\nconst secret = await getSecret({ id: \"x\" });\nsecret = await fetchIt(1)\n\"\"\"\n";
    let found = scan(text, &FileContext::of(Path::new("rules.toml"), None)).findings;
    assert_eq!(found.len(), 0, "{:?}", found.first().map(|it| it.rule.id));
}
