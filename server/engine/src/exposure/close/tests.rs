use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::{Secrets, close_all, close_with, is_written};
use crate::exposure::assistant::{Assistant, Strength, by_id};
use crate::exposure::control::strength;
use crate::exposure::tests::{Project, ROOT};
use crate::exposure::workspace::Workspace;
use crate::exposure::{Control, ControlKind, Format, Markers, all};
use crate::files::Entry;
use crate::fix::{EditPlan, Refusal};

/// Secret files of several classes, and templates that have to stay visible.
const SECRETS: [&str; 6] = [
    ".env",
    ".env.production",
    "apps/web/.env.local",
    "certs/server.key",
    "infra/prod.tfvars",
    "config/passwords.kdbx",
];
const TEMPLATES: [&str; 4] = [
    ".env.example",
    ".env.sample",
    "apps/web/.env.template",
    ".env.dist",
];

fn project(more: &[(&str, &str)]) -> Project {
    let all = SECRETS.iter().chain(&TEMPLATES).map(|path| (*path, ""));
    Project::new(&all.chain(more.iter().copied()).collect::<Vec<_>>())
}

fn paths(names: &[&str]) -> Vec<PathBuf> {
    names
        .iter()
        .map(|name| Path::new(ROOT).join(name))
        .collect()
}

fn plan(
    assistant: &'static Assistant,
    control: &'static Control,
    names: &[&str],
    project: &Project,
) -> Result<EditPlan, Refusal> {
    let files = paths(names);
    let secrets = Secrets {
        root: Path::new(ROOT),
        files: &files,
    };
    close_with(assistant, control, &secrets, project)
}

/// How strongly a control keeps a file out, by the assistant's own semantics.
fn held(control: &'static Control, name: &str, project: &Project) -> Option<Strength> {
    let path = Path::new(ROOT).join(name);
    let mut workspace = Workspace::new(&path, Path::new(ROOT), project);
    workspace.platform = control.platform;
    strength(control, &workspace).unwrap()
}

fn controls() -> impl Iterator<Item = (&'static Assistant, &'static Control)> {
    let fixes = all()
        .iter()
        .flat_map(|one| one.controls.iter().map(move |it| (one, it)));
    fixes.filter(|(_, control)| control.fix.is_some())
}

/// A settings file of a person: comments where the notation has them, an order, a blank line.
fn mine(control: &Control) -> (&'static str, &'static str) {
    let format = match &control.kind {
        ControlKind::Lines { .. } => return ("# mine\nbuild/\n\n!build/keep\n", "# mine"),
        ControlKind::List { format, .. }
        | ControlKind::Rules { format, .. }
        | ControlKind::Flags { format, .. } => *format,
        ControlKind::Hook {
            format: Some(format),
            ..
        } => *format,
        _ => return ("", ""),
    };
    match format {
        Format::Json => (
            "{\n    \"zz.mine\": [1, 2],\n    \"model\": \"x\"\n}\n",
            "\"zz.mine\": [1, 2]",
        ),
        Format::Jsonc | Format::Json5 => (
            "{\n\t// mine\n\t\"zz.mine\": [1, 2], // kept\n\t\"model\": \"x\",\n}\n",
            "// mine\n\t\"zz.mine\": [1, 2], // kept",
        ),
        Format::Toml => (
            "# mine\nmodel = \"x\" # kept\n\n[zz]\nmine = [1, 2]\n",
            "model = \"x\" # kept",
        ),
        Format::Yaml => ("# mine\nmodel: x # kept\n", "model: x # kept"),
    }
}

