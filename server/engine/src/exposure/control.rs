//! Whether controls keep an assistant from a file.

use std::path::Path;

use super::Git;
use super::assistant::{Assistant, Route, Strength};
use super::control_row::{Control, ControlKind, Library, Setting, Syntax};
use super::pattern::{self, Subject};
use super::rules::{self, Effect};
use super::workspace::{Broken, Workspace, equal};
use super::{hook, lines, list};

/// A default of an assistant that the user's own settings took away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The control that would hold otherwise.
    pub control: &'static Control,
    /// The file that took it away, relative to the workspace.
    pub file: &'static str,
    /// The keys that lead to the setting; empty for a line of an ignore file.
    pub at: &'static [&'static str],
    /// Why, in words that complete "because …"; may be empty.
    pub why: &'static str,
}

/// A control that is set.
pub(super) struct Active {
    pub(super) control: &'static Control,
    /// Weaker than the control's own where its rule only asks.
    pub(super) strength: Strength,
    pub(super) closes: Vec<Route>,
}

/// What is set for one assistant.
#[derive(Default)]
pub(super) struct Verdict {
    pub(super) active: Vec<Active>,
    /// A control that is set and that nobody has seen to work.
    pub(super) unconfirmed: Option<&'static Control>,
    pub(super) undone: Vec<Undone>,
    /// Why a control could not be judged.
    pub(super) broken: Option<Broken>,
}

impl Verdict {
    pub(super) fn of(&self, control: &Control) -> Option<&Active> {
        self.active.iter().find(|one| one.control.id == control.id)
    }
}

/// Judges every control of an assistant for the file.
pub(super) fn judge(assistant: &'static Assistant, workspace: &Workspace<'_>) -> Verdict {
    let mut verdict = Verdict::default();
    for control in assistant.controls {
        match outcome(control, workspace) {
            Ok(outcome) => enter(control, outcome, workspace, &mut verdict),
            Err(broken) => verdict.broken = verdict.broken.or(Some(broken)),
        }
    }
    let ids: Vec<&str> = verdict.active.iter().map(|one| one.control.id).collect();
    verdict
        .active
        .retain(|one| one.control.requires.is_none_or(|id| ids.contains(&id)));
    verdict
}

fn enter(
    control: &'static Control,
    outcome: Outcome,
    workspace: &Workspace<'_>,
    verdict: &mut Verdict,
) {
    let Some(strength) = outcome.strength else {
        verdict.undone.extend(outcome.undone);
        return;
    };
    if let Some(setting) = control.undone_by.iter().find(|it| workspace.holds(it)) {
        verdict.undone.push(undone(control, setting));
    } else if control.verified {
        verdict.active.push(Active {
            control,
            strength,
            closes: match control.part {
                Some(_) => Vec::new(),
                None => outcome.closes,
            },
        });
    } else {
        verdict.unconfirmed = verdict.unconfirmed.or(Some(control));
    }
}

fn undone(control: &'static Control, setting: &Setting) -> Undone {
    Undone {
        control,
        file: setting.file,
        at: setting.at,
        why: setting.why,
    }
}

/// The control that a quick fix would set, the strongest: none where one as strong is set already.
pub(super) fn offered(
    assistant: &'static Assistant,
    verdict: &Verdict,
) -> Option<&'static Control> {
    let writable = assistant.controls.iter().filter(|one| is_offered(one));
    let fixable = writable.min_by_key(|one| one.strength.rank())?;
    let rank = fixable.strength.rank();
    let set = verdict.of(fixable);
    if fixable.part.is_some() {
        return set.is_none().then_some(fixable);
    }
    // What closes other routes only, or a part of the product, does not stand in for it.
    let closed = |route: &Route| {
        let mut active = verdict.active.iter();
        active.any(|one| one.closes.contains(route) && one.strength.rank() <= rank)
    };
    let helps = fixable.closes.is_empty() || !fixable.closes.iter().all(closed);
    let does = set.is_some_and(|set| set.strength.rank() <= rank);
    (helps && !does).then_some(fixable)
}

/// Whether a quick fix can write the control, and does so unasked. A hook is installed by its own
/// command, which tries it; what nobody has seen to work is done on request only.
pub(super) fn is_offered(control: &Control) -> bool {
    let written = matches!(
        control.kind,
        ControlKind::Lines { .. }
            | ControlKind::List { .. }
            | ControlKind::Rules { .. }
            | ControlKind::Flags { .. }
    );
    let unasked = control.fix.as_ref().is_some_and(|fix| !fix.on_request);
    written && unasked && control.verified
}

/// How strongly a control keeps the file out, confirmed or not; `None` where it does not.
///
/// # Errors
/// When a file that decides it cannot be read.
pub(super) fn strength(
    control: &'static Control,
    workspace: &Workspace<'_>,
) -> Result<Option<Strength>, Broken> {
    if control.undone_by.iter().any(|it| workspace.holds(it)) {
        return Ok(None);
    }
    Ok(outcome(control, workspace)?.strength)
}

/// Whether a control is set for the file as it is meant to be, and not just to ask.
///
/// # Errors
/// When a file that decides it cannot be read.
pub(super) fn is_set(control: &'static Control, workspace: &Workspace<'_>) -> Result<bool, Broken> {
    let now = strength(control, workspace)?;
    Ok(now.is_some_and(|now| now.rank() <= control.strength.rank()))
}

/// What one control does about the file.
pub(super) struct Outcome {
    /// How strongly it holds; `None` where it does not.
    pub(super) strength: Option<Strength>,
    pub(super) closes: Vec<Route>,
    /// What took away a default that would have held.
    pub(super) undone: Option<Undone>,
}

