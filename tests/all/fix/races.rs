//! F4 and F23.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use keyward::apply;

use super::{Place, SOURCE, marked, plan};

/// F4: an attacker swaps the `.env` for a link to a file outside, as fast as it can.
#[cfg(unix)]
#[test]
fn a_swapped_link_is_never_written_through() {
    use std::os::unix::fs::symlink;
    let (place, other) = (Place::new(), Place::new());
    other.write("target", "precious\n");
    place
        .write(".gitignore", ".env\n")
        .write(".env.example", "GITHUB_TOKEN=\n");
    let (env, target) = (place.root().join(".env"), other.root().join("target"));
    let stop = AtomicBool::new(false);
    let mut written = 0;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                let _ = fs::remove_file(&env);
                let _ = symlink(&target, &env);
                let _ = fs::remove_file(&env);
                let _ = fs::write(&env, "A=1\n");
            }
        });
        for _ in 0..300 {
            if let Ok(plan) = place.plan("app.py", SOURCE) {
                written += u32::from(place.apply(&plan).is_ok());
            }
            assert_eq!(other.read("target"), "precious\n");
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(other.read("target"), "precious\n");
    assert_eq!(
        other.snapshot().len(),
        1,
        "no file beside the target ({written} writes landed)"
    );
}

/// F23, as threads: each adds an entry of its own to the same `.env`.
#[test]
fn writers_at_once_all_land() {
    let place = Place::new();
    let root = place.root();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let root = &root;
            scope.spawn(move || {
                let path = root.join(format!("app{number}.py"));
                let (text, range) = marked(&format!("TOKEN = \"«made-up-{number}»\"\n"));
                fs::write(&path, &text).expect("a file");
                let fresh = || {
                    let files = keyward::workspace::files::DiskFiles::new(root);
                    plan(root, &path, &text, range.clone(), &files)
                };
                apply::run(root, fresh, |_| true).expect("it lands");
            });
        }
    });
    let env = place.read(".env");
    for number in 0..8 {
        assert_eq!(
            env.matches(&format!("=made-up-{number}\n")).count(),
            1,
            "{env}"
        );
    }
    assert_eq!(env.lines().count(), 8);
    assert_eq!(place.read(".gitignore"), ".env\n.env.*\n!.env.example\n");
}

/// F23, as processes.
#[test]
fn processes_at_once_all_land() {
    let project = crate::support::cli::Project::new();
    let children: Vec<_> = (0..4)
        .map(|number| {
            let secret = project.secret(number);
            project.write(
                &format!("app{number}.py"),
                format!("TOKEN = \"{secret}\"\n"),
            );
            let place = format!("app{number}.py:1");
            let mut command = project.command();
            command
                .args(["fix", &place])
                .stdout(std::process::Stdio::null());
            (secret, command.spawn().expect("keyward runs"))
        })
        .collect();
    let mut secrets = Vec::new();
    for (secret, mut child) in children {
        assert!(child.wait().expect("it ends").success());
        secrets.push(secret);
    }
    let env = fs::read_to_string(project.path().join(".env")).expect("there");
    assert_eq!(env.lines().count(), 4);
    assert!(secrets.iter().all(|secret| env.contains(secret.as_str())));
}

/// F11: killed at any moment, the value stands in the source or in the `.env`, no file is
/// half-written, and the next run cleans up.
#[cfg(unix)]
#[test]
fn a_kill_loses_nothing() {
    for round in 0..40u64 {
        let project = crate::support::cli::Project::new();
        let secret = project.secret(round);
        let source = format!("TOKEN = \"{secret}\"\n");
        project.write("app.py", &source).write(".env", "A='1'\n");
        let mut command = project.command();
        command
            .args(["fix", "app.py:1"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        let mut child = command.spawn().expect("keyward runs");
        std::thread::sleep(std::time::Duration::from_micros(round * 700));
        let _ = child.kill();
        let _ = child.wait();

        let read = |name: &str| fs::read_to_string(project.path().join(name)).unwrap_or_default();
        let moved = format!("A='1'\nGITHUB_TOKEN={secret}\n");
        let (env, app) = (read(".env"), read("app.py"));
        assert!(
            env == "A='1'\n" || env == moved,
            "round {round}: half-written"
        );
        assert!(app == source || env == moved, "round {round}: lost");
        for entry in fs::read_dir(project.path()).expect("a folder").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(".keyward-")
                && fs::read_to_string(entry.path()).is_ok_and(|text| text.contains(&secret))
            {
                assert_eq!(super::files::mode(&entry.path()), 0o600, "{name}");
            }
        }
        project.write("app.py", &source);
        assert_eq!(project.run(&["fix", "app.py:1"]).code, 0);
        assert_eq!(read(".env"), moved, "stored once");
        let left = fs::read_dir(project.path()).expect("a folder").flatten();
        assert!(
            left.into_iter()
                .all(|entry| !entry.file_name().to_string_lossy().starts_with(".keyward-"))
        );
    }
}
