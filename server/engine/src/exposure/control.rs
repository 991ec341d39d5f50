//! Whether controls keep an assistant from a file.

use std::path::{Path, PathBuf};

use super::Git;
use super::assistant::{Assistant, Route, Strength};
use super::control_row::{AfterGit, Control, ControlKind, Library, Place, Setting};
use super::hook;
use super::pattern::{self, Subject};
use super::rules::{self, Effect};
use super::settings::Value;
use super::workspace::{Broken, MAX_RULES, Workspace, equal};

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

/// The control that a quick fix would set: none where one as strong is set already.
pub(super) fn offered(
    assistant: &'static Assistant,
    verdict: &Verdict,
) -> Option<&'static Control> {
    let fixable = assistant.controls.iter().find(|one| is_offered(one))?;
    let rank = fixable.strength.rank();
    let set = verdict.of(fixable);
    if fixable.part.is_some() {
        return set.is_none().then_some(fixable);
    }
    let closed = |route: &Route| {
        let mut active = verdict.active.iter();
        active.any(|one| one.closes.contains(route) && one.strength.rank() <= rank)
    };
    let helps = !fixable.closes.iter().all(closed);
    let does = set.is_some_and(|set| set.strength.rank() <= rank);
    (helps && !does).then_some(fixable)
}

/// Whether a quick fix can write the control, and does so unasked.
pub(super) fn is_offered(control: &Control) -> bool {
    let written = matches!(
        control.kind,
        ControlKind::Lines { .. }
            | ControlKind::List {
                format: super::Format::Json | super::Format::Jsonc,
                ..
            }
            | ControlKind::Flags {
                format: super::Format::Json | super::Format::Jsonc,
                ..
            }
    );
    written && control.fix.as_ref().is_some_and(|fix| !fix.on_request)
}

/// Whether one control is set for the file, confirmed or not.
///
/// # Errors
/// When a file that decides it cannot be read.
pub(super) fn is_set(control: &'static Control, workspace: &Workspace<'_>) -> Result<bool, Broken> {
    let undone = control.undone_by.iter().any(|it| workspace.holds(it));
    Ok(!undone && outcome(control, workspace)?.strength.is_some())
}

/// What one control does about the file.
struct Outcome {
    /// How strongly it holds; `None` where it does not.
    strength: Option<Strength>,
    closes: Vec<Route>,
    /// What took away a default that would have held.
    undone: Option<Undone>,
}

impl Outcome {
    fn simple(control: &Control, set: bool) -> Self {
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
        ControlKind::Lines { .. } => lines(control, workspace),
        ControlKind::Git { root_only } => {
            let set = if *root_only {
                root_gitignore(workspace)?
            } else {
                workspace.git_ignores()
            };
            Ok(Outcome::simple(control, set))
        }
        ControlKind::Builtin { patterns, syntax } => {
            let subject = subject("{path}", workspace);
            let set = patterns
                .iter()
                .any(|it| pattern::fits(it, *syntax, &subject));
            Ok(Outcome::simple(control, set))
        }
        ControlKind::List { .. } => list(control, workspace),
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

fn root_gitignore(workspace: &Workspace<'_>) -> Result<bool, Broken> {
    let rules = workspace.rules(".gitignore")?;
    Ok(ignored_by(
        rules.iter().map(String::as_str),
        &workspace.relative,
    ))
}

fn subject<'a>(template: &str, workspace: &'a Workspace<'_>) -> Subject<'a> {
    let text = template
        .replace("{path}", &workspace.path())
        .replace("{name}", &workspace.name());
    Subject {
        relative: &workspace.relative,
        absolute: workspace.env_path,
        text,
    }
}

fn lines(control: &'static Control, workspace: &Workspace<'_>) -> Result<Outcome, Broken> {
    let ControlKind::Lines {
        builtin,
        replaced_by,
        library,
        place,
        after_git,
        named_by,
    } = &control.kind
    else {
        return Ok(Outcome::simple(control, false));
    };
    let named = named_by.as_ref().and_then(|it| workspace.setting(it));
    let names = named.map_or_else(
        || control.files.iter().map(|&file| file.to_owned()).collect(),
        |value| texts(&value),
    );
    let replaced = replaced_by
        .as_ref()
        .and_then(|it| workspace.setting(it)?.strings());
    let default: Vec<String> = builtin.iter().map(|&line| line.to_owned()).collect();
    let before = match after_git {
        AfterGit::Nothing => false,
        AfterGit::All => workspace.git_ignores(),
        AfterGit::Root => root_gitignore(workspace)?,
    };
    let base = before || says(&default, &workspace.relative, *library) == Some(true);
    let first = replaced.clone().unwrap_or(default);
    let levels = levels(&names, first, *place, workspace)?;
    let set = nested(&levels, &workspace.relative, *library).unwrap_or(before);
    let undone = (base && !set).then(|| Undone {
        control,
        file: match (&replaced, replaced_by) {
            (Some(_), Some(setting)) => setting.file,
            _ => control.files.first().copied().unwrap_or_default(),
        },
        at: match (&replaced, replaced_by) {
            (Some(_), Some(setting)) => setting.at,
            _ => &[],
        },
        why: match (&replaced, replaced_by) {
            (Some(_), Some(setting)) => setting.why,
            _ => "a line there takes the file back",
        },
    });
    Ok(Outcome {
        undone,
        ..Outcome::simple(control, set)
    })
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => vec![text.clone()],
        _ => value.strings().unwrap_or_default(),
    }
}

/// A folder, relative to the workspace, and the rules that hold below it.
type Level = (PathBuf, Vec<String>);

/// The rules on the way to the file, from the root down.
fn levels(
    names: &[String],
    first: Vec<String>,
    place: Place,
    workspace: &Workspace<'_>,
) -> Result<Vec<Level>, Broken> {
    let read = |folder: &Path| -> Result<Vec<String>, Broken> {
        let mut rules = Vec::new();
        for name in names {
            let file = folder.join(name);
            rules.extend(workspace.rules(&file.to_string_lossy().replace('\\', "/"))?);
        }
        Ok(rules)
    };
    let folders = workspace.folders();
    let mut levels = vec![(PathBuf::new(), first)];
    match place {
        Place::Root => levels[0].1.extend(read(Path::new(""))?),
        Place::Anywhere => {
            for folder in folders {
                let rules = read(&folder)?;
                levels.push((folder, rules));
            }
        }
        Place::Nearest => {
            for folder in folders.into_iter().rev() {
                let there = |name: &String| workspace.is_file(&folder.join(name).to_string_lossy());
                if names.iter().any(there) {
                    let rules = read(&folder)?;
                    levels.push((folder, rules));
                    break;
                }
            }
        }
    }
    Ok(levels)
}

/// What rules of several folders say: the nearest one with an opinion decides, unless one
/// further up hides a whole folder.
fn nested(levels: &[Level], relative: &Path, library: Library) -> Option<bool> {
    let mut verdict = None;
    for (folder, rules) in levels {
        let Ok(below) = relative.strip_prefix(folder) else {
            continue;
        };
        verdict = says(rules, below, library).or(verdict);
        let hidden = below
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .is_some_and(|parent| hides(rules, parent, library));
        if hidden && library != Library::Pathspec {
            return Some(true);
        }
    }
    verdict
}

fn says(rules: &[String], relative: &Path, library: Library) -> Option<bool> {
    pattern::lines(rules.iter().map(String::as_str), relative, library)
}

fn hides(rules: &[String], folder: &Path, library: Library) -> bool {
    let rules = rules.iter().map(String::as_str);
    pattern::folder(rules, folder, library) == Some(true)
}

/// Whether lines in the syntax of `.gitignore` cover a path.
pub(super) fn ignored_by<'a>(
    lines: impl DoubleEndedIterator<Item = &'a str>,
    relative: &Path,
) -> bool {
    pattern::lines(lines, relative, Library::Git) == Some(true)
}

