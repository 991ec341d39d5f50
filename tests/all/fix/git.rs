//! What git knows, compared with git itself. Left out, and said so, where git is not installed.

use std::process::Command;

use keyward::workspace::files::DiskFiles;
use keyward::workspace::git::UserFolders;
use keyward_engine::files::Files;
use keyward_engine::ignorefile::is_ignored;

use super::{Place, SOURCE};

/// Runs git in a place, away from the user's own configuration. `None` where there is no git.
fn git(place: &Place, args: &[&str]) -> Option<bool> {
    let status = Command::new("git")
        .args([
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.com",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(args)
        .current_dir(place.root())
        .env("GIT_CONFIG_GLOBAL", place.root().join("gitconfig"))
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output();
    Some(status.ok()?.status.success())
}

#[allow(clippy::print_stderr)]
fn repository() -> Option<Place> {
    let place = Place::new();
    place.write("gitconfig", "");
    if git(&place, &["init", "-q"]) != Some(true) {
        eprintln!("left out: git is not installed");
        return None;
    }
    Some(place)
}

/// F19, over indexes of every version, split and not.
#[test]
fn a_tracked_env_is_refused() {
    let Some(place) = repository() else { return };
    for number in 0..40 {
        place.write(&format!("dir/long/name{number}.txt"), "x");
    }
    place
        .write(".env", "A=1\n")
        .write("dir/.env", "A=1\n")
        .write("app.py", "");
    assert_eq!(
        place.files().tracked(&place.root().join(".env")),
        Some(false),
        "no index yet"
    );
    assert_eq!(git(&place, &["add", "-f", "."]), Some(true));
    for change in [
        &["update-index", "--index-version", "2"][..],
        &["update-index", "--index-version", "4"],
        &["update-index", "--index-version", "3"],
        &["update-index", "--split-index"],
    ] {
        assert_eq!(git(&place, change), Some(true));
        let tracked = |name: &str| place.files().tracked(&place.root().join(name));
        assert_eq!(tracked(".env"), Some(true), "{change:?}");
        assert_eq!(tracked("dir/.env"), Some(true), "{change:?}");
        assert_eq!(tracked("dir/long/name17.txt"), Some(true), "{change:?}");
        assert_eq!(tracked("dir/long/name"), Some(false), "{change:?}");
        assert_eq!(tracked("none"), Some(false), "{change:?}");
    }
    let refusal = place.plan("app.py", SOURCE).expect_err("refused");
    assert_eq!(refusal.code, "env-is-tracked");
    assert!(
        refusal.message.contains("git rm --cached .env"),
        "{refusal}"
    );

    assert_eq!(
        git(&place, &["update-index", "--no-split-index"]),
        Some(true)
    );
    assert_eq!(git(&place, &["rm", "-q", "--cached", ".env"]), Some(true));
    let plan = place.plan("app.py", SOURCE).expect("a plan");
    place.apply(&plan).expect("written");
    assert_eq!(
        git(&place, &["check-ignore", "-q", ".env"]),
        Some(true),
        "git agrees"
    );
    assert_eq!(
        git(&place, &["check-ignore", "-q", ".env.example"]),
        Some(false),
        "git agrees"
    );
}

/// A linked work tree has an index of its own.
#[test]
fn a_linked_work_tree_is_read() {
    let Some(place) = repository() else { return };
    place.write("a", "x");
    assert_eq!(git(&place, &["add", "a"]), Some(true));
    assert_eq!(git(&place, &["commit", "-q", "-m", "a"]), Some(true));
    assert_eq!(
        git(&place, &["worktree", "add", "-q", "linked"]),
        Some(true)
    );
    place.write(".git/info/exclude", ".env\n");
    let root = place.root().join("linked");
    let files = DiskFiles::new(&root).with_user(UserFolders::default());
    assert_eq!(files.git_root(&root.join("a")), Some(root.clone()));
    assert_eq!(files.tracked(&root.join("a")), Some(true));
    assert_eq!(files.tracked(&root.join(".env")), Some(false));
    assert_eq!(
        files.git_excludes(&root),
        [".env\n"],
        "shared with the main work tree"
    );
}

/// F20: the same answer as git over a pile of rules.
#[test]
fn ignore_rules_mean_what_git_means() {
    let paths = [
        ".env",
        "a/.env",
        "a/b/.env",
        "a/b/c.env",
        "x y",
        "#x",
        "!x",
        "a/b/d/e",
    ];
    for (top, sub, exclude, global) in [
        (".env", "", "", ""),
        ("/.env", "", "", ""),
        ("a/", "!.env", "", ""),
        ("a/*", "!.env", "", ""),
        ("*.env\n!.env", "", "", ""),
        ("**/b/.env", "", "", ""),
        ("a/**\n!a/b/\n!a/b/.env", "", "", ""),
        ("\\#x\n\\!x\nx\\ y", "", "", ""),
        ("x y   ", "", "", ""),
        ("", "!.env", ".env", ""),
        ("", "", "", ".env\n*.env"),
        ("!.env", "", ".env", ".env"),
        (".env\r\nx y\r\n", "", "", ""),
        ("[.]env\n[!a]x", "", "", ""),
        ("a/b/d", "!b", "", ""),
        ("\u{feff}.env", "", "", ""),
        ("/*\n!/a", "", "", ""),
    ] {
        let Some(place) = repository() else { return };
        for path in paths {
            place.write(path, "x");
        }
        place.write(".gitignore", top).write("a/.gitignore", sub);
        place
            .write(".git/info/exclude", exclude)
            .write("global", global);
        let excludes = format!(
            "[core]\n\texcludesFile = {}\n",
            place.root().join("global").display()
        );
        place
            .write("gitconfig", &excludes)
            .write("home/.gitconfig", &excludes);
        let user = UserFolders {
            home: Some(place.root().join("home")),
            xdg: None,
        };
        let files = DiskFiles::new(&place.root()).with_user(user);
        for path in paths {
            let ours = is_ignored(&place.root().join(path), &place.root(), &files, None);
            let theirs = git(&place, &["check-ignore", "-q", "--", path]);
            assert_eq!(
                Some(ours),
                theirs,
                "{path} under {top:?} {sub:?} {exclude:?} {global:?}"
            );
        }
    }
}
