//! Quick fixes from an editor's side: buffers, what is on disk, undo and redo.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{Server, builder, uri};
use crate::support::cli::Project;

const VSCODE: &str = "vscode-languageclient-11.0.0.json";
const NEOVIM: &str = "neovim-0.12.4.json";

/// One buffer and the texts that undo leads back to.
struct Buffer {
    text: String,
    version: i64,
    past: Vec<String>,
    future: Vec<String>,
}

/// An editor with a project open.
struct Editor {
    project: Project,
    server: Server,
    buffers: BTreeMap<String, Buffer>,
}

impl Editor {
    fn new(client: &str, project: Project, options: Value) -> Self {
        let server = builder()
            .recorded(client)
            .folder(project.path())
            .options(options);
        Self {
            server: server.start(),
            project,
            buffers: BTreeMap::new(),
        }
    }

    fn uri(&self, name: &str) -> String {
        uri(&self.project.path().join(name))
    }

    fn open(&mut self, name: &str, language: &str, text: &str) {
        let uri = self.uri(name);
        self.server.open(&uri, language, text);
        let buffer = Buffer {
            text: text.to_owned(),
            version: 1,
            past: Vec::new(),
            future: Vec::new(),
        };
        self.buffers.insert(name.to_owned(), buffer);
    }

    fn send(&mut self, name: &str) {
        let uri = self.uri(name);
        let buffer = self.buffers.get_mut(name).expect("open");
        buffer.version += 1;
        let (version, text) = (buffer.version, buffer.text.clone());
        self.server.change(&uri, version, None, &text);
    }

    fn undo(&mut self, name: &str) {
        let buffer = self.buffers.get_mut(name).expect("open");
        let before = buffer.past.pop().expect("something to undo");
        let now = std::mem::replace(&mut buffer.text, before);
        buffer.future.push(now);
        self.send(name);
    }

    fn redo(&mut self, name: &str) {
        let buffer = self.buffers.get_mut(name).expect("open");
        let after = buffer.future.pop().expect("something to redo");
        let now = std::mem::replace(&mut buffer.text, after);
        buffer.past.push(now);
        self.send(name);
    }

    fn save(&mut self, name: &str) {
        self.project.write(name, &self.buffers[name].text);
        let uri = self.uri(name);
        let params = json!({ "textDocument": { "uri": uri } });
        self.server.notify("textDocument/didSave", params);
    }

    /// Takes an action of the first finding's place and makes the edits that come of it.
    fn take(&mut self, name: &str, line: u32, title: &str) {
        let uri = self.uri(name);
        let actions = self.server.actions(&uri, line, 12);
        self.server.run(&actions, title);
        let request = self.server.wait_for("workspace/applyEdit");
        self.edit(&request["params"]["edit"]);
    }

    fn edit(&mut self, edit: &Value) {
        for change in edit["documentChanges"].as_array().expect("versioned edits") {
            let document = &change["textDocument"];
            let name = self
                .buffers
                .keys()
                .find(|it| document["uri"] == self.uri(it));
            let name = name.expect("an open document").clone();
            let buffer = self.buffers.get_mut(&name).expect("open");
            assert_eq!(document["version"], buffer.version, "of the text as it is");
            let after = edited(&buffer.text, &change["edits"]);
            buffer.past.push(std::mem::replace(&mut buffer.text, after));
            buffer.future.clear();
            self.send(&name);
        }
    }

    fn text(&self, name: &str) -> &str {
        &self.buffers[name].text
    }

    fn disk(&self, name: &str) -> String {
        std::fs::read_to_string(self.project.path().join(name)).unwrap_or_default()
    }

    fn findings(&mut self, name: &str) -> usize {
        let uri = self.uri(name);
        self.server.diagnostics(&uri).len()
    }

    fn titles(&mut self, name: &str, line: u32) -> Vec<String> {
        let uri = self.uri(name);
        let actions = self.server.actions(&uri, line, 12);
        let title = |it: &Value| it["title"].as_str().unwrap().to_owned();
        actions.iter().map(title).collect()
    }

    /// Waits for what the server does after the editor's part.
    fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let end = Instant::now() + Duration::from_secs(30);
        while !done(self) {
            assert!(Instant::now() < end, "timed out waiting for {what}");
            self.server.barrier();
        }
    }
}

