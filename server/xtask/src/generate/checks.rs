//! `docs/checks.md`: what is looked at beside credentials.

use std::fmt::Write;
use std::path::PathBuf;

use keyward_engine::Confidence;
use keyward_engine::hygiene::{self, Check};

use super::Made;

const INTRODUCTION: &str = "\
# Checks

<!-- Made by `cargo xtask generate` from `rules/hygiene/`. Changes here are lost. -->

How `.env` files are kept, and where their values go. Each check is reported by `keyward check` and in editors, has a
fingerprint, and is switched by its id as a rule is: `[rules]` in `.keyward.toml` sets its level, `[[allow]]` and
baselines accept single ones, and a comment allows one: `keyward:allow ID: reason` on its line or the line above.
A hint is shown in editors and left out of `keyward check` unless `--min-confidence possible` asks for it. Values are
compared in memory and shown nowhere.
";

/// The page of all checks.
pub(super) fn page() -> Made {
    let mut out = INTRODUCTION.to_owned();
    out.push_str("\n| check | level | quick fix |\n| --- | --- | --- |\n");
    for check in hygiene::all() {
        let fix = if check.fix.is_empty() {
            "–"
        } else {
            check.fix
        };
        let _ = writeln!(
            out,
            "| [`{id}`](#{id}) | {} | {fix} |",
            level(check),
            id = check.id
        );
    }
    for check in hygiene::all() {
        section(&mut out, check);
    }
    (PathBuf::from("docs/checks.md"), out)
}

fn level(check: &Check) -> &'static str {
    match check.level {
        Confidence::Certain => "error",
        Confidence::Likely => "warning",
        Confidence::Possible => "hint",
    }
}

/// The same headings as for a rule: what it is, why it matters, what to do instead.
fn section(out: &mut String, check: &Check) {
    let mut name = check.name.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let _ = write!(out, "\n## {}\n\n**{name}.** {}\n\n", check.id, check.why);
    let _ = write!(
        out,
        "Severity: {}. Level: {}.\n\n",
        check.severity.id(),
        level(check)
    );
    let _ = writeln!(out, "Instead: {}", check.instead);
    if !check.fix.is_empty() {
        let _ = write!(out, "\nQuick fix: {}\n", check.fix);
    }
}
