//! `cargo xtask test --ignore`: what ignore files and globs mean to git and to the libraries that
//! assistants read them with, against what the engine says. Made-up rules and paths; a difference
//! is a failure.

mod engine;
mod made;
mod memory;

pub(crate) use memory::Memory;

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use keyward_engine::exposure;
use serde::Serialize;

use crate::install::Folder;
use crate::sh;
use made::{Lines, Made, Source};

/// Cases for a library.
const CASES: usize = 400;
/// Cases for a tool that looks at files.
const WORKSPACES: usize = 150;

/// One of the tools that are asked.
struct Tool {
    name: &'static str,
    source: Source,
    /// The package that holds it, and the manager that has that; none for git.
    package: Option<(&'static str, Manager)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Manager {
    Npm,
    PyPi,
}

/// Those that install in seconds come first; continuous integration asks only them.
const QUICK: usize = 5;

const TOOLS: [Tool; 8] = [
    Tool {
        name: "git",
        source: Source::Git,
        package: None,
    },
    Tool {
        name: "node-ignore",
        source: Source::Lines(engine::NODE_IGNORE),
        package: Some(("ignore", Manager::Npm)),
    },
    Tool {
        name: "micromatch",
        source: Source::Glob(exposure::micromatched),
        package: Some(("micromatch", Manager::Npm)),
    },
    Tool {
        name: "minimatch",
        source: Source::Glob(exposure::globbed),
        package: Some(("minimatch", Manager::Npm)),
    },
    Tool {
        name: "pathspec",
        source: Source::Lines(engine::PATHSPEC),
        // The one that Aider asks for; later ones read some lines in another way.
        package: Some(("pathspec==0.12.1", Manager::PyPi)),
    },
    Tool {
        name: "gitingest",
        // A set of lines has no order, so none that takes a file back can be compared.
        source: Source::Assistant(
            "gitingest",
            &[".gitingestignore", ".gitignore"],
            Lines::Plain,
        ),
        package: Some(("gitingest", Manager::PyPi)),
    },
    Tool {
        name: "repomix",
        // Several files are read in the order in which the disk lists them: one at a time here.
        source: Source::Assistant("repomix", &[".repomixignore", ".gitignore"], Lines::OneFile),
        package: Some(("repomix", Manager::Npm)),
    },
    Tool {
        name: "gemini-cli",
        source: Source::Assistant("gemini-cli", &[".geminiignore", ".gitignore"], Lines::Any),
        package: Some(("@google/gemini-cli-core", Manager::Npm)),
    },
];

/// What came of it.
pub(crate) struct Outcome {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: Vec<String>,
}

/// Asks the tools, all of them or those that install in seconds.
///
/// # Errors
/// When a tool that is there cannot be asked.
pub(crate) fn run(all: bool) -> anyhow::Result<Outcome> {
    let folder = Folder::named("ignore");
    std::fs::create_dir_all(folder.path())?;
    let tools = if all { &TOOLS[..] } else { &TOOLS[..QUICK] };
    for manager in [Manager::Npm, Manager::PyPi] {
        let packages: Vec<String> = tools
            .iter()
            .filter_map(|tool| tool.package.filter(|(_, it)| *it == manager))
            .map(|(package, _)| package.to_owned())
            .collect();
        match manager {
            Manager::Npm => folder.npm(&packages),
            Manager::PyPi => folder.venv(&packages),
        }
    }
    let mut outcome = Outcome {
        passed: 0,
        failed: 0,
        skipped: Vec::new(),
    };
    for tool in tools {
        match compare(tool, &folder)? {
            None => outcome
                .skipped
                .push(format!("ignore files: no {}", tool.name)),
            Some(0) => outcome.passed += 1,
            Some(_) => outcome.failed += 1,
        }
    }
    Ok(outcome)
}

/// Asks one tool and the engine; the number of differences, `None` where the tool is not there.
fn compare(tool: &Tool, folder: &Folder) -> anyhow::Result<Option<usize>> {
    let count = match tool.source {
        Source::Assistant(..) => WORKSPACES,
        _ => CASES,
    };
    let made = made::cases(&tool.source, count);
    let answers = match tool.source {
        Source::Git => made.iter().map(git).collect::<anyhow::Result<Vec<_>>>()?,
        _ => match asked(tool, folder, &made)? {
            Some(answers) => answers,
            None => return Ok(None),
        },
    };
    let (mut compared, mut positive, mut differ) = (0, 0, 0);
    for (one, theirs) in made.iter().zip(&answers) {
        let ours = engine::answers(&tool.source, one);
        for ((path, ours), theirs) in one.paths.iter().zip(&ours).zip(theirs) {
            compared += 1;
            positive += usize::from(*theirs);
            if ours != theirs {
                differ += 1;
                if differ <= 10 {
                    println!(
                        "  {}: {path} is {theirs} there and {ours} here, with {}",
                        tool.name,
                        one.shown()
                    );
                }
            }
        }
    }
    println!(
        "{}: {compared} paths compared in {} cases, {positive} ignored or fitting, {differ} differences",
        tool.name,
        made.len()
    );
    Ok(Some(differ))
}

#[derive(Serialize)]
struct Question<'a> {
    tool: &'a str,
    cases: &'a [Made],
}

/// What a library says; `None` where it is not there.
fn asked(tool: &Tool, folder: &Folder, cases: &[Made]) -> anyhow::Result<Option<Vec<Vec<bool>>>> {
    let scripts = crate::root().join("tests/ignore");
    let mut command = match tool.package {
        Some((_, Manager::PyPi)) => {
            let mut command = Command::new(folder.path().join("venv/bin/python3"));
            command.arg(scripts.join("python.py"));
            command
        }
        _ => {
            let mut command = Command::new("node");
            command.arg(scripts.join("node.mjs"));
            command.env("KEYWARD_LIBRARIES", folder.npm_top());
            command
        }
    };
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        return Ok(None);
    };
    let question = serde_json::to_vec(&Question {
        tool: tool.name,
        cases,
    })?;
    let mut stdin = child.stdin.take().context("a pipe")?;
    let writer = std::thread::spawn(move || stdin.write_all(&question));
    let output = child.wait_with_output()?;
    // A library that is not there ends its script before all is read.
    let _ = writer.join();
    if !output.status.success() {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(&output.stdout)?))
}

/// What git says about the paths of a case.
fn git(one: &Made) -> anyhow::Result<Vec<bool>> {
    let folder = tempfile::tempdir()?;
    for (file, text) in &one.files {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().context("a folder")?)?;
        std::fs::write(path, text)?;
    }
    let git = || {
        let mut git = Command::new("git");
        git.current_dir(folder.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null");
        git
    };
    sh::run(git().args(["init", "--quiet"]))?;
    let mut child = git()
        .args(["check-ignore", "--no-index", "-z", "--stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().context("a pipe")?;
    stdin.write_all(one.paths.join("\0").as_bytes())?;
    drop(stdin);
    let output = child.wait_with_output()?;
    // 1 says that none is ignored.
    if !matches!(output.status.code(), Some(0 | 1)) {
        bail!("git check-ignore ended with {}", output.status);
    }
    let said = String::from_utf8(output.stdout)?;
    let ignored: Vec<&str> = said.split('\0').collect();
    Ok(one
        .paths
        .iter()
        .map(|path| ignored.contains(&path.as_str()))
        .collect())
}
