//! Lists of accepted findings: `.gitleaksignore`, `.betterleaksignore`, `.secrets.baseline`.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER_PERMISSIVE;
use serde::Deserialize;

use crate::config::Problem;

/// Lines from 1, by path.
type Places = BTreeMap<String, BTreeSet<usize>>;
/// SHA-1 of values, by path.
type Digests = BTreeMap<String, BTreeSet<[u8; 20]>>;

/// Reads lines of the form `[commit:]file:rule:line`. Rules are called otherwise here and the
/// commit is one that a scan of files does not see, so the file and the line decide.
#[must_use]
pub fn fingerprints(text: &str) -> (Places, Vec<Problem>) {
    let mut places = Places::new();
    let mut problems = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match place(line) {
            Some((path, at)) => {
                places.entry(path).or_default().insert(at);
            }
            None => problems.push(Problem {
                line: number,
                message: "is not of the form `[commit:]file:rule:line` and counts for nothing"
                    .to_owned(),
            }),
        }
    }
    (places, problems)
}

fn place(line: &str) -> Option<(String, usize)> {
    let (rest, at) = line.rsplit_once(':')?;
    let (path, rule) = rest.rsplit_once(':')?;
    let is_commit = |text: &str| text.len() >= 7 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let path = match path.split_once(':') {
        Some((commit, path)) if is_commit(commit) => path,
        _ => path,
    };
    let at = at.trim().parse().ok().filter(|&at| at > 0)?;
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path).to_owned();
    (!path.is_empty() && !rule.is_empty()).then_some((path, at))
}

#[derive(Deserialize)]
struct Baseline {
    #[serde(default)]
    results: BTreeMap<String, Vec<Entry>>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    hashed_secret: String,
}

/// Reads a baseline of detect-secrets: digests of values, by file.
#[must_use]
pub fn secrets_baseline(text: &str) -> (Digests, Vec<Problem>) {
    let baseline: Baseline = match serde_json::from_str(text) {
        Ok(baseline) => baseline,
        Err(error) => {
            let problem = Problem {
                line: error.line().max(1),
                message: "is no baseline of detect-secrets from here on and counts for nothing"
                    .to_owned(),
            };
            return (Digests::new(), vec![problem]);
        }
    };
    let mut digests = Digests::new();
    let mut broken = 0;
    for (path, entries) in baseline.results {
        let known = digests.entry(path.replace('\\', "/")).or_default();
        for entry in entries {
            let digest = HEXLOWER_PERMISSIVE.decode(entry.hashed_secret.as_bytes());
            match digest.ok().and_then(|digest| digest.try_into().ok()) {
                Some(digest) => {
                    known.insert(digest);
                }
                None => broken += 1,
            }
        }
    }
    let told = (broken > 0).then(|| Problem {
        line: 1,
        message: format!("{broken} of its entries have no digest and count for nothing"),
    });
    (digests, told.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_with_and_without_a_commit() {
        let commit = "a1b2c3d4".repeat(5);
        let text = format!(
            "# old ones\n\nsrc/a.py:generic:7\n{commit}:src\\b c:d.py:x:12\nnothing\na.py:rule:0\n"
        );
        let (places, problems) = fingerprints(&text);
        let listed: Vec<_> = places
            .iter()
            .map(|(path, at)| (path.as_str(), at.len()))
            .collect();
        assert_eq!(listed, [("src/a.py", 1), ("src/b c:d.py", 1)]);
        let lines: Vec<usize> = problems.iter().map(|it| it.line).collect();
        assert_eq!(lines, [5, 6]);
    }

    #[test]
    fn a_broken_baseline_lists_nothing() {
        assert_eq!(secrets_baseline("{ \"results\": 1").0.len(), 0);
        assert_eq!(secrets_baseline("<<<<<<< HEAD\n{}").1[0].line, 1);
        let (digests, problems) =
            secrets_baseline("{\"results\": {\"a.py\": [{\"hashed_secret\": \"xyz\"}]}}");
        assert_eq!((digests["a.py"].len(), problems.len()), (0, 1));
    }
}
