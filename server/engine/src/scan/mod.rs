//! Text to findings.
//!
//! `candidates` says where to look, `body`, `assigned`, `url` and `block` read what stands
//! there, `hit` keeps what has the right shape, `dominate` leaves one per place, `judge`
//! weighs it with `score`. `document` does the same for the part of a text that an edit
//! can have changed.

mod allow;
mod assigned;
mod block;
mod body;
mod candidates;
mod comments;
mod companions;
mod context;
mod decode;
mod document;
mod dominate;
mod escape;
mod front;
mod grams;
mod hidden;
mod hit;
mod join;
mod judge;
pub(crate) mod known;
mod layer;
mod limits;
mod line;
mod named;
mod own;
mod pair;
mod score;
mod selection;
mod spelling;
mod url;
mod work;

pub use comments::{Remark, RemarkKind};
pub use context::FileContext;
pub(crate) use context::role_of;
pub(crate) use decode::runs;
pub use document::Document;
pub use known::Known;
pub(crate) use known::{SIGNAL as ENV_VALUE, says_secret};
pub use selection::Selection;

use std::ops::Range;

use crate::finding::{Finding, Suppressed};
use candidates::Candidates;
use hit::{Found, Hit};
use judge::Verdict;

/// The outcome of one scan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    /// What to report, in order of position; never two over the same byte.
    pub findings: Vec<Finding>,
    /// What was looked at and not reported.
    pub suppressed: Vec<Suppressed>,
    /// What there is to say about comments that allow findings.
    pub remarks: Vec<Remark>,
    /// Whether a budget ended the scan before the end of the text.
    pub truncated: bool,
}

/// Scans a whole text.
#[must_use]
pub fn scan(text: &str, context: &FileContext) -> Scan {
    scan_bytes(text.as_bytes(), context)
}

/// Scans bytes that need not be UTF-8; offsets are those of the bytes.
#[must_use]
pub fn scan_bytes(text: &[u8], context: &FileContext) -> Scan {
    scan_for(Candidates::built_in(), text, context)
}

/// Scans a text for some of the rules.
fn scan_for(candidates: &Candidates, text: &[u8], context: &FileContext) -> Scan {
    let (verdicts, blocks, truncated) = verdicts(candidates, text, context);
    let mut scan = compose(verdicts.iter().map(|judged| &judged.verdict), &blocks);
    scan.truncated = truncated;
    companions::gather(&mut scan, context, |range| {
        text[range.start..range.end.min(text.len())].to_vec()
    });
    let slice = |range: Range<usize>| {
        let range = range.start..range.end.min(text.len());
        String::from_utf8_lossy(&text[range]).into_owned()
    };
    own::merge(&mut scan, &own::hits(text, context), context, &slice);
    known::merge(&mut scan, &known::matches(text, context), context);
    allow::allow(&mut scan, &comments::places(text), context, slice);
    scan
}

/// A judged candidate and where it belongs.
#[derive(Clone, Debug, PartialEq)]
struct Judged {
    /// Start of its match.
    start: usize,
    verdict: Verdict,
}

/// A begin marker and what became of the block behind it.
#[derive(Clone, Debug, PartialEq)]
struct Block {
    /// Start of the marker.
    start: usize,
    /// `None` where no block follows.
    verdict: Option<Verdict>,
}

/// Judges every candidate of a text: those of the short lanes, and the blocks. Says whether the
/// work ended before the text did.
fn verdicts(
    candidates: &Candidates,
    text: &[u8],
    context: &FileContext,
) -> (Vec<Judged>, Vec<Block>, bool) {
    let (judged, anchors, truncated) = outside_blocks(candidates, text, context, 0);
    let blocks = anchors
        .into_iter()
        .map(|anchor| read_block(text, anchor, context, 0))
        .collect();
    (judged, blocks, truncated)
}

/// Judges the candidates of the short lanes, and finds the begin markers of blocks. `depth` says
/// how many layers of encoding lie around the text.
fn outside_blocks(
    candidates: &Candidates,
    text: &[u8],
    context: &FileContext,
    depth: usize,
) -> (Vec<Judged>, Vec<usize>, bool) {
    let Found {
        mut hits,
        mut anchors,
        truncated,
    } = hidden::hits(candidates, text, &context.formats);
    layer::hits(text, context, depth, &mut hits, &mut anchors);
    (judged(text, hits, context), anchors, truncated)
}

/// Leaves the strongest candidate at each place and judges it; in order.
fn judged(text: &[u8], mut hits: Vec<Hit>, context: &FileContext) -> Vec<Judged> {
    if !context.formats.is_empty() {
        for hit in &mut hits {
            hit.weak = judge::is_weak(text, hit, context);
        }
    }
    let strongest = dominate::strongest(hits);
    let judged = strongest.iter().filter_map(|hit| {
        let verdict = judge::judge(text, hit, context)?;
        Some(Judged {
            start: hit.start,
            verdict,
        })
    });
    sorted(judged.collect())
}

fn sorted(mut judged: Vec<Judged>) -> Vec<Judged> {
    judged.sort_by_key(|judged| judged.start);
    judged
}

/// Reads the block behind the begin marker at `start`, or the long encoded run there.
fn read_block(text: &[u8], start: usize, context: &FileContext, depth: usize) -> Block {
    let hits = dominate::strongest(hit::blocks_at(text, start));
    let verdict = match hits.first() {
        Some(hit) => judge::judge(text, hit, context),
        None => decode::long_run(text, start, context, depth),
    };
    Block { start, verdict }
}

/// Puts candidates and blocks together: what stands inside a block belongs to it.
fn compose<'a>(verdicts: impl Iterator<Item = &'a Verdict>, blocks: &'a [Block]) -> Scan {
    // In order and apart, because a begin marker ends the block before it.
    let whole: Vec<&Verdict> = blocks
        .iter()
        .filter_map(|block| block.verdict.as_ref())
        .collect();
    let holding: Vec<&&Verdict> = whole
        .iter()
        .filter(|verdict| matches!(verdict, Verdict::Finding(_)))
        .collect();
    let outside = verdicts.filter(|verdict| {
        let range = verdict.range();
        let before = holding.partition_point(|block| block.range().start <= range.start);
        holding[..before]
            .last()
            .is_none_or(|block| block.range().end <= range.start)
    });
    let mut all: Vec<&Verdict> = outside.chain(whole.iter().copied()).collect();
    all.sort_by_key(|verdict| (verdict.range().start, verdict.range().end));
    let mut scan = Scan::default();
    for verdict in all {
        match verdict {
            Verdict::Finding(finding) => scan.findings.push(finding.clone()),
            Verdict::Suppressed(suppressed) => scan.suppressed.push(suppressed.clone()),
        }
    }
    scan
}
