//! `keyward import`, and the page about it.

use std::fs;
use std::path::Path;

use sha1::{Digest, Sha1};

use crate::support::cli::{Project, TOKEN_RULE};

/// The blocks of the page that hold TOML, in order.
fn blocks() -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/migrating.md");
    let page = fs::read_to_string(page)
        .expect("the page")
        .replace("\r\n", "\n");
    let parts = page.split("```toml\n").skip(1);
    parts
        .map(|part| part.split("```").next().expect("an end").to_owned())
        .collect()
}

#[test]
fn the_example_of_the_page_comes_out_as_the_page_says() {
    let [before, after] = &blocks()[..] else {
        panic!("two examples");
    };
    let project = Project::git();
    project.write(".gitleaks.toml", before);
    let dry = project.run(&["import", "--dry-run"]);
    assert_eq!((dry.code, &dry.out), (0, after), "{}", dry.err);
    assert!(!project.path().join(".keyward.toml").exists());
    let outcome = project.run(&["import"]);
    assert!(
        outcome
            .out
            .contains(".gitleaks.toml: 1 rules, 1 allow entries"),
        "{}",
        outcome.out
    );
    assert_eq!(
        &fs::read_to_string(project.path().join(".keyward.toml")).unwrap(),
        after
    );
    fs::remove_file(project.path().join(".gitleaks.toml")).unwrap();
    let key = ["acme_", "deploy_", &"x9k2m4q8w7h3n5t1".repeat(2)].concat();
    project.hide(&key);
    project
        .write("a.txt", format!("{key}\n"))
        .write("cassettes/b.txt", format!("{key}\n"));
    let report = project.check(&[]);
    assert_eq!(report.places(), ["a.txt:1:13 acme-deploy-key"]);
    assert_eq!(report.suppressed("keyward-toml"), 1);
}

#[test]
fn accepted_findings_go_over_without_values_and_follow_their_lines() {
    let project = Project::git();
    let (one, two) = (project.secret(1), project.secret(2));
    let text = format!("one = \"{one}\"\ntwo = \"{two}\"\n");
    let digest: String = Sha1::digest(&two)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    project
        .write("src/a.py", &text)
        .write(".gitleaksignore", "src/a.py:x:1\nsrc/gone.py:x:1\n")
        .write(
            ".secrets.baseline",
            format!("{{\"results\": {{\"src/a.py\": [{{\"hashed_secret\": \"{digest}\"}}]}}}}"),
        )
        .write(".secretlintignore", "old/\n!keep\n")
        .write(".keyward.toml", "# ours\n[rules]\n");
    let outcome = project.run(&["import", "."]);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert!(
        outcome
            .out
            .contains("nothing is found in src/gone.py:1 any more"),
        "{}",
        outcome.out
    );
    assert!(
        outcome.out.contains(".secretlintignore:2: `!keep`"),
        "{}",
        outcome.out
    );
    let settings = fs::read_to_string(project.path().join(".keyward.toml")).unwrap();
    assert!(settings.contains("# ours\n[rules]\n"), "{settings}");
    assert!(!settings.contains(&digest) && !settings.contains(&one) && !settings.contains(&two));
    for name in [".gitleaksignore", ".secrets.baseline", ".secretlintignore"] {
        fs::remove_file(project.path().join(name)).unwrap();
    }
    project.write("src/a.py", format!("import os\n\n{text}"));
    project.write("old/b.py", format!("three = \"{}\"\n", project.secret(3)));
    let report = project.check(&[]);
    assert_eq!(
        (report.code, report.suppressed("keyward-toml")),
        (0, 2),
        "{settings}"
    );
    assert_eq!(report.suppressed("configured"), 1);
    project.write("src/c.py", format!("four = \"{}\"\n", project.secret(4)));
    assert_eq!(
        project.check(&[]).places(),
        [format!("src/c.py:1:9 {TOKEN_RULE}")]
    );
}

#[test]
fn nothing_to_import_and_settings_with_a_mistake_are_told() {
    let project = Project::git();
    let outcome = project.run(&["import"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.err.contains(".secrets.baseline"), "{}", outcome.err);
    project
        .write(".gitleaksignore", "a:b:1\n")
        .write(".keyward.toml", "exclude = [");
    let outcome = project.run(&["import"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.err.contains("correct it first"), "{}", outcome.err);
    assert_eq!(
        fs::read_to_string(project.path().join(".keyward.toml")).unwrap(),
        "exclude = ["
    );
}
