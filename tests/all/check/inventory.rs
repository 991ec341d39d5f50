//! The keys of a project: whose they are, how old, where they are used, and never their values.

use std::fs;

use expect_test::expect;
use serde_json::Value;

use crate::support::cli::{Outcome, Project};

const TODAY: &str = "2026-11-22";

const EXAMPLE: &str = "\
# Charges cards
# @owner payments team @purpose charges
# @environment production @rotated 2026-05-01
STRIPE_SECRET_KEY=
# @owner ops @expires 2026-11-01
DATABASE_URL=
# @required @type=port
PORT=3000
# @rotated 2026-11-01
SESSION_SECRET=
# @sensitive=false
APP_SECRET=
";

fn project() -> (Project, String) {
    let project = Project::git();
    let key = project.secret_of("sendgrid-api-key", 9);
    project
        .write(".gitignore", ".env*\n!.env.example\n")
        .write(".env.example", EXAMPLE)
        .write(".env", format!("MAIL={key}\nPORT=1\n"))
        .write(".env.production", "SESSION_SECRET=x\n")
        .write(
            "src/pay.js",
            "pay(process.env.STRIPE_SECRET_KEY);\n// STRIPE_SECRET_KEY\n",
        )
        .write(
            "src/mail.py",
            "import os\nsend(os.environ[\"MAIL\"], os.getenv('MAIL'))\n",
        )
        .write(
            ".github/workflows/ci.yml",
            "env:\n  MAIL: ${{ secrets.MAIL }}\n",
        );
    (project, key)
}

fn inventory(project: &Project, flags: &[&str]) -> Outcome {
    project.run(&[&["inventory", "--today", TODAY], flags].concat())
}

