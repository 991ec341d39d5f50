//! Starts Keyward in Zed. No detection here: what is found and fixed is the server's business.

use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree};

struct Keyward;

impl zed::Extension for Keyward {
    fn new() -> Self {
        Self
    }

    fn language_server_command(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Command> {
        let command = worktree.which("keyward").ok_or(
            "`keyward` is not on the PATH: install it as the README says, then restart Zed",
        )?;
        Ok(Command {
            command,
            args: vec!["lsp".to_owned()],
            env: Vec::new(),
        })
    }
}

zed::register_extension!(Keyward);
