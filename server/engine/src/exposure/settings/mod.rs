//! Settings files of assistants, in JSON, TOML and YAML: read as their programs read them, and
//! edited as text, so that comments, order and layout stay.
//!
//! An edit is never taken on trust: the new text is read again and has to say what the old one
//! said plus the addition, and nothing else.

mod json;
mod merge;
#[cfg(test)]
mod tests;
mod toml;
mod value;
mod yaml;

use std::fmt;
use std::ops::Range;
use std::path::Path;

pub(super) use merge::Order;
pub(super) use value::Value;

use merge::Step;

/// How a settings file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON as the standard has it.
    Json,
    /// JSON with comments and trailing commas.
    Jsonc,
    /// JSON5: names and strings in any quotes as well.
    Json5,
    /// TOML.
    Toml,
    /// YAML, one document.
    Yaml,
}

impl Format {
    /// The format that a file's name tells; JSON with comments where it tells none.
    pub(super) fn of(path: &Path) -> Self {
        match path.extension().and_then(|end| end.to_str()) {
            Some("toml") => Self::Toml,
            Some("yml" | "yaml") => Self::Yaml,
            Some("json5") => Self::Json5,
            _ => Self::Jsonc,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Json | Self::Jsonc => "JSON",
            Self::Json5 => "JSON5",
            Self::Toml => "TOML",
            Self::Yaml => "YAML",
        }
    }
}

/// Why a text has no settings that can be read. Holds nothing of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Invalid {
    /// The line, counted from one, where one can be named.
    pub(super) line: Option<usize>,
    what: String,
}

impl Invalid {
    fn at(body: &str, byte: usize, format: Format) -> Self {
        let before = &body.as_bytes()[..byte.min(body.len())];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        Self {
            line: Some(line),
            what: format!("is not valid {} in line {line}", format.name()),
        }
    }

    fn whole(what: &str) -> Self {
        Self {
            line: None,
            what: what.to_owned(),
        }
    }
}

impl fmt::Display for Invalid {
    /// In words that follow the file's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// An addition to a settings file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Addition<'a> {
    /// The keys that lead to its place.
    pub(super) at: &'a [&'a str],
    /// What is there afterwards, among what was there before: maps get its keys, lists the
    /// elements that they lack, anything else gets its value.
    pub(super) value: &'a Value,
    /// Where it goes.
    pub(super) order: Order,
    /// The key under which a lone value goes on where a map takes its place: programs that read
    /// `"read": "ask"` as `"read": { "*": "ask" }` have `*`.
    pub(super) lift: Option<&'a str>,
}

pub(super) const BOM: char = '\u{feff}';

/// A parsed settings file.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    format: Format,
    bom: bool,
    body: String,
    root: Value,
}

impl Settings {
    /// Reads a text; an empty one has no settings.
    ///
    /// # Errors
    /// What is wrong and where; never the file's text.
    pub(super) fn parse(text: &str, format: Format) -> Result<Self, Invalid> {
        let (bom, body) = text
            .strip_prefix(BOM)
            .map_or((false, text), |body| (true, body));
        Ok(Self {
            format,
            bom,
            body: body.to_owned(),
            root: read(body, format)?,
        })
    }

    /// The setting at the end of a way of keys.
    pub(super) fn value(&self, at: &[&str]) -> Option<&Value> {
        self.root.at(at)
    }

    /// The keys of the outermost object.
    pub(super) fn keys(&self) -> Vec<String> {
        let entries = self.root.entries().unwrap_or_default();
        entries.iter().map(|(key, _)| key.clone()).collect()
    }

    /// Where a setting stands in the text: its key.
    pub(super) fn place(&self, at: &[&str]) -> Option<Range<usize>> {
        self.find(at, None)
    }

    /// Where a string of a list stands in the text, or a key of a map.
    pub(super) fn place_of(&self, at: &[&str], text: &str) -> Option<Range<usize>> {
        self.find(at, Some(text))
    }

