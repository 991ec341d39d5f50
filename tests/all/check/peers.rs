//! Files and comments of other scanners, as they stand.

use keyward_engine::rule;
use sha1::{Digest, Sha1};

use crate::support::cli::{Project, Report, TOKEN_RULE};

/// Two tokens in `src/a.py` (lines 1 and 2) and one in `old/b.py`.
fn project() -> Project {
    let project = Project::git();
    let secrets = [project.secret(1), project.secret(2), project.secret(3)];
    project
        .write(
            "src/a.py",
            format!("one = \"{}\"\ntwo = \"{}\"\n", secrets[0], secrets[1]),
        )
        .write("old/b.py", format!("three = \"{}\"\n", secrets[2]));
    project
}

fn lines(report: &Report) -> Vec<String> {
    let places = report.places().into_iter();
    places
        .map(|place| place.rsplit_once(':').expect("a column").0.to_owned())
        .collect()
}

#[test]
fn gitleaks_rules_find_what_gitleaks_would() {
    let project = Project::git();
    project
        .write(
            ".gitleaks.toml",
            r#"
title = "ours"
[extend]
useDefault = true
[[rules]]
id = "door"
description = "Door code"
regex = '''door\Q[\E([0-9]{4,9})'''
keywords = ["DOOR"]
entropy = 2.0
[[rules.allowlists]]
stopwords = ["9999"]
[[rules]]
id = "lookahead"
regex = '''a(?=b)'''
[[rules]]
id = "store"
path = '''\.jks$'''
"#,
        )
        .write("a.txt", "door[1234\ndoor[12345\ndoor[1234599997\n")
        .write("b.jks", "binary");
    let report = project.check(&[]);
    assert_eq!(report.places(), ["a.txt:2:6 door", "b.jks:1:1 store"]);
    // Two bits exactly are not more than two.
    assert_eq!(report.suppressed("not-random"), 1);
    let outcome = project.run(&["check"]);
    assert!(
        outcome.err.contains(".gitleaks.toml:13: rule `lookahead`"),
        "{}",
        outcome.err
    );
    assert!(outcome.out.contains("Door code"), "{}", outcome.out);
    assert_eq!(project.check(&["--no-repo-config"]).code, 0);
    let listed = project.run(&["rules"]);
    assert!(listed.out.contains("Door code"));
    assert!(project.run(&["explain", "door"]).out.contains("custom"));
}

#[test]
fn gitleaks_allowlists_are_counted_under_their_file() {
    for (text, left, quiet) in [
        ("[[allowlists]]\npaths = ['''^old/''']\n", 2, 1),
        ("[allowlist]\npaths = ['''^old/''']\n", 2, 1),
        (
            "[[allowlists]]\nregexTarget = \"line\"\nregexes = ['''^one''']\n",
            2,
            1,
        ),
        (
            "[[allowlists]]\ncondition = \"AND\"\npaths = ['''^src/''']\nregexTarget = \"line\"\nregexes = ['''^t''']\n",
            2,
            1,
        ),
        (
            "[[allowlists]]\ncondition = \"AND\"\ncommits = [\"abc\"]\npaths = ['''^src/''']\n",
            3,
            0,
        ),
        (
            "[[allowlists]]\ncommits = [\"abc\"]\npaths = ['''^src/''']\n",
            1,
            2,
        ),
        (
            "[extend]\nuseDefault = true\ndisabledRules = [\"no-such\"]\n",
            3,
            0,
        ),
        ("[extend]\ndisabledRules = [\"github-classic-pat\"]\n", 0, 3),
        // C3
        ("[[allowlists]]\nregexes = ['''.*''']\n", 3, 0),
        ("[[allowlists]]\nregexes = ['''.''']\n", 3, 0),
    ] {
        let project = project();
        project.write(".gitleaks.toml", text);
        let report = project.check(&[]);
        assert_eq!(
            (report.findings().len(), report.suppressed("gitleaks-toml")),
            (left, quiet),
            "{text}"
        );
        if quiet > 0 {
            let out = project.run(&["check"]).out;
            assert!(
                out.contains(&format!("{quiet} allowed by `.gitleaks.toml`")),
                "{out}"
            );
        }
    }
}

