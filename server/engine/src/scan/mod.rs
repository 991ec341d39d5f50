//! Text to findings.

mod context;

pub use context::FileContext;

use crate::finding::{Finding, Suppressed};
use crate::text::{Edit, Text};

/// The outcome of one scan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    /// What to report, in order of position; never two over the same byte.
    pub findings: Vec<Finding>,
    /// What was looked at and not reported.
    pub suppressed: Vec<Suppressed>,
    /// Whether a budget ended the scan before the end of the text.
    pub truncated: bool,
}

/// Scans a whole text.
#[must_use]
pub fn scan(text: &str, context: &FileContext) -> Scan {
    let _ = (text, context);
    Scan::default()
}

/// A document that is rescanned where it changes.
#[derive(Clone, Debug)]
pub struct Document {
    text: Text,
    context: FileContext,
    scan: Scan,
}

impl Document {
    /// Takes a text in and scans all of it.
    #[must_use]
    pub fn new(text: &str, context: FileContext) -> Self {
        let scan = scan(text, &context);
        Self {
            text: Text::new(text),
            context,
            scan,
        }
    }

    /// Applies edits in order, each to the text that the one before it left, then
    /// rescans what they can have changed. Returns whether the outcome differs
    /// other than by position.
    pub fn apply(&mut self, edits: &[Edit]) -> bool {
        for edit in edits {
            self.text.replace(edit.range.clone(), &edit.text);
        }
        self.scan = scan(&self.text.full(), &self.context);
        true
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// What is known about the file.
    #[must_use]
    pub fn context(&self) -> &FileContext {
        &self.context
    }

    /// Findings and suppressions of the text as it stands; equal to a full scan of it.
    #[must_use]
    pub fn scan(&self) -> &Scan {
        &self.scan
    }
}
