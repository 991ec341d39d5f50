//! `--fix` among files that are broken, linked, locked or too large: each is refused by its name
//! and stays as it is, and the other assistants are seen to all the same.

use std::fs;

use crate::support::cli::Project;

/// A project in which five assistants are in use, each with a file of its own that holds comments.
fn five() -> Project {
    let project = Project::git();
    let value = project.secret(1);
    project
        .write(".env", format!("TOKEN={value}\n"))
        .write("api/.env.local", format!("TOKEN={value}\n"))
        .write(".env.example", "TOKEN=\n")
        .write("api/.env.sample", "TOKEN=\n")
        .write(".gitignore", "# mine\n.env*\n!.env.example\n!.env.sample\n")
        .write("CLAUDE.md", "# Rules\n")
        .write(
            ".codex/config.toml",
            "# mine\nmodel = \"x\" # kept\n\n[mcp_servers.a] # one\ncommand = \"b\"\n",
        )
        .write(".kiroignore", "# mine\r\nbuild/\r\n")
        .write(
            "opencode.json",
            "{\n  // mine\n  \"permission\": { \"read\": { \"*\": \"allow\" } } // kept\n}\n",
        )
        .write(
            ".vscode/settings.json",
            "{\n\t// mine\n\t\"github.copilot.chat.x\": true, // kept\n}\n",
        );
    project
}

fn read(project: &Project, name: &str) -> String {
    fs::read_to_string(project.path().join(name)).unwrap()
}

#[test]
fn comments_stay_and_the_second_time_changes_nothing() {
    let project = five();
    let outcome = project.run(&["exposure", "--fix"]);
    assert!(!outcome.err.contains("refused"), "{}", outcome.err);
    let files = [
        (".claude/settings.json", &["Read(**/.env.local)"][..]),
        (
            ".codex/config.toml",
            &[
                "# mine\nmodel = \"x\" # kept\n",
                "[mcp_servers.a] # one\n",
                "\"**/.env.local\" = \"deny\"",
            ],
        ),
        (
            ".kiroignore",
            &["# mine\r\nbuild/\r\n.env\r\n", "!.env.sample\r\n"],
        ),
        (
            "opencode.json",
            &["// mine\n", "// kept\n", "\"*.env\": \"deny\""],
        ),
        (
            ".vscode/settings.json",
            &["// mine\n", "// kept\n", "\"dotenv\": false"],
        ),
    ];
    for (name, texts) in files {
        let now = read(&project, name);
        for text in texts {
            assert!(now.contains(text), "{name} has no {text:?}: {now}");
        }
    }
    let once: Vec<String> = files.iter().map(|(name, _)| read(&project, name)).collect();
    let again = project.run(&["exposure", "--fix"]);
    assert!(!again.err.contains("done"), "{}", again.err);
    let twice: Vec<String> = files.iter().map(|(name, _)| read(&project, name)).collect();
    assert_eq!(once, twice);
}

#[test]
fn a_broken_file_stops_its_own_assistant_only() {
    let value = Project::git().secret(2);
    for (name, line, text) in [
        (
            ".claude/settings.json",
            2,
            format!("{{\n  \"env\": {{ \"K\": \"{value}\" ,, }}\n}}\n"),
        ),
        (
            ".codex/config.toml",
            3,
            format!("# mine\nmodel = \"x\"\nkey = {value}\n"),
        ),
        (
            "opencode.json",
            3,
            format!("{{\n  \"a\": 1,\n  \"{value}\": tru\n}}\n"),
        ),
    ] {
        let project = five();
        project.write(name, &text);
        let outcome = project.run(&["exposure", "--fix"]);
        let refusal = outcome.err.lines().find(|it| it.contains("refused"));
        let refusal = refusal.unwrap_or_else(|| panic!("{name}: {}", outcome.err));
        assert!(refusal.contains(name), "{refusal}");
        assert!(refusal.contains(&format!("in line {line}")), "{refusal}");
        assert!(
            !outcome.err.contains(&value) && !outcome.out.contains(&value),
            "{name}"
        );
        assert_eq!(read(&project, name), text, "{name} is left as it is");
        assert!(
            read(&project, ".kiroignore").contains(".env\r\n"),
            "{}",
            outcome.err
        );
    }
}

#[cfg(unix)]
#[test]
fn what_is_not_written_to_is_named() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let outside = tempfile::tempdir().unwrap();
    let elsewhere = outside.path().join("ignore");
    let large = "x".repeat(2 << 20);
    for what in [
        "is a link",
        "has more than one name",
        "is read-only",
        "is larger than 1 MiB",
        "is a folder",
    ] {
        let project = five();
        let path = project.path().join(".kiroignore");
        fs::write(&elsewhere, "# theirs\n").unwrap();
        fs::remove_file(&path).unwrap();
        match what {
            "is a link" => symlink(&elsewhere, &path).unwrap(),
            "has more than one name" => {
                fs::write(&path, "# mine\n").unwrap();
                fs::hard_link(&path, project.path().join("other")).unwrap();
            }
            "is read-only" => {
                fs::write(&path, "# mine\n").unwrap();
                fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
            }
            "is a folder" => fs::create_dir(&path).unwrap(),
            _ => fs::write(&path, &large).unwrap(),
        }
        let outcome = project.run(&["exposure", "--fix", "--assistant", "kiro"]);
        assert!(outcome.err.contains("refused"), "{what}: {}", outcome.err);
        assert!(
            outcome.err.contains(&format!("`.kiroignore` {what}")),
            "{what}: {}",
            outcome.err
        );
        assert_eq!(
            fs::read_to_string(&elsewhere).unwrap(),
            "# theirs\n",
            "{what}"
        );
        assert!(
            !path.is_file() || !read(&project, ".kiroignore").contains(".env"),
            "{what}"
        );
    }
}
