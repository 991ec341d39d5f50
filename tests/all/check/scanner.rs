//! S: large, hostile and special input. Sizes are bounded so that a debug build stays quick.

use crate::support::cli::Project;

/// S2, smaller.
#[test]
fn one_very_long_line_is_scanned_to_its_end() {
    let project = Project::new();
    let filler = "x = 'lorem ipsum dolor'; ".repeat(40_000);
    let part = |seed| format!("t = \"{}\"; ", project.secret(seed));
    let text = [part(1), filler.clone(), part(2), filler, part(3)].concat();
    let second = part(1).len() + 1_000_000 + 6;
    project.write("bundle.js", &text);
    let report = project.check(&[]);
    assert_eq!(report.findings().len(), 3);
    assert_eq!(report.findings()[1]["column"], second);
    let shown = project.run(&["check"]).out;
    assert!(
        shown.lines().all(|line| line.chars().count() < 400),
        "a shown line is too long"
    );
}

/// S3, smaller.
#[test]
fn masses_of_near_misses_give_no_flood() {
    let project = Project::new();
    let prefix: String = ["AK", "IA"].concat();
    let near = format!("{} ", &project.secret(1)[..30]);
    project
        .write("a.txt", "A".repeat(400_000))
        .write("akia.txt", prefix.repeat(100_000))
        .write(
            "base64.txt",
            "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo".repeat(10_000),
        )
        .write("near.txt", near.repeat(10_000));
    let report = project.check(&["--min-confidence", "possible"]);
    assert!(
        report.findings().len() < 10,
        "{} findings",
        report.findings().len()
    );
}

/// S5
#[test]
fn binary_content_under_a_text_name_is_skipped_with_the_reason() {
    let project = Project::new();
    project.write(
        "a.py",
        [b"token\0\x01\x02".as_slice(), project.secret(1).as_bytes()].concat(),
    );
    let report = project.check(&[]);
    assert_eq!(
        (report.code, report.skipped()),
        (3, vec!["a.py binary".to_owned()])
    );
}

#[test]
fn text_under_a_binary_name_is_scanned() {
    let project = Project::new();
    project.write("a.png", format!("token = \"{}\"\n", project.secret(1)));
    assert_eq!(project.check(&[]).findings().len(), 1);
}

/// S7
#[test]
fn a_bundle_with_300_keys_reports_them_all() {
    let project = Project::new();
    let text: String = (0..300)
        .map(|seed| format!("var k{seed}='{}';", project.secret(seed)))
        .collect();
    project.write("bundle.min.js", text);
    assert_eq!(project.check(&[]).findings().len(), 300);
}

/// S12: a live provider's key stays loud among tests.
#[test]
fn a_token_in_a_fixture_is_still_listed() {
    let project = Project::new();
    project.write(
        "tests/fixtures/a.py",
        format!("t = \"{}\"\n", project.secret(2)),
    );
    let report = project.check(&[]);
    assert_eq!(report.code, 1);
    assert_eq!(report.findings()[0]["confidence"], "certain");
}

/// S13
#[test]
fn a_lookup_is_no_finding() {
    let project = Project::new();
    project
        .write("a.py", "import os\nTOKEN = os.environ[\"GITHUB_TOKEN\"]\n")
        .write("a.js", "const token = process.env.GITHUB_TOKEN;\n")
        .write("a.sh", "export TOKEN=\"${GITHUB_TOKEN:?}\"\n");
    assert_eq!(
        project.check(&["--min-confidence", "possible"]).places(),
        Vec::<String>::new()
    );
}

/// S14
#[test]
fn values_in_an_ignored_dotenv_are_where_they_belong() {
    let project = Project::git();
    project
        .write(".gitignore", ".env\n")
        .write(".env", format!("GITHUB_TOKEN={}\n", project.secret(1)));
    assert_eq!(project.check(&[]).places(), Vec::<String>::new());
    let report = project.check(&[".env"]);
    assert_eq!((report.code, report.suppressed("dot-env")), (0, 1));
}

/// S15
#[test]
fn a_template_holds_no_real_value() {
    let project = Project::new();
    project.write(
        ".env.example",
        format!("GITHUB_TOKEN={}\n", project.secret(1)),
    );
    assert_eq!(project.check(&[]).findings().len(), 1);
    let project = Project::new();
    project.write(".env.example", "GITHUB_TOKEN=your-token-here\nAPI_KEY=\n");
    assert_eq!(project.check(&[]).places(), Vec::<String>::new());
}
