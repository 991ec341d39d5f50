//! Times and sizes.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// How often something short is measured; the middle one counts.
const ROUNDS: usize = 41;

/// The middle of some times.
pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// How long a program takes from start to end.
pub(crate) fn start_to_end(command: impl Fn() -> Command) -> anyhow::Result<Duration> {
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let mut command = command();
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let started = Instant::now();
        let status = command
            .status()
            .context("can't start a program to measure")?;
        times.push(started.elapsed());
        if !status.success() {
            bail!("a measured program ended with {status}");
        }
    }
    Ok(median(times))
}

/// Times one thing as often as others are.
pub(crate) fn repeat(
    mut once: impl FnMut() -> anyhow::Result<Duration>,
) -> anyhow::Result<Duration> {
    (0..ROUNDS)
        .map(|_| once())
        .collect::<Result<_, _>>()
        .map(median)
}

/// From this many seconds on one measurement is enough.
const LONG: f64 = 10.0;

/// The processor time that a program takes, the best of three unless it is long. The shell
/// measures it: the standard library can't.
pub(crate) fn cpu_seconds(command: &mut Command) -> anyhow::Result<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let mut shell = Command::new("bash");
        shell
            .args([
                "-c",
                "TIMEFORMAT='%U %S'; time \"$@\" >/dev/null 2>&1; true",
                "bash",
            ])
            .arg(command.get_program())
            .args(command.get_args());
        let output = shell
            .output()
            .context("bash is needed to measure processor time")?;
        let text = String::from_utf8_lossy(&output.stderr).replace(',', ".");
        let sum: f64 = text
            .split_whitespace()
            .filter_map(|word| word.parse::<f64>().ok())
            .sum();
        best = best.min(sum.max(0.001));
        if best > LONG {
            break;
        }
    }
    Ok(best)
}

/// The size of all files under a folder.
pub(crate) fn bytes_under(folder: &Path) -> u64 {
    let walk = ignore::WalkBuilder::new(folder).hidden(false).build();
    walk.flatten()
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .filter_map(|entry| entry.metadata().ok())
        .map(|found| found.len())
        .sum()
}
