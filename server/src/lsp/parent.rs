//! Ends the server when the editor that started it is gone, even when its pipe stays open.

/// Well under the five seconds that an orphan may live.
#[cfg(unix)]
const INTERVAL: std::time::Duration = std::time::Duration::from_secs(2);

/// Windows closes the pipe with the process, which ends the server too; waiting on a
/// process handle would need unsafe code.
#[cfg(not(unix))]
pub(super) fn watch(_: u32) {}

/// Watches a process; when it ends, so does this one.
#[cfg(unix)]
pub(super) fn watch(pid: u32) {
    if !alive(pid) {
        // A wrong number, as from a client in another container, is no reason to leave.
        tracing::warn!("the client's process cannot be watched");
        return;
    }
    std::thread::spawn(move || {
        while alive(pid) {
            std::thread::sleep(INTERVAL);
        }
        std::process::exit(1);
    });
}

#[cfg(unix)]
fn alive(pid: u32) -> bool {
    let Some(process) = i32::try_from(pid)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    else {
        return false;
    };
    match rustix::process::test_kill_process(process) {
        Ok(()) => !is_zombie(pid),
        // It exists and belongs to somebody else.
        Err(error) => error == rustix::io::Errno::PERM,
    }
}

/// A dead process that its own parent has not collected yet.
#[cfg(unix)]
fn is_zombie(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The state follows the name, which is in parentheses and may hold any character.
    stat.rsplit_once(')')
        .is_some_and(|(_, rest)| rest.trim_start().starts_with('Z'))
}
