//! Whether a command of a shell shows a secret: a file, the environment, or what a tool reveals.
//!
//! The text is parsed as bash by `brush-parser`; what cannot be parsed is refused where it names a
//! secret file. Every simple command is judged by its row in `rules/agent-commands.toml`, with its
//! words expanded as far as the text itself says. What a script does that the command starts is not
//! seen: only a sandbox of the operating system stops that.

mod code;
mod command;
mod options;
mod powershell;
mod runners;
mod search;
mod trees;
mod walk;
mod word;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use brush_parser::{Parser, ParserOptions, SourceInfo};

use super::place::{Place, Secret};
use super::reason::Reason;
use word::Word;

pub(super) use code::reads as code_reads;
pub(super) use powershell::judge as judge_powershell;
pub(super) use search::{Query, would_show};

/// Longer commands are not parsed, in bytes: a parse of hostile text takes a while.
const LONGEST: usize = 16 * 1024;
/// Brackets in brackets that are parsed: each one doubles what the parser may have to try.
const DEEPEST: usize = 6;
/// The same for `if` in `if` and its like, which go into the stack.
const NESTED: usize = 16;
/// Texts in texts (`sh -c`, `eval`, substitutions) that are looked into.
const LAYERS: usize = 6;
/// Simple commands that are looked at for one question.
const COMMANDS: usize = 400;

/// What keeps a command from being run, if something does.
pub(super) fn judge(text: &str, place: &Place<'_>) -> Option<Reason> {
    let mut shell = Shell {
        place: place.clone(),
        variables: HashMap::new(),
        layer: 0,
        commands: 0,
        found: Vec::new(),
        named: Vec::new(),
    };
    shell.text(text);
    shell.found.into_iter().next()
}

/// One shell, with what is known of its variables.
struct Shell<'a> {
    place: Place<'a>,
    variables: HashMap<String, Word>,
    layer: usize,
    commands: usize,
    /// Why the command is not run.
    found: Vec<Reason>,
    /// Secret files that a command would print the names of.
    named: Vec<Secret>,
}

/// What a substitution gives.
struct Captured {
    /// The text, where it can be told.
    text: Option<String>,
    /// Why its output is a secret.
    taint: Option<Reason>,
    /// Secret files that it names.
    named: Vec<Secret>,
}

impl<'a> Shell<'a> {
    /// Looks at a whole text.
    fn text(&mut self, text: &str) {
        if !self.found.is_empty() {
            return;
        }
        let program = (self.layer < LAYERS && readable(text))
            .then(|| parse(text))
            .flatten();
        match program {
            Some(program) => {
                self.layer += 1;
                for list in &program.complete_commands {
                    self.list(list, &[]);
                }
                self.layer -= 1;
            }
            None => self.unclear(text),
        }
    }

    /// A text that is no bash, or too long to be read as such: what it names decides.
    fn unclear(&mut self, text: &str) {
        if let Some(secret) = code::files(text, &self.place) {
            self.refuse(Reason::unclear(&secret));
        } else {
            self.found.extend(powershell::judge(text, &self.place));
        }
    }

    fn refuse(&mut self, reason: Reason) {
        self.found.push(reason);
    }

    /// What the commands of a substitution give.
    fn capture(&mut self, run: impl FnOnce(&mut Self) -> Option<String>) -> Captured {
        let found = std::mem::take(&mut self.found);
        let named = std::mem::take(&mut self.named);
        let folder = self.place.folder.clone();
        let text = run(self);
        self.place.folder = folder;
        Captured {
            text,
            taint: std::mem::replace(&mut self.found, found).into_iter().next(),
            named: std::mem::replace(&mut self.named, named),
        }
    }

    /// A substitution by its text.
    fn substitute(&mut self, text: &str) -> Captured {
        self.capture(|shell| {
            let program = readable(text).then(|| parse(text)).flatten();
            let said = program.and_then(|program| shell.said(&program));
            if said.is_none() {
                shell.text(text);
            }
            said
        })
    }
}

/// The program of a text.
fn parse(text: &str) -> Option<brush_parser::ast::Program> {
    let options = ParserOptions::default();
    let mut parser = Parser::new(text.as_bytes(), &options, &SourceInfo::default());
    parser.parse_program().ok()
}

/// Whether a text can be parsed in little time.
fn readable(text: &str) -> bool {
    text.len() <= LONGEST && depth(text) <= DEEPEST && nested(text) <= NESTED
}

/// How deep brackets stand in brackets, outside single quotes.
fn depth(text: &str) -> usize {
    let (mut depth, mut most, mut ticks) = (0usize, 0, 0usize);
    let (mut single, mut double, mut escaped) = (false, false, false);
    for byte in text.bytes() {
        if escaped {
            escaped = false;
            continue;
        }
        match byte {
            b'\'' if !double => single = !single,
            _ if single => {}
            b'\\' => escaped = true,
            b'"' => double = !double,
            b'`' => ticks += 1,
            b'(' | b'{' => {
                depth += 1;
                most = most.max(depth);
            }
            b')' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    // Escaped ones stand in others; who writes that many hides something.
    most.max(ticks / 16)
}

/// How deep clauses stand in clauses, by their words.
fn nested(text: &str) -> usize {
    let (mut depth, mut most) = (0usize, 0);
    for word in text.split(|c: char| c.is_whitespace() || c == ';') {
        match word {
            "if" | "while" | "until" | "for" | "case" | "select" | "!" => {
                depth += 1;
                most = most.max(depth);
            }
            "fi" | "done" | "esac" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    most
}
