//! Quick fixes, asserted on disk and on the wire.

#[cfg(unix)]
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use super::client::{Server, builder, eventually, uri};
use crate::support::cli::Project;

const VSCODE: &str = "vscode-languageclient-11.0.0.json";

struct Case {
    project: Project,
    secret: String,
    doc: String,
    text: String,
    server: Server,
}

/// A Python file with one token, typed character by character.
fn typed(client: &str) -> Case {
    let project = Project::git();
    let secret = project.secret(1);
    let text = format!("import os\n\ntoken = \"{secret}\"\n");
    project.write("app.py", "");
    let doc = uri(&project.path().join("app.py"));
    let mut server = builder().recorded(client).folder(project.path()).start();
    server.open(&doc, "python", "");
    let (mut line, mut column) = (0, 0);
    for (version, character) in (2..).zip(text.chars()) {
        let range = Some([line, column, line, column]);
        server.change(&doc, version, range, &character.to_string());
        column += 1;
        if character == '\n' {
            (line, column) = (line + 1, 0);
        }
    }
    Case {
        project,
        secret,
        doc,
        text,
        server,
    }
}

impl Case {
    fn file(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.project.path().join(name)).ok()
    }

    /// The text after the edits of a `workspace/applyEdit`, for ASCII texts.
    fn after(&self, request: &Value) -> String {
        let edit = &request["params"]["edit"];
        let edits = match edit["documentChanges"].as_array() {
            Some(changes) => changes
                .iter()
                .find(|it| it["textDocument"]["uri"] == *self.doc)
                .unwrap()["edits"]
                .clone(),
            None => edit["changes"][&self.doc].clone(),
        };
        let starts: Vec<usize> = std::iter::once(0)
            .chain(self.text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let offset = |place: &Value| {
            starts[usize::try_from(place["line"].as_u64().unwrap()).unwrap()]
                + usize::try_from(place["character"].as_u64().unwrap()).unwrap()
        };
        let mut edits: Vec<_> = edits
            .as_array()
            .unwrap()
            .iter()
            .map(|it| {
                (
                    offset(&it["range"]["start"])..offset(&it["range"]["end"]),
                    it["newText"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        let mut text = self.text.clone();
        for (range, new) in edits {
            text.replace_range(range, &new);
        }
        text
    }
}

/// Neovim 0.11 asks with the cursor's place and the diagnostics of its whole line.
#[test]
fn a_cursor_elsewhere_on_the_line_gets_what_its_diagnostics_get() {
    let mut case = typed("neovim-0.11.4.json");
    let found = case.server.diagnostics(&case.doc);
    let start = json!({ "line": 2, "character": 0 });
    let mut ask = |diagnostics: &[Value]| {
        let params = json!({
            "textDocument": { "uri": case.doc },
            "range": { "start": start, "end": start },
            "context": { "diagnostics": diagnostics },
        });
        let actions = case.server.request("textDocument/codeAction", params);
        actions.as_array().map_or(0, Vec::len)
    };
    assert_eq!(ask(&[]), 0, "the cursor is on nothing");
    assert_eq!(ask(&found), 5);
    let mut strange = found.clone();
    strange[0]["source"] = json!("another");
    assert_eq!(ask(&strange), 0, "another tool's finding at the same place");
}

#[test]
fn a_typed_token_moves_to_the_environment() {
    for client in [
        VSCODE,
        "neovim-0.11.4.json",
        "helix-25.07.1.json",
        "eglot-1.17.json",
        "kak-lsp-22.0.0.json",
    ] {
        let mut case = typed(client);
        let found = case.server.diagnostics(&case.doc);
        assert!(
            found[0]["message"].as_str().unwrap().contains("checksum"),
            "{found:?}"
        );
        assert_eq!(found[0]["severity"], 1);
        let actions = case.server.actions(&case.doc, 2, 12);
        assert_eq!(
            actions[0]["title"],
            "Move to environment variable GITHUB_TOKEN (writes .env)"
        );
        case.server.run(&actions, "Move to environment");
        let request = case.server.wait_for("workspace/applyEdit");
        let after = case.after(&request);
        assert!(
            after.ends_with("\ntoken = os.environ[\"GITHUB_TOKEN\"]\n"),
            "{after}"
        );
        assert_eq!(
            case.file(".env").unwrap(),
            format!("GITHUB_TOKEN={}\n", case.secret)
        );
        assert!(
            case.file(".env.example")
                .unwrap()
                .starts_with("GITHUB_TOKEN=")
        );
        assert!(
            case.file(".gitignore")
                .unwrap()
                .lines()
                .any(|line| line == ".env")
        );
        #[cfg(unix)]
        {
            let mode = std::fs::metadata(case.project.path().join(".env"))
                .unwrap()
                .permissions();
            assert_eq!(mode.mode() & 0o777, 0o600);
        }
        case.server.wait_for("window/showMessage");
        case.server.change(&case.doc, 1_000, None, &after);
        assert!(
            case.server.diagnostics(&case.doc).is_empty(),
            "{client}: the lookup is no finding"
        );
        assert!(
            !case.server.log().contains(&case.secret),
            "{client}: no message holds the value"
        );
        case.server.ignore_the_rest();
    }
}

#[test]
fn l16_a_fix_follows_its_value_or_does_nothing() {
    let mut case = typed(VSCODE);
    let actions = case.server.actions(&case.doc, 2, 12);
    // The value has moved: it is still the same value.
    case.server
        .change(&case.doc, 500, Some([0, 0, 0, 0]), "# moved\n");
    case.text.insert_str(0, "# moved\n");
    case.server.run(&actions, "Move to environment");
    let request = case.server.wait_for("workspace/applyEdit");
    let version = &request["params"]["edit"]["documentChanges"][0]["textDocument"]["version"];
    assert_eq!(version, 500);
    assert!(case.after(&request).contains("token = os.environ"));
    // The value is another one: nothing happens.
    case.server.wait_for("window/showMessage");
    let other = case.project.secret(2);
    case.server
        .change(&case.doc, 600, None, &format!("token = \"{other}\"\n"));
    let before = case.file(".env");
    case.server.run(&actions, "Move to environment");
    let notice = case.server.wait_for("window/showMessage");
    assert!(
        notice["params"]["message"]
            .as_str()
            .unwrap()
            .contains("nothing was edited")
    );
    assert_eq!(case.file(".env"), before);
    assert!(case.server.take("workspace/applyEdit").is_empty());
    case.server.ignore_the_rest();
}

#[test]
fn f15_a_rejected_edit_leaves_the_entry_and_offers_to_remove_it() {
    let mut case = typed(VSCODE);
    case.server.applies = Some(false);
    let actions = case.server.actions(&case.doc, 2, 12);
    case.server.run(&actions, "Move to environment");
    case.server.wait_for("workspace/applyEdit");
    let question = case.server.wait_for("window/showMessageRequest");
    assert!(case.file(".env").unwrap().contains("GITHUB_TOKEN="));
    let remove = question["params"]["actions"][0]["title"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(remove, "Remove GITHUB_TOKEN from .env");
    let answer = json!({ "jsonrpc": "2.0", "id": question["id"], "result": { "title": remove } });
    case.server.send(&answer);
    let env = case.project.path().join(".env");
    eventually("the entry is removed", || {
        !std::fs::read_to_string(&env)
            .unwrap()
            .contains("GITHUB_TOKEN")
    });
    case.server.ignore_the_rest();
}

#[test]
fn f14_an_open_env_is_edited_through_the_client() {
    let mut case = typed(VSCODE);
    case.project.write(".env", "SAVED=1\n");
    let env = uri(&case.project.path().join(".env"));
    case.server.open(&env, "dotenv", "SAVED=1\nUNSAVED=2\n");
    let actions = case.server.actions(&case.doc, 2, 12);
    case.server.run(&actions, "Move to environment");
    let request = case.server.wait_for("workspace/applyEdit");
    let changes = request["params"]["edit"]["documentChanges"]
        .as_array()
        .unwrap();
    let order: Vec<&Value> = changes
        .iter()
        .map(|it| &it["textDocument"]["uri"])
        .collect();
    assert_eq!(order, [&json!(env), &json!(case.doc)], "the .env first");
    let edit = &changes[0]["edits"][0];
    assert_eq!(
        edit["range"]["start"],
        json!({ "line": 2, "character": 0 }),
        "after the unsaved line"
    );
    assert!(edit["newText"].as_str().unwrap().contains(&case.secret));
    assert_eq!(
        case.file(".env").unwrap(),
        "SAVED=1\n",
        "the file is the editor's to save"
    );
    case.server.ignore_the_rest();
}

#[test]
fn f16_undo_reports_again_and_redo_adds_no_duplicate() {
    let mut case = typed(VSCODE);
    for round in 0..2 {
        let actions = case.server.actions(&case.doc, 2, 12);
        case.server.run(&actions, "Move to environment");
        let request = case.server.wait_for("workspace/applyEdit");
        let after = case.after(&request);
        case.server
            .change(&case.doc, 1_000 + round * 2, None, &after);
        assert!(case.server.diagnostics(&case.doc).is_empty());
        let text = case.text.clone();
        case.server
            .change(&case.doc, 1_001 + round * 2, None, &text);
        assert_eq!(case.server.diagnostics(&case.doc).len(), 1);
    }
    assert_eq!(
        case.file(".env").unwrap().matches("GITHUB_TOKEN").count(),
        1
    );
    case.server.ignore_the_rest();
}

#[test]
fn a_fix_that_cannot_be_safe_says_why() {
    let mut case = typed(VSCODE);
    std::fs::create_dir(case.project.path().join(".env")).unwrap();
    let actions = case.server.actions(&case.doc, 2, 12);
    let reason = actions[0]["disabled"]["reason"].as_str().unwrap();
    assert!(reason.contains(".env"), "{reason}");
    assert!(actions[0]["command"].is_null() && actions[0]["edit"].is_null());
    case.server.ignore_the_rest();
}

#[test]
fn l24_a_client_without_edits_is_not_offered_what_needs_them() {
    let mut case = typed("ale-4.0.0.json");
    assert_eq!(case.server.diagnostics(&case.doc).len(), 1);
    let actions = case.server.actions(&case.doc, 2, 12);
    assert!(
        !actions
            .iter()
            .any(|it| it["title"].to_string().contains("Move")),
        "{actions:?}"
    );
    let allow = &actions[0]["edit"]["changes"][&case.doc][0];
    assert!(
        allow["newText"]
            .as_str()
            .unwrap()
            .contains("keyward:allow github-classic-pat")
    );

    let mut bare = builder().start();
    bare.open(&case.doc, "python", &case.text);
    assert_eq!(bare.diagnostics(&case.doc).len(), 1);
    let actions = bare.actions(&case.doc, 2, 12);
    assert!(
        actions.iter().all(|it| it["command"].is_string()),
        "commands only: {actions:?}"
    );
    bare.run(&actions, "revoke");
    assert!(
        bare.wait_for("window/showMessage")["params"]["message"]
            .to_string()
            .contains("https://")
    );
}

#[test]
fn allowing_a_finding_silences_it() {
    let mut case = typed(VSCODE);
    let actions = case.server.actions(&case.doc, 2, 12);
    let allow = actions
        .iter()
        .find(|it| it["title"].to_string().contains("Allow"))
        .unwrap();
    assert!(
        allow["edit"].is_null() && allow["data"].is_object(),
        "resolved when chosen"
    );
    let resolved = case.server.request("codeAction/resolve", allow.clone());
    let after = case.after(&json!({ "params": { "edit": resolved["edit"] } }));
    case.server.change(&case.doc, 1_000, None, &after);
    assert!(
        case.server.diagnostics(&case.doc).is_empty(),
        "{}",
        after.replace(&case.secret, "…")
    );
    case.server.ignore_the_rest();
}

#[test]
fn the_revoke_page_opens_outside() {
    let mut case = typed(VSCODE);
    let actions = case.server.actions(&case.doc, 2, 12);
    case.server.run(&actions, "Open the page to revoke");
    let request = case.server.wait_for("window/showDocument");
    assert_eq!(request["params"]["external"], true);
    assert!(
        request["params"]["uri"]
            .as_str()
            .unwrap()
            .starts_with("https://github.com/")
    );
    case.server.ignore_the_rest();
}

#[test]
fn only_the_kinds_that_are_asked_for() {
    let mut case = typed(VSCODE);
    for (only, some) in [
        ("quickfix", true),
        ("", true),
        ("refactor", false),
        ("source.fixAll", false),
        ("quick", false),
    ] {
        let place = json!({ "line": 2, "character": 12 });
        let params = json!({
            "textDocument": { "uri": case.doc }, "range": { "start": place, "end": place },
            "context": { "diagnostics": [], "only": [only] },
        });
        let actions = case.server.request("textDocument/codeAction", params);
        assert_eq!(!actions.as_array().unwrap().is_empty(), some, "{only:?}");
    }
    case.server.ignore_the_rest();
}

#[test]
fn a_scan_of_the_workspace_can_be_stopped() {
    let project = Project::git();
    for number in 0..400 {
        project.write(
            &format!("src/{number}.py"),
            "total = compute(first, second)\n".repeat(2_000),
        );
    }
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.request(
        "workspace/executeCommand",
        json!({ "command": "keyward.scanWorkspace" }),
    );
    let create = server.wait_for("window/workDoneProgress/create");
    let token = create["params"]["token"].clone();
    server.notify("window/workDoneProgress/cancel", json!({ "token": token }));
    let message = server.wait_for("window/showMessage")["params"]["message"].to_string();
    assert!(message.contains("Stopped: "), "{message}");
    server.ignore_the_rest();
}

#[test]
fn the_workspace_is_scanned_on_request() {
    let project = Project::git();
    let secret = project.secret(1);
    project.write("lib/a.py", format!("t = \"{secret}\"\n"));
    project.write("b.py", "x = 1\n");
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.request(
        "workspace/executeCommand",
        json!({ "command": "keyward.scanWorkspace" }),
    );
    let message = server.wait_for("window/showMessage")["params"]["message"].to_string();
    assert!(
        message.contains("2 files scanned, 1 finding in 1 file."),
        "{message}"
    );
    let published = server.wait_for("textDocument/publishDiagnostics");
    assert!(
        published["params"]["uri"]
            .as_str()
            .unwrap()
            .ends_with("/lib/a.py")
    );
    // Once it is open its diagnostics come the usual way, and not twice.
    let doc = uri(&project.path().join("lib/a.py"));
    server.open(&doc, "python", &format!("t = \"{secret}\"\n"));
    let published = server.wait_for("textDocument/publishDiagnostics");
    assert_eq!(published["params"]["diagnostics"], json!([]));
    assert_eq!(server.diagnostics(&doc).len(), 1);
    assert!(!server.log().contains(&secret));
    server.ignore_the_rest();
}

#[test]
fn an_open_env_that_is_not_saved_yet_gets_its_rights_first() {
    let mut case = typed(VSCODE);
    let env = uri(&case.project.path().join(".env"));
    case.server.open(&env, "dotenv", "");
    let actions = case.server.actions(&case.doc, 2, 12);
    case.server.run(&actions, "Move to environment");
    case.server.wait_for("workspace/applyEdit");
    assert_eq!(case.file(".env").unwrap(), "");
    #[cfg(unix)]
    {
        let mode = std::fs::metadata(case.project.path().join(".env"))
            .unwrap()
            .permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
    }
    let notice = case.server.wait_for("window/showMessage")["params"]["message"].to_string();
    assert!(notice.contains("Save .env"), "{notice}");
    case.server.ignore_the_rest();
}

#[test]
fn c11_an_untrusted_workspace_is_scanned_and_not_written_to() {
    let project = Project::git();
    let secret = project.secret(1);
    let doc = uri(&project.path().join("app.py"));
    let options = json!({ "trusted": false });
    let mut server = builder()
        .recorded(VSCODE)
        .folder(project.path())
        .options(options)
        .start();
    server.open(&doc, "python", &format!("token = \"{secret}\"\n"));
    assert_eq!(server.diagnostics(&doc).len(), 1);
    let actions = server.actions(&doc, 0, 12);
    assert!(
        actions[0]["disabled"]["reason"]
            .as_str()
            .unwrap()
            .contains("Trust this workspace")
    );
    server.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "keyward": { "trusted": true } } }),
    );
    let actions = server.actions(&doc, 0, 12);
    assert!(actions[0]["disabled"].is_null(), "{actions:?}");
    server.ignore_the_rest();
}

#[test]
fn a_cell_of_a_notebook_is_edited_as_itself() {
    let project = Project::git();
    let secret = project.secret(1);
    let cell = format!(
        "vscode-notebook-cell:{}/n.ipynb#W1",
        project.path().display()
    );
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.notify(
        "notebookDocument/didOpen",
        json!({
            "notebookDocument": { "uri": uri(&project.path().join("n.ipynb")),
                "notebookType": "jupyter-notebook", "version": 1,
                "cells": [{ "kind": 2, "document": cell }] },
            "cellTextDocuments": [{ "uri": cell, "languageId": "python", "version": 1,
                "text": format!("token = \"{secret}\"\n") }],
        }),
    );
    let actions = server.actions(&cell, 0, 12);
    server.run(&actions, "Move to environment");
    let request = server.wait_for("workspace/applyEdit");
    let change = &request["params"]["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": cell, "version": 1 }));
    assert!(change.to_string().contains("os.environ"), "{change}");
    let env = std::fs::read_to_string(project.path().join(".env")).unwrap();
    assert_eq!(env, format!("GITHUB_TOKEN={secret}\n"));
    assert!(!server.log().contains(&secret));
    server.ignore_the_rest();
}

