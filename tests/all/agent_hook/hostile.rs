//! Input that is cut, huge, unknown or made to hurt: always a decision, never a value.

use serde_json::{Value, json};

use super::ask;
use crate::support::cli::{Project, token};

const CLIENTS: &[&str] = &[
    "claude-code",
    "copilot-vscode",
    "copilot-cli",
    "codex",
    "cursor",
    "gemini-cli",
    "devin",
    "cline",
    "nobody",
];

fn check(input: &[u8], args: &[&str]) -> Vec<(String, i32)> {
    let project = Project::new();
    let secret = token("github-classic-pat", 5);
    let ask = |client: &&str| {
        let args = [&["--client", client], args].concat();
        let said = ask(project.path(), project.path(), &args, input);
        let all = format!("{}{}", said.stdout, said.stderr);
        assert!(
            !all.contains(&secret[8..]) && !all.contains("panicked"),
            "{client}: {all}"
        );
        let code = said.code.expect("it ends by itself");
        assert!(code == 0 || code == 2, "{client}: {code}");
        if code == 0 {
            let _: Value = serde_json::from_str(&said.stdout).expect("JSON");
        } else {
            assert!(said.stdout.is_empty() && !said.stderr.trim().is_empty());
        }
        (said.stdout, code)
    };
    CLIENTS.iter().map(ask).collect()
}

#[test]
fn what_cannot_be_read_passes_unless_the_user_wants_otherwise() {
    let secret = token("github-classic-pat", 5);
    let cut = format!(
        "{{\"hook_event_name\":\"PreToolUse\",\"tool_input\":{{\"command\":\"echo {secret}"
    );
    for input in [
        cut.into_bytes(),
        Vec::new(),
        b"\0\0\0".to_vec(),
        vec![0xff; 5000],
        b"\xef\xbb\xbf{".to_vec(),
        "[".repeat(200_000).into_bytes(),
        "{\"a\":".repeat(50_000).into_bytes(),
        b"\"text\"".to_vec(),
    ] {
        assert!(check(&input, &[]).iter().all(|(_, code)| *code == 0));
        assert!(
            check(&input, &["--fail-closed"])
                .iter()
                .all(|(_, code)| *code == 2)
        );
    }
}

#[test]
fn ten_megabytes_are_refused_before_a_tool_runs_and_let_through_after() {
    let filler = "x".repeat(10 * 1024 * 1024);
    let event = |name: &str| {
        format!(
            "{{\"hook_event_name\":\"{name}\",\"tool_name\":\"Bash\",\"tool_input\":{{\"command\":\"cat .env # {filler}\"}}}}"
        )
    };
    let project = Project::new();
    let said = ask(
        project.path(),
        project.path(),
        &["--client", "claude-code"],
        event("PreToolUse").as_bytes(),
    );
    assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""));
    let said = ask(
        project.path(),
        project.path(),
        &["--client", "claude-code"],
        event("PostToolUse").as_bytes(),
    );
    assert_eq!((said.code, said.stdout.trim()), (Some(0), "{}"));
    check(event("PreToolUse").as_bytes(), &[]);
}

#[test]
fn hostile_commands_end_with_a_decision() {
    let deep = [
        "(".repeat(50_000),
        "$(".repeat(4_000),
        "$((".repeat(4_000),
        "{a,".repeat(4_000),
        "if ".repeat(5_000),
        "`".repeat(15_000),
        "${a:-".repeat(3_000),
        "a=$a$a;".repeat(2_000),
        "cat <<E\n".repeat(2_000),
        "\"'".repeat(8_000) + &"(".repeat(30),
        "'\"'".to_owned() + &"((".repeat(40),
        "\u{202e}vne. tac".to_owned(),
    ];
    for command in deep {
        let input = json!({
            "hook_event_name": "PreToolUse", "permission_mode": "default", "tool_name": "Bash",
            "tool_input": {"command": command},
        });
        check(input.to_string().as_bytes(), &[]);
    }
}

#[test]
fn a_wrong_command_line_blocks_nobody() {
    let project = Project::new();
    let said = ask(
        project.path(),
        project.path(),
        &["--of-the-future", "x"],
        b"{}",
    );
    assert_eq!((said.code, said.stdout.trim()), (Some(0), "{}"));
    assert!(said.stderr.contains("--of-the-future"));
}

/// An agent could write the workspace's settings, so they cannot switch the guard off.
#[test]
fn a_workspace_cannot_switch_it_off() {
    let project = Project::git();
    project.write(".env", "A=1\n").write(
        ".keyward.toml",
        "agent_hook = \"ask\"\nagent_hook_allow = [\"**\"]\nexclude = [\"**\"]\n",
    );
    let input = json!({
        "hook_event_name": "PreToolUse", "permission_mode": "default", "cwd": project.path(),
        "tool_name": "Read", "tool_input": {"file_path": ".env"},
    });
    let home = tempfile::tempdir().expect("a folder");
    let said = ask(
        project.path(),
        home.path(),
        &[],
        input.to_string().as_bytes(),
    );
    assert!(said.stdout.contains("\"deny\""), "{}", said.stdout);
    // The user's own settings can.
    let folder = home.path().join(".config/keyward");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(
        folder.join("config.toml"),
        "agent_hook_allow = [\".env\"]\n",
    )
    .expect("a file");
    let said = ask(
        project.path(),
        home.path(),
        &[],
        input.to_string().as_bytes(),
    );
    assert_eq!(said.stdout.trim(), "{}");
}

/// A value of the `.env` is known in a prompt, whatever it looks like.
#[test]
fn values_of_the_env_file_are_known_elsewhere() {
    let project = Project::git();
    let value = ["correct", "horse", "battery", "9174"].join("-");
    project.write(".env", format!("DB_PASSWORD={value}\n"));
    let input = json!({
        "hook_event_name": "UserPromptSubmit", "permission_mode": "default", "cwd": project.path(),
        "prompt": format!("log in with {value} please"),
    });
    let home = tempfile::tempdir().expect("a folder");
    let said = ask(
        project.path(),
        home.path(),
        &[],
        input.to_string().as_bytes(),
    );
    assert!(
        said.stdout.contains("\"block\"") && !said.stdout.contains(&value),
        "{}",
        said.stdout
    );
}
