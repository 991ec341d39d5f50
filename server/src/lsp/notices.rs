//! Keeps messages rare: a user who is told too much reads nothing.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The same message is not repeated for this long.
const QUIET: Duration = Duration::from_secs(30);
/// Messages within [`QUIET`], all together.
const MOST: usize = 10;

/// What was shown of late.
#[derive(Debug, Default)]
pub(super) struct Notices {
    shown: VecDeque<(Instant, String)>,
}

impl Notices {
    /// Whether a message may be shown now. Counts it as shown when so.
    pub(super) fn may_show(&mut self, message: &str) -> bool {
        let now = Instant::now();
        while self
            .shown
            .front()
            .is_some_and(|(at, _)| now.duration_since(*at) > QUIET)
        {
            self.shown.pop_front();
        }
        if self.shown.len() >= MOST || self.shown.iter().any(|(_, old)| old == message) {
            return false;
        }
        self.shown.push_back((now, message.to_owned()));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_and_floods_are_dropped() {
        let mut notices = Notices::default();
        assert!(notices.may_show("a") && !notices.may_show("a"));
        let shown = (0..50)
            .filter(|it| notices.may_show(&it.to_string()))
            .count();
        assert_eq!(shown, MOST - 1);
    }
}
