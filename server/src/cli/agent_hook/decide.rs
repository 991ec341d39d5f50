//! The hook itself: one JSON document in, one decision out.
//!
//! It must answer whatever comes: a hook that fails lets the tool run with some clients and blocks
//! the agent with others. So every failure has an answer, and a panic is one of them.

use std::io::{Read, Write};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use keyward_engine::agent::{self, Answer, Call, Client, LONGEST, Policy, World};
use keyward_engine::config::{Config, Layer, Trust};
use keyward_engine::scan::Known;
use keyward_engine::{FileContext, Role};

use super::seen;
use crate::cli::args::AgentHook;
use crate::cli::stream;
use crate::workspace::files::DiskFiles;
use crate::workspace::known::KnownValues;
use crate::workspace::{config, roots};

/// What tells the event of an input that is too long, in bytes.
const HEAD: usize = 16 * 1024;
/// A client waits for some seconds and then lets the tool run.
const PATIENCE: Duration = Duration::from_secs(1);
/// Parsers go into the stack; only what is used of it counts, in bytes.
const STACK: usize = 64 * 1024 * 1024;
/// More than this is not even read to its end, in bytes.
const MOST: u64 = 256 * 1024 * 1024;

/// Reads the question, answers it.
pub(super) fn run(args: &AgentHook) -> ExitCode {
    let told = args.client.as_deref().and_then(agent::client);
    let (input, whole) = read();
    let closed = args.fail_closed;
    let (to, from) = std::sync::mpsc::channel();
    let work = move || {
        let answer = catch_unwind(|| answer(&input, whole, told, closed));
        let _ = to.send(answer.unwrap_or_else(|_| failed(told, closed)));
    };
    let started = std::thread::Builder::new().stack_size(STACK).spawn(work);
    let answer = match (started, from.recv_timeout(PATIENCE)) {
        (Ok(_), Ok(answer)) => answer,
        // Something that takes that long was made to.
        (Ok(_), Err(RecvTimeoutError::Timeout)) => agent::too_slow(),
        _ => failed(told, closed),
    };
    give(&answer)
}

/// The command line of a hook was wrong: it was registered by another version. A usage error
/// would end with the code that blocks the agent, so this is an answer like any other.
pub(crate) fn wrong_use(problem: &str) -> ExitCode {
    stream::complain("error", &problem.lines().next().unwrap_or_default());
    let (_, _) = read();
    give(&failed(None, false))
}

fn failed(told: Option<&'static Client>, closed: bool) -> Answer {
    let policy = Policy {
        closed,
        ..Policy::default()
    };
    agent::undecided(&agent::read(b"", told), &policy)
}

/// Standard input up to the longest that is looked at, and whether that is all of it. The rest is
/// taken from the pipe as well: a client that cannot write it sees a hook that failed.
fn read() -> (Vec<u8>, bool) {
    let mut stdin = std::io::stdin().lock();
    let mut input = Vec::new();
    let longest = u64::try_from(LONGEST).unwrap_or(u64::MAX);
    let _ = stdin.by_ref().take(longest + 1).read_to_end(&mut input);
    let whole = input.len() <= LONGEST;
    if !whole {
        let _ = std::io::copy(&mut stdin.take(MOST), &mut std::io::sink());
        input.truncate(HEAD);
    }
    (input, whole)
}

fn answer(input: &[u8], whole: bool, told: Option<&'static Client>, closed: bool) -> Answer {
    if !whole {
        return agent::too_long(&agent::read_head(input, told));
    }
    let call = agent::read(input, told);
    seen::note(&call);
    let folder = folder(&call);
    let root = roots::root_of(&folder);
    let config = settings(&root);
    let mut policy = config.agent_policy();
    policy.closed |= closed;
    if call.event.is_none() {
        return agent::decide(
            &call,
            &world(&folder, &root, None, &config, &disk(&folder), None),
            &policy,
        );
    }
    let files = disk(&folder);
    let home = std::env::home_dir();
    let known = known(&folder, &root);
    let world = world(&folder, &root, home.as_deref(), &config, &files, known);
    agent::decide(&call, &world, &policy)
}

/// The folder that the agent stands in.
fn folder(call: &Call) -> PathBuf {
    let here = || std::env::current_dir().unwrap_or_default();
    let told = call.folder.as_deref().map(Path::new);
    let told =
        told.filter(|folder| folder.is_absolute() && !folder.to_string_lossy().contains('\0'));
    let folder = told.map_or_else(here, Path::to_path_buf);
    // Links in it are followed once, so that what is below is told apart from what is elsewhere.
    std::fs::canonicalize(&folder).unwrap_or(folder)
}

/// The whole file system: an agent may name any file.
fn disk(folder: &Path) -> DiskFiles<'static> {
    DiskFiles::new(folder.ancestors().last().unwrap_or(folder))
}

fn world<'a>(
    folder: &Path,
    root: &Path,
    home: Option<&'a Path>,
    config: &'a Config,
    files: &'a DiskFiles<'static>,
    known: Option<std::sync::Arc<Known>>,
) -> World<'a> {
    World {
        root: root.to_owned(),
        folder: folder.to_owned(),
        home,
        files,
        config,
        known,
    }
}

/// The user's settings, and those of the workspace as a stranger's: the agent could write them.
fn settings(root: &Path) -> Config {
    let user = config::user();
    let own = config::workspace(root, root, Trust::Untrusted);
    let layers: Vec<Layer> = user
        .into_iter()
        .chain(own)
        .map(|loaded| loaded.layer)
        .collect();
    Config::new(layers)
}

/// The values of the `.env` files around the agent.
fn known(folder: &Path, root: &Path) -> Option<std::sync::Arc<Known>> {
    let mut context = FileContext::plain(Role::Source, "");
    let mut known = KnownValues::default();
    known.add_to(&mut context, &folder.join("text"), root, || {
        DiskFiles::new(root)
    });
    context.known
}

/// Prints an answer. Nothing can be done when that fails.
fn give(answer: &Answer) -> ExitCode {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout
        .write_all(answer.stdout.as_bytes())
        .and_then(|()| stdout.flush());
    let _ = std::io::stderr().write_all(answer.stderr.as_bytes());
    ExitCode::from(answer.exit)
}
