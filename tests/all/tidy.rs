//! The invariants of `ARCHITECTURE.md` that can be read off the source text.

use std::fs;
use std::path::{Path, PathBuf};

/// One text file of the repository.
struct File {
    /// From the top, with `/`.
    path: String,
    text: String,
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The text files that belong to the repository: what `.gitignore` leaves.
fn files() -> Vec<File> {
    let walk = ignore::WalkBuilder::new(top())
        .hidden(false)
        .require_git(false)
        .git_global(false)
        .git_exclude(false)
        .parents(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build();
    let paths = walk
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.is_file());
    paths.filter_map(|path| read(&path)).collect()
}

fn read(path: &PathBuf) -> Option<File> {
    let text = String::from_utf8(fs::read(path).unwrap()).ok()?;
    let path = path
        .strip_prefix(top())
        .unwrap()
        .to_str()
        .unwrap()
        .replace('\\', "/");
    Some(File { path, text })
}

impl File {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// The lines before the first test module, comments taken out, numbered from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self
            .text
            .find("\n#[cfg(test)]\nmod tests {")
            .unwrap_or(self.text.len());
        let lines = self.text[..end].lines().enumerate();
        lines.map(|(at, line)| (at + 1, line.split_once("//").map_or(line, |(code, _)| code)))
    }

    fn is_test(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path.contains("/tests/")
    }
}

/// Asserts that no line of code of the chosen files holds one of these words.
fn nowhere(why: &str, words: &[&str], chosen: impl Fn(&str) -> bool) {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in files()
        .iter()
        .filter(|file| file.is_rust() && !file.is_test() && chosen(&file.path))
    {
        seen += 1;
        for (number, line) in file.code() {
            let line = outside_quotes(line);
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                wrong.push(format!("{}:{number}: `{word}`", file.path));
            }
        }
    }
    assert!(seen > 0, "the rule is about no file any more: {why}");
    assert!(wrong.is_empty(), "{why}:\n{}", wrong.join("\n"));
}

/// A line without what stands between quotes, which is data.
fn outside_quotes(line: &str) -> String {
    line.split('"').step_by(2).collect()
}

fn in_engine(path: &str) -> bool {
    path.starts_with("server/engine/src/")
}

fn in_server(path: &str) -> bool {
    path.starts_with("server/src/")
}

#[test]
fn engine_does_no_io() {
    let words = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::time",
        "std::thread",
        "tokio",
        "tower_lsp",
        "lsp_types",
        "ls_types",
        "println!",
        "eprintln!",
        "SystemTime",
        "Instant",
    ];
    nowhere("the engine is pure", &words, in_engine);
}

/// Handlers pass the parameters and replies of the framework's trait through; what is
/// counted in the client's units is made and read in three files.
#[test]
fn only_the_border_converts_protocol_types() {
    const BORDER: &[&str] = &["to_proto.rs", "from_proto.rs", "uri.rs"];
    const UNITS: &[&str] = &[
        "Position",
        "Range",
        "Location",
        "TextEdit",
        "TextDocumentEdit",
        "WorkspaceEdit",
        "DiagnosticSeverity",
        "TextDocumentContentChangeEvent",
    ];
    nowhere(
        "protocol types stay in server/src/lsp",
        &["ls_types", "lsp_types"],
        |path| (in_engine(path) || in_server(path)) && !path.starts_with("server/src/lsp/"),
    );
    let mut wrong = Vec::new();
    for file in files()
        .iter()
        .filter(|file| file.path.starts_with("server/src/lsp/"))
    {
        if BORDER.iter().any(|name| file.path.ends_with(name)) {
            continue;
        }
        for (at, _) in file.text.match_indices("ls_types::") {
            let named = &file.text[at + "ls_types::".len()..];
            let end = if named.starts_with('{') {
                named.find('}')
            } else {
                named.find([';', '(', '>', ' '])
            };
            let named = &named[..end.unwrap_or(named.len())];
            for name in named
                .split(|c: char| !c.is_alphanumeric())
                .filter(|name| UNITS.contains(name))
            {
                wrong.push(format!("{}: {name}", file.path));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "convert these in {BORDER:?}:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn only_apply_writes_files() {
    let words = [
        "fs::write",
        "File::create",
        "OpenOptions",
        "fs::rename",
        "fs::remove",
        "create_dir",
        "fs::copy",
        "set_permissions",
        "NamedTempFile",
        "tempfile",
        "hard_link",
        "fs::symlink(",
    ];
    nowhere("only apply.rs writes files", &words, |path| {
        in_server(path) && path != "server/src/apply.rs" && !path.starts_with("server/src/apply/")
    });
}

#[test]
fn nothing_opens_a_connection() {
    let words = [
        "TcpStream",
        "TcpListener",
        "UdpSocket",
        "UnixStream",
        "UnixListener",
        "ToSocketAddrs",
        "reqwest",
        "hyper",
        "ureq",
        "std::net",
    ];
    nowhere("Keyward has no network code", &words, |path| {
        in_engine(path) || in_server(path)
    });
}

#[test]
fn no_program_is_run() {
    nowhere(
        "nothing runs a program but the trial of a hook, which runs Keyward itself",
        &["process::Command", "process::{Command", "process::{self"],
        |path| (in_engine(path) || in_server(path)) && path != "server/src/cli/agent_hook/trial.rs",
    );
}

#[test]
fn files_stay_small() {
    const MOST: usize = 600;
    let long: Vec<String> = files()
        .iter()
        .filter(|file| file.is_rust() && !file.is_test() && file.text.lines().count() > MOST)
        .map(|file| format!("{}: {} lines", file.path, file.text.lines().count()))
        .collect();
    assert!(
        long.is_empty(),
        "split these by idea, {MOST} lines are the most:\n{}",
        long.join("\n")
    );
}

/// Values are generated where they are needed, so neither Keyward nor any other
/// scanner finds one here.
#[test]
fn no_credential_in_the_repository() {
    let mut found = Vec::new();
    for file in files() {
        let context = keyward_engine::FileContext::of(Path::new(&file.path), None);
        for finding in keyward_engine::scan(&file.text, &context).findings {
            if finding.confidence >= keyward_engine::Confidence::Likely {
                let line = file.text[..finding.range.start].matches('\n').count() + 1;
                found.push(format!("{}:{line}: {}", file.path, finding.rule.id));
            }
        }
    }
    assert!(
        found.is_empty(),
        "generate these samples instead:\n{}",
        found.join("\n")
    );
}
