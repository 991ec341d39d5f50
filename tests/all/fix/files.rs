//! F1 to F3, F5, F6, F17 and F18 of the threat model.

use std::fs;
#[cfg(unix)]
use std::os::unix::{
    fs::{PermissionsExt, symlink},
    net::UnixListener,
};
use std::path::Path;

use super::{Place, SOURCE};

#[cfg(unix)]
pub(super) fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path)
        .expect("it exists")
        .permissions()
        .mode()
        & 0o777
}

fn refusal(place: &Place) -> &'static str {
    place.plan("app.py", SOURCE).expect_err("refused").code
}

/// F1, F2.
#[cfg(unix)]
#[test]
fn links_are_refused() {
    let (place, other) = (Place::new(), Place::new());
    other.write("target", "A=1\n");
    symlink(other.root().join("target"), place.root().join(".env")).expect("a link");
    assert_eq!(refusal(&place), "env-is-a-link");

    let place = Place::new();
    place.write("target", "A=1\n");
    symlink("target", place.root().join(".env")).expect("a link");
    assert_eq!(refusal(&place), "env-is-a-link");

    let place = Place::new();
    place.write("other", "A=1\n");
    fs::hard_link(place.root().join("other"), place.root().join(".env")).expect("a link");
    assert_eq!(refusal(&place), "env-is-hard-linked");
    assert_eq!(place.read("other"), "A=1\n");

    let place = Place::new();
    symlink("nowhere", place.root().join(".env")).expect("a link");
    assert_eq!(
        refusal(&place),
        "env-is-a-link",
        "also when it leads nowhere"
    );
}

/// F3: the plan refuses, and so does the writer when the link appears after the plan.
#[cfg(unix)]
#[test]
fn a_linked_folder_is_refused() {
    let (place, other) = (Place::new(), Place::new());
    other.write(".env", "A=1\n");
    other.write("app.py", "");
    symlink(other.root(), place.root().join("sub")).expect("a link");
    let refusal = place.plan("sub/app.py", SOURCE).expect_err("refused");
    assert_eq!(refusal.code, "outside-workspace");

    let place = Place::new();
    place
        .write("sub/.env", "A=1\n")
        .write("sub/.gitignore", ".env\n");
    let plan = place.plan("sub/app.py", SOURCE).expect("a plan");
    fs::rename(place.root().join("sub"), place.root().join("gone")).expect("moved");
    symlink(other.root(), place.root().join("sub")).expect("a link");
    let error = place.apply(&plan).expect_err("refused");
    assert_eq!(error.code, "outside-workspace", "{error}");
    assert_eq!(other.read(".env"), "A=1\n");
    assert!(
        error
            .message
            .ends_with("The value is still in the source, and only there."),
        "{error}"
    );
}

/// F5: nothing waits on a pipe.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused() {
    let place = Place::new();
    fs::create_dir(place.root().join(".env")).expect("a folder");
    assert_eq!(refusal(&place), "env-not-a-file");

    let place = Place::new();
    let _socket = UnixListener::bind(place.root().join(".env")).expect("a socket");
    assert_eq!(refusal(&place), "env-not-a-file");

    let place = Place::new();
    let made = std::process::Command::new("mkfifo")
        .arg(place.root().join(".env"))
        .status();
    if made.is_ok_and(|status| status.success()) {
        assert_eq!(refusal(&place), "env-not-a-file");
        fs::remove_file(place.root().join(".env")).expect("removed");
        let plan = place.plan("app.py", SOURCE).expect("a plan");
        std::process::Command::new("mkfifo")
            .arg(place.root().join(".env"))
            .status()
            .expect("a pipe");
        assert_eq!(place.apply(&plan).expect_err("refused").code, "not-a-file");
    }
}

/// F6: an odd path is the path that is written, and no other.
#[cfg(unix)]
#[test]
fn odd_paths_are_handled() {
    use std::os::unix::ffi::OsStrExt;
    let long = "x".repeat(255);
    let too_long = "x".repeat(300);
    let names: [&[u8]; 5] = [
        b"a b",
        b"q\"'$(x)`",
        b"new\nline",
        b"\xff\xfe",
        long.as_bytes(),
    ];
    for name in names {
        let place = Place::new();
        let folder = place.root().join(std::ffi::OsStr::from_bytes(name));
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join(".env"), "A=1\n").expect("a file");
        let (text, range) = super::marked(SOURCE);
        fs::write(folder.join("app.py"), &text).expect("a file");
        let plan = super::plan(
            &place.root(),
            &folder.join("app.py"),
            &text,
            range,
            &place.files(),
        )
        .expect("a plan");
        assert!(!plan.title.contains('\n'));
        place.apply(&plan).expect("written");
        assert_eq!(
            fs::read_to_string(folder.join(".env")).expect("there"),
            "A=1\nGITHUB_TOKEN=made-up\n"
        );
    }
    let place = Place::new();
    let path = place.root().join(&too_long).join("app.py");
    let (text, range) = super::marked(SOURCE);
    let refusal =
        super::plan(&place.root(), &path, &text, range, &place.files()).expect_err("too long");
    assert_eq!(
        (refusal.code, place.snapshot().len()),
        ("env-unreadable", 0),
        "{refusal}"
    );
}

/// F17, with the real binary under the most permissive umask.
#[cfg(unix)]
#[test]
fn a_new_env_is_the_owners_alone() {
    let project = crate::support::cli::Project::new();
    let secret = project.secret(1);
    project.write("app.py", format!("TOKEN = \"{secret}\"\n"));
    let script = "umask 000; exec \"$0\" fix app.py:1";
    let status = std::process::Command::new("sh")
        .args(["-c", script])
        .arg(crate::support::cli::binary())
        .current_dir(project.path())
        .output()
        .expect("a shell");
    assert!(
        status.status.success(),
        "{}",
        String::from_utf8_lossy(&status.stderr)
    );
    assert_eq!(mode(&project.path().join(".env")), 0o600);
    assert!(
        fs::read_to_string(project.path().join(".gitignore"))
            .expect("there")
            .starts_with(".env\n")
    );
}

/// F18: a write keeps the rights of a file, and says when others can read it.
#[cfg(unix)]
#[test]
fn rights_are_kept_and_loose_ones_told() {
    for rights in [0o600, 0o640, 0o644, 0o400] {
        let place = Place::new();
        place.write(".env", "A=1\n");
        let path = place.root().join(".env");
        fs::set_permissions(&path, fs::Permissions::from_mode(rights)).expect("set");
        let plan = place.plan("app.py", SOURCE).expect("a plan");
        let told = plan
            .notes
            .iter()
            .any(|note| note.contains("chmod 600 .env"));
        assert_eq!(told, rights & 0o077 != 0, "{rights:o}");
        place.apply(&plan).expect("written");
        assert_eq!(mode(&path), rights, "{rights:o}");
    }
}

#[test]
fn nothing_is_written_outside_the_root() {
    let (place, other) = (Place::new(), Place::new());
    let mut plan = place.plan("app.py", SOURCE).expect("a plan");
    for path in [
        other.root().join("x"),
        place.root().join("../x"),
        place.root(),
    ] {
        plan.files[0].path.clone_from(&path);
        assert_eq!(
            place.apply(&plan).expect_err("refused").code,
            "outside-workspace",
            "{}",
            path.display()
        );
    }
    assert_eq!(place.snapshot().len(), 1);
}
