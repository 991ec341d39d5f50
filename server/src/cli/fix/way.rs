//! The ways to fix, and how each is gone.

use std::cell::RefCell;

use anyhow::bail;
use keyward_engine::Finding;
use keyward_engine::fix::{
    self, EditPlan, Manager, Many, Place, Refusal, Request, Wish, at_occurrence, occurrences,
};
use zeroize::Zeroizing;

use super::preview;
use super::report::{Report, line_in};
use super::source::Source;
use crate::apply::{self, Stopped};
use crate::cli::Exit;
use crate::cli::args::Fix;
use crate::cli::lines::Lines;
use crate::workspace::files::DiskFiles;
use crate::workspace::holding::{Holding, holding};

/// What to do with what is found.
pub(super) enum Way {
    /// Move it, all of a file at once.
    Move {
        name: Option<String>,
        manager: Option<&'static Manager>,
    },
    /// Move it wherever it stands in the workspace.
    Everywhere {
        name: Option<String>,
        manager: Option<&'static Manager>,
    },
    /// Copy it, and leave the source alone.
    Copy { name: Option<String> },
    /// Put a placeholder there.
    Placeholder,
    /// Allow it.
    Allow { reason: String },
}

impl Way {
    pub(super) fn of(args: &Fix) -> anyhow::Result<Self> {
        let name = args.name.clone();
        Ok(match &args.allow {
            Some(reason) if reason.trim().is_empty() => {
                bail!("--allow needs a reason: say why it is no secret")
            }
            Some(reason) => Self::Allow {
                reason: reason.clone(),
            },
            None if args.placeholder => Self::Placeholder,
            None if args.copy => Self::Copy { name },
            None if args.everywhere => Self::Everywhere {
                name,
                manager: manager(args)?,
            },
            None => Self::Move {
                name,
                manager: manager(args)?,
            },
        })
    }

    /// Fixes a file, or shows what that would write.
    pub(super) fn go(&self, source: &Source, report: &mut Report) -> anyhow::Result<Exit> {
        let text = Zeroizing::new(source.text()?);
        let found = source.findings(&text);
        let line = line_of(&text, found.first());
        let name = match self {
            Self::Move { name, .. } | Self::Everywhere { name, .. } | Self::Copy { name } => name,
            _ => &None,
        };
        let value = |one: &Finding| text.get(one.range.clone());
        let one_value = found.windows(2).all(|two| value(&two[0]) == value(&two[1]));
        if name.is_some() && !one_value {
            bail!(
                "--name names one variable, and there are several values: give each its own call"
            );
        }
        match self {
            Self::Everywhere { .. } if !one_value => {
                bail!(
                    "--everywhere is about one value, and there are several: name a line with one"
                )
            }
            Self::Move { name, manager } if found.len() == 1 => step(source, line, report, || {
                plan_one(source, 0, |request, files| {
                    let wish = wish(source, name, *manager);
                    fix::move_as(request, &wish, files)
                })
            }),
            Self::Move { name, manager } => several(source, line, report, || {
                let text = Zeroizing::new(source.text().map_err(|_| gone())?);
                let found = source.findings(&text);
                let context = source.context();
                let places: Vec<Place<'_>> = found
                    .iter()
                    .map(|finding| Place {
                        path: &source.path,
                        text: &text,
                        language: context.language,
                        finding,
                    })
                    .collect();
                let files = DiskFiles::new(&source.root);
                let wish = wish(source, name, *manager);
                fix::move_many(&places, &source.root, &wish, false, &files)
            }),
            Self::Everywhere { name, manager } => {
                let value = found.first().and_then(value).unwrap_or_default();
                let wish = wish(source, name, *manager);
                everywhere(source, (&found[0], line), value, &wish, report)
            }
            _ => self.one_by_one(source, found.len(), report),
        }
    }

    /// From the last to the first: such a fix moves nothing that stands before it.
    fn one_by_one(
        &self,
        source: &Source,
        number: usize,
        report: &mut Report,
    ) -> anyhow::Result<Exit> {
        let mut exit = Exit::Clean;
        for at in (0..number).rev() {
            let text = Zeroizing::new(source.text()?);
            let found = source.findings(&text);
            let Some(finding) = found.get(at) else {
                continue; // What was done for the last one counts for this one, too.
            };
            let line = line_of(&text, Some(finding));
            let outcome = step(source, line, report, || {
                plan_one(source, at, |request, files| match self {
                    Self::Copy { name } => fix::copy_as(request, &wish(source, name, None), files),
                    Self::Allow { reason } => fix::allow(request, reason),
                    _ => fix::stand_in(request, files),
                })
            })?;
            if outcome != Exit::Clean {
                exit = outcome;
            }
        }
        Ok(exit)
    }
}

/// The secrets manager that was named.
fn manager(args: &Fix) -> anyhow::Result<Option<&'static Manager>> {
    let Some(id) = &args.manager else {
        return Ok(None);
    };
    match fix::manager(id) {
        Some(found) => Ok(Some(found)),
        None => {
            let ids: Vec<&str> = fix::managers().iter().map(|one| one.id).collect();
            bail!(
                "no secrets manager is called `{id}`: there are {}",
                ids.join(", ")
            )
        }
    }
}

