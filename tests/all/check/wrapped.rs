//! Credentials that are encoded, put together from parts, or beside what they go with: how
//! reports show them, and what a fix does about them.

use std::fs;

use serde_json::{Value, json};

use crate::support::cli::Project;

fn base64(text: &str) -> String {
    data_encoding::BASE64.encode(text.as_bytes())
}

fn printed(project: &Project, format: &str) -> String {
    project.run(&["check", "--format", format]).out
}

fn parsed(project: &Project, format: &str) -> Value {
    serde_json::from_str(&printed(project, format)).expect("a document")
}

/// A token in base64: neither it nor the run around it may be printed.
fn encoded(project: &Project, seed: u64) -> String {
    let run = base64(&project.secret(seed));
    project.hide(&run[..8]);
    run
}

#[test]
fn an_encoded_token_is_shown_by_its_length_alone() {
    let project = Project::new();
    let run = encoded(&project, 1);
    project.write("a.py", format!("x = \"{run}\"\n"));
    let text = printed(&project, "text");
    assert!(text.contains("in base64"), "{text}");
    let finding = &parsed(&project, "json")["findings"][0];
    assert_eq!(finding["layers"], json!(["base64"]));
    assert_eq!(finding["column"], 6);
    assert_eq!(finding["end_column"], 6 + run.len());
    let explained = project.run(&["explain", "a.py:1"]).out;
    assert!(explained.contains("written     in base64\n"), "{explained}");
    assert!(explained.contains("stands inside base64"), "{explained}");
}

#[test]
fn a_key_pair_is_shown_as_one() {
    let project = Project::new();
    let (id, key) = (
        project.secret_of("aws-access-key-id", 1),
        project.secret_of("aws-secret-access-key", 1),
    );
    let text = format!("[default]\naws_access_key_id = {id}\naws_secret_access_key = {key}\n");
    project.write("credentials.ini", text);
    let json = parsed(&project, "json");
    assert_eq!(json["findings"].as_array().unwrap().len(), 1);
    let beside = json!([{
        "what": "AWS access key ID", "line": 2, "column": 21, "end_line": 2, "end_column": 41,
    }]);
    assert_eq!(json["findings"][0]["companions"], beside);
    let shown = printed(&project, "text");
    assert!(
        shown.contains("AWS secret access key with its AWS access key ID"),
        "{shown}"
    );
    assert!(shown.contains("AWS access key ID at 2:21"), "{shown}");
    let sarif = parsed(&project, "sarif");
    let related = &sarif["runs"][0]["results"][0]["relatedLocations"][0];
    assert_eq!(related["message"]["text"], "AWS access key ID");
    assert_eq!(related["physicalLocation"]["region"]["startLine"], 2);
    let explained = project.run(&["explain", "credentials.ini:3"]).out;
    assert!(
        explained.contains("beside it   AWS access key ID at 2:21"),
        "{explained}"
    );
    let id = project.run(&["explain", "credentials.ini:2"]).out;
    assert!(
        id.contains("shown with the secret that it belongs to"),
        "{id}"
    );
}

#[test]
fn a_whole_encoded_literal_is_moved_as_it_stands() {
    let project = Project::git();
    let run = encoded(&project, 2);
    project.write("app.py", format!("x = \"{run}\"\n"));
    let outcome = project.run(&["fix", "app.py:1"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    let dotenv = fs::read_to_string(project.path().join(".env")).expect("a .env");
    let value = dotenv
        .lines()
        .find_map(|line| line.strip_prefix("GITHUB_TOKEN_BASE64="));
    let value = value.expect("the name says how the value is written");
    assert_eq!(value.trim_matches(['"', '\'']), run);
    assert_eq!(project.check(&[]).code, 0);
}

#[test]
fn what_one_lookup_cannot_replace_is_refused_and_left_alone() {
    let project = Project::git();
    let token = project.secret(3);
    let (a, b) = token.split_at(16);
    project.hide(&b[..10]);
    let fill = " and text that goes on without an end".repeat(600);
    let long = base64(&format!("{token}{fill}"));
    for (name, text, said) in [
        (
            "joined.py",
            format!("x = \"{a}\" + \"{b}\"\n"),
            "several literals",
        ),
        (
            "lines.py",
            format!("x = \"{a}\\\n{b}\"\n"),
            "several literals",
        ),
        (
            "long.py",
            format!("x = \"{long}\"\n"),
            "longer encoded text",
        ),
    ] {
        project.write(name, &text);
        let outcome = project.run(&["fix", &format!("{name}:1")]);
        assert_ne!(outcome.code, 0, "{name}");
        assert!(outcome.err.contains(said), "{name}: {}", outcome.err);
        assert_eq!(fs::read_to_string(project.path().join(name)).unwrap(), text);
        assert!(!project.path().join(".env").exists());
    }
}
