//! How an open `.env` is kept, and where the values of its variables go: looked at by a worker, so that
//! typing waits for none of it. Between two answers the places move with the text.

use std::ops::Range;
use std::path::PathBuf;

use keyward_engine::config::Config;
use keyward_engine::fix::{self, EditPlan, Refusal};
use keyward_engine::hygiene::{self, Issue, LONGEST, Settled, Subject, mend};
use keyward_engine::text::{Edit, Position};
use keyward_engine::{Confidence, FileContext, Role, Scan};
use zeroize::Zeroizing;

use super::answer::{Note, Span};
use super::diagnostics::level;
use super::exposure::Look;
use super::main_loop::Event;
use super::session::Session;
use super::uri::{DocUri, Scheme, scheme};
use crate::links;
use crate::workspace::clock;
use crate::workspace::files::DiskFiles;

/// Told by the notes about who can read the file, with their own quick fixes.
const TOLD_ELSEWHERE: [&str; 2] = ["env-tracked", "env-not-ignored"];

/// What is known about one document.
#[derive(Default)]
pub(super) struct Kept {
    issues: Vec<Issue>,
    /// Where the comments stand that allow one.
    used: Vec<usize>,
    look: Look,
    /// The state of the document that was looked at last, by its number of touches.
    seen: u64,
}

impl Kept {
    /// Moves what is known along with an edit; what it touches is gone until the next answer.
    pub(super) fn follow(&mut self, edits: &[Edit]) {
        for edit in edits {
            let (range, added) = (&edit.range, edit.text.len());
            self.issues
                .retain_mut(|issue| moved(&mut issue.range, range, added));
            self.used.retain_mut(|at| {
                let mut place = *at..*at;
                let kept = moved(&mut place, range, added);
                *at = place.start;
                kept
            });
        }
    }

    /// Whether a comment at this place allows something.
    pub(super) fn is_used(&self, at: usize) -> bool {
        self.used.contains(&at)
    }
}

/// Moves a place; `false` where it was edited itself.
fn moved(place: &mut Range<usize>, edited: &Range<usize>, added: usize) -> bool {
    if place.end <= edited.start {
        return true;
    }
    if place.start < edited.end {
        return false;
    }
    let by = |at: usize| at - edited.len() + added;
    *place = by(place.start)..by(place.end);
    true
}

/// What a worker needs.
struct Task {
    path: PathBuf,
    root: PathBuf,
    relative: PathBuf,
    text: Zeroizing<String>,
    context: FileContext,
    scan: Scan,
    config: Config,
    open: Vec<(PathBuf, Zeroizing<String>)>,
}

impl Task {
    fn run(&self) -> Settled {
        let files = DiskFiles::with_open(&self.root, |path| {
            let found = self.open.iter().find(|(known, _)| known == path);
            found.map(|(_, text)| text.to_string())
        });
        let mut issues = hygiene::look(&self.subject(), &files);
        issues.retain(|issue| !TOLD_ELSEWHERE.contains(&issue.check.id));
        let least = self.config.min_confidence(Confidence::Possible);
        hygiene::settle(
            issues,
            &self.text,
            &self.relative,
            self.context.role,
            &self.config,
            least,
        )
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            path: &self.path,
            root: &self.root,
            text: &self.text,
            context: &self.context,
            scan: &self.scan,
            now: clock::now(),
        }
    }
}

impl Session {
    /// Looks at every document again: something around them has changed.
    pub(super) fn tend_all(&mut self) {
        let uris: Vec<DocUri> = self.documents.keys().cloned().collect();
        for uri in uris {
            self.tend(&uri);
        }
    }

    /// Looks at a document that has changed since the last time.
    pub(super) fn tend_if_changed(&mut self, uri: &DocUri) {
        let entry = self.documents.get(uri);
        if entry.is_some_and(|entry| entry.hygiene.seen != entry.touched) {
            self.tend(uri);
        }
    }

