//! `keyward fix` for files, folders and values: names, placeholders, copies, comments.

use std::fs;

use crate::support::cli::Project;

fn read(project: &Project, name: &str) -> String {
    fs::read_to_string(project.path().join(name)).unwrap_or_else(|_| panic!("no {name}"))
}

fn has(project: &Project, name: &str) -> bool {
    project.path().join(name).exists()
}

#[test]
fn a_file_is_fixed_by_one_plan() {
    let project = Project::git();
    let (one, two) = (project.secret(1), project.secret_of("slack-bot-token", 2));
    project.write(
        "app.py",
        format!("A = \"{one}\"\nB = \"{two}\"\nC = \"{one}\"\n"),
    );
    let outcome = project.run(&["fix", "app.py"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert!(
        outcome.out.starts_with(
            "Move all 3 secrets to environment variables GITHUB_TOKEN, SLACK_BOT_TOKEN (writes .env)\n"
        ),
        "{}",
        outcome.out
    );
    assert_eq!(
        read(&project, "app.py"),
        "import os\n\nA = os.environ[\"GITHUB_TOKEN\"]\nB = os.environ[\"SLACK_BOT_TOKEN\"]\nC = os.environ[\"GITHUB_TOKEN\"]\n"
    );
    let env = read(&project, ".env");
    assert!(env.contains(&format!("GITHUB_TOKEN={one}\n")), "one name");
    assert!(env.contains(&format!("SLACK_BOT_TOKEN={two}\n")));
    assert_eq!(env.lines().count(), 2);
    assert_eq!(read(&project, ".env.example").lines().count(), 2);
}

#[test]
fn what_has_to_stay_is_told_and_the_rest_is_moved() {
    let project = Project::git();
    let (one, two) = (project.secret(1), project.secret(2));
    project.write("app.py", format!("A = \"{one}\"\n# {two}\n"));
    let outcome = project.run(&["fix", "app.py"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.out.contains("GITHUB_TOKEN (writes .env)"),
        "{}",
        outcome.out
    );
    assert!(
        outcome
            .err
            .contains("app.py:4: The value stands in a comment"),
        "{}",
        outcome.err
    );
    let source = read(&project, "app.py");
    assert!(!source.contains(&one) && source.contains(&two));
    assert!(!read(&project, ".env").contains(&two));
}

#[test]
fn a_template_that_holds_the_value_is_given_a_placeholder() {
    let project = Project::git();
    let token = project.secret(1);
    project
        .write("app.py", format!("A = \"{token}\"\n"))
        .write(
            ".env.example",
            format!("# ours\nGITHUB_TOKEN=\"{token}\" # ask\nB=\n"),
        )
        .write("docs/.env.sample", format!("GH={token}\n"));
    let outcome = project.run(&["fix", "app.py:1", "--everywhere"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert!(
        outcome.out.starts_with("Replace all 3 occurrences"),
        "{}",
        outcome.out
    );
    assert_eq!(
        read(&project, ".env.example"),
        "# ours\nGITHUB_TOKEN=your-github-token-here # ask\nB=\n"
    );
    assert_eq!(read(&project, "docs/.env.sample"), "GH=your-gh-here\n");
    assert_eq!(read(&project, ".env"), format!("GITHUB_TOKEN={token}\n"));
}

#[test]
fn a_name_that_is_asked_for_is_taken_or_refused() {
    let project = Project::git();
    let token = project.secret(1);
    let text = format!("A = \"{token}\"\n");
    project
        .write("app.py", &text)
        .write(".env", "TAKEN=other\n")
        .write(".gitignore", ".env\n");
    for (name, said) in [
        ("TAKEN", "TAKEN has another value in .env already"),
        ("PATH", "belongs to the system"),
        ("NEXT_PUBLIC_KEY", "sent to browsers"),
        ("$()=", "no name for a variable"),
        (&"A".repeat(100), "no name for a variable"),
    ] {
        let outcome = project.run(&["fix", "app.py:1", "--name", name]);
        assert_eq!(outcome.code, 1, "{name}");
        assert!(outcome.err.contains(said), "{name}: {}", outcome.err);
        assert_eq!(read(&project, "app.py"), text);
        assert_eq!(read(&project, ".env"), "TAKEN=other\n");
    }
    let outcome = project.run(&["fix", "app.py:1", "--name", "deploy token"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert!(read(&project, "app.py").contains("os.environ[\"DEPLOY_TOKEN\"]"));
    assert!(read(&project, ".env").contains(&format!("DEPLOY_TOKEN={token}\n")));
    // The same value under the same name is no clash.
    project.write("b.py", &text);
    assert_eq!(
        project
            .run(&["fix", "b.py:1", "--name", "DEPLOY_TOKEN"])
            .code,
        0
    );
    assert_eq!(read(&project, ".env").matches("DEPLOY_TOKEN").count(), 1);
}

#[test]
fn one_name_is_for_one_value() {
    let project = Project::git();
    let text = format!(
        "A = \"{}\"\nB = \"{}\"\n",
        project.secret(1),
        project.secret(2)
    );
    project.write("app.py", &text);
    assert_eq!(project.run(&["fix", "app.py", "--name", "X_TOKEN"]).code, 2);
    assert_eq!(project.run(&["fix", "app.py", "--everywhere"]).code, 2);
    assert_eq!(read(&project, "app.py"), text);
}

#[test]
fn a_value_goes_everywhere_it_stands() {
    let project = Project::git();
    let token = project.secret(1);
    project
        .write("app.py", format!("A = \"{token}\"\n"))
        .write("lib/b.js", format!("const t = '{token}';\n"))
        .write("README.md", format!("Use {token} here.\n"))
        .write("c.py", format!("x = \"{token}0\"\n"));
    let dry = project.run(&["fix", "app.py:1", "--everywhere", "--dry-run"]);
    assert!(
        !dry.out.contains(&token) && !has(&project, ".env"),
        "{}",
        dry.out
    );
    let outcome = project.run(&["fix", "app.py:1", "--everywhere"]);
    assert_eq!(outcome.code, 1, "one place has to stay");
    assert!(
        outcome.out.contains(
            "Replace all 2 occurrences by environment variable GITHUB_TOKEN (writes .env)"
        ),
        "{}",
        outcome.out
    );
    assert!(outcome.err.contains("README.md:1:"), "{}", outcome.err);
    assert!(read(&project, "app.py").contains("os.environ[\"GITHUB_TOKEN\"]"));
    assert!(read(&project, "lib/b.js").contains("GITHUB_TOKEN"));
    assert!(!read(&project, "lib/b.js").contains(&token));
    assert!(
        read(&project, "c.py").contains(&token),
        "a longer value is another one"
    );
    assert_eq!(read(&project, ".env"), format!("GITHUB_TOKEN={token}\n"));
}

#[test]
fn a_placeholder_takes_the_value_away() {
    let project = Project::git();
    let token = project.secret(1);
    project.write("README.md", format!("export GITHUB_TOKEN={token}\n"));
    let outcome = project.run(&["fix", "README.md:1", "--placeholder"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert!(
        outcome.out.contains("it is kept nowhere"),
        "{}",
        outcome.out
    );
    assert_eq!(
        read(&project, "README.md"),
        "export GITHUB_TOKEN=your-github-token-here\n"
    );
    assert!(!has(&project, ".env"));
    assert_eq!(project.check(&[]).code, 0);
}

#[test]
fn a_copy_leaves_the_source() {
    let project = Project::git();
    let token = project.secret(1);
    let text = format!("# {token}\n");
    project.write("app.py", &text);
    assert_eq!(project.run(&["fix", "app.py:1"]).code, 1);
    let outcome = project.run(&["fix", "app.py:1", "--copy"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert_eq!(read(&project, "app.py"), text);
    assert_eq!(read(&project, ".env"), format!("GITHUB_TOKEN={token}\n"));
    assert!(
        outcome.out.contains("The value still stands in app.py"),
        "{}",
        outcome.out
    );
    let again = project.run(&["fix", "app.py:1", "--copy"]);
    assert_eq!(again.code, 1);
    assert!(
        again
            .err
            .contains(".env has the value already, as GITHUB_TOKEN"),
        "{}",
        again.err
    );
}

#[test]
fn a_comment_says_why() {
    let project = Project::git();
    project.write("app.py", format!("A = \"{}\"\n", project.secret(1)));
    assert_eq!(project.run(&["fix", "app.py:1", "--allow", " "]).code, 2);
    let outcome = project.run(&["fix", "app.py:1", "--allow", "made up for the docs"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert!(
        read(&project, "app.py")
            .contains("  # keyward:allow github-classic-pat: made up for the docs\n")
    );
    assert_eq!(project.check(&[]).code, 0);
}

#[test]
fn a_folder_is_fixed_with_all() {
    let project = Project::git();
    let (one, two) = (project.secret(1), project.secret(2));
    project
        .write("a.py", format!("A = \"{one}\"\n"))
        .write("lib/b.py", format!("B = \"{two}\"\nC = \"{one}\"\n"))
        .write("c.py", "x = 1\n");
    assert_eq!(project.run(&["fix", "lib"]).code, 2, "a folder needs --all");
    assert_eq!(project.run(&["fix"]).code, 2);
    let outcome = project.run(&["fix", "--all"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert_eq!(
        read(&project, ".env"),
        format!("GITHUB_TOKEN={one}\nGITHUB_TOKEN_2={two}\n")
    );
    assert!(read(&project, "lib/b.py").contains("C = os.environ[\"GITHUB_TOKEN\"]"));
    assert_eq!(project.check(&[]).code, 0);
    assert_eq!(
        project.run(&["fix", "--all"]).code,
        0,
        "nothing is left to do"
    );
}

#[test]
fn no_output_holds_a_value() {
    let project = Project::git();
    let (one, two) = (project.secret(1), project.secret(2));
    project.write("a.py", format!("A = \"{one}\"\n# {two}\n"));
    for args in [
        &["fix", "a.py", "--dry-run"][..],
        &["fix", "a.py", "--copy", "--dry-run"],
        &["fix", "a.py", "--placeholder", "--dry-run"],
        &["fix", "a.py:1", "--everywhere", "--dry-run"],
        &["fix", "--all", "--dry-run"],
        &["fix", "a.py", "--allow", "because", "--dry-run"],
        &["fix", "--all"],
    ] {
        let outcome = project.run(args);
        let said = format!("{}{}", outcome.out, outcome.err);
        assert!(!said.contains(&one) && !said.contains(&two), "{args:?}");
    }
}

#[test]
fn a_value_is_stored_in_a_secrets_manager() {
    let project = Project::git();
    let token = project.secret(1);
    project.write("app.py", format!("TOKEN = \"{token}\"\n"));
    let outcome = project.run(&["fix", "app.py:1", "--manager", "unknown"]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.err.contains("aws, azure, doppler"),
        "{}",
        outcome.err
    );
    let outcome = project.run(&["fix", "app.py:1", "--manager", "aws", "--dry-run"]);
    assert!(outcome.out.contains("+ import boto3"), "{}", outcome.out);
    let outcome = project.run(&["fix", "app.py:1", "--manager", "aws"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert!(
        outcome
            .out
            .contains("Read GITHUB_TOKEN from AWS Secrets Manager")
    );
    assert!(outcome.out.contains("--secret-string file:///dev/stdin"));
    assert!(!outcome.out.contains(&token));
    let read = |name: &str| fs::read_to_string(project.path().join(name)).ok();
    let source = read("app.py").expect("a source");
    assert!(
        source.contains("get_secret_value(SecretId=\"GITHUB_TOKEN\")"),
        "{source}"
    );
    assert_eq!(read(".env"), Some(format!("GITHUB_TOKEN={token}\n")));
    assert_eq!(read(".env.example"), None, "code reads no variable");
}

/// The module that declares the variables is written, too, before the source.
#[test]
fn a_settings_module_gets_the_variable() {
    let project = Project::git();
    let token = project.secret(1);
    let settings = "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    debug: bool = False\n\n\nsettings = Settings()\n";
    project
        .write("requirements.txt", "pydantic-settings\n")
        .write("app/config.py", settings)
        .write(
            "app/main.py",
            format!("from app.config import settings\n\nTOKEN = \"{token}\"\n"),
        );
    let outcome = project.run(&["fix", "app/main.py:3"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    let read = |name: &str| fs::read_to_string(project.path().join(name)).expect("a file");
    assert!(read("app/config.py").contains("    debug: bool = False\n    github_token: str\n"));
    assert!(read("app/main.py").ends_with("TOKEN = settings.github_token\n"));
    assert_eq!(project.check(&[]).code, 0);
}
