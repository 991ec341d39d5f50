//! Commands that run another one: behind their options, somewhere in their arguments, or as text.

use super::super::reason::Reason;
use super::super::tables::{self, Command, Kind};
use super::command::name_of;
use super::options::split;
use super::walk::Given;
use super::word::Word;
use super::{Shell, code};

impl Shell<'_> {
    pub(super) fn wrapper(&mut self, row: &'static Command, words: &[Word], given: &Given) {
        if let Some(text) = split(words, row).values(row.script).next() {
            let text = text.first().to_owned();
            return self.text(&text);
        }
        let mut at = 0;
        let mut skip = row.skip;
        while let Some(word) = words.get(at) {
            let text = word.first();
            if text == "--" {
                at += 1;
                break;
            } else if text.starts_with('-') && text.len() > 1 {
                at += usize::from(row.values.contains(&text));
            } else if row.assignments && is_assignment(text) {
            } else if skip > 0 {
                skip -= 1;
            } else {
                break;
            }
            at += 1;
        }
        let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) else {
            if row.bare {
                self.refuse(Reason::environment());
            }
            return;
        };
        let mut rest = rest.to_vec();
        if row.takes_names {
            // What stands on its input are its arguments: `find … | xargs cat`.
            let names = given
                .names
                .iter()
                .map(|secret| Word::literal(secret.path.to_string_lossy()));
            rest.extend(names);
        }
        let given = Given {
            text: given.text.clone(),
            secret: given.secret.clone(),
            names: Vec::new(),
            piped: given.piped.clone(),
        };
        self.run(rest, given);
    }

    /// Something that runs a command in another place: it stands somewhere in the arguments.
    pub(super) fn launcher(&mut self, words: &[Word], given: &Given) {
        let telling = |word: &Word| {
            let name = name_of(word.first());
            let quoted = word.first().contains(' ');
            quoted || tables::command(&name).is_some_and(|row| !matches!(row.does, Kind::Harmless))
        };
        if words.iter().any(|word| word.first() == "cp") {
            return self.prints("docker cp", words);
        }
        let Some(at) = words.iter().position(telling) else {
            return;
        };
        let first = words[at].first().to_owned();
        if first.contains(' ') && !first.starts_with('-') {
            return self.text(&first);
        }
        let given = Given {
            text: given.text.clone(),
            secret: given.secret.clone(),
            ..Given::default()
        };
        self.run(words[at..].to_vec(), given);
    }

    pub(super) fn shell(
        &mut self,
        name: &str,
        row: &'static Command,
        words: &[Word],
        given: &Given,
    ) {
        let arguments = split(words, row);
        let texts: Vec<String> = arguments
            .values(row.script)
            .flat_map(|word| word.alternatives.clone())
            .collect();
        let other = matches!(name, "pwsh" | "powershell" | "cmd");
        for text in texts
            .iter()
            .chain(given.text.iter().filter(|_| texts.is_empty()))
        {
            if other {
                let rest: Vec<&str> = arguments
                    .positional
                    .iter()
                    .map(|(_, word)| word.first())
                    .collect();
                let text = format!("{text} {}", rest.join(" "));
                self.found
                    .extend(super::powershell::judge(&text, &self.place));
            } else {
                self.text(text);
            }
        }
        self.tainted(words);
        // `bash .env` runs it line by line, and tells of every line that is no command.
        let first = arguments.positional.first().filter(|_| texts.is_empty());
        if let Some(secret) = first.and_then(|(_, word)| self.secret_of(word)) {
            self.refuse(Reason::printed(&secret, name));
        }
    }

    pub(super) fn code(
        &mut self,
        name: &str,
        row: &'static Command,
        words: &[Word],
        given: &Given,
    ) {
        let arguments = split(words, row);
        let texts: Vec<String> = arguments
            .values(row.script)
            .flat_map(|word| word.alternatives.clone())
            .collect();
        let read = texts.is_empty()
            && arguments
                .positional
                .iter()
                .all(|(_, word)| word.first() == "-");
        // What `-p` is given is what it prints.
        let prints = if arguments.has(&["-p", "--print"]) {
            "print "
        } else {
            ""
        };
        for text in texts.iter().chain(given.text.iter().filter(|_| read)) {
            self.program(&format!("{prints}{text}"));
        }
        self.tainted(words);
        if texts.is_empty() || arguments.has(row.quiet) {
            return;
        }
        let secret = arguments
            .positional
            .iter()
            .find_map(|(_, word)| self.secret_of(word));
        if let Some(secret) = secret {
            self.refuse(Reason::printed(&secret, name));
        }
    }

    /// The text of a program in another language.
    pub(super) fn program(&mut self, text: &str) {
        self.found.extend(code::reads(text, &self.place));
    }
}

fn is_assignment(text: &str) -> bool {
    let name = text.split('=').next().unwrap_or_default();
    text.contains('=')
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
