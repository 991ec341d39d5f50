use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::{
    AssistantState, Exposure, Markers, assess, by_id, close, decoy_message, git_message, message,
};
use crate::files::{Entry, Files};
use crate::fix::{Before, EditPlan};

pub(super) const ROOT: &str = "/work";

/// A project: `path` and text per file; `path@` names what is no file.
#[derive(Clone, Default)]
pub(super) struct Project {
    files: BTreeMap<PathBuf, String>,
    odd: BTreeMap<PathBuf, Entry>,
    tracked: BTreeSet<PathBuf>,
    repository: bool,
}

impl Project {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| (Path::new(ROOT).join(path), (*text).to_owned()));
        Self {
            files: files.collect(),
            repository: true,
            ..Self::default()
        }
    }

    pub(super) fn with(mut self, path: &str, entry: Entry) -> Self {
        self.odd.insert(Path::new(ROOT).join(path), entry);
        self
    }

    pub(super) fn tracking(mut self, path: &str) -> Self {
        self.tracked.insert(Path::new(ROOT).join(path));
        self
    }

    pub(super) fn text(&self, path: &str) -> &str {
        &self.files[&Path::new(ROOT).join(path)]
    }

    pub(super) fn apply(&mut self, plan: &EditPlan) {
        for file in &plan.files {
            let old = self.files.get(&file.path).cloned();
            assert_eq!(file.before, Before::of(old.as_deref()));
            let mut text = old.unwrap_or_default();
            for edit in file.edits.iter().rev() {
                text.replace_range(edit.range.clone(), &edit.text.0);
            }
            self.files.insert(file.path.clone(), text);
        }
    }
}

impl Files for Project {
    fn entry(&self, path: &Path) -> Entry {
        if let Some(entry) = self.odd.get(path) {
            return entry.clone();
        }
        if let Some(text) = self.files.get(path) {
            return Entry::File {
                len: text.len() as u64,
                mode: Some(0o644),
            };
        }
        let folder =
            path == Path::new(ROOT) || self.files.keys().any(|file| file.starts_with(path));
        if folder {
            Entry::Directory
        } else {
            Entry::Absent
        }
    }

    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        match self.entry(path) {
            Entry::Absent => Ok(None),
            Entry::File { .. } => Ok(Some(self.files[path].clone())),
            _ => Err("not a regular file".to_owned()),
        }
    }

    fn list(&self, dir: &Path) -> Vec<String> {
        let names = self
            .files
            .keys()
            .filter_map(|file| file.strip_prefix(dir).ok()?.components().next());
        names
            .map(|name| name.as_os_str().to_string_lossy().into_owned())
            .collect()
    }

    fn tracked(&self, path: &Path) -> Option<bool> {
        self.repository.then(|| self.tracked.contains(path))
    }

    fn git_root(&self, _: &Path) -> Option<PathBuf> {
        self.repository.then(|| PathBuf::from(ROOT))
    }

    fn git_excludes(&self, _: &Path) -> Vec<String> {
        Vec::new()
    }

    fn is_open(&self, _: &Path) -> bool {
        false
    }
}

pub(super) fn look(project: &Project, file: &str, in_use: &Markers) -> Exposure {
    assess(
        &Path::new(ROOT).join(file),
        Path::new(ROOT),
        in_use,
        project,
    )
}

fn of<'e>(exposure: &'e Exposure, id: &str) -> &'e AssistantState {
    let mut all = exposure.assistants.iter();
    all.find(|one| one.assistant.id == id)
        .expect("a known assistant")
}

/// One line per assistant in use: `id: state control(set or offered) | open routes`.
fn show(exposure: &Exposure) -> String {
    let mut out = format!("git: {}\n", exposure.git.id());
    for one in exposure.assistants.iter().filter(|one| one.in_use) {
        let control = one.control.map_or("no control", |control| control.id);
        let set = if one.active { "set" } else { "offered" };
        let routes: Vec<&str> = one.routes.iter().map(|route| route.id()).collect();
        writeln!(
            out,
            "{}: {} {control} {set} | {}",
            one.assistant.id,
            one.state.id(),
            routes.join(" ")
        )
        .unwrap();
    }
    for decoy in &exposure.decoys {
        let path = decoy.path.strip_prefix(ROOT).unwrap().display();
        writeln!(out, "decoy: {path} for {}", decoy.assistant.id).unwrap();
    }
    out
}

