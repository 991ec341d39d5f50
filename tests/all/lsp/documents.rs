//! Cases L13–L18, L23, L25, L26, D5, D11, S7 and S14 of the threat model.

use std::fmt::Write as _;
use std::path::Path;

use keyward_engine::text::{Encoding, Position, Text};
use keyward_engine::{FileContext, scan};
use serde_json::{Value, json};

use super::client::{Server, builder, change};
use crate::support::cli::{Project, TOKEN_RULE, token};

const DOC: &str = "file:///w/a.py";

fn line(seed: u64) -> String {
    format!("t = \"{}\"\n", token(TOKEN_RULE, seed))
}

fn open(text: &str) -> Server {
    let mut server = builder().start();
    server.open(DOC, "python", text);
    server
}

#[test]
fn l13_a_change_of_an_unopened_document() {
    let project = Project::new();
    project.write("a.py", line(1));
    let doc = super::client::uri(&project.path().join("a.py"));
    let mut server = builder().folder(project.path()).start();
    for version in 2..5 {
        server.change(&doc, version, Some([0, 0, 0, 0]), "x");
    }
    assert!(
        server.published().is_empty(),
        "nothing is read from disk in its place"
    );
    let shown = server.shown();
    assert!(shown.len() == 1 && shown[0].contains("a.py"), "{shown:?}");
}

#[test]
fn l14_versions() {
    for bad in [4, 5] {
        let mut server = open("");
        server.change(DOC, 5, None, &line(1));
        assert_eq!(server.diagnostics(DOC).len(), 1);
        server.change(DOC, bad, Some([0, 0, 0, 0]), "# ");
        assert!(server.diagnostics(DOC).is_empty(), "findings are withdrawn");
        assert_eq!(server.shown().len(), 1);
        server.change(DOC, 9, Some([0, 0, 0, 0]), "# ");
        assert!(server.shown().is_empty() && server.published().is_empty());
        server.change(DOC, 20, None, &line(2));
        assert_eq!(
            server.diagnostics(DOC).len(),
            1,
            "a full text repairs it, and may skip"
        );
    }
}

#[test]
fn l15_ranges() {
    let text = format!("a🙂\r\n{}", line(1));
    let mut server = open(&text);
    assert_eq!(server.diagnostics(DOC).len(), 1);
    server.change(DOC, 2, Some([0, 99, 0, 99]), "b"); // past the end of the line
    server.change(DOC, 3, Some([99, 0, 99, 9]), "c"); // past the end of the file
    server.change(DOC, 4, Some([0, 2, 0, 3]), ""); // starts inside a surrogate pair
    server.change(DOC, 5, Some([0, 2, 0, 99]), ""); // ends in front of a CRLF
    let found = server.diagnostics(DOC);
    assert!(found.is_empty() || found[0]["range"]["start"]["line"] == 1);
    server.change(DOC, 6, Some([1, 5, 1, 5]), ""); // nothing
    assert!(server.shown().is_empty(), "none of these loses the text");
    server.change(DOC, 7, Some([1, 5, 0, 0]), "x"); // backwards
    assert_eq!(server.shown().len(), 1);
    assert!(server.diagnostics(DOC).is_empty());
}

#[test]
fn a_change_that_cannot_be_read_is_not_passed_over() {
    let mut server = open(&line(1));
    assert_eq!(server.diagnostics(DOC).len(), 1);
    server.notify(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": DOC, "version": null }, "contentChanges": [{ "text": "" }] }),
    );
    assert!(server.diagnostics(DOC).is_empty());
    assert_eq!(server.shown().len(), 1);
}

/// What the server shows, as ranges and codes.
fn summary(found: &[Value]) -> Vec<(Value, String)> {
    let one = |it: &Value| (it["range"].clone(), it["code"].as_str().unwrap().to_owned());
    found.iter().map(one).collect()
}

/// What a full scan says, in the same words.
fn expected(text: &str, encoding: Encoding) -> Vec<(Value, String)> {
    let context = FileContext::of(Path::new("w/a.py"), Some("python"));
    let lines = Text::new(text);
    let place = |offset| {
        let Position { line, character } = lines.position(offset, encoding);
        json!({ "line": line, "character": character })
    };
    let found = scan(text, &context).findings.into_iter();
    found
        .map(|it| {
            let range = json!({ "start": place(it.range.start), "end": place(it.range.end) });
            (range, it.rule.id.to_owned())
        })
        .collect()
}

