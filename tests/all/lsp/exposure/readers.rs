//! Who can read a secret file: one note for all, the hover, the line above.

use serde_json::{Value, json};

use super::{VSCODE, codes, until};
use crate::lsp::client::{Server, builder, uri};
use crate::support::cli::Project;

const CAN_READ: &str = "assistant-can-read-env";

fn hover(server: &mut Server, doc: &str, line: u32, character: u32) -> Value {
    let place = json!({ "line": line, "character": character });
    let params = json!({ "textDocument": { "uri": doc }, "position": place });
    server.request("textDocument/hover", params)
}

fn lenses(server: &mut Server, doc: &str) -> Vec<Value> {
    let params = json!({ "textDocument": { "uri": doc } });
    let lenses = server.request("textDocument/codeLens", params);
    lenses.as_array().cloned().expect("a list")
}

/// A project with three assistants that can read its `.env`.
fn three() -> Project {
    let project = Project::git();
    project
        .write(".gitignore", ".env\n.env.*\n")
        .write("CLAUDE.md", "# house rules\n")
        .write(".github/copilot-instructions.md", "")
        .write(".clinerules", "")
        .write(".env", "A=1\nB=2\n");
    project
}

#[test]
fn there_is_one_note_for_all_assistants() {
    let project = three();
    let doc = uri(&project.path().join(".env"));
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.open(&doc, "dotenv", "A=1\nB=2\n");
    let found = until(&mut server, &doc, |codes| codes.contains(&CAN_READ.into()));
    assert_eq!(codes(&found), [CAN_READ]);
    let message = found[0]["message"].as_str().unwrap();
    for text in [
        "Claude Code",
        "Copilot",
        "Cline",
        "though git ignores it",
        "Routes open: ",
        "shell commands",
    ] {
        assert!(message.contains(text), "{text}: {message}");
    }
    assert_eq!(found[0]["range"]["end"]["line"], 0);
    assert_eq!(found[0]["severity"], 2);
    server.ignore_the_rest();
}

