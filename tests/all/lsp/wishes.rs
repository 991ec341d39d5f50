//! Settings that say how a fix is written, and what is brought into step on saving.

use serde_json::{Value, json};

use super::client::{Server, builder, eventually, uri};
use crate::support::cli::Project;

const VSCODE: &str = "vscode-languageclient-11.0.0.json";

/// The setting `lookup` of the editor counts for what a fix writes.
#[test]
fn a_quiet_lookup_is_written_where_it_is_set() {
    let project = Project::git();
    let doc = uri(&project.path().join("app.js"));
    let options = json!({ "lookup": "quiet" });
    let mut server = builder()
        .recorded(VSCODE)
        .folder(project.path())
        .options(options)
        .start();
    server.open(
        &doc,
        "javascript",
        &format!("const k = '{}'\n", project.secret(1)),
    );
    let actions = server.actions(&doc, 0, 14);
    server.run(&actions, "Move to environment");
    let request = server.wait_for("workspace/applyEdit");
    let change = &request["params"]["edit"]["documentChanges"][0]["edits"][0]["newText"];
    assert_eq!(change, "process.env.GITHUB_TOKEN ?? ''");
    server.ignore_the_rest();
}

/// Names that a `.env` has gained come into its template, where there is one.
#[test]
fn fix_all_keeps_the_template_in_step() {
    let project = Project::git();
    let password = ["otter", "41", "-canoe"].concat();
    project.hide(&password);
    let env = format!("A=1\n# of the queue\nQUEUE_PASSWORD={password}\nB=2\n");
    project.write(".env", &env).write(".gitignore", ".env\n");
    project.write(".env.example", "A=\nB=\n");
    let doc = uri(&project.path().join(".env"));
    let mut server = builder().recorded(VSCODE).folder(project.path()).start();
    server.open(&doc, "dotenv", &env);
    let ask = |server: &mut Server| -> Vec<Value> {
        let place = json!({ "line": 0, "character": 0 });
        let params = json!({
            "textDocument": { "uri": doc }, "range": { "start": place, "end": place },
            "context": { "diagnostics": [], "only": ["source.fixAll.keyward"] },
        });
        let actions = server.request("textDocument/codeAction", params);
        actions.as_array().cloned().unwrap()
    };
    let actions = ask(&mut server);
    server.run(&actions, "Bring the names");
    let template = || std::fs::read_to_string(project.path().join(".env.example")).unwrap();
    eventually("the names", || template().contains("QUEUE"));
    assert_eq!(
        template(),
        "A=\n# of the queue\nQUEUE_PASSWORD=your-queue-password-here\nB=\n"
    );
    assert!(ask(&mut server).is_empty(), "there is nothing left to do");
    assert!(!server.log().contains(&password));
    server.ignore_the_rest();
}
