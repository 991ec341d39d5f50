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

/// The codes that a source gives to refusals and failures: texts in kebab case where one is made.
fn codes(text: &str) -> Vec<&str> {
    let makers = ["refusal(", "refuse(", "fault(", "code: ", "let why = ("];
    let starts = makers
        .iter()
        .flat_map(|maker| text.match_indices(maker).map(|(at, _)| at + maker.len()));
    let quoted = |at: usize| text[at..].trim_start().strip_prefix('"')?.split('"').next();
    let codes = starts.filter_map(quoted);
    codes.filter(|it| !it.is_empty()).collect()
}

/// `docs/refusals.md` is made from a table, and the table is about what the code says.
#[test]
fn every_refusal_has_its_line_in_the_table() {
    let known: Vec<&str> = keyward_engine::fix::REASONS
        .iter()
        .map(|it| it.code)
        .collect();
    let walk = ignore::WalkBuilder::new(top().join("server")).build();
    let rust = walk
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    let mut used = Vec::new();
    for path in rust {
        let name = path.to_string_lossy().replace('\\', "/");
        let about = ["/engine/src/fix/", "/src/apply", "/src/cli/fix"];
        if about.iter().any(|it| name.contains(it)) {
            let text = fs::read_to_string(&path).unwrap();
            let unknown = codes(&text)
                .into_iter()
                .filter(|it| !known.contains(it))
                .collect::<Vec<_>>();
            assert_eq!(unknown, [""; 0], "{name}: add it to `fix/reason.rs`");
            used.extend(codes(&text).into_iter().map(str::to_owned));
        }
    }
    assert!(used.len() > 40, "{used:?}");
}
