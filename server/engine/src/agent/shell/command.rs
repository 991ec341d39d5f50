//! One simple command, by its row in `rules/agent-commands.toml`.

use super::super::place::Secret;
use super::super::reason::Reason;
use super::super::tables::{self, Command, Kind};
use super::options::{rest_of, split};
use super::walk::Given;
use super::word::{ANY, HOLE, ONE, Word};
use super::{Shell, code, search};

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

    fn prints(&mut self, name: &str, words: &[Word]) {
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

    fn tainted(&mut self, words: &[Word]) {
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

    fn wrapper(&mut self, row: &'static Command, words: &[Word], given: &Given) {
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
    fn launcher(&mut self, words: &[Word], given: &Given) {
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

    fn shell(&mut self, name: &str, row: &'static Command, words: &[Word], given: &Given) {
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

    fn code(&mut self, name: &str, row: &'static Command, words: &[Word], given: &Given) {
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
    fn program(&mut self, text: &str) {
        self.found.extend(code::reads(text, &self.place));
    }

    fn finds(&mut self, words: &[Word]) {
        let texts: Vec<&str> = words.iter().map(Word::first).collect();
        let runs = [
            "-exec",
            "-execdir",
            "-ok",
            "-okdir",
            "-x",
            "-X",
            "--exec",
            "--exec-batch",
        ];
        let start = texts
            .iter()
            .take_while(|text| !text.starts_with('-'))
            .copied();
        let folders: Vec<&str> = start.filter(|text| self.place.is_folder(text)).collect();
        let folders = if folders.is_empty() {
            vec!["."]
        } else {
            folders
        };
        let secrets = folders
            .iter()
            .flat_map(|folder| self.place.secrets_below(&self.place.absolute(folder)));
        let secrets: Vec<Secret> = secrets.filter(|secret| asked_for(&texts, secret)).collect();
        self.named.extend(secrets.iter().cloned());
        let Some(at) = texts.iter().position(|text| runs.contains(text)) else {
            return;
        };
        let end = texts[at..]
            .iter()
            .position(|text| *text == ";" || *text == "+")
            .map_or(words.len(), |len| at + len);
        for secret in secrets.iter().take(2) {
            let path = secret.path.to_string_lossy().into_owned();
            let mut placed = false;
            let mut command: Vec<Word> = Vec::new();
            for word in &words[at + 1..end] {
                placed |= word.first().contains("{}");
                command.push(Word::literal(word.first().replace("{}", &path)));
            }
            if !placed && texts[at].contains('x') && !texts[at].starts_with("-exec") {
                command.push(Word::literal(path));
            }
            if !command.is_empty() {
                self.run(command, Given::default());
            }
        }
    }

    fn git(&mut self, words: &[Word]) {
        let rows = tables::git();
        let mut at = 0;
        while let Some(text) = words
            .get(at)
            .map(Word::first)
            .filter(|text| text.starts_with('-'))
        {
            if let (true, Some(value)) = (rows.values.contains(&text), words.get(at + 1)) {
                let value = value.first().to_owned();
                if let Some((_, alias)) = value.split_once("=!") {
                    self.text(alias);
                }
                if text == "-C" {
                    self.place = self.place.moved(&value);
                }
                at += 1;
            }
            at += 1;
        }
        let Some(verb) = words.get(at).map(|word| word.first().to_owned()) else {
            return;
        };
        let arguments = &words[at + 1..];
        let behind_colon = |word: &Word| {
            let cut = |text: &String| {
                text.rsplit_once(':')
                    .map_or(text.clone(), |(_, path)| path.to_owned())
            };
            Word {
                alternatives: word.alternatives.iter().map(cut).collect(),
                ..word.clone()
            }
        };
        let secret = arguments
            .iter()
            .find_map(|word| self.secret_of(&behind_colon(word)));
        let Some(secret) = secret else {
            return;
        };
        let given = |options: &[&str]| {
            let named = |text: &str| options.iter().any(|one| text.starts_with(one));
            arguments.iter().any(|word| named(word.first()))
        };
        let verb = verb.as_str();
        let shows = rows.prints.contains(&verb)
            && !given(rows.quiet)
            && (!rows.histories.contains(&verb) || given(rows.patch));
        if rows.keeps.contains(&verb) {
            self.refuse(Reason::kept_in_git(&secret));
        } else if shows {
            self.refuse(Reason::printed(&secret, "git"));
        }
    }

    /// Notes names of secret files that the command shows, for what reads them from a pipe.
    fn note_names(&mut self, name: &str, words: &[Word]) {
        match name {
            "echo" | "printf" => {
                let secrets: Vec<Secret> = words
                    .iter()
                    .filter_map(|word| self.secret_of(word))
                    .collect();
                self.named.extend(secrets);
            }
            "ls" if words
                .iter()
                .any(|word| word.first().starts_with('-') && word.first().contains(['a', 'A'])) =>
            {
                self.named.extend(self.place.secrets_in(&self.place.folder));
            }
            _ => {}
        }
    }
}

/// Whether the tests of a `find` let a file through, as far as its name goes.
fn asked_for(texts: &[&str], secret: &Secret) -> bool {
    let name = secret
        .path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let mut patterns = texts
        .windows(2)
        .filter(|pair| {
            matches!(
                pair[0],
                "-name" | "-iname" | "-path" | "-ipath" | "-wholename"
            )
        })
        .map(|pair| {
            pair[1]
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .replace([ANY, HOLE], "*")
                .replace(ONE, "?")
        })
        .peekable();
    patterns.peek().is_none()
        || patterns.any(|pattern| {
            let glob = globset::GlobBuilder::new(&pattern)
                .case_insensitive(true)
                .build();
            glob.is_ok_and(|glob| glob.compile_matcher().is_match(name.as_ref()))
        })
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

fn is_assignment(text: &str) -> bool {
    let name = text.split('=').next().unwrap_or_default();
    text.contains('=')
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
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
