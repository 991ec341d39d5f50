//! `keyward agent-hook`: asked by a program that runs an agent before a tool is used, it says
//! whether a secret would be shown. `install` registers it, `status` tells where it is registered.

mod decide;

use std::process::ExitCode;

use super::args::{AgentHook, AgentHookCommand};

pub(crate) use decide::wrong_use;

/// Runs the command. Without a subcommand it is the hook itself, whose exit codes are the clients'.
pub(crate) fn run(args: &AgentHook) -> anyhow::Result<ExitCode> {
    match &args.command {
        None => Ok(decide::run(args)),
        Some(AgentHookCommand::Install(_)) => anyhow::bail!("not there yet"),
    }
}