fn wish<'a>(
    source: &'a Source,
    name: &'a Option<String>,
    manager: Option<&'static Manager>,
) -> Wish<'a> {
    Wish {
        env_file: source.config.env_file(),
        name: name.as_deref(),
        manager,
        quiet: source.quiet,
    }
}

fn gone() -> Refusal {
    Refusal {
        code: "text-has-changed",
        message: "The text has changed meanwhile: nothing was edited.".into(),
    }
}

/// The plan for the finding with this number, of the text as it stands.
fn plan_one(
    source: &Source,
    number: usize,
    plan: impl Fn(&Request<'_>, &DiskFiles<'_>) -> Result<EditPlan, Refusal>,
) -> Result<EditPlan, Refusal> {
    let text = Zeroizing::new(source.text().map_err(|_| gone())?);
    let found = source.findings(&text);
    let request = Request {
        root: &source.root,
        path: Some(&source.path),
        text: &text,
        language: source.context().language,
        finding: found.get(number).ok_or_else(gone)?,
    };
    plan(&request, &DiskFiles::new(&source.root))
}

/// Carries a plan out, or shows it. `line` is where the finding stands.
fn step(
    source: &Source,
    line: Option<usize>,
    report: &mut Report,
    plan: impl Fn() -> Result<EditPlan, Refusal>,
) -> anyhow::Result<Exit> {
    let done = if report.dry_run {
        plan()
            .map(|plan| match report.is_document() {
                true => report.fixed(source, &plan, &[]),
                false => {
                    let known = source.context().known.as_ref();
                    let files = DiskFiles::new(&source.root);
                    preview::print(&plan, &source.root, &files, &source.config, known)
                }
            })
            .map_err(Stopped::from)
    } else {
        apply::run(&source.root, &plan, |_| true).map(|(plan, applied)| {
            let written = applied.written.iter().map(|path| source.shown(path));
            report.fixed(source, &plan, &written.collect::<Vec<_>>())
        })
    };
    let (kind, code, message) = match done {
        Ok(printed) => return printed.map(|()| Exit::Clean),
        Err(Stopped::Refused(it)) => ("refused", it.code, it.message),
        Err(Stopped::Failed(it)) => ("failed", it.code, it.message),
    };
    let place = source.shown(&source.path);
    report.refused(kind, (&place, line), (code, &message));
    Ok(Exit::Findings)
}

/// The same for several places, of which some may have to stay.
fn several(
    source: &Source,
    line: Option<usize>,
    report: &mut Report,
    plan: impl Fn() -> Result<Many, Refusal>,
) -> anyhow::Result<Exit> {
    let left = RefCell::new(Vec::new());
    let dry_run = report.dry_run;
    let exit = step(source, line, report, || {
        let many = plan()?;
        *left.borrow_mut() = many
            .left
            .into_iter()
            .map(|one| match dry_run {
                true => one,
                false => one.behind(&many.plan),
            })
            .collect::<Vec<_>>();
        Ok(many.plan)
    })?;
    for one in left.borrow().iter() {
        let path = source.shown(&one.path);
        let line = line_in(&one.path, one.at);
        let why = (one.why.code, one.why.message.as_str());
        report.refused("refused", (&path, Some(line)), why);
    }
    let complete = left.borrow().is_empty();
    Ok(if complete { exit } else { Exit::Findings })
}

/// The line of a finding, from 1.
fn line_of(text: &str, finding: Option<&Finding>) -> Option<usize> {
    finding.map(|one| Lines::new(text).line_of(one.range.start) + 1)
}

/// Moves a value wherever it stands.
fn everywhere(
    source: &Source,
    (finding, line): (&Finding, Option<usize>),
    value: &str,
    wish: &Wish<'_>,
    report: &mut Report,
) -> anyhow::Result<Exit> {
    let (files, complete) = holding(&source.root, value);
    if !complete {
        report.note("some files could not be looked at".to_owned());
    }
    several(source, line, report, || {
        let found = |file: &Holding| -> Vec<Finding> {
            let places = occurrences(&file.text, value).into_iter();
            let here = file.path == source.path;
            let at = |range| {
                let mut one = at_occurrence(finding, range);
                one.sink = one.sink.filter(|_| here);
                one
            };
            places.map(at).collect()
        };
        // The file that was named decides how the variable is called.
        let (own, others): (Vec<_>, Vec<_>) =
            files.iter().partition(|file| file.path == source.path);
        let all: Vec<(&Holding, Vec<Finding>)> = own
            .into_iter()
            .chain(others)
            .map(|file| (file, found(file)))
            .collect();
        let places: Vec<Place<'_>> = all
            .iter()
            .flat_map(|(file, found)| {
                found.iter().map(|finding| Place {
                    path: &file.path,
                    text: &file.text,
                    language: "",
                    finding,
                })
            })
            .collect();
        let disk = DiskFiles::new(&source.root);
        fix::move_many(&places, &source.root, wish, true, &disk)
    })
}
