//! Every format of `rules/settings/`, fixed by the real program: `tests/fixtures/settings`.
//!
//! A fixture is two small projects, before and after. `{{secret}}` and `{{url}}` are filled
//! in here, so that no file of the repository holds a value.

/// The results, read by the programs that the formats are made for.
mod tools;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::cli::{Outcome, Project};

const SECRET: &str = "{{secret}}";
const URL: &str = "{{url}}";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/settings")
}

/// The names of all fixtures: a format, and what is special in this one.
fn fixtures() -> Vec<String> {
    let entries = fs::read_dir(folder()).expect("the fixtures");
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// The files of one side of a fixture, by their path in the project.
fn side(fixture: &str, side: &str) -> Vec<(String, String)> {
    let top = folder().join(fixture).join(side);
    let walk = ignore::WalkBuilder::new(&top)
        .standard_filters(false)
        .build();
    let paths = walk.map(|entry| entry.unwrap().into_path());
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&top).unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        (name.replace('\\', "/"), text)
    };
    paths.filter(|path| path.is_file()).map(read).collect()
}

/// A project that was fixed.
struct Fixed {
    project: Project,
    /// The file that held the value.
    name: String,
    /// Its text as it is now.
    text: String,
    /// What was moved.
    value: String,
    outcome: Outcome,
}

/// Fills a fixture in and runs `keyward fix` on the line of its marker.
fn fixed(fixture: &str) -> Fixed {
    let project = Project::git();
    let secret = project.secret_of("sendgrid-api-key", 7);
    let password: String = ["wq7", "Tz", "91k", "Vb", "40s"].concat();
    project.hide(&password);
    let url = ["postgres://app:", &password, "@db.mailer.dev:5432/shop"].concat();
    let mut found = None;
    for (name, text) in side(fixture, "before") {
        let (marker, value) = if text.contains(URL) {
            (URL, &url)
        } else {
            (SECRET, &secret)
        };
        if let Some(at) = text.find(marker) {
            let line = text[..at].matches('\n').count() + 1;
            found = Some((name.clone(), line, value.clone()));
        }
        project.write(&name, text.replace(marker, value));
    }
    let (name, line, value) = found.unwrap_or_else(|| panic!("{fixture} has no marker"));
    let outcome = project.run(&["fix", &format!("{name}:{line}")]);
    let text = fs::read_to_string(project.path().join(&name)).unwrap();
    Fixed {
        project,
        name,
        text,
        value,
        outcome,
    }
}

impl Fixed {
    fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.project.path().join(name)).ok()
    }

    /// The `.env` that was written, from the top of the project.
    fn env_file(&self) -> Option<String> {
        let walk = ignore::WalkBuilder::new(self.project.path())
            .standard_filters(false)
            .build();
        let paths = walk.map(|entry| entry.unwrap().into_path());
        let mut names = paths.filter_map(|path| {
            let name = path.strip_prefix(self.project.path()).ok()?;
            Some(name.to_str()?.to_owned())
        });
        names.find(|name| {
            let file = name.rsplit('/').next().unwrap_or_default();
            file.starts_with(".env") && !file.ends_with("example")
        })
    }
}

/// What is wrong with a fixture's outcome.
fn wrong(fixture: &str) -> Option<String> {
    let fixed = fixed(fixture);
    let told = || format!("{}{}", fixed.outcome.out, fixed.outcome.err);
    if fixed.outcome.code != 0 {
        return Some(format!("was refused: {}", told()));
    }
    for (name, expected) in side(fixture, "after") {
        let text = fixed.read(&name).unwrap_or_default();
        if text != expected {
            return Some(format!("{name} is not as expected:\n{text}"));
        }
    }
    let Some(env) = fixed.env_file().and_then(|name| fixed.read(&name)) else {
        return Some(format!("no .env: {}", told()));
    };
    if !env.contains(&fixed.value) {
        return Some("the value is not in the .env".to_owned());
    }
    if !told().contains("note: ") {
        return Some("nobody is told how the value is read".to_owned());
    }
    parse_error(&fixed).map(|error| format!("does not parse: {error}"))
}

/// What a reader of the notation says of the outcome.
fn parse_error(fixed: &Fixed) -> Option<String> {
    let ending = fixed.name.rsplit('.').next().unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "yml" | "yaml" => saphyr_parser::Parser::new_from_str(&fixed.text)
            .find_map(Result::err)
            .map(|error| error.to_string()),
        "toml" => fixed
            .text
            .parse::<toml_edit::Document<String>>()
            .err()
            .map(|error| error.to_string()),
        "xml" | "config" => roxmltree::Document::parse(&fixed.text)
            .err()
            .map(|error| error.to_string()),
        "json" => jsonc_parser::parse_to_ast(
            &fixed.text,
            &jsonc_parser::CollectOptions::default(),
            &jsonc_parser::ParseOptions::default(),
        )
        .err()
        .map(|error| error.to_string()),
        _ => None,
    }
}

#[test]
fn every_fixture_comes_out_as_expected() {
    let fixtures = fixtures();
    let wrong: Vec<String> = fixtures
        .iter()
        .filter_map(|fixture| Some(format!("{fixture} {}", wrong(fixture)?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(fixtures.len() >= 40, "only {} fixtures", fixtures.len());
}

/// A format without a fixture is a claim; one that only refuses has nothing to show.
#[test]
fn every_format_has_a_fixture() {
    let fixtures = fixtures();
    let shown: BTreeSet<&str> = keyward_engine::fix::settings::all()
        .iter()
        .map(|setting| setting.id)
        .filter(|id| fixtures.iter().any(|fixture| fixture.starts_with(id)))
        .collect();
    let missing: Vec<&str> = keyward_engine::fix::settings::all()
        .iter()
        .filter(|setting| !setting.only_refuses() && !shown.contains(setting.id))
        .map(|setting| setting.id)
        .collect();
    assert!(missing.is_empty(), "no fixture: {missing:?}");
}

/// A file that no row knows is left alone, with a sentence that says so.
#[test]
fn an_unknown_format_is_refused() {
    for (name, text) in [
        ("settings/own.yml", "mail:\n  key: {{secret}}\n"),
        ("own.json", "{\"key\": \"{{secret}}\"}\n"),
        ("own.toml", "key = \"{{secret}}\"\n"),
        ("own.ini", "[mail]\nkey = {{secret}}\n"),
    ] {
        let project = Project::git();
        let text = text.replace(SECRET, &project.secret_of("sendgrid-api-key", 8));
        project.write(name, &text);
        let line = text.lines().count().min(2);
        let outcome = project.run(&["fix", &format!("{name}:{line}")]);
        assert_eq!(outcome.code, 1, "{name}: {outcome:?}");
        assert!(
            outcome.err.contains("cannot read a variable"),
            "{name}: {outcome:?}"
        );
        let now = fs::read_to_string(project.path().join(name)).unwrap();
        assert_eq!(now, text, "{name}");
        assert!(!project.path().join(".env").exists(), "{name}");
    }
}
