//! `keyward fix`: what the editor's preferred quick fix does, from the terminal.

mod preview;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use keyward_engine::config::Config;
use keyward_engine::files::Files;
use keyward_engine::fix::{self, EditPlan, Refusal, Request};
use keyward_engine::{FileContext, Finding, scan};

use super::args::Fix;
use super::check::inspect::part;
use super::check::settings::Settings;
use super::escape::escape;
use super::explain::Place;
use super::lines::Lines;
use super::{Exit, stream};
use crate::apply::{self, Stopped};
use crate::workspace::files::DiskFiles;
use crate::workspace::roots;

/// Runs the command.
pub(crate) fn run(args: &Fix) -> anyhow::Result<Exit> {
    let Some(place) = Place::parse(&args.place) else {
        bail!("`{}` is not PATH:LINE", args.place.display());
    };
    let root = roots::root_of(&place.path);
    let config = Settings::load(std::slice::from_ref(&place.path), false, None).of(&root);
    let source = Source {
        path: root.join(roots::relative(&place.path, &root)),
        root,
        config,
    };
    let mut line = place.line;
    let text = source.text()?;
    if Lines::new(&text).range(line - 1).is_none() {
        bail!("{} has no line {line}", place.path.display());
    }
    let mut left = source.findings(&text, line).len();
    if left == 0 {
        stream::complain(
            "refused",
            &format_args!("nothing is reported in {}:{line}", place.path.display()),
        );
        return Ok(Exit::Findings);
    }
    let mut exit = Exit::Clean;
    // From the right to the left: a fix moves nothing that stands before it on its line.
    while left > 0 {
        left -= 1;
        let before = source.text()?;
        let outcome = if args.dry_run {
            source
                .plan(line, left)
                .map(|plan| preview::print(&plan, &source.root, &source.config))
        } else {
            source.carry_out(line, left).map(|told| tell(&told))
        };
        match outcome {
            Ok(printed) => printed?,
            Err(Stopped::Refused(Refusal { message, .. })) => {
                stream::complain("refused", &message);
                exit = Exit::Findings;
            }
            Err(Stopped::Failed(error)) => {
                stream::complain("failed", &error);
                return Ok(Exit::Findings);
            }
        }
        // An import above pushes the line down.
        let grown = source
            .text()?
            .lines()
            .count()
            .saturating_sub(before.lines().count());
        line += grown;
    }
    Ok(exit)
}

/// The file that is fixed, absolute, and its workspace.
struct Source {
    path: PathBuf,
    root: PathBuf,
    config: Arc<Config>,
}

impl Source {
    fn text(&self) -> anyhow::Result<String> {
        match DiskFiles::new(&self.root).read(&self.path) {
            Ok(Some(text)) => Ok(text),
            Ok(None) => bail!("there is no file {}", self.path.display()),
            Err(problem) => bail!("can't read {}: {problem}", self.path.display()),
        }
    }

    fn context(&self) -> FileContext {
        let path = roots::relative(&self.path, &self.root);
        self.config.context(&path, None)
    }

    /// The findings that begin on a line.
    fn findings(&self, text: &str, line: usize) -> Vec<Finding> {
        let lines = Lines::new(text);
        let path = roots::relative(&self.path, &self.root);
        let found = scan(text, &self.context());
        let mut found = self
            .config
            .apply(found, &path, &|range| part(text, range))
            .findings;
        found.retain(|one| lines.line_of(one.range.start) + 1 == line);
        found
    }

    /// What fixing the finding with this number on the line takes.
    fn plan(&self, line: usize, number: usize) -> Result<EditPlan, Stopped> {
        let text = self.text().map_err(|error| gone(&error.to_string()))?;
        let found = self.findings(&text, line);
        let finding = found
            .get(number)
            .ok_or_else(|| gone("the text has changed meanwhile"))?;
        let context = self.context();
        let request = Request {
            root: &self.root,
            path: Some(&self.path),
            text: &text,
            language: context.language,
            finding,
        };
        let files = DiskFiles::new(&self.root);
        Ok(fix::move_to(&request, self.config.env_file(), &files)?)
    }

    fn carry_out(&self, line: usize, number: usize) -> Result<Told, Stopped> {
        let plan = || match self.plan(line, number) {
            Ok(plan) => Ok(plan),
            Err(Stopped::Refused(refusal)) => Err(refusal),
            Err(Stopped::Failed(error)) => Err(Refusal {
                code: error.code,
                message: error.message,
            }),
        };
        let (plan, applied) = apply::run(&self.root, plan, |_| true)?;
        let written = applied
            .written
            .iter()
            .map(|path| self.shown(path))
            .collect();
        Ok(Told {
            title: plan.title,
            written,
            notes: plan.notes,
        })
    }

    fn shown(&self, path: &Path) -> String {
        roots::slashed(path.strip_prefix(&self.root).unwrap_or(path))
    }
}

fn gone(why: &str) -> Stopped {
    Stopped::Refused(Refusal {
        code: "text-has-changed",
        message: why.to_owned(),
    })
}

/// What to say about a fix that was done.
struct Told {
    title: String,
    written: Vec<String>,
    notes: Vec<String>,
}

fn tell(told: &Told) -> anyhow::Result<()> {
    let mut to = stream::plain();
    writeln!(to, "{}", escape(&told.title))?;
    for path in &told.written {
        writeln!(to, "  wrote {}", escape(path))?;
    }
    for note in &told.notes {
        writeln!(to, "  note: {}", escape(note))?;
    }
    Ok(to.flush()?)
}