/// A small generator: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

/// Edits a text `count` times at random; the messages and the text after them.
fn edits(count: usize, encoding: Encoding, seed: u64) -> (String, Vec<Value>, String) {
    let mut random = Random(seed);
    let first = (0..4).fold(String::new(), |mut text, seed| {
        let _ = write!(text, "# 🙂é\nvalue = \"{}\"\n", token(TOKEN_RULE, seed));
        text
    });
    let mut text = Text::new(&first);
    let mut messages = Vec::new();
    for version in 0..count {
        let start = text.floor(random.below(text.len() + 1));
        let end = text.floor((start + random.below(12)).min(text.len()));
        let new = match random.below(6) {
            0 => line(random.below(50) as u64),
            1 => "🙂\r\n".to_owned(),
            2 => ["\"", "\r", "\r\n"][random.below(3)].to_owned(),
            3 => "ab".to_owned(),
            4 => "\n".to_owned(),
            _ => String::new(),
        };
        let (from, to) = (text.position(start, encoding), text.position(end, encoding));
        // A place inside a CRLF is the CR: what the client means is what the server reads.
        let range =
            [from.line, from.character, to.line, to.character].map(|n| u32::try_from(n).unwrap());
        let bytes = text.offset(from, encoding)..text.offset(to, encoding);
        text.replace(bytes, &new);
        let version = i64::try_from(version).unwrap() + 2;
        messages.push(change(DOC, version, Some(range), &new));
    }
    (first, messages, text.full())
}

#[test]
fn a_thousand_edits_in_one_write_end_like_a_full_scan() {
    for (encoding, name, count) in [
        (Encoding::Utf8, "utf-8", 300),
        (Encoding::Utf16, "utf-16", 1_000),
        (Encoding::Utf32, "utf-32", 300),
    ] {
        let capabilities = json!({ "general": { "positionEncodings": [name] } });
        let mut server = builder().capabilities(capabilities).start();
        assert_eq!(server.announced["capabilities"]["positionEncoding"], name);
        let (first, messages, last) = edits(count, encoding, 7);
        server.open(DOC, "python", &first);
        server.send_all(&messages);
        let found = server.diagnostics(DOC);
        assert_eq!(summary(&found), expected(&last, encoding), "{name}");
    }
}

#[test]
fn l17_l18_edits_of_two_documents_interleaved() {
    let mut server = builder().start();
    let other = "file:///w/b.py";
    let (first, messages, last) = edits(1_000, Encoding::Utf16, 11);
    server.open(DOC, "python", &first);
    server.open(other, "python", "");
    let mut all = Vec::new();
    for (number, message) in messages.into_iter().enumerate() {
        all.push(message);
        let version = i64::try_from(number).unwrap() + 2;
        all.push(change(
            other,
            version,
            Some([0, 0, 0, 0]),
            if number == 500 { "\n" } else { "" },
        ));
    }
    all.push(change(other, 5_000, Some([0, 0, 0, 0]), &line(3)));
    server.send_all(&all);
    let mut published = server.published();
    let found = published.remove(DOC).unwrap_or_else(|| json!([]));
    assert_eq!(
        summary(found.as_array().unwrap()),
        expected(&last, Encoding::Utf16)
    );
    assert_eq!(published[other].as_array().unwrap().len(), 1);
}

