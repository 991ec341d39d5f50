//! One open document: its text, its version, and whether both can be trusted.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use keyward_engine::text::{Edit, Encoding, Position, Text};
use keyward_engine::{Document, FileContext, Scan};

use super::uri::DocUri;

/// Longer documents are kept but not scanned.
pub(super) const SCAN_LIMIT: usize = 64 * 1024 * 1024;

/// Longer texts are read by a worker, so that no other document waits for them.
const ASIDE: usize = 1024 * 1024;

/// A text for a worker to read, and the number under which the outcome is expected.
pub(super) struct Job {
    pub(super) number: u64,
    text: String,
    context: FileContext,
}

impl Job {
    /// Scans the text; `None` after a panic.
    pub(super) fn run(self) -> Option<Box<Document>> {
        catch_unwind(|| Document::new(&self.text, self.context))
            .ok()
            .map(Box::new)
    }
}

/// A document as the client opened it.
pub(super) struct Opened {
    pub(super) uri: DocUri,
    pub(super) language_id: String,
    pub(super) version: i32,
    pub(super) text: String,
}

/// Changes of a document.
pub(super) struct Changed {
    pub(super) uri: DocUri,
    pub(super) version: i32,
    pub(super) replacements: Vec<Replacement>,
}

/// One change; without a range the whole text is new.
pub(super) struct Replacement {
    pub(super) range: Option<(Position, Position)>,
    pub(super) text: String,
}

/// Something the user must be told about a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The client's changes do not fit; findings are withdrawn until a full text comes.
    OutOfSync,
    /// Longer than [`SCAN_LIMIT`].
    TooLarge,
    /// The scan of this text ended early; what it found is shown.
    Partial,
    /// The scan of this text panicked.
    Broken,
    /// So many documents are open that the oldest are not watched; an edit wakes them.
    Idle,
}

enum Content {
    Scanned(Box<Document>),
    /// Not scanned, and why.
    Unscanned(Text, Trouble),
    /// A worker is reading this text; changes wait in `pending`.
    Awaited(Text),
}

/// An open document.
pub(super) struct OpenDocument {
    /// The file, when it is one; for a notebook's cell the notebook.
    pub(super) path: Option<PathBuf>,
    /// The editor's name of its language.
    pub(super) language_id: String,
    /// The version that the client gave last.
    pub(super) version: i32,
    context: FileContext,
    content: Content,
    out_of_sync: bool,
    /// Changes taken in but not scanned yet, and the text after them.
    pending: Vec<Edit>,
    ahead: Option<Text>,
    /// A text that no worker has taken yet, and how many there have been.
    job: Option<Job>,
    jobs: u64,
}

impl OpenDocument {
    /// Takes a document in and scans it.
    pub(super) fn open(opened: Opened, path: Option<PathBuf>, context: FileContext) -> Self {
        let mut document = Self {
            path,
            language_id: opened.language_id,
            version: opened.version,
            content: Content::Awaited(Text::default()),
            context,
            out_of_sync: false,
            pending: Vec::new(),
            ahead: None,
            job: None,
            jobs: 0,
        };
        document.read(opened.text);
        document
    }

    /// Scans a whole text: at once, or by a worker when it is long.
    fn read(&mut self, text: String) {
        // What a worker still reads is out of date from now on.
        self.jobs += 1;
        self.job = None;
        if text.len() <= ASIDE || text.len() > SCAN_LIMIT {
            self.content = scanned(&text, &self.context);
            return;
        }
        self.content = Content::Awaited(Text::new(&text));
        self.job = Some(Job {
            number: self.jobs,
            text,
            context: self.context.clone(),
        });
    }

    /// What a worker has to do, once.
    pub(super) fn take_job(&mut self) -> Option<Job> {
        self.job.take()
    }

    /// Takes a worker's outcome in, unless another text has come since. Returns whether it was.
    pub(super) fn finish(&mut self, number: u64, outcome: Option<Box<Document>>) -> bool {
        let Content::Awaited(text) = &self.content else {
            return false;
        };
        if number != self.jobs {
            return false;
        }
        self.content = match outcome {
            Some(document) => Content::Scanned(document),
            None => Content::Unscanned(text.clone(), Trouble::Broken),
        };
        true
    }

    /// Takes changes in without scanning. Returns trouble only when it is new.
    pub(super) fn change(&mut self, changed: Changed, encoding: Encoding) -> Option<Trouble> {
        let was_lost = self.out_of_sync;
        let last_full = changed
            .replacements
            .iter()
            .rposition(|it| it.range.is_none());
        if changed.version <= self.version && last_full.is_none() {
            self.out_of_sync = true;
        }
        self.version = changed.version;
        let from = last_full.unwrap_or(0);
        for replacement in changed.replacements.into_iter().skip(from) {
            self.replace(replacement, encoding);
        }
        (self.out_of_sync && !was_lost).then_some(Trouble::OutOfSync)
    }

    fn replace(&mut self, replacement: Replacement, encoding: Encoding) {
        let Some((start, end)) = replacement.range else {
            self.pending.clear();
            self.ahead = None;
            self.out_of_sync = false;
            self.read(replacement.text);
            return;
        };
        if self.out_of_sync || start > end {
            self.out_of_sync = true;
            return;
        }
        let text = self.ahead.get_or_insert_with(|| match &self.content {
            Content::Scanned(document) => document.text().clone(),
            Content::Unscanned(text, _) | Content::Awaited(text) => text.clone(),
        });
        let range = text.offset(start, encoding)..text.offset(end, encoding);
        text.replace(range.clone(), &replacement.text);
        self.pending.push(Edit {
            range,
            text: replacement.text,
        });
    }

