//! `install`, `uninstall` and `status` on a disk.

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use super::{ask, command};
use crate::support::cli::binary;

const SETTINGS: &str = "{\n  // mine\n  \"model\": \"x\", // why\n  \"hooks\": {\n    \"PreToolUse\": [\n      { \"matcher\": \"Bash\", \"hooks\": [{ \"type\": \"command\", \"command\": \"other\" }] }\n    ]\n  }\n}\n";

struct Home {
    folder: TempDir,
    project: TempDir,
}

impl Home {
    fn new() -> Self {
        let home = Self {
            folder: tempfile::tempdir().expect("a folder"),
            project: tempfile::tempdir().expect("a folder"),
        };
        fs::create_dir_all(home.project.path().join(".git")).expect("a folder");
        home
    }

    fn run(&self, args: &[&str]) -> (String, Option<i32>) {
        let folder = binary().parent().expect("it is in a folder").to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(folder).chain(std::env::split_paths(&path));
        let path = std::env::join_paths(paths).expect("a path");
        let output: Output = command(self.project.path(), self.folder.path())
            .arg("agent-hook")
            .args(args)
            .env("PATH", path)
            .output()
            .expect("it runs");
        let text = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        (text, output.status.code())
    }

    fn at(&self, path: &str) -> std::path::PathBuf {
        self.folder.path().join(path)
    }
}

fn text(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

#[test]
fn it_is_registered_tried_and_taken_out_byte_for_byte() {
    let home = Home::new();
    for folder in [".claude", ".codex", ".cursor", ".gemini", ".copilot"] {
        fs::create_dir_all(home.at(folder)).expect("a folder");
    }
    fs::write(home.at(".claude/settings.json"), SETTINGS).expect("a file");
    let (said, code) = home.run(&["install", "--user"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        said.matches("it refuses a read of a decoy").count(),
        5,
        "{said}"
    );
    assert!(
        said.contains("only a sandbox of the operating system"),
        "{said}"
    );
    let with = text(&home.at(".claude/settings.json")).expect("it is there");
    assert!(
        with.contains("// mine") && with.contains("\"other\"") && with.contains("UserPromptSubmit"),
        "{with}"
    );

    // A second time nothing changes.
    let (said, code) = home.run(&["install", "--user"]);
    assert_eq!(
        (code, said.matches("has it already").count()),
        (Some(0), 5),
        "{said}"
    );
    assert_eq!(text(&home.at(".claude/settings.json")), Some(with));

    let (said, code) = home.run(&["uninstall", "--user"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        text(&home.at(".claude/settings.json")).as_deref(),
        Some(SETTINGS)
    );
    for file in [
        ".codex/hooks.json",
        ".cursor/hooks.json",
        ".gemini/settings.json",
        ".copilot/hooks/keyward.json",
    ] {
        assert!(!home.at(file).exists(), "{file}");
    }
    assert!(
        home.run(&["uninstall", "--user"])
            .0
            .contains("registered nowhere")
    );
}

#[test]
fn a_project_gets_a_guard_for_who_has_no_keyward() {
    let home = Home::new();
    let (said, code) = home.run(&[
        "install",
        "--project",
        "--client",
        "copilot",
        "--client",
        "cursor",
    ]);
    assert_eq!(code, Some(0), "{said}");
    let file = home.project.path().join(".cursor/hooks.json");
    let settings: serde_json::Value =
        serde_json::from_str(&text(&file).expect("it is there")).expect("JSON");
    let command = settings["hooks"]["beforeShellExecution"][0]["command"]
        .as_str()
        .expect("a command");
    assert!(!command.contains(&*binary().to_string_lossy()), "{command}");
    // Without Keyward on the path the command itself answers, as all clients understand it.
    let output = std::process::Command::new("sh")
        .args(["-c", command])
        .env("PATH", "/usr/bin:/bin")
        .stdin(std::process::Stdio::null())
        .output()
        .expect("a shell");
    assert_eq!(
        (
            output.status.code(),
            &*String::from_utf8_lossy(&output.stdout)
        ),
        (Some(0), "{}\n")
    );
    home.run(&["uninstall", "--project"]);
    assert!(
        !file.exists()
            && !home
                .project
                .path()
                .join(".github/hooks/keyward.json")
                .exists()
    );
}

#[test]
fn a_dry_run_writes_nothing() {
    let home = Home::new();
    let (said, code) = home.run(&["install", "--user", "--client", "claude-code", "--dry-run"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("would write ~/.claude/settings.json")
            && said.contains("agent-hook --client claude-code")
    );
    assert!(!home.at(".claude").exists());
}

#[test]
fn what_cannot_be_edited_is_left_alone_and_the_others_are_done() {
    let home = Home::new();
    fs::create_dir_all(home.at(".claude")).expect("a folder");
    fs::write(home.at(".claude/settings.json"), "{\n  \"model\": \n}").expect("a file");
    fs::create_dir_all(home.at(".gemini")).expect("a folder");
    #[cfg(unix)]
    {
        fs::write(home.at("elsewhere.json"), "{}").expect("a file");
        fs::create_dir_all(home.at(".cursor")).expect("a folder");
        std::os::unix::fs::symlink(home.at("elsewhere.json"), home.at(".cursor/hooks.json"))
            .expect("a link");
    }
    let (said, code) = home.run(&["install", "--user"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("~/.claude/settings.json is not valid JSON in line 3"),
        "{said}"
    );
    assert_eq!(
        text(&home.at(".claude/settings.json")).as_deref(),
        Some("{\n  \"model\": \n}")
    );
    assert!(home.at(".gemini/settings.json").exists());
    #[cfg(unix)]
    assert!(said.contains("~/.cursor/hooks.json is a link"), "{said}");
}

/// A hook that nobody has asked is not called active.
#[test]
fn it_is_active_only_once_it_was_asked() {
    let home = Home::new();
    home.run(&["install", "--user", "--client", "claude-code"]);
    let state = || {
        let (said, _) = home.run(&["status"]);
        said.lines()
            .find(|line| line.starts_with("Claude Code"))
            .expect("a line")
            .to_owned()
    };
    assert!(
        state().ends_with("registered, not seen to be asked"),
        "{}",
        state()
    );
    let input = br#"{"session_id":"a","hook_event_name":"Stop","permission_mode":"default"}"#;
    ask(
        home.project.path(),
        home.folder.path(),
        &["--client", "claude-code"],
        input,
    );
    assert!(state().contains("active, last asked"), "{}", state());
}

#[test]
fn who_asks_for_too_little_is_told() {
    let home = Home::new();
    let (said, code) = home.run(&["install"]);
    assert!(code == Some(2) && said.contains("--user"), "{said}");
    let (said, code) = home.run(&["install", "--project"]);
    assert!(code == Some(2) && said.contains("--client"), "{said}");
    let (said, code) = home.run(&["install", "--user", "--client", "nobody"]);
    assert!(
        code == Some(2) && said.contains("no client is called `nobody`"),
        "{said}"
    );
    let (said, code) = home.run(&["install", "--user", "--client", "goose"]);
    assert!(
        code == Some(2) && said.contains("has not been looked at"),
        "{said}"
    );
}
