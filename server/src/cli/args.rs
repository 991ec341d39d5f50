//! The flags. Their doc comments are the help texts.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use keyward_engine::Confidence;

/// Keeps secrets out of code, out of git and out of AI assistants.
#[derive(Debug, Parser)]
#[command(name = "keyward", version, arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the language server on standard input and output
    Lsp(Lsp),
    /// Look for secrets in files and folders
    #[command(
        after_help = "Exit codes: 0 nothing found and everything scanned, 1 findings, \
        2 wrong use or settings, 3 something could not be scanned."
    )]
    Check(Check),
    /// List the rules
    Rules(Rules),
    /// Tell why something is reported or not, or what a rule is about
    Explain(Explain),
    /// Tell which AI assistant in use can read which secret file
    #[command(after_help = "Exit codes: 0 nothing exposed, 1 something is, \
        2 wrong use, 3 something could not be looked at.")]
    Exposure(Exposure),
    /// Move secrets to environment variables, as the quick fixes of an editor do
    #[command(
        after_help = "Exit codes: 0 all done, 1 something was refused, with the reason, or there \
        was nothing to do, 2 wrong use."
    )]
    Fix(Fix),
    /// Take over the settings of other scanners into `.keyward.toml`
    #[command(
        after_help = "Reads .gitleaks.toml, .betterleaks.toml, .gitleaksignore, .betterleaksignore, \
        .secrets.baseline and .secretlintignore. Says what could not be taken over."
    )]
    Import(Import),
    /// Keep secrets from AI agents: the hook that their programs ask before a tool is used
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Without a subcommand it reads one JSON document and answers in the client's own words and \
        exit codes. It does not see what a script does that an agent writes and runs: only a sandbox of the \
        operating system stops that."
    )]
    AgentHook(AgentHook),
    /// List the keys of a project, whose they are and how old, without their values
    #[command(
        after_help = "Reads the comments above variables in `.env` files and templates: \
        `# @owner payments @rotated 2026-08-01 @expires 2027-01-31`. Exit codes: 0 nothing is due, \
        1 a key has expired or is due for rotation, or a date cannot be read, 2 wrong use or \
        settings, 3 something could not be read."
    )]
    Inventory(Inventory),
}

