//! Cases O1, O3–O6, O14 and O15: what is secret stays in the process.

use serde_json::{Value, json};

use super::client::{builder, uri};
use crate::support::cli::Project;

const VSCODE: &str = "vscode-languageclient-11.0.0.json";

#[test]
fn o1_o3_no_feature_and_no_log_shows_a_value() {
    let project = Project::git();
    let secrets: Vec<String> = (1..6).map(|seed| project.secret(seed)).collect();
    let password: String = ["hunter", "2-", "Kq9z", "!x", "Wv"].concat();
    let mut text = String::from("import os\n");
    for secret in &secrets {
        text += &format!("token = \"{secret}\"  # {secret}\n");
    }
    text += &format!(
        "password = \"{password}\"\nurl = \"postgres://u:{password}@db.prod.internal/x\"\n"
    );
    let doc = uri(&project.path().join("app.py"));
    let mut server = builder()
        .recorded(VSCODE)
        .folder(project.path())
        .env("RUST_LOG", "trace")
        .env("KEYWARD_LOG", "trace")
        .env("RUST_BACKTRACE", "1")
        .start();
    server.open(&doc, "python", &text);
    let found = server.diagnostics(&doc);
    assert!(found.len() >= 5, "{found:?}");
    for line in 0..8 {
        for character in [0, 12, 20, 60] {
            let place = json!({ "textDocument": { "uri": doc }, "position": { "line": line, "character": character } });
            server.request("textDocument/hover", place);
            for action in server.actions(&doc, line, character) {
                if action["data"].is_object() {
                    server.request("codeAction/resolve", action);
                }
            }
        }
    }
    let actions = server.actions(&doc, 1, 12);
    server.run(&actions, "Move to environment");
    server.wait_for("workspace/applyEdit");
    server.call("keyward/testEnginePanic", json!(null));
    server.call("keyward/testPanic", json!(null));
    server.request(
        "workspace/executeCommand",
        json!({ "command": "keyward.scanWorkspace" }),
    );
    server.wait(|it| {
        it["params"]["message"]
            .to_string()
            .contains("files scanned")
    });
    server.close(&doc);
    server.barrier();
    let log = server.log();
    for value in secrets.iter().chain([&password]) {
        assert!(!log.contains(value), "a value was written");
        // Nor its middle: redaction may show a public prefix only.
        assert!(
            !log.contains(&value[value.len() / 2..]),
            "half a value was written"
        );
    }
    assert!(
        !log.contains("import os\\n"),
        "no text of a document in a log"
    );
    server.ignore_the_rest();
}

#[test]
fn o4_parameters_that_do_not_fit_are_not_quoted() {
    let project = Project::new();
    let secret = project.secret(1);
    let mut server = builder().env("KEYWARD_LOG", "trace").start();
    for params in [
        json!({ "textDocument": secret }),
        json!({ "textDocument": { "uri": secret }, "position": secret }),
        json!([secret]),
    ] {
        let answer = server.call("textDocument/hover", params.clone());
        assert_eq!(answer["error"]["code"], -32602);
        server.notify("textDocument/didOpen", params);
    }
    server.call(&secret, json!({}));
    server.barrier();
    assert!(!server.log().contains(&secret));
}

#[test]
fn o6_nothing_else_is_written_to_disk() {
    let project = Project::git();
    let secret = project.secret(1);
    let scratch = tempfile::tempdir().unwrap();
    let doc = uri(&project.path().join("app.py"));
    let mut server = builder()
        .recorded(VSCODE)
        .folder(project.path())
        .env("TMPDIR", scratch.path().to_str().unwrap())
        .env("HOME", scratch.path().to_str().unwrap())
        .start();
    server.open(&doc, "python", &format!("token = \"{secret}\"\n"));
    let actions = server.actions(&doc, 0, 12);
    server.run(&actions, "Move to environment");
    server.wait_for("workspace/applyEdit");
    assert_eq!(server.end(true), Some(0));
    assert_eq!(
        std::fs::read_dir(scratch.path()).unwrap().count(),
        0,
        "no copy elsewhere"
    );
    let mut names: Vec<String> = std::fs::read_dir(project.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, [".env", ".env.example", ".git", ".gitignore"]);
}

#[test]
fn o15_commands_with_guessed_arguments() {
    let project = Project::git();
    let secret = project.secret(1);
    let doc = uri(&project.path().join("app.py"));
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.open(&doc, "python", &format!("token = \"{secret}\"\n"));
    let guesses: [Value; 8] = [
        json!([]),
        json!([0]),
        json!([{ "offer": 0 }]),
        json!([{ "offer": -1 }]),
        json!([{ "offer": "0" }]),
        json!([{ "offer": 18_446_744_073_709_551_615_u64 }]),
        json!([{ "uri": doc, "range": null }]),
        json!([secret]),
    ];
    for command in [
        "keyward.applyFix",
        "keyward.allow",
        "keyward.openRevokePage",
        "keyward.reveal",
        "",
    ] {
        for arguments in &guesses {
            let params = json!({ "command": command, "arguments": arguments });
            let answer = server.call("workspace/executeCommand", params);
            assert_eq!(answer["error"]["code"], -32602, "{command} {arguments}");
        }
    }
    // An offer of one kind is no offer of another.
    let actions = server.actions(&doc, 0, 12);
    let offer = actions[0]["command"]["arguments"].clone();
    let params = json!({ "command": "keyward.openRevokePage", "arguments": offer });
    assert_eq!(
        server.call("workspace/executeCommand", params)["error"]["code"],
        -32602
    );
    server.barrier();
    assert!(
        !project.path().join(".env").exists(),
        "nothing is written without a step of the user"
    );
    assert!(!server.log().contains(&secret));
    server.ignore_the_rest();
}
