//! Comments that allow a finding, applied last: what they hide stays on record.

use std::ops::Range;

use super::Scan;
use crate::finding::Suppressed;
use crate::suppress::Reason;
use crate::suppress::inline::allows;

/// How far before a finding its comment may stand, in bytes: the line above, and a few more
/// comments between. Bounded, so that 500 findings on one long line stay cheap.
const BEFORE: usize = 1024;

/// How far behind the end of a finding its comment may end, in bytes.
const BEHIND: usize = 512;

/// Moves what comments allow from the findings to the suppressed. `slice` gives a part of the
/// text; a range past the end of it stops there.
pub(super) fn allow(scan: &mut Scan, slice: impl Fn(Range<usize>) -> String) {
    let mut moved = false;
    let suppressed = &mut scan.suppressed;
    scan.findings.retain(|finding| {
        let (start, end) = (finding.range.start, finding.range.end);
        let mut near = slice(start.saturating_sub(BEFORE)..start);
        let at = near.len();
        near.push_str(&slice(start..end.saturating_add(BEHIND)));
        let allowed = allows(&near, at, finding.rule.id);
        if allowed {
            moved = true;
            suppressed.push(Suppressed {
                rule: finding.rule,
                range: finding.range.clone(),
                reason: Reason::Allowed,
                layers: finding.layers.clone(),
            });
        }
        !allowed
    });
    if moved {
        suppressed.sort_by_key(|one| (one.range.start, one.range.end));
    }
}