    /// Lets go of the findings and keeps the text; the next edit scans it again.
    pub(super) fn rest(&mut self) {
        self.settle();
        let text = self.text().clone();
        self.pending.clear();
        self.ahead = None;
        self.jobs += 1;
        self.content = Content::Unscanned(text, Trouble::Idle);
    }

    /// Gives up on the text until a full one comes. Returns whether that is new.
    pub(super) fn lose(&mut self) -> bool {
        !std::mem::replace(&mut self.out_of_sync, true)
    }

    /// Changes that are not scanned yet, in order.
    pub(super) fn pending(&self) -> &[Edit] {
        &self.pending
    }

    /// Whether the text is not the editor's any more.
    pub(super) fn out_of_sync(&self) -> bool {
        self.out_of_sync
    }

    /// Scans what changed since the last time.
    pub(super) fn settle(&mut self) {
        if matches!(self.content, Content::Awaited(_)) {
            return;
        }
        let (Some(ahead), edits) = (self.ahead.take(), std::mem::take(&mut self.pending)) else {
            return;
        };
        if self.out_of_sync {
            return;
        }
        match &mut self.content {
            _ if ahead.len() > SCAN_LIMIT => {
                self.content = Content::Unscanned(ahead, Trouble::TooLarge);
            }
            Content::Scanned(document) => {
                let outcome = catch_unwind(AssertUnwindSafe(|| document.apply(&edits)));
                if outcome.is_err() {
                    self.read(ahead.full());
                }
            }
            Content::Unscanned(..) | Content::Awaited(_) => self.read(ahead.full()),
        }
    }

    /// Scans everything again, as after a change of the configuration.
    pub(super) fn rescan(&mut self, context: FileContext) {
        self.settle();
        self.context = context;
        let text = self.text().full();
        self.pending.clear();
        self.ahead = None;
        self.read(text);
    }

    /// What cannot be vouched for, if anything.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        match &self.content {
            _ if self.out_of_sync => Some(Trouble::OutOfSync),
            Content::Unscanned(_, trouble) => Some(*trouble),
            Content::Scanned(document) if document.scan().truncated => Some(Trouble::Partial),
            Content::Scanned(_) | Content::Awaited(_) => None,
        }
    }

    /// The outcome of the scan; `None` while there is trouble but [`Trouble::Partial`].
    pub(super) fn scan(&self) -> Option<&Scan> {
        match &self.content {
            Content::Scanned(document) if !self.out_of_sync => Some(document.scan()),
            _ => None,
        }
    }

    /// The text as of the last [`Self::settle`]; the newest one while a worker reads.
    pub(super) fn text(&self) -> &Text {
        match &self.content {
            Content::Scanned(document) => document.text(),
            Content::Unscanned(text, _) => text,
            Content::Awaited(text) => self.ahead.as_ref().unwrap_or(text),
        }
    }

    /// What is known about the file.
    pub(super) fn context(&self) -> &FileContext {
        &self.context
    }
}

fn scanned(text: &str, context: &FileContext) -> Content {
    if text.len() > SCAN_LIMIT {
        return Content::Unscanned(Text::new(text), Trouble::TooLarge);
    }
    let outcome = catch_unwind(|| Document::new(text, context.clone()));
    match outcome {
        Ok(document) => Content::Scanned(Box::new(document)),
        Err(_) => Content::Unscanned(Text::new(text), Trouble::Broken),
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use super::*;

    fn uri() -> DocUri {
        DocUri::from_str("file:///a.py").expect("valid")
    }

    fn document(text: &str) -> OpenDocument {
        let opened = Opened {
            uri: uri(),
            language_id: "python".into(),
            version: 5,
            text: text.into(),
        };
        let context = FileContext::of(std::path::Path::new("a.py"), Some("python"));
        OpenDocument::open(opened, None, context)
    }

    fn at(line: usize, character: usize) -> Position {
        Position { line, character }
    }

    fn change(version: i32, range: Option<(Position, Position)>, text: &str) -> Changed {
        let replacements = vec![Replacement {
            range,
            text: text.into(),
        }];
        Changed {
            uri: uri(),
            version,
            replacements,
        }
    }

    #[test]
    fn versions_must_grow_and_may_skip() {
        let mut document = document("ab");
        let insert = |version| change(version, Some((at(0, 0), at(0, 0))), "x");
        assert_eq!(document.change(insert(9), Encoding::Utf16), None);
        assert_eq!(
            document.change(insert(9), Encoding::Utf16),
            Some(Trouble::OutOfSync)
        );
        assert_eq!(
            document.change(insert(12), Encoding::Utf16),
            None,
            "told once"
        );
        document.settle();
        assert!(document.scan().is_none());
        document.change(change(13, None, "new"), Encoding::Utf16);
        document.settle();
        assert_eq!(
            (document.text().full().as_str(), document.trouble()),
            ("new", None)
        );
    }

    #[test]
    fn ranges_clamp_or_are_refused() {
        let mut document = document("a🙂b\r\nc");
        let edits = [
            ((at(0, 99), at(0, 99)), "1"), // past the end of the line
            ((at(0, 2), at(0, 3)), ""),    // starts inside a surrogate pair
            ((at(99, 0), at(99, 9)), "2"), // past the end of the file
        ];
        for (version, (range, text)) in (6..).zip(edits) {
            assert_eq!(
                document.change(change(version, Some(range), text), Encoding::Utf16),
                None
            );
        }
        document.settle();
        assert_eq!(document.text().full(), "ab1\r\nc2");
        let backwards = change(10, Some((at(1, 1), at(0, 0))), "");
        assert_eq!(
            document.change(backwards, Encoding::Utf16),
            Some(Trouble::OutOfSync)
        );
    }
}
