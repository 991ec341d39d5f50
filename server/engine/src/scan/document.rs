//! A document that is rescanned where it changes.
//!
//! **Window rule.** A candidate depends on nothing but the bytes from [`LEFT`] before its
//! start to [`RIGHT`] behind its end. It is at most [`SHORT`] long, or one run of token
//! bytes. So an edit can only change candidates that start in `inner` (below), and these
//! come out right when the text around `inner` is scanned as if it were a document: wide
//! enough for their own context and for that of the candidates they may have to give way
//! to. Blocks are long; they are read again one by one when an edit is within their reach.

use std::ops::Range;

use super::allow::allow;
use super::candidates::Candidates;
use super::comments;
use super::companions::gather;
use super::context::FileContext;
use super::judge::Verdict;
use super::known::{self, Match};
use super::limits::{LEFT, LONG, RIGHT, SHORT, is_token};
use super::own;
use super::{Block, Judged, Scan, block, compose, outside_blocks, read_block, verdicts};
use crate::own::Hit;
use crate::text::{Edit, Text};

/// Edits closer to each other than this are rescanned in one go, in bytes.
const MERGE: usize = 4096;

/// A document that is rescanned where it changes.
#[derive(Clone, Debug)]
pub struct Document {
    text: Text,
    context: FileContext,
    judged: Vec<Judged>,
    blocks: Vec<Block>,
    own: Vec<Hit>,
    known: Vec<Match>,
    comments: Vec<usize>,
    /// Whether the first scan ended before the text did. Edits do not make up for that.
    truncated: bool,
    scan: Scan,
}

impl Document {
    /// Takes a text in and scans all of it.
    #[must_use]
    pub fn new(text: &str, context: FileContext) -> Self {
        let (judged, blocks, truncated) =
            verdicts(Candidates::built_in(), text.as_bytes(), &context);
        let own = own::hits(text.as_bytes(), &context);
        let known = known::matches(text.as_bytes(), &context);
        let mut document = Self {
            text: Text::new(text),
            context,
            judged,
            blocks,
            own,
            known,
            comments: comments::places(text.as_bytes()),
            truncated,
            scan: Scan::default(),
        };
        document.scan = document.compose();
        document
    }

