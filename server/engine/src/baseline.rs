//! A list of findings that are accepted: what `keyward check --baseline` leaves out.
//!
//! One finding is one line: what it hangs on, its rule, its path. The first is made from the
//! rule and the name or the marker beside the value, so nothing in it comes from a value, and a
//! baseline of a weak password gives nothing away.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::config::Problem;

/// The first line. The number is the version of the format.
const HEADER: &str = "keyward-baseline 1";
const NOTE: &str = "# Findings that are accepted, made by `keyward check --write-baseline`. \
    No line holds a value, or anything made from one.";

/// One accepted finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The path with `/`, relative to the workspace.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// What the finding hangs on, see [`crate::fingerprint::Fingerprints::context_of`].
    pub context: String,
}

/// A baseline, and what of it has been met.
#[derive(Debug, Default)]
pub struct Baseline {
    entries: Vec<Entry>,
    /// For each entry the other path that it was found at, when its own is gone.
    moved: Vec<Option<String>>,
}

impl Baseline {
    /// Reads a baseline. What is broken accepts nothing, and is told with its line.
    #[must_use]
    pub fn parse(text: &str) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut entries = BTreeSet::new();
        let mut in_conflict = false;
        let mut is_known = false;
        for (line, row) in (1..).zip(text.lines()) {
            let mut wrong = |message: &str| {
                problems.push(Problem {
                    line,
                    message: message.to_owned(),
                });
            };
            let row = row.trim_end();
            if row.starts_with("<<<<<<<") {
                in_conflict = true;
                wrong("is a merge conflict: what stands in it accepts nothing, solve it");
            } else if row.starts_with(">>>>>>>") {
                in_conflict = false;
            } else if in_conflict || row.is_empty() || row.starts_with('#') {
            } else if row.starts_with("keyward-baseline") {
                is_known = row == HEADER;
                if !is_known {
                    wrong("was made by another version and accepts nothing: write it anew");
                }
            } else if !is_known {
                if problems.is_empty() {
                    let message = format!("must begin with `{HEADER}`, so it accepts nothing");
                    problems.push(Problem { line, message });
                }
            } else if let Some(entry) = entry(row) {
                entries.insert(entry);
            } else {
                wrong("is no entry of a baseline and accepts nothing");
            }
        }
        let entries: Vec<Entry> = entries.into_iter().collect();
        let moved = vec![None; entries.len()];
        (Self { entries, moved }, problems)
    }

    /// Whether a finding is accepted: at its own place, or where its file was moved to. A file
    /// is taken for moved when the old one is `gone` and the name or the folder is the same.
    pub fn accepts(&mut self, finding: &Entry, gone: impl Fn(&str) -> bool) -> bool {
        if self.entries.binary_search(finding).is_ok() {
            return true;
        }
        let index = self.entries.iter().enumerate().position(|(index, entry)| {
            let is_free = self.moved[index]
                .as_ref()
                .is_none_or(|to| *to == finding.path);
            is_free
                && (&entry.rule, &entry.context) == (&finding.rule, &finding.context)
                && is_like(&entry.path, &finding.path)
                && gone(&entry.path)
        });
        if let Some(index) = index {
            self.moved[index] = Some(finding.path.clone());
        }
        index.is_some()
    }

    /// How many findings it accepts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it accepts none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// The text of a baseline that accepts these findings.
#[must_use]
pub fn written(entries: &BTreeSet<Entry>) -> String {
    let mut out = format!("{HEADER}\n{NOTE}\n");
    for Entry {
        path,
        rule,
        context,
    } in entries
    {
        let _ = writeln!(out, "{context} {rule} {}", path.escape_default());
    }
    out
}

fn entry(row: &str) -> Option<Entry> {
    let mut parts = row.splitn(3, ' ');
    let (context, rule, path) = (parts.next()?, parts.next()?, parts.next()?);
    let is_context = context.len() == 16 && context.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_context && !rule.is_empty() && !path.is_empty()).then(|| Entry {
        path: unescaped(path),
        rule: rule.to_owned(),
        context: context.to_owned(),
    })
}

/// Undoes [`str::escape_default`], as far as paths need it.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\\') {
        out.push_str(before);
        let code = behind
            .strip_prefix("u{")
            .and_then(|it| it.split_once('}'))
            .and_then(|(code, rest)| {
                let code = u32::from_str_radix(code, 16).ok()?;
                Some((char::from_u32(code)?, rest))
            });
        let plain = || {
            let mut chars = behind.chars();
            let c = chars.next()?;
            let c = match c {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                other => other,
            };
            Some((c, chars.as_str()))
        };
        let Some((c, behind)) = code.or_else(plain) else {
            rest = "";
            break;
        };
        out.push(c);
        rest = behind;
    }
    out + rest
}

/// Whether a file at one path may have come from the other.
fn is_like(old: &str, new: &str) -> bool {
    let split = |path: &str| -> (String, String) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        (folder.to_owned(), name.to_owned())
    };
    let ((old_folder, old_name), (new_folder, new_name)) = (split(old), split(new));
    old_name == new_name || old_folder == new_folder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str) -> Entry {
        Entry {
            path: path.to_owned(),
            rule: "a-b".to_owned(),
            context: "0123456789abcdef".to_owned(),
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for path in ["a.py", "a b\n\té🔑\\u{41}\"'.py", "x/..y"] {
            let text = written(&BTreeSet::from([entry(path)]));
            let (mut baseline, problems) = Baseline::parse(&text);
            assert_eq!(problems, []);
            assert!(baseline.accepts(&entry(path), |_| false), "{text}");
        }
    }

    /// C12
    #[test]
    fn broken_parts_accept_nothing_and_are_told() {
        let row = |path: &str| format!("0123456789abcdef a-b {path}");
        let text = format!(
            "{HEADER}\n{}\n{}\n<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\nnonsense\n{}\n",
            row("a"),
            row("a"),
            row("b"),
            row("c"),
            row("d")
        );
        let (mut baseline, problems) = Baseline::parse(&text);
        assert_eq!(
            problems.iter().map(|it| it.line).collect::<Vec<_>>(),
            [4, 9]
        );
        let accepted = ["a", "b", "c", "d"].map(|path| baseline.accepts(&entry(path), |_| false));
        assert_eq!(accepted, [true, false, false, true]);
        for other in ["keyward-baseline 2", "", "{\"version\": 1}"] {
            let (mut baseline, problems) = Baseline::parse(&format!("{other}\n{}\n", row("a")));
            assert_eq!(problems.len(), 1, "{other}");
            assert!(!baseline.accepts(&entry("a"), |_| false));
        }
    }

    /// C13
    #[test]
    fn a_moved_file_is_followed_once() {
        let text = written(&BTreeSet::from([entry("src/a.py")]));
        let (mut baseline, _) = Baseline::parse(&text);
        assert!(
            !baseline.accepts(&entry("lib/a.py"), |_| false),
            "it was copied"
        );
        assert!(baseline.accepts(&entry("lib/a.py"), |_| true));
        assert!(
            !baseline.accepts(&entry("src/b.py"), |_| true),
            "it is at lib/a.py"
        );
        let (mut baseline, _) = Baseline::parse(&text);
        assert!(baseline.accepts(&entry("src/b.py"), |_| true));
    }
}
