//! What `keyward fix` says: stable codes in both formats, a diff that shows each line once.

use serde_json::Value;

use crate::support::cli::Project;

/// A project whose first file can be fixed in line 1 and not in line 2.
fn project() -> Project {
    let project = Project::git();
    let (one, two) = (project.secret(1), project.secret(2));
    project.write("app.py", format!("A = \"{one}\"\n# {two}\n"));
    project.write("main.sql", format!("select '{one}';\n"));
    project
}

#[test]
fn a_refusal_has_a_code_and_a_place() {
    let project = project();
    let said = [
        ("app.py:2", "refused[in-a-comment]: app.py:2: The value"),
        ("main.sql", "refused[no-lookup]: main.sql:1: Keyward knows"),
        ("app.py:9", "has no line 9"),
    ];
    for (place, text) in said {
        let outcome = project.run(&["fix", place]);
        assert!(outcome.err.contains(text), "{place}: {}", outcome.err);
    }
    project.write("clean.py", "a = 1\n");
    let outcome = project.run(&["fix", "clean.py:1"]);
    assert_eq!(
        outcome.err,
        "keyward: refused[nothing-reported]: clean.py:1: Nothing is reported here.\n"
    );
}

#[test]
fn one_document_says_all_of_it_without_a_value() {
    let project = project();
    let outcome = project.run(&["fix", "--all", "--format", "json"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (1, ""));
    for seed in [1, 2] {
        assert!(!outcome.out.contains(&project.secret(seed)));
    }
    let document: Value = serde_json::from_str(&outcome.out).expect("one document");
    let fixed = document["fixed"].as_array().unwrap();
    assert_eq!(fixed.len(), 1);
    assert_eq!(fixed[0]["name"], "GITHUB_TOKEN");
    let files: Vec<_> = fixed[0]["files"].as_array().unwrap().iter().collect();
    let purposes: Vec<_> = files.iter().map(|it| it["purpose"].as_str()).collect();
    assert_eq!(
        purposes,
        [
            Some("ignore"),
            Some("dotenv"),
            Some("template"),
            Some("source")
        ]
    );
    assert_eq!(
        (&files[1]["created"], &files[3]["created"]),
        (&Value::Bool(true), &Value::Bool(false))
    );
    let refused: Vec<_> = document["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["path"].as_str().unwrap(),
                it["line"].as_u64(),
                it["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        refused,
        [
            ("app.py", Some(4), "in-a-comment"),
            ("main.sql", Some(1), "no-lookup")
        ]
    );
}

#[test]
fn a_dry_run_shows_each_line_once() {
    let project = project();
    let outcome = project.run(&["fix", "app.py:1", "--dry-run"]);
    let (_, source) = outcome.out.split_once("--- app.py\n").expect("a diff");
    let diff: Vec<&str> = source
        .lines()
        .take_while(|it| !it.starts_with("note"))
        .collect();
    assert_eq!(diff.len(), 4, "{diff:?}");
    assert!(diff[0].starts_with("- A = \"ghp_") && !diff[0].contains(&project.secret(1)));
    assert_eq!(
        diff[1..],
        ["+ import os", "+ ", "+ A = os.environ[\"GITHUB_TOKEN\"]"]
    );
    let json = project.run(&["fix", "app.py:1", "--dry-run", "--format", "json"]);
    let document: Value = serde_json::from_str(&json.out).expect("one document");
    assert_eq!(document["dry_run"], true);
    assert!(!project.path().join(".env").exists());
}

#[test]
fn a_lookup_is_as_quiet_as_it_is_wished() {
    let loud = "k = os.environ[\"GITHUB_TOKEN\"]\n";
    let quiet = "k = os.environ.get(\"GITHUB_TOKEN\", \"\")\n";
    let cases: [(&str, &[&str], &str); 4] = [
        ("", &[], loud),
        ("", &["--lookup", "quiet"], quiet),
        ("lookup = \"quiet\"\n", &[], quiet),
        ("lookup = \"quiet\"\n", &["--lookup", "loud"], loud),
    ];
    for (settings, flags, wanted) in cases {
        let project = Project::git();
        project.write(".keyward.toml", settings);
        project.write("app.py", format!("k = \"{}\"\n", project.secret(1)));
        let outcome = project.run(&[&["fix", "app.py:1"], flags].concat());
        assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
        let text = std::fs::read_to_string(project.path().join("app.py")).unwrap();
        assert_eq!(
            text,
            format!("import os\n\n{wanted}"),
            "{settings}{flags:?}"
        );
    }
}
