//! Conversations as the documentation of each client has them, through the real binary.
//!
//! `tests/fixtures/agent-hook/CLIENT/*.json` name their source. `{{cwd}}`, `{{secret}}` stand for
//! what a run makes; in what is expected `{{reason}}` is any sentence and `{{masked}}` any text, both
//! without the secret. `told` marks what two clients say alike.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::ask;
use crate::support::cli::{Project, token};

const RULE: &str = "github-classic-pat";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/agent-hook")
}

/// A project with what the conversations speak of.
fn project() -> Project {
    let project = Project::git();
    project
        .write(
            ".env",
            "API_KEY=local-value-of-a-key\nAPI_URL=http://localhost\n",
        )
        .write(".env.example", "API_KEY=\nAPI_URL=\n")
        .write("README.md", "Copy `.env.example`.\n")
        .write("src/main.py", "def main():\n    print('hello')\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(".env", project.path().join("notes.txt")).expect("a link");
    project
}

fn filled(text: &str, cwd: &Path, secret: &str) -> String {
    text.replace("{{cwd}}", &cwd.to_string_lossy())
        .replace("{{secret}}", secret)
}

fn hold(client: &str) {
    let project = project();
    let cwd = project.path().canonicalize().expect("it is there");
    let secret = token(RULE, 11);
    let (mut told, mut guessed, mut count) = (Vec::new(), Vec::new(), 0);
    let mut files: Vec<PathBuf> = fs::read_dir(fixtures().join(client))
        .expect("fixtures")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).expect("a fixture");
        let fixture: Value = serde_json::from_str(&text).expect("JSON");
        assert!(
            fixture["source"]
                .as_str()
                .is_some_and(|it| it.starts_with("https://")),
            "{file:?}"
        );
        for one in fixture["conversations"].as_array().expect("conversations") {
            count += 1;
            let name = one["name"].as_str().expect("a name");
            let input = match one["raw"].as_str() {
                Some(raw) => raw.to_owned(),
                None => filled(&one["input"].to_string(), &cwd, &secret),
            };
            let home = tempfile::tempdir().expect("a folder");
            if let Some(settings) = one["user_settings"].as_str() {
                let folder = home.path().join(".config/keyward");
                fs::create_dir_all(&folder).expect("a folder");
                fs::write(folder.join("config.toml"), settings).expect("a file");
            }
            let said = ask(&cwd, home.path(), &["--client", client], input.as_bytes());
            let all = format!("{}{}", said.stdout, said.stderr);
            assert!(
                !all.contains(&secret) && !all.contains(&secret[8..]),
                "{client}, {name}: {all}"
            );
            if let Some(problem) = differs(&one["expect"], &said.stdout, &said.stderr, said.code) {
                told.push(format!(
                    "{name}: {problem}\n    got {:?} {}{}",
                    said.code, said.stdout, said.stderr
                ));
            }
            // Without being told, the client is known by what it says.
            let telling = one["raw"].is_null() && one["told"].is_null();
            if telling && one["expect"]["decision"] == "refuse" {
                let said = ask(&cwd, home.path(), &[], input.as_bytes());
                if differs(&one["expect"], &said.stdout, &said.stderr, said.code).is_some() {
                    guessed.push(format!("{name}: {}", said.stdout));
                }
            }
        }
    }
    assert!(told.is_empty(), "{client}:\n{}", told.join("\n"));
    assert!(
        guessed.is_empty(),
        "{client} is not recognised:\n{}",
        guessed.join("\n")
    );
    assert!(count >= 20, "{client} has {count}");
}

/// What is not as expected.
fn differs(expect: &Value, stdout: &str, stderr: &str, code: Option<i32>) -> Option<String> {
    if code.map(i64::from) != expect["exit"].as_i64() {
        return Some(format!("exit code {code:?}"));
    }
    if expect["stdout"].is_null() {
        let said = stdout.is_empty() && !stderr.trim().is_empty();
        return (!said).then(|| "a sentence on standard error, nothing else".to_owned());
    }
    match serde_json::from_str(stdout) {
        Ok(value) if same(&expect["stdout"], &value) => None,
        _ => Some(format!("expected {}", expect["stdout"])),
    }
}

fn same(expected: &Value, got: &Value) -> bool {
    match (expected, got) {
        (Value::String(wanted), Value::String(text))
            if wanted == "{{reason}}" || wanted == "{{masked}}" =>
        {
            text.len() > 3
        }
        (Value::Object(wanted), Value::Object(map)) => {
            wanted.len() == map.len()
                && wanted
                    .iter()
                    .all(|(key, value)| map.get(key).is_some_and(|it| same(value, it)))
        }
        _ => expected == got,
    }
}

#[test]
fn claude_code() {
    hold("claude-code");
}

#[test]
fn copilot_in_vs_code() {
    hold("copilot-vscode");
}

#[test]
fn copilot_cli() {
    hold("copilot-cli");
}

#[test]
fn codex() {
    hold("codex");
}

#[test]
fn cursor() {
    hold("cursor");
}

#[test]
fn gemini_cli() {
    hold("gemini-cli");
}
