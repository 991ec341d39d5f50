//! Files whose lines are known: what `rules/formats/` says once `build.rs` has checked it.

use super::types::{Body, Provider, Rule};
use super::{glance, tables};

/// A kind of file of which it is known where it keeps secrets; a file of `rules/formats/`.
#[derive(Debug)]
pub struct Format {
    /// Its name and file, as those of a provider: it takes the provider's place in its rules.
    pub provider: &'static Provider,
    /// Names of files and ends of paths, lower case; `*` stands for any bytes.
    pub files: &'static [&'static str],
    /// Whether it is program source: then a path that says nothing else stays source.
    pub source: bool,
    /// What its lines hold.
    pub rules: &'static [&'static Rule],
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.provider == other.provider
    }
}

impl Eq for Format {}

/// The formats of a path that is lower case and has `/` between its parts, in order.
pub(crate) fn of_path(path: &str) -> Vec<&'static Format> {
    let name = glance::of_name(path.rsplit('/').next().unwrap_or(path));
    let patterns = tables::FORMAT_GLANCES.iter().zip(tables::FORMAT_PATTERNS);
    let mut places: Vec<u16> = patterns
        .filter(|&(&(key, mask), (pattern, _))| name & mask == key && ends_as(path, pattern))
        .map(|(_, (_, place))| *place)
        .collect();
    places.sort_unstable();
    places.dedup();
    places
        .into_iter()
        .map(|place| &tables::formats()[usize::from(place)])
        .collect()
}

/// Whether the last parts of a path are those of a pattern.
pub(crate) fn ends_as(path: &str, pattern: &str) -> bool {
    let mut parts = path.rsplit('/');
    pattern
        .rsplit('/')
        .all(|pattern| parts.next().is_some_and(|part| like(part, pattern)))
}

/// Whether a text is like a pattern in which `*` stands for any bytes, in any case.
pub(crate) fn like(text: &str, pattern: &str) -> bool {
    let text = text.as_bytes();
    let Some((start, rest)) = pattern.split_once('*') else {
        return text.eq_ignore_ascii_case(pattern.as_bytes());
    };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let (start, end) = (start.as_bytes(), end.as_bytes());
    if text.len() < start.len() + end.len()
        || !text[..start.len()].eq_ignore_ascii_case(start)
        || !text[text.len() - end.len()..].eq_ignore_ascii_case(end)
    {
        return false;
    }
    let mut inner = &text[start.len()..text.len() - end.len()];
    let parts = middle.split('*').filter(|part| !part.is_empty());
    for part in parts {
        let place = inner
            .windows(part.len())
            .position(|window| window.eq_ignore_ascii_case(part.as_bytes()));
        let Some(at) = place else {
            return false;
        };
        inner = &inner[at + part.len()..];
    }
    true
}

/// How the lines of a format are read.
#[derive(Debug, PartialEq, Eq)]
pub enum Reader {
    /// A name and the value behind it, in any notation: `name = value`, `"name": "value"`,
    /// `<name>value</name>`, `name="…" value="…"`.
    Pair {
        /// What names are like.
        keys: &'static [&'static str],
        /// What they are not like.
        but: &'static [&'static str],
        /// Whether a blank alone may stand between name and value.
        blank: bool,
        /// Whether the name then begins its line, or stands behind `set`.
        first: bool,
        /// Where a value without quotes ends.
        ends: Ends,
        /// What the whole value looks like; none for any.
        bodies: &'static [Body],
    },
    /// A whole line of this shape.
    Line {
        /// The ways it is written.
        bodies: &'static [Body],
    },
    /// A shape that begins with a literal, anywhere.
    Shape {
        /// The ways it is written, lower case if in any case.
        bodies: &'static [Body],
        /// Whether letters match in any case.
        any_case: bool,
    },
    /// A written-out argument of a call.
    Call {
        /// Names of functions and methods.
        names: &'static [&'static str],
        /// Which argument, from 1.
        argument: u8,
        /// Whether those before it are written out too.
        literal: bool,
    },
    /// An argument of a command: `-p{}`, `--password {}`, `-u *:{}`.
    Flag {
        /// Names of programs.
        commands: &'static [&'static str],
        /// Words of the command in order; `*` is any text, `{}` the secret.
        flags: &'static [&'static str],
    },
    /// Every value that is indented under a name.
    Under {
        /// The names.
        parents: &'static [&'static str],
        /// Texts one of which stands near by; none if it needs none.
        near: &'static [&'static str],
        /// Names of values that are no secrets.
        but: &'static [&'static str],
    },
    /// A column of rows that a database dump fills in.
    Row {
        /// What names of columns are like.
        columns: &'static [&'static str],
        /// What names of tables are like, where columns are not named.
        tables: &'static [&'static str],
        /// What a value looks like where columns are not named.
        bodies: &'static [Body],
    },
}

/// Where a value without quotes ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// At a blank.
    Word,
    /// At a blank or at what ends a command.
    Shell,
    /// At the end of the line or before a comment.
    Rest,
    /// Nowhere: the value has quotes.
    Quoted,
}

/// What a value is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accept {
    /// A password or key as people write it.
    Text,
    /// A password as a program stores it: hashed, scrambled or plain.
    Stored,
    /// Base64 of a name, a colon and a password.
    Login,
    /// Base64 of a password or key.
    Base64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_bytes() {
        for (text, pattern) in [
            ("db.tfvars", "*.tfvars"),
            ("docker-compose.prod.yml", "docker-compose*.yml"),
            ("PASSWORD", "password"),
            ("my_password_2", "*password*"),
            ("abab", "*ab"),
            ("a.b.c", "a*b*c"),
            ("", "*"),
        ] {
            assert!(like(text, pattern), "{text} {pattern}");
        }
        assert!(!like("a.tfvars.json", "*.tfvars"));
        assert!(!like("é", "x*"));
        assert!(!like("ab", "ab*ab"));
        assert!(!like("acb", "a*b*c"));
    }

    #[test]
    fn every_pattern_finds_its_format() {
        for format in tables::formats() {
            for file in format.files {
                let path = format!("top/{}", file.replace('*', "x"));
                let found = of_path(&path);
                assert!(found.contains(&format), "{path}");
                let by_all = tables::formats()
                    .iter()
                    .filter(|format| format.files.iter().any(|file| ends_as(&path, file)));
                assert_eq!(found, by_all.collect::<Vec<_>>(), "{path}");
            }
        }
    }

    #[test]
    fn a_pattern_is_the_end_of_a_path() {
        assert!(ends_as("home/.docker/config.json", ".docker/config.json"));
        assert!(!ends_as("config.json", ".docker/config.json"));
        assert!(!ends_as("x.docker/config.json", ".docker/config.json"));
    }
}