#[test]
fn one_fix_sets_all_controls_and_tells_what_stays_open() {
    let project = three();
    project
        .write(".gemini/settings.json", "{}\n")
        .write(".gitignore", "");
    let doc = uri(&project.path().join(".env"));
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.open(&doc, "dotenv", "A=1\nB=2\n");
    until(&mut server, &doc, |codes| codes.contains(&CAN_READ.into()));
    let actions = server.actions(&doc, 0, 0);
    let mut titles = actions.iter().filter_map(|it| it["title"].as_str());
    let title = titles.find(|it| it.starts_with("Set the controls of all"));
    let title = title.expect("a fix for all").to_owned();
    server.run(&actions, &title);
    let read = |name: &str| std::fs::read_to_string(project.path().join(name)).unwrap_or_default();
    for _ in 0..2_000 {
        let first = read(".claude/settings.json").contains("Read(**/.env)");
        if first && read(".gitignore").contains(".env") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(read(".claude/settings.json").contains("Read(**/.env)"));
    assert!(read(".gitignore").contains(".env"));
    let shown = server.shown().join("\n");
    assert!(shown.contains("open"), "what stays open is told: {shown}");
    server.ignore_the_rest();
}

#[test]
fn other_secret_files_are_noted_by_what_they_hold() {
    let project = three();
    let value = project.secret_of("npm-access-token", 1);
    let text = format!("//npm.example.com/:_authToken={value}\n");
    project
        .write(".npmrc", &text)
        .write("web/.npmrc", "save-exact=true\n")
        .write("prod.tfvars", "region = \"eu\"\n");
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    for (name, text) in [
        (".npmrc", text.as_str()),
        ("prod.tfvars", "region = \"eu\"\n"),
    ] {
        let doc = uri(&project.path().join(name));
        server.open(&doc, "properties", text);
        until(&mut server, &doc, |codes| codes.contains(&CAN_READ.into()));
    }
    let doc = uri(&project.path().join("web/.npmrc"));
    server.open(&doc, "properties", "save-exact=true\n");
    // What was opened later has been looked at, so this one has, too.
    let later = uri(&project.path().join(".env"));
    server.open(&later, "dotenv", "A=1\n");
    until(&mut server, &later, |codes| {
        codes.contains(&CAN_READ.into())
    });
    assert_eq!(codes(&server.diagnostics(&doc)), [""; 0]);
    assert!(!server.log().replace(&text, "").contains("authToken=npm_"));
    server.ignore_the_rest();
}

#[test]
fn the_hover_tells_the_row_with_sources() {
    let project = three();
    let doc = uri(&project.path().join(".env"));
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.open(&doc, "dotenv", "A=1\nB=2\n");
    until(&mut server, &doc, |codes| codes.contains(&CAN_READ.into()));
    for (line, character) in [(0, 3), (1, 0)] {
        let shown = hover(&mut server, &doc, line, character);
        let text = shown["contents"]["value"].as_str().expect("a text");
        for part in [
            "Who can read this file",
            "git ignores it",
            "Claude Code",
            "Routes open",
            "https://",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
    assert_eq!(
        hover(&mut server, &doc, 1, 3),
        Value::Null,
        "not over a value"
    );
    server.ignore_the_rest();
}

#[test]
fn the_line_above_is_there_on_request() {
    let project = three();
    let doc = uri(&project.path().join(".env"));
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.open(&doc, "dotenv", "A=1\nB=2\n");
    until(&mut server, &doc, |codes| codes.contains(&CAN_READ.into()));
    assert_eq!(lenses(&mut server, &doc), [Value::Null; 0]);
    let settings = json!({ "settings": { "keyward": { "codeLens": "on" } } });
    server.notify("workspace/didChangeConfiguration", settings);
    let found = lenses(&mut server, &doc);
    let command = &found[0]["command"];
    let title = command["title"].as_str().expect("a title");
    assert!(
        title.starts_with("visible to ") && title.contains("Claude Code"),
        "{title}"
    );
    let params = json!({ "command": command["command"], "arguments": command["arguments"] });
    server.request("workspace/executeCommand", params);
    let shown = server.shown();
    assert!(
        shown.iter().any(|it| it.contains("Routes open")),
        "{shown:?}"
    );
    server.ignore_the_rest();
}

#[test]
fn a_plugin_that_comes_later_is_told() {
    let project = Project::git();
    project.write(".gitignore", ".env\n").write(".env", "A=1\n");
    let doc = uri(&project.path().join(".env"));
    let mut server = builder().folder(project.path()).start();
    server.open(&doc, "dotenv", "A=1\n");
    server.notify(
        "keyward/signs",
        json!({ "extensions": ["GitHub.copilot-chat"] }),
    );
    until(&mut server, &doc, |codes| codes.contains(&CAN_READ.into()));
    server.notify(
        "keyward/signs",
        json!({ "extensions": [], "globals": ["loaded_nothing"] }),
    );
    until(&mut server, &doc, |codes| codes.is_empty());
    server.ignore_the_rest();
}

#[test]
fn the_home_folder_is_looked_at_where_the_user_says_so() {
    let project = Project::git();
    project
        .write("home/.claude/x", "")
        .write(".gitignore", ".env\n")
        .write(".env", "A=1\n");
    let home = project.path().join("home");
    let args = ["exposure", "--all", "--format", "json"];
    let seen = |settings: &str| {
        project.write("config/keyward/config.toml", settings);
        let mut command = project.command();
        command
            .args(args)
            .env("HOME", &home)
            .env("USERPROFILE", &home);
        command.env("XDG_CONFIG_HOME", project.path().join("config"));
        project
            .outcome(command.output().expect("keyward runs"))
            .out
            .contains("home .claude")
    };
    assert!(!seen(""));
    assert!(seen("home_signs = \"on\"\n"));
    project.write(".keyward.toml", "home_signs = \"on\"\n");
    assert!(!seen(""), "a workspace has no say in it");
}
