//! The checks beside credentials, case by case as folders of data: `tests/fixtures/hygiene/CHECK/must-report` and
//! `must-stay-quiet`. A case is one text with the files of a small project.

mod made;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use keyward_engine::hygiene;

use crate::support::cli::{Project, Report};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/hygiene")
}

/// One case.
#[derive(Default)]
struct Case {
    /// The lines `# WORD REST` before the first file.
    orders: Vec<(String, String)>,
    files: Vec<(String, String)>,
}

impl Case {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("a text");
        let mut case = Self::default();
        for line in text.split_inclusive('\n') {
            if let Some(name) = line.strip_prefix("=== ") {
                case.files.push((name.trim().to_owned(), String::new()));
            } else if let Some((_, text)) = case.files.last_mut() {
                text.push_str(line);
            } else if let Some(order) = line.strip_prefix("# ") {
                let (word, rest) = order.trim().split_once(' ').unwrap_or((order.trim(), ""));
                case.orders.push((word.to_owned(), rest.to_owned()));
            }
        }
        case
    }

    fn orders<'c>(&'c self, word: &'c str) -> impl Iterator<Item = &'c str> {
        let orders = self.orders.iter().filter(move |(known, _)| known == word);
        orders.map(|(_, rest)| rest.as_str())
    }

    fn project(&self) -> Project {
        let project = Project::new();
        for (name, text) in &self.files {
            project.write(name, made::filled(text, &project));
        }
        let tracked: Vec<&str> = self.orders("tracked").collect();
        if !tracked.is_empty() || self.orders("git").next().is_some() {
            project.run_git(&["init", "--quiet"]);
        }
        if self.orders("remote").next().is_some() {
            project.run_git(&["remote", "add", "origin", "https://git.example/a.git"]);
        }
        for name in tracked {
            project.run_git(&["add", "--force", name]);
        }
        self.set_rights(&project);
        project
    }

    #[cfg(unix)]
    fn set_rights(&self, project: &Project) {
        use std::os::unix::fs::PermissionsExt as _;
        let set = |path: &Path, mode: u32| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("rights");
        };
        set(project.path(), 0o755);
        for order in self.orders("mode") {
            let (mode, name) = order.split_once(' ').expect("a mode and a name");
            set(
                &project.path().join(name),
                u32::from_str_radix(mode, 8).expect("octal"),
            );
        }
    }

    #[cfg(not(unix))]
    fn set_rights(&self, _: &Project) {}

    fn check(&self) -> Report {
        let project = self.project();
        let mut command = project.command();
        command.env("KEYWARD_RIGHTS", "always");
        command.args(["check", "--format", "json", "--min-confidence", "possible"]);
        project.report(command)
    }
}

fn cases(check: &str, kind: &str) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder().join(check).join(kind));
    let listed = listed.unwrap_or_else(|error| panic!("{check}/{kind}: {error}"));
    let mut paths: Vec<PathBuf> = listed.map(|one| one.expect("an entry").path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{check}/{kind} has no case");
    paths
}

/// `path:line` of the findings of a check, and their messages.
fn found(report: &Report, check: &str) -> Vec<(String, String)> {
    let findings = report.findings().iter().filter(|one| one["rule"] == check);
    let place = |one: &serde_json::Value| {
        let text = |key: &str| one[key].as_str().expect("a text").to_owned();
        (format!("{}:{}", text("path"), one["line"]), text("message"))
    };
    findings.map(place).collect()
}

#[test]
fn every_check_has_its_cases() {
    let listed = fs::read_dir(folder()).expect("the cases");
    let listed = listed.map(|one| {
        one.expect("an entry")
            .file_name()
            .into_string()
            .expect("a name")
    });
    let listed: BTreeSet<String> = listed.collect();
    let known: BTreeSet<String> = hygiene::all().iter().map(|one| one.id.to_owned()).collect();
    assert_eq!(listed, known);
}

fn skipped(check: &str) -> bool {
    check == "env-readable-by-others" && cfg!(not(unix))
}

