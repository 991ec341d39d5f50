//! C: what `.keyward.toml` and comments may do.

use crate::support::cli::{Project, TOKEN_RULE};

fn leaky(settings: &str) -> Project {
    let project = Project::git();
    project
        .write("src/a.py", format!("t = \"{}\"\n", project.secret(1)))
        .write(".keyward.toml", settings);
    project
}

/// C1, C2
#[test]
fn what_settings_silence_is_counted_and_shown() {
    let rule_off = format!("[rules]\n{TOKEN_RULE} = \"off\"\n");
    for settings in [
        "exclude = [\"**\"]\n",
        "exclude = [\"src/**\"]\n",
        rule_off.as_str(),
    ] {
        let project = leaky(settings);
        let report = project.check(&[]);
        assert_eq!(
            (report.code, report.suppressed("configured")),
            (0, 1),
            "{settings}"
        );
        assert!(
            project
                .run(&["check"])
                .out
                .contains("1 turned off by settings")
        );
        assert_eq!(project.check(&["--no-repo-config"]).code, 1);
    }
}

#[test]
fn a_rule_can_be_turned_down_to_a_hint() {
    let project = leaky(&format!("[rules]\n{TOKEN_RULE} = \"hint\"\n"));
    let report = project.check(&[]);
    assert_eq!((report.code, report.suppressed("below-threshold")), (0, 1));
    assert_eq!(project.check(&["--min-confidence", "possible"]).code, 1);
}

#[test]
fn settings_of_the_top_folder_reach_everything_below() {
    let project = leaky("exclude = [\"src/**\"]\n");
    assert_eq!(project.check(&["src"]).code, 0);
    assert_eq!(project.check(&["src/a.py"]).code, 0);
}

/// C4
#[test]
fn a_mistake_in_settings_silences_nothing_and_is_told_with_its_line() {
    for (settings, line, word) in [
        ("exclude = [\"**\"]\nrules = \n", 2, "settings"),
        ("exclude = [\"**\"]\n\nno_such = 1\n", 3, "no_such"),
        (
            "exclude = [\"**\"]\n[rules]\nno-such-rule = \"off\"\n",
            3,
            "no-such-rule",
        ),
        ("exclude = [\"**\", \"a[\"]\n", 1, "a["),
        ("exclude = [\"**\"]\nmin_confidence = \"sure\"\n", 2, "sure"),
    ] {
        let project = leaky(settings);
        let outcome = project.run(&["check"]);
        assert_eq!(outcome.code, 1, "{settings}");
        assert!(
            outcome.err.contains(&format!(".keyward.toml:{line}: ")),
            "{}",
            outcome.err
        );
        assert!(outcome.err.contains(word), "{}", outcome.err);
    }
}

#[test]
fn a_mistake_in_settings_and_nothing_found_is_2() {
    let project = Project::git();
    project
        .write("a.py", "x = 1\n")
        .write(".keyward.toml", "no_such = 1\n");
    assert_eq!(project.check(&[]).code, 2);
    assert_eq!(project.check(&["--no-repo-config"]).code, 0);
}

/// C5
#[test]
fn settings_that_are_too_large_or_no_file_are_not_read() {
    let project = leaky(&format!(
        "exclude = [\"**\"]\n#{}\n",
        "x".repeat(300 * 1024)
    ));
    let outcome = project.run(&["check"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.err.contains("256 KiB"), "{}", outcome.err);
    let project = Project::git();
    project
        .write("a.py", "x = 1\n")
        .write(".keyward.toml/inside", "");
    assert!(project.run(&["check"]).err.contains("regular file"));
}

#[cfg(unix)]
#[test]
fn settings_behind_a_link_are_not_read() {
    let project = leaky("exclude = [\"**\"]\n");
    std::fs::rename(
        project.path().join(".keyward.toml"),
        project.path().join("other.toml"),
    )
    .unwrap();
    std::os::unix::fs::symlink("other.toml", project.path().join(".keyward.toml")).unwrap();
    let outcome = project.run(&["check"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.err.contains("regular file"), "{}", outcome.err);
}

/// C6
#[test]
fn a_dotenv_outside_the_workspace_is_refused() {
    for name in [
        "../../home/user/.env",
        "/etc/.env",
        "\\\\\\\\server\\\\share",
        "C:/x/.env",
        "a/../../.env",
    ] {
        let project = leaky(&format!("env_file = \"{name}\"\n"));
        let outcome = project.run(&["check"]);
        assert!(
            outcome.err.contains(".keyward.toml:1: "),
            "{name}: {}",
            outcome.err
        );
    }
}

#[test]
fn a_comment_allows_one_finding_and_is_counted() {
    let project = Project::new();
    let (one, two) = (project.secret(1), project.secret(2));
    project.write(
        "a.py",
        format!("a = \"{one}\"  # keyward:allow {TOKEN_RULE}: revoked\nb = \"{two}\"\n"),
    );
    let report = project.check(&[]);
    assert_eq!(report.places(), [format!("a.py:2:6 {TOKEN_RULE}")]);
    assert_eq!(report.suppressed("allowed"), 1);
    assert!(
        project
            .run(&["check"])
            .out
            .contains("1 allowed by comments")
    );
}

#[test]
fn the_least_confidence_can_be_set_and_a_flag_wins() {
    let project = leaky("min_confidence = \"certain\"\n");
    project.write(".keyward.toml", "min_confidence = \"certain\"\n");
    assert_eq!(project.check(&[]).code, 1);
    assert_eq!(project.check(&["--min-confidence", "likely"]).code, 1);
}
