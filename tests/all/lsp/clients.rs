//! The eight recorded editors: what is announced to each, and how findings reach it.

use expect_test::expect;
use serde_json::Value;

use super::client::{builder, uri};
use crate::support::cli::{Project, TOKEN_RULE, token};

const CLIENTS: [&str; 8] = [
    "ale-4.0.0.json",
    "eglot-1.17.json",
    "helix-25.07.1.json",
    "kak-lsp-22.0.0.json",
    "kate-22.12.3.json",
    "neovim-0.11.4.json",
    "neovim-0.12.4.json",
    "vscode-languageclient-11.0.0.json",
];

/// How an action reaches the client.
fn form(action: &Value) -> &'static str {
    if action["command"].is_string() {
        "bare command"
    } else if action["command"].is_object() {
        "command"
    } else if action["edit"].is_object() {
        "edit"
    } else if action["data"].is_object() {
        "edit on resolve"
    } else {
        "nothing"
    }
}

fn profile(name: &str) -> String {
    let project = Project::git();
    let mut server = builder().recorded(name).folder(project.path()).start();
    let doc = uri(&project.path().join("a.py"));
    // Beyond U+FFFF in front of it: columns differ between all three encodings.
    let text = format!("s = \"😀é\"; t = \"{}\"\n", token(TOKEN_RULE, 1));
    server.open(&doc, "python", &text);
    let found = server.diagnostics(&doc);
    assert_eq!(found.len(), 1, "{name}");
    let pull = !server.announced["capabilities"]["diagnosticProvider"].is_null();
    if pull {
        assert!(server.published().is_empty(), "{name}: never both");
    }
    let column = &found[0]["range"]["start"]["character"];
    let line = u32::try_from(column.as_u64().unwrap()).unwrap();
    let mut out = format!(
        "{name}: {} column {column}, {}, link {}, related {}\n",
        server.announced["capabilities"]["positionEncoding"]
            .as_str()
            .unwrap(),
        if pull { "pull" } else { "push" },
        found[0]["codeDescription"].is_object(),
        found[0]["relatedInformation"].is_array(),
    );
    for action in server.actions(&doc, 0, line + 2) {
        let title = action["title"].as_str().unwrap();
        let words: Vec<&str> = title.split(' ').take(2).collect();
        let preferred = if action["isPreferred"] == true {
            ", preferred"
        } else {
            ""
        };
        out += &format!("    {}: {}{preferred}\n", words.join(" "), form(&action));
    }
    server.ignore_the_rest();
    out
}

#[test]
fn every_client_gets_what_it_can_take() {
    let all: String = CLIENTS.iter().map(|name| profile(name)).collect();
    expect![[r#"
        ale-4.0.0.json: utf-16 column 16, push, link false, related false
            Allow this: edit
            Open the: command
            Replace the: edit
        eglot-1.17.json: utf-8 column 19, push, link false, related false
            Move to: command, preferred
            Replace this: command
            Allow this: edit on resolve
            Open the: command
            Replace the: edit on resolve
        helix-25.07.1.json: utf-8 column 19, push, link false, related false
            Move to: command, preferred
            Replace this: command
            Allow this: edit on resolve
            Open the: command
            Replace the: edit on resolve
        kak-lsp-22.0.0.json: utf-8 column 19, push, link false, related false
            Move to: command
            Replace this: command
            Allow this: edit
            Open the: command
            Replace the: edit
        kate-22.12.3.json: utf-16 column 16, push, link false, related false
            Allow this: edit
            Open the: command
            Replace the: edit
        neovim-0.11.4.json: utf-8 column 19, push, link false, related false
            Move to: command, preferred
            Replace this: command
            Allow this: edit on resolve
            Open the: command
            Replace the: edit on resolve
        neovim-0.12.4.json: utf-8 column 19, pull, link false, related false
            Move to: command, preferred
            Replace this: command
            Allow this: edit on resolve
            Open the: command
            Replace the: edit on resolve
        vscode-languageclient-11.0.0.json: utf-16 column 16, pull, link true, related false
            Move to: command, preferred
            Replace this: command
            Allow this: edit on resolve
            Open the: command
            Replace the: edit on resolve
    "#]]
    .assert_eq(&all);
}

#[test]
fn settings_choose_the_way_of_diagnostics() {
    for (client, setting, pulls) in [
        ("vscode-languageclient-11.0.0.json", "push", false),
        ("helix-25.07.1.json", "pull", true),
        ("vscode-languageclient-11.0.0.json", "auto", true),
    ] {
        let options = serde_json::json!({ "diagnostics": setting });
        let mut server = builder().recorded(client).options(options).start();
        assert_eq!(
            !server.announced["capabilities"]["diagnosticProvider"].is_null(),
            pulls
        );
        server.ignore_the_rest();
    }
}

#[test]
fn a_pull_that_would_say_the_same_says_so() {
    let mut server = builder()
        .recorded("vscode-languageclient-11.0.0.json")
        .start();
    let doc = "file:///w/a.py";
    server.open(
        doc,
        "python",
        &format!("t = \"{}\"\n", token(TOKEN_RULE, 1)),
    );
    let ask = |previous: Option<&str>| serde_json::json!({ "textDocument": { "uri": doc }, "previousResultId": previous });
    let first = server.request("textDocument/diagnostic", ask(None));
    assert_eq!(first["kind"], "full");
    let id = first["resultId"].as_str().unwrap();
    let same = server.request("textDocument/diagnostic", ask(Some(id)));
    assert_eq!(
        same,
        serde_json::json!({ "kind": "unchanged", "resultId": id })
    );
    server.change(doc, 2, Some([0, 0, 0, 0]), "\n");
    let moved = server.request("textDocument/diagnostic", ask(Some(id)));
    assert_eq!(moved["kind"], "full");
}
