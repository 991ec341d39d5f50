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
mod control_row;
mod decoy;
mod detect;
mod edit;
mod hook;
mod lines;
mod list;
mod message;
mod pattern;
mod rules;
mod settings;
mod summary;
mod workspace;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use assistant::{
    Assistant, GitIgnore, Route, Signs, Source, Strength, all, by_id, ignore_lines,
    more_ignore_lines, named_env_files,
};
pub use close::{Closing, Offer, Secrets, close, close_all, close_with, offers};
pub use control::Undone;
pub use control_row::{
    AfterGit, Control, ControlFix, ControlKind, Flag, HookEvent, Library, Order, Place, RuleFields,
    RuleSource, Scalar, Setting, Snippet, Syntax,
};
pub use decoy::{Decoy, DecoyFix, decoy_fix, decoy_fix_title, decoys};
pub use detect::{Markers, env_markers, env_signs, home_markers};
pub use message::{decoy_message, fix_title, git_message, message};
pub use pattern::{globbed, ignored, micromatched};
pub use settings::Format;
pub use summary::{lens, summary};
pub use workspace::Broken;

use crate::files::Files;
use control::{Active, Verdict};
use workspace::{MAX_FILE, Workspace};

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
    /// How far `control` can be relied on, as its label says: weaker than its own where the
    /// rule that is set only asks.
    pub label: Option<&'static str>,
    /// Defaults that the user's own settings took away.
    pub undone: Vec<Undone>,
    /// The file of the assistant that cannot be read.
    pub broken: Option<Broken>,
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
            Strength::EnforcedOs | Strength::EnforcedToolCalls | Strength::EnforcedPacker => {
                Self::Enforced
            }
            Strength::ToolLevel => Self::ToolLevel,
            Strength::Ask => Self::Asks,
            _ => Self::Exposed,
        }
    }
}

/// Tells where the secret file `env_path` of the workspace folder `root` stands.
/// `in_use` carries what only the caller can see: the editor, its extensions, the
/// environment; marks in the workspace are looked up here.
#[must_use]
pub fn assess(env_path: &Path, root: &Path, in_use: &Markers, files: &dyn Files) -> Exposure {
    let mut workspace = Workspace::new(env_path, root, files);
    workspace.platform = in_use.platform.as_deref();
    let assistants: Vec<AssistantState> = all()
        .iter()
        .map(|one| assess_one(one, &workspace, in_use))
        .collect();
    let mut decoys: Vec<Decoy> = Vec::new();
    let (used, others): (Vec<_>, Vec<_>) = assistants
        .iter()
        .filter(|one| one.is_exposed())
        .partition(|one| one.in_use);
    for one in used.into_iter().chain(others) {
        for decoy in decoy::of(one.assistant, env_path, root, files) {
            // What means something to another assistant is no decoy where this one is not used.
            let counts = one.in_use || !heeded(&decoy.file);
            let told = decoys.iter().any(|it| {
                it.path == decoy.path && it.code == decoy.code && it.range == decoy.range
            });
            if counts && !told {
                decoys.push(decoy);
            }
        }
    }
    Exposure {
        file: env_path.to_owned(),
        git: workspace.git(),
        assistants,
        decoys,
    }
}

/// Tells where the secret file stands with one assistant.
#[must_use]
pub fn assess_assistant(
    assistant: &'static Assistant,
    env_path: &Path,
    root: &Path,
    in_use: &Markers,
    files: &dyn Files,
) -> AssistantState {
    let mut workspace = Workspace::new(env_path, root, files);
    workspace.platform = in_use.platform.as_deref();
    assess_one(assistant, &workspace, in_use)
}

/// Whether a file is a control of some assistant.
fn heeded(file: &str) -> bool {
    let controls = all().iter().flat_map(|one| one.controls);
    controls
        .flat_map(|control| control.files)
        .any(|one| *one == file)
}

