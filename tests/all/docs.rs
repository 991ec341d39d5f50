//! The documents: links that lead somewhere, examples that work.

use std::fs;
use std::path::{Path, PathBuf};

use keyward_engine::rule;

use crate::support::cli::Project;

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The documents that people read, pages of rules aside: those are generated.
fn documents() -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(top())
        .require_git(false)
        .parents(false)
        .build();
    let paths = walk.map(|entry| entry.unwrap().into_path());
    paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .filter(|path| !path.starts_with(top().join("docs/rules")))
        .collect()
}

/// The targets of `[text](target)` in a document.
fn links(text: &str) -> Vec<&str> {
    let starts = text.match_indices("](").map(|(at, _)| at + 2);
    starts
        .filter_map(|at| text[at..].split_once(')').map(|(target, _)| target))
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let mut dead = Vec::new();
    let documents = documents();
    assert!(documents.len() > 10);
    for document in documents {
        let text = fs::read_to_string(&document).unwrap();
        for link in links(&text) {
            let file = link.split('#').next().unwrap();
            let elsewhere = link.contains("://") || link.starts_with('#') || link.contains(' ');
            if !elsewhere && !document.parent().unwrap().join(file).exists() {
                dead.push(format!(
                    "{}: {link}",
                    document.strip_prefix(top()).unwrap().display()
                ));
            }
        }
    }
    assert!(
        dead.is_empty(),
        "these links are dead:\n{}",
        dead.join("\n")
    );
}

/// The block of a document that begins with this fence.
fn block<'a>(text: &'a str, fence: &str) -> &'a str {
    let (_, rest) = text
        .split_once(fence)
        .unwrap_or_else(|| panic!("no {fence}"));
    rest.split_once("```").unwrap().0
}

#[test]
fn the_settings_of_the_readme_are_settings() {
    let readme = fs::read_to_string(top().join("README.md")).unwrap();
    let project = Project::git();
    project.write(".keyward.toml", block(&readme, "```toml\n"));
    let outcome = project.run(&["check"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
}

#[test]
fn check_prints_what_the_readme_shows() {
    let readme = fs::read_to_string(top().join("README.md")).unwrap();
    let project = Project::git();
    let token = project.secret_of("github-classic-pat", 7);
    project.write("app.py", format!("import os\n\nTOKEN = \"{token}\"\n"));
    let shown = block(&readme, "```text\n");
    let outcome = project.run(&["check"]);
    assert!(
        outcome.out.contains(shown.trim_end()),
        "README shows\n{shown}\ninstead of\n{}",
        outcome.out
    );
}

#[test]
fn the_rules_that_documents_name_exist() {
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        for (at, mark) in text.match_indices("keyward:allow ") {
            let id = text[at + mark.len()..]
                .split([':', ' ', '`', '\n'])
                .next()
                .unwrap();
            let placeholder = id.chars().any(char::is_uppercase) || id.starts_with('<');
            assert!(
                placeholder || rule::by_id(id).is_some(),
                "{}: no rule {id}",
                document.display()
            );
        }
    }
}