#[test]
fn keys_are_listed_with_what_is_known_of_them() {
    let (project, _) = project();
    let outcome = inventory(&project, &[]);
    assert_eq!((outcome.code, outcome.err.as_str()), (1, ""));
    expect![[r#"
        DATABASE_URL: secret
          owner        ops
          expires      2026-11-01 (has expired)
          defined      .env.example:6

        MAIL: SendGrid API key
          provider     SendGrid
          defined      .env:1
          used         .github/workflows/ci.yml:2, src/mail.py:2
          revoke       https://app.sendgrid.com/settings/api_keys

        SESSION_SECRET: secret
          environment  production
          rotated      2026-11-01 (21 days ago, 90 at most)
          defined      .env.example:10, .env.production:1

        STRIPE_SECRET_KEY: Stripe credential
          provider     Stripe
          owner        payments team
          purpose      charges
          environment  production
          rotated      2026-05-01 (205 days ago, due: 90 at most)
          defined      .env.example:4
          used         src/pay.js:1
          revoke       https://dashboard.stripe.com/apikeys

        .env.example:3: reminder: STRIPE_SECRET_KEY was rotated 205 days ago, and 90 are meant to be the most: make a new one at https://dashboard.stripe.com/apikeys, put it where it is used, revoke the old one, then mark it as rotated.
        .env.example:5: warning: DATABASE_URL has expired on 2026-11-01: make a new one.
        4 keys on 2026-11-22, 2 things to look at
    "#]].assert_eq(&outcome.out);
}

#[test]
fn one_document_says_the_same() {
    let (project, key) = project();
    let outcome = inventory(&project, &["--format", "json"]);
    let document: Value = serde_json::from_str(&outcome.out).unwrap();
    let keys = document["keys"].as_array().unwrap();
    let named = |name: &str| keys.iter().find(|it| it["name"] == name).unwrap();
    let stripe = named("STRIPE_SECRET_KEY");
    assert_eq!(stripe["age_days"], 205);
    assert_eq!(stripe["rotation_due"], true);
    assert_eq!(stripe["owner"], "payments team");
    assert_eq!(stripe["used"][0]["path"], "src/pay.js");
    assert_eq!(named("DATABASE_URL")["expired"], true);
    assert_eq!(named("MAIL")["provider"], "sendgrid");
    assert_eq!(named("MAIL")["used"].as_array().unwrap().len(), 2);
    assert_eq!(named("SESSION_SECRET")["environment"], "production");
    assert!(
        keys.iter()
            .all(|it| it["name"] != "PORT" && it["name"] != "APP_SECRET")
    );
    assert!(!outcome.out.contains(&key));
}

#[test]
fn settings_say_how_old_keys_may_become() {
    let (project, _) = project();
    let rotation = "[rotation_days]\nstripe = 300\nDATABASE_URL = 10\nSESSION_SECRET = 20\n";
    project.write(".keyward.toml", rotation);
    project.write(".env.example", EXAMPLE.replace(" @expires 2026-11-01", ""));
    let outcome = inventory(&project, &[]);
    assert_eq!(outcome.code, 1);
    let due: Vec<&str> = outcome
        .out
        .lines()
        .filter(|it| it.contains("reminder"))
        .collect();
    assert_eq!(due.len(), 1, "{}", outcome.out);
    assert!(
        due[0].contains("SESSION_SECRET was rotated 21 days ago, and 20"),
        "{}",
        due[0]
    );
    project.write(".keyward.toml", "[rotation_days]\ndefault = 0\n");
    assert_eq!(inventory(&project, &[]).code, 0, "any age will do");
    project.write(".keyward.toml", "[rotation_days]\ndefault = \"soon\"\n");
    let outcome = inventory(&project, &[]);
    assert!(outcome.err.contains(".keyward.toml:2"), "{}", outcome.err);
}

#[test]
fn a_rotation_is_noted_where_the_others_are() {
    let (project, key) = project();
    let outcome = inventory(&project, &["--rotated", "STRIPE_SECRET_KEY", "--dry-run"]);
    assert_eq!(outcome.code, 0);
    let read = |name: &str| fs::read_to_string(project.path().join(name)).unwrap();
    assert_eq!(read(".env.example"), EXAMPLE, "nothing is written");
    let outcome = inventory(&project, &["--rotated", "STRIPE_SECRET_KEY"]);
    assert_eq!(
        outcome.out,
        "marked STRIPE_SECRET_KEY as rotated on 2026-11-22 in .env.example\n"
    );
    assert_eq!(read(".env.example"), EXAMPLE.replace("2026-05-01", TODAY));
    let again = inventory(&project, &["--rotated", "STRIPE_SECRET_KEY"]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("already"), "{}", again.err);
    // Where nothing is said of it yet, a line of its own.
    let outcome = inventory(&project, &["--rotated", "MAIL"]);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert_eq!(
        read(".env"),
        format!("# @rotated 2026-11-22\nMAIL={key}\nPORT=1\n")
    );
    let none = inventory(&project, &["--rotated", "NOBODY"]);
    assert_eq!(none.code, 2);
    assert!(none.err.contains("defines NOBODY"), "{}", none.err);
}

#[test]
fn what_is_due_is_told_by_check_as_well() {
    let (project, _) = project();
    let rules = |flags: &[&str]| -> Vec<String> {
        let mut command = project.command();
        command
            .env("KEYWARD_TODAY", TODAY)
            .arg("check")
            .args(["--format", "json"])
            .args(flags);
        let outcome = project.outcome(command.output().unwrap());
        let document: Value = serde_json::from_str(&outcome.out).unwrap();
        let findings = document["findings"].as_array().unwrap().iter();
        findings
            .map(|it| {
                format!(
                    "{}:{} {}",
                    it["path"].as_str().unwrap(),
                    it["line"],
                    it["rule"].as_str().unwrap()
                )
            })
            .collect()
    };
    assert_eq!(rules(&[]), [".env.example:5 key-expired"]);
    let all = rules(&["--min-confidence", "possible"]);
    assert!(
        all.contains(&".env.example:3 key-rotation".to_owned()),
        "{all:?}"
    );
    // A `.env` that git ignores has comments, too.
    project.write(".env", "# @rotated yesterday\nMAIL=\n");
    assert!(
        rules(&[]).contains(&".env:1 key-comment".to_owned()),
        "{:?}",
        rules(&[])
    );
    project.write(
        ".keyward.toml",
        "[rules]\nkey-expired = \"off\"\nkey-comment = \"off\"\n",
    );
    assert_eq!(rules(&[]), [""; 0]);
}

#[test]
fn bad_input_is_told() {
    let (project, _) = project();
    let outcome = project.run(&["inventory", "--today", "22.11.2026"]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.err.contains("is no day: write year, month and day"),
        "{}",
        outcome.err
    );
    let outcome = project.run(&["inventory", "nowhere"]);
    assert_eq!(outcome.code, 2);
    // Bytes that are no text: the rest is listed, and the file is named.
    project.write(".env.staging", [b'A', b'=', 0xff, 0xfe, b'\n']);
    project.write(".env.example", "# @owner a\nKEY=\n");
    let outcome = inventory(&project, &[]);
    assert!(outcome.out.contains("KEY: "), "{}", outcome.out);
    let empty = Project::git();
    let outcome = inventory(&empty, &[]);
    assert_eq!(
        (outcome.code, outcome.out.as_str()),
        (0, "0 keys on 2026-11-22, nothing is due\n")
    );
}
