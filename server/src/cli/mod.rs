//! The command line: one file per command, output formats beside.

mod agent_hook;
mod args;
mod check;
mod escape;
mod excerpt;
mod explain;
mod exposure;
mod fix;
mod import;
mod inventory;
mod lines;
mod output;
mod rules;
mod stream;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

/// How a command ends. The numbers are part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing found and everything scanned; or done.
    Clean = 0,
    /// Something found; or refused.
    Findings = 1,
    /// Wrong use or wrong settings.
    Usage = 2,
    /// Something could not be scanned, and nothing was found in the rest.
    Incomplete = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Runs the command that the process was started with.
#[must_use]
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(stream::report_panic));
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) if is_hook() && error.use_stderr() => {
            return agent_hook::wrong_use(&error.to_string());
        }
        Err(error) => error.exit(),
    };
    let outcome = match args.command {
        Command::Lsp(_) => return crate::lsp::run(),
        Command::Check(args) => check::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Exposure(args) => exposure::run(&args),
        Command::Fix(args) => fix::run(&args),
        Command::Import(args) => import::run(&args),
        Command::AgentHook(args) => return ended(agent_hook::run(&args)),
        Command::Inventory(args) => inventory::run(&args),
    };
    ended(outcome)
}

/// Whether this is a hook that a program asks, and nobody who types.
fn is_hook() -> bool {
    let mut args = std::env::args_os().skip(1);
    args.next().is_some_and(|first| first == "agent-hook")
        && !args.any(|arg| {
            ["install", "uninstall", "status"]
                .iter()
                .any(|one| arg == *one)
        })
}

/// The end of the process.
fn ended(outcome: anyhow::Result<impl Into<ExitCode>>) -> ExitCode {
    match outcome {
        Ok(exit) => exit.into(),
        // The reader of a pipe has seen enough: no word about it.
        Err(error) if stream::is_closed_pipe(&error) => Exit::Clean.into(),
        Err(error) => {
            stream::complain("error", &format_args!("{error:#}"));
            Exit::Usage.into()
        }
    }
}