impl Outcome {
    /// A control that is set or not, as it is written.
    pub(super) fn simple(control: &Control, set: bool) -> Self {
        Self {
            strength: set.then_some(control.strength),
            closes: control.closes.to_vec(),
            undone: None,
        }
    }
}

fn outcome(control: &'static Control, workspace: &Workspace<'_>) -> Result<Outcome, Broken> {
    let counts = control
        .platform
        .is_none_or(|wanted| workspace.platform == Some(wanted))
        && !(control.in_git && workspace.git() == Git::NoRepository)
        && control.needs.iter().all(|it| workspace.holds(it));
    if !counts {
        return Ok(Outcome::simple(control, false));
    }
    match &control.kind {
        ControlKind::Lines { .. } => lines::lines(control, workspace),
        ControlKind::Git {
            root_only,
            library,
            reopened_by,
        } => {
            let base = match library {
                _ if *root_only => root_gitignore(workspace)?,
                Some(library) => lines::git_says(workspace, *library)?,
                None => workspace.git_ignores(),
            };
            let library = library.unwrap_or(Library::Git);
            let reopened = lines::reopened(reopened_by, library, workspace)?.filter(|_| base);
            Ok(Outcome {
                undone: reopened.map(|file| Undone {
                    control,
                    file,
                    at: &[],
                    why: lines::TAKEN_BACK,
                }),
                ..Outcome::simple(control, base && reopened.is_none())
            })
        }
        ControlKind::Builtin { patterns, syntax } => {
            let subject = subject("{path}", workspace);
            let set = match syntax {
                Syntax::Gitignore => pattern::fixed(patterns, &workspace.relative),
                _ => patterns
                    .iter()
                    .any(|it| pattern::fits(it, *syntax, &subject)),
            };
            Ok(Outcome::simple(control, set))
        }
        ControlKind::List { .. } => list::list(control, workspace),
        ControlKind::Rules { .. } => ordered(control, workspace),
        ControlKind::Flags { .. } => Ok(Outcome::simple(control, flags(control, workspace)?)),
        ControlKind::Hook { .. } => {
            let closes = hook::closed(control, workspace)?;
            Ok(Outcome {
                strength: (!closes.is_empty()).then_some(control.strength),
                closes,
                undone: None,
            })
        }
        ControlKind::Present => {
            let there = control.files.iter().any(|file| workspace.is_file(file));
            Ok(Outcome::simple(control, there))
        }
        ControlKind::Manual | ControlKind::Server => Ok(Outcome::simple(control, false)),
    }
}

/// Whether the `.gitignore` at the root covers the file.
///
/// # Errors
/// When it cannot be read.
pub(super) fn root_gitignore(workspace: &Workspace<'_>) -> Result<bool, Broken> {
    let rules = workspace.rules(".gitignore")?;
    Ok(ignored_by(
        rules.iter().map(String::as_str),
        &workspace.relative,
    ))
}

/// What patterns are compared with.
pub(super) fn subject<'a>(template: &str, workspace: &'a Workspace<'_>) -> Subject<'a> {
    let text = template
        .replace("{path}", &workspace.path())
        .replace("{name}", &workspace.name());
    Subject {
        relative: &workspace.relative,
        absolute: workspace.env_path,
        text,
    }
}

/// Whether lines in the syntax of `.gitignore` cover a path.
pub(super) fn ignored_by<'a>(
    lines: impl DoubleEndedIterator<Item = &'a str>,
    relative: &Path,
) -> bool {
    pattern::lines(lines, relative, Library::Git) == Some(true)
}

fn ordered(control: &'static Control, workspace: &Workspace<'_>) -> Result<Outcome, Broken> {
    let ControlKind::Rules {
        format,
        sources,
        order,
        syntax,
        subject: text,
        builtin,
    } = &control.kind
    else {
        return Ok(Outcome::simple(control, false));
    };
    let default: Vec<rules::Rule> = builtin
        .iter()
        .map(|(pattern, effect)| rules::Rule {
            pattern: (*pattern).to_owned(),
            effect: Effect::of(effect),
        })
        .collect();
    let mut all = default.clone();
    let mut written = None;
    for &file in control.files {
        let settings = workspace.settings(file, *format)?;
        for source in *sources {
            let own = rules::read(source, &settings);
            if !own.is_empty() {
                written = written.or(Some((file, source.at)));
            }
            all.extend(own);
        }
    }
    let subject = subject(text, workspace);
    let base = rules::decide(&default, *order, *syntax, &subject).unwrap_or(Effect::Allow);
    let now = rules::decide(&all, *order, *syntax, &subject).unwrap_or(Effect::Allow);
    let undone = written
        .filter(|_| base > Effect::Allow && now == Effect::Allow)
        .map(|(file, at)| Undone {
            control,
            file,
            at,
            why: "the last rule that fits decides, and it allows the file",
        });
    let strength = match now {
        Effect::Deny => Some(control.strength),
        Effect::Ask => Some(control.strength.max(Strength::Ask)),
        Effect::Allow => None,
    };
    Ok(Outcome {
        strength,
        closes: control.closes.to_vec(),
        undone,
    })
}

fn flags(control: &Control, workspace: &Workspace<'_>) -> Result<bool, Broken> {
    let ControlKind::Flags {
        format,
        at,
        flags,
        fallback,
    } = &control.kind
    else {
        return Ok(false);
    };
    let mut objects = Vec::new();
    for file in control.files {
        let settings = workspace.settings(file, *format)?;
        objects.extend(settings.value(at).cloned());
    }
    // The last file that names a key wins.
    let get = |key: &str| objects.iter().rev().find_map(|object| object.get(key));
    Ok(flags.iter().all(|flag| {
        get(flag.key)
            .or_else(|| get(fallback))
            .is_some_and(|value| equal(value, flag.value))
    }))
}
