//! `keyward agent-hook` as the programs see it that ask it.

mod conversations;
mod hostile;
mod registering;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::cli::binary;

/// What a hook said.
pub(crate) struct Said {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
}

/// Asks the hook, with a home of its own.
pub(crate) fn ask(folder: &Path, home: &Path, args: &[&str], input: &[u8]) -> Said {
    let mut child = command(folder, home)
        .arg("agent-hook")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input).expect("all of it is read");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    Said {
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
        code: output.status.code(),
    }
}

/// The binary, away from the user's own files.
pub(crate) fn command(folder: &Path, home: &Path) -> Command {
    let mut command = Command::new(binary());
    command.current_dir(folder).env("HOME", home);
    for name in [
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
        "APPDATA",
        "LOCALAPPDATA",
    ] {
        command.env_remove(name);
    }
    command
}
