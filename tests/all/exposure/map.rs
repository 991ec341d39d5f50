//! Which files are on the map, which assistants, and how the table looks.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{report, row};
use crate::support::cli::{Outcome, Project};

/// A project with five assistants and files of several kinds.
fn crowded() -> Project {
    let project = Project::git();
    let value = project.secret(1);
    project
        .write(".gitignore", ".env\n.env.*\n!.env.example\n")
        .write(".env", format!("TOKEN={value}\n"))
        .write(".env.example", "TOKEN=\n")
        .write("api/.env.local", format!("TOKEN={value}\n"))
        .write("infra/prod.tfvars", format!("token = \"{value}\"\n"))
        .write(".npmrc", "save-exact=true\n")
        .write("node_modules/x/.env", "A=1\n")
        .write("CLAUDE.md", "")
        .write(".cursor/mcp.json", "{}")
        .write(".github/copilot-instructions.md", "")
        .write(".gemini/settings.json", "{}")
        .write(".zed/settings.json", "{}");
    project
}

fn with_columns(project: &Project, columns: &str, args: &[&str]) -> Outcome {
    let mut command = project.command();
    let output = command.args(args).env("COLUMNS", columns).output();
    project.outcome(output.expect("keyward runs"))
}

/// The lines of the table, up to the legend.
fn table(outcome: &Outcome) -> Vec<&str> {
    let lines = outcome.out.lines();
    lines.take_while(|line| !line.starts_with("  ●")).collect()
}

#[test]
fn the_table_has_a_row_for_each_file_and_a_column_for_each_assistant() {
    let project = crowded();
    let outcome = with_columns(&project, "120", &["exposure"]);
    assert_eq!(outcome.code, 1);
    let table = table(&outcome);
    let rows: Vec<&str> = table
        .iter()
        .filter(|line| line.starts_with(['.', 'a', 'i']))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(rows, [".env", "api/.env.local", "infra/prod.tfvars"]);
    let head = table[..2].join(" ");
    for name in ["Claude", "Cursor", "Gemini", "Copilot", "Zed", "git"] {
        assert!(head.contains(name), "{name}: {head}");
    }
    assert!(!outcome.out.contains('\u{1b}'), "colours in a pipe");
    assert!(table.iter().all(|line| line.chars().count() <= 120));
}

#[test]
fn what_does_not_fit_goes_on_below() {
    let project = crowded();
    let outcome = with_columns(&project, "60", &["exposure"]);
    let table = table(&outcome);
    let of_env = table.iter().filter(|line| line.starts_with(".env "));
    assert!(of_env.count() > 1, "{}", outcome.out);
    let too_long: Vec<&str> = outcome
        .out
        .lines()
        .filter(|line| line.chars().count() > 60 && !line.starts_with("3 files"))
        .collect();
    assert_eq!(too_long, [""; 0]);
}

#[test]
fn a_file_counts_by_what_it_holds_where_its_name_does_not_say_it() {
    let project = Project::git();
    let value = project.secret_of("npm-access-token", 1);
    project
        .write(".npmrc", format!("//npm.example.com/:_authToken={value}\n"))
        .write("web/.npmrc", "//npm.example.com/:_authToken=${NPM_TOKEN}\n")
        .write("gcp/key.json", "{\"type\": \"service_account\"}\n")
        .write("data/key.json", "{\"type\": \"piano\"}\n");
    let report = report(&project.run(&["exposure", "--format", "json"]));
    let files = report["files"].as_array().unwrap().iter();
    let files: Vec<(&str, &str)> = files
        .map(|file| {
            (
                file["path"].as_str().unwrap(),
                file["class"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        files,
        [
            (".npmrc", "registry-token"),
            ("gcp/key.json", "service-account")
        ]
    );
}

#[test]
fn a_file_that_is_committed_by_convention_counts_with_a_secret_in_it() {
    let project = Project::new();
    let value = project.secret(1);
    project.run_git(&["init", "-q"]);
    project
        .write(".env.test", "PORT=3000\n")
        .write("api/.env.test", format!("TOKEN={value}\n"));
    project.run_git(&["add", "."]);
    let report = report(&project.run(&["exposure", "--format", "json"]));
    let files = report["files"].as_array().unwrap();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0]["path"], "api/.env.test");
    assert_eq!(files[0]["git"], "tracked");
}

#[test]
fn one_assistant_can_be_asked_about() {
    let project = crowded();
    let args = ["exposure", "--format", "json", "--assistant", "zed"];
    let one = report(&project.run(&args));
    let ids: BTreeSet<&str> = one["assistants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, BTreeSet::from(["zed"]));
    let outcome = project.run(&["exposure", "--assistant", "claude"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.err.contains("try `claude-code`"), "{}", outcome.err);
    let outcome = project.run(&["exposure", "--assistant", "hal"]);
    assert!(outcome.err.contains("--all"), "{}", outcome.err);
}

#[test]
fn those_not_in_use_are_shown_on_request() {
    let project = Project::git();
    project.write(".env", "").write(".gitignore", ".env\n");
    let outcome = project.run(&["exposure"]);
    assert!(
        outcome.out.contains("No sign of an assistant in use here"),
        "{}",
        outcome.out
    );
    let all = project.run(&["exposure", "--all"]);
    assert_eq!(all.code, 0, "what is not in use exposes nothing");
    assert!(
        all.out.contains("Claude Code (claude-code, not seen here)"),
        "{}",
        all.out
    );
    let json = report(&project.run(&["exposure", "--all", "--format", "json"]));
    assert_eq!(row(&json, ".env", "zed")["in_use"], false);
}

#[test]
fn a_file_is_explained_with_sources() {
    let project = crowded();
    let outcome = project.run(&["exposure", "--explain", ".env"]);
    assert_eq!(outcome.code, 1);
    for text in [
        "an environment file",
        "git ignores it.",
        "By default: ",
        "Routes open: ",
        "https://",
    ] {
        assert!(outcome.out.contains(text), "{text}: {}", outcome.out);
    }
    let outcome = project.run(&["exposure", "--explain", "nowhere"]);
    assert_eq!(outcome.code, 2);
}

/// Every key of the document is described, and every required one is there.
fn holds(schema: &Value, value: &Value, at: &str) {
    match value {
        Value::Object(object) => {
            let described = schema["properties"]
                .as_object()
                .unwrap_or_else(|| panic!("{at}"));
            for (key, value) in object {
                let schema = described
                    .get(key)
                    .unwrap_or_else(|| panic!("{at}.{key} has no description"));
                holds(schema, value, &format!("{at}.{key}"));
            }
            for key in schema["required"].as_array().into_iter().flatten() {
                assert!(
                    object.contains_key(key.as_str().unwrap()),
                    "{at} lacks {key}"
                );
            }
        }
        Value::Array(list) => {
            for value in list {
                holds(&schema["items"], value, &format!("{at}[]"));
            }
        }
        Value::String(text) => {
            let words = schema["enum"].as_array();
            assert!(
                words.is_none_or(|words| words.contains(&Value::from(text.as_str()))),
                "{at}: {text}"
            );
        }
        _ => {}
    }
}

#[test]
fn the_document_is_what_its_schema_says() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let schema = fs::read_to_string(top.join("docs/exposure.schema.json")).expect("a schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let project = crowded();
    project.write(".claudeignore", ".env\n");
    let document = report(&project.run(&["exposure", "--format", "json", "--all"]));
    assert_eq!(document["version"], 1);
    holds(&schema, &document, "document");
}
