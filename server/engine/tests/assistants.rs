//! What each assistant can read, in four kinds of workspace: nothing set, the control set, a decoy
//! in its place, and a default or a control that the user has undone.
//!
//! `tests/fixtures/assistants/ID.toml` holds the workspaces and what is expected, written from the
//! assistants' own documentation and sources.

#![allow(clippy::print_stdout, reason = "the counts are what one runs it for")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use keyward_engine::exposure::{AssistantState, Git, Markers, all, assess};
use keyward_engine::files::{Entry, Files};
use serde::Deserialize;

const ROOT: &str = "/work";
const KINDS: [&str; 4] = ["default", "fixed", "decoy", "undone"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    #[serde(default)]
    signs: Signs,
    #[serde(rename = "case")]
    cases: Vec<Case>,
}

/// What a front end tells beside the files.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Signs {
    client: Option<String>,
    extensions: Vec<String>,
    modules: Vec<String>,
    globals: Vec<String>,
    features: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    kind: String,
    why: String,
    #[serde(default = "dotenv")]
    file: String,
    git: String,
    #[serde(default = "yes")]
    in_use: bool,
    state: String,
    /// The control that is set; empty for none, absent where several are.
    set: Option<String>,
    strength: Option<String>,
    open: Vec<String>,
    undone: Option<String>,
    decoy: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
}

fn dotenv() -> String {
    ".env".to_owned()
}

fn yes() -> bool {
    true
}

/// The workspace of a case, in memory.
struct Workspace {
    files: BTreeMap<PathBuf, String>,
    repository: bool,
}

impl Files for Workspace {
    fn entry(&self, path: &Path) -> Entry {
        if let Some(text) = self.files.get(path) {
            return Entry::File {
                len: text.len() as u64,
                mode: Some(0o644),
            };
        }
        if self.files.keys().any(|file| file.starts_with(path)) {
            Entry::Directory
        } else {
            Entry::Absent
        }
    }

    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        Ok(self.files.get(path).cloned())
    }

    fn list(&self, dir: &Path) -> Vec<String> {
        let names: BTreeSet<String> = self
            .files
            .keys()
            .filter_map(|file| file.strip_prefix(dir).ok()?.components().next())
            .map(|name| name.as_os_str().to_string_lossy().into_owned())
            .collect();
        names.into_iter().collect()
    }

    fn tracked(&self, _: &Path) -> Option<bool> {
        self.repository.then_some(false)
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

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/assistants")
}

fn fixture(id: &str) -> Fixture {
    let path = fixtures().join(format!("{id}.toml"));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_assistant_in_four_kinds_of_workspace() {
    let mut wrong = String::new();
    let mut count = 0;
    for assistant in all() {
        let fixture = fixture(assistant.id);
        for kind in KINDS {
            let one = fixture.cases.iter().any(|case| case.kind == kind);
            assert!(one, "{}: no workspace of kind `{kind}`", assistant.id);
        }
        for case in &fixture.cases {
            count += 1;
            let expected = expected(case);
            let found = found(assistant.id, &fixture.signs, case);
            if expected != found {
                let Case { kind, why, .. } = case;
                writeln!(
                    wrong,
                    "{} {kind}: {why}\n  expected {expected}\n  found    {found}",
                    assistant.id
                )
                .unwrap();
            }
        }
    }
    println!("{} assistants, {count} workspaces", all().len());
    assert!(all().len() >= 52, "{} assistants", all().len());
    assert!(count >= 52 * 4, "{count} workspaces");
    assert!(wrong.is_empty(), "{wrong}");
}

fn expected(case: &Case) -> String {
    line(
        &case.git,
        case.in_use,
        &case.state,
        case.set.as_deref().unwrap_or("any"),
        case.strength.as_deref().unwrap_or_default(),
        &case.open.join(" "),
        case.undone.as_deref().unwrap_or_default(),
        case.decoy.as_deref().unwrap_or_default(),
    )
}

#[allow(clippy::too_many_arguments, reason = "one line of what is compared")]
fn line(
    git: &str,
    in_use: bool,
    state: &str,
    set: &str,
    strength: &str,
    open: &str,
    undone: &str,
    decoy: &str,
) -> String {
    let used = if in_use { "in use" } else { "not in use" };
    format!(
        "git {git}, {used}: {state}; set {set} ({strength}); open {open}; undone {undone}; decoy {decoy}"
    )
}

fn found(id: &str, signs: &Signs, case: &Case) -> String {
    let root = Path::new(ROOT);
    let mut files: BTreeMap<PathBuf, String> = case
        .files
        .iter()
        .map(|(path, text)| (root.join(path), text.clone()))
        .collect();
    files.insert(root.join(&case.file), String::new());
    let workspace = Workspace {
        files,
        repository: case.git != Git::NoRepository.id(),
    };
    let markers = Markers {
        client: signs.client.clone(),
        extensions: signs.extensions.clone(),
        modules: signs.modules.clone(),
        globals: signs.globals.clone(),
        features: signs.features.clone(),
        ..Markers::default()
    };
    let exposure = assess(&root.join(&case.file), root, &markers, &workspace);
    let mut states = exposure.assistants.iter();
    let one = states.find(|one| one.assistant.id == id).expect("known");
    let set = one.control.filter(|_| one.active);
    let told = |code: &&str| {
        let mut decoys = exposure.decoys.iter();
        decoys.any(|decoy| decoy.assistant.id == id && decoy.code == *code)
    };
    let routes: Vec<&str> = one.routes.iter().map(|route| route.id()).collect();
    line(
        exposure.git.id(),
        one.in_use,
        one.state.id(),
        case.set
            .as_ref()
            .map_or("any", |_| set.map_or("", |control| control.id)),
        strength(one, case),
        &routes.join(" "),
        one.undone.first().map_or("", |undone| undone.control.id),
        case.decoy.as_deref().filter(told).unwrap_or_default(),
    )
}

fn strength(one: &AssistantState, case: &Case) -> &'static str {
    match case.strength {
        Some(_) if one.active => one.label.unwrap_or_default(),
        _ => "",
    }
}

#[test]
fn no_fixture_without_an_assistant() {
    for entry in std::fs::read_dir(fixtures()).expect("the fixtures") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        let known = name
            .strip_suffix(".toml")
            .is_some_and(|id| all().iter().any(|one| one.id == id));
        assert!(known, "{name} belongs to no assistant");
    }
}
