//! `--fix`: what it would do, that it does so, and that it does it once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::cli::Project;

fn leaky() -> Project {
    let project = Project::git();
    let value = project.secret(1);
    project
        .write(".env", format!("TOKEN={value}\n"))
        .write(".env.example", "TOKEN=\n")
        .write("api/.env", format!("TOKEN={value}\n"))
        .write("CLAUDE.md", "")
        .write(".gemini/settings.json", "{}\n");
    project
}

/// Every file and what it holds.
fn texts(folder: &Path, into: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            texts(&path, into);
        } else {
            into.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
}

fn snapshot(project: &Project) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    texts(project.path(), &mut all);
    all
}

#[test]
fn a_dry_run_shows_all_of_it_and_writes_nothing() {
    let project = leaky();
    let before = snapshot(&project);
    let outcome = project.run(&["exposure", "--fix", "--dry-run"]);
    assert_eq!(outcome.code, 1);
    assert_eq!(snapshot(&project), before);
    for text in [
        "(nothing is written)",
        "--- .gitignore",
        "+ .env",
        "--- .claude/settings.json",
        "Read(**/.env)",
    ] {
        assert!(outcome.out.contains(text), "{text}: {}", outcome.out);
    }
    let alone = project.run(&["exposure", "--dry-run"]);
    assert_eq!(alone.code, 2, "it belongs to --fix");
}

#[test]
fn a_fix_is_done_once_and_hides_no_template() {
    let project = leaky();
    let outcome = project.run(&["exposure", "--fix"]);
    assert!(outcome.err.contains("keyward: done:"), "{}", outcome.err);
    assert_eq!(outcome.code, 0, "{}", outcome.out);
    assert!(outcome.out.contains("nothing exposed"), "{}", outcome.out);
    let once = snapshot(&project);
    let again = project.run(&["exposure", "--fix"]);
    assert_eq!(again.err, "");
    assert_eq!(snapshot(&project), once);
    let named = ["exposure", ".env.example", "--format", "json"];
    let report: serde_json::Value = serde_json::from_str(&project.run(&named).out).unwrap();
    let rows = report["files"][0]["assistants"].as_array().unwrap();
    let hidden = rows.iter().filter(|row| row["state"] == "tool-level");
    assert_eq!(hidden.count(), 0, "the template can still be read");
    assert_eq!(report["files"][0]["git"], "untracked", "and committed");
}

#[test]
fn a_fix_for_one_assistant_leaves_the_others_alone() {
    let project = leaky();
    project.write(".gitignore", ".env\n");
    project.run(&["exposure", "--fix", "--assistant", "claude-code"]);
    assert!(project.path().join(".claude/settings.json").is_file());
    assert!(!project.path().join(".geminiignore").exists());
}