#[test]
fn settings_of_the_start_outlive_a_client_that_says_it_has_none() {
    let project = Project::git();
    let secret = project.secret(1);
    let doc = uri(&project.path().join("app.py"));
    let options = json!({ "rules": { "github-classic-pat": "hint" } });
    let mut server = builder().folder(project.path()).options(options).start();
    server.open(&doc, "python", &format!("token = \"{secret}\"\n"));
    assert_eq!(server.diagnostics(&doc)[0]["severity"], 4);
    server.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "keyward": {} } }),
    );
    server.change(&doc, 2, Some([0, 0, 0, 0]), "\n");
    assert_eq!(server.diagnostics(&doc)[0]["severity"], 4);
    let settings =
        json!({ "settings": { "keyward": { "rules": { "github-classic-pat": "off" } } } });
    server.notify("workspace/didChangeConfiguration", settings);
    assert!(server.diagnostics(&doc).is_empty());
}

/// The manager that the project uses is offered behind the main fix; the setting decides otherwise.
#[test]
fn a_secrets_manager_of_the_project_is_offered() {
    let mut case = typed(VSCODE);
    let titles = |case: &mut Case| -> Vec<String> {
        let actions = case.server.actions(&case.doc, 2, 12);
        let titles = actions.iter().filter_map(|it| it["title"].as_str());
        titles.map(str::to_owned).collect()
    };
    assert!(titles(&mut case).iter().all(|it| !it.contains("Doppler")));
    case.project
        .write("doppler.yaml", "setup:\n  project: shop\n");
    let offered = titles(&mut case);
    let title = "Read GITHUB_TOKEN from the environment, set by Doppler (keeps the value in .env until it is stored)";
    assert!(offered.iter().any(|it| it == title), "{offered:?}");
    let actions = case.server.actions(&case.doc, 2, 12);
    case.server
        .run(&actions, "Read GITHUB_TOKEN from the environment");
    let request = case.server.wait_for("workspace/applyEdit");
    let after = case.after(&request);
    assert!(
        after.ends_with("token = os.environ[\"GITHUB_TOKEN\"]\n"),
        "{after}"
    );
    assert_eq!(
        case.file(".env"),
        Some(format!("GITHUB_TOKEN={}\n", case.secret))
    );
    let told = case.server.wait_for("window/showMessage");
    let told = told["params"]["message"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert!(
        told.contains("doppler secrets set GITHUB_TOKEN --silent"),
        "{told}"
    );
    assert!(told.contains("doppler run -- "), "{told}");
    assert!(
        !case.server.log().contains(&case.secret),
        "no message holds the value"
    );
    case.server.ignore_the_rest();
}
