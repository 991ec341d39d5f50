//! Which files are looked at.

use crate::support::cli::{Project, TOKEN_RULE};

fn paths(project: &Project, args: &[&str]) -> Vec<String> {
    let report = project.check(args);
    report
        .findings()
        .iter()
        .map(|one| one["path"].as_str().unwrap().to_owned())
        .collect()
}

fn leak(project: &Project, name: &str) {
    project.write(name, format!("t = \"{}\"\n", project.secret(1)));
}

#[test]
fn ignored_files_are_left_out_and_counted() {
    let project = Project::git();
    project.write(".gitignore", "build/\n*.log\n!keep.log\n");
    for name in ["build/a.py", "x.log", "keep.log", "src/a.py"] {
        leak(&project, name);
    }
    assert_eq!(paths(&project, &[]), ["keep.log", "src/a.py"]);
    assert_eq!(project.check(&[]).json["summary"]["entries_ignored"], 2);
}

#[test]
fn hidden_files_are_looked_at_but_not_gits_own() {
    let project = Project::git();
    for name in [".github/workflows/a.yml", ".npmrc", ".git/config"] {
        leak(&project, name);
    }
    assert_eq!(paths(&project, &[]), [".github/workflows/a.yml", ".npmrc"]);
}

/// Files that nobody remembers: without an ending, with a dot in front, in hidden folders.
#[test]
fn forgotten_files_are_looked_at() {
    let project = Project::new();
    let files = [
        (".docker/config.json", "docker-auth"),
        (".idea/webServers.xml", "jetbrains-password"),
        (".mozilla/firefox/x.default/logins.json", "firefox-password"),
        (".netrc", "netrc-password"),
        (".vscode/sftp.json", "editor-sftp-password"),
        ("etc/shadow", "account-file-hash"),
        ("home/.bash_history", "command-mysql-password"),
    ];
    for (path, rule) in files {
        let rule = keyward_engine::rule::by_id(rule).unwrap();
        project.write(path, keyward_engine::rule::sample_line(rule, 3).0 + "\n");
    }
    assert_eq!(paths(&project, &[]), files.map(|(path, _)| path));
}

#[test]
fn a_file_that_is_asked_for_is_looked_at_although_ignored() {
    let project = Project::git();
    project.write(".gitignore", "*.log\n");
    leak(&project, "x.log");
    assert_eq!(paths(&project, &["x.log"]), ["x.log"]);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let (project, other) = (Project::new(), Project::new());
    leak(&other, "outside.py");
    leak(&project, "a.py");
    std::os::unix::fs::symlink(other.path(), project.path().join("folder")).unwrap();
    std::os::unix::fs::symlink(other.path().join("outside.py"), project.path().join("b.py"))
        .unwrap();
    std::os::unix::fs::symlink(".", project.path().join("loop")).unwrap();
    assert_eq!(paths(&project, &[]), ["a.py"]);
}

#[test]
fn paths_are_reported_as_they_were_asked_for() {
    let project = Project::new();
    leak(&project, "src/a.py");
    assert_eq!(paths(&project, &["src"]), ["src/a.py"]);
    assert_eq!(paths(&project, &["./src"]), ["src/a.py"]);
    let absolute = project.path().join("src");
    let shown = paths(&project, &[absolute.to_str().unwrap()]);
    assert_eq!(shown, [absolute.join("a.py").to_str().unwrap()]);
}

#[test]
fn a_file_named_twice_is_reported_once() {
    let project = Project::new();
    leak(&project, "src/a.py");
    assert_eq!(
        project.check(&["src", "src/a.py", "."]).places(),
        [format!("src/a.py:1:6 {TOKEN_RULE}")]
    );
}

#[test]
fn the_folder_around_the_workspace_says_nothing_about_its_files() {
    let project = Project::new();
    leak(&project, "tests/project/src/a.py");
    project.write("tests/project/.git/HEAD", "ref: refs/heads/main\n");
    let inside = project.check(&["tests/project"]);
    assert_eq!(inside.findings().len(), 1);
}

#[test]
fn a_dotenv_that_git_does_not_ignore_is_reported_with_its_values() {
    let project = Project::git();
    project.write(
        ".env",
        format!("# local\nGITHUB_TOKEN={}\n", project.secret(1)),
    );
    let report = project.check(&[]);
    assert_eq!(
        report.places(),
        [".env:2:14 env-not-ignored", ".env:2:14 github-classic-pat"]
    );
    assert_eq!(report.code, 1);
    let text = project.run(&["check"]).out;
    assert!(text.contains("git does not ignore `.env`"), "{text}");
    assert_eq!(project.run(&["check", "--format", "sarif"]).code, 1);
}

#[test]
fn a_dotenv_that_git_tracks_is_reported_although_ignored() {
    let project = Project::new();
    project.run_git(&["init", "--quiet"]);
    project
        .write("app/.env", format!("GITHUB_TOKEN={}\n", project.secret(1)))
        .write(".gitignore", ".env\n");
    project.run_git(&["add", "--force", "."]);
    assert_eq!(
        project.check(&[]).places(),
        [
            "app/.env:1:14 env-tracked",
            "app/.env:1:14 github-classic-pat"
        ]
    );
}

/// Settings without a value that matters are often committed on purpose.
#[test]
fn a_dotenv_without_secrets_is_at_most_possible() {
    let project = Project::git();
    project.write(".env", "PORT=3000\nLOG_LEVEL=info\n");
    assert_eq!(project.check(&[]).code, 0);
    assert_eq!(
        project.check(&["--min-confidence", "possible"]).places(),
        [".env:1:1 env-not-ignored"]
    );
}

#[test]
fn a_committed_file_is_looked_at_although_a_rule_names_it() {
    let project = Project::new();
    project.run_git(&["init", "--quiet"]);
    project.write(".gitignore", "*.log\n");
    project.write(".ignore", "src/\n");
    for name in ["kept.log", "deep/kept.log", "src/a.py"] {
        leak(&project, name);
    }
    project.run_git(&["add", "--force", "kept.log", "deep/kept.log"]);
    leak(&project, "loose.log");
    let all = ["deep/kept.log", "kept.log", "src/a.py"];
    assert_eq!(
        paths(&project, &[]),
        all,
        "what only searching leaves out, too"
    );
    assert_eq!(paths(&project, &["deep"]), ["deep/kept.log"]);
}
