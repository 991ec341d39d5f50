//! How an open `.env` is kept, and where its values go, as an editor sees it.

use std::time::Duration;

use serde_json::{Value, json};

use super::client::{Server, builder, uri};
use crate::support::cli::Project;

const VSCODE: &str = "vscode-languageclient-11.0.0.json";

/// Asks again until the worker's answer has come. Returns the diagnostics with this code.
fn until(server: &mut Server, doc: &str, code: &str, fits: impl Fn(usize) -> bool) -> Vec<Value> {
    for _ in 0..2_000 {
        let mut found = server.diagnostics(doc);
        found.retain(|one| one["code"] == code);
        if fits(found.len()) {
            return found;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("never {code}: {:?}", server.diagnostics(doc));
}

fn opened(project: &Project, name: &str, language: &str, text: &str) -> (Server, String) {
    project.write(name, text);
    let doc = uri(&project.path().join(name));
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.open(&doc, language, text);
    (server, doc)
}

/// The texts that a `workspace/applyEdit` for the document puts in, and where.
fn edits(server: &mut Server, doc: &str) -> Value {
    let request = server.wait_for("workspace/applyEdit");
    let changes = request["params"]["edit"]["documentChanges"].clone();
    let changes = changes.as_array().expect("changes");
    let own = changes.iter().find(|it| it["textDocument"]["uri"] == *doc);
    let edits = own.expect("an edit of the document")["edits"].clone();
    server.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": { "applied": true } }));
    edits
}

#[test]
fn a_name_that_is_set_twice_is_told_moves_with_the_text_and_is_mended() {
    let project = Project::new();
    project.write("package.json", "{\"dependencies\": {\"dotenv\": \"17\"}}");
    let (mut server, doc) = opened(&project, ".env", "dotenv", "MODE=a\nPORT=1\nMODE=b\n");
    let found = until(&mut server, &doc, "env-duplicate-name", |it| it == 1);
    assert_eq!(found[0]["severity"], 2);
    assert_eq!(
        found[0]["range"]["start"],
        json!({ "line": 0, "character": 0 })
    );
    assert!(
        found[0]["message"]
            .as_str()
            .unwrap()
            .contains("dotenv takes that one")
    );
    let page = found[0]["codeDescription"]["href"]
        .as_str()
        .unwrap_or_default();
    assert!(
        page.ends_with("docs/checks.md#env-duplicate-name"),
        "{page}"
    );

    server.change(&doc, 2, Some([0, 0, 0, 0]), "# first\n");
    let found = until(&mut server, &doc, "env-duplicate-name", |it| it == 1);
    assert_eq!(found[0]["range"]["start"]["line"], 1);

    let actions = server.actions(&doc, 1, 0);
    server.run(&actions, "Remove line 2");
    let edits = edits(&mut server, &doc);
    assert_eq!(edits[0]["range"]["start"]["line"], 1);
    assert_eq!(
        edits[0]["range"]["end"],
        json!({ "line": 2, "character": 0 })
    );
    server.change(&doc, 3, Some([1, 0, 2, 0]), "");
    until(&mut server, &doc, "env-duplicate-name", |it| it == 0);
    server.ignore_the_rest();
}

#[test]
fn a_printed_variable_is_told_while_typing_and_can_be_allowed() {
    let project = Project::new();
    let (mut server, doc) = opened(&project, "a.js", "javascript", "let a = 1;\n");
    server.change(
        &doc,
        2,
        Some([1, 0, 1, 0]),
        "console.log(process.env.API_TOKEN);\n",
    );
    let found = until(&mut server, &doc, "secret-printed", |it| it == 1);
    assert_eq!(
        found[0]["range"]["start"],
        json!({ "line": 1, "character": 12 })
    );

    let actions = server.actions(&doc, 1, 14);
    server.run(&actions, "Allow this (secret-printed)");
    let edits = edits(&mut server, &doc);
    let comment = edits[0]["newText"].as_str().unwrap().to_owned();
    assert!(
        comment.contains("// keyward:allow secret-printed:"),
        "{comment}"
    );
    server.change(&doc, 3, Some([1, 35, 1, 35]), &comment);
    until(&mut server, &doc, "secret-printed", |it| it == 0);
    let unused = server
        .diagnostics(&doc)
        .iter()
        .any(|one| one["code"] == "unused-allow");
    assert!(!unused);

    server.change(&doc, 4, None, "console.log(!!process.env.API_TOKEN);\n");
    until(&mut server, &doc, "secret-printed", |it| it == 0);
    server.ignore_the_rest();
}

#[test]
fn what_other_files_say_is_told_and_taken_back() {
    let project = Project::new();
    let secret = project.secret(1);
    project.write(".env.production", format!("TOKEN={secret}\n"));
    let (mut server, doc) = opened(&project, ".env", "dotenv", &format!("TOKEN={secret}\n"));
    until(&mut server, &doc, "env-same-in-environments", |it| it == 1);

    let other = project.path().join(".env.production");
    std::fs::write(&other, "TOKEN=\n").unwrap();
    let changes = json!({ "changes": [{ "uri": uri(&other), "type": 2 }] });
    server.notify("workspace/didChangeWatchedFiles", changes);
    until(&mut server, &doc, "env-same-in-environments", |it| it == 0);
    assert!(!server.log().contains(&secret));
    server.ignore_the_rest();
}

/// Symfony and Vite commit a `.env` with defaults: without a secret that is no issue.
#[test]
fn a_committed_file_of_settings_is_quiet() {
    let project = Project::new();
    project.write(".env", "PORT=1\nMODE=a\nMODE=b\n");
    project.run_git(&["init", "--quiet"]);
    project.run_git(&["add", ".env"]);
    let (mut server, doc) = opened(&project, ".env", "dotenv", "PORT=1\nMODE=a\nMODE=b\n");
    until(&mut server, &doc, "env-duplicate-name", |it| it == 1);
    std::thread::sleep(Duration::from_millis(200));
    until(&mut server, &doc, "env-tracked", |it| it == 0);
    server.ignore_the_rest();
}

#[test]
fn settings_switch_a_check_off_and_a_template_is_made() {
    let project = Project::git();
    project.write(
        ".git/config",
        "[remote \"origin\"]\n\turl = https://git.example/a.git\n",
    );
    project.write(".gitignore", ".env\n");
    let (mut server, doc) = opened(&project, ".env", "dotenv", "PORT=1\nMODE=a\nMODE=b\n");
    let found = until(&mut server, &doc, "env-template-missing", |it| it == 1);
    assert_eq!(found[0]["severity"], 4);
    let actions = server.actions(&doc, 0, 0);
    let titles: Vec<&str> = actions
        .iter()
        .filter_map(|it| it["title"].as_str())
        .collect();
    assert!(
        titles.iter().any(|it| it.contains(".env.example")),
        "{titles:?}"
    );
    server.run(&actions, "Make a .env.example");
    until(&mut server, &doc, "env-template-missing", |it| it == 0);
    let made = std::fs::read_to_string(project.path().join(".env.example")).unwrap();
    assert_eq!(made, "PORT=\nMODE=\n");

    let settings = project.path().join(".keyward.toml");
    std::fs::write(&settings, "[rules]\nenv-duplicate-name = \"off\"\n").unwrap();
    let changes = json!({ "changes": [{ "uri": uri(&settings), "type": 1 }] });
    server.notify("workspace/didChangeWatchedFiles", changes);
    // Without trust a workspace's settings turn down and no more.
    let found = until(&mut server, &doc, "env-duplicate-name", |_| true);
    assert!(found.iter().all(|one| one["severity"] != 1));
    server.ignore_the_rest();
}

#[cfg(unix)]
#[test]
fn others_lose_their_rights() {
    use std::os::unix::fs::PermissionsExt as _;
    let rights = |path: &std::path::Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let project = Project::new();
    let text = format!("TOKEN={}\n", project.secret(1));
    project.write(".env", &text);
    rights(project.path(), 0o755);
    let path = project.path().join(".env");
    rights(&path, 0o644);
    let doc = uri(&path);
    let server = builder().recorded(VSCODE).folder(project.path());
    let mut server = server.env("KEYWARD_RIGHTS", "always").start();
    server.open(&doc, "dotenv", &text);
    until(&mut server, &doc, "env-readable-by-others", |it| it == 1);
    let actions = server.actions(&doc, 0, 0);
    server.run(&actions, "Let nobody else read .env");
    server.barrier();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    server.ignore_the_rest();
}
