//! What a scan may cost, in steps: a step is about what looking at one byte costs.
//!
//! There is no clock in the engine. A text that is made to be slow uses up its steps, the scan of
//! it ends there, and the outcome says so. Ordinary text needs a fraction of them: 64 MiB of
//! source code takes about a tenth.

/// Steps of a whole scan, which take about two seconds.
const MOST: u64 = 1_000_000_000;
/// Steps to match one way of writing a credential at one place. Longer tries are given up, at
/// that place only, so that what is found there depends on nothing far away.
pub(super) const PLACE: u32 = 64 * 1024;
/// What trying one at all costs.
pub(super) const PLACED: u64 = 8;
/// What reading an assignment costs at most.
pub(super) const READING: u64 = 512;
/// What reading a URL costs at most.
pub(super) const READING_URL: u64 = 128;
/// What judging a candidate costs, on the whole.
pub(super) const JUDGING: u64 = 512;

/// The steps of a scan.
#[derive(Debug)]
pub(super) struct Work {
    spent: u64,
    most: u64,
}

impl Default for Work {
    fn default() -> Self {
        Self::of(MOST)
    }
}

impl Work {
    /// So many steps.
    pub(super) fn of(most: u64) -> Self {
        Self { spent: 0, most }
    }

    /// Takes note of some steps.
    pub(super) fn spend(&mut self, steps: u64) {
        self.spent += steps;
    }

    /// Whether nothing is left.
    pub(super) fn is_spent(&self) -> bool {
        self.spent >= self.most
    }

    /// The steps so far.
    #[cfg(test)]
    pub(super) fn spent(&self) -> u64 {
        self.spent
    }
}

#[cfg(test)]
mod tests;