#[test]
fn a_file_that_is_extended_stays_in_the_workspace() {
    let project = project();
    project
        .write("conf/base.toml", "[[rules]]\nid = \"door\"\nregex = '''door-[0-9]+'''\n")
        .write(
            ".gitleaks.toml",
            "[extend]\npath = \"conf/base.toml\"\n[[rules]]\nid = \"door\"\nkeywords = [\"east\"]\n",
        )
        .write("doors.txt", "door-1\neast door-2\n");
    assert!(lines(&project.check(&[])).contains(&"doors.txt:2".to_owned()));
    assert!(!lines(&project.check(&[])).contains(&"doors.txt:1".to_owned()));
    // C6
    for path in ["../base.toml", "/etc/passwd", "C:/x.toml"] {
        project.write(".gitleaks.toml", format!("[extend]\npath = \"{path}\"\n"));
        let outcome = project.run(&["check"]);
        assert!(
            outcome.err.contains("inside the workspace"),
            "{}",
            outcome.err
        );
    }
}

#[test]
fn accepted_lines_stay_quiet() {
    for (name, reason) in [
        (".gitleaksignore", "gitleaksignore"),
        (".betterleaksignore", "betterleaksignore"),
    ] {
        let project = project();
        let commit = "0123456789abcdef".repeat(3)[..40].to_owned();
        project.write(
            name,
            format!("# old\nsrc/a.py:github-pat:2\n{commit}:old/b.py:generic-api-key:1\n"),
        );
        let report = project.check(&[]);
        assert_eq!(lines(&report), ["src/a.py:1"]);
        assert_eq!(report.suppressed(reason), 2);
    }
}

#[test]
fn values_of_a_baseline_of_detect_secrets_stay_quiet() {
    let project = project();
    let digest: String = Sha1::digest(project.secret(2))
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let entry = format!(
        "{{\"type\": \"X\", \"filename\": \"src/a.py\", \"hashed_secret\": \"{digest}\", \"line_number\": 40}}"
    );
    project.write(
        ".secrets.baseline",
        format!("{{\"version\": \"1.5.0\", \"results\": {{\"src/a.py\": [{entry}]}}}}"),
    );
    let report = project.check(&[]);
    assert_eq!(lines(&report), ["old/b.py:1", "src/a.py:1"]);
    assert_eq!(report.suppressed("secrets-baseline"), 1);
    project.write(".secrets.baseline", "<<<<<<< HEAD\n{}\n");
    let outcome = project.run(&["check"]);
    assert!(
        outcome.err.contains(".secrets.baseline:1: "),
        "{}",
        outcome.err
    );
    assert_eq!(project.check(&[]).findings().len(), 3);
}

#[test]
fn files_that_secretlint_leaves_out_stay_quiet() {
    let project = project();
    project.write(".secretlintignore", "# generated\nold/\n");
    let report = project.check(&[]);
    assert_eq!(
        (
            report.findings().len(),
            report.suppressed("secretlintignore")
        ),
        (2, 1)
    );
}

#[test]
fn comments_of_other_scanners_are_counted_by_name() {
    for (text, reason) in [
        ("$  # gitleaks:allow\n", "gitleaks-comment"),
        ("$  # betterleaks:allow\n", "betterleaks-comment"),
        ("$  # pragma: allowlist secret\n", "detect-secrets-comment"),
        (
            "# pragma: allowlist nextline secret\n$\n",
            "detect-secrets-comment",
        ),
        ("$  // secretlint-disable-line\n", "secretlint-comment"),
        ("// secretlint-disable-next-line\n$\n", "secretlint-comment"),
        (
            "/* secretlint-disable */\n\n$\n/* secretlint-enable */\n",
            "secretlint-comment",
        ),
        (
            "// secretlint-disable @secretlint/secretlint-rule-github -- old\n\n$\n",
            "secretlint-comment",
        ),
        ("$  # trufflehog:ignore\n", "trufflehog-comment"),
        ("$  # kingfisher:ignore\n", "kingfisher-comment"),
        ("$  # ggignore\n", "ggshield-comment"),
    ] {
        let project = Project::new();
        let line = format!("token = \"{}\"", project.secret(5));
        project.write("a.py", text.replace('$', &line));
        let report = project.check(&[]);
        assert_eq!((report.code, report.suppressed(reason)), (0, 1), "{text}");
    }
    for text in [
        "/* secretlint-disable */\n/* secretlint-enable */\n$\n",
        "// secretlint-disable @secretlint/secretlint-rule-aws\n$\n",
        "$\n# gitleaks:allow\n",
    ] {
        let project = Project::new();
        let line = format!("token = \"{}\"", project.secret(5));
        project.write("a.py", text.replace('$', &line));
        assert_eq!(project.check(&[]).code, 1, "{text}");
    }
}