/// The text after edits, for ASCII texts.
fn edited(text: &str, edits: &Value) -> String {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let offset = |place: &Value| {
        let number = |key: &str| usize::try_from(place[key].as_u64().unwrap()).unwrap();
        starts[number("line")] + number("character")
    };
    let mut edits: Vec<_> = edits
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let range = offset(&it["range"]["start"])..offset(&it["range"]["end"]);
            (range, it["newText"].as_str().unwrap().to_owned())
        })
        .collect();
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, new) in edits {
        text.replace_range(range, &new);
    }
    text
}

/// The state of disk and buffers after each step, with the `.env` open and modified.
#[test]
fn undo_and_redo_with_an_open_modified_env() {
    for client in [VSCODE, NEOVIM] {
        let project = Project::git();
        let secret = project.secret(1);
        project
            .write("app.py", "")
            .write(".env", "SAVED=1\n")
            .write(".gitignore", ".env\n");
        let before = format!("token = \"{secret}\"\n");
        let after = "import os\n\ntoken = os.environ[\"GITHUB_TOKEN\"]\n";
        let env = format!("SAVED=1\nUNSAVED=2\nGITHUB_TOKEN={secret}\n");
        let mut editor = Editor::new(client, project, json!(null));
        editor.open("app.py", "python", &before);
        editor.open(".env", "dotenv", "SAVED=1\nUNSAVED=2\n");

        editor.take("app.py", 0, "Move to environment variable GITHUB_TOKEN");
        assert_eq!(
            (editor.text("app.py"), editor.text(".env")),
            (after, env.as_str())
        );
        assert_eq!(
            (editor.disk("app.py").as_str(), editor.disk(".env").as_str()),
            ("", "SAVED=1\n")
        );
        assert_eq!(editor.findings("app.py"), 0);
        let told = editor.server.wait_for("window/showMessage").to_string();
        assert!(told.contains("Save .env"), "{told}");

        editor.undo("app.py");
        assert_eq!(
            (editor.text("app.py"), editor.text(".env")),
            (before.as_str(), env.as_str())
        );
        assert_eq!(
            editor.findings("app.py"),
            1,
            "{client}: the value is back, and reported"
        );
        editor.redo("app.py");
        assert_eq!(editor.findings("app.py"), 0);
        editor.undo("app.py");
        editor.undo(".env");
        assert_eq!(editor.text(".env"), "SAVED=1\nUNSAVED=2\n");
        assert_eq!(
            editor.disk(".env"),
            "SAVED=1\n",
            "nobody else has written it"
        );
        assert_eq!(editor.findings("app.py"), 1);

        // The fix once more, saved this time, the .env first.
        editor.take("app.py", 0, "Move to environment variable GITHUB_TOKEN");
        editor.save(".env");
        editor.save("app.py");
        assert_eq!(
            (editor.disk("app.py").as_str(), editor.disk(".env")),
            (after, env.clone())
        );
        editor.undo("app.py");
        editor.take(
            "app.py",
            0,
            "Move to environment variable GITHUB_TOKEN (reuses GITHUB_TOKEN from .env)",
        );
        assert_eq!(
            (editor.text("app.py"), editor.text(".env")),
            (after, env.as_str()),
            "no second entry"
        );
        editor.server.ignore_the_rest();
    }
}

/// The same with the `.env` closed: the server has written it, and undo in the editor leaves it.
#[test]
fn undo_and_redo_with_a_closed_env() {
    for client in [VSCODE, NEOVIM] {
        let project = Project::git();
        let secret = project.secret(1);
        project.write("app.py", "");
        let before = format!("token = \"{secret}\"\n");
        let mut editor = Editor::new(client, project, json!(null));
        editor.open("app.py", "python", &before);
        for _ in 0..2 {
            editor.take("app.py", 0, "Move to environment variable GITHUB_TOKEN");
            assert_eq!(editor.disk(".env"), format!("GITHUB_TOKEN={secret}\n"));
            assert_eq!(
                editor.disk("app.py"),
                "",
                "the buffer is the editor's to save"
            );
            assert_eq!(editor.findings("app.py"), 0);
            editor.undo("app.py");
            assert_eq!(editor.text("app.py"), before);
            assert_eq!(editor.findings("app.py"), 1);
            let uri = editor.uri("app.py");
            let found = editor.server.diagnostics(&uri);
            assert!(
                found[0]["message"]
                    .to_string()
                    .contains("equal to GITHUB_TOKEN in .env"),
                "{found:?}"
            );
        }
        assert!(!editor.server.log().contains(&secret));
        editor.server.ignore_the_rest();
    }
}

