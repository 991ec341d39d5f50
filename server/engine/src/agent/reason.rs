//! Why something is refused and what to do instead, in a sentence that holds no value.

use super::place::Secret;

/// A refusal: a stable code and its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Stable, kebab case: `secret-file`, `secret-in-text`.
    pub code: &'static str,
    /// What is refused, why, and the way out. Holds no value.
    pub text: String,
}

impl Reason {
    fn new(code: &'static str, text: String) -> Self {
        Self { code, text }
    }

    /// A tool reads the file.
    pub(super) fn read(secret: &Secret) -> Self {
        Self::new(
            "secret-file",
            format!(
                "{} holds secrets ({}), so Keyward keeps it out of the conversation. {}",
                secret.shown,
                secret.what,
                way_out(secret)
            ),
        )
    }

    /// A tool edits the file, and shows what stands around.
    pub(super) fn edit(secret: &Secret) -> Self {
        Self::new(
            "secret-file",
            format!(
                "An edit shows what stands in {} ({}), so Keyward refuses it. Ask the user to change it, or say which name to add.",
                secret.shown, secret.what
            ),
        )
    }

    /// A command prints, copies or sends the file.
    pub(super) fn printed(secret: &Secret, command: &str) -> Self {
        let subject = match word(command) {
            Some(name) => format!("`{name}`"),
            None => "This command".to_owned(),
        };
        let text = format!(
            "{subject} would show or copy {} ({}). {}",
            secret.shown,
            secret.what,
            way_out(secret)
        );
        Self::new("secret-file", text)
    }

    /// A search would show lines of the file.
    pub(super) fn searched(secret: &Secret) -> Self {
        Self::new(
            "secret-file",
            format!(
                "This search would show lines of {} ({}). Leave the file out (`--exclude`, `--glob '!…'`), or ask for file names only.",
                secret.shown, secret.what
            ),
        )
    }

    /// A pattern asks for secret files by name.
    pub(super) fn listed(secret: &Secret) -> Self {
        Self::new(
            "secret-file",
            format!(
                "This pattern asks for {} ({}) by name. {}",
                secret.shown,
                secret.what,
                way_out(secret)
            ),
        )
    }

    /// The file would get into git.
    pub(super) fn kept_in_git(secret: &Secret) -> Self {
        Self::new(
            "secret-in-git",
            format!(
                "This would put {} ({}) into git. Add it to `.gitignore` instead.",
                secret.shown, secret.what
            ),
        )
    }

    /// A command shows the variables of the environment.
    pub(super) fn environment() -> Self {
        Self::new("environment", "This shows the variables of the environment, secrets included. Ask for one that is no secret (`printenv PATH`), or test whether it is set (`[ -n \"${NAME:+set}\" ]`).".to_owned())
    }

    /// A command shows a variable whose name says that it is a secret.
    pub(super) fn variable() -> Self {
        Self::new("environment", "This shows a variable whose name says that it holds a secret. To test whether it is set, write `${NAME:+set}`.".to_owned())
    }

    /// A command whose purpose is to show a secret.
    pub(super) fn reveals(words: &[&str], says: &str) -> Self {
        Self::new(
            "reveals-secret",
            format!(
                "`{}` {says}. Let the program that needs it read it, and keep it out of the conversation.",
                words.join(" ")
            ),
        )
    }

    /// A command that cannot be read and names a secret file.
    pub(super) fn unclear(secret: &Secret) -> Self {
        Self::new(
            "secret-file",
            format!(
                "This command names {} ({}) and cannot be read for sure, so Keyward refuses it. Write it more simply. {}",
                secret.shown,
                secret.what,
                way_out(secret)
            ),
        )
    }

    /// Text that holds secrets, by the names of their rules.
    pub(super) fn text(what: &[String], where_: &str, more: usize) -> Self {
        let mut list = what.join("; ");
        if more > 0 {
            list.push_str(&format!("; and {more} more"));
        }
        Self::new(
            "secret-in-text",
            format!(
                "{where_} holds a secret: {list}. Put it into an environment variable and name that instead; if it was shared, replace it."
            ),
        )
    }

    /// An input that is too large to be looked at in time.
    pub(super) fn too_large() -> Self {
        Self::new("too-large", "This is too large to be looked at in time, so Keyward refuses it. Do it in smaller steps.".to_owned())
    }

    /// An input that cannot be understood, where the user wants that to be refused.
    pub(super) fn not_understood() -> Self {
        Self::new("not-understood", "Keyward could not understand what the agent is about to do, and is set to refuse that (`agent_hook_failure = \"closed\"`).".to_owned())
    }
}

/// What to do instead of reading a file.
fn way_out(secret: &Secret) -> String {
    if secret.what == "the environment of a process" {
        "Ask for one variable that is no secret.".to_owned()
    } else if secret
        .path
        .file_name()
        .is_some_and(|name| name.to_string_lossy().to_lowercase().starts_with(".env"))
    {
        "For the names of variables read `.env.example`; to run something with them, let the program load the file (`set -a; . ./.env`, `--env-file`).".to_owned()
    } else {
        "Let the program that needs it read it, or ask the user.".to_owned()
    }
}

/// The name of a command as a sentence may say it.
fn word(command: &str) -> Option<&str> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let named = !command.is_empty() && command.len() <= 20 && command.bytes().all(plain);
    named.then_some(command)
}
