//! What a fix would write, as a diff without values.

use std::io::Write;
use std::ops::{Range, RangeInclusive};
use std::path::Path;
use std::sync::Arc;

use keyward_engine::config::Config;
use keyward_engine::files::Files;
use keyward_engine::fix::{EditPlan, FileEdit, Purpose};
use keyward_engine::scan::Known;
use keyward_engine::{FileContext, redact, scan};

use crate::cli::escape::escape;
use crate::cli::lines::Lines;
use crate::cli::stream;
use crate::workspace::roots;

/// Prints what a plan would do.
pub(crate) fn print(
    plan: &EditPlan,
    root: &Path,
    files: &dyn Files,
    config: &Config,
    known: Option<&Arc<Known>>,
) -> anyhow::Result<()> {
    let mut to = stream::plain();
    writeln!(to, "{} (nothing is written)", escape(&plan.title))?;
    for file in &plan.files {
        let before = files.read(&file.path).ok().flatten().unwrap_or_default();
        let path = file.path.strip_prefix(root).unwrap_or(&file.path);
        let context = FileContext {
            known: known.cloned(),
            ..config.context(path, None)
        };
        print_file(&mut to, file, path, &before, &context)?;
    }
    for line in plan.notes.iter().flat_map(|note| note.lines()) {
        writeln!(to, "note: {}", escape(line))?;
    }
    Ok(to.flush()?)
}

fn print_file(
    to: &mut impl Write,
    file: &FileEdit,
    path: &Path,
    before: &str,
    context: &FileContext,
) -> anyhow::Result<()> {
    writeln!(to, "--- {}", escape(&roots::slashed(path)))?;
    let Some(after) = file.applied_to(before) else {
        return Ok(());
    };
    let old = Masked::new(before, file.purpose, context);
    let new = Masked::new(&after, file.purpose, context);
    for (was, now) in hunks(file, &old.lines, &new.lines) {
        let (old_lines, new_lines) = (old.shown(was), new.shown(now));
        for line in old_lines.iter().filter(|line| !new_lines.contains(line)) {
            writeln!(to, "- {}", escape(&line.replace('\t', "    ")))?;
        }
        for line in new_lines.iter().filter(|line| !old_lines.contains(line)) {
            writeln!(to, "+ {}", escape(&line.replace('\t', "    ")))?;
        }
    }
    Ok(())
}

/// The lines that the edits touch, before and after. Edits of the same lines are one.
fn hunks(
    file: &FileEdit,
    old: &Lines<'_>,
    new: &Lines<'_>,
) -> Vec<(RangeInclusive<usize>, RangeInclusive<usize>)> {
    let mut hunks: Vec<(RangeInclusive<usize>, RangeInclusive<usize>)> = Vec::new();
    // How far the text after the edits so far has moved.
    let mut grown: isize = 0;
    for edit in &file.edits {
        let start = edit.range.start.saturating_add_signed(grown);
        let end = start + edit.text.0.len();
        grown += edit.text.0.len() as isize - edit.range.len() as isize;
        let was = old.line_of(edit.range.start)..=old.line_of(edit.range.end);
        let now = new.line_of(start)..=new.line_of(end);
        match hunks.last_mut() {
            Some((lines, after)) if was.start() <= lines.end() => {
                *lines = *lines.start()..=*was.end();
                *after = *after.start()..=*now.end();
            }
            _ => hunks.push((was, now)),
        }
    }
    hunks
}

/// A text whose lines are shown without values.
struct Masked<'a> {
    text: &'a str,
    lines: Lines<'a>,
    secrets: Vec<(Range<usize>, usize)>,
    purpose: Purpose,
}

impl<'a> Masked<'a> {
    fn new(text: &'a str, purpose: Purpose, context: &FileContext) -> Self {
        let found = scan(text, context);
        let loud = found
            .findings
            .into_iter()
            .map(|one| (one.range.clone(), one.public_prefix()));
        // What a template holds is no secret, as long as it is not found to be one.
        let quiet = found
            .suppressed
            .into_iter()
            .filter(|_| purpose != Purpose::Template)
            .map(|one| (one.range.clone(), one.public_prefix()));
        let mut secrets: Vec<_> = loud.chain(quiet).collect();
        secrets.sort_by_key(|(range, _)| range.start);
        Self {
            text,
            lines: Lines::new(text),
            secrets,
            purpose,
        }
    }

    /// These lines, masked.
    fn shown(&self, lines: RangeInclusive<usize>) -> Vec<String> {
        lines
            .filter_map(|line| self.lines.range(line))
            .map(|line| self.mask(&line))
            .collect()
    }

    fn mask(&self, line: &Range<usize>) -> String {
        let text = &self.text[line.clone()];
        if self.purpose == Purpose::DotEnv {
            let hidden = value_of(text);
            let hidden: Vec<_> = if hidden.is_empty() {
                Vec::new()
            } else {
                vec![(hidden, 0)]
            };
            return redact::mask_line(text, &hidden);
        }
        let inside = self
            .secrets
            .iter()
            .filter(|(one, _)| one.start < line.end && line.start < one.end);
        let clipped: Vec<_> = inside
            .map(|(one, keep)| {
                let start = one.start.max(line.start) - line.start;
                let end = one.end.min(line.end) - line.start;
                let keep = if one.start < line.start {
                    0
                } else {
                    (*keep).min(end - start)
                };
                (start..end, keep)
            })
            .collect();
        redact::mask_line(text, &clipped)
    }
}

/// What of a line of a `.env` may be a value: all behind a name and `=`, nothing of a comment, and
/// all of any other line, which may go on with a value that began above.
fn value_of(line: &str) -> Range<usize> {
    let trimmed = line.trim_start();
    if trimmed.starts_with('#') {
        return 0..0;
    }
    match line.split_once('=') {
        Some((name, _)) if is_name(name) => name.len() + 1..line.len(),
        _ => 0..line.len(),
    }
}

fn is_name(text: &str) -> bool {
    let name = text.trim().trim_start_matches("export ").trim();
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::value_of;

    #[test]
    fn of_a_dotenv_only_names_and_comments_are_shown() {
        assert_eq!(value_of("A_B=cd"), 4..6);
        assert_eq!(value_of("export A='cd'"), 9..13);
        assert_eq!(value_of("# note = x"), 0..0);
        assert_eq!(value_of("rest of a value="), 0..16);
        assert_eq!(value_of(""), 0..0);
    }
}