#[test]
fn a_name_is_asked_for_by_editors_that_can() {
    let project = Project::git();
    let secret = project.secret(1);
    project
        .write(".env", "TAKEN=other\n")
        .write(".gitignore", ".env\n");
    let mut editor = Editor::new(VSCODE, project, json!({ "asks": true }));
    editor.open("app.py", "python", &format!("token = \"{secret}\"\n"));
    let uri = editor.uri("app.py");
    let actions = editor.server.actions(&uri, 0, 12);
    let asking = |name: &str| {
        let mut all = actions.iter();
        all.find(|it| it["command"]["command"] == name)
            .unwrap_or_else(|| panic!("{name}: {actions:#?}"))
    };
    let argument = &asking("keyward.askName")["command"]["arguments"][0];
    assert_eq!(argument["suggestion"], "GITHUB_TOKEN");
    let run = |editor: &mut Editor, command: &str, key: &str, typed: &str| {
        let argument = json!({ "offer": argument["offer"], key: typed });
        let params = json!({ "command": command, "arguments": [argument] });
        editor.server.request("workspace/executeCommand", params);
    };
    for (name, said) in [
        ("TAKEN", "another value"),
        ("PATH", "belongs to the system"),
        ("$(x)=\n", ""),
    ] {
        if said.is_empty() {
            continue;
        }
        run(&mut editor, "keyward.applyFix", "name", name);
        let told = editor.server.wait_for("window/showMessage").to_string();
        assert!(told.contains(said), "{told}");
        assert_eq!(editor.disk(".env"), "TAKEN=other\n");
    }
    run(&mut editor, "keyward.applyFix", "name", "deploy token");
    let request = editor.server.wait_for("workspace/applyEdit");
    editor.edit(&request["params"]["edit"]);
    assert!(
        editor
            .text("app.py")
            .contains("os.environ[\"DEPLOY_TOKEN\"]")
    );
    assert_eq!(
        editor.disk(".env"),
        format!("TAKEN=other\nDEPLOY_TOKEN={secret}\n")
    );

    editor.undo("app.py");
    let offer = asking("keyward.askReason")["command"]["arguments"][0]["offer"].clone();
    let argument = json!({ "offer": offer, "reason": "made up */ for\nthe manual" });
    let params = json!({ "command": "keyward.allow", "arguments": [argument] });
    editor.server.request("workspace/executeCommand", params);
    let request = editor.server.wait_for("workspace/applyEdit");
    editor.edit(&request["params"]["edit"]);
    assert!(
        editor
            .text("app.py")
            .ends_with("# keyward:allow github-classic-pat: made up */ for the manual\n"),
        "{}",
        editor.text("app.py").replace(&secret, "…")
    );
    assert_eq!(editor.findings("app.py"), 0);
    editor.server.ignore_the_rest();
}

#[test]
fn all_secrets_of_a_file_move_at_once() {
    let project = Project::git();
    let (one, two) = (project.secret(1), project.secret(2));
    let mut editor = Editor::new(NEOVIM, project, json!(null));
    editor.open(
        "app.py",
        "python",
        &format!("token = \"{one}\"\nx = \"{two}\"\n# {one}\n"),
    );
    editor.take("app.py", 0, "Move all 3 secrets in this file");
    assert_eq!(
        editor.text("app.py"),
        format!(
            "import os\n\ntoken = os.environ[\"GITHUB_TOKEN\"]\nx = os.environ[\"GITHUB_TOKEN_2\"]\n# {one}\n"
        )
    );
    assert_eq!(
        editor.disk(".env"),
        format!("GITHUB_TOKEN={one}\nGITHUB_TOKEN_2={two}\n")
    );
    let told = editor.server.wait_for("window/showMessage").to_string();
    assert!(
        told.contains("app.py:3 stays as it is: The value stands in a comment"),
        "{told}"
    );
    editor.undo("app.py");
    assert_eq!(editor.findings("app.py"), 3, "one undo for all of it");
    editor.server.ignore_the_rest();
}

