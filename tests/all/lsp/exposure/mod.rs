//! An open `.env`: git's next commit, and the assistants in use.

use serde_json::{Value, json};

mod files;
mod readers;

use super::client::{Server, builder, uri};
use crate::support::cli::Project;

const VSCODE: &str = "vscode-languageclient-11.0.0.json";

fn codes(found: &[Value]) -> Vec<String> {
    found
        .iter()
        .map(|it| it["code"].as_str().unwrap().to_owned())
        .collect()
}

/// Asks again until the worker's answer has come.
fn until(server: &mut Server, doc: &str, fits: impl Fn(&[String]) -> bool) -> Vec<Value> {
    for _ in 0..2_000 {
        let found = server.diagnostics(doc);
        if fits(&codes(&found)) {
            return found;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("never: {:?}", server.diagnostics(doc));
}

#[test]
fn an_env_that_git_does_not_ignore_is_an_error_with_a_fix() {
    let project = Project::git();
    let secret = project.secret(1);
    let text = format!("GITHUB_TOKEN={secret}\n");
    project.write(".env", &text);
    let doc = uri(&project.path().join(".env"));
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.open(&doc, "dotenv", &text);
    let found = until(&mut server, &doc, |codes| {
        codes.contains(&"env-not-ignored".into())
    });
    assert_eq!(found[0]["severity"], 1);
    let actions = server.actions(&doc, 0, 0);
    server.run(&actions, "Make git ignore .env");
    let found = until(&mut server, &doc, |codes| {
        !codes.contains(&"env-not-ignored".into())
    });
    assert!(
        found.iter().all(|it| it["code"] != "github-classic-pat"),
        "values belong here"
    );
    let ignore = std::fs::read_to_string(project.path().join(".gitignore")).unwrap();
    assert!(ignore.lines().any(|line| line == ".env"), "{ignore}");
    assert!(!server.log().contains(&secret));
    server.ignore_the_rest();
}

#[test]
fn an_assistant_that_can_read_it_is_named_with_its_control() {
    let project = Project::git();
    project.write(".gitignore", ".env\n");
    project.write("CLAUDE.md", "");
    project.write(".claude/settings.json", "{}\n");
    project.write(".env", "A=1\n");
    let doc = uri(&project.path().join(".env"));
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.open(&doc, "dotenv", "A=1\n");
    let named = |found: &[Value]| {
        found
            .iter()
            .any(|it| it["message"].as_str().unwrap().contains("Claude Code"))
    };
    let found = until(&mut server, &doc, |codes| {
        codes.contains(&"assistant-can-read-env".into())
    });
    assert!(named(&found), "{found:?}");
    let actions = server.actions(&doc, 0, 0);
    let claude = actions
        .iter()
        .find(|it| {
            it["diagnostics"][0]["message"]
                .to_string()
                .contains("Claude")
        })
        .unwrap();
    server.run(&actions, claude["title"].as_str().unwrap());
    for _ in 0..2_000 {
        if !named(&server.diagnostics(&doc)) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let settings = std::fs::read_to_string(project.path().join(".claude/settings.json")).unwrap();
    assert!(settings.contains(".env"), "{settings}");
    server.ignore_the_rest();
}

#[test]
fn settings_say_that_an_assistant_is_not_used() {
    let project = Project::git();
    project
        .write(".gitignore", ".env\n")
        .write("CLAUDE.md", "")
        .write(".env", "A=1\n");
    let doc = uri(&project.path().join(".env"));
    let options = json!({ "assistants": { "claude-code": "off" } });
    let mut server = builder().folder(project.path()).options(options).start();
    server.open(&doc, "dotenv", "A=1\n");
    std::thread::sleep(std::time::Duration::from_millis(300));
    let found = server.diagnostics(&doc);
    assert!(
        !found
            .iter()
            .any(|it| it["message"].to_string().contains("Claude")),
        "{found:?}"
    );
    server.ignore_the_rest();
}

#[test]
fn an_extension_of_the_editor_tells_that_its_assistant_is_used() {
    let project = Project::git();
    project.write(".gitignore", ".env\n").write(".env", "A=1\n");
    let doc = uri(&project.path().join(".env"));
    let options = json!({ "extensions": ["ms-python.python", "GitHub.copilot-chat"] });
    let mut server = builder().folder(project.path()).options(options).start();
    server.open(&doc, "dotenv", "A=1\n");
    let found = until(&mut server, &doc, |codes| {
        codes.contains(&"assistant-can-read-env".into())
    });
    let message = found[0]["message"].as_str().unwrap();
    assert!(
        message.starts_with("GitHub Copilot can read `.env`, though git ignores it"),
        "{message}"
    );
    server.ignore_the_rest();
}
