//! Exit codes, and what is said with them.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;

use crate::support::cli::Project;

#[test]
fn nothing_found_is_0_and_says_how_much_was_scanned() {
    let project = Project::new();
    project
        .write("a.py", "print('hello')\n")
        .write("b.md", "# Hello\n");
    let outcome = project.run(&["check"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert_eq!(outcome.out, "nothing found, 2 files scanned\n");
}

#[test]
fn a_finding_is_1() {
    let project = Project::new();
    project.write("a.py", format!("token = \"{}\"\n", project.secret(1)));
    let outcome = project.run(&["check"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (1, ""));
    assert!(
        outcome.out.ends_with("1 finding in 1 file\n"),
        "{}",
        outcome.out
    );
}

#[test]
fn a_missing_path_is_2_and_named() {
    let project = Project::new();
    let outcome = project.run(&["check", "no-such-folder"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (2, ""));
    assert!(outcome.err.contains("no-such-folder"), "{}", outcome.err);
}

#[test]
fn a_wrong_flag_is_2() {
    let project = Project::new();
    assert_eq!(project.run(&["check", "--format", "xml"]).code, 2);
    assert_eq!(project.run(&["check", "--stdin"]).code, 2);
    assert_eq!(project.run(&["check", "--jobs", "0"]).code, 2);
}

#[test]
fn what_could_not_be_scanned_is_3_and_listed() {
    let project = Project::new();
    project
        .write("data.txt", b"abc\0def")
        .write("a.py", "x = 1\n");
    let outcome = project.run(&["check"]);
    assert_eq!(outcome.code, 3);
    assert!(
        outcome.out.contains("not scanned: data.txt (binary)"),
        "{}",
        outcome.out
    );
    assert!(!outcome.out.contains("nothing found, "), "{}", outcome.out);
    assert_eq!(project.check(&[]).skipped(), ["data.txt binary"]);
}

#[test]
fn a_finding_beside_a_gap_is_still_1() {
    let project = Project::new();
    project
        .write("data.bin", b"\0\0\0")
        .write("a.py", format!("t = '{}'", project.secret(1)));
    assert_eq!(project.check(&[]).code, 1);
}

/// A picture can't hold source text: a repository with a logo is no gap.
#[test]
fn a_picture_is_no_gap() {
    let project = Project::new();
    project
        .write("logo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        .write("a.py", "x = 1\n");
    let report = project.check(&[]);
    assert_eq!(report.code, 0);
    assert_eq!(report.skipped(), ["logo.png not text (PNG picture)"]);
    assert_eq!(project.run(&["check"]).code, 0);
    assert!(
        project
            .run(&["check", "--verbose"])
            .out
            .contains("logo.png")
    );
}

#[test]
fn many_gaps_are_counted_and_all_named_on_request() {
    let project = Project::new();
    for number in 0..30 {
        project.write(&format!("{number:02}.bin"), b"\0");
    }
    let brief = project.run(&["check"]);
    assert_eq!(brief.code, 3);
    assert!(brief.out.contains("not scanned: 10 more"), "{}", brief.out);
    let all = project.run(&["check", "--verbose"]).out;
    assert_eq!(all.matches("(binary)").count(), 30);
}

/// S1
#[test]
fn a_file_above_64_mib_is_not_scanned() {
    let project = Project::new();
    let file = File::create(project.path().join("big.sql")).unwrap();
    file.set_len(70 * 1024 * 1024).unwrap();
    let report = project.check(&[]);
    assert_eq!(report.code, 3);
    assert_eq!(report.skipped(), ["big.sql larger than 64 MiB"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let project = Project::new();
    let pipe = project.path().join("pipe");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    let report = project.check(&["pipe"]);
    assert_eq!(
        (report.code, report.skipped()),
        (3, vec!["pipe not a regular file".to_owned()])
    );
    assert_eq!(project.check(&["."]).code, 0);
}

/// G10
#[test]
fn a_reader_that_goes_away_ends_the_run_without_a_word() {
    let project = Project::new();
    let line = format!("token = \"{}\"\n", project.secret(7));
    for number in 0..60 {
        project.write(&format!("f{number}.py"), line.repeat(20));
    }
    for format in ["text", "json", "sarif"] {
        let mut child = project
            .command()
            .args(["check", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut err = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut err)
            .unwrap();
        assert_eq!(err, "", "{format}");
        assert_eq!(child.wait().unwrap().code(), Some(1), "{format}");
    }
}

#[test]
fn the_version_is_told() {
    let outcome = Project::new().run(&["--version"]);
    assert_eq!(
        outcome.out,
        format!("keyward {}\n", env!("CARGO_PKG_VERSION"))
    );
}
