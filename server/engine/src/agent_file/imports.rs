//! `@path` in a file that is sent to a model: the file at that path goes along.

use std::ops::Range;
use std::path::Path;

use crate::secret_file;

/// An import of a file that bears secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The `@` and the path, as bytes of the text.
    pub range: Range<usize>,
    /// What the file is: `an environment file`.
    pub what: &'static str,
}

impl Import {
    /// What is shown. `path` is what stands behind the `@`.
    #[must_use]
    pub fn message(&self, path: &str) -> String {
        format!(
            "`@{path}` sends this file, {}, to the model: remove the import, and tell the names of variables instead.",
            self.what
        )
    }
}

/// The imports of files that bear secrets by their names. Code is not looked into, as those who
/// read the file do not either.
#[must_use]
pub fn imports_of_secrets(text: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => in_line(line, start, &mut found),
            _ => {}
        }
        start += line.len();
    }
    found
}

fn in_line(line: &str, start: usize, found: &mut Vec<Import>) {
    let mut in_code = false;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match c {
            '`' => in_code = !in_code,
            '@' if !in_code && (before.is_whitespace() || "([-*".contains(before)) => {
                let rest = &line[at + 1..];
                let end = rest
                    .find(|c: char| c.is_whitespace() || "`)],;\"'".contains(c))
                    .unwrap_or(rest.len());
                let path = rest[..end].trim_end_matches(['.', ':', '!', '?']);
                if let Some(kind) = secret_file::class_of(Path::new(path))
                    && kind.is_by_name()
                    && !path.is_empty()
                {
                    let at = start + at;
                    found.push(Import {
                        range: at..at + 1 + path.len(),
                        what: kind.name,
                    });
                }
            }
            _ => {}
        }
        before = c;
    }
}
