//! Tool calls of the clients, and the words of the answers.

use serde_json::{Value, json};

use super::super::{Policy, clients, too_long};
use super::ask;
use crate::rule;

fn refused(input: &Value) -> bool {
    ask(input, Some("claude-code"), &Policy::default())
        .reason
        .is_some()
}

fn tool(name: &str, input: &Value) -> Value {
    json!({"hook_event_name": "PreToolUse", "permission_mode": "default", "cwd": "/w", "tool_name": name, "tool_input": input})
}

#[test]
fn tools_that_would_show_a_secret_file_are_refused() {
    for (name, input) in [
        ("Read", json!({"file_path": "/w/.env"})),
        ("Read", json!({"file_path": "src/../.env"})),
        ("Read", json!({"file_path": "notes.txt"})),
        ("Read", json!({"file_path": "~/.aws/credentials"})),
        ("Read", json!({"file_path": "/proc/self/environ"})),
        (
            "Edit",
            json!({"file_path": ".env", "old_string": "A", "new_string": "B"}),
        ),
        ("Grep", json!({"pattern": "x", "path": ".env"})),
        (
            "Grep",
            json!({"pattern": "TOKEN", "output_mode": "content"}),
        ),
        ("Grep", json!({"pattern": "a", "glob": ".env*"})),
        ("Glob", json!({"pattern": "**/.env*"})),
        ("read_many_files", json!({"include": ["*.md", ".env"]})),
        ("mcp__files__read_text_file", json!({"path": "/w/.env"})),
        (
            "mcp__files__read_multiple_files",
            json!({"paths": ["a", ".env"]}),
        ),
        ("whatever", json!({"target": "file:///w/.env"})),
        (
            "apply_patch",
            json!({"command": "*** Begin Patch\n*** Update File: .env\n@@\n"}),
        ),
        ("Bash", json!({"command": "cat .env"})),
        ("Bash", json!({"command": "cat .env", "cwd": "/w/pkg"})),
        ("shell", json!({"command": ["bash", "-lc", "cat .env"]})),
        (
            "mcp__ide__executeCode",
            json!({"code": "print(open('.env').read())"}),
        ),
        ("PowerShell", json!({"command": "Get-Content .\\.env"})),
    ] {
        assert!(refused(&tool(name, &input)), "{name} {input}");
    }
}

#[test]
fn tools_that_show_nothing_pass() {
    for (name, input) in [
        ("Read", json!({"file_path": "/w/.env.example"})),
        ("Read", json!({"file_path": "/w/src/main.py"})),
        ("Write", json!({"file_path": ".env", "content": "A=1\n"})),
        (
            "Grep",
            json!({"pattern": "TOKEN"})
                .as_object()
                .map(|map| {
                    let mut map = map.clone();
                    map.insert("output_mode".to_owned(), json!("files_with_matches"));
                    Value::Object(map)
                })
                .expect("an object"),
        ),
        (
            "Grep",
            json!({"pattern": "def main", "output_mode": "content"}),
        ),
        ("Glob", json!({"pattern": "**/*"})),
        ("Glob", json!({"pattern": "src/**/*.py"})),
        ("LS", json!({"path": "/w"})),
        (
            "TodoWrite",
            json!({"todos": [{"content": "ignore .env in git"}]}),
        ),
        (
            "apply_patch",
            json!({"command": "*** Begin Patch\n*** Update File: src/main.py\n+load('.env')\n"}),
        ),
        ("Bash", json!({"command": "cargo test"})),
    ] {
        assert!(!refused(&tool(name, &input)), "{name} {input}");
    }
}

#[test]
fn secrets_in_what_is_given_are_refused_by_name_and_never_said() {
    let rule = rule::by_id("github-classic-pat").expect("a rule");
    let secret = rule::sample(rule, 7);
    for input in [
        tool(
            "Write",
            &json!({"file_path": "src/a.py", "content": format!("t = '{secret}'\n")}),
        ),
        tool(
            "Edit",
            &json!({"file_path": "src/a.py", "old_string": "x", "new_string": secret}),
        ),
        tool(
            "Bash",
            &json!({"command": format!("curl -H 'Authorization: token {secret}' https://api.github.com")}),
        ),
        tool("mcp__x__y", &json!({"deep": [{"er": secret}]})),
        tool(
            "Bash",
            &json!({"command": format!("echo {secret} # keyward:allow github-classic-pat: fine")}),
        ),
        json!({"hook_event_name": "UserPromptSubmit", "permission_mode": "default", "prompt": format!("use {secret}")}),
        tool("Read", &json!({"file_path": format!("/w/{secret}/.env")})),
        tool("Read", &json!({"file_path": format!("/w/.env.{secret}")})),
    ] {
        let answer = ask(&input, Some("claude-code"), &Policy::default());
        assert!(answer.reason.is_some(), "{}", answer.stdout);
        let said = format!("{}{}", answer.stdout, answer.stderr);
        assert!(
            !said.contains(&secret[..]) && !said.contains(&secret[6..]),
            "{said}"
        );
    }
    let at_home = tool(
        "Write",
        &json!({"file_path": ".env", "content": format!("GITHUB_TOKEN={secret}\n")}),
    );
    assert!(!refused(&at_home));
}

