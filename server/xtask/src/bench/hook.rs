//! How long `keyward agent-hook` takes to answer, from start to end.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

use super::measure::{median, start_to_end};
use super::{Row, empty_program, shown};

/// Runs of each input: enough for a percentile.
const RUNS: usize = 1000;
/// What an agent is made to wait at most.
const LIMIT: Duration = Duration::from_millis(20);

/// The rows: beside a program that does nothing, and the slowest of a hundred beside the limit.
pub(super) fn rows(keyward: &Path) -> anyhow::Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    std::fs::create_dir(folder.path().join(".git"))?;
    std::fs::write(folder.path().join(".env"), "A=1\n")?;
    let empty = empty_program(folder.path())?;
    let nothing = start_to_end(|| Command::new(&empty))?;
    let mut rows = Vec::new();
    for (what, input) in inputs(folder.path()) {
        let mut times = (0..RUNS)
            .map(|_| once(keyward, folder.path(), &input))
            .collect::<anyhow::Result<Vec<Duration>>>()?;
        times.sort();
        let (middle, slow) = (median(times.clone()), times[RUNS * 99 / 100]);
        println!(
            "hook, {what}: p50 {}, p99 {} of {RUNS} runs",
            shown(middle),
            shown(slow)
        );
        if rows.is_empty() {
            let ratio = middle.as_secs_f64() / nothing.as_secs_f64();
            rows.push(Row {
                what: "hook on a command / empty program",
                ours: shown(middle),
                other: shown(nothing),
                ratio,
                wanted: "under 6",
                holds: ratio < 6.0,
            });
        }
        let ratio = slow.as_secs_f64() / LIMIT.as_secs_f64();
        rows.push(Row {
            what,
            ours: shown(slow),
            other: shown(LIMIT),
            ratio,
            wanted: "p99 under 1",
            holds: ratio < 1.0,
        });
    }
    Ok(rows)
}

/// Ordinary questions and those that take the longest.
fn inputs(folder: &Path) -> Vec<(&'static str, Vec<u8>)> {
    let call = |tool: &str, input: serde_json::Value| {
        let call = serde_json::json!({
            "session_id": "keyward-self-test", "cwd": folder, "permission_mode": "default",
            "hook_event_name": "PreToolUse", "tool_name": tool, "tool_input": input,
        });
        call.to_string().into_bytes()
    };
    let code = super::python(30_000);
    let long = code[..1_000_000.min(code.len())].to_owned();
    vec![
        (
            "hook on `cat .env | head`",
            call("Bash", serde_json::json!({"command": "cat .env | head"})),
        ),
        (
            "hook on a command of 15 KiB",
            call(
                "Bash",
                serde_json::json!({"command": "make all && ".repeat(1280) + "true"}),
            ),
        ),
        (
            "hook on brackets in brackets",
            call(
                "Bash",
                serde_json::json!({"command": "$((((((".repeat(400)}),
            ),
        ),
        (
            "hook on a file of 1 MB",
            call(
                "Write",
                serde_json::json!({"file_path": "a.py", "content": long}),
            ),
        ),
        (
            "hook on 10 MB",
            call(
                "Write",
                serde_json::json!({"file_path": "a.py", "content": "x".repeat(10_000_000)}),
            ),
        ),
    ]
}

fn once(keyward: &Path, folder: &Path, input: &[u8]) -> anyhow::Result<Duration> {
    let started = Instant::now();
    let mut child = Command::new(keyward)
        .args(["agent-hook", "--client", "claude-code"])
        .current_dir(folder)
        .env("HOME", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("can't start the hook")?;
    child.stdin.take().context("a pipe")?.write_all(input)?;
    child.wait()?;
    Ok(started.elapsed())
}
