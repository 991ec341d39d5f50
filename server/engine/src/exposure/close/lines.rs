//! Lines of ignore files.

use std::path::{Path, PathBuf};

use super::{Job, names};
use crate::exposure::assistant::{ignore_lines, more_ignore_lines};
use crate::exposure::control::ignored_by;
use crate::exposure::edit::Edited;
use crate::exposure::settings::BOM;

/// The text with the lines that it lacks at its end, where they win.
pub(super) fn added(job: &Job<'_>, old: &str, edited: &Edited<'_>) -> String {
    let folder = job.root.join(job.target);
    let folder = folder.parent().unwrap_or(job.root);
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
        .missing(job, more_ignore_lines())
        .or_else(|| file.missing(job, &[]))
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
    fn missing(&self, job: &Job<'_>, more: &[&str]) -> Option<Vec<String>> {
        let mut lines: Vec<String> = Vec::new();
        let files: Vec<&Path> = job.files.iter().filter_map(|it| self.below(it)).collect();
        let base = if job.fix.entries.is_empty() {
            ignore_lines()
        } else {
            job.fix.entries
        };
        if files.iter().any(|file| ignored_by(base.iter().copied(), file)) {
            lines.extend(self.lacking(base));
        }
        for file in files {
            if self.hides(&lines, file) {
                continue;
            }
            let listed = more.iter().find(|line| ignored_by(std::iter::once(**line), file));
            lines.push(listed.map_or_else(|| names::line(file), |line| (*line).to_owned()));
        }
        for template in &self.templates {
            if self.hides(&lines, template) && !self.hides(&[], template) {
                lines.push(format!("!{}", names::line(template)));
                if self.hides(&lines, template) {
                    return None;
                }
            }
        }
        Some(lines)
    }

    /// Of the block that every fix adds, what is not there; a template that the user keeps
    /// ignored stays so.
    fn lacking(&self, base: &[&str]) -> Vec<String> {
        let wanted = base.iter().filter(|line| {
            let template = line.strip_prefix('!');
            let kept = template.is_some_and(|name| self.hides(&[], Path::new(name)));
            !kept && !self.present.contains(*line)
        });
        wanted.map(|line| (*line).to_owned()).collect()
    }

    fn below<'p>(&self, file: &'p PathBuf) -> Option<&'p Path> {
        file.strip_prefix(self.folder).ok()
    }

    fn hides(&self, more: &[String], relative: &Path) -> bool {
        let mut lines = self.present.clone();
        lines.extend(more.iter().map(String::as_str));
        ignored_by(lines.into_iter(), relative)
    }
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
