//! One simple command, by its row in `rules/agent-commands.toml`.

use super::super::reason::Reason;
use super::super::tables::{self, Command, Kind};
use super::options::{rest_of, split};
use super::walk::Given;
use super::word::Word;
use super::{Shell, search};

impl Shell<'_> {
    /// Judges a command by its words, the first of which is its name.
    pub(super) fn run(&mut self, words: Vec<Word>, given: Given) {
        self.commands += 1;
        if !self.found.is_empty() || self.commands > super::COMMANDS {
            return;
        }
        let name = name_of(words[0].first());
        let plain: Vec<String> = std::iter::once(name.clone())
            .chain(words[1..].iter().map(|word| word.first().to_owned()))
            .collect();
        if let Some((what, says)) = tables::reveals(&plain) {
            return self.refuse(Reason::reveals(what, says));
        }
        let arguments = &words[1..];
        let row = tables::command(&name);
        self.note_names(&name, arguments);
        self.input(row, &given);
        match row {
            None => self.unknown(words[0].first(), arguments),
            Some(row) => self.known(&name, row, arguments, &given),
        }
    }

    /// A secret on standard input is shown, unless the command only runs another.
    fn input(&mut self, row: Option<&'static Command>, given: &Given) {
        let passes = row.is_some_and(|row| row.does == Kind::Wrapper || row.does == Kind::Launcher);
        if let (false, Some(reason)) = (passes, &given.secret) {
            self.refuse(reason.clone());
        }
        let loads = row.is_some_and(|row| row.does == Kind::Harmless);
        if let (false, Some(reason)) = (loads, &given.piped) {
            self.refuse(reason.clone());
        }
    }

    fn known(&mut self, name: &str, row: &'static Command, words: &[Word], given: &Given) {
        match row.does {
            Kind::Harmless => self.harmless(name, words),
            Kind::Prints => self.prints(name, words),
            Kind::Says => self.says(words),
            Kind::Searches => self.searches(name, row, words),
            Kind::Copies => self.copies(name, row, words),
            Kind::Environment => self.environment(row, words),
            Kind::Wrapper => self.wrapper(row, words, given),
            Kind::Launcher => self.launcher(words, given),
            Kind::Shell => self.shell(name, row, words, given),
            Kind::Evaluates => {
                let text: Vec<&str> = words.iter().map(Word::first).collect();
                self.text(&text.join(" "));
                self.tainted(words);
            }
            Kind::Code => self.code(name, row, words, given),
            Kind::Finds => self.finds(words),
            Kind::Git => self.git(words),
        }
    }

    /// A program that nobody knows: a file of its own is printed, one of an option is used.
    fn unknown(&mut self, path: &str, words: &[Word]) {
        // A script of the project is given such a file to load it, and could read it anyway.
        if path.contains('/') && !path.starts_with('/') {
            return;
        }
        let mut option = false;
        for word in words {
            let dashed = word.first().starts_with('-');
            let secret = if dashed || option {
                None
            } else {
                self.secret_of(word)
            };
            if let Some(secret) = secret {
                return self.refuse(Reason::printed(&secret, &name_of(path)));
            }
            option = dashed;
        }
    }

    pub(super) fn prints(&mut self, name: &str, words: &[Word]) {
        self.tainted(words);
        for word in words {
            let secret = parts(word).iter().find_map(|part| self.secret_of(part));
            if let Some(secret) = secret {
                return self.refuse(Reason::printed(&secret, name));
            }
        }
    }

    /// `echo`: what it is given it shows.
    fn says(&mut self, words: &[Word]) {
        self.tainted(words);
        let mut names = words.iter().flat_map(|word| &word.variables);
        if names.any(|name| crate::scan::says_secret(name)) {
            self.refuse(Reason::variable());
        }
    }

    pub(super) fn tainted(&mut self, words: &[Word]) {
        let taint = words.iter().find_map(|word| word.taint.clone());
        self.found.extend(taint);
    }

    fn harmless(&mut self, name: &str, words: &[Word]) {
        if let ("cd" | "pushd", Some(to)) = (name, words.last().and_then(Word::plain)) {
            self.place = self.place.moved(&to);
        }
    }

    fn searches(&mut self, name: &str, row: &'static Command, words: &[Word]) {
        let arguments = split(words, row);
        self.tainted(words);
        let scripted = arguments.values(row.script).next().is_some();
        let skip = usize::from(!scripted);
        let script = arguments
            .positional
            .first()
            .filter(|_| !scripted)
            .map(|(_, word)| *word);
        if row.text {
            let texts = script.into_iter().chain(arguments.values(row.script));
            for text in texts.flat_map(|word| word.alternatives.clone()) {
                self.program(&text);
            }
        }
        if arguments.has(row.quiet) {
            return;
        }
        let targets: Vec<&Word> = arguments
            .positional
            .iter()
            .skip(skip)
            .map(|(_, word)| *word)
            .collect();
        if let Some(secret) = targets.iter().find_map(|word| self.secret_of(word)) {
            return self.refuse(Reason::printed(&secret, name));
        }
        let recursive = row.always_recursive || arguments.has(row.recursive);
        let hidden = row.hidden.is_empty() || arguments.has(row.hidden);
        if !row.text && recursive {
            let pattern = arguments
                .values(row.script)
                .next()
                .or(script)
                .map(Word::first);
            let query = search::Query {
                pattern: pattern.unwrap_or_default(),
                fixed: arguments.has(&["-F", "--fixed-strings"]) || name == "fgrep",
                any_case: arguments.has(&["-i", "--ignore-case"]),
                hidden,
                include: arguments
                    .values(row.include)
                    .map(|it| it.first().to_owned())
                    .collect(),
                exclude: arguments
                    .values(row.exclude)
                    .map(|it| it.first().to_owned())
                    .collect(),
            };
            let here = [Word::literal(".")];
            let targets = if targets.is_empty() {
                here.iter().collect()
            } else {
                targets
            };
            for target in targets {
                if let Some(secret) = search::would_show(&self.place, target.first(), &query) {
                    return self.refuse(Reason::searched(&secret));
                }
            }
        }
    }

    fn copies(&mut self, name: &str, row: &'static Command, words: &[Word]) {
        let arguments = split(words, row);
        let Some(((_, last), sources)) = arguments.positional.split_last() else {
            return;
        };
        let target = |word: &Word| {
            let remote = word.first().contains(':') || word.first().contains('@');
            !remote && (self.secret_of(word).is_some() || self.is_beside(word, sources))
        };
        let same = target(last);
        let secret = sources.iter().find_map(|(_, word)| self.secret_of(word));
        if let (false, Some(secret)) = (same, secret) {
            self.refuse(Reason::printed(&secret, name));
        }
    }

    /// Whether the target is a folder in which the file keeps its name, so that it is still known.
    fn is_beside(&self, target: &Word, sources: &[(usize, &Word)]) -> bool {
        let folder = target.first();
        self.place.is_folder(folder)
            && sources.iter().all(|(_, source)| {
                let name = source.first().rsplit('/').next().unwrap_or_default();
                self.place.secret(&format!("{folder}/{name}")).is_some()
            })
    }

    fn environment(&mut self, row: &'static Command, words: &[Word]) {
        let plain = |word: &&Word| !word.first().starts_with('-');
        let names: Vec<&Word> = words.iter().filter(plain).collect();
        let flagged = words.iter().any(|word| row.flags.contains(&word.first()));
        if row.bare && names.is_empty() && (flagged || words.is_empty() || row.named) {
            return self.refuse(Reason::environment());
        }
        if row.named
            && names
                .iter()
                .any(|word| crate::scan::says_secret(word.first()))
        {
            self.refuse(Reason::variable());
        }
    }
}

/// The file parts that an argument may hold: itself, behind `=`, behind `@`.
fn parts(word: &Word) -> Vec<Word> {
    let mut out = vec![word.clone()];
    for sign in ['=', '@', ':'] {
        if let Some(at) = word.first().rfind(sign) {
            out.push(rest_of(word, at + 1));
        }
    }
    if let Some(at) = word.first().find('@') {
        let behind = rest_of(word, at + 1);
        if let Some(end) = behind.first().find(';') {
            out.push(Word::literal(&behind.first()[..end]));
        }
    }
    out
}

/// The name of a command: without its folder, its ending, a leading backslash; in lower case.
pub(super) fn name_of(text: &str) -> String {
    let name = text
        .trim_start_matches('\\')
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or(text);
    let name = name.to_ascii_lowercase();
    let name = name
        .strip_suffix(".exe")
        .or_else(|| name.strip_suffix(".cmd"))
        .unwrap_or(&name);
    name.trim_start_matches('\\').to_owned()
}
