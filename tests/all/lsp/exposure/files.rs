//! The assistants' own files: what does not help and what cannot be read, open or not.

use serde_json::{Value, json};

use super::{VSCODE, codes, until};
use crate::lsp::client::{Server, builder, uri};
use crate::support::cli::Project;

/// What was published last for a file, once it fits.
fn published(server: &mut Server, doc: &str, fits: impl Fn(&[String]) -> bool) -> Vec<Value> {
    for _ in 0..2_000 {
        let mut all = server.published();
        let found = all.remove(doc).unwrap_or_else(|| json!([]));
        let found = found.as_array().cloned().expect("a list");
        if fits(&codes(&found)) {
            return found;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("never");
}

fn changed(server: &mut Server, doc: &str, kind: u32) {
    let changes = json!([{ "uri": doc, "type": kind }]);
    server.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": changes }),
    );
}

#[test]
fn a_decoy_is_noted_in_a_file_that_is_not_open_and_goes_with_it() {
    let project = Project::git();
    project
        .write(".env", "A=1\n")
        .write("CLAUDE.md", "")
        .write(".claudeignore", "# mine\n.env\n");
    let doc = uri(&project.path().join(".claudeignore"));
    let mut server = builder().folder(project.path()).start();
    let found = published(&mut server, &doc, |codes| !codes.is_empty());
    assert_eq!(codes(&found), ["claude-ignore-file"]);
    let message = found[0]["message"].as_str().unwrap();
    assert!(message.contains("permissions.deny"), "{message}");
    std::fs::remove_file(project.path().join(".claudeignore")).unwrap();
    changed(&mut server, &doc, 3);
    published(&mut server, &doc, |codes| codes.is_empty());
    server.ignore_the_rest();
}

#[test]
fn opened_it_is_noted_once_and_can_be_mended() {
    for client in [VSCODE, "neovim-0.11.4.json"] {
        let project = Project::git();
        project
            .write(".gitignore", ".env\n")
            .write(".env", "A=1\n")
            .write("CLAUDE.md", "")
            .write(".claudeignore", ".env\n");
        let doc = uri(&project.path().join(".claudeignore"));
        let mut server = builder().recorded(client).folder(project.path()).start();
        published(&mut server, &doc, |codes| !codes.is_empty());
        server.open(&doc, "ignore", ".env\n");
        let found = until(&mut server, &doc, |codes| !codes.is_empty());
        assert_eq!(codes(&found), ["claude-ignore-file"]);
        let actions = server.actions(&doc, 0, 0);
        let title = actions[0]["title"].as_str().expect("an action").to_owned();
        assert!(
            title.contains("Claude Code") && title.contains("settings.json"),
            "{title}"
        );
        server.run(&actions, &title);
        let settings = project.path().join(".claude/settings.json");
        for _ in 0..2_000 {
            if settings.is_file() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        assert!(
            std::fs::read_to_string(&settings)
                .unwrap()
                .contains("Read(**/.env)")
        );
        changed(&mut server, &uri(&settings), 1);
        until(&mut server, &doc, |codes| codes.is_empty());
        server.ignore_the_rest();
    }
}

#[test]
fn settings_that_cannot_be_read_are_noted_on_their_line() {
    let project = Project::git();
    let broken = "{\n  \"permissions\": {\n    \"deny\": [\n";
    project
        .write(".env", "A=1\n")
        .write(".claude/settings.json", broken)
        .write(".gemini/settings.json", "{}\n");
    let doc = uri(&project.path().join(".claude/settings.json"));
    let mut server = builder().folder(project.path()).start();
    let found = published(&mut server, &doc, |codes| !codes.is_empty());
    assert_eq!(codes(&found), ["assistant-settings-broken"]);
    assert!(
        found[0]["range"]["start"]["line"].as_u64().unwrap() > 0,
        "{found:?}"
    );
    let message = found[0]["message"].as_str().unwrap();
    assert!(
        message.contains("Claude Code") && message.contains("mend it by hand"),
        "{message}"
    );
    project.write(".claude/settings.json", "{}\n");
    changed(&mut server, &doc, 2);
    published(&mut server, &doc, |codes| codes.is_empty());
    server.ignore_the_rest();
}

#[test]
fn an_assistant_that_is_not_used_is_left_alone() {
    let project = Project::git();
    project
        .write(".env", "A=1\n")
        .write(".codexignore", ".env\n")
        .write("CLAUDE.md", "");
    let mut server = builder().folder(project.path()).start();
    let env = uri(&project.path().join(".env"));
    server.open(&env, "dotenv", "A=1\n");
    until(&mut server, &env, |codes| {
        codes.contains(&"assistant-can-read-env".into())
    });
    let doc = uri(&project.path().join(".codexignore"));
    assert!(!server.published().contains_key(&doc));
    server.ignore_the_rest();
}
