//! Which assistant in use can read a secret file, by which route, and what really
//! keeps it out.
//!
//! [`assess`] tells the state, [`close`] plans the edit that improves it (for git:
//! [`crate::fix::ignore_env`]), [`message`],
//! [`git_message`] and [`decoy_message`] say it in words. All are pure over
//! [`Files`]; what an assistant does is data in `rules/assistants/`.
//!
//! Words matter here: an ignore file asks an assistant to skip a file, and nothing
//! short of the operating system stops it. No message says "protected" for less.

mod assistant;
mod close;
mod control;
mod decoy;
mod detect;
mod edit;
mod message;
mod settings;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use assistant::{
    Assistant, Control, ControlFix, ControlKind, DecoyRule, Route, Setting, Signs, Strength,
    Syntax, all, by_id,
};
pub use close::close;
pub use decoy::{Decoy, DecoyFix, decoy_fix, decoy_fix_title, decoys};
pub use detect::{Markers, env_markers, home_markers};
pub use message::{decoy_message, fix_title, git_message, message};

use crate::files::Files;
use control::{MAX_FILE, Workspace};

/// What is known about one secret file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// The file, absolute.
    pub file: PathBuf,
    /// Whether it can get into a commit.
    pub git: Git,
    /// Every assistant that Keyward knows, in order of id; see [`AssistantState::in_use`].
    pub assistants: Vec<AssistantState>,
    /// What only looks as if it kept an assistant out.
    pub decoys: Vec<Decoy>,
}

impl Exposure {
    /// Whether the file can be committed by accident, or an assistant in use can read it.
    #[must_use]
    pub fn is_exposed(&self) -> bool {
        self.git.is_exposed()
            || self
                .assistants
                .iter()
                .any(|one| one.in_use && one.is_exposed())
    }
}

/// Where a file stands with git.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Git {
    /// Ignored, and not in the index.
    Ignored,
    /// Not ignored: the next `git add .` takes it.
    Untracked,
    /// In the index, ignored or not.
    Tracked,
    /// The workspace is no repository.
    NoRepository,
}

impl Git {
    /// The state's name in reports.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Ignored => "ignored",
            Self::Untracked => "untracked",
            Self::Tracked => "tracked",
            Self::NoRepository => "no-repository",
        }
    }

    /// Whether a value in the file can get into a commit.
    #[must_use]
    pub fn is_exposed(self) -> bool {
        matches!(self, Self::Untracked | Self::Tracked)
    }
}

/// Where a file stands with one assistant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssistantState {
    /// The assistant.
    pub assistant: &'static Assistant,
    /// Whether a strong sign of its use was seen.
    pub in_use: bool,
    /// The signs that were seen, strong and weak.
    pub seen: Vec<String>,
    /// The state.
    pub state: State,
    /// Routes by which the file still reaches it.
    pub routes: Vec<Route>,
    /// The one that [`close`] would set while the file is exposed, else the strongest that is set.
    pub control: Option<&'static Control>,
    /// Whether `control` is set.
    pub active: bool,
    /// Whether [`close`] has something to do.
    pub fixable: bool,
    /// Why the state is not known: a sentence without its full stop.
    pub problem: Option<String>,
}

impl AssistantState {
    /// Whether it must be expected to read the file.
    #[must_use]
    pub fn is_exposed(&self) -> bool {
        matches!(self.state, State::Exposed | State::Unknown)
    }
}

/// How an assistant treats a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It reads the file without asking.
    Exposed,
    /// It asks the user first.
    Asks,
    /// Its own file tools are asked to skip it; its shell and MCP servers are not bound.
    ToolLevel,
    /// The operating system or a hook refuses.
    Enforced,
    /// A file that decides it cannot be read.
    Unknown,
}

impl State {
    /// The state's name in reports.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Exposed => "exposed",
            Self::Asks => "asks",
            Self::ToolLevel => "tool-level",
            Self::Enforced => "enforced",
            Self::Unknown => "unknown",
        }
    }

    fn of(strength: Strength) -> Self {
        match strength {
            Strength::EnforcedOs | Strength::EnforcedToolCalls => Self::Enforced,
            Strength::ToolLevel => Self::ToolLevel,
            Strength::Ask => Self::Asks,
            Strength::CompletionsOnly
            | Strength::IndexOnly
            | Strength::EnvironmentOnly
            | Strength::BestEffort => Self::Exposed,
        }
    }
}

/// Tells where the secret file `env_path` of the workspace folder `root` stands.
/// `in_use` carries what only the caller can see: the editor, its extensions, the
/// environment; marks in the workspace are looked up here.
#[must_use]
pub fn assess(env_path: &Path, root: &Path, in_use: &Markers, files: &dyn Files) -> Exposure {
    let workspace = Workspace::new(env_path, root, files);
    let assistants: Vec<AssistantState> = all()
        .iter()
        .map(|one| assess_one(one, &workspace, in_use))
        .collect();
    let decoys = assistants
        .iter()
        .filter(|one| one.is_exposed())
        .flat_map(|one| decoy::of(one.assistant, env_path, root, files))
        .collect();
    Exposure {
        file: env_path.to_owned(),
        git: workspace.git(),
        assistants,
        decoys,
    }
}

fn assess_one(
    assistant: &'static Assistant,
    workspace: &Workspace<'_>,
    in_use: &Markers,
) -> AssistantState {
    let (strong, weak) = detect::seen(assistant, workspace, in_use);
    let verdict = control::judge(assistant, workspace);
    let offered = control::offered(assistant, &verdict);
    let strongest = verdict
        .active
        .iter()
        .copied()
        .min_by_key(|one| one.strength.rank());
    let mut state = strongest.map_or(State::Exposed, |one| State::of(one.strength));
    if state == State::Exposed && verdict.problem.is_some() {
        state = State::Unknown;
    }
    // What could still be done matters more than what is done and does not help.
    let shown = match state {
        State::Exposed | State::Unknown => offered.or(strongest),
        _ => strongest,
    };
    let open = |route: &&Route| !verdict.active.iter().any(|one| one.closes.contains(route));
    AssistantState {
        assistant,
        in_use: !strong.is_empty(),
        seen: strong.into_iter().chain(weak).collect(),
        state,
        routes: assistant.routes.iter().filter(open).copied().collect(),
        control: shown,
        active: shown.is_some_and(|one| verdict.active.contains(&one)),
        fixable: offered.is_some(),
        problem: verdict.problem,
    }
}
