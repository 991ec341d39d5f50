//! What was done and what was not: as lines while it happens, or as one document in the end.

use std::io::Write;
use std::path::Path;

use keyward_engine::fix::{Before, EditPlan, Purpose};
use serde::Serialize;

use super::source::Source;
use crate::cli::args::PlainFormat;
use crate::cli::escape::escape;
use crate::cli::stream;

/// What happened so far.
pub(super) struct Report {
    json: bool,
    /// Whether nothing is written.
    pub(super) dry_run: bool,
    document: Document,
}

#[derive(Default, Serialize)]
struct Document {
    dry_run: bool,
    fixed: Vec<Fixed>,
    refused: Vec<Refused>,
    notes: Vec<String>,
}

/// A plan that was carried out, or would be.
#[derive(Serialize)]
struct Fixed {
    path: String,
    title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    files: Vec<Touched>,
    notes: Vec<String>,
}

/// A file of a plan.
#[derive(Serialize)]
struct Touched {
    path: String,
    purpose: &'static str,
    created: bool,
}

/// A place that stays as it is.
#[derive(Serialize)]
struct Refused {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    code: &'static str,
    message: String,
}

impl Report {
    pub(super) fn new(format: PlainFormat, dry_run: bool) -> Self {
        Self {
            json: matches!(format, PlainFormat::Json),
            dry_run,
            document: Document {
                dry_run,
                ..Document::default()
            },
        }
    }

    /// Whether there is one document in the end, and nothing before it.
    pub(super) fn is_document(&self) -> bool {
        self.json
    }

    /// A plan was carried out, or would be. `written` are the files that changed.
    pub(super) fn fixed(
        &mut self,
        source: &Source,
        plan: &EditPlan,
        written: &[String],
    ) -> anyhow::Result<()> {
        if self.json {
            let touched = plan.files.iter().map(|file| Touched {
                path: source.shown(&file.path),
                purpose: purpose(file.purpose),
                created: file.before == Before::Absent,
            });
            self.document.fixed.push(Fixed {
                path: source.shown(&source.path),
                title: plan.title.clone(),
                name: plan.name.clone(),
                files: touched.collect(),
                notes: plan.notes.clone(),
            });
            return Ok(());
        }
        let mut to = stream::plain();
        writeln!(to, "{}", escape(&plan.title))?;
        for path in written {
            writeln!(to, "  wrote {}", escape(path))?;
        }
        for note in &plan.notes {
            writeln!(to, "  note: {}", escape(note))?;
        }
        Ok(to.flush()?)
    }

    /// A place stays as it is. `kind` says how: `refused`, or `failed` where writing was begun.
    pub(super) fn refused(
        &mut self,
        kind: &str,
        (path, line): (&str, Option<usize>),
        (code, message): (&'static str, &str),
    ) {
        if self.json {
            self.document.refused.push(Refused {
                path: path.to_owned(),
                line,
                code,
                message: message.to_owned(),
            });
            return;
        }
        let place = match line {
            Some(line) => format!("{path}:{line}"),
            None => path.to_owned(),
        };
        let kind = format!("{kind}[{code}]");
        stream::complain(&kind, &format_args!("{place}: {message}"));
    }

    /// Something to know about the run.
    pub(super) fn note(&mut self, text: String) {
        if self.json {
            self.document.notes.push(text);
        } else {
            stream::complain("note", &text);
        }
    }

    /// Prints the document.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        if !self.json {
            return Ok(());
        }
        let mut to = stream::plain();
        serde_json::to_writer_pretty(&mut to, &self.document)?;
        writeln!(to)?;
        Ok(to.flush()?)
    }
}

/// What a file of a plan is for, as the document says it.
fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Ignore => "ignore",
        Purpose::DotEnv => "dotenv",
        Purpose::Template => "template",
        Purpose::Module => "module",
        Purpose::Source => "source",
    }
}

/// The line of a byte of a file, from 1.
pub(super) fn line_in(path: &Path, at: usize) -> usize {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    crate::cli::lines::Lines::new(&text).line_of(at.min(text.len())) + 1
}
