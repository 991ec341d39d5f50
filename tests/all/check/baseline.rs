//! `--baseline`: cases C12–C14 and O9 of the threat model.

use crate::support::cli::{Project, TOKEN_RULE};

fn accepted(project: &Project) {
    let outcome = project.run(&["check", "--baseline", "base.txt", "--write-baseline"]);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert!(
        outcome.out.contains("accepted in base.txt"),
        "{}",
        outcome.out
    );
}

fn leaky() -> Project {
    let project = Project::git();
    let (one, two) = (project.secret(1), project.secret(2));
    let word = ["hunt", "er", "42!"].concat();
    project.hide(&word);
    project.write(
        "src/a.py",
        format!("one = \"{one}\"\ntwo = \"{two}\"\ndb_password = \"{word}\"\n"),
    );
    accepted(&project);
    project
}

#[test]
fn what_is_accepted_is_quiet_and_counted() {
    let project = leaky();
    let report = project.check(&["--baseline", "base.txt"]);
    assert_eq!(report.code, 0, "{:?}", report.places());
    assert!(report.suppressed("baseline") >= 2);
    assert!(
        project
            .run(&["check", "--baseline", "base.txt"])
            .out
            .contains("listed in the baseline")
    );
    project.write("src/b.py", format!("three = \"{}\"\n", project.secret(3)));
    let report = project.check(&["--baseline", "base.txt"]);
    assert_eq!(report.places(), [format!("src/b.py:1:10 {TOKEN_RULE}")]);
}

/// C14, O9: the whole file follows from what is no secret, so another value gives the same file.
#[test]
fn c14_a_baseline_holds_no_value_and_no_digest_of_one() {
    let project = leaky();
    let read = || std::fs::read_to_string(project.path().join("base.txt")).expect("a baseline");
    let first = read();
    for seed in [1, 2] {
        assert!(!first.contains(&project.secret(seed)));
    }
    let (one, two) = (project.secret(11), project.secret(12));
    let word = ["fish", "er", "77?"].concat();
    project.write(
        "src/a.py",
        format!("one = \"{one}\"\ntwo = \"{two}\"\ndb_password = \"{word}\"\n"),
    );
    accepted(&project);
    assert_eq!(read(), first);
}

#[test]
fn c13_moving_and_reformatting_keep_what_is_accepted() {
    let project = leaky();
    let text = std::fs::read_to_string(project.path().join("src/a.py")).unwrap();
    let text = format!(
        "import os\n\n\n{}",
        text.replace(" = ", "   =   ").replace('\n', "\n\n")
    );
    project.write("src/a.py", &text);
    assert_eq!(project.check(&["--baseline", "base.txt"]).code, 0);
    std::fs::remove_file(project.path().join("src/a.py")).unwrap();
    project.write("lib/deep/a.py", &text);
    let report = project.check(&["--baseline", "base.txt"]);
    assert_eq!(report.code, 0, "{:?}", report.places());
    // A copy is no move.
    project.write("src/a.py", &text);
    assert_eq!(project.check(&["--baseline", "base.txt"]).code, 1);
}

#[test]
fn c12_conflicts_duplicates_and_other_versions() {
    let project = leaky();
    let text = std::fs::read_to_string(project.path().join("base.txt")).unwrap();
    let rows: Vec<&str> = text.lines().collect();
    let run = |text: &str| {
        project.write("base.txt", text);
        project.run(&["check", "--baseline", "base.txt"])
    };
    let twice = run(&format!("{text}{}\n", rows[2]));
    assert_eq!(twice.code, 0, "{}", twice.out);
    let conflict = run(&format!(
        "{}\n<<<<<<< HEAD\n{}\n>>>>>>> other\n",
        rows[0],
        rows[2..].join("\n=======\n")
    ));
    assert_eq!(conflict.code, 1);
    assert!(
        conflict.err.contains("base.txt:2: is a merge conflict"),
        "{}",
        conflict.err
    );
    let newer = run(&text.replace("baseline 1", "baseline 9"));
    assert_eq!(newer.code, 1);
    assert!(
        newer
            .err
            .contains("base.txt:1: was made by another version"),
        "{}",
        newer.err
    );
    assert_eq!(project.run(&["check", "--baseline", "none.txt"]).code, 2);
}

#[cfg(unix)]
#[test]
fn a_baseline_behind_a_link_is_not_written() {
    let project = leaky();
    std::os::unix::fs::symlink("base.txt", project.path().join("link.txt")).unwrap();
    let before = std::fs::read(project.path().join("base.txt")).unwrap();
    project.write("src/b.py", format!("x = \"{}\"\n", project.secret(3)));
    assert_eq!(
        project
            .run(&["check", "--baseline", "link.txt", "--write-baseline"])
            .code,
        2
    );
    assert_eq!(
        std::fs::read(project.path().join("base.txt")).unwrap(),
        before
    );
}
