//! O: what is printed. That no value is among it, every run of every test checks.

use serde_json::Value;

use crate::support::cli::{Project, Report, TOKEN_RULE};

/// O2
#[test]
fn no_format_prints_a_value() {
    let project = Project::new();
    project.write(
        "a.py",
        format!(
            "a = \"{}\"\nb = \"{}\"\n",
            project.secret(1),
            project.secret(2)
        ),
    );
    for format in ["text", "json", "sarif"] {
        let outcome = project.run(&[
            "check",
            "--format",
            format,
            "--verbose",
            "--min-confidence",
            "possible",
        ]);
        assert_eq!(outcome.code, 1);
        assert!(outcome.out.contains(TOKEN_RULE), "{format}");
    }
    assert_eq!(project.run(&["explain", "a.py:1"]).code, 0);
    assert_eq!(project.run(&["explain", "a.py:2:9"]).code, 0);
}

/// O7: of a value with a public prefix the prefix is shown, and nothing else.
#[test]
fn only_the_public_prefix_is_shown() {
    let project = Project::new();
    let token = project.secret(3);
    project.write("a.py", format!("a = \"{token}\"\n"));
    let outcome = project.run(&["check"]);
    let (prefix, rest) = token.split_at(4);
    assert!(outcome.out.contains(prefix));
    for window in rest.as_bytes().windows(4) {
        let part = std::str::from_utf8(window).unwrap();
        assert!(
            !outcome.out.contains(part),
            "four characters of the value were shown"
        );
    }
}

/// O8
#[test]
fn two_secrets_on_one_line_hide_each_other() {
    let project = Project::new();
    project.write(
        "a.py",
        format!(
            "pair = (\"{}\", \"{}\")\n",
            project.secret(1),
            project.secret(2)
        ),
    );
    let outcome = project.run(&["check"]);
    assert!(
        outcome.out.ends_with("2 findings in 1 file\n"),
        "{}",
        outcome.out
    );
}

/// O8, for one that is allowed beside one that is not.
#[test]
fn an_allowed_secret_is_masked_too() {
    let project = Project::new();
    let (one, two) = (project.secret(1), project.secret_of("slack-bot-token", 2));
    project.write(
        "a.py",
        format!("p = (\"{one}\", \"{two}\")  # keyward:allow {TOKEN_RULE}: rotated\n"),
    );
    let outcome = project.run(&["check"]);
    assert!(
        outcome.out.contains("1 allowed by comments"),
        "{}",
        outcome.out
    );
}

/// O10
#[cfg(unix)]
#[test]
fn control_characters_are_shown_escaped() {
    let project = Project::new();
    let name = "a\u{1b}]8;;http:\u{7}\rb.py";
    project.write(
        name,
        format!("k\u{1b}[31m\u{8} = \"{}\"\n", project.secret(1)),
    );
    project.write("x\u{1b}[2J.bin", b"\0");
    let outcome = project.run(&["check"]);
    assert!(
        !outcome.out.contains(['\u{1b}', '\r', '\u{8}', '\u{7}']),
        "{:?}",
        outcome.out
    );
    assert!(
        outcome.out.contains("a\\u{1b}]8;;http:\\u{7}\\u{d}b.py:1:"),
        "{}",
        outcome.out
    );
    let missing = project.run(&["check", "no\u{1b}[31m"]);
    assert!(!missing.err.contains('\u{1b}'), "{:?}", missing.err);
}

/// O12
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_utf_8_give_valid_documents() {
    use std::os::unix::ffi::OsStrExt;
    let project = Project::new();
    let name = std::ffi::OsStr::from_bytes(b"caf\xE9 \"q\"\n%.py");
    std::fs::write(
        project.path().join(name),
        format!("t = \"{}\"", project.secret(1)),
    )
    .unwrap();
    let report = project.check(&[]);
    assert_eq!(report.findings()[0]["path"], "caf\u{FFFD} \"q\"\n%.py");
    let sarif = Report::of(&project.run(&["check", "--format", "sarif"])).json;
    let uri = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone();
    assert_eq!(uri, "caf%EF%BF%BD%20%22q%22%0A%25.py");
}

/// O13
#[test]
fn pipes_and_no_color_get_no_escapes() {
    let project = Project::new();
    project.write("a.py", format!("t = \"{}\"\n", project.secret(1)));
    assert!(!project.run(&["check"]).out.contains('\u{1b}'));
    let output = project
        .command()
        .arg("check")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(!output.stdout.contains(&0x1b));
}

#[test]
fn the_text_report_points_at_the_masked_value() {
    let project = Project::new();
    project.write(
        "app.py",
        format!("import os\n\nTOKEN = \"{}\"\n", project.secret(1)),
    );
    let out = project.run(&["check"]).out;
    assert!(out.contains("--> app.py:3:10"), "{out}");
    assert!(out.contains("3 | TOKEN = \"ghp_"), "{out}");
    assert!(out.contains("checksum"), "{out}");
}