    fn find(&self, at: &[&str], text: Option<&str>) -> Option<Range<usize>> {
        let found = match self.format {
            Format::Json | Format::Jsonc | Format::Json5 => {
                json::place(&self.body, self.format, at, text)
            }
            Format::Toml => toml::place(&self.body, at, text),
            Format::Yaml => yaml::place_of(&self.body, at, text),
        };
        let mark = if self.bom { BOM.len_utf8() } else { 0 };
        found.map(|range| range.start + mark..range.end + mark)
    }

    /// Adds to the settings and makes what is missing on the way; twice the same changes nothing.
    ///
    /// # Errors
    /// What stands in the way, in words that follow the file's name.
    pub(super) fn add(&mut self, addition: &Addition<'_>) -> Result<(), String> {
        let mut root = self.root.clone();
        let Addition {
            at,
            value,
            order,
            lift,
        } = *addition;
        let steps = merge::merge(&mut root, at, value, order, lift)?;
        if steps.is_empty() {
            return Ok(());
        }
        let body = write(&self.body, self.format, &steps)?;
        let body = ended(body, &self.body);
        let now = read(&body, self.format).ok();
        let right = now.is_some_and(|now| match self.format {
            // Order decides in the rules of some programs, none of which are in TOML.
            Format::Toml => now.same(&root),
            _ => now == root,
        });
        if !right || !root.keeps(&self.root) {
            return Err("is laid out in a way that cannot be edited safely".to_owned());
        }
        (self.body, self.root) = (body, root);
        Ok(())
    }

    /// The text with its edits.
    pub(super) fn text(&self) -> String {
        if self.bom {
            format!("{BOM}{}", self.body)
        } else {
            self.body.clone()
        }
    }
}

fn read(body: &str, format: Format) -> Result<Value, Invalid> {
    let root = tree(body, format)?;
    match root {
        Value::Map(_) => Ok(root),
        // A document of YAML that holds comments alone.
        Value::Null if format == Format::Yaml => Ok(Value::Map(Vec::new())),
        _ => Err(Invalid::whole(&format!(
            "holds something other than one {} object",
            format.name()
        ))),
    }
}

/// Whatever the text says.
fn tree(body: &str, format: Format) -> Result<Value, Invalid> {
    match format {
        Format::Json | Format::Jsonc | Format::Json5 => json::read(body, format),
        Format::Toml => toml::read(body),
        Format::Yaml => yaml::read(body),
    }
}

fn write(body: &str, format: Format, steps: &[Step]) -> Result<String, String> {
    match format {
        Format::Json | Format::Jsonc | Format::Json5 => json::write(body, format, steps),
        Format::Toml => toml::write(body, steps),
        Format::Yaml => yaml::write(body, steps),
    }
}

/// A file that is created ends with a newline.
fn ended(new: String, old: &str) -> String {
    if old.trim().is_empty() && !new.ends_with('\n') {
        new + "\n"
    } else {
        new
    }
}

/// A text after it was rewritten with plain newlines, with each line that stayed as it was.
fn with_line_ends(old: &str, new: &str) -> String {
    if !old.contains('\r') {
        return new.to_owned();
    }
    let plain = |line: &str| {
        line.trim_end_matches('\n')
            .trim_end_matches('\r')
            .to_owned()
    };
    let was: Vec<&str> = old.split_inclusive('\n').collect();
    let now: Vec<&str> = new.split_inclusive('\n').collect();
    let equal = |(one, two): &(&&str, &&str)| plain(one) == plain(two);
    let head = was.iter().zip(&now).take_while(equal).count();
    let rest = was.len().min(now.len()) - head;
    let pairs = was.iter().rev().zip(now.iter().rev());
    let tail = pairs.take(rest).take_while(equal).count();
    let middle = now[head..now.len() - tail]
        .iter()
        .map(|line| match line.strip_suffix('\n') {
            Some(line) => format!("{}\r\n", line.trim_end_matches('\r')),
            None => (*line).to_owned(),
        });
    let kept = |lines: &[&str]| lines.concat();
    kept(&was[..head]) + &middle.collect::<String>() + &kept(&was[was.len() - tail..])
}
