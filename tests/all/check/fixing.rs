//! `keyward fix`: on disk, from the terminal.

use std::fs;

use crate::support::cli::{Project, TOKEN_RULE};

fn read(project: &Project, name: &str) -> String {
    fs::read_to_string(project.path().join(name)).unwrap_or_else(|_| panic!("no {name}"))
}

#[test]
fn a_fix_moves_the_value_and_leaves_a_lookup() {
    let project = Project::git();
    let token = project.secret(1);
    project.write("app.py", format!("TOKEN = \"{token}\"\n"));
    let outcome = project.run(&["fix", "app.py:1"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    let source = read(&project, "app.py");
    assert!(source.contains("os.environ") && !source.contains(&token));
    assert!(read(&project, ".env").contains(&format!("GITHUB_TOKEN={token}")));
    assert!(read(&project, ".env.example").contains("GITHUB_TOKEN="));
    assert!(!read(&project, ".env.example").contains(&token));
    assert!(
        read(&project, ".gitignore")
            .lines()
            .any(|line| line == ".env")
    );
    assert_eq!(project.check(&[]).code, 0);
    for name in [".gitignore", ".env", ".env.example", "app.py"] {
        assert!(
            outcome.out.contains(&format!("wrote {name}\n")),
            "{}",
            outcome.out
        );
    }
}

#[cfg(unix)]
#[test]
fn the_dotenv_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::git();
    project.write("app.py", format!("TOKEN = \"{}\"\n", project.secret(1)));
    assert_eq!(project.run(&["fix", "app.py:1"]).code, 0);
    let mode = fs::metadata(project.path().join(".env"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_dry_run_shows_the_change_and_writes_nothing() {
    let project = Project::git();
    let text = format!("TOKEN = \"{}\"\n", project.secret(1));
    project.write("app.py", &text);
    let outcome = project.run(&["fix", "app.py:1", "--dry-run"]);
    assert_eq!(outcome.code, 0);
    assert!(outcome.out.contains("- TOKEN = \"ghp_"), "{}", outcome.out);
    assert!(
        outcome.out.contains("+ TOKEN = os.environ"),
        "{}",
        outcome.out
    );
    assert!(outcome.out.contains("+ GITHUB_TOKEN=•"), "{}", outcome.out);
    assert_eq!(read(&project, "app.py"), text);
    assert!(!project.path().join(".env").exists());
}

#[test]
fn all_findings_of_a_line_are_fixed() {
    let project = Project::git();
    let (one, two) = (project.secret(1), project.secret_of("slack-bot-token", 2));
    project.write(
        "app.py",
        format!("# first\nPAIR = (\"{one}\", \"{two}\")\n"),
    );
    assert_eq!(project.run(&["fix", "app.py:2"]).code, 0);
    let env = read(&project, ".env");
    assert!(env.contains(&one) && env.contains(&two));
    assert_eq!(project.check(&[]).places(), Vec::<String>::new());
}

#[test]
fn a_refusal_is_1_and_changes_nothing() {
    let project = Project::git();
    let text = format!("TOKEN = \"{}\"\n", project.secret(1));
    project.write("app.py", &text).write(".env/inside", "");
    let outcome = project.run(&["fix", "app.py:1"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.err.contains(".env"), "{}", outcome.err);
    assert_eq!(read(&project, "app.py"), text);
    assert_eq!(project.run(&["fix", "app.py"]).code, 1);
    assert_eq!(project.run(&["fix", "app.py:7"]).code, 2);
    assert_eq!(project.run(&["fix", "no.py:1"]).code, 2);
    project.write("b.py", "x = 1\n");
    assert_eq!(project.run(&["fix", "b.py:1"]).code, 1);
    assert!(project.run(&["check"]).out.contains(TOKEN_RULE));
}

#[test]
fn the_dotenv_that_settings_name_is_written_to() {
    let project = Project::git();
    let token = project.secret(1);
    project
        .write("app.py", format!("TOKEN = \"{token}\"\n"))
        .write(".keyward.toml", "env_file = \"config/.env\"\n")
        .write("config/readme", "");
    let outcome = project.run(&["fix", "app.py:1"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert!(read(&project, "config/.env").contains(&token));
    assert!(!project.path().join(".env").exists());
}
