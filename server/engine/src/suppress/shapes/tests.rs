use super::*;
use crate::rule::proof::{ProofKind, complete};

#[track_caller]
fn quiet(reason: Reason, values: &[&str]) {
    for value in values {
        assert_eq!(disqualify(value), Some(reason), "{value}");
    }
}

/// A made-up value of `count` characters of the alphabet.
fn random(alphabet: &str, count: usize, seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let letters = alphabet.as_bytes();
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(letters[(state >> 20) as usize % letters.len()])
    };
    (0..count).map(|_| next()).collect()
}

const BASE62: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

#[test]
fn references() {
    quiet(
        Reason::Reference,
        &[
            "${TOKEN}",
            "Bearer ${token}",
            "{{ token }}",
            "<%= token %>",
            "#{token}",
            "$(cat key)",
            "$TOKEN",
            "$password",
            "%TOKEN%",
            "%(token)s",
            "key=%s",
            "{token}",
            "{0}",
            "{}",
            "process.env.TOKEN",
            "os.environ[\"TOKEN\"]",
            "getenv('TOKEN')",
            "op://vault/item/field",
            "vault:secret/data/x",
            "config.get('token')",
            "Secret::read(name)",
            "await getSecret({ id: \"x\" });",
            "await client.secret",
            "<your token>",
            "[token]",
            "env.TOKEN",
            "@Microsoft.KeyVault(SecretUri=x)",
            "arn:aws:secretsmanager:eu-west-1:1:secret:x",
        ],
    );
}

#[test]
fn ciphertexts_and_public_keys() {
    quiet(
        Reason::Encrypted,
        &[
            "ENC[AES256_GCM,data:x]",
            "encrypted:xyz",
            "$ANSIBLE_VAULT;1.1;AES256",
        ],
    );
    quiet(
        Reason::Publishable,
        &[
            "ssh-ed25519 AAAAC3",
            "-----BEGIN PUBLIC KEY-----",
            "-----BEGIN CERTIFICATE-----",
        ],
    );
}

#[test]
fn known_shapes() {
    quiet(
        Reason::KnownShape,
        &[
            "1.2.3",
            "^1.2.3-beta.1",
            "v10.0.1",
            "2026-11-21T23:00:00Z",
            "21/11/2026",
            "+41 44 123 45 67",
            "127.0.0.1:8080",
            "en_US.UTF-8",
            "#ffcc00",
            "application/json",
            "CVE-2024-12345",
            "X-Api-Key",
            "com.example.TokenProvider",
            "n8n.md#n8n-api-key",
            "@1password/sdk",
            "@scope/some-package/dist/index.js",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            "./src/main.rs",
            "/usr/local/bin/tool",
            "C:\\Users\\me\\file.txt",
            "https://example.com/path?query=word",
            "someone@example.com",
            "src/components/Button",
            "$2b$12$abcdefg",
            "fe80::1:2",
        ],
    );
    let hex = |count| random("0123456789abcdef", count, 7);
    quiet(
        Reason::KnownShape,
        &[&hex(40), &hex(64), &format!("sha256:{}", hex(64))],
    );
    quiet(
        Reason::KnownShape,
        &[&format!("sha512-{}==", random(BASE62, 86, 3))],
    );
    let uuid = format!("{}-{}-{}-{}-{}", hex(8), hex(4), hex(4), hex(4), hex(12));
    quiet(
        Reason::KnownShape,
        &[
            &uuid,
            &data_encoding::BASE64.encode(b"The quick brown fox jumps over it."),
        ],
    );
    assert!(may_be_key(&uuid) && may_be_key(&hex(32)) && !may_be_key(&hex(31)));
}

#[test]
fn regular_values_and_words() {
    quiet(
        Reason::NotRandom,
        &[
            "aaaaaaaaaaaa",
            "abcdefghijklmnop",
            "abcabcabcabc",
            "qwertyuiop",
            "1qaz2wsx3edc",
            "xXxXxXxX",
            BASE62,
            "fedcba",
            "access_token",
            "getAccessToken",
            "refresh-token-cookie",
            "TokenProvider",
            "AccessTokenExpired",
            "AccessTokenExpiredError",
        ],
    );
}

#[test]
fn random_values_stay_in() {
    let alphabets = [
        BASE62,
        "0123456789abcdefghijklmnopqrstuvwxyz",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    ];
    for alphabet in alphabets {
        for len in [20, 32, 40, 64] {
            let kept = (0..500)
                .filter(|seed| disqualify(&random(alphabet, len, *seed)).is_none())
                .count();
            assert!(
                kept >= 495,
                "{kept} of 500 of {len} characters of {alphabet}"
            );
        }
    }
    let mut token = format!(
        "eyJ{}.{}.{}",
        random(BASE62, 33, 1),
        random(BASE62, 40, 2),
        random(BASE62, 43, 3)
    );
    complete(ProofKind::Jwt, &mut token, 3);
    assert_eq!(disqualify(&token), None);
}

#[test]
fn chosen_passwords_stay_in() {
    for password in [
        "Summer2026!",
        "correct horse",
        "20261121",
        "$ecret1",
        "a/b/c",
    ] {
        assert_eq!(disqualify_password(password), None, "{password}");
    }
}

#[test]
fn a_url_with_a_password_or_a_token_stays_in() {
    let key = random(BASE62, 32, 9);
    assert_eq!(disqualify(&format!("https://user:{key}@host/path")), None);
    assert_eq!(disqualify(&format!("https://host/hook/{key}")), None);
}

proptest::proptest! {
    #[test]
    fn any_value_is_judged(value in ".{0,60}") {
        let _ = (disqualify(&value), may_be_key(&value));
    }
}
