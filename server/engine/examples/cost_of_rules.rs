//! What the rules beyond the first sixty cost on clean text: `cargo xtask bench` runs it.
//!
//! Prints two rates in MB/s, that of sixty rules and that of all, measured in turns.

#![allow(clippy::print_stdout, reason = "this is how the bench reads it")]

use std::path::Path;
use std::time::{Duration, Instant};

use keyward_engine::FileContext;
use keyward_engine::rule::{self, Rule};
use keyward_engine::scan::Selection;

/// How many rules the others are compared with.
const FEW: usize = 60;
/// Text that is enough to measure, in bytes.
const ENOUGH: usize = 64 << 20;
/// How often each selection is measured; the best counts, because other programs only slow down.
const ROUNDS: usize = 7;

fn main() {
    let folder = std::env::args_os().nth(1).expect("a folder to read");
    let files = files(Path::new(&folder));
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let (few, all) = (Selection::new(is_of_few), Selection::all());
    let mut best = [Duration::MAX; 2];
    for _ in 0..ROUNDS {
        for (best, selection) in best.iter_mut().zip([&few, &all]) {
            *best = (*best).min(time(selection, &files));
        }
    }
    let rate = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    println!("{} {}", rate(best[0]), rate(best[1]));
}

/// Sixty rules from A to Z, and those for any provider.
fn is_of_few(rule: &Rule) -> bool {
    let all = rule::all();
    let few = all.iter().step_by(all.len() / FEW).take(FEW);
    few.chain(rule::generic()).any(|one| one == rule)
}

fn time(selection: &Selection, files: &[(FileContext, Vec<u8>)]) -> Duration {
    let started = (Instant::now(), processor_time());
    for (context, text) in files {
        std::hint::black_box(selection.scan(text, context));
    }
    match (started.1, processor_time()) {
        (Some(before), Some(after)) => after - before,
        _ => started.0.elapsed(),
    }
}

/// The processor's time for this thread, where the system tells it without unsafe code: on a
/// busy machine it says more than the clock.
fn processor_time() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = told.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

fn files(folder: &Path) -> Vec<(FileContext, Vec<u8>)> {
    let mut read = 0;
    let mut files = Vec::new();
    let walk = ignore::WalkBuilder::new(folder)
        .sort_by_file_name(Ord::cmp)
        .build();
    for entry in walk.flatten() {
        let Ok(text) = std::fs::read(entry.path()) else {
            continue;
        };
        if text.contains(&0) || read > ENOUGH {
            continue;
        }
        read += text.len();
        files.push((FileContext::of(entry.path(), None), text));
    }
    files
}
