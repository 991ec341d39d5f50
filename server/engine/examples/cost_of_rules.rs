//! What the rules beyond the first sixty cost on clean text: `cargo xtask bench` runs it.
//!
//! Prints three rates in MB/s, measured in turns: of sixty rules, of five hundred more, of all.

#![allow(clippy::print_stdout, reason = "this is how the bench reads it")]

use std::path::Path;
use std::time::{Duration, Instant};

use keyward_engine::FileContext;
use keyward_engine::rule::{self, Rule};
use keyward_engine::scan::Selection;

/// How many rules the others are compared with.
const FEW: usize = 60;
/// How many more are added.
const MORE: usize = 500;
/// Text that is enough to measure, in bytes.
const ENOUGH: usize = 64 << 20;
/// Text that is read in one measurement, in bytes: the system counts a thread's time in steps of
/// some milliseconds, which must not show.
const MEASURED: usize = 256 << 20;
/// How often each selection is measured; the best counts, because other programs only slow down.
const ROUNDS: usize = 7;

fn main() {
    let folder = std::env::args_os().nth(1).expect("a folder to read");
    let files = files(Path::new(&folder));
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    assert!(bytes > 0, "nothing to read in {folder:?}");
    let passes = MEASURED.div_ceil(bytes);
    let selections = [part(FEW), part(FEW + MORE), Selection::all()];
    let mut best = [Duration::MAX; 3];
    for _ in 0..ROUNDS {
        for (best, selection) in best.iter_mut().zip(&selections) {
            *best = (*best).min(time(selection, &files, passes));
        }
    }
    let rate = |time: Duration| (bytes * passes) as f64 / 1e6 / time.as_secs_f64();
    let rates = best.map(|time| rate(time).to_string());
    println!("{}", rates.join(" "));
}

/// So many rules from A to Z, of all kinds as they come, and those for any provider.
fn part(count: usize) -> Selection {
    let all = rule::all();
    let places = (0..count).map(|at| at * all.len() / count);
    let part: Vec<&Rule> = places.map(|at| &all[at]).chain(rule::generic()).collect();
    Selection::new(|rule| part.contains(&rule))
}

fn time(selection: &Selection, files: &[(FileContext, Vec<u8>)], passes: usize) -> Duration {
    let started = (Instant::now(), processor_time());
    for (context, text) in std::iter::repeat_n(files, passes).flatten() {
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
