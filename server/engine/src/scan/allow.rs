//! Comments that allow a finding, applied last: what they hide stays on record.

use std::ops::Range;

use super::{FileContext, Scan, comments};
use crate::finding::{Role, Suppressed};
use crate::suppress::inline::allowing;
use crate::suppress::{Reason, Tool};

/// How far before a finding its comment may stand, in bytes: the line above, and a few more
/// comments between. Bounded, so that 500 findings on one long line stay cheap.
const BEFORE: usize = 1024;

/// How far behind the end of a finding its comment may end, in bytes.
const BEHIND: usize = 512;

/// Moves what comments allow from the findings to the suppressed. `comments` are the places of
/// the markers that [`comments`](super::comments) keeps; `slice` gives a part of the text, and a
/// range past the end of it stops there.
pub(super) fn allow(
    scan: &mut Scan,
    comments: &[usize],
    context: &FileContext,
    slice: impl Fn(Range<usize>) -> String,
) {
    let mut used = Vec::new();
    let regions = if scan.findings.is_empty() {
        Vec::new()
    } else {
        comments::regions(comments, &slice)
    };
    let suppressed = &mut scan.suppressed;
    let before = suppressed.len();
    scan.findings.retain(|finding| {
        let (start, end) = (finding.range.start, finding.range.end);
        let mut near = slice(start.saturating_sub(BEFORE)..start);
        let at = near.len();
        near.push_str(&slice(start..end.saturating_add(BEHIND)));
        let allowed = allowing(&near, at, finding.rule.id).map(|marker| {
            if marker.ours {
                used.push((start + marker.range.start).saturating_sub(at));
            }
            marker.reason_of_quiet
        });
        let provider = finding.rule.provider.file;
        let in_region = || regions.iter().any(|region| region.allows(start, provider));
        let reason = allowed.or_else(|| in_region().then_some(Reason::Comment(Tool::Secretlint)));
        if let Some(reason) = reason {
            suppressed.push(Suppressed {
                rule: finding.rule,
                range: finding.range.clone(),
                reason,
                layers: finding.layers.clone(),
            });
        }
        reason.is_none()
    });
    if suppressed.len() > before {
        suppressed.sort_by_key(|one| (one.range.start, one.range.end));
    }
    // Documents write about comments more often than they make them.
    if context.role != Role::Docs {
        used.sort_unstable();
        scan.remarks = comments::remarks(comments, &used, &slice);
    }
}