fn check(files: &[(&str, &str)], file: &str, expected: Expect) {
    expected.assert_eq(&show(&look(
        &Project::new(files),
        file,
        &Markers::default(),
    )));
}

#[test]
fn nothing_in_use() {
    check(
        &[(".env", ""), ("main.py", "")],
        ".env",
        expect![[r#"
        git: untracked
    "#]],
    );
}

#[test]
fn every_assistant_without_settings() {
    let files = [
        (".env", ""),
        (".gitignore", ".env\n"),
        ("CLAUDE.md", ""),
        (".cursor/rules/a.mdc", ""),
        (".github/instructions/x.instructions.md", ""),
        ("GEMINI.md", ""),
        (".zed/tasks.json", "[]"),
    ];
    check(
        &files,
        ".env",
        expect![[r#"
            git: ignored
            claude-code: exposed claude-deny offered | implicit_context agent_file_tools agent_search_tools shell mcp environment transcripts
            cursor: tool-level cursor-ignore set | shell mcp transcripts
            gemini-cli: tool-level gemini-gitignore set | shell mcp environment transcripts
            github-copilot-vscode: exposed copilot-completions offered | implicit_context completion index agent_file_tools agent_search_tools shell mcp transcripts
            zed: tool-level zed-private-files set | shell mcp
        "#]],
    );
}

#[test]
fn names_that_no_default_covers() {
    let files = [
        ("config/prod.secrets", ""),
        (".cursorrules", ""),
        ("GEMINI.md", ""),
        (".zed/settings.json", "{}"),
    ];
    check(
        &files,
        "config/prod.secrets",
        expect![[r#"
            git: untracked
            cursor: exposed cursor-ignore offered | implicit_context completion index agent_file_tools agent_search_tools shell mcp transcripts
            gemini-cli: exposed gemini-ignore offered | agent_file_tools agent_search_tools shell mcp transcripts
            zed: exposed zed-private-files offered | completion agent_file_tools agent_search_tools shell mcp
        "#]],
    );
}

#[test]
fn claude_code_rules() {
    let rule = |rule: &str, file: &str| {
        let settings = format!("{{\"permissions\":{{\"deny\":[\"{rule}\"]}}}}");
        let project = Project::new(&[(file, ""), (".claude/settings.json", &settings)]);
        let exposure = look(&project, file, &Markers::default());
        of(&exposure, "claude-code").state.id()
    };
    for covering in [
        "Read(**/.env)",
        "Read(.env)",
        "Read(./.env)",
        "Read(.env*)",
        "Read(**)",
        "Read",
    ] {
        assert_eq!(rule(covering, ".env"), "tool-level", "{covering}");
    }
    for other in [
        "Read(.env.local)",
        "Read(//etc/.env)",
        "Read(~/.env)",
        "Read(/.env)",
        "Write(.env)",
        "Edit(.env)",
        "Glob(**/.env)",
        "Read(!.env)",
        "Bash(cat .env)",
        "",
    ] {
        assert_eq!(rule(other, ".env"), "exposed", "{other}");
    }
    assert_eq!(rule("Read(./.env)", "apps/web/.env"), "exposed");
    assert_eq!(rule("Read(**/.env)", "apps/web/.env"), "tool-level");
}

#[test]
fn claude_code_local_settings_and_sandbox() {
    let files = [
        (".env", ""),
        (
            ".claude/settings.json",
            r#"{"sandbox":{"enabled":true,"allowUnsandboxedCommands":true}}"#,
        ),
        (
            ".claude/settings.local.json",
            r#"{"permissions":{"deny":["Read(./.env)"]},"sandbox":{"allowUnsandboxedCommands":false}}"#,
        ),
    ];
    check(
        &files,
        ".env",
        expect![[r#"
        git: untracked
        claude-code: enforced claude-sandbox set | mcp environment transcripts
    "#]],
    );
    let sandbox_alone = [
        (".env", ""),
        (
            ".claude/settings.json",
            r#"{"sandbox":{"enabled":true,"allowUnsandboxedCommands":false}}"#,
        ),
    ];
    check(
        &sandbox_alone,
        ".env",
        expect![[r#"
        git: untracked
        claude-code: exposed claude-deny offered | implicit_context agent_file_tools agent_search_tools shell mcp environment transcripts
    "#]],
    );
}

#[test]
fn cursor_reopened_by_its_own_files() {
    check(
        &[(".env", ""), (".cursorignore", "!.env\n")],
        ".env",
        expect![[r#"
            git: untracked
            cursor: exposed cursor-ignore offered | implicit_context completion index agent_file_tools agent_search_tools shell mcp transcripts
        "#]],
    );
    let list = r#"{ // mine
        "cursor.general.globalCursorIgnoreList": ["**/*.pem"], }"#;
    let files = [
        (".env", ""),
        (".cursorrules", ""),
        (".vscode/settings.json", list),
    ];
    check(
        &files,
        ".env",
        expect![[r#"
            git: untracked
            cursor: exposed cursor-ignore offered | implicit_context completion index agent_file_tools agent_search_tools shell mcp transcripts
        "#]],
    );
}

#[test]
fn gemini_heeds_git_unless_told_otherwise() {
    let gemini = (
        ".gemini/settings.json",
        r#"{"context":{"fileFiltering":{"respectGitIgnore":false}}}"#,
    );
    check(
        &[(".env", ""), (".gitignore", ".env"), gemini],
        ".env",
        expect![[r#"
            git: ignored
            gemini-cli: exposed gemini-ignore offered | agent_file_tools agent_search_tools shell mcp environment transcripts
        "#]],
    );
    check(
        &[
            (".env", ""),
            (".geminiignore", ".env*\n!.env.example"),
            (".gemini/settings.json", ""),
        ],
        ".env",
        expect![[r#"
            git: untracked
            gemini-cli: tool-level gemini-ignore set | shell mcp environment transcripts
        "#]],
    );
}

#[test]
fn a_weaker_control_does_not_hide_the_fix() {
    let settings = (
        ".gemini/settings.json",
        r#"{"advanced":{"ignoreLocalEnv":true}}"#,
    );
    check(
        &[(".env", ""), settings],
        ".env",
        expect![[r#"
            git: untracked
            gemini-cli: exposed gemini-ignore offered | agent_file_tools agent_search_tools shell mcp transcripts
        "#]],
    );
}

#[test]
fn decoys() {
    let files = [
        (".env", ""),
        (".claudeignore", ".env"),
        (
            ".claude/settings.json",
            r#"{"permissions":{"read":{"deny":[".env"]},"deny":["Write(**/.env)"]}}"#,
        ),
        (".copilotignore", ".env"),
        (".github/copilot-instructions.md", "never read .env"),
        (".cursorindexingignore", ".env"),
    ];
    check(
        &files,
        ".env",
        expect![[r#"
            git: untracked
            claude-code: exposed claude-deny offered | implicit_context agent_file_tools agent_search_tools shell mcp environment transcripts
            cursor: tool-level cursor-ignore set | shell mcp transcripts
            github-copilot-vscode: exposed copilot-completions offered | implicit_context completion index agent_file_tools agent_search_tools shell mcp transcripts
            decoy: .claudeignore for claude-code
            decoy: .claude/settings.json for claude-code
            decoy: .claude/settings.json for claude-code
            decoy: .copilotignore for github-copilot-vscode
        "#]],
    );
}

#[test]
fn front_end_markers() {
    let project = Project::new(&[(".env", "")]);
    let in_use = Markers {
        client: Some("Zed".to_owned()),
        extensions: vec!["GitHub.Copilot-Chat".to_owned()],
        env: vec!["CLAUDECODE".to_owned()],
        home: vec![".gemini/settings.json".to_owned()],
        modules: vec!["claudecode".to_owned()],
        ..Markers::default()
    };
    expect![[r#"
        git: untracked
        claude-code: exposed claude-deny offered | implicit_context agent_file_tools agent_search_tools shell mcp environment transcripts
        github-copilot-vscode: exposed copilot-completions offered | implicit_context completion index agent_file_tools agent_search_tools shell mcp transcripts
        zed: tool-level zed-private-files set | shell mcp
    "#]].assert_eq(&show(&look(&project, ".env", &in_use)));
}

#[test]
fn unreadable_settings_are_unknown() {
    let files = [
        (".env", ""),
        (".claude/settings.json", "{\n  \"a\": 1,\n  // no\n}"),
    ];
    let exposure = look(&Project::new(&files), ".env", &Markers::default());
    expect!["Claude Code may read `.env`: `.claude/settings.json` is not valid JSON in line 3, so what it asks for is unknown."].assert_eq(&message(&exposure, of(&exposure, "claude-code")));
}

#[test]
fn messages() {
    let files = [
        (".env", ""),
        (
            ".claude/settings.json",
            r#"{"permissions":{"deny":["Read(.env)"]}}"#,
        ),
        (".claudeignore", ""),
        (
            ".vscode/settings.json",
            r#"{"github.copilot.enable":{"*":false}}"#,
        ),
        (".cursorignore", "!.env"),
        (".gitignore", ".env"),
    ];
    let project = Project::new(&files);
    let mut out = String::new();
    for tracked in [false, true] {
        let project = if tracked {
            project.clone().tracking(".env")
        } else {
            project.clone()
        };
        let exposure = look(&project, ".env", &Markers::default());
        let shown = [
            "claude-code",
            "cursor",
            "gemini-cli",
            "github-copilot-vscode",
            "zed",
        ];
        for one in shown.map(|id| of(&exposure, id)) {
            writeln!(out, "{}", message(&exposure, one)).unwrap();
        }
        writeln!(out, "{:?}", git_message(&exposure)).unwrap();
    }
    let exposure = look(
        &Project::new(&[(".env", ""), (".claudeignore", "")]),
        ".env",
        &Markers::default(),
    );
    writeln!(
        out,
        "{}\n{:?}",
        decoy_message(&exposure.decoys[0]),
        git_message(&exposure)
    )
    .unwrap();
    expect![[r#"
        Claude Code is asked to skip `.env` (tool-level); still open: programs that open the file themselves, MCP servers and values already in the environment.
        Cursor can read `.env`, though git ignores it: ask Cursor to skip .env in .cursorignore (tool-level; still open: commands in the terminal outside the sandbox and MCP servers).
        Gemini CLI is asked to skip `.env` (tool-level); still open: shell commands, MCP servers and the environment it loads `.env` into.
        GitHub Copilot can still read `.env`, though git ignores it (completions-only; still open: chat, the agent and its terminal, which a hook or an organisation's policy stops): keep values that matter out of it.
        Zed is asked to skip `.env` (tool-level); still open: the terminal tool, MCP servers, external agents and text that you paste or mention.
        None
        Claude Code is asked to skip `.env` (tool-level); still open: programs that open the file themselves, MCP servers and values already in the environment.
        Cursor can read `.env`: ask Cursor to skip .env in .cursorignore (tool-level; still open: commands in the terminal outside the sandbox and MCP servers).
        Gemini CLI is asked to skip `.env` (tool-level); still open: shell commands, MCP servers and the environment it loads `.env` into.
        GitHub Copilot can still read `.env` (completions-only; still open: chat, the agent and its terminal, which a hook or an organisation's policy stops): keep values that matter out of it.
        Zed is asked to skip `.env` (tool-level); still open: the terminal tool, MCP servers, external agents and text that you paste or mention.
        Some("git tracks `.env`, so its values go wherever the repository goes: run `git rm --cached .env`, ignore it, and replace values that were committed.")
        `.claudeignore` does not keep Claude Code from secret files: Claude Code reads no such file. What counts is `permissions.deny` in `.claude/settings.json`.
        Some("git does not ignore `.env`, so the next `git add .` takes its values along: add it to `.gitignore`.")
    "#]].assert_eq(&out);
}

#[test]
fn files_that_nobody_writes_are_not_read() {
    let state = |file: &str, text: &str| {
        let exposure = look(
            &Project::new(&[(".env", ""), (file, text)]),
            ".env",
            &Markers::default(),
        );
        let one = exposure.assistants.iter().find(|one| one.broken.is_some());
        one.map(|one| (one.state.id(), one.problem.clone().unwrap()))
    };
    expect![[r#"
        Some(("unknown", "`.claude/settings.json` is larger than 1 MiB"))
        Some(("unknown", "`.geminiignore` holds more than 2000 rules"))
        None"#]]
    .assert_eq(&format!(
        "{:?}\n{:?}\n{:?}",
        state(".claude/settings.json", &" ".repeat((1 << 20) + 1)),
        state(".geminiignore", &"*a*[b-c]*/**/d?\n".repeat(3000)),
        state(".geminiignore", &"# many words\n\n".repeat(3000)),
    ));
}

fn closed(id: &str, files: &[(&str, &str)], file: &str, edited: &str, expected: Expect) {
    let mut project = Project::new(files);
    let path = Path::new(ROOT).join(file);
    let plan = close(by_id(id).unwrap(), &path, Path::new(ROOT), &project).unwrap();
    project.apply(&plan);
    let old = files
        .iter()
        .find(|(path, _)| *path == edited)
        .map_or("", |(_, text)| text);
    if old.contains("\r\n") {
        assert!(!project.text(edited).replace("\r\n", "").contains('\n'));
    }
    let text = project.text(edited).replace("\r\n", "\n");
    expected.assert_eq(&format!("{}\n---\n{text}", plan.title));
    let again = close(by_id(id).unwrap(), &path, Path::new(ROOT), &project).unwrap_err();
    assert_eq!(again.code, "already-closed");
}

#[test]
fn close_makes_the_file() {
    closed(
        "claude-code",
        &[(".env", "")],
        ".env",
        ".claude/settings.json",
        expect![[r#"
            Ask Claude Code to skip .env by a deny rule in .claude/settings.json
            ---
            {
              "permissions": {
                "deny": [
                  "Read(**/.env)",
                  "Read(**/.env.local)",
                  "Read(**/.env.*.local)",
                  "Read(**/.env.development)",
                  "Read(**/.env.production)",
                  "Read(**/.env.staging)",
                  "Read(**/.env.test)"
                ]
              }
            }
        "#]],
    );
    closed(
        "github-copilot-vscode",
        &[],
        ".env",
        ".vscode/settings.json",
        expect![[r#"
            Turn off Copilot completions in .env in .vscode/settings.json
            ---
            {
              "github.copilot.enable": {
                "dotenv": false,
                "env": false,
                "properties": false
              }
            }
        "#]],
    );
    closed(
        "cursor",
        &[],
        "a.secrets",
        ".cursorignore",
        expect![[r#"
            Ask Cursor to skip a.secrets in .cursorignore
            ---
            a.secrets
        "#]],
    );
    closed(
        "gemini-cli",
        &[],
        ".env",
        ".geminiignore",
        expect![[r#"
            Ask Gemini CLI to skip .env in .geminiignore
            ---
            .env
            .env.*
            !.env.example
            !.env.sample
            !.env.template
            !.env.schema
        "#]],
    );
    closed(
        "zed",
        &[],
        "deploy/a b.secrets",
        ".zed/settings.json",
        expect![[r#"
            Ask Zed to skip a b.secrets in .zed/settings.json
            ---
            {
              "private_files": [
                "**/a b.secrets"
              ]
            }
        "#]],
    );
}

#[test]
fn close_keeps_comments_and_layout() {
    let vscode = "\u{feff}{\r\n\t// fonts\r\n\t\"editor.fontSize\": 13, /* px */\r\n\t\"github.copilot.enable\": { \"*\": true, \"dotenv\": true },\r\n}\r\n";
    closed(
        "github-copilot-vscode",
        &[(".vscode/settings.json", vscode)],
        ".env",
        ".vscode/settings.json",
        expect![[r#"
            Turn off Copilot completions in .env in .vscode/settings.json
            ---
            ﻿{
            	// fonts
            	"editor.fontSize": 13, /* px */
            	"github.copilot.enable": {
            		"*": true,
            		"dotenv": false,
            		"env": false,
            		"properties": false
            	},
            }
        "#]],
    );
    let zed =
        "{\n    // keep\n    \"private_files\": [\"**/*.p12\"], // mine\n    \"tab_size\": 4\n}";
    closed(
        "zed",
        &[(".zed/settings.json", zed)],
        "x.secrets",
        ".zed/settings.json",
        expect![[r#"
            Ask Zed to skip x.secrets in .zed/settings.json
            ---
            {
                // keep
                "private_files": ["**/*.p12", "**/x.secrets"], // mine
                "tab_size": 4
            }"#]],
    );
    let claude = "{\n    \"permissions\": {\n        \"allow\": [\"Bash(ls)\"],\n        \"deny\": [\n            \"Read(**/.env.test)\"\n        ]\n    }\n}\n";
    closed(
        "claude-code",
        &[(".claude/settings.json", claude)],
        ".env.prod",
        ".claude/settings.json",
        expect![[r#"
            Ask Claude Code to skip .env.prod by a deny rule in .claude/settings.json
            ---
            {
                "permissions": {
                    "allow": ["Bash(ls)"],
                    "deny": [
                        "Read(**/.env.test)",
                        "Read(**/.env.prod)"
                    ]
                }
            }
        "#]],
    );
    closed(
        "gemini-cli",
        &[(".geminiignore", "# mine\n.env.example\n!.env")],
        ".env",
        ".geminiignore",
        expect![[r#"
            Ask Gemini CLI to skip .env in .geminiignore
            ---
            # mine
            .env.example
            !.env
            .env
            .env.*
            !.env.sample
            !.env.template
            !.env.schema
        "#]],
    );
}

fn refused(id: &str, project: &Project, file: &str) -> String {
    let refusal = close(
        by_id(id).unwrap(),
        &Path::new(ROOT).join(file),
        Path::new(ROOT),
        project,
    )
    .unwrap_err();
    format!("{}: {refusal}\n", refusal.code)
}

#[test]
fn close_refuses_hostile_content() {
    let claude = |text: &str| {
        refused(
            "claude-code",
            &Project::new(&[(".claude/settings.json", text)]),
            ".env",
        )
    };
    let mut out = String::new();
    for text in [
        "[]",
        "{",
        "{ // comment\n}",
        r#"{"permissions": []}"#,
        r#"{"permissions": {"deny": "Read(.env)"}}"#,
        r#"{"permissions": {"deny": {}}}"#,
        r#"{"permissions": {}, "permissions": {}}"#,
        r#"{"permissions": {"deny": [], "deny": []}}"#,
        "null",
        "\0",
    ] {
        out += &claude(text);
    }
    out += &claude(&"[".repeat(100_000));
    out += &claude(&" ".repeat((1 << 20) + 1));
    let empty = Project::new(&[]);
    for entry in [
        Entry::Link,
        Entry::HardLinked(2),
        Entry::Special,
        Entry::Directory,
        Entry::Outside,
    ] {
        out += &refused(
            "claude-code",
            &empty.clone().with(".claude/settings.json", entry),
            ".env",
        );
    }
    out += &refused(
        "claude-code",
        &empty.clone().with(".claude", Entry::Link),
        ".env",
    );
    out += &refused("claude-code", &empty, ".env)\nx");
    out += &refused("cursor", &empty, ".env");
    let off = r#"{"context":{"fileFiltering":{"respectGeminiIgnore":false}}}"#;
    out += &refused(
        "gemini-cli",
        &Project::new(&[(".gemini/settings.json", off)]),
        ".env",
    );
    expect![[r#"
        settings-in-the-way: `.claude/settings.json` holds something other than one JSON object: mend it by hand, then try again.
        settings-in-the-way: `.claude/settings.json` is not valid JSON in line 1: mend it by hand, then try again.
        settings-in-the-way: `.claude/settings.json` is not valid JSON in line 1: mend it by hand, then try again.
        settings-in-the-way: `.claude/settings.json` has a `permissions` that is no object: mend it by hand, then try again.
        settings-in-the-way: `.claude/settings.json` has a `deny` that is no list: mend it by hand, then try again.
        settings-in-the-way: `.claude/settings.json` has a `deny` that is no list: mend it by hand, then try again.
        settings-in-the-way: `.claude/settings.json` has two `permissions`: mend it by hand, then try again.
        settings-in-the-way: `.claude/settings.json` has two `deny`: mend it by hand, then try again.
        settings-in-the-way: `.claude/settings.json` holds something other than one JSON object: mend it by hand, then try again.
        settings-in-the-way: `.claude/settings.json` is not valid JSON in line 1: mend it by hand, then try again.
        settings-in-the-way: `.claude/settings.json` is not valid JSON in line 1: mend it by hand, then try again.
        settings-in-the-way: `.claude/settings.json` is larger than 1 MiB, so it is left alone.
        settings-in-the-way: `.claude/settings.json` is a link, so it is left alone.
        settings-in-the-way: `.claude/settings.json` has more than one name, so it is left alone.
        settings-in-the-way: `.claude/settings.json` is no regular file, so it is left alone.
        settings-in-the-way: `.claude/settings.json` is a folder, so it is left alone.
        settings-in-the-way: `.claude/settings.json` leads out of the workspace, so it is left alone.
        settings-in-the-way: `.claude/settings.json` stands in a folder that is a link, so it is left alone.
        odd-name: The file's name cannot be written in an ignore file: rename it first.
        already-closed: Cursor is already asked to skip `.env`.
        overridden: `.gemini/settings.json` sets `context.fileFiltering.respectGeminiIgnore`, and `respectGeminiIgnore` is off: take it out first.
    "#]].assert_eq(&out);
}

/// A settings file of a person: objects with comments and blanks anywhere, with or
/// without the keys that the fix is about.
fn settings_text() -> impl Strategy<Value = String> {
    let blank = prop_oneof![
        Just(String::new()),
        Just(" ".to_owned()),
        Just("\n  ".to_owned()),
        Just("\r\n\t".to_owned()),
        Just(" /* mine */ ".to_owned()),
        Just("\n// é 🎉\n".to_owned()),
    ];
    let entry = prop_oneof![
        Just("\"**/*.p12\"".to_owned()),
        Just("\"**/x.secrets\"".to_owned()),
        Just("4".to_owned()),
        Just("{\"a\": [1, 2]}".to_owned()),
    ];
    let list = prop::collection::vec((entry, blank.clone()), 0..3).prop_map(|entries| {
        let entries: Vec<String> = entries
            .iter()
            .map(|(entry, blank)| format!("{blank}{entry}{blank}"))
            .collect();
        format!("[{}]", entries.join(","))
    });
    let value = prop_oneof![
        4 => list,
        1 => Just("{}".to_owned()),
        1 => Just("true".to_owned()),
    ];
    let key = prop_oneof![
        Just("private_files"),
        Just("tab_size"),
        Just("private_files ")
    ];
    prop::collection::vec((key, value, blank.clone()), 0..3).prop_flat_map(move |entries| {
        let inside: Vec<String> = entries
            .iter()
            .map(|(key, value, blank)| format!("{blank}\"{key}\":{blank}{value}{blank}"))
            .collect();
        (blank.clone(), Just(inside.join(",")))
            .prop_map(|(blank, inside)| format!("{blank}{{{inside}}}{blank}"))
    })
}

proptest! {
    #[test]
    fn close_takes_nothing_away_from_a_list(text in settings_text()) {
        let mut project = Project::new(&[(".zed/settings.json", &text)]);
        let path = Path::new(ROOT).join("x.secrets");
        let zed = by_id("zed").unwrap();
        match close(zed, &path, Path::new(ROOT), &project) {
            Ok(plan) => {
                project.apply(&plan);
                let mut new = project.text(".zed/settings.json").chars();
                let kept = text.chars().filter(|c| !c.is_whitespace()).all(|c| new.any(|n| n == c));
                prop_assert!(kept, "something of {text:?} is gone");
                let again = close(zed, &path, Path::new(ROOT), &project).unwrap_err();
                prop_assert_eq!(again.code, "already-closed");
            }
            Err(refusal) => prop_assert_ne!(refusal.code, "overridden"),
        }
    }

    #[test]
    fn close_ends_what_lines_of_an_ignore_file_begin(
        lines in prop::collection::vec("!?[/*]{0,2}(\\.env|\\.env\\.\\*|api|[a-z]\\[|#x|\\\\)?/?", 0..6),
        end in prop_oneof![Just("\n"), Just("\r\n")],
        ended in any::<bool>(),
        file in prop_oneof![Just(".env"), Just("api/.env.local"), Just("api/a b.secrets"), Just("#x.env")],
    ) {
        let mut text = lines.join(end);
        if ended {
            text.push_str(end);
        }
        let mut project = Project::new(&[(".geminiignore", &text)]);
        let path = Path::new(ROOT).join(file);
        let gemini = by_id("gemini-cli").unwrap();
        match close(gemini, &path, Path::new(ROOT), &project) {
            Ok(plan) => {
                project.apply(&plan);
                prop_assert!(project.text(".geminiignore").starts_with(&text));
                let again = close(gemini, &path, Path::new(ROOT), &project).unwrap_err();
                prop_assert_eq!(again.code, "already-closed");
            }
            Err(refusal) => prop_assert_eq!(refusal.code, "already-closed", "{:?}", text),
        }
    }
}