#[test]
fn l18_a_long_document_makes_no_other_one_wait() {
    let mut server = builder().start();
    let slow = "file:///w/long.py";
    // Ordinary code, with a key at its end and edits while it is being read.
    let text = "total = compute(first, second)\n".repeat(200_000) + &line(1);
    server.open(slow, "python", &text);
    server.change(slow, 2, Some([0, 0, 0, 0]), "# a comment\n");
    server.open(DOC, "python", "");
    server.change(DOC, 2, Some([0, 0, 0, 0]), &line(2));
    server.change(slow, 3, Some([0, 0, 0, 0]), &line(3));
    let first = server.wait_for("textDocument/publishDiagnostics");
    assert_eq!(first["params"]["uri"], DOC, "the short one does not wait");
    let found = server.wait(|it| {
        it["params"]["uri"] == slow
            && it["params"]["diagnostics"]
                .as_array()
                .is_some_and(|all| !all.is_empty())
    });
    let params = &found["params"];
    let lines: Vec<&Value> = params["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["range"]["start"]["line"])
        .collect();
    assert_eq!(lines, [0, 200_002], "both edits are in their places");
    assert_eq!(params["version"], 3);
}

#[test]
fn l23_opening_twice_and_closing() {
    let mut server = open(&line(1));
    assert_eq!(server.diagnostics(DOC).len(), 1);
    server.open(DOC, "python", "x = 1\n");
    assert!(server.diagnostics(DOC).is_empty());
    server.close("file:///never");
    server.change(DOC, 2, None, &line(1));
    assert_eq!(server.diagnostics(DOC).len(), 1);
    server.close(DOC);
    assert_eq!(server.published()[DOC], json!([]), "findings are cleared");
}

#[test]
fn l25_folders() {
    let project = Project::new();
    project.write(".keyward.toml", "[rules]\ngithub-classic-pat = \"hint\"\n");
    project.write(
        "inner/.keyward.toml",
        "[rules]\ngithub-classic-pat = \"warning\"\n",
    );
    let inner = project.path().join("inner");
    let mut server = builder().folder(project.path()).folder(&inner).start();
    let outer_doc = super::client::uri(&project.path().join("a.py"));
    let inner_doc = super::client::uri(&inner.join("a.py"));
    server.open(&outer_doc, "python", &line(1));
    server.open(&inner_doc, "python", &line(1));
    let published = server.published();
    assert_eq!(
        published[&outer_doc][0]["severity"], 4,
        "the outer folder's settings"
    );
    assert_eq!(
        published[&inner_doc][0]["severity"], 2,
        "the nearest folder's settings"
    );
    let removed = json!([
        { "uri": super::client::uri(project.path()), "name": "w" },
        { "uri": super::client::uri(&inner), "name": "w" },
    ]);
    server.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": { "added": [], "removed": removed } }),
    );
    let published = server.published();
    assert_eq!(
        (&published[&outer_doc], &published[&inner_doc]),
        (&json!([]), &json!([]))
    );
}

#[test]
fn l26_cells_of_a_notebook() {
    let mut server = builder().start();
    let cell = |number: u32| format!("vscode-notebook-cell:/w/n.ipynb#W{number}");
    let document = |number, language: &str, text: &str| json!({ "uri": cell(number), "languageId": language, "version": 1, "text": text });
    server.notify(
        "notebookDocument/didOpen",
        json!({
            "notebookDocument": { "uri": "file:///w/n.ipynb", "notebookType": "jupyter-notebook",
                "version": 1, "cells": [
                    { "kind": 2, "document": cell(1) }, { "kind": 1, "document": cell(2) } ] },
            "cellTextDocuments": [document(1, "python", &line(1)), document(2, "markdown", &line(2))],
        }),
    );
    let published = server.published();
    assert_eq!(
        published[&cell(1)].as_array().unwrap().len(),
        1,
        "a code cell"
    );
    assert_eq!(
        published[&cell(2)].as_array().unwrap().len(),
        1,
        "a text cell"
    );
    server.notify(
        "notebookDocument/didChange",
        json!({
            "notebookDocument": { "uri": "file:///w/n.ipynb", "version": 2 },
            "change": { "cells": {
                "structure": {
                    "array": { "start": 1, "deleteCount": 1, "cells": [{ "kind": 2, "document": cell(3) }] },
                    "didOpen": [document(3, "python", "")],
                    "didClose": [{ "uri": cell(2) }],
                },
                "textContent": [{
                    "document": { "uri": cell(3), "version": 2 },
                    "changes": [{ "text": line(3) }],
                }],
            }},
        }),
    );
    let published = server.published();
    assert_eq!(published[&cell(2)], json!([]));
    assert_eq!(published[&cell(3)].as_array().unwrap().len(), 1);
    server.notify(
        "notebookDocument/didClose",
        json!({
            "notebookDocument": { "uri": "file:///w/n.ipynb" },
            "cellTextDocuments": [{ "uri": cell(1) }, { "uri": cell(3) }],
        }),
    );
    assert_eq!(server.published().len(), 2);
}