#[test]
fn every_client_is_told_in_its_own_words() {
    let read = |key: &str, args: &str| json!({key: "x", args: {"file_path": ".env"}});
    for client in clients() {
        let event = client
            .events
            .iter()
            .find(|(event, _)| *event == super::super::Event::Tool);
        let Some((_, names)) = event else { continue };
        let mut input = read("tool_name", "tool_input");
        input["tool_name"] = json!("read_file");
        input["hook_event_name"] = json!(names[0]);
        input["permission_mode"] = json!("default");
        let answer = ask(&input, Some(client.id), &Policy::default());
        assert!(answer.reason.is_some(), "{}: {answer:?}", client.id);
        assert!(
            answer.exit == 2 || answer.stdout.contains("deny") || answer.stdout.contains("cancel"),
            "{answer:?}"
        );
        assert_eq!(answer.exit == 2, answer.stdout.is_empty(), "{answer:?}");
        if answer.exit == 0 {
            let _: Value = serde_json::from_str(&answer.stdout).expect("JSON");
        }
    }
}

#[test]
fn asking_is_for_clients_that_can() {
    let policy = Policy {
        ask: true,
        ..Policy::default()
    };
    let input = tool("Read", &json!({"file_path": ".env"}));
    assert!(
        ask(&input, Some("claude-code"), &policy)
            .stdout
            .contains("\"ask\"")
    );
    assert!(
        ask(&input, Some("codex"), &policy)
            .stdout
            .contains("\"deny\"")
    );
    let read = json!({"hook_event_name": "beforeReadFile", "file_path": "/w/.env", "content": ""});
    assert!(
        ask(&read, Some("cursor"), &policy)
            .stdout
            .contains("\"deny\"")
    );
    let shell =
        json!({"hook_event_name": "beforeShellExecution", "command": "cat .env", "cwd": "/w"});
    assert!(
        ask(&shell, Some("cursor"), &policy)
            .stdout
            .contains("\"ask\"")
    );
}

#[test]
fn what_a_tool_gave_back_is_masked() {
    let rule = rule::by_id("github-classic-pat").expect("a rule");
    let secret = rule::sample(rule, 3);
    let input = json!({
        "hook_event_name": "PostToolUse", "permission_mode": "default", "tool_name": "Bash",
        "tool_input": {"command": "make"},
        "tool_response": {"stdout": format!("token: {secret}\ndone"), "stderr": "", "interrupted": false},
    });
    for client in ["claude-code", "codex", "gemini-cli", "copilot-vscode"] {
        let mut input = input.clone();
        if client == "gemini-cli" {
            input["hook_event_name"] = json!("AfterTool");
        }
        let answer = ask(&input, Some(client), &Policy::default());
        assert!(answer.reason.is_some(), "{client}");
        assert!(!answer.stdout.contains(&secret[6..]), "{client}");
    }
    let answer = ask(&input, Some("claude-code"), &Policy::default());
    let value: Value = serde_json::from_str(&answer.stdout).expect("JSON");
    let output = &value["hookSpecificOutput"]["updatedToolOutput"];
    assert_eq!(output["interrupted"], json!(false));
    assert!(
        output["stdout"]
            .as_str()
            .is_some_and(|text| text.ends_with("\ndone"))
    );
}

#[test]
fn what_cannot_be_understood_has_an_answer() {
    let closed = Policy {
        closed: true,
        ..Policy::default()
    };
    for text in ["", "{", "[]", "null", "\u{0}", "{\"a\": \"\\ud800\"}", "no"] {
        for client in clients() {
            let call = super::super::read(text.as_bytes(), Some(client));
            let open = super::super::undecided(&call, &Policy::default());
            assert_eq!(open.exit, 0);
            let _: Value = serde_json::from_str(&open.stdout).expect("JSON");
            assert_eq!(super::super::undecided(&call, &closed).exit, 2);
        }
    }
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(!super::super::read(deep.as_bytes(), None).understood);
}

#[test]
fn what_is_too_long_is_refused_before_and_let_through_after() {
    let head = |text: &str| too_long(&super::super::read_head(text.as_bytes(), None)).exit;
    assert_eq!(
        head("{\"hook_event_name\": \"PreToolUse\", \"tool_input\": {"),
        2
    );
    assert_eq!(
        head("{\"hook_event_name\":\"PostToolUse\",\"tool_input\":{"),
        0
    );
    assert_eq!(
        head("{\"tool_input\":{\"hook_event_name\":\"PostToolUse\""),
        2
    );
    assert_eq!(head("{\"sessionId\":\"1\",\"toolArgs\":\"aaa"), 2);
}