#[test]
fn what_must_be_reported_is() {
    let mut wrong = Vec::new();
    for check in hygiene::all().iter().filter(|one| !skipped(one.id)) {
        for path in cases(check.id, "must-report") {
            let case = Case::read(&path);
            let found = found(&case.check(), check.id);
            let places: BTreeSet<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
            let expected: BTreeSet<&str> = case.orders("expect").collect();
            assert!(!expected.is_empty(), "{} expects nothing", path.display());
            let says = case.orders("says").all(|order| {
                let (place, words) = order.split_once(' ').expect("a place and words");
                found
                    .iter()
                    .any(|(at, message)| at == place && message.contains(words))
            });
            if places != expected || !says {
                wrong.push(format!("{}: {found:?}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_must_stay_quiet_does() {
    let mut wrong = Vec::new();
    for check in hygiene::all().iter().filter(|one| !skipped(one.id)) {
        for path in cases(check.id, "must-stay-quiet") {
            let found = found(&Case::read(&path).check(), check.id);
            if !found.is_empty() {
                wrong.push(format!("{}: {found:?}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every format names the check, its page where it has one, and no value.
#[test]
fn every_format_reports_them() {
    let project = Project::new();
    let value = project.secret(1);
    project.write(".env", format!("A_TOKEN={value}\nA_TOKEN=x{value}\n"));
    for format in ["text", "json", "sarif"] {
        let outcome = project.run(&["check", "--format", format]);
        assert_eq!(outcome.code, 1, "{}", outcome.out);
        assert!(
            outcome.out.contains("env-duplicate-name"),
            "{}",
            outcome.out
        );
    }
    let sarif = project.run(&["check", "--format", "sarif"]).out;
    assert!(
        sarif.contains("docs/checks.md#env-duplicate-name"),
        "{sarif}"
    );
}

#[test]
fn comments_settings_and_baselines_make_them_quiet_and_are_counted() {
    let project = Project::new();
    project.write(
        ".env",
        "A=1\n# keyward:allow env-duplicate-name: one for each shell\nB=1\nB=2\nA=2\n",
    );
    let report = project.check(&[]);
    assert_eq!(report.places(), [".env:1:1 env-duplicate-name"]);
    assert_eq!(report.suppressed("allowed"), 1);
    assert_eq!(
        report.json["summary"]["comments"].as_array().map(Vec::len),
        Some(0)
    );

    let fingerprint = report.findings()[0]["fingerprint"]
        .as_str()
        .expect("a name")
        .to_owned();
    project.write(
        ".keyward.toml",
        format!("[[allow]]\nfingerprints = [\"{fingerprint}\"]\nreason = \"reviewed\"\n"),
    );
    assert_eq!(project.check(&[]).places(), [] as [&str; 0]);

    project.write(".keyward.toml", "[rules]\nenv-duplicate-name = \"off\"\n");
    let report = project.check(&[]);
    assert_eq!((report.code, report.suppressed("configured")), (0, 1));
    project.write(".keyward.toml", "[rules]\nenv-duplicate-name = \"hint\"\n");
    assert_eq!(project.check(&[]).suppressed("below-threshold"), 1);
    project.write(".keyward.toml", "[rules]\nno-such-check = \"off\"\n");
    assert_eq!(
        project.run(&["check"]).code,
        1,
        "the finding is there again"
    );

    project.write(".keyward.toml", "");
    let wrote = project.run(&["check", "--baseline", "base.json", "--write-baseline"]);
    assert_eq!(wrote.code, 0, "{}", wrote.err);
    assert_eq!(project.check(&["--baseline", "base.json"]).code, 0);
}

/// Templates are committed: what looks real there is a finding of its rule.
#[test]
fn a_real_value_in_a_template_is_a_finding() {
    let project = Project::new();
    let value = project.secret(1);
    project.write(".env.example", format!("PORT=\nTOKEN={value}\n"));
    assert_eq!(
        project.check(&[]).places(),
        [".env.example:2:7 github-classic-pat"]
    );
    project.write(
        ".env.example",
        "PORT=\nTOKEN=your-token-here\nDB_PASSWORD=changeme\n",
    );
    assert_eq!(project.check(&[]).places(), [] as [&str; 0]);
}

/// The name of an issue outlives edits around it and shows nothing of a value.
#[test]
fn fingerprints_stay_when_lines_and_values_change() {
    let project = Project::new();
    let name = |project: &Project| {
        let report = project.check(&[]);
        report.findings()[0]["fingerprint"]
            .as_str()
            .expect("a name")
            .to_owned()
    };
    project.write(".env", "A=1\nA=2\n");
    let before = name(&project);
    project.write(".env", "# new\nB=1\n\nA=3\nA=4\n");
    assert_eq!(name(&project), before);
}
