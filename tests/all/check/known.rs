//! A value that stands in a `.env` is a secret wherever else it stands.

use std::fs;

use crate::support::cli::Project;

/// A password as somebody makes one up, which no rule reports by its looks alone.
fn password(seed: u32) -> String {
    format!("{}{}-{}", "otter", seed + 41, "canoe")
}

fn with_env(env: &str) -> Project {
    let project = Project::git();
    project
        .write(".env", env)
        .write(".gitignore", ".env*\n!.env.example\n");
    project
}

#[test]
fn what_no_rule_reports_is_certain_when_it_is_in_the_dotenv() {
    let password = password(1);
    let project = with_env("");
    project.hide(&password);
    let text = format!("connect(\"db\", \"{password}\")\n");
    project.write("app.py", &text);
    assert_eq!(project.check(&[]).code, 0, "nothing is known of it");
    project.write(".env", format!("ADMIN_PASSWORD='{password}'\n"));
    let report = project.check(&[]);
    assert_eq!((report.code, report.places().len()), (1, 1));
    let finding = &report.findings()[0];
    assert_eq!(finding["confidence"], "certain");
    assert_eq!(
        finding["message"],
        "secret: equal to ADMIN_PASSWORD in .env. Move it to an environment variable, and revoke it if it was ever shared."
    );
    let told = project.run(&["explain", "app.py:1"]);
    assert!(
        told.out.contains("equal to ADMIN_PASSWORD in .env"),
        "{}",
        told.out
    );
    // The fix reuses the name, and then nothing is left.
    let fixed = project.run(&["fix", "app.py:1"]);
    assert_eq!((fixed.code, fixed.err.as_str()), (0, ""));
    assert!(
        fixed.out.contains("reuses ADMIN_PASSWORD from .env"),
        "{}",
        fixed.out
    );
    assert!(
        fs::read_to_string(project.path().join("app.py"))
            .unwrap()
            .contains("os.environ[\"ADMIN_PASSWORD\"]")
    );
    assert_eq!(project.check(&[]).code, 0);
}

#[test]
fn settings_words_and_places_are_no_secrets() {
    let values = [
        ("PORT_SECRET", "12345678"),
        ("DEBUG_TOKEN", "true"),
        ("LOG_LEVEL", "information"),
        ("HOST_PASSWORD_FILE", "/run/secrets/password"),
        ("API_URL", "https://api.acme.dev/v2/users"),
        ("ADMIN_USER", "administrator"),
        ("REGION", "eu-central-1"),
        ("APP_SECRET", "changeme"),
        ("DB_PASSWORD", "password123"),
        ("SECRET_NAME", "production-database"),
        ("EMAIL", "somebody@acme.dev"),
        ("NAMES", "alpha,beta,gamma"),
    ];
    let env: String = values
        .iter()
        .map(|(name, value)| format!("{name}={value}\n"))
        .collect();
    let project = with_env(&env);
    let source: String = values
        .iter()
        .map(|(_, value)| format!("use(\"{value}\")\n"))
        .collect();
    project.write("app.py", source);
    assert_eq!(
        project.check(&["--min-confidence", "possible"]).places(),
        Vec::<String>::new()
    );
}

#[test]
fn a_url_counts_by_its_password() {
    let url = format!("postgres://app:{}@db.internal:5432/shop", password(2));
    let project = with_env(&format!("DATABASE_URL={url}\n"));
    project.hide(&url);
    project.write("a.py", format!("u = '{url}'\n"));
    let report = project.check(&[]);
    assert_eq!(report.code, 1);
    assert_eq!(report.findings()[0]["confidence"], "certain");
    assert!(
        report.findings()[0]["message"]
            .to_string()
            .contains("equal to DATABASE_URL in .env")
    );
}

#[test]
fn templates_and_tests_with_the_real_value_are_errors() {
    let secret = crate::support::cli::token("slack-bot-token", 7);
    let secret = secret.rsplit('-').next().unwrap().to_owned();
    let local = password(3);
    let project = with_env(&format!("ACME_TOKEN={secret}\nLOCAL_PASSWORD={local}\n"));
    project.hide(&secret);
    project
        .write(".env.example", format!("ACME_TOKEN={secret}\n"))
        .write(
            "tests/test_a.py",
            format!("client(\"{secret}\")\nlogin(\"{local}\")\n"),
        );
    let report = project.check(&[]);
    assert_eq!(
        report.places(),
        [
            ".env.example:1:12 generic-secret",
            "tests/test_a.py:1:9 generic-secret"
        ],
        "tests share their defaults with a .env, but no keys"
    );
    let message = |at: usize| {
        report.findings()[at]["message"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let template = "equal to ACME_TOKEN in .env. Templates are committed";
    assert!(message(0).contains(template), "{}", message(0));
    assert!(message(1).contains("Tests are committed"), "{}", message(1));
    let mut found = report.findings().iter();
    assert!(found.all(|it| it["confidence"] == "certain"));
}

#[test]
fn the_nearest_files_count_and_tracked_ones_do_not() {
    let (one, two) = (password(4), password(5));
    let project = with_env(&format!("A_PASSWORD={one}\n"));
    project.hide(&one);
    project
        .write("api/.env", format!("B_PASSWORD={two}\n"))
        .write("api/a.py", format!("f(\"{one}\", \"{two}\")\n"))
        .write("web/a.py", format!("f(\"{one}\", \"{two}\")\n"))
        .write("web/longer.py", format!("f(\"{one}s\")\n"));
    assert_eq!(
        project.check(&[]).places().len(),
        3,
        "web knows nothing of api"
    );
    let project = Project::new();
    project.run_git(&["init", "-q"]);
    project
        .write(".env", format!("A_PASSWORD={one}\n"))
        .write("a.py", format!("f(\"{one}\")\n"));
    project.run_git(&["add", "-A"]);
    let report = project.check(&[]);
    assert!(
        report.places().iter().all(|it| it.starts_with(".env")),
        "{:?}",
        report.places()
    );
}

#[test]
fn a_comment_allows_it_and_no_output_shows_it() {
    let password = password(6);
    let project = with_env(&format!("A_PASSWORD={password}\n"));
    project.write("a.py", format!("f(\"{password}\")\n"));
    for args in [
        &["check"][..],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["explain", "a.py:1"],
        &["fix", "a.py", "--dry-run"],
    ] {
        let outcome = project.run(args);
        assert!(
            !format!("{}{}", outcome.out, outcome.err).contains(&password),
            "{args:?}"
        );
    }
    let outcome = project.run(&["fix", "a.py:1", "--allow", "shown in the manual"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert_eq!(project.check(&[]).code, 0);
}
