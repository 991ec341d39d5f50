//! Credentials of several parts are one finding, at the secret.

use std::path::Path;

use keyward_engine::rule::{self, Rule};
use keyward_engine::suppress::Reason;
use keyward_engine::text::Edit;
use keyward_engine::{Confidence, Document, FileContext, Finding, Scan, scan};
use proptest::prelude::*;

fn scanned(path: &str, text: &str) -> Scan {
    scan(text, &FileContext::of(Path::new(path), None))
}

fn rule_of(id: &str) -> &'static Rule {
    rule::by_id(id).expect("a rule")
}

fn sample(id: &str) -> String {
    rule::sample(rule_of(id), 3)
}

/// What stands beside a finding: what it is and its text.
fn beside<'t>(finding: &Finding, text: &'t str) -> Vec<(&'static str, &'t str)> {
    let all = finding.companions.iter();
    all.map(|one| (one.what, &text[one.range.clone()]))
        .collect()
}

#[test]
fn a_key_pair_is_one_finding_with_its_parts() {
    let (id, secret) = (sample("aws-access-key-id"), sample("aws-secret-access-key"));
    let token = sample("aws-session-token");
    let text = format!(
        "[default]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\naws_session_token = {token}\n"
    );
    let found = scanned("config/credentials", &text);
    assert_eq!(found.findings.len(), 1, "{:?}", found.findings);
    let finding = &found.findings[0];
    assert_eq!(&text[finding.range.clone()], secret);
    assert_eq!(
        beside(finding, &text),
        [
            ("AWS access key ID", id.as_str()),
            ("AWS session token", token.as_str())
        ]
    );
    assert!(
        finding
            .reasons
            .iter()
            .any(|reason| reason.id == "companion")
    );
    let parts = found.suppressed.iter();
    let parts = parts.filter(|one| one.reason == Reason::Companion);
    assert_eq!(parts.count(), 2);
}

#[test]
fn an_id_alone_or_far_away_stays_a_finding() {
    let (id, secret) = (sample("aws-access-key-id"), sample("aws-secret-access-key"));
    let alone = format!("aws_access_key_id = {id}\n");
    assert_eq!(scanned("a.ini", &alone).findings.len(), 1);
    let far = format!(
        "aws_access_key_id = {id}\n{}aws_secret_access_key = {secret}\n",
        "# nothing\n".repeat(40)
    );
    let found = scanned("a.ini", &far);
    assert_eq!(found.findings.len(), 2);
    assert!(found.findings.iter().all(|one| one.companions.is_empty()));
}

#[test]
fn what_is_public_goes_with_its_secret() {
    let text = format!(
        "STRIPE_PK={}\nSTRIPE_SK={}\n",
        sample("stripe-publishable-key"),
        sample("stripe-live-secret-key")
    );
    let found = scanned("a.ini", &text);
    assert_eq!(found.findings.len(), 1);
    let beside = beside(&found.findings[0], &text);
    assert_eq!(
        beside,
        [(
            rule_of("stripe-publishable-key").name,
            &text[10..text.find('\n').unwrap()]
        )]
    );
}

#[test]
fn a_named_value_near_by_goes_with_a_secret() {
    let secret = sample("google-oauth-client-secret");
    let client = format!("{}-q8f7.apps.corp.net", 4711);
    let text =
        format!("{{\n  \"client_id\": \"{client}\",\n  \"client_secret\": \"{secret}\"\n}}\n");
    let found = scanned("client.json", &text);
    assert_eq!(found.findings.len(), 1);
    assert_eq!(
        beside(&found.findings[0], &text),
        [("client_id", client.as_str())]
    );

    let password = ["Winter", "Tales", "88!"].concat();
    for (path, text) in [
        (
            "a.yaml",
            format!("db_user: mallory\ndb_host: db1\ndb_password: {password}\n"),
        ),
        (
            "a.py",
            format!("login(password=\"{password}\", username=\"mallory\")\n"),
        ),
        (
            "a.xml",
            format!("<user>mallory</user>\n<password>{password}</password>\n"),
        ),
    ] {
        let found = scanned(path, &text);
        assert_eq!(found.findings.len(), 1, "{text}");
        let told: Vec<&str> = beside(&found.findings[0], &text)
            .iter()
            .map(|one| one.1)
            .collect();
        assert_eq!(told, ["mallory"], "{text}");
    }
    // An expression is nobody, and neither is a stand-in.
    for user in ["getpass.getuser()", "\"${DB_USER}\"", "\"your-username\""] {
        let text = format!("username = {user}\npassword = \"{password}\"\n");
        let found = scanned("a.py", &text);
        assert_eq!(beside(&found.findings[0], &text), [], "{text}");
    }
}

#[test]
fn an_id_tells_whose_a_nameless_secret_is() {
    let (id, secret) = (sample("aws-access-key-id"), sample("aws-secret-access-key"));
    let text = format!("accessKey: '{id}',\nsecret: '{secret}',\n");
    let found = scanned("a.js", &text);
    assert_eq!(found.findings.len(), 1, "{:?}", found.findings);
    assert_eq!(found.findings[0].rule.id, "aws-secret-access-key");
    assert!(found.findings[0].confidence >= Confidence::Likely);
}

/// An outcome in short, to be compared first.
fn told(scan: &Scan) -> Vec<String> {
    let found = scan.findings.iter().map(|one| {
        let beside: Vec<_> = one.companions.iter().map(|it| it.range.clone()).collect();
        format!("{} {:?} {beside:?}", one.rule.id, one.range)
    });
    let quiet = scan.suppressed.iter();
    let quiet = quiet.map(|one| format!("{} {:?} {}", one.rule.id, one.range, one.reason.id()));
    found.chain(quiet).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// What belongs together is seen from both ends after any edit.
    #[test]
    fn companions_are_the_same_after_edits(
        lines in prop::collection::vec(0..6_usize, 1..9),
        edits in prop::collection::vec((0.0..1.0_f64, 0..40_usize, 0..7_usize), 1..6),
    ) {
        let pieces = [
            format!("aws_access_key_id = {}\n", sample("aws-access-key-id")),
            format!("aws_secret_access_key = {}\n", sample("aws-secret-access-key")),
            format!("é = 1\ndb_password = \"{}\"\n", ["Winter", "88!x"].concat()),
            "username = \"mallory\"\n".to_owned(),
            "# nothing of interest 🔑\n".repeat(4),
            format!("secret = \"{}\"\n", sample("aws-secret-access-key")),
            "\"".to_owned(),
        ];
        let context = FileContext::of(Path::new("config/app"), None);
        let start: String = lines.iter().map(|&at| pieces[at].as_str()).collect();
        let mut document = Document::new(&start, context.clone());
        for (place, len, piece) in edits {
            let total = document.text().len();
            let from = document.text().floor((total as f64 * place) as usize);
            let to = document.text().floor((from + len).min(total));
            document.apply(&[Edit { range: from..to, text: pieces[piece].clone() }]);
            let full = scan(&document.text().full(), &context);
            prop_assert_eq!(told(document.scan()), told(&full));
            prop_assert_eq!(document.scan(), &full);
        }
    }
}
