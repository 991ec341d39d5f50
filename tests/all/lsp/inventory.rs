//! Keys in an open template, and what to do about a leaked one.

use expect_test::expect;
use serde_json::json;

use super::client::{builder, uri};
use crate::support::cli::Project;

const VSCODE: &str = "vscode-languageclient-11.0.0.json";

#[test]
fn what_is_due_is_shown_and_marked() {
    let project = Project::git();
    let text = "# @owner ops @rotated 2026-05-01\nSTRIPE_SECRET_KEY=\n# @expires 2026-11-01\nDATABASE_URL=\n# @rotated soon\nA=\nPORT=\n";
    project.write(".env.example", text);
    let doc = uri(&project.path().join(".env.example"));
    let mut server = builder()
        .recorded(VSCODE)
        .folder(project.path())
        .env("KEYWARD_TODAY", "2026-11-22")
        .start();
    server.open(&doc, "dotenv", text);
    let found = server.diagnostics(&doc);
    let shown: Vec<String> = found
        .iter()
        .map(|it| {
            format!(
                "{} {} {}",
                it["range"]["start"]["line"],
                it["severity"],
                it["code"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        shown,
        ["0 3 key-rotation", "2 2 key-expired", "4 2 key-comment"]
    );
    let actions = server.actions(&doc, 1, 3);
    server.run(
        &actions,
        "Mark STRIPE_SECRET_KEY as rotated today (2026-11-22)",
    );
    let edit = server.wait_for("workspace/applyEdit");
    let change = &edit["params"]["edit"]["documentChanges"][0]["edits"][0];
    assert_eq!(change["newText"], "2026-11-22");
    assert_eq!(
        change["range"]["start"],
        json!({ "line": 0, "character": 22 })
    );
    assert!(server.actions(&doc, 6, 0).is_empty(), "a port is no key");
    server.ignore_the_rest();
}

#[test]
fn a_hover_says_what_to_do_in_order() {
    let project = Project::git();
    let secret = project.secret_of("sendgrid-api-key", 11);
    let text = format!("key = \"{secret}\"\n");
    project.write("app.py", &text);
    let doc = uri(&project.path().join("app.py"));
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.open(&doc, "python", &text);
    let at = json!({ "textDocument": { "uri": doc }, "position": { "line": 0, "character": 12 } });
    let hover = server.request("textDocument/hover", at);
    let shown = hover["contents"]["value"].as_str().unwrap();
    assert!(!shown.contains(&secret));
    let todo = &shown[shown.find("What to do").unwrap()..];
    expect![[r#"
        What to do: take the quick fix to move it to an environment variable.

        If it was ever committed or shared, in this order:

        1. Make a new one on the page below.
        2. Put it wherever the old one is kept: env files, secrets of CI, the secrets manager.
        3. Deploy what uses it, and see that it works.
        4. Revoke the old one: Delete it in the list; the part between the dots is its id.
        5. Look through the provider's log for uses that are not yours.

        [Revoke it](<https://app.sendgrid.com/settings/api_keys>)

        [About this rule](<https://github.com/keyward-dev/keyward/blob/main/docs/rules/sendgrid.md#sendgrid-api-key>)"#]].assert_eq(todo);
    server.ignore_the_rest();
}