    /// Applies edits in order, each to the text that the one before it left, then
    /// rescans what they can have changed. Returns whether the outcome differs, be it
    /// only by position.
    pub fn apply(&mut self, edits: &[Edit]) -> bool {
        let mut dirty: Vec<Range<usize>> = Vec::new();
        for edit in edits {
            let range = self.text.floor(edit.range.start)..self.text.floor(edit.range.end);
            self.text.replace(range.clone(), &edit.text);
            let end = range.start + edit.text.len();
            let shift = Shift { range, end };
            self.judged
                .iter_mut()
                .for_each(|judged| shift.judged(judged));
            self.blocks.iter_mut().for_each(|block| shift.block(block));
            let own = self.own.iter_mut().flat_map(Hit::ranges_mut);
            own.for_each(|range| shift.range(range));
            let known = self.known.iter_mut().flat_map(Match::ranges_mut);
            known.for_each(|range| shift.range(range));
            let comments = self.comments.iter_mut();
            comments.for_each(|at| *at = shift.at(*at, false));
            dirty.iter_mut().for_each(|range| shift.range(range));
            dirty.push(shift.range.start..end);
        }
        for range in merged(dirty) {
            self.rescan(&range);
            self.rescan_own(&range);
            self.rescan_known(&range);
            let (gone, found) = comments::touched(&self.text, &range);
            splice(&mut self.comments, &gone, found, |at| *at);
        }
        let scan = self.compose();
        let changed = scan != self.scan;
        self.scan = scan;
        changed
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

    fn compose(&self) -> Scan {
        let mut scan = compose(
            self.judged.iter().map(|judged| &judged.verdict),
            &self.blocks,
        );
        scan.truncated = self.truncated;
        gather(&mut scan, &self.context, |range| self.text.bytes(range));
        let slice = |range| self.text.slice(range);
        own::merge(&mut scan, &self.own, &self.context, &slice);
        known::merge(&mut scan, &self.known, &self.context);
        allow(&mut scan, &self.comments, &self.context, slice);
        scan
    }

    /// Runs the user's rules over the lines that an edit touched.
    fn rescan_own(&mut self, dirty: &Range<usize>) {
        if self.context.own.is_none() {
            return;
        }
        let (gone, from) = own::touched(&self.text, dirty);
        let text = self.text.bytes(from..gone.end);
        let mut fresh = own::hits(&text, &self.context);
        for range in fresh.iter_mut().flat_map(Hit::ranges_mut) {
            *range = range.start + from..range.end + from;
        }
        splice(&mut self.own, &(gone.start..gone.end + 1), fresh, |hit| {
            hit.whole.start
        });
    }

    /// Looks for known values around an edit.
    fn rescan_known(&mut self, dirty: &Range<usize>) {
        if self.context.known.is_none() {
            return;
        }
        let (gone, read) = known::touched(&self.text, dirty);
        let mut fresh = known::matches(&self.text.bytes(read.clone()), &self.context);
        for range in fresh.iter_mut().flat_map(Match::ranges_mut) {
            *range = range.start + read.start..range.end + read.start;
        }
        splice(&mut self.known, &gone, fresh, |it| it.range.start);
    }

    fn rescan(&mut self, dirty: &Range<usize>) {
        let inner = self.inner(dirty);
        let window = self.window(&inner);
        let base = self.text.floor(window.start);
        let text = self.text.slice(base..window.end);
        let (mut fresh, mut anchors, _) =
            outside_blocks(Candidates::built_in(), text.as_bytes(), &self.context, 0);
        for judged in &mut fresh {
            judged.start += base;
            judged
                .verdict
                .ranges_mut()
                .for_each(|range| *range = range.start + base..range.end + base);
        }
        splice(&mut self.judged, &inner, fresh, |judged| judged.start);

        anchors.iter_mut().for_each(|anchor| *anchor += base);
        // A block may begin far before the edit and reach into it.
        let reach = dirty.start.saturating_sub(block::BLOCK + RIGHT)..inner.end;
        let far = self
            .blocks
            .iter()
            .map(|block| block.start)
            .filter(|&start| start < inner.start);
        let near = anchors.into_iter().filter(|start| inner.contains(start));
        let starts: Vec<usize> = far
            .filter(|start| reach.contains(start))
            .chain(near)
            .collect();
        let blocks = starts.into_iter().map(|start| self.block(start)).collect();
        splice(&mut self.blocks, &reach, blocks, |block| block.start);
    }

    /// Reads the block whose begin marker stands at `start`.
    fn block(&self, start: usize) -> Block {
        let base = self.text.floor(start.saturating_sub(LEFT));
        let text = self.text.slice(base..start + block::BLOCK + RIGHT);
        let mut block = read_block(text.as_bytes(), start - base, &self.context, 0);
        block.start = start;
        for range in block.verdict.iter_mut().flat_map(Verdict::ranges_mut) {
            *range = range.start + base..range.end + base;
        }
        block
    }

    /// Where candidates start that the edit can have changed.
    fn inner(&self, dirty: &Range<usize>) -> Range<usize> {
        let near = dirty.start.saturating_sub(RIGHT);
        let start = near.saturating_sub(SHORT).min(self.run_start(near));
        // What the edit fell into may have started earlier than anything can now.
        let straddling = self
            .judged
            .iter()
            .filter(|judged| {
                judged.start < dirty.end && judged.verdict.range().end + RIGHT >= dirty.start
            })
            .map(|judged| judged.start)
            .min();
        start.min(straddling.unwrap_or(start))..(dirty.end + LEFT + 1).min(self.text.len() + 1)
    }

    /// What has to be scanned for the candidates that start in `inner` to come out right.
    fn window(&self, inner: &Range<usize>) -> Range<usize> {
        let start = inner
            .start
            .saturating_sub(SHORT)
            .min(self.run_start(inner.start));
        let end = (inner.end + SHORT).max(self.run_end(inner.end));
        let end = (end + SHORT).max(self.run_end(end));
        start.saturating_sub(LEFT)..(end + RIGHT).min(self.text.len())
    }

    /// Where the run of token bytes that reaches `at` starts, at most [`LONG`] before it.
    fn run_start(&self, at: usize) -> usize {
        let floor = at.saturating_sub(LONG);
        let mut start = at.min(self.text.len());
        while start > floor {
            let from = start.saturating_sub(64).max(floor);
            let chunk = self.text.bytes(from..start);
            let run = chunk.iter().rev().take_while(|&&byte| in_run(byte)).count();
            start -= run;
            if run < chunk.len() {
                break;
            }
        }
        start
    }

    /// Where the run of token bytes that holds `at` ends, at most [`LONG`] behind it.
    fn run_end(&self, at: usize) -> usize {
        let limit = (at + LONG).min(self.text.len());
        let mut end = at.min(limit);
        while end < limit {
            let chunk = self.text.bytes(end..(end + 64).min(limit));
            let run = chunk.iter().take_while(|&&byte| in_run(byte)).count();
            end += run;
            if run < chunk.len() {
                break;
            }
        }
        end
    }
}

/// Token bytes, and those of characters that may be hidden between them.
fn in_run(byte: u8) -> bool {
    is_token(byte) || byte >= 0x80
}

/// Replaces the items that start in `range`, keeping all in order.
fn splice<T>(items: &mut Vec<T>, range: &Range<usize>, fresh: Vec<T>, start: impl Fn(&T) -> usize) {
    let mut fresh: Vec<T> = fresh
        .into_iter()
        .filter(|item| range.contains(&start(item)))
        .collect();
    fresh.sort_by_key(&start);
    let from = items.partition_point(|item| start(item) < range.start);
    let to = items.partition_point(|item| start(item) < range.end);
    items.splice(from..to, fresh);
}

/// How one edit moves what stands behind it.
struct Shift {
    /// What was replaced, in the text before.
    range: Range<usize>,
    /// Where the replacement ends, in the text after.
    end: usize,
}

impl Shift {
    fn at(&self, at: usize, to_end: bool) -> usize {
        if at < self.range.start || (at == self.range.start && !to_end) {
            at
        } else if at >= self.range.end {
            at - self.range.end + self.end
        } else if to_end {
            self.end
        } else {
            self.range.start
        }
    }

    fn range(&self, range: &mut Range<usize>) {
        // What the edit cut into is rescanned: its place only has to stay in order.
        *range =
            self.at(range.start, false)..self.at(range.end, true).max(self.at(range.start, false));
    }

    fn judged(&self, judged: &mut Judged) {
        judged.start = self.at(judged.start, false);
        judged
            .verdict
            .ranges_mut()
            .for_each(|range| self.range(range));
    }

    fn block(&self, block: &mut Block) {
        block.start = self.at(block.start, false);
        block
            .verdict
            .iter_mut()
            .flat_map(Verdict::ranges_mut)
            .for_each(|range| self.range(range));
    }
}

/// Joins ranges that are near each other.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end + MERGE => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}