#[test]
fn documents_of_every_scheme_are_scanned() {
    let mut server = builder().start();
    for uri in [
        "untitled:Untitled-1",
        "vscode-scm:git/scm0/input",
        "zipfile:///a.zip::b.py",
    ] {
        server.open(uri, "plaintext", &line(1));
        assert_eq!(server.diagnostics(uri).len(), 1, "{uri}");
        let titles: Vec<String> = server
            .actions(uri, 0, 10)
            .iter()
            .map(|it| it["title"].to_string())
            .collect();
        assert!(
            !titles.iter().any(|it| it.contains("Move to")),
            "no file, no fix: {titles:?}"
        );
    }
}

#[test]
fn an_address_that_was_not_escaped_is_read_all_the_same() {
    let mut server = builder().start();
    server.open("file:///w/a [b] c.py", "python", &line(1));
    let published = server.published();
    assert_eq!(
        published["file:///w/a%20%5Bb%5D%20c.py"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn d11_one_secret_at_many_places_is_one_diagnostic() {
    let capabilities =
        json!({ "textDocument": { "publishDiagnostics": { "relatedInformation": true } } });
    let mut server = builder().capabilities(capabilities).start();
    server.open(DOC, "python", &line(1).repeat(1_000));
    let found = server.diagnostics(DOC);
    assert_eq!(found.len(), 1);
    assert!(
        found[0]["message"]
            .as_str()
            .unwrap()
            .contains("999 other places")
    );
    assert_eq!(found[0]["relatedInformation"].as_array().unwrap().len(), 20);
}

#[test]
fn the_parts_of_a_credential_are_related_places() {
    let capabilities =
        json!({ "textDocument": { "publishDiagnostics": { "relatedInformation": true } } });
    let mut server = builder().capabilities(capabilities).start();
    let text = format!(
        "aws_access_key_id = \"{}\"\naws_secret_access_key = \"{}\"\n",
        token("aws-access-key-id", 1),
        token("aws-secret-access-key", 1)
    );
    server.open(DOC, "python", &text);
    let found = server.diagnostics(DOC);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["range"]["start"]["line"], 1);
    let related = &found[0]["relatedInformation"];
    assert_eq!(related[0]["message"], "AWS access key ID");
    assert_eq!(
        related[0]["location"]["range"],
        json!({ "start": { "line": 0, "character": 21 }, "end": { "line": 0, "character": 41 } })
    );
}

#[test]
fn s7_no_more_than_five_hundred() {
    let mut server = builder().start();
    let text: String = (0..620).map(line).collect();
    server.open(DOC, "python", &text);
    let found = server.diagnostics(DOC);
    assert_eq!(found.len(), 500);
    assert!(
        found[499]["message"]
            .as_str()
            .unwrap()
            .contains("120 more findings")
    );
}

#[test]
fn quiet_documents_cause_no_traffic() {
    let mut server = open("x = 1\n");
    for version in 2..50 {
        server.change(DOC, version, Some([0, 0, 0, 0]), "y");
    }
    assert!(server.published().is_empty());
    server.change(DOC, 60, Some([1, 0, 1, 0]), &line(1));
    assert_eq!(server.diagnostics(DOC).len(), 1);
    server.change(DOC, 61, Some([2, 0, 2, 0]), "z");
    assert!(
        server.published().is_empty(),
        "the same list is not sent again"
    );
}

#[test]
fn c4_a_mistake_in_the_settings_is_shown_where_it_is() {
    let project = Project::new();
    let text = "exclude = [\"**\"]\n[rules]\nno-such-rule = \"off\"\n";
    project.write(".keyward.toml", text);
    let settings = super::client::uri(&project.path().join(".keyward.toml"));
    let doc = super::client::uri(&project.path().join("a.py"));
    let mut server = builder().folder(project.path()).start();
    server.open(&doc, "python", &line(1));
    assert_eq!(
        server.diagnostics(&doc).len(),
        1,
        "a file with a mistake silences nothing"
    );
    server.open(&settings, "toml", text);
    let found = server.diagnostics(&settings);
    assert_eq!(found[0]["range"]["start"]["line"], 2);
    let shown = server.shown();
    assert!(
        shown.len() == 1 && shown[0].starts_with(".keyward.toml:3: "),
        "{shown:?}"
    );
    // Saved without the mistake, it applies.
    project.write(".keyward.toml", "exclude = [\"**\"]\n");
    server.notify(
        "textDocument/didSave",
        json!({ "textDocument": { "uri": settings } }),
    );
    assert!(server.diagnostics(&doc).is_empty());
    server.ignore_the_rest();
}

#[test]
fn s1_a_document_that_is_too_large_is_said_to_be() {
    let mut server = builder().start();
    let text = "x".repeat(70 << 20);
    server.open(DOC, "python", &text);
    server.barrier();
    server.unread.retain(|it| it.get("error").is_none());
    assert!(server.shown()[0].contains("64 MiB"));
    assert!(server.published().is_empty());
}

#[test]
fn l26_outputs_of_a_notebook_are_read_from_its_file() {
    let project = Project::git();
    let secret = project.secret(1);
    let path = project.path().join("n.ipynb");
    let saved = |output: &str| {
        json!({ "cells": [
            { "cell_type": "markdown", "source": ["x"] },
            { "cell_type": "code", "source": ["print(t)"], "outputs": [
                { "output_type": "stream", "name": "stdout", "text": ["t is\n", output] } ] },
        ]})
        .to_string()
    };
    project.write("n.ipynb", saved(&format!("{secret}\n")));
    let mut server = builder()
        .recorded("vscode-languageclient-11.0.0.json")
        .options(json!({ "diagnostics": "push" }))
        .folder(project.path())
        .start();
    let notebook = super::client::uri(&path);
    let cell = |number: u32| format!("vscode-notebook-cell:{}#W{number}", path.display());
    let document = |number, language: &str, text: &str| json!({ "uri": cell(number), "languageId": language, "version": 1, "text": text });
    server.notify(
        "notebookDocument/didOpen",
        json!({
            "notebookDocument": { "uri": notebook, "notebookType": "jupyter-notebook",
                "version": 1, "cells": [
                    { "kind": 1, "document": cell(1) }, { "kind": 2, "document": cell(2) } ] },
            "cellTextDocuments": [document(1, "markdown", "x"), document(2, "python", "print(t)")],
        }),
    );
    let published = server.wait_for("textDocument/publishDiagnostics");
    assert_eq!(published["params"]["uri"], cell(2));
    let message = published["params"]["diagnostics"][0]["message"]
        .as_str()
        .unwrap();
    assert!(message.contains("in an output of this cell"), "{message}");
    let actions = server.actions(&cell(2), 0, 0);
    assert_eq!(actions.len(), 1, "no way into the environment: {actions:?}");
    assert_eq!(
        actions[0]["command"]["command"],
        "notebook.clearAllCellsOutputs"
    );
    project.write("n.ipynb", saved(""));
    server.notify(
        "notebookDocument/didSave",
        json!({ "notebookDocument": { "uri": notebook } }),
    );
    let published = server.wait_for("textDocument/publishDiagnostics");
    assert_eq!(published["params"]["diagnostics"], json!([]));
    assert!(!server.log().contains(&secret));
}

#[test]
fn very_many_documents_are_bounded_and_none_is_lost() {
    let mut server = builder().start();
    let doc = |number: usize| format!("file:///w/{number}.py");
    for number in 0..2_001 {
        server.open(
            &doc(number),
            "python",
            if number == 0 { "" } else { "x = 1\n" },
        );
        if number == 0 {
            server.change(&doc(0), 2, None, &line(1));
            assert_eq!(server.diagnostics(&doc(0)).len(), 1);
        }
    }
    assert_eq!(server.published()[&doc(0)], json!([]), "the oldest rests");
    assert!(server.shown()[0].contains("2000 documents"));
    server.change(&doc(0), 3, Some([0, 0, 0, 0]), "\n");
    assert_eq!(server.diagnostics(&doc(0)).len(), 1, "an edit wakes it");
}
