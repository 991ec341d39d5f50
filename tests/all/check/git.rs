//! `--staged` and `--since`: cases G1, G2, G3, G5, G7, G13 and C9 of the threat model.

use crate::support::cli::{Project, TOKEN_RULE};

/// A repository with one commit that holds a secret.
fn repository() -> Project {
    let project = Project::new();
    project.run_git(&["init", "-q", "-b", "main"]);
    for (key, value) in [
        ("user.name", "A"),
        ("user.email", "a@b.test"),
        ("commit.gpgsign", "false"),
    ] {
        project.run_git(&["config", key, value]);
    }
    project.write("old.py", format!("old = \"{}\"\n", project.secret(1)));
    commit(&project);
    project
}

fn commit(project: &Project) {
    project.run_git(&["add", "-A"]);
    project.run_git(&["commit", "-q", "-m", "x"]);
}

fn at(path: &str, line: usize, column: usize) -> String {
    format!("{path}:{line}:{column} {TOKEN_RULE}")
}

#[test]
fn g5_what_is_staged_counts_and_not_what_lies_on_disk() {
    let project = repository();
    assert_eq!(project.check(&["--staged"]).code, 0);
    project.write("new.py", format!("new = \"{}\"\n", project.secret(2)));
    project.run_git(&["add", "new.py"]);
    project.write("new.py", "new = 1\n");
    project.write("later.py", format!("later = \"{}\"\n", project.secret(3)));
    assert_eq!(project.check(&["--staged"]).places(), [at("new.py", 1, 8)]);
    assert_eq!(project.check(&["--staged", "old.py"]).code, 0);
    project.run_git(&["add", "new.py"]);
    assert_eq!(project.check(&["--staged"]).code, 0);
}

#[test]
fn a_staged_dotenv_is_a_finding() {
    let project = repository();
    project.write(".env", format!("TOKEN={}\n", project.secret(4)));
    project.run_git(&["add", "-f", ".env"]);
    std::fs::remove_file(project.path().join(".env")).unwrap();
    let report = project.check(&["--staged"]);
    assert!(
        report.places().contains(&".env:1:7 env-tracked".to_owned()),
        "{:?}",
        report.places()
    );
}