/// C7, C8
#[test]
fn comments_without_a_reason_or_a_use_are_told() {
    let project = Project::new();
    let line = |seed| format!("token = \"{}\"", project.secret(seed));
    project.write(
        "a.py",
        format!(
            "{}  # keyward:allow\n{}\n{}  # keyward:allow {TOKEN_RULE}: revoked\nx = 1  # keyward:allow {TOKEN_RULE}: gone\n",
            line(1),
            line(2),
            line(3)
        ),
    );
    let report = project.check(&[]);
    assert_eq!(lines(&report), ["a.py:2"]);
    let told = report.json["summary"]["comments"]
        .as_array()
        .expect("a list")
        .clone();
    let told: Vec<_> = told
        .iter()
        .map(|one| (one["line"].clone(), one["kind"].clone()))
        .collect();
    assert_eq!(
        told,
        [
            (1.into(), "allow-without-reason".into()),
            (4.into(), "unused-allow".into())
        ]
    );
    let out = project.run(&["check", "-v"]).out;
    assert!(
        out.contains("a.py:4: This comment allows nothing any more"),
        "{out}"
    );
    assert!(!project.run(&["check"]).out.contains("any more"));
}

/// S8, S11 in place
#[test]
fn a_broken_rule_of_ones_own_leaves_the_others_working() {
    let project = Project::git();
    project
        .write(
            ".keyward.toml",
            "[[custom_rules]]\nid = \"bad\"\nregex = '(((a{1000}){1000}){1000})'\n\n[[custom_rules]]\nid = \"door\"\nregex = 'door-[0-9]+'\nseverity = \"low\"\n",
        )
        .write("a.txt", "door-77\n");
    let report = project.check(&[]);
    assert_eq!(report.places(), ["a.txt:1:1 door"]);
    assert_eq!(report.findings()[0]["severity"], "low");
    let err = project.run(&["check"]).err;
    assert!(
        err.contains(".keyward.toml:3: rule `bad`: the regex is larger than 1 MiB"),
        "{err}"
    );
    assert!(rule::by_id("door").is_none());
}

/// C5
#[test]
fn files_that_are_too_large_or_no_files_are_not_read() {
    let project = project();
    let quiet = "[allowlist]\npaths = ['''src''']\n";
    project.write(
        ".gitleaks.toml",
        format!("{quiet}#{}\n", "x".repeat(300 * 1024)),
    );
    let outcome = project.run(&["check"]);
    assert!(
        outcome.err.contains("larger than 256 KiB"),
        "{}",
        outcome.err
    );
    assert_eq!(project.check(&[]).findings().len(), 3);
    std::fs::remove_file(project.path().join(".gitleaks.toml")).unwrap();
    project.write(".gitleaks.toml/inside", "");
    let outcome = project.run(&["check"]);
    assert!(outcome.err.contains("regular file"), "{}", outcome.err);
    #[cfg(unix)]
    {
        project.write("other", quiet);
        std::os::unix::fs::symlink("other", project.path().join(".betterleaks.toml")).unwrap();
        let outcome = project.run(&["check"]);
        assert!(
            outcome
                .err
                .contains(".betterleaks.toml:1: must be a regular file"),
            "{}",
            outcome.err
        );
        assert_eq!(project.check(&[]).findings().len(), 3);
    }
}

#[test]
fn a_file_without_text_is_found_by_its_name() {
    let project = Project::git();
    project
        .write(
            ".keyward.toml",
            "[[custom_rules]]\nid = \"store\"\npath = \"**/*.jks\"\n",
        )
        .write("a/b.jks", b"\0\x01\0\0\xFF");
    let report = project.check(&[]);
    assert_eq!(report.places(), ["a/b.jks:1:1 store"]);
}

#[test]
fn what_a_rule_of_ones_own_finds_can_be_fixed_and_is_never_shown() {
    let project = Project::git();
    let code = ["8391", "0472", "65"].concat();
    project.hide(&code);
    project
        .write(
            ".keyward.toml",
            "[[custom_rules]]\nid = \"door\"\nregex = 'door-([0-9]{10})'\nenv = \"DOOR_CODE\"\n",
        )
        .write(
            "a.py",
            format!("code = \"door-{code}\"\ndoor = \"door-{code}\"\n"),
        );
    for format in ["text", "json", "sarif"] {
        assert_eq!(project.run(&["check", "--format", format]).code, 1);
    }
    let told = project.run(&["explain", "a.py:1"]).out;
    assert!(told.contains("matches a rule of your own"), "{told}");
    let dry = project.run(&["fix", "a.py:1", "--dry-run"]);
    assert!(dry.out.contains("DOOR_CODE"), "{}{}", dry.out, dry.err);
}
