use std::fmt::Write;
use std::path::Path;

use expect_test::{Expect, expect};

use super::row::{DecoyRow, Sign};
use super::{Decoy, decoy_fix, decoy_fix_title, decoys};
use crate::exposure::settings::{Addition, Format, Order, Settings, Value};
use crate::exposure::tests::{Project, ROOT, look};
use crate::exposure::{Exposure, Markers, State, decoy_message};
use crate::files::Files;

/// What is told where every assistant is in use that `used` names.
fn found(project: &Project, secrets: &[&str], used: &[&str]) -> Vec<Decoy> {
    let state = |file: &&str| {
        let mut state = look(project, file, &Markers::default());
        for one in &mut state.assistants {
            one.in_use = used.contains(&one.assistant.id);
        }
        state
    };
    let exposures: Vec<Exposure> = secrets.iter().map(state).collect();
    decoys(&exposures, Path::new(ROOT), project)
}

/// One line each: place, code, what is marked, whom it is told of, and the quick fix.
fn show(project: &Project, decoys: &[Decoy]) -> String {
    let mut out = String::new();
    for one in decoys {
        let text = project.read(&one.path).unwrap().unwrap();
        let path = one.path.strip_prefix(ROOT).unwrap().display();
        let line = text[..one.range.start].matches('\n').count() + 1;
        let fix = decoy_fix_title(one).or_else(|| Some(format!("{:?}", one.fix?)));
        writeln!(
            out,
            "{path}:{line} {} `{}` {} | {}",
            one.code,
            &text[one.range.clone()],
            one.assistant.id,
            fix.as_deref().unwrap_or("no fix")
        )
        .unwrap();
    }
    out
}

fn check(files: &[(&str, &str)], used: &[&str], expected: Expect) {
    let mut all = vec![(".env", "")];
    all.extend(files);
    let project = Project::new(&all);
    expected.assert_eq(&show(&project, &found(&project, &[".env"], used)));
}