#[test]
fn a_value_goes_from_open_and_closed_files() {
    let project = Project::git();
    let secret = project.secret(1);
    let line = format!("token = \"{secret}\"\n");
    project
        .write("app.py", &line)
        .write("lib/closed.py", &line)
        .write("lib/open.py", "");
    let mut editor = Editor::new(VSCODE, project, json!(null));
    editor.open("app.py", "python", &line.repeat(2));
    editor.open("lib/open.py", "python", &line);
    // The client refuses: nothing is taken out of any source.
    editor.project.write("lib/open.py", &line);
    editor.server.applies = Some(false);
    let uri = editor.uri("app.py");
    let actions = editor.server.actions(&uri, 0, 12);
    editor.server.run(
        &actions,
        "Replace all 2 occurrences in this file, and all in the workspace",
    );
    editor.server.wait_for("workspace/applyEdit");
    editor.server.wait_for("window/showMessageRequest");
    assert_eq!(
        (editor.disk("app.py"), editor.disk("lib/closed.py")),
        (line.clone(), line.clone())
    );
    assert!(
        editor.disk(".env").contains(&secret),
        "and the value is in the .env, which is told"
    );

    editor.server.applies = Some(true);
    editor.take("app.py", 0, "Replace all 2 occurrences");
    let lookup = "import os\n\ntoken = os.environ[\"GITHUB_TOKEN\"]\n";
    assert_eq!(editor.text("lib/open.py"), lookup);
    assert!(editor.text("app.py").starts_with(lookup) && !editor.text("app.py").contains(&secret));
    editor.until("the closed file", |it| it.disk("lib/closed.py") == lookup);
    assert_eq!(
        editor.disk("lib/open.py"),
        line,
        "an open file is the editor's to save"
    );
    assert_eq!(editor.disk(".env"), format!("GITHUB_TOKEN={secret}\n"));
    editor.server.ignore_the_rest();
}

#[test]
fn what_cannot_move_can_be_copied_or_replaced() {
    let project = Project::git();
    let secret = project.secret(1);
    let mut editor = Editor::new(VSCODE, project, json!(null));
    editor.open("app.py", "python", &format!("#  token {secret}\n"));
    let titles = editor.titles("app.py", 0);
    assert!(
        titles.contains(
            &"Copy the value to .env as GITHUB_TOKEN (the source stays as it is)".to_owned()
        ),
        "{titles:?}"
    );
    let uri = editor.uri("app.py");
    let actions = editor.server.actions(&uri, 0, 12);
    editor.server.run(&actions, "Copy the value");
    editor.until("the copy", |it| it.disk(".env").contains("GITHUB_TOKEN="));
    let placeholder = actions
        .iter()
        .find(|it| it["title"].to_string().contains("placeholder"));
    let resolved = editor
        .server
        .request("codeAction/resolve", placeholder.unwrap().clone());
    editor.edit(&resolved["edit"]);
    assert_eq!(editor.text("app.py"), "#  token your-github-token-here\n");
    editor.server.ignore_the_rest();
}

#[test]
fn what_git_has_already_is_told() {
    let project = Project::new();
    let secret = project.secret(1);
    project.run_git(&["init", "-q"]);
    let text = format!("token = \"{secret}\"\n");
    project.write("app.py", &text);
    let mut editor = Editor::new(VSCODE, project, json!(null));
    editor.open("app.py", "python", &text);
    let has = |titles: &[String], start: &str| titles.iter().any(|it| it.starts_with(start));
    let titles = editor.titles("app.py", 0);
    assert!(has(&titles, "Open the page to revoke"), "{titles:?}");
    editor.project.run_git(&["add", "app.py"]);
    let titles = editor.titles("app.py", 0);
    assert!(
        has(&titles, "This is staged in git: open the page"),
        "{titles:?}"
    );
    let commit = [
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@b.test",
        "commit",
        "-q",
        "-m",
        "x",
    ];
    editor.project.run_git(&commit);
    let titles = editor.titles("app.py", 0);
    assert!(
        has(&titles, "This is in git's last commit: open the page"),
        "{titles:?}"
    );
    let params = json!({ "textDocument": { "uri": editor.uri("app.py") }, "position": { "line": 0, "character": 12 } });
    let hover = editor
        .server
        .request("textDocument/hover", params)
        .to_string();
    assert!(hover.contains("last commit"), "{hover}");
    editor.take("app.py", 0, "Move to environment");
    let told = editor.server.wait_for("window/showMessage").to_string();
    assert!(
        told.contains("This value is in git's last commit: revoke it at https://"),
        "{told}"
    );
    editor.server.ignore_the_rest();
}

