//! Lines of ignore files.

use std::path::{Path, PathBuf};

use ignore::gitignore::Gitignore;

use super::{Job, names};
use crate::exposure::assistant::ignore_lines;
use crate::exposure::control_row::{ControlKind, Library, Place};
use crate::exposure::edit::Edited;
use crate::exposure::pattern::{compile, walked};
use crate::exposure::settings::BOM;

/// The text with the lines that it lacks at its end, where they win.
pub(super) fn added(job: &Job<'_>, old: &str, edited: &Edited<'_>) -> String {
    let path = job.root.join(job.target);
    let nested = matches!(
        &job.control.kind,
        ControlKind::Lines { place, .. } if *place != Place::Root
    );
    // A file that is read for the whole workspace may stand in a folder of the assistant's own.
    let folder = path.parent().filter(|_| nested).unwrap_or(job.root);
    let present: Vec<&str> = old
        .trim_start_matches(BOM)
        .lines()
        .map(str::trim_end)
        .collect();
    let templates = names::templates(job.files, job.root, edited);
    let file = File {
        folder,
        present,
        templates: templates
            .iter()
            .filter_map(|it| it.strip_prefix(folder).ok())
            .collect(),
    };
    // What is listed for a class of files may hide a template in a folder; a name never does.
    let lines = file
        .missing(job, true)
        .or_else(|| file.missing(job, false))
        .unwrap_or_default();
    appended(old, &lines)
}

struct File<'a> {
    /// The folder that its lines are relative to.
    folder: &'a Path,
    present: Vec<&'a str>,
    /// Templates below the folder, relative to it.
    templates: Vec<&'a Path>,
}

impl File<'_> {
    /// The lines for the files, and those that keep templates visible; `None` where one would
    /// be hidden all the same.
    fn missing(&self, job: &Job<'_>, classes: bool) -> Option<Vec<String>> {
        let mut lines: Vec<String> = Vec::new();
        let below = |it: &'_ PathBuf| it.strip_prefix(self.folder).ok().map(Path::to_owned);
        let files: Vec<PathBuf> = job.files.iter().filter_map(below).collect();
        let base = if job.fix.entries.is_empty() {
            ignore_lines()
        } else {
            job.fix.entries
        };
        let block = compile(base.iter().copied(), Library::Git);
        if files.iter().any(|file| hides(&block, file)) {
            lines.extend(self.lacking(base));
        }
        let rules = self.with(&lines);
        for file in files.iter().filter(|file| !hides(&rules, file)) {
            let class = names::class(file).filter(|_| classes);
            let line = class.map_or_else(|| names::line(file), str::to_owned);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        let (before, now) = (self.with(&[]), self.with(&lines));
        let hidden = |it: &&&Path| hides(&now, it) && !hides(&before, it);
        let hidden: Vec<&&Path> = self.templates.iter().filter(hidden).collect();
        lines.extend(hidden.iter().map(|it| format!("!{}", names::line(it))));
        let now = self.with(&lines);
        (!hidden.iter().any(|it| hides(&now, it))).then_some(lines)
    }

    /// Of the block that every fix adds, what is not there; a template that the user keeps
    /// ignored stays so.
    fn lacking(&self, base: &[&str]) -> Vec<String> {
        let present = self.with(&[]);
        let wanted = base.iter().filter(|line| {
            let template = line.strip_prefix('!');
            let kept = template.is_some_and(|name| hides(&present, Path::new(name)));
            !kept && !self.present.contains(*line)
        });
        wanted.map(|line| (*line).to_owned()).collect()
    }

    /// The rules of the file with more lines at its end.
    fn with(&self, more: &[String]) -> Gitignore {
        let present = self.present.iter().copied();
        compile(present.chain(more.iter().map(String::as_str)), Library::Git)
    }
}

fn hides(rules: &Gitignore, relative: &Path) -> bool {
    walked(rules, relative, false) == Some(true)
}

fn appended(old: &str, lines: &[String]) -> String {
    let newline = if old.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = if old.is_empty() || old.ends_with('\n') {
        ""
    } else {
        newline
    };
    let lines = lines.iter().map(|line| format!("{line}{newline}"));
    let added: String = lines.collect();
    if added.is_empty() {
        return old.to_owned();
    }
    format!("{old}{gap}{added}")
}