#[test]
fn files_that_nobody_reads() {
    let files = [
        (".claudeignore", ".env\n"),
        (".copilotignore", "# all\n.env\n"),
        (".cursorindexingignore", "# mine\nnode_modules\n.env*\n"),
    ];
    let used = ["claude-code", "cursor", "github-copilot-vscode"];
    check(
        &files,
        &used,
        expect![[r#"
        .claudeignore:1 claude-ignore-file `.env` claude-code | Close
        .copilotignore:1 copilot-ignore-file `# all` github-copilot-vscode | no fix
    "#]],
    );
    // Cursor keeps `.env` out by default: nobody is misled.
    check(&files[..2], &["cursor"], expect![[""]]);
}

#[test]
fn once_per_file_and_only_while_something_is_exposed() {
    let claude = r#"{"permissions":{"deny":["Read(**/.env)","Read(**/.env.local)"]}}"#;
    let mut files = vec![(".env", ""), (".env.local", ""), (".claudeignore", ".env")];
    let project = Project::new(&files);
    let told = found(&project, &[".env", ".env.local"], &["claude-code"]);
    assert_eq!(told.len(), 1, "{told:?}");
    files.push((".claude/settings.json", claude));
    let project = Project::new(&files);
    assert_eq!(
        found(&project, &[".env", ".env.local"], &["claude-code"]),
        []
    );
    assert_eq!(found(&project, &[], &["claude-code"]), []);
    assert_eq!(found(&Project::new(&files[..3]), &[".env"], &[]), []);
}

#[test]
fn sentences_for_the_model() {
    for (told, line) in [
        (true, "Never read `.env`."),
        (true, "- Do NOT open, print or cat .env files"),
        (true, "You must not access secret files."),
        (true, "don’t look at .env.local"),
        (true, ".env must never be read by agents"),
        (true, "The .env is off-limits."),
        (true, "Avoid reading credentials files"),
        (false, "Never commit .env."),
        (false, "Do not edit .env by hand; copy .env.example."),
        (false, "Read .env with dotenv. Never use eval."),
        (false, "Never read from stdin. Configuration is in .env"),
        (false, "Put keys into .env"),
    ] {
        let text = format!("# Rules\n\n{line}\n");
        let project = Project::new(&[(".env", ""), ("CLAUDE.md", &text)]);
        let decoys = found(&project, &[".env"], &["claude-code"]);
        assert_eq!(!decoys.is_empty(), told, "{line}");
        for one in decoys {
            assert_eq!(one.code, "instruction-is-no-control");
            assert_eq!(text[..one.range.start].matches('\n').count(), 2, "{line}");
        }
    }
}

#[test]
fn settings_that_mean_something_else() {
    let settings = "\
{
  // mine
  \"files.exclude\": { \"**/.git\": true, \"**/.env\": true, \"**/.env*\": false },
  \"search.exclude\": { \"**/dist\": true }
}
";
    let claude = r#"{
  "ignorePatterns": [".env"],
  "permissions": { "read": { "deny": [".env"] }, "deny": ["Bash(curl *)", "Write(src/**)", "Glob(**/.env)"] }
}"#;
    let files = [
        (".vscode/settings.json", settings),
        (".claude/settings.json", claude),
    ];
    check(
        &files,
        &["claude-code"],
        expect![[r#"
        .claude/settings.json:2 wrong-setting `"ignorePatterns"` claude-code | Close
        .claude/settings.json:3 wrong-setting `"deny"` claude-code | Close
        .claude/settings.json:3 rule-never-consulted `"Glob(**/.env)"` claude-code | Close
        .vscode/settings.json:3 hidden-in-the-explorer `"**/.env"` claude-code | Close
    "#]],
    );
}

#[test]
fn traps_are_told_in_any_case() {
    let claude = r#"{"permissions":{"deny":["Read"]}}"#;
    let files = [
        (".claude/settings.json", claude),
        (".worktreeinclude", "# copies\n.env*\nconfig/local.json\n"),
    ];
    check(
        &files,
        &["claude-code"],
        expect![[r#"
            .worktreeinclude:2 copied-to-worktrees `.env*` claude-code | Remove this line from .worktreeinclude
        "#]],
    );
    check(&files, &["zed"], expect![[""]]);
}

#[test]
fn a_trap_is_undone_by_its_fix() {
    let files = [
        (".env", ""),
        (
            ".worktreeinclude",
            "# copies\r\n.env*\r\nconfig/local.json\r\n",
        ),
    ];
    let mut project = Project::new(&files);
    let told = found(&project, &[".env"], &["claude-code"]);
    let plan = decoy_fix(&told[0], &project).unwrap();
    project.apply(&plan);
    let text = project.text(".worktreeinclude");
    assert_eq!(text, "# copies\r\nconfig/local.json\r\n");
    assert_eq!(found(&project, &[".env"], &["claude-code"]), []);
}

#[test]
fn words() {
    let project = Project::new(&[
        (".env", ""),
        (".claudeignore", ""),
        (".worktreeinclude", ".env"),
    ]);
    let messages: Vec<String> = found(&project, &[".env"], &["claude-code"])
        .iter()
        .map(decoy_message)
        .collect();
    expect![[r#"
        `.claudeignore` does not keep Claude Code from secret files: Claude Code reads no such file. What counts is `permissions.deny` in `.claude/settings.json`.
        `.worktreeinclude` opens secret files to Claude Code: Claude Code copies what it lists into the worktree of every agent, though git ignores it. What helps is taking the line out, and giving the agents variables of their own."#]].assert_eq(&messages.join("\n"));
}

/// A file that holds what a row looks for, and the same without.
fn texts(row: &DecoyRow) -> (String, String) {
    let settings = |file: &str, at: &[&str], value: Value, beside: &[&str]| {
        let mut text = String::new();
        let mut settings = Settings::parse(&text, Format::of(Path::new(file))).unwrap();
        let mut all = vec![(at, value)];
        if !beside.is_empty() {
            let profile = Value::Map(vec![("a".to_owned(), Value::from("b"))]);
            all.insert(0, (beside, profile));
        }
        for (at, value) in all {
            let order = Order::Any;
            let addition = Addition {
                at,
                value: &value,
                order,
                lift: None,
            };
            settings.add(&addition).unwrap();
        }
        text.push_str(&settings.text());
        text
    };
    match &row.sign {
        Sign::Present => ("anything\n".to_owned(), String::new()),
        Sign::Hides => (
            "# a\n.env\n".to_owned(),
            "# .env\ndist/\n!.env\n".to_owned(),
        ),
        Sign::Shows => ("# a\n!.env\n".to_owned(), ".env\n!dist/\n".to_owned()),
        Sign::Text(_) => match row.code {
            "instruction-is-no-control" => {
                ("- Never read .env\n".into(), "- Never commit .env\n".into())
            }
            _ => (
                "{ allow_access_to_git_ignored_files = true }\n".into(),
                "{ allow_access_to_git_ignored_files = false }\n".into(),
            ),
        },
        Sign::Setting {
            at,
            equals,
            entries,
            globs,
            beside,
        } => {
            let value = match (equals, entries.first(), *globs) {
                (Some(value), ..) => Value::Bool(*value),
                (_, Some(form), _) => Value::List(vec![Value::Text(form.replace("?*", "**/.env"))]),
                (_, None, true) => Value::Map(vec![("**/.env".to_owned(), Value::Bool(true))]),
                _ => Value::from("x"),
            };
            let file = row.files[0];
            (
                settings(file, at, value, beside),
                settings(file, &["other"], Value::Bool(true), &[]),
            )
        }
    }
}

/// Every row, in each of its files: what it is about is told, its absence is not.
#[test]
fn every_row_is_told_and_stays_quiet() {
    let mut codes: Vec<&str> = Vec::new();
    let mut checked = 0;
    for row in super::row::all() {
        let (loud, quiet) = texts(row);
        let id = row.assistants.first().copied().unwrap_or("claude-code");
        for file in row.files {
            let file = file.replace('*', "a");
            for (text, told) in [(&loud, true), (&quiet, false)] {
                if !told && matches!(row.sign, Sign::Present) {
                    continue;
                }
                let project = Project::new(&[(".env", ""), (&file, text)]);
                let mut state = look(&project, ".env", &Markers::default());
                for one in &mut state.assistants {
                    one.in_use = one.assistant.id == id;
                    one.state = State::Exposed;
                    one.undone.clear();
                }
                let found = decoys(&[state], Path::new(ROOT), &project);
                let found = found.iter().filter(|one| one.code == row.code);
                assert_eq!(found.count() > 0, told, "{} in {file}: {text}", row.code);
                checked += 1;
            }
        }
        codes.push(row.code);
    }
    let rows = codes.len();
    codes.sort_unstable();
    codes.dedup();
    expect![[r#"
        34 rows, 26 codes, 166 files
    "#]]
    .assert_eq(&format!(
        "{rows} rows, {} codes, {checked} files\n",
        codes.len()
    ));
}

#[test]
fn defaults_that_settings_took_away() {
    let list = r#"{ "cursor.general.globalCursorIgnoreList": ["**/*.pem"] }"#;
    let files = [
        (".vscode/settings.json", list),
        (".cursorignore", "dist/\n!.env\n"),
        (
            "opencode.json",
            "{\n  \"permission\": { \"read\": \"allow\" }\n}\n",
        ),
    ];
    check(
        &files,
        &["cursor", "opencode"],
        expect![[r#"
        .vscode/settings.json:1 default-undone `"cursor.general.globalCursorIgnoreList"` cursor | Close
        opencode.json:2 default-undone `"permission"` opencode | Close
    "#]],
    );
    check(
        &files[1..],
        &["cursor"],
        expect![[r#"
        .cursorignore:2 default-undone `!.env` cursor | Close
    "#]],
    );
}