fn list(control: &'static Control, workspace: &Workspace<'_>) -> Result<Outcome, Broken> {
    let ControlKind::List {
        format,
        at,
        field,
        replaces,
        builtin,
        ..
    } = &control.kind
    else {
        return Ok(Outcome::simple(control, false));
    };
    let mut entries = Vec::new();
    let mut written = None;
    for &file in control.files {
        let settings = workspace.settings(file, *format)?;
        if let Some(value) = settings.value(at) {
            written = written.or(Some(file));
            entries.extend(entry_texts(value, field));
        }
    }
    if entries.len() > MAX_RULES {
        return Err(Broken {
            file: control.files[0].to_owned(),
            line: None,
            what: format!("holds more than {MAX_RULES} rules"),
        });
    }
    let subject = list_subject(&control.kind, workspace);
    let base = covers(&control.kind, &[], true, &subject);
    let keeps = !(*replaces && written.is_some());
    let set = covers(&control.kind, &entries, keeps, &subject);
    let undone = (base && !set && !builtin.is_empty()).then(|| Undone {
        control,
        file: written.unwrap_or(control.files[0]),
        at,
        why: "a list of one's own takes the place of the one built in",
    });
    Ok(Outcome {
        undone,
        ..Outcome::simple(control, set)
    })
}

fn list_subject<'a>(kind: &ControlKind, workspace: &'a Workspace<'_>) -> Subject<'a> {
    match kind {
        ControlKind::List { subject: text, .. } => subject(text, workspace),
        _ => subject("{path}", workspace),
    }
}

/// The patterns of a list's entries: texts, or one key of each.
pub(super) fn entry_texts(value: &Value, field: &str) -> Vec<String> {
    if field.is_empty() {
        return value.strings().unwrap_or_default();
    }
    let entries = value.elements().unwrap_or_default().iter();
    entries
        .filter_map(|entry| Some(entry.get(field)?.text()?.to_owned()))
        .collect()
}

/// Whether entries of a settings list, or the patterns built in, cover the file.
pub(super) fn listed(kind: &ControlKind, entries: &[String], workspace: &Workspace<'_>) -> bool {
    let keeps = matches!(
        kind,
        ControlKind::List {
            replaces: false,
            ..
        }
    );
    covers(kind, entries, keeps, &list_subject(kind, workspace))
}

fn covers(kind: &ControlKind, entries: &[String], built_in: bool, subject: &Subject<'_>) -> bool {
    let ControlKind::List {
        syntax,
        wrap,
        whole,
        root_prefix,
        foreign_prefixes,
        builtin,
        ..
    } = kind
    else {
        return false;
    };
    let own = entries
        .iter()
        .filter_map(|entry| entry.strip_prefix(wrap.0)?.strip_suffix(wrap.1))
        .filter(|pattern| {
            !foreign_prefixes
                .iter()
                .any(|prefix| pattern.starts_with(prefix))
        })
        .map(|pattern| anchored(pattern, root_prefix));
    let default = builtin.iter().filter(|_| built_in);
    entries.iter().any(|entry| whole.contains(&entry.as_str()))
        || own
            .chain(default.map(|&one| one.to_owned()))
            .any(|pattern| pattern::fits(&pattern, *syntax, subject))
}

fn anchored(pattern: &str, root_prefix: &str) -> String {
    match pattern.strip_prefix(root_prefix) {
        Some(rest) if !root_prefix.is_empty() => format!("/{rest}"),
        _ => pattern.to_owned(),
    }
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
