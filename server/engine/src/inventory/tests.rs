use std::path::Path;

use expect_test::expect;

use super::*;
use crate::rule;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// What is said of each variable, a line each.
fn said(text: &str) -> String {
    let mut out = String::new();
    for item in items(text) {
        let notes = &item.notes;
        let texts = [
            ("owner", &notes.owner),
            ("purpose", &notes.purpose),
            ("environment", &notes.environment),
            ("revoke", &notes.revoke),
        ];
        let mut parts: Vec<String> = texts
            .into_iter()
            .filter_map(|(name, it)| Some(format!("{name}={}", it.as_ref()?.text)))
            .collect();
        let dates = [("rotated", &notes.rotated), ("expires", &notes.expires)];
        parts.extend(
            dates
                .into_iter()
                .filter_map(|(name, it)| Some(format!("{name}={}", it.as_ref()?.0))),
        );
        parts.extend(notes.sensitive.map(|it| format!("sensitive={it}")));
        parts.extend(item.mistakes.iter().map(|it| {
            let line = text[..it.range.start].matches('\n').count() + 1;
            format!("\n  {line}: {}", it.message)
        }));
        out += &format!("{}: {}\n", item.name, parts.join("; "));
    }
    out
}

#[test]
fn comments_say_whose_a_key_is() {
    expect![[r#"
        STRIPE_KEY: owner=payments team; purpose=charges; environment=production; revoke=https://dashboard.example.com/keys; rotated=2026-08-01; expires=2027-01-31
        ONE_LINE: owner=Jane Doe; rotated=2026-08-01; sensitive=true
        COLON: owner=jane
        BEHIND: owner=ops; rotated=2026-08-01
        MOMENT: rotated=2026-08-01
    "#]]
    .assert_eq(&said(concat!(
        "# Charges cards. @owner nobody: this is prose\n",
        "# @owner payments team\n",
        "#@purpose charges\n",
        "#  @environment = ignored @environment production\n",
        "# @rotated 2026-08-01 # in the morning @owner nobody\n",
        "# @expires=\"2027-01-31\" @revoke https://dashboard.example.com/keys\n",
        "STRIPE_KEY=\n",
        "# @owner Jane Doe @rotated 2026-08-01 @sensitive\n",
        "ONE_LINE=\n",
        "# @owner: jane\n",
        "COLON=\n",
        "BEHIND= # @owner ops @rotated=2026-08-01\n",
        "# @rotated=2026-08-01T10:00:00Z\n",
        "MOMENT=\n",
    )));
}

/// What env-spec and varlock write stands beside our own, and is left to them.
#[test]
fn decorators_of_env_spec_are_left_alone() {
    let text = concat!(
        "# @defaultSensitive=false @defaultRequired=infer # @owner header\n",
        "# @import(./.env.shared, pick=[\n",
        "#   A, # @owner x\n",
        "# ])\n",
        "# ---\n",
        "\n",
        "# Stripe secret api key\n",
        "# @required @sensitive @type=string(startsWith=\"sk_ # x\") @owner payments\n",
        "# @docsUrl=https://docs.example.com/keys @docs(\"Page, one\", https://x.example.com)\n",
        "# @sensitive={preventLeaks=false, a=\"}\"} @rotated=2026-08-01\n",
        "KEY=encrypted(\"x\")\n",
        "# @public @example=\"a b\"\n",
        "URL=\n",
        "# @sensitive=false\n",
        "# ----- @owner nobody\n",
        "AFTER_DIVIDER=\n",
        "# @owner nobody\n",
        "\n",
        "AFTER_BLANK=\n",
    );
    expect![[r#"
        KEY: owner=payments; rotated=2026-08-01; sensitive=true
        URL: sensitive=false
        AFTER_DIVIDER: 
        AFTER_BLANK: 
    "#]]
    .assert_eq(&said(text));
}

#[test]
fn a_date_that_is_none_is_told_with_its_line_and_not_repeated() {
    expect![[r#"
        A: 
          1: What stands behind `@rotated` is no date: write year, month and day, as in 2026-08-01.
        B: 
          3: The day behind `@rotated` does not exist: write year, month and day, as in 2026-08-01.
        C: 
          5: `@expires` needs a date: write it as `@expires 2026-08-01`.
        D: 
          7: What stands behind `@rotated` is no date: write year, month and day, as in 2026-08-01.
    "#]]
    .assert_eq(&said(concat!(
        "# @rotated 01.08.2026\nA=\n",
        "# @rotated 2026-02-30\nB=\n",
        "# @expires\nC=\n",
        "# @rotated yesterday\nD=\n",
    )));
}

#[test]
fn what_is_due_depends_on_the_policy() {
    let text = concat!(
        "# @rotated 2026-08-01\nSTRIPE_SECRET_KEY=\n",
        "# @rotated 2026-08-01\nOWN=\n",
        "# @expires 2026-10-31\nOLD=\n",
        "# @expires 2026-11-10\nSOON=\n",
        "# @expires 2027-11-10\nLATER=\n",
        "# @rotated 2027-01-01\nTYPO=\n",
        "NOTHING=\n",
    );
    let due = |today: &str, policy: &[(&str, u32)]| {
        let days = policy.iter().map(|(key, days)| ((*key).to_owned(), *days));
        let policy = Policy {
            days: days.collect(),
        };
        let due = due_in(text, &policy, day(today)).into_iter();
        let line = |it: Due| format!("{:?} {}: {}\n", it.urgency, it.check, it.message);
        due.map(line).collect::<String>()
    };
    expect![[r#"
        Reminder key-rotation: STRIPE_SECRET_KEY was rotated 92 days ago, and 90 are meant to be the most: make a new one at https://dashboard.stripe.com/apikeys, put it where it is used, revoke the old one, then mark it as rotated.
        Reminder key-rotation: OWN was rotated 92 days ago, and 90 are meant to be the most: make a new one, put it where it is used, revoke the old one, then mark it as rotated.
        Warning key-expired: OLD has expired on 2026-10-31: make a new one.
        Reminder key-expired: SOON expires in 9 days, on 2026-11-10: make a new one.
        Warning key-comment: TYPO was rotated on 2027-01-01, which is yet to come: check the date.
    "#]]
    .assert_eq(&due("2026-11-01", &[]));
    expect![[r#"
        Warning key-comment: TYPO was rotated on 2027-01-01, which is yet to come: check the date.
    "#]]
    .assert_eq(&due("2026-10-01", &[]));
    let quiet = due("2026-11-01", &[("stripe", 120), ("OWN", 0)]);
    assert!(!quiet.contains("key-rotation"), "{quiet}");
    let strict = due("2026-08-12", &[("default", 10), ("stripe", 30)]);
    assert!(
        strict.contains("OWN was rotated 11 days ago, and 10"),
        "{strict}"
    );
    assert!(!strict.contains("STRIPE"), "{strict}");
}

/// People write anything into comments; a list that is shown around repeats no secret.
#[test]
fn a_secret_in_a_comment_is_not_repeated() {
    let rule = rule::by_id("sendgrid-api-key").unwrap();
    let secret = rule::sample(rule, 5);
    let text = format!(
        "# @purpose mail, the old one was {secret} @owner ops\n# @rotated 2020-01-01 @revoke https://x.example.com/?key={secret}\nMAIL=\n"
    );
    let files = [Definition {
        path: Path::new(".env.example"),
        text: &text,
    }];
    let keys = collect(&files);
    assert_eq!(keys[0].notes.owner.as_ref().unwrap().text, "ops");
    assert!(!format!("{keys:?}").contains(&secret));
    let due = due_in(&text, &Policy::default(), day("2026-11-22"));
    assert_eq!(due.len(), 1);
    assert!(!format!("{due:?}").contains(&secret));
}

/// The provider's policy holds whatever the variable is called.
#[test]
fn the_policy_of_a_provider_goes_by_the_value() {
    let rule = rule::by_id("sendgrid-api-key").unwrap();
    let text = format!("# @rotated 2026-11-01\nPOST={}\n", rule::sample(rule, 6));
    let due = |policy: &[(&str, u32)]| {
        let days = policy.iter().map(|(key, days)| ((*key).to_owned(), *days));
        let policy = Policy {
            days: days.collect(),
        };
        due_in(&text, &policy, day("2026-11-22")).len()
    };
    assert_eq!((due(&[("sendgrid", 20)]), due(&[("sendgrid", 21)])), (1, 0));
}

#[test]
fn keys_are_told_from_settings() {
    let rule = rule::by_id("sendgrid-api-key").unwrap();
    let env = format!(
        "PORT=8080\nMAIL={}\nLOG_LEVEL=info\nNODE_ENV=production\n",
        rule::sample(rule, 3)
    );
    let template = concat!(
        "PORT=\nMAIL=\n",
        "# @sensitive=false\nAPP_SECRET=\n",
        "SESSION_SECRET=\n",
        "# @owner ops\nODD=\n",
        "GITHUB_TOKEN=your-github-token-here\n",
    );
    let files = [
        Definition {
            path: Path::new(".env"),
            text: &env,
        },
        Definition {
            path: Path::new(".env.example"),
            text: template,
        },
        Definition {
            path: Path::new("api/.env.production.local"),
            text: "SESSION_SECRET=\n",
        },
    ];
    let mut out = String::new();
    for key in collect(&files) {
        let places: Vec<String> = key
            .defined
            .iter()
            .map(|it| format!("{}:{}", it.path, it.line))
            .collect();
        out += &format!(
            "{} [{}] {:?} {} {}\n",
            key.name,
            key.what(),
            key.provider().map(|it| it.0),
            key.environments.join(","),
            places.join(" ")
        );
    }
    expect![[r#"
        GITHUB_TOKEN [GitHub credential] Some("github")  .env.example:8
        MAIL [SendGrid API key] Some("sendgrid")  .env:2 .env.example:2
        ODD [] None  .env.example:7
        SESSION_SECRET [secret] None  .env.example:5
        SESSION_SECRET [secret] None production api/.env.production.local:1
    "#]]
    .assert_eq(&out);
}

#[test]
fn a_rotation_is_marked_in_the_style_of_the_file() {
    let marked = |text: &str| {
        let plan = mark_rotated(Path::new("/w/.env"), text, "KEY", day("2026-11-22"));
        let plan = plan.map_err(|refusal| refusal.message);
        plan.map(|plan| plan.files[0].applied_to(text).unwrap().to_string())
    };
    let is = |before: &str, after: &str| assert_eq!(marked(before).as_deref(), Ok(after));
    is(
        "# @owner a @rotated 2026-08-01 # x\nKEY=1\n",
        "# @owner a @rotated 2026-11-22 # x\nKEY=1\n",
    );
    is(
        "# @rotated=\"2026-08-01\" @owner=a\r\nKEY=1\r\n",
        "# @rotated=\"2026-11-22\" @owner=a\r\nKEY=1\r\n",
    );
    is("KEY= # @rotated 2026-08-01", "KEY= # @rotated 2026-11-22");
    is("A=1\nKEY=1\n", "A=1\n# @rotated 2026-11-22\nKEY=1\n");
    is(
        "# @type=port\r\nA=1\r\nKEY=1",
        "# @type=port\r\nA=1\r\n# @rotated=2026-11-22\r\nKEY=1",
    );
    is(
        "# @rotated soon @owner a\nKEY=\n",
        "# @rotated 2026-11-22 @owner a\nKEY=\n",
    );
    is("# @rotated\nKEY=\n", "# @rotated 2026-11-22\nKEY=\n");
    is("# @rotated=\nKEY=\n", "# @rotated=2026-11-22\nKEY=\n");
    assert_eq!(
        marked("# @rotated 2026-11-22\nKEY=\n"),
        Err("KEY is marked as rotated on 2026-11-22 already.".to_owned())
    );
    assert!(
        marked("OTHER=1\n")
            .unwrap_err()
            .contains("No line of this file")
    );
}

#[test]
fn the_file_with_the_comments_is_marked() {
    let at = |files: &[(&str, &str)]| {
        let files: Vec<(&Path, &str)> = files
            .iter()
            .map(|(path, text)| (Path::new(*path), *text))
            .collect();
        best_place(&files, "KEY").map(|at| files[at].0.to_str().unwrap().to_owned())
    };
    let example = (".env.example", "# @owner a\nKEY=\n");
    assert_eq!(
        at(&[(".env", "KEY=1\n"), example]).as_deref(),
        Some(".env.example")
    );
    let env = (".env", "# @rotated 2026-01-01\nKEY=1\n");
    assert_eq!(at(&[example, env]).as_deref(), Some(".env"));
    assert_eq!(
        at(&[(".env", "KEY=1\n"), (".env.example", "KEY=\n")]).as_deref(),
        Some(".env.example")
    );
    assert_eq!(at(&[(".env", "A=1\n")]), None);
}

#[test]
fn a_use_is_a_name_behind_what_reads_the_environment() {
    let mut uses = Uses::of(vec!["API_KEY".into(), "API".into()]);
    for (path, language, text) in [
        ("a.js", "javascript", "const a = process.env.API_KEY;\n"),
        (
            "b.js",
            "javascript",
            "// API_KEY\nconst a = process.env[\"API_KEY\"], API_KEY = 1;\n",
        ),
        (
            "a.py",
            "python",
            "os.environ['API_KEY']\nos.getenv(\"API_KEY\")\nprint(\"API_KEY is not set\")\n",
        ),
        (
            "a.go",
            "go",
            "mustEnv(\"API_KEY\")\nos.Getenv(\"API_KEY\")\n",
        ),
        ("a.rs", "rust", "std::env::var(\"API_KEY\")\n"),
        ("a.rb", "ruby", "ENV.fetch('API_KEY')\nENV['MY_API_KEY']\n"),
        ("a.php", "php", "$_SERVER['API_KEY']; getenv('API_KEY')\n"),
        ("A.java", "java", "System.getenv(\"API_KEY\")\n"),
        (
            "A.cs",
            "csharp",
            "System.Environment.GetEnvironmentVariable(\"API_KEY\")\n",
        ),
        (
            "a.sh",
            "shellscript",
            "echo \"${API_KEY:?}\" $API_KEY $API_KEYS\n",
        ),
        ("ci.yml", "", "env:\n  API_KEY: ${{ secrets.API_KEY }}\n"),
        ("a.ps1", "powershell", "$env:API_KEY\n"),
        ("a.pl", "perl", "$ENV{API_KEY}\n"),
        ("a.ex", "elixir", "System.fetch_env!(\"API_KEY\")\n"),
        ("notes.txt", "", "API_KEY is the key of the API\n"),
    ] {
        uses.look(path, text, language);
    }
    let places: Vec<String> = uses
        .places("API_KEY")
        .iter()
        .map(|it| format!("{}:{}", it.path, it.line))
        .collect();
    expect!["A.cs:1 A.java:1 a.ex:1 a.go:1 a.go:2 a.js:1 a.php:1 a.pl:1 a.ps1:1 a.py:1 a.py:2 a.rb:1 a.rs:1 a.sh:1 b.js:2 ci.yml:2"].assert_eq(&places.join(" "));
    assert!(uses.places("API").is_empty());
}