#[test]
fn fix_all_does_what_no_value_is_in() {
    let project = Project::git();
    let mut editor = Editor::new(VSCODE, project, json!(null));
    let kept = "# keyward:allow x: y, and see issue 7\n";
    editor.open(
        "a.py",
        "python",
        &format!(
            "x = 1  # keyward:allow github-classic-pat: old\n# keyward:allow: old\ny = 2\n{kept}"
        ),
    );
    let ask = |editor: &mut Editor, name: &str, only: &str| -> Vec<Value> {
        let place = json!({ "line": 0, "character": 0 });
        let params = json!({
            "textDocument": { "uri": editor.uri(name) }, "range": { "start": place, "end": place },
            "context": { "diagnostics": [], "only": [only] },
        });
        editor
            .server
            .request("textDocument/codeAction", params)
            .as_array()
            .cloned()
            .unwrap()
    };
    for only in ["source", "source.fixAll", "source.fixAll.keyward"] {
        let actions = ask(&mut editor, "a.py", only);
        assert_eq!(actions.len(), 1, "{only}");
        assert_eq!(actions[0]["kind"], "source.fixAll.keyward");
    }
    assert_eq!(ask(&mut editor, "a.py", "source.organizeImports").len(), 0);
    let actions = ask(&mut editor, "a.py", "source.fixAll");
    editor.edit(&actions[0]["edit"]);
    assert!(
        editor.text("a.py").starts_with("x = 1\ny = 2\n"),
        "{}",
        editor.text("a.py")
    );
    let left = ask(&mut editor, "a.py", "source.fixAll");
    assert!(left.len() <= 1, "{left:?}");

    editor.project.write(".env", "A=1\n");
    editor.open(".env", "dotenv", "A=1\n");
    let uri = editor.uri(".env");
    let end = Instant::now() + Duration::from_secs(30);
    while editor.server.diagnostics(&uri).is_empty() {
        assert!(Instant::now() < end, "nobody has looked at the .env");
    }
    let actions = ask(&mut editor, ".env", "source.fixAll");
    assert_eq!(actions.len(), 1, "{actions:?}");
    editor.server.run(&actions, ".gitignore");
    editor.until("the entry", |it| it.disk(".gitignore").contains(".env"));
    assert_eq!(ask(&mut editor, "a.py", "quickfix").len(), 0);
    editor.server.ignore_the_rest();
}

#[test]
fn a_saved_env_makes_its_values_certain_elsewhere() {
    let project = Project::git();
    let password = ["otter", "41", "-canoe"].concat();
    project.hide(&password);
    project.write(".env", "").write(".gitignore", ".env\n");
    let mut editor = Editor::new(NEOVIM, project, json!(null));
    editor.open("app.py", "python", &format!("connect(\"{password}\")\n"));
    assert_eq!(editor.findings("app.py"), 0);
    editor.open(".env", "dotenv", &format!("ADMIN_PASSWORD={password}\n"));
    editor.save(".env");
    let uri = editor.uri("app.py");
    let found = editor.server.diagnostics(&uri);
    assert_eq!(found[0]["severity"], 1);
    assert!(
        found[0]["message"]
            .to_string()
            .contains("equal to ADMIN_PASSWORD in .env"),
        "{found:?}"
    );
    editor.project.write(".env", "");
    editor.server.close(&editor.uri(".env"));
    let changes = json!({ "changes": [{ "uri": editor.uri(".env"), "type": 2 }] });
    editor
        .server
        .notify("workspace/didChangeWatchedFiles", changes);
    assert_eq!(editor.findings("app.py"), 0);
    assert!(!editor.server.log().contains(&password));
    editor.server.ignore_the_rest();
}