/// What becomes of one fix, in a word.
fn outcome(
    assistant: &'static Assistant,
    control: &'static Control,
    before: Option<&str>,
) -> &'static str {
    let kept = before.map(|_| mine(control).1);
    let file = control.files.first().copied().unwrap_or_default();
    let seed: Vec<(&str, &str)> = before.iter().map(|text| (file, *text)).collect();
    let mut project = project(&seed);
    let open: Vec<_> = TEMPLATES.map(|it| held(control, it, &project)).into();
    let made = match plan(assistant, control, &SECRETS, &project) {
        Ok(plan) if plan.files.is_empty() => return "text",
        Ok(plan) => plan,
        Err(refusal) if refusal.code == "already-closed" => return "default",
        Err(_) => return "refused",
    };
    assert_eq!(made.files.len(), 1, "{}", control.id);
    project.apply(&made);
    let now = project.text(file).to_owned();
    assert!(
        kept.is_none_or(|kept| now.contains(kept)),
        "{}: {now}",
        control.id
    );
    for name in SECRETS {
        let held = held(control, name, &project);
        let rank = held.map_or(u8::MAX, Strength::rank);
        assert!(
            rank <= control.strength.rank(),
            "{} leaves {name}: {now}",
            control.id
        );
    }
    // A pattern for commands is no rule about files.
    let whole = control.strength == Strength::BestEffort
        || matches!(
            control.kind,
            ControlKind::Flags { .. } | ControlKind::Hook { .. } | ControlKind::Present
        );
    for (name, before) in TEMPLATES.iter().zip(open).filter(|_| !whole) {
        let after = held(control, name, &project);
        let rank = |it: Option<Strength>| it.map_or(u8::MAX, Strength::rank);
        assert!(
            rank(after) >= rank(before),
            "{} hides {name}: {now}",
            control.id
        );
    }
    let again = plan(assistant, control, &SECRETS, &project);
    assert_eq!(
        again.unwrap_err().code,
        "already-closed",
        "{}: {now}",
        control.id
    );
    "written"
}

