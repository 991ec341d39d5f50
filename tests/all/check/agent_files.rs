//! What is sent to a model as it is, and records of what was said to one.

use std::fs;

use crate::support::cli::Project;

fn rules(project: &Project, flags: &[&str]) -> Vec<String> {
    let report = project.check(flags);
    let mut rules: Vec<String> = report
        .findings()
        .iter()
        .map(|it| {
            let text = |key: &str| it[key].as_str().unwrap().to_owned();
            format!("{}: {}", text("path"), text("rule"))
        })
        .collect();
    rules.sort();
    rules
}

/// The same secret in an ordinary file, and where it goes to a model.
#[test]
fn a_secret_in_instructions_is_one_step_worse() {
    let project = Project::git();
    let secret = project.secret_of("sendgrid-api-key", 3);
    for name in [
        "notes.md",
        "AGENTS.md",
        "web/CLAUDE.md",
        ".cursor/rules/mail.mdc",
        ".github/prompts/mail.prompt.md",
        ".github/copilot-instructions.md",
        "public/llms.txt",
    ] {
        project.write(name, format!("The key is {secret}.\n"));
    }
    let report = project.check(&[]);
    let mut seen = Vec::new();
    for finding in report.findings() {
        let text = |key: &str| finding[key].as_str().unwrap();
        let (path, message) = (text("path"), text("message"));
        seen.push(format!("{path}: {}", text("severity")));
        let says = |words: &str| assert!(message.contains(words), "{path}: {message}");
        match path {
            "notes.md" => assert!(!message.contains("model")),
            "AGENTS.md" | "web/CLAUDE.md" => says("is sent to a model with every request ("),
            ".cursor/rules/mail.mdc" => says("with every request that it applies to"),
            ".github/prompts/mail.prompt.md" => says("whenever it is used"),
            "public/llms.txt" => says("is published for models"),
            _ => says("remove the value, and revoke it. No ignore file keeps it back."),
        }
    }
    seen.sort();
    expect_test::expect![[r#"
        [
            ".cursor/rules/mail.mdc: critical",
            ".github/copilot-instructions.md: critical",
            ".github/prompts/mail.prompt.md: critical",
            "AGENTS.md: critical",
            "notes.md: high",
            "public/llms.txt: critical",
            "web/CLAUDE.md: critical",
        ]
    "#]]
    .assert_debug_eq(&seen);
}

#[test]
fn a_value_goes_out_of_instructions_and_nowhere_else() {
    let project = Project::git();
    let secret = project.secret_of("sendgrid-api-key", 4);
    project.write("AGENTS.md", format!("Use {secret} to send.\n"));
    let moved = project.run(&["fix", "AGENTS.md:1"]);
    assert_eq!(moved.code, 1);
    assert!(
        moved
            .err
            .contains("is sent to a model with every request and reads no variables")
    );
    let removed = project.run(&["fix", "AGENTS.md:1", "--placeholder"]);
    assert_eq!(removed.code, 0, "{}", removed.err);
    let text = fs::read_to_string(project.path().join("AGENTS.md")).unwrap();
    assert_eq!(text, "Use your-sendgrid-api-key-here to send.\n");
    assert!(!project.path().join(".env").exists());
    assert_eq!(rules(&project, &[]), [""; 0]);
}

#[test]
fn an_import_of_a_secret_file_is_reported() {
    let project = Project::git();
    project.write(".gitignore", ".env\n").write(".env", "A=1\n");
    project.write("CLAUDE.md", "Read @README.md and @.env first.\n");
    project.write("api/AGENTS.md", "- @../.env.production\n");
    // Quiet: a template, code, a mail, another tool's rules, prose about the file.
    project.write(
        "web/CLAUDE.md",
        "See @.env.example, `@.env`, me@.env and .env.\n",
    );
    project.write(".cursorrules", "See @.env\n");
    project.write("README.md", "See @.env\n");
    let found = [
        "CLAUDE.md: assistant-import",
        "api/AGENTS.md: assistant-import",
    ];
    assert_eq!(rules(&project, &[]), found);
    let report = project.check(&[]);
    let first = &report.findings()[0];
    assert_eq!((&first["line"], &first["column"]), (&1.into(), &21.into()));
    assert_eq!(
        first["message"],
        "`@.env` sends this file, an environment file, to the model: remove the import, and tell the names of variables instead."
    );
    project.write(".keyward.toml", "[rules]\nassistant-import = \"off\"\n");
    assert_eq!(rules(&project, &[]), [""; 0]);
}

#[test]
fn a_record_that_git_would_take_is_reported_once() {
    let project = Project::git();
    assert_eq!(rules(&project, &[]), [""; 0], "nothing is there");
    for name in [
        ".specstory/history/a.md",
        ".specstory/history/b.md",
        "api/.aider.chat.history.md",
        ".claude/settings.local.json",
        ".claude/worktrees/a/readme.md",
        "memory-bank/now.md",
        ".cursor/plans/a.md",
        ".crush/crush.db",
    ] {
        project.write(name, "{}\n");
    }
    let loud = [
        ".claude/settings.local.json: assistant-record",
        ".claude/worktrees: assistant-record",
        ".crush: assistant-record",
        ".specstory: assistant-record",
        "api/.aider.chat.history.md: assistant-record",
    ];
    assert_eq!(rules(&project, &[]), loud);
    assert_eq!(
        rules(&project, &["--min-confidence", "possible"]).len(),
        loud.len() + 2,
        "what teams commit on purpose is only possible"
    );
    // Quiet: ignored by git.
    project.write(
        ".gitignore",
        ".specstory/\n.aider*\n.crush/\n**/.claude/settings.local.json\n**/.claude/worktrees/\n",
    );
    assert_eq!(rules(&project, &[]), [""; 0]);
}
