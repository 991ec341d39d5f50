//! Rules of the user's own, other scanners' files, and comments that allow findings: C7, C8 and
//! C11 of the threat model in an editor.

use serde_json::{Value, json};

use super::client::{Server, builder, uri};
use crate::support::cli::{Project, TOKEN_RULE, token};

const RULE: &str = "[[custom_rules]]\nid = \"door\"\nname = \"Door code\"\nregex = 'door-([0-9]{4,9})'\nenv = \"DOOR_CODE\"\n";

fn codes(found: &[Value]) -> Vec<&str> {
    found.iter().filter_map(|it| it["code"].as_str()).collect()
}

fn saved(server: &mut Server, path: &std::path::Path) {
    let change = json!({ "uri": uri(path), "type": 2 });
    server.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [change] }),
    );
}

#[test]
fn a_rule_of_ones_own_works_while_typing_and_follows_its_file() {
    let project = Project::git();
    project.write(".keyward.toml", RULE);
    let doc = uri(&project.path().join("a.py"));
    let mut server = builder().folder(project.path()).start();
    server.open(&doc, "python", "code = \"door-1234\"\n");
    let found = server.diagnostics(&doc);
    assert_eq!(codes(&found), ["door"]);
    assert!(
        found[0]["message"]
            .as_str()
            .unwrap()
            .starts_with("Door code: matches a rule of your own"),
        "{found:?}"
    );
    assert_eq!(found[0]["range"]["start"]["character"], 13);
    server.change(&doc, 2, Some([0, 8, 0, 12]), "boor");
    assert_eq!(server.diagnostics(&doc).len(), 0);
    server.change(&doc, 3, Some([0, 8, 0, 12]), "door");
    assert_eq!(server.diagnostics(&doc).len(), 1);
    let at = json!({ "textDocument": { "uri": doc }, "position": { "line": 0, "character": 15 } });
    let hover = server.request("textDocument/hover", at).to_string();
    assert!(
        hover.contains("Door code") && !hover.contains("1234"),
        "{hover}"
    );
    assert!(server.shown().is_empty());

    // A broken rule is told with file and line; the other goes on.
    let settings = project.path().join(".keyward.toml");
    project.write(
        ".keyward.toml",
        format!("[[custom_rules]]\nid = \"bad\"\nregex = 'x*'\n{RULE}"),
    );
    saved(&mut server, &settings);
    let shown = server.shown();
    assert!(
        shown[0].starts_with(".keyward.toml:3: rule `bad`: "),
        "{shown:?}"
    );
    server.change(&doc, 4, None, "code = \"door-77777\"\n");
    assert_eq!(codes(&server.diagnostics(&doc)), ["door"]);
    project.write(".keyward.toml", "");
    saved(&mut server, &settings);
    assert_eq!(server.diagnostics(&doc).len(), 0);
}

/// C11
#[test]
fn in_a_workspace_without_trust_rules_and_value_lists_are_off() {
    let project = Project::git();
    project
        .write(".keyward.toml", RULE)
        .write(".gitleaks.toml", "[[rules]]\nid = \"floor\"\nregex = '''floor-[0-9]+'''\n[[allowlists]]\npaths = ['''b\\.py''']\n");
    let text = format!(
        "code = \"door-1234\"\nlevel = \"floor-12\"\nt = \"{}\"\n",
        token(TOKEN_RULE, 1)
    );
    for (trusted, in_a, in_b) in [
        (true, vec!["door", "floor", TOKEN_RULE], 0),
        (false, vec![TOKEN_RULE], 1),
    ] {
        let options = json!({ "keyward": { "trusted": trusted } });
        let mut server = builder().folder(project.path()).options(options).start();
        let (a, b) = (
            uri(&project.path().join("a.py")),
            uri(&project.path().join("b.py")),
        );
        server.open(&a, "python", &text);
        assert_eq!(codes(&server.diagnostics(&a)), in_a, "trusted: {trusted}");
        server.open(&b, "python", &format!("t = \"{}\"\n", token(TOKEN_RULE, 2)));
        let found = server.diagnostics(&b);
        assert_eq!(found.len(), in_b, "trusted: {trusted}");
        // What a stranger leaves out stays as a hint.
        assert!(found.iter().all(|it| it["severity"] == 4), "{found:?}");
    }
}

/// C7, C8
#[test]
fn comments_without_a_reason_or_a_use_are_marked() {
    let mut server = builder().start();
    let doc = "file:///w/a.py";
    let text = format!(
        "t = \"{}\"  # keyward:allow\nx = 1  # keyward:allow {TOKEN_RULE}: gone\n",
        token(TOKEN_RULE, 1)
    );
    server.open(doc, "python", &text);
    let found = server.diagnostics(doc);
    assert_eq!(codes(&found), ["allow-without-reason", "unused-allow"]);
    assert_eq!(
        (found[0]["severity"].clone(), found[1]["severity"].clone()),
        (3.into(), 4.into())
    );
    assert_eq!(found[1]["tags"], json!([1]));
    assert_eq!(
        found[1]["range"]["start"],
        json!({ "line": 1, "character": 9 })
    );
    // The secret comes back under the second comment.
    server.change(
        doc,
        2,
        Some([1, 0, 1, 5]),
        &format!("x = \"{}\"", token(TOKEN_RULE, 2)),
    );
    assert_eq!(codes(&server.diagnostics(doc)), ["allow-without-reason"]);
    server.change(doc, 3, Some([0, 49, 0, 49]), "");
    server.change(doc, 4, None, "x = 1\n");
    assert_eq!(server.diagnostics(doc).len(), 0);
}
