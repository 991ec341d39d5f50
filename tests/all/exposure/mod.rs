//! `keyward exposure`: what it says, what `--fix` writes, how it ends.

mod bad_input;
mod map;
mod planned;

use std::fs;

use serde_json::Value;

use crate::support::cli::{Outcome, Project};

/// The report of a run, and one assistant's row for a file.
fn report(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.out).expect("a JSON document")
}

fn row<'a>(report: &'a Value, path: &str, id: &str) -> &'a Value {
    let by = |list: &'a Value, key: &str, wanted: &str| {
        let found = list
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one[key] == wanted);
        found.unwrap_or_else(|| panic!("no {wanted}"))
    };
    by(&by(&report["files"], "path", path)["assistants"], "id", id)
}

#[test]
fn nothing_exposed() {
    let project = Project::git();
    project
        .write(".env", "")
        .write(".gitignore", ".env\n")
        .write(".env.example", "");
    let outcome = project.run(&["exposure"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert!(
        outcome.out.contains("1 file looked at, nothing exposed."),
        "{}",
        outcome.out
    );
    let outcome = project.run(&["exposure", ".gitignore", "--format", "json"]);
    assert_eq!(report(&outcome)["files"][0]["path"], ".gitignore");
}

#[test]
fn exposed_to_git_and_to_the_assistants_in_use() {
    let project = Project::git();
    let value = project.secret(1);
    project
        .write("api/.env", format!("TOKEN={value}\n"))
        .write("CLAUDE.md", "never read .env\n")
        .write(".claudeignore", ".env\n");
    let outcome = project.run(&["exposure", "--format", "json", "--all"]);
    assert_eq!(outcome.code, 1);
    let report = report(&outcome);
    assert_eq!(report["files"][0]["git"], "untracked");
    let claude = row(&report, "api/.env", "claude-code");
    assert_eq!(claude["in_use"], true);
    assert_eq!(claude["state"], "exposed");
    assert_eq!(claude["control_is_set"], false);
    assert_eq!(row(&report, "api/.env", "zed")["in_use"], false);
    assert_eq!(report["decoys"][0]["path"], ".claudeignore");
    assert_eq!(report["decoys"][0]["assistant"], "claude-code");
    let text = project.run(&["exposure"]);
    assert!(
        text.out.contains("Claude Code can read `.env`"),
        "{}",
        text.out
    );
}

#[test]
fn fix_writes_what_helps_and_says_what_stays_open() {
    let project = Project::git();
    let settings = "{\n  // mine\n  \"editor.tabSize\": 4,\n}\n";
    project
        .write(".env", "")
        .write("CLAUDE.md", "")
        .write(".github/copilot-instructions.md", "")
        .write(".vscode/settings.json", settings);
    let outcome = project.run(&["exposure", "--fix"]);
    // Nothing stops Copilot's agent, so the file is still exposed, and said to be.
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.out.contains("GitHub Copilot can still read `.env`"),
        "{}",
        outcome.out
    );
    assert!(
        outcome.out.contains("Claude Code is asked to skip `.env`"),
        "{}",
        outcome.out
    );
    let read = |name: &str| fs::read_to_string(project.path().join(name)).unwrap();
    assert!(read(".gitignore").lines().any(|line| line == ".env"));
    let claude: Value = serde_json::from_str(&read(".claude/settings.json")).unwrap();
    let deny = claude["permissions"]["deny"].as_array().unwrap();
    assert!(deny.contains(&Value::from("Read(**/.env)")));
    let vscode = read(".vscode/settings.json");
    assert!(
        vscode.contains("// mine") && vscode.contains("\"dotenv\": false"),
        "{vscode}"
    );

    let before = (read(".gitignore"), read(".claude/settings.json"), vscode);
    project.run(&["exposure", "--fix"]);
    let after = (
        read(".gitignore"),
        read(".claude/settings.json"),
        read(".vscode/settings.json"),
    );
    assert_eq!(before, after);
}

#[test]
fn fix_refuses_what_it_cannot_edit_safely() {
    let project = Project::git();
    let text = "{ \"permissions\": [] }";
    project
        .write(".env", "")
        .write(".gitignore", ".env")
        .write(".claude/settings.json", text);
    let outcome = project.run(&["exposure", "--fix"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome
            .err
            .contains("has a `permissions` that is no object"),
        "{}",
        outcome.err
    );
    assert_eq!(
        fs::read_to_string(project.path().join(".claude/settings.json")).unwrap(),
        text
    );
}

#[cfg(unix)]
#[test]
fn fix_writes_through_no_link() {
    let project = Project::git();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("settings.json"), "{}").unwrap();
    project
        .write(".env", "")
        .write(".gitignore", ".env")
        .write("CLAUDE.md", "");
    std::os::unix::fs::symlink(elsewhere.path(), project.path().join(".claude")).unwrap();
    let outcome = project.run(&["exposure", "--fix"]);
    assert!(outcome.err.contains("refused"), "{}", outcome.err);
    assert_eq!(
        fs::read_to_string(elsewhere.path().join("settings.json")).unwrap(),
        "{}"
    );
}

#[test]
fn a_missing_path_is_wrong_use() {
    let outcome = Project::new().run(&["exposure", "nowhere"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (2, ""));
    assert!(outcome.err.contains("nowhere"), "{}", outcome.err);
}

#[test]
fn settings_decide_what_is_in_use() {
    let project = Project::git();
    project
        .write(".env", "")
        .write(".gitignore", ".env")
        .write("CLAUDE.md", "")
        .write(".keyward.toml", "[assistants]\nclaude-code = \"off\"\n");
    assert_eq!(project.run(&["exposure"]).code, 0);
    project.write(
        ".keyward.toml",
        "[assistants]\ngithub-copilot-vscode = \"on\"\n",
    );
    let outcome = project.run(&["exposure", "--format", "json"]);
    assert_eq!(outcome.code, 1);
    assert_eq!(
        row(&report(&outcome), ".env", "github-copilot-vscode")["in_use"],
        true
    );
}
