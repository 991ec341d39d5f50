//! `keyward agent-hook`: asked by a program that runs an agent before a tool is used, it says
//! whether a secret would be shown. `install` registers it, `uninstall` takes it out again, and
//! `status` tells where it is registered and whether anybody has asked it.

mod decide;
mod install;
mod scope;
mod seen;
mod status;
mod trial;

use std::process::ExitCode;

use super::args::{AgentHook, AgentHookCommand};

pub(crate) use decide::wrong_use;

/// What a hook cannot do, said wherever one is registered or looked at.
const LIMITS: &str = "A hook sees what an agent asks for. It does not stop a script that the agent writes and runs, nor what a \
program loads by itself: only a sandbox of the operating system does that.";

/// Runs the command. Without a subcommand it is the hook itself, whose exit codes are the clients'.
pub(crate) fn run(args: &AgentHook) -> anyhow::Result<ExitCode> {
    match &args.command {
        None => Ok(decide::run(args)),
        Some(AgentHookCommand::Install(args)) => install::install(args).map(ExitCode::from),
        Some(AgentHookCommand::Uninstall(args)) => install::uninstall(args).map(ExitCode::from),
        Some(AgentHookCommand::Status) => status::status().map(ExitCode::from),
    }
}
