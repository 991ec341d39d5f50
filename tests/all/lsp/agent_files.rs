//! Open files of assistants.

use std::fs;

use serde_json::Value;

use super::client::{builder, eventually, uri};
use crate::support::cli::Project;

const VSCODE: &str = "vscode-languageclient-11.0.0.json";

fn titles(actions: &[Value]) -> Vec<&str> {
    actions
        .iter()
        .map(|it| it["title"].as_str().unwrap())
        .collect()
}

#[test]
fn instructions_are_louder_and_the_value_goes_first() {
    let project = Project::git();
    let secret = project.secret_of("sendgrid-api-key", 5);
    let text = format!("Use {secret}\nand read @.env\n");
    project.write("AGENTS.md", &text);
    let doc = uri(&project.path().join("AGENTS.md"));
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.open(&doc, "markdown", &text);
    let found = server.diagnostics(&doc);
    let codes: Vec<_> = found
        .iter()
        .map(|it| it["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["assistant-import", "sendgrid-api-key"]);
    assert!(found.iter().all(|it| it["severity"] == 1), "{found:?}");
    let actions = server.actions(&doc, 0, 6);
    let first = &actions[0];
    assert!(
        first["title"]
            .as_str()
            .unwrap()
            .starts_with("Replace the value by the placeholder"),
        "{:?}",
        titles(&actions)
    );
    assert_eq!(first["isPreferred"], true);
    assert!(!titles(&actions).iter().any(|it| it.contains("ignore")));
    assert!(!server.log().contains(&secret));
    server.ignore_the_rest();
}

#[test]
fn a_record_is_taken_out_of_git_by_an_action() {
    let project = Project::git();
    project.write(".gitignore", "target/\n");
    project.write("package.json", "{}\n");
    project.write(".specstory/history/a.md", "hello\n");
    project.write(".claude/settings.local.json", "{}\n");
    let doc = uri(&project.path().join(".claude/settings.local.json"));
    let list = uri(&project.path().join(".gitignore"));
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.open(&list, "ignore", "target/\n");
    let found = server.diagnostics(&list);
    assert_eq!(found.len(), 2, "{found:?}");
    server.close(&list);
    server.open(&doc, "json", "{}\n");
    let found = server.diagnostics(&doc);
    assert_eq!(found[0]["code"], "assistant-record");
    assert_eq!(found[0]["severity"], 2);
    let actions = server.actions(&doc, 0, 0);
    server.run(&actions, "Make git ignore .claude/settings.local.json");
    eventually("the line is written", || {
        let text = fs::read_to_string(project.path().join(".gitignore")).unwrap();
        text == "target/\n**/.claude/settings.local.json\n"
    });
    server.ignore_the_rest();
}