/// Every fix of every assistant, in a workspace of its own: it covers every secret file, templates
/// stay as they were, what the user wrote stays, and the second time nothing is to do.
#[test]
fn every_fix_twice() {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut odd = String::new();
    for (assistant, control) in controls() {
        let kind = match &control.kind {
            ControlKind::Lines { .. } => "lines",
            ControlKind::List { .. } => "list",
            ControlKind::Rules { .. } => "rules",
            ControlKind::Flags { .. } => "flags",
            ControlKind::Hook { .. } => "hook",
            ControlKind::Present => "file",
            _ => "text",
        };
        let new = outcome(assistant, control, None);
        *counts.entry((kind, new)).or_default() += 1;
        let (text, _) = mine(control);
        if new == "written" && !text.is_empty() {
            assert_eq!(
                outcome(assistant, control, Some(text)),
                "written",
                "{}",
                control.id
            );
        }
        if !matches!(new, "written" | "text") {
            let refusal = plan(assistant, control, &SECRETS, &project(&[])).unwrap_err();
            writeln!(odd, "{}: {}", control.id, refusal.message).unwrap();
        }
    }
    let mut table = String::new();
    for ((kind, what), count) in counts {
        writeln!(table, "{kind:6} {what:8} {count}").unwrap();
    }
    expect![[r#"
        file   written  1
        flags  written  5
        hook   written  9
        lines  written  22
        list   written  13
        rules  written  6
        text   text     11
    "#]]
    .assert_eq(&format!("{table}{odd}"));
}

#[test]
fn all_assistants_at_once() {
    let everyone: Vec<&'static Assistant> = all().iter().collect();
    let mut project = project(&[
        (".gitignore", "# mine\n"),
        (".vscode/settings.json", "{\n  // mine\n}\n"),
    ]);
    let files = paths(&SECRETS);
    let secrets = Secrets {
        root: Path::new(ROOT),
        files: &files,
    };
    let closing = close_all(&everyone, &secrets, &Markers::default(), &project);
    let mut touched: Vec<&PathBuf> = closing.plan.files.iter().map(|file| &file.path).collect();
    let count = touched.len();
    touched.dedup();
    assert_eq!(touched.len(), count, "each file once");
    project.apply(&closing.plan);
    let again = close_all(&everyone, &secrets, &Markers::default(), &project);
    assert_eq!(again.plan.files, [], "{:?}", again.plan.files);
    assert_eq!(again.refused, closing.refused);
    assert!(project.text(".vscode/settings.json").contains("// mine"));
    let files: Vec<String> = closing
        .plan
        .files
        .iter()
        .map(|file| file.path.strip_prefix(ROOT).unwrap().display().to_string())
        .collect();
    expect![[r#"
        .agentsignore
        .aiexclude
        .aiignore
        .amazonq/cli-agents/default.json
        .amp/settings.json
        .claude/settings.json
        .codex/config.toml
        .continueignore
        .cursorignore
        .devinignore
        .gitignore
        .kiroignore
        .rooignore
        .vibe/config.toml
        .vscode/settings.json
        .zed/settings.json
        kilo.jsonc
        opencode.json"#]]
    .assert_eq(&files.join("\n"));
}

fn shown(ids: &[&str], project: &mut Project) -> String {
    let who: Vec<&'static Assistant> = ids.iter().map(|id| by_id(id).unwrap()).collect();
    let files = paths(&[".env"]);
    let secrets = Secrets {
        root: Path::new(ROOT),
        files: &files,
    };
    let closing = close_all(&who, &secrets, &Markers::default(), project);
    let mut out = String::new();
    for (one, refusal) in &closing.refused {
        writeln!(
            out,
            "refused for {}: {} {}",
            one.id, refusal.code, refusal.message
        )
        .unwrap();
    }
    writeln!(out, "{}", closing.plan.title).unwrap();
    project.apply(&closing.plan);
    for file in &closing.plan.files {
        let name = file.path.strip_prefix(ROOT).unwrap().display().to_string();
        writeln!(out, "--- {name}\n{}", project.text(&name)).unwrap();
    }
    for note in &closing.plan.notes {
        writeln!(out, "note: {note}").unwrap();
    }
    out
}

fn check(ids: &[&str], files: &[(&str, &str)], expected: Expect) {
    let mut all = vec![(".env", ""), (".env.example", ""), (".gitignore", ".env\n")];
    all.extend(files);
    expected.assert_eq(&shown(ids, &mut Project::new(&all)));
}

#[test]
fn rules_of_opencode_and_kilo() {
    check(
        &["opencode", "kilo-code"],
        &[
            (
                "opencode.json",
                "{\n  // mine\n  \"permission\": {\n    \"read\": { \"*.env\": \"deny\", \"*\": \"allow\" }\n  }\n}\n",
            ),
            (
                "kilo.jsonc",
                "{ \"permission\": { \"read\": \"allow\" } }\n",
            ),
        ],
        expect![[r#"
            Set what keeps `.env` from OpenCode and Kilo Code (writes kilo.jsonc, opencode.json)
            --- kilo.jsonc
            {
              "permission": {
                "read": {
                  "*": "allow",
                  "*.env": "deny",
                  "*.env.*": "deny",
                  "*.env.example": "allow",
                  "*.pem": "deny",
                  "*.key": "deny",
                  "*.env.sample": "allow",
                  "*.env.schema": "allow",
                  "*.env.template": "allow"
                }
              }
            }

            --- opencode.json
            {
              // mine
              "permission": {
                "read": {
                  "*": "allow",
                  "*.env": "deny",
                  "*.env.*": "deny",
                  "*.env.example": "allow",
                  "*.pem": "deny",
                  "*.key": "deny",
                  "*.env.sample": "allow",
                  "*.env.schema": "allow",
                  "*.env.template": "allow"
                },
                "bash": {
                  "*.env*": "ask"
                }
              }
            }

            note: OpenCode is asked to skip the secret file (tool-level); still open: the grep tool, which matches rules with the pattern and not with the file, glob listings, shell commands and MCP servers.
            note: Kilo Code is asked to skip the secret file (tool-level); still open: the grep tool, which matches rules with the pattern and not with the file, shell commands and MCP servers.
        "#]],
    );
    check(
        &["opencode"],
        &[(
            "opencode.jsonc",
            "{\n  \"permissions\": [\n    { \"action\": \"read\", \"resource\": \"*\", \"effect\": \"allow\" }\n  ]\n}\n",
        )],
        expect![[r#"
            Set what keeps `.env` from OpenCode (writes opencode.jsonc)
            --- opencode.jsonc
            {
              "permissions": [
                { "action": "read", "resource": "*", "effect": "allow" },
                {
                  "action": "read",
                  "resource": "*.env",
                  "effect": "deny"
                },
                {
                  "action": "read",
                  "resource": "*.env.*",
                  "effect": "deny"
                },
                {
                  "action": "read",
                  "resource": "*.env.example",
                  "effect": "allow"
                },
                {
                  "action": "read",
                  "resource": "*.pem",
                  "effect": "deny"
                },
                {
                  "action": "read",
                  "resource": "*.key",
                  "effect": "deny"
                },
                {
                  "action": "read",
                  "resource": "*.env.sample",
                  "effect": "allow"
                },
                {
                  "action": "read",
                  "resource": "*.env.schema",
                  "effect": "allow"
                },
                {
                  "action": "read",
                  "resource": "*.env.template",
                  "effect": "allow"
                }
              ]
            }

            note: OpenCode is asked to skip the secret file (tool-level); still open: the grep tool, which matches rules with the pattern and not with the file, glob listings, shell commands and MCP servers.
        "#]],
    );
}

#[test]
fn profiles_of_codex() {
    check(
        &["codex"],
        &[(".codex/config.toml", "#:schema x\n\nmodel = \"y\"\n")],
        expect![[r#"
            Set what keeps `.env` from OpenAI Codex (writes .codex/config.toml)
            --- .codex/config.toml
            #:schema x

            model = "y"
            default_permissions = "keyward"

            [permissions.keyward]
            extends = ":workspace"

            [permissions.keyward.filesystem]
            glob_scan_max_depth = 8

            [permissions.keyward.filesystem.":workspace_roots"]
            "**/.env" = "deny"
            "**/.env.local" = "deny"
            "**/.env.*.local" = "deny"
            "**/.env.development" = "deny"
            "**/.env.production" = "deny"
            "**/.env.staging" = "deny"
            "**/*.pem" = "deny"
            "**/*.key" = "deny"

            note: OpenAI Codex is kept from the secret file (enforced (OS) when active); still open: MCP servers, cloud tasks, danger-full-access, and names that are not listed.
        "#]],
    );
    let mine =
        "default_permissions = \"mine\" # kept\n\n[permissions.mine]\nextends = \":workspace\"\n";
    check(
        &["codex"],
        &[(".codex/config.toml", mine)],
        expect![[r#"
        Set what keeps `.env` from OpenAI Codex (writes .codex/config.toml)
        --- .codex/config.toml
        default_permissions = "mine" # kept

        [permissions.mine]
        extends = ":workspace"

        [permissions.mine.filesystem.":workspace_roots"]
        "**/.env" = "deny"
        "**/.env.local" = "deny"
        "**/.env.*.local" = "deny"
        "**/.env.development" = "deny"
        "**/.env.production" = "deny"
        "**/.env.staging" = "deny"
        "**/*.pem" = "deny"
        "**/*.key" = "deny"

        note: OpenAI Codex is kept from the secret file (enforced (OS) when active); still open: MCP servers, cloud tasks, danger-full-access, and names that are not listed.
    "#]],
    );
    check(
        &["codex"],
        &[(
            ".codex/config.toml",
            "default_permissions = \":read-only\"\n",
        )],
        expect![[r#"
            refused for codex: settings-in-the-way `.codex/config.toml` names with `default_permissions` what it does not define: mend it by hand, then try again.
            Set what keeps `.env` from commits
            note: OpenAI Codex can read `.env`, though git ignores it: deny .env to Codex by a permission profile in .codex/config.toml (enforced (OS) when active; not covered: MCP servers, cloud tasks, danger-full-access, and names that are not listed).
            note: For OpenAI Codex, the hook that `keyward agent-hook install --project --client codex` registers helps as well (enforced (tool calls)); still open: scripts that the agent writes and runs.
        "#]],
    );
    check(
        &["codex"],
        &[(".codex/config.toml", "sandbox_mode = \"workspace-write\"\n")],
        expect![[r#"
            refused for codex: overridden `.codex/config.toml` sets `sandbox_mode`, and profiles are ignored as soon as `sandbox_mode` is set anywhere: take it out first.
            Set what keeps `.env` from commits
            note: OpenAI Codex can read `.env`, though git ignores it: deny .env to Codex by a permission profile in .codex/config.toml (enforced (OS) when active; not covered: MCP servers, cloud tasks, danger-full-access, and names that are not listed).
            note: For OpenAI Codex, the hook that `keyward agent-hook install --project --client codex` registers helps as well (enforced (tool calls)); still open: scripts that the agent writes and runs.
        "#]],
    );
}

#[test]
fn one_broken_file_stops_only_its_assistant() {
    check(
        &["claude-code", "codex", "cursor", "gemini-cli", "opencode"],
        &[
            (".claude/settings.json", "{\n  \"permissions\": {,\n}\n"),
            (".codex/config.toml", "a = 1\nb =\n"),
            (
                ".vscode/settings.json",
                "{ \"cursor.general.globalCursorIgnoreList\": [] }",
            ),
            (
                "opencode.json",
                "{\n  \"permission\": { \"read\": \"allow\" }\n",
            ),
        ],
        expect![[r#"
            refused for claude-code: settings-in-the-way `.claude/settings.json` is not valid JSON in line 2: mend it by hand, then try again.
            refused for codex: settings-in-the-way `.codex/config.toml` is not valid TOML in line 2: mend it by hand, then try again.
            refused for opencode: settings-in-the-way `opencode.json` is not valid JSON in line 1: mend it by hand, then try again.
            Set what keeps `.env` from Cursor and Gemini CLI (writes .cursorignore)
            --- .cursorignore
            .env
            .env.*
            !.env.example
            !.env.sample
            !.env.template
            !.env.schema

            note: Claude Code may read `.env`: `.claude/settings.json` is not valid JSON in line 2, so what it asks for is unknown.
            note: OpenAI Codex may read `.env`: `.codex/config.toml` is not valid TOML in line 2, so what it asks for is unknown.
            note: Cursor is asked to skip the secret file (tool-level); still open: commands in the terminal outside the sandbox and MCP servers.
            note: Gemini CLI is asked to skip the secret file (tool-level); still open: shell commands, MCP servers and the environment it loads `.env` into.
            note: OpenCode may read `.env`: `opencode.json` is not valid JSON in line 1, so what it asks for is unknown.
        "#]],
    );
}

#[test]
fn what_is_not_written_to() {
    let entries = [
        ("is a link", Entry::Link),
        ("leads out of the workspace", Entry::Outside),
        ("has more than one name", Entry::HardLinked(2)),
        ("is a folder", Entry::Directory),
        ("is no regular file", Entry::Special),
        (
            "is larger than 1 MiB",
            Entry::File {
                len: 1 << 21,
                mode: Some(0o644),
            },
        ),
        (
            "is read-only",
            Entry::File {
                len: 2,
                mode: Some(0o444),
            },
        ),
    ];
    for (what, entry) in entries {
        let project =
            Project::new(&[(".env", ""), (".kiroignore", "x\n")]).with(".kiroignore", entry);
        let kiro = by_id("kiro").unwrap();
        let refusal = plan(kiro, &kiro.controls[0], &[".env"], &project).unwrap_err();
        assert!(
            refusal.message.contains(what) && refusal.message.contains(".kiroignore"),
            "{what}: {}",
            refusal.message
        );
    }
}

proptest! {
    /// Whatever an ignore file holds: lines stay as they are, the secret is skipped or the plan
    /// refuses, a template that was visible stays so.
    #[test]
    fn ignore_files_keep_their_lines(
        lines in prop::collection::vec("(#|!)?(\\*\\*/|/)?[.a-e*?]{0,6}(env|example)?/?", 0..8),
        crlf in any::<bool>(),
        ended in any::<bool>(),
    ) {
        let newline = if crlf { "\r\n" } else { "\n" };
        let mut text = lines.join(newline);
        if ended && !text.is_empty() {
            text.push_str(newline);
        }
        let mut project = project(&[(".kiroignore", &text)]);
        let kiro = by_id("kiro").unwrap();
        let control = &kiro.controls[0];
        let before: Vec<_> = TEMPLATES.map(|it| held(control, it, &project)).into();
        match plan(kiro, control, &SECRETS, &project) {
            Ok(plan) => {
                project.apply(&plan);
                let now = project.text(".kiroignore").to_owned();
                prop_assert!(now.starts_with(&text), "{now}");
                prop_assert!(!crlf || !now.replace("\r\n", "").contains('\n') || !text.contains('\n'), "{now:?}");
                for name in SECRETS {
                    prop_assert!(held(control, name, &project).is_some(), "{name}: {now}");
                }
                // One that is hidden in a folder may be shown by a line for its name at the root.
                for (name, _) in TEMPLATES.iter().zip(before).filter(|(_, it)| it.is_none()) {
                    prop_assert_eq!(held(control, name, &project), None, "{}: {}", name, now);
                }
                let again = plan_again(kiro, control, &project);
                prop_assert_eq!(again, "already-closed");
            }
            Err(refusal) => prop_assert!(matches!(refusal.code, "already-closed" | "overridden"), "{refusal}"),
        }
    }
}

fn plan_again(
    assistant: &'static Assistant,
    control: &'static Control,
    project: &Project,
) -> &'static str {
    plan(assistant, control, &SECRETS, project).map_or_else(|refusal| refusal.code, |_| "edits")
}

#[test]
fn what_is_written_has_a_file() {
    for (_, control) in controls() {
        let writes = is_written(control);
        assert!(!writes || !control.files[0].contains('*'), "{}", control.id);
        assert!(
            writes
                || control
                    .fix
                    .as_ref()
                    .is_some_and(|fix| fix.snippet.is_some()),
            "{}",
            control.id
        );
    }
}