#[derive(Debug, clap::Args)]
pub(crate) struct AgentHook {
    #[command(subcommand)]
    pub(crate) command: Option<AgentHookCommand>,
    /// Who asks: claude-code, copilot, codex, cursor, gemini-cli … [default: told from the input]
    #[arg(long, value_name = "NAME")]
    pub(crate) client: Option<String>,
    /// Refuse what cannot be understood, as the setting `agent_hook_failure = "closed"` does
    #[arg(long)]
    pub(crate) fail_closed: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AgentHookCommand {
    /// Register the hook with the programs that are in use, and try it
    Install(HookChange),
    /// Take the hook out of their settings again
    Uninstall(HookChange),
    /// Tell where the hook is registered and who has asked it
    Status,
}

#[derive(Debug, clap::Args)]
pub(crate) struct HookChange {
    #[command(flatten)]
    pub(crate) scope: HookScope,
    /// Say what would be written, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct HookScope {
    /// In your own settings, for all your projects
    #[arg(long, required_unless_present = "project", conflicts_with = "project")]
    pub(crate) user: bool,
    /// In the project's settings, which are committed: with a guard for who has no Keyward
    #[arg(long)]
    pub(crate) project: bool,
    /// Only for this client; may be given more than once [default: those in use]
    #[arg(long, value_name = "NAME")]
    pub(crate) client: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Lsp {
    /// Talk over standard input and output: the only way there is, so this changes nothing
    #[arg(long)]
    pub(crate) stdio: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Files and folders to look at [default: the current folder]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// How many threads to use [default: one per processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// The least certain findings to report [default: likely]
    #[arg(long, value_enum, value_name = "CONFIDENCE")]
    pub(crate) min_confidence: Option<MinConfidence>,
    /// Don't read the settings of the folder that is checked
    #[arg(long)]
    pub(crate) no_repo_config: bool,
    /// Check what is staged in git, as it is staged
    #[arg(long, conflicts_with_all = ["stdin", "since"])]
    pub(crate) staged: bool,
    /// Check what the commits since this revision have brought, and list what they allow anew
    #[arg(long, value_name = "REV", conflicts_with = "stdin")]
    pub(crate) since: Option<String>,
    /// Leave out the findings that this file accepts
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Accept everything that is found: write it into the baseline
    #[arg(long, requires = "baseline")]
    pub(crate) write_baseline: bool,
    /// Check the text on standard input
    #[arg(long, requires = "stdin_filename", conflicts_with = "paths")]
    pub(crate) stdin: bool,
    /// The name that the text on standard input has in the report
    #[arg(long, value_name = "FILE", requires = "stdin")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// List everything that was left out, also pictures and the like
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    /// How to print the rules
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: PlainFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// A place, `PATH:LINE` or `PATH:LINE:COLUMN`, or the id of a rule
    #[arg(value_name = "PLACE|RULE")]
    pub(crate) what: std::ffi::OsString,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Exposure {
    /// The folder, or the file, to look at
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) path: PathBuf,
    /// How to print what was found
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: PlainFormat,
    /// Tell about this assistant, by its id; can be given several times
    #[arg(long, value_name = "ID")]
    pub(crate) assistant: Vec<String>,
    /// Tell about the assistants that are not in use here as well
    #[arg(long, conflicts_with = "assistant")]
    pub(crate) all: bool,
    /// Tell all that is known about one file, with the sources
    #[arg(long, value_name = "FILE", conflicts_with_all = ["path", "fix"])]
    pub(crate) explain: Option<PathBuf>,
    /// Make git ignore the files, and ask the assistants in use to skip them
    #[arg(long)]
    pub(crate) fix: bool,
    /// Show what `--fix` would write, without values, and write nothing
    #[arg(long, requires = "fix")]
    pub(crate) dry_run: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Fix {
    /// The line, as `PATH:LINE`, or a file, for all that is reported in it; with `--all` a folder
    #[arg(value_name = "PATH[:LINE]", required_unless_present = "all")]
    pub(crate) place: Option<std::ffi::OsString>,
    /// Fix everything that is reported in a folder [default: the current one]
    #[arg(long)]
    pub(crate) all: bool,
    /// Replace the value at every place of the workspace
    #[arg(long, conflicts_with_all = ["all", "placeholder", "allow", "copy"])]
    pub(crate) everywhere: bool,
    /// The name of the variable, instead of the one that would be chosen
    #[arg(long, value_name = "NAME", conflicts_with_all = ["all", "placeholder", "allow"])]
    pub(crate) name: Option<String>,
    /// Read the value from this secrets manager, `aws` for one, or from a variable that it sets
    #[arg(long, value_name = "MANAGER", conflicts_with_all = ["placeholder", "allow", "copy"])]
    pub(crate) manager: Option<String>,
    /// What the code does where the variable is missing [default: the setting `lookup`, or loud]
    #[arg(long, value_name = "FORM", conflicts_with_all = ["placeholder", "allow", "copy"])]
    pub(crate) lookup: Option<LookupForm>,
    /// Put a placeholder in the place of the value, which is kept nowhere
    #[arg(long, conflicts_with_all = ["allow", "copy"])]
    pub(crate) placeholder: bool,
    /// Allow what is found with a comment that says why
    #[arg(long, value_name = "REASON", conflicts_with = "copy")]
    pub(crate) allow: Option<String>,
    /// Copy the value to the `.env` and leave the source as it is
    #[arg(long)]
    pub(crate) copy: bool,
    /// Show what would be written, without the values, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How to print what was done; what is refused has a stable code in both
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: PlainFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// The folder that holds the files, or one of them
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) path: PathBuf,
    /// Print what `.keyward.toml` would be, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Inventory {
    /// The folder to look at
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) path: PathBuf,
    /// How to print the keys
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: PlainFormat,
    /// Note that this key was rotated today, in the comment above it
    #[arg(long, value_name = "NAME")]
    pub(crate) rotated: Option<String>,
    /// Say what would be written, and write nothing
    #[arg(long, requires = "rotated")]
    pub(crate) dry_run: bool,
    /// Count from this day instead of today, as in 2026-08-01
    #[arg(long, value_name = "DAY")]
    pub(crate) today: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Format {
    /// Annotated source lines, values masked
    #[default]
    Text,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, for code scanning services
    Sarif,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum PlainFormat {
    /// For reading
    #[default]
    Text,
    /// One JSON document
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LookupForm {
    /// It stops with an error that names the variable
    Loud,
    /// It goes on with an empty text
    Quiet,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum MinConfidence {
    Possible,
    Likely,
    Certain,
}

impl From<MinConfidence> for Confidence {
    fn from(asked: MinConfidence) -> Self {
        match asked {
            MinConfidence::Possible => Self::Possible,
            MinConfidence::Likely => Self::Likely,
            MinConfidence::Certain => Self::Certain,
        }
    }
}