    /// Looks at a document on a worker. One at a time for each: a burst of changes costs two looks.
    pub(super) fn tend(&mut self, uri: &DocUri) {
        let Some(task) = self.task(uri) else {
            return;
        };
        let Some(entry) = self.documents.get_mut(uri) else {
            return;
        };
        if entry.hygiene.look != Look::Idle {
            entry.hygiene.look = Look::Again;
            return;
        }
        entry.hygiene.look = Look::Running;
        entry.hygiene.seen = entry.touched;
        let (uri, touched, events) = (uri.clone(), entry.touched, self.handle.events.clone());
        std::thread::spawn(move || {
            let looked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| task.run()));
            let _ = events.send(Event::Tended(
                uri,
                touched,
                Box::new(looked.unwrap_or_default()),
            ));
        });
    }

    fn task(&self, uri: &DocUri) -> Option<Task> {
        let entry = self.documents.get(uri).filter(|it| !it.removed)?;
        let (document, path) = (&entry.document, entry.document.path.as_ref()?);
        let root = self.root_for(Some(path));
        let fits = scheme(uri) == Scheme::File && document.text().len() <= LONGEST;
        if !fits || root.as_os_str().is_empty() || document.out_of_sync() {
            return None;
        }
        // The other files count as the editor shows them where one is held against another.
        let context = document.context().clone();
        let open = if context.role == Role::DotEnv {
            self.texts_of_dotenvs()
        } else {
            Vec::new()
        };
        let settings = self.settings.of(&root);
        Some(Task {
            relative: path.strip_prefix(&root).unwrap_or(path).to_owned(),
            text: Zeroizing::new(document.text().full()),
            scan: document.scan().cloned().unwrap_or_default(),
            config: settings.map(|it| it.config.clone()).unwrap_or_default(),
            path: path.clone(),
            context,
            open,
            root,
        })
    }

    fn texts_of_dotenvs(&self) -> Vec<(PathBuf, Zeroizing<String>)> {
        let open = self.documents.values().map(|it| &it.document);
        let kept = open.filter(|it| matches!(it.context().role, Role::DotEnv | Role::Template));
        kept.filter(|it| it.text().len() <= LONGEST)
            .filter_map(|it| Some((it.path.clone()?, Zeroizing::new(it.text().full()))))
            .collect()
    }

    /// Takes a worker's answer in.
    pub(super) fn tended(&mut self, uri: &DocUri, touched: u64, settled: Settled) {
        let Some(entry) = self.documents.get_mut(uri) else {
            return;
        };
        let again = std::mem::take(&mut entry.hygiene.look) == Look::Again;
        // Of an older text the places are not known any more.
        if touched == entry.touched {
            let issues: Vec<Issue> = settled
                .issues
                .into_iter()
                .map(|(issue, ..)| issue)
                .collect();
            let changed = entry.hygiene.issues != issues || entry.hygiene.used != settled.used;
            entry.hygiene.issues = issues;
            entry.hygiene.used = settled.used;
            entry.dirty |= changed;
            if changed {
                self.ask_to_pull_again();
            }
        }
        if again
            || self
                .documents
                .get(uri)
                .is_some_and(|it| it.touched != touched)
        {
            self.tend(uri);
        }
    }

    /// The issues of a document that a part of it touches.
    pub(super) fn issues_at(&self, uri: &DocUri, at: &Range<usize>) -> Vec<Issue> {
        let Some(entry) = self.documents.get(uri) else {
            return Vec::new();
        };
        let first_line = entry.document.text().line_of(at.start) == 0;
        let touches = |issue: &&Issue| {
            issue.whole_file && first_line
                || issue.range.start <= at.end && at.start <= issue.range.end
        };
        entry
            .hygiene
            .issues
            .iter()
            .filter(touches)
            .cloned()
            .collect()
    }

    /// The notes of a document's issues.
    pub(super) fn issue_notes(&self, uri: &DocUri) -> Vec<Note> {
        let issues = self.documents.get(uri).map(|it| &it.hygiene.issues);
        let issues = issues.into_iter().flatten();
        issues.map(|issue| self.issue_note(uri, issue)).collect()
    }

    /// The note of one issue; what is about the file as a whole stands on its first line.
    pub(super) fn issue_note(&self, uri: &DocUri, issue: &Issue) -> Note {
        let text = self.documents[uri].document.text();
        let encoding = self.traits.encoding;
        let end = text.len();
        let span = if issue.whole_file {
            Span {
                start: Position::default(),
                end: text.position(text.line_range(0).end, encoding),
            }
        } else {
            Span::of(
                &(issue.range.start.min(end)..issue.range.end.min(end)),
                text,
                encoding,
            )
        };
        Note {
            span,
            level: level(issue.confidence),
            code: issue.check.id,
            unnecessary: false,
            page: self
                .traits
                .code_description
                .then(|| links::check_page(issue.check)),
            message: issue.message.clone(),
            related: Vec::new(),
        }
    }

    /// What mends an issue of a document, or allows it, as the text stands now.
    pub(super) fn plan_for_issue(&self, uri: &DocUri, wanted: Wanted) -> Result<EditPlan, Refusal> {
        let gone = || Refusal {
            code: "text-has-changed",
            message: "The text has changed: nothing was edited.".into(),
        };
        let task = self.task(uri).ok_or_else(gone)?;
        let files = self.files(&task.root);
        let same =
            |issue: &&Issue| issue.check.id == wanted.check && issue.range.start == wanted.start;
        let issues = hygiene::look(&task.subject(), &files);
        let issue = issues.iter().find(same).ok_or_else(gone)?;
        match wanted.reason {
            None => mend(issue, &task.subject(), &files).ok_or_else(gone),
            Some(reason) => {
                let language = task.context.language;
                // Behind a value some loaders take a comment for a part of it: above is safe.
                let line = task.text[..issue.range.start]
                    .rfind('\n')
                    .map_or(0, |end| end + 1);
                let place = if task.context.role == Role::DotEnv {
                    line..line
                } else {
                    issue.range.clone()
                };
                fix::allow_at(
                    &task.path,
                    &task.text,
                    language,
                    &place,
                    wanted.check,
                    reason,
                )
            }
        }
    }
}

/// An issue that something is to be done about.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) check: &'static str,
    /// Where it begins.
    pub(super) start: usize,
    /// Why it is to be allowed; mended otherwise.
    pub(super) reason: Option<&'a str>,
}