fn assess_one(
    assistant: &'static Assistant,
    workspace: &Workspace<'_>,
    in_use: &Markers,
) -> AssistantState {
    let seen = detect::seen(assistant, workspace, in_use);
    let verdict = control::judge(assistant, workspace);
    let open = |route: &&Route| {
        leads(**route, assistant, workspace)
            && !verdict.active.iter().any(|one| one.closes.contains(route))
    };
    let routes: Vec<Route> = assistant.routes.iter().filter(open).copied().collect();
    let offered = control::offered(assistant, &verdict);
    let strongest = strongest(assistant, &verdict);
    let (state, problem) = state(assistant, &verdict, strongest, &routes);
    // What could still be done matters more than what is done and does not help.
    let shown = match state {
        State::Exposed | State::Unknown => {
            offered.or_else(|| strongest.or(verdict.active.first()).map(|one| one.control))
        }
        _ => strongest.map(|one| one.control),
    };
    let set = shown.and_then(|one| verdict.of(one));
    AssistantState {
        assistant,
        in_use: seen.in_use,
        seen: seen.signs,
        state,
        routes,
        control: shown,
        active: set.is_some(),
        label: match (set, shown) {
            (Some(set), Some(one)) if set.strength == one.strength => Some(one.label()),
            (Some(set), _) => Some(set.strength.label()),
            (None, one) => one.map(Control::label),
        },
        undone: verdict.undone,
        broken: verdict.broken,
        fixable: offered.is_some(),
        problem,
    }
}

/// Files that some assistants load into their own environment.
static DOTENV: &[&str] = &[".env", ".env.*", "*.env"];

/// Whether a route leads to this file at all.
fn leads(route: Route, assistant: &Assistant, workspace: &Workspace<'_>) -> bool {
    let among = |files: &'static [&'static str]| pattern::fixed(files, &workspace.relative);
    match route {
        Route::InstructionFiles => among(assistant.instructions),
        Route::ConfigFiles => among(assistant.settings_files),
        Route::Environment => among(DOTENV),
        _ => true,
    }
}

/// The route by which the assistant itself reads a file: what closes any other one does not
/// keep it out.
fn main_route(assistant: &Assistant) -> Option<Route> {
    let order = [
        Route::AgentFileTools,
        Route::ImplicitContext,
        Route::Completion,
        Route::Index,
        Route::Shell,
    ];
    let first = order
        .into_iter()
        .find(|route| assistant.routes.contains(route));
    assistant.main.or(first)
}

/// The strongest control that closes the main route, or builds on one that does.
fn strongest<'v>(assistant: &Assistant, verdict: &'v Verdict) -> Option<&'v Active> {
    let main = main_route(assistant);
    let counts = |one: &&Active| {
        let closes = |one: &Active| main.is_none_or(|main| one.closes.contains(&main));
        let base = one.control.requires.and_then(|id| {
            let mut all = verdict.active.iter();
            all.find(|other| other.control.id == id)
        });
        closes(one) || base.is_some_and(closes)
    };
    let counted = verdict.active.iter().filter(counts);
    counted.min_by_key(|one| one.strength.rank())
}

/// The state, and why it is not known.
fn state(
    assistant: &Assistant,
    verdict: &Verdict,
    strongest: Option<&Active>,
    open: &[Route],
) -> (State, Option<String>) {
    let known = strongest.map_or(State::Exposed, |one| State::of(one.strength));
    if known != State::Exposed {
        return (known, None);
    }
    if open.is_empty() {
        return (State::ToolLevel, None);
    }
    let problem = if let Some(broken) = &verdict.broken {
        broken.sentence()
    } else if let Some(control) = verdict.unconfirmed {
        format!(
            "`{}` is documented, and nobody has seen it work",
            control.files.first().unwrap_or(&control.id)
        )
    } else if let Some(place) = assistant.user_config {
        format!("what decides stands in {place}, which Keyward does not read")
    } else if !assistant.default_known {
        "no reliable source tells what it does".to_owned()
    } else {
        return (State::Exposed, None);
    };
    (State::Unknown, Some(problem))
}