#[test]
fn the_json_report_has_its_documented_shape() {
    let project = Project::new();
    project.write("src/app.py", format!("t = \"{}\"\n", project.secret(1)));
    let report = project.check(&[]);
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(&report.json), ["findings", "summary"]);
    let expected = [
        "rule",
        "provider",
        "path",
        "line",
        "column",
        "end_line",
        "end_column",
        "confidence",
        "severity",
        "message",
        "redacted",
        "fingerprint",
        "proof",
        "layers",
        "companions",
    ];
    assert_eq!(keys(&report.findings()[0]), expected);
    let finding = &report.findings()[0];
    assert_eq!(finding["path"], "src/app.py");
    assert_eq!(finding["end_column"], 6 + 40);
    assert_eq!(finding["proof"], "passed");
    assert_eq!(finding["provider"], "github");
    let summary = &report.json["summary"];
    assert_eq!(summary["files_scanned"], 1);
    assert_eq!(summary["bytes_scanned"], 47);
}

#[test]
fn the_sarif_report_is_what_scanning_services_read() {
    let project = Project::new();
    project
        .write("a b/app.py", format!("t = \"{}\"\n", project.secret(1)))
        .write("x.bin", b"\0");
    let log = Report::of(&project.run(&["check", "--format", "sarif"])).json;
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let result = &run["results"][0];
    assert_eq!(result["level"], "error");
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(
        run["tool"]["driver"]["rules"][index]["id"],
        result["ruleId"]
    );
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b/app.py");
    assert_eq!(place["region"]["startColumn"], 6);
    assert!(
        result["partialFingerprints"]["keyward/v1"]
            .as_str()
            .is_some_and(|text| text.len() == 16)
    );
    let notes = &run["invocations"][0];
    assert_eq!(notes["executionSuccessful"], false);
    assert_eq!(notes["toolExecutionNotifications"][0]["level"], "warning");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let project = Project::new();
    for number in 0..40_u64 {
        project.write(
            &format!("d{}/f{number}.py", number % 7),
            format!("t = \"{}\"\n", project.secret(number)),
        );
    }
    let one = project
        .run(&["check", "--format", "json", "--jobs", "1"])
        .out;
    let many = project
        .run(&["check", "--format", "json", "--jobs", "8"])
        .out;
    assert_eq!(one, many);
}

#[test]
fn text_on_standard_input_is_checked_under_its_name() {
    let project = Project::new();
    let text = format!("t = \"{}\"\n", project.secret(1));
    let args = [
        "check",
        "--format",
        "json",
        "--stdin",
        "--stdin-filename",
        "src/app.py",
    ];
    let report = Report::of(&project.run_with_input(&args, text.as_bytes()));
    assert_eq!(report.code, 1);
    assert_eq!(report.places(), [format!("src/app.py:1:6 {TOKEN_RULE}")]);
    let report = Report::of(&project.run_with_input(&args, b"\0"));
    assert_eq!(
        (report.code, report.skipped()),
        (3, vec!["src/app.py binary".to_owned()])
    );
}

#[test]
fn rules_and_their_explanation_are_listed() {
    let project = Project::new();
    let rules: Value =
        serde_json::from_str(&project.run(&["rules", "--format", "json"]).out).unwrap();
    let rule = rules["rules"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == TOKEN_RULE)
        .unwrap();
    let says = |rule: &Value, key: &str| rule[key].as_str().is_some_and(|text| !text.is_empty());
    for key in [
        "id", "provider", "kind", "docs", "sample", "env_name", "revoke",
    ] {
        assert!(says(rule, key), "{key}");
    }
    for rule in rules["rules"].as_array().unwrap() {
        let complete = ["id", "name", "provider_name", "severity", "docs", "shape"]
            .iter()
            .all(|key| says(rule, key));
        let variable = says(rule, "env_name") != says(rule, "env_note");
        let revocable = says(rule, "revoke") || rule["publishable"] == true;
        assert!(complete && variable && revocable, "{rule}");
    }
    let told = project.run(&["explain", TOKEN_RULE]);
    assert_eq!(told.code, 0);
    assert!(told.out.contains("GITHUB_TOKEN"), "{}", told.out);
    assert_eq!(project.run(&["explain", "no-such-rule"]).code, 2);
}

#[test]
fn a_place_is_explained_whether_reported_or_not() {
    let project = Project::new();
    project.write(
        "a.py",
        format!(
            "t = \"{}\"\npassword = \"changeme\"\nx = 1\n",
            project.secret(1)
        ),
    );
    let told = project.run(&["explain", "a.py:1"]).out;
    assert!(
        told.contains("reported") && told.contains("checksum"),
        "{told}"
    );
    let told = project.run(&["explain", "a.py:2"]).out;
    assert!(told.contains("not reported"), "{told}");
    let told = project.run(&["explain", "a.py:3"]).out;
    assert!(told.contains("nothing here"), "{told}");
    assert_eq!(project.run(&["explain", "a.py:9"]).code, 2);
}
