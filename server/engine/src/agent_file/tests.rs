use expect_test::expect;

use super::*;

#[test]
fn a_path_tells_what_is_sent_to_a_model() {
    let sent = |path: &str| instructions(Path::new(path)).map(|it| it.sent);
    for path in [
        "AGENTS.md",
        "api/AGENTS.md",
        "CLAUDE.md",
        ".claude/CLAUDE.md",
        ".claude/rules/db.md",
        ".claude/rules/db/tables.md",
        ".github/copilot-instructions.md",
        "GEMINI.md",
        ".clinerules",
        ".clinerules/a.md",
        ".roo/rules/a.md",
        ".roo/rules-code/deep/a.md",
        ".rules",
        "memory-bank/now.md",
        "replit.md",
    ] {
        assert_eq!(sent(path), Some(Sent::Always), "{path}");
    }
    assert_eq!(sent(".cursor/rules/web.mdc"), Some(Sent::OnMatch));
    assert_eq!(
        sent(".github/instructions/a.instructions.md"),
        Some(Sent::OnMatch)
    );
    assert_eq!(
        sent(".github/instructions/x/a.instructions.md"),
        Some(Sent::OnMatch)
    );
    assert_eq!(sent(".claude/skills/mail/SKILL.md"), Some(Sent::OnUse));
    assert_eq!(sent("docs/ask.prompt.md"), Some(Sent::OnUse));
    assert_eq!(sent("CONVENTIONS.md"), Some(Sent::Configured));
    assert_eq!(sent("public/llms.txt"), Some(Sent::Public));
    for path in [
        "README.md",
        "docs/agents.html",
        "src/agents.rs",
        ".claude/settings.json",
        ".cursor/mcp.json",
        "rules/a.md",
        ".roo/mcp.json",
        ".kiro/settings/mcp.json",
    ] {
        assert_eq!(sent(path), None, "{path}");
    }
}

#[test]
fn an_import_of_a_secret_file() {
    let text = "See @.env and @README.md.\n- @config/.env.production, too\nMail me@.env\n`@.env` is code\n```\n@.env\n```\n@~/.ssh/id_rsa\n@.env.example\n";
    let shown: Vec<&str> = imports_of_secrets(text)
        .into_iter()
        .map(|it| &text[it.range])
        .collect();
    expect![[r#"
        [
            "@.env",
            "@config/.env.production",
        ]
    "#]]
    .assert_debug_eq(&shown);
}

#[test]
fn a_path_tells_the_record_that_it_lies_in() {
    let record = |path: &str| record_of(path).map(|it| path[..it.len].to_owned());
    let is = |path: &str, wanted: &str| assert_eq!(record(path).as_deref(), Some(wanted), "{path}");
    is(".specstory/history/a.md", ".specstory");
    is("api/.aider.chat.history.md", "api/.aider.chat.history.md");
    is(".aider.tags.cache.v4/cache.db", ".aider.tags.cache.v4");
    is(".claude/settings.local.json", ".claude/settings.local.json");
    is("web/.claude/worktrees/a/.env", "web/.claude/worktrees");
    is("memory-bank/now.md", "memory-bank");
    for path in [
        ".claude/settings.json",
        "specstory/a.md",
        ".aider.conf.yml",
        "src/.crush",
        "a.b/c",
    ] {
        assert_eq!(record(path), None, "{path}");
    }
}

#[test]
fn every_row_can_be_met() {
    for row in all_instructions() {
        for file in row.files {
            let path = file.replace("**", "x/y").replace('*', "x");
            assert_eq!(of_lower(&path).map(|it| it.by), Some(row.by), "{file}");
        }
    }
    for row in all_records() {
        for file in row.files {
            let path = format!(
                "{}{}",
                file.replace('*', "1"),
                if file.ends_with('/') { "x" } else { "" }
            );
            assert_eq!(
                record_of(&path).map(|it| it.record.by),
                Some(row.by),
                "{file}"
            );
        }
    }
}
