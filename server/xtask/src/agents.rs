//! `cargo xtask test --agents`: real agents, each with a made-up model on this machine, want to read
//! a `.env`. `tests/agents` drives them; no network is used once they are installed.

use std::process::Command;

use crate::install::Folder;
use crate::sh;

/// As they were when this was written: what they do may change from one release to the next.
const PACKAGES: [&str; 4] = [
    "@anthropic-ai/claude-code@2.1.197",
    "@openai/codex@0.169.0",
    "@google/gemini-cli@0.61.0",
    "@github/copilot@1.0.102",
];

/// Installs the agents, builds Keyward, and gives the command that drives them.
pub(crate) fn prepared() -> anyhow::Result<Command> {
    let agents = Folder::named("agents");
    agents.npm(&PACKAGES.map(str::to_owned));
    let keyward = sh::build(false)?;
    let mut node = Command::new(sh::find("node").unwrap_or_else(|| "node".into()));
    node.arg(crate::root().join("tests/agents/run.mjs"))
        .arg(keyward)
        .arg(agents.npm_top());
    Ok(node)
}
