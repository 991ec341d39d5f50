//! F10, F11 and F13: a write that fails leaves everything as it was.

use std::fs;
use std::path::Path;

use keyward::apply::{self, Step};

use super::{Place, SOURCE};

const STEPS: [Step; 6] = [
    Step::Lock,
    Step::Create,
    Step::Write,
    Step::Flush,
    Step::Compare,
    Step::Rename,
];

/// F10: at each step of the `.env`.
#[test]
fn a_failed_step_leaves_the_old_env() {
    for step in STEPS {
        for old in [None, Some("A='1' # one\r\n")] {
            let place = Place::new();
            if let Some(old) = old {
                place.write(".env", old);
            }
            place.write(".gitignore", ".env\n");
            let plan = place.plan("app.py", SOURCE).expect("a plan");
            let before = place.snapshot();
            let error = place.apply_failing(&plan, ".env", step);
            assert_eq!(place.snapshot(), before, "{step:?}");
            assert!(
                error
                    .message
                    .ends_with("The value is still in the source, and only there."),
                "{error}"
            );
            assert!(!error.message.contains("made-up"));
            assert!(error.written.is_empty());
        }
    }
}

/// F10: at each step of what comes after the `.env`, the value is in both places.
#[test]
fn a_later_failure_says_where_the_value_is() {
    for name in [".env.example", "app.py"] {
        for step in STEPS {
            let place = Place::new();
            let plan = place.plan("app.py", SOURCE).expect("a plan");
            let error = place.apply_failing(&plan, name, step);
            assert_eq!(place.read("app.py"), super::marked(SOURCE).0, "{step:?}");
            assert_eq!(place.read(".env"), "GITHUB_TOKEN=made-up\n");
            let end = "The value is in .env as GITHUB_TOKEN and still in the source.";
            assert!(error.message.ends_with(end), "{error}");
            // And again, once the disk has room: the entry is reused.
            let plan = place.plan("app.py", SOURCE).expect("a plan");
            place.apply(&plan).expect("written");
            assert_eq!(place.read(".env"), "GITHUB_TOKEN=made-up\n");
        }
    }
}

/// F10: a `.env` that does not read back stops before the source.
#[test]
fn a_failed_read_back_stops_before_the_source() {
    let place = Place::new();
    let plan = place.plan("app.py", SOURCE).expect("a plan");
    place.apply_failing(&plan, ".env", Step::ReadBack);
    assert_eq!(place.read("app.py"), super::marked(SOURCE).0);
    assert_eq!(place.read(".env.example"), "(absent)");
}

/// F10: the rights of the folder itself; root may write anywhere, so not for root.
#[cfg(unix)]
#[test]
fn a_read_only_folder_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place
        .write("sub/.env", "A=1\n")
        .write(".gitignore", ".env\n");
    let plan = place.plan("sub/app.py", SOURCE).expect("a plan");
    let folder = place.root().join("sub");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).expect("set");
    let writable = fs::write(folder.join("probe"), "").is_ok();
    let outcome = place.apply(&plan);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("set");
    if !writable {
        assert_eq!(outcome.expect_err("refused").code, "write-failed");
        assert_eq!(place.read("sub/.env"), "A=1\n");
    }
}

/// F13: any change between plan and write, and between check and rename.
#[test]
fn a_change_in_between_stops_the_write() {
    for (old, new) in [
        (Some("A=1\n"), "A=2\n"),
        (None, "A=2\n"),
        (Some("A=1\n"), ""),
    ] {
        let place = Place::new();
        if let Some(old) = old {
            place.write(".env", old);
        }
        let plan = place.plan("app.py", SOURCE).expect("a plan");
        place.write(".env", new);
        let before = place.snapshot();
        let error = place.apply(&plan).expect_err("stopped");
        assert_eq!(
            (error.code, place.snapshot()),
            ("changed-on-disk", before),
            "{error}"
        );
    }
    for at in [
        Step::Lock,
        Step::Create,
        Step::Write,
        Step::Flush,
        Step::Compare,
        Step::Rename,
    ] {
        let place = Place::new();
        let plan = place.plan("app.py", SOURCE).expect("a plan");
        let env = place.root().join(".env");
        let probe = |step: Step, path: &Path| {
            if step == at && path == env {
                fs::write(&env, "A=2\n")
            } else {
                Ok(())
            }
        };
        let error = apply::write_with(&plan, &place.root(), |_| true, &probe).expect_err("stopped");
        assert_eq!(
            (error.code, place.read(".env").as_str()),
            ("changed-on-disk", "A=2\n"),
            "{at:?} {error}"
        );
        assert_eq!(place.read("app.py"), super::marked(SOURCE).0);
    }
    let place = Place::new();
    place.write(".env", "A=1\n");
    let plan = place.plan("app.py", SOURCE).expect("a plan");
    fs::remove_file(place.root().join(".env")).expect("removed");
    assert_eq!(
        place.apply(&plan).expect_err("stopped").code,
        "changed-on-disk"
    );
}

/// F11: what a killed writer left is removed; other files with similar names are not.
#[test]
fn stale_temporary_files_are_removed() {
    let place = Place::new();
    for name in [
        ".keyward-4194303-7.tmp",
        ".keyward-notes.tmp",
        ".keyward-1-1.tmp2",
        "keyward-1-1.tmp",
    ] {
        place.write(name, "x");
    }
    let plan = place.plan("app.py", SOURCE).expect("a plan");
    place.apply(&plan).expect("written");
    let names: Vec<String> = place.snapshot().into_iter().map(|(name, _)| name).collect();
    assert!(!names.iter().any(|name| name == ".keyward-4194303-7.tmp"));
    assert_eq!(
        names
            .iter()
            .filter(|name| name.contains("keyward-"))
            .count(),
        3
    );
}

/// F12: while the value is being written, the only file that has it is the owner's alone, beside the target.
#[cfg(unix)]
#[test]
fn the_temporary_file_is_the_owners_alone() {
    for old in [None, Some("A=1\n")] {
        let place = Place::new();
        if let Some(old) = old {
            place.write(".env", old);
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(place.root().join(".env"), fs::Permissions::from_mode(0o644))
                .expect("set");
        }
        let text = format!("{}GITHUB_TOKEN=made-up\n", old.unwrap_or(""));
        let plan = place.plan("app.py", SOURCE).expect("a plan");
        let root = place.root();
        let seen = std::cell::Cell::new(0);
        let probe = |step: Step, path: &Path| {
            if step == Step::Compare && path.ends_with(".env") {
                for entry in fs::read_dir(&root)?.flatten() {
                    if entry.file_name().to_string_lossy().starts_with(".keyward-") {
                        assert_eq!(super::files::mode(&entry.path()), 0o600);
                        assert_eq!(fs::read_to_string(entry.path())?, text);
                        seen.set(seen.get() + 1);
                    }
                }
                assert!(
                    fs::read_to_string(root.join(".gitignore"))?.contains(".env\n"),
                    "ignored before it is stored"
                );
            }
            Ok(())
        };
        apply::write_with(&plan, &root, |_| true, &probe).expect("written");
        assert_eq!(seen.get(), 1);
    }
}