/// G1, G2: nothing that the repository says is run.
#[cfg(unix)]
#[test]
fn g1_no_program_of_a_repository_is_run() {
    let project = repository();
    let marker = project.path().join("ran");
    let run = format!("touch {}", marker.display());
    for key in [
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "filter.x.clean",
        "filter.x.smudge",
        "diff.x.textconv",
        "core.sshCommand",
    ] {
        project.run_git(&["config", key, &run]);
    }
    project.write("git", format!("#!/bin/sh\n{run}\n"));
    project.write("new.py", format!("new = \"{}\"\n", project.secret(2)));
    // Git itself would run the monitor.
    project.run_git(&["-c", "core.fsmonitor=", "add", "new.py"]);
    project.write(".gitattributes", "*.py filter=x diff=x\n");
    let _ = std::fs::remove_file(&marker);
    let path = format!("{}:/usr/bin:/bin", project.path().display());
    let output = project
        .command()
        .env("PATH", path)
        .args(["check", "--staged"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(project.check(&["--since", "HEAD"]).code, 0);
    assert!(!marker.exists());
}

#[test]
fn what_came_since_is_reported_and_what_was_there_is_not() {
    let project = repository();
    let old = std::fs::read_to_string(project.path().join("old.py")).unwrap();
    project.run_git(&["tag", "start"]);
    project.write(
        "old.py",
        format!("# moved down\n{old}new = \"{}\"\n", project.secret(2)),
    );
    project.write("b.py", format!("b = \"{}\"\n", project.secret(3)));
    commit(&project);
    let places = [at("b.py", 1, 6), at("old.py", 3, 8)];
    for revision in ["start", "HEAD~1", "main~1"] {
        assert_eq!(
            project.check(&["--since", revision]).places(),
            places,
            "{revision}"
        );
    }
    assert_eq!(project.check(&["--since", "HEAD"]).code, 0);
    // Another value at the same place is another secret.
    project.write("b.py", format!("b = \"{}\"\n", project.secret(5)));
    commit(&project);
    assert_eq!(
        project.check(&["--since", "HEAD~1"]).places(),
        [at("b.py", 1, 6)]
    );
    let outcome = project.run(&["check", "--since", "nothing"]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.err.contains("no revision `nothing`"),
        "{}",
        outcome.err
    );
}

#[test]
fn c9_an_ignore_and_a_secret_that_come_together_are_both_listed() {
    for (name, text) in [
        ("a.py", "new = \"$\"  # keyward:allow: trust me\n"),
        ("a.py", "new = \"$\"  # gitleaks:allow\n"),
        ("a.py", "# secretlint-disable\n\nnew = \"$\"\n"),
    ] {
        let project = repository();
        project.write(name, text.replace('$', &project.secret(2)));
        commit(&project);
        assert_eq!(
            project.check(&[]).findings().len(),
            1,
            "the comment works otherwise"
        );
        let report = project.check(&["--since", "HEAD~1"]);
        assert_eq!((report.code, report.findings().len()), (1, 1), "{text}");
        let message = report.findings()[0]["message"].as_str().unwrap();
        assert!(
            message.ends_with("A comment that came with it allows it."),
            "{message}"
        );
        if !text.contains("secretlint") {
            assert_eq!(
                report.json["summary"]["suppressions_added"][0]["kind"],
                "allow-added"
            );
            let out = project.run(&["check", "--since", "HEAD~1"]).out;
            assert!(
                out.contains("a.py:1: A comment that allows findings was added here."),
                "{out}"
            );
        }
    }
}

#[test]
fn c9_settings_that_come_with_a_secret_do_not_silence_it() {
    for (name, text) in [
        (".keyward.toml", "exclude = [\"**\"]\n"),
        (".gitleaks.toml", "[allowlist]\npaths = ['''a\\.py''']\n"),
        (".gitleaksignore", "a.py:x:1\n"),
        (".secretlintignore", "a.py\n"),
    ] {
        let project = repository();
        project.write("a.py", format!("new = \"{}\"\n", project.secret(2)));
        project.write(name, text);
        commit(&project);
        let report = project.check(&["--since", "HEAD~1"]);
        assert_eq!(report.places(), [at("a.py", 1, 8)], "{name}");
        let added = &report.json["summary"]["suppressions_added"][0];
        assert_eq!(
            (added["path"].as_str(), added["kind"].as_str()),
            (Some(name), Some("settings-changed"))
        );
        // What was settled before counts.
        project.write("a.py", format!("new = \"{}\"\n", project.secret(3)));
        commit(&project);
        assert_eq!(project.check(&["--since", "HEAD~1"]).code, 0, "{name}");
    }
}

/// G7
#[test]
fn g7_odd_repositories_work() {
    let project = Project::new();
    project.run_git(&["init", "-q", "-b", "main"]);
    project.write("a b\té.py", format!("new = \"{}\"\n", project.secret(2)));
    project.run_git(&["add", "-A"]);
    let report = project.check(&["--staged"]);
    assert_eq!(
        (report.code, report.findings().len()),
        (1, 1),
        "no commit yet"
    );
    assert_eq!(
        project
            .check(&["--staged", "--min-confidence", "certain"])
            .code,
        1
    );
    let outcome = project.run(&["check", "--since", "HEAD"]);
    assert_eq!(outcome.code, 2, "{}", outcome.err);

    let project = repository();
    project.run_git(&["worktree", "add", "-q", "-b", "other", "linked"]);
    project.write("linked/c.py", format!("new = \"{}\"\n", project.secret(2)));
    project.run_git(&["-C", "linked", "add", "c.py"]);
    assert_eq!(
        project.check(&["--staged", "linked"]).places(),
        [at("linked/c.py", 1, 8)]
    );
    project.run_git(&["update-index", "--index-version", "4"]);
    project.write("d.py", format!("new = \"{}\"\n", project.secret(6)));
    project.run_git(&["add", "d.py"]);
    assert_eq!(project.check(&["--staged"]).places(), [at("d.py", 1, 8)]);
}

/// G3
#[test]
fn g3_objects_that_are_not_here_are_told() {
    let project = repository();
    project.write("new.py", format!("new = \"{}\"\n", project.secret(2)));
    project.run_git(&["add", "new.py"]);
    let objects = project.path().join(".git/objects");
    let mut removed = 0;
    for folder in std::fs::read_dir(&objects).unwrap().flatten() {
        for file in std::fs::read_dir(folder.path()).unwrap().flatten() {
            // The newest object is the staged blob.
            let text = format!(
                "{}{}",
                folder.file_name().display(),
                file.file_name().display()
            );
            let kind = std::process::Command::new("git")
                .args(["cat-file", "-p", &text])
                .current_dir(project.path())
                .output()
                .unwrap();
            if kind.stdout.starts_with(b"new = ") {
                std::fs::remove_file(file.path()).unwrap();
                removed += 1;
            }
        }
    }
    assert_eq!(removed, 1);
    let report = project.check(&["--staged"]);
    assert_eq!(report.code, 3);
    assert!(
        report.skipped()[0].contains("not in the repository"),
        "{:?}",
        report.skipped()
    );
}

/// G13
#[test]
fn g13_a_folder_without_a_repository_is_said_to_be_one() {
    let project = Project::new();
    project.write("a.py", "x = 1\n");
    let outcome = project.run(&["check", "--staged"]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.err.contains("in no git repository"),
        "{}",
        outcome.err
    );
}
