//! One open document: its text, its version, and whether both can be trusted.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use keyward_engine::text::{Edit, Encoding, Position, Text};
use keyward_engine::{Document, FileContext, Scan};

use super::uri::DocUri;

/// Longer documents are kept but not scanned.
pub(super) const SCAN_LIMIT: usize = 64 * 1024 * 1024;

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
    /// The scan of this text panicked.
    Broken,
    /// So many documents are open that the oldest are not watched; an edit wakes them.
    Idle,
}

enum Content {
    Scanned(Box<Document>),
    /// Not scanned, and why.
    Unscanned(Text, Trouble),
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
}

impl OpenDocument {
    /// Takes a document in and scans it.
    pub(super) fn open(opened: Opened, path: Option<PathBuf>, context: FileContext) -> Self {
        Self {
            path,
            language_id: opened.language_id,
            version: opened.version,
            content: scanned(&opened.text, &context),
            context,
            out_of_sync: false,
            pending: Vec::new(),
            ahead: None,
        }
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
            self.content = scanned(&replacement.text, &self.context);
            return;
        };
        if self.out_of_sync || start > end {
            self.out_of_sync = true;
            return;
        }
        let text = self.ahead.get_or_insert_with(|| match &self.content {
            Content::Scanned(document) => document.text().clone(),
            Content::Unscanned(text, _) => text.clone(),
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
        self.content = Content::Unscanned(self.text().clone(), Trouble::Idle);
    }

    /// Gives up on the text until a full one comes. Returns whether that is new.
    pub(super) fn lose(&mut self) -> bool {
        !std::mem::replace(&mut self.out_of_sync, true)
    }

    /// Scans what changed since the last time.
    pub(super) fn settle(&mut self) {
        let (Some(ahead), edits) = (self.ahead.take(), std::mem::take(&mut self.pending)) else {
            return;
        };
        if self.out_of_sync {
            return;
        }
        let context = &self.context;
        match &mut self.content {
            _ if ahead.len() > SCAN_LIMIT => {
                self.content = Content::Unscanned(ahead, Trouble::TooLarge);
            }
            Content::Scanned(document) => {
                let outcome = catch_unwind(AssertUnwindSafe(|| document.apply(&edits)));
                if outcome.is_err() {
                    self.content = scanned(&ahead.full(), context);
                }
            }
            Content::Unscanned(..) => self.content = scanned(&ahead.full(), context),
        }
    }

    /// Scans everything again, as after a change of the configuration.
    pub(super) fn rescan(&mut self, context: FileContext) {
        self.settle();
        self.context = context;
        let text = self.text().full();
        self.content = scanned(&text, &self.context);
    }

    /// What cannot be vouched for, if anything.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        match &self.content {
            _ if self.out_of_sync => Some(Trouble::OutOfSync),
            Content::Unscanned(_, trouble) => Some(*trouble),
            Content::Scanned(_) => None,
        }
    }

    /// The outcome of the scan; `None` while there is trouble.
    pub(super) fn scan(&self) -> Option<&Scan> {
        match &self.content {
            Content::Scanned(document) if !self.out_of_sync => Some(document.scan()),
            _ => None,
        }
    }

    /// The text as of the last [`Self::settle`].
    pub(super) fn text(&self) -> &Text {
        match &self.content {
            Content::Scanned(document) => document.text(),
            Content::Unscanned(text, _) => text,
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
