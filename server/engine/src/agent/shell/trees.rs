//! Commands that look at many files: `find`, `git`, and those that name files for a pipe.

use super::super::place::Secret;
use super::super::reason::Reason;
use super::super::tables;
use super::Shell;
use super::walk::Given;
use super::word::{ANY, HOLE, ONE, Word};

impl Shell<'_> {
    pub(super) fn finds(&mut self, words: &[Word]) {
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

    pub(super) fn git(&mut self, words: &[Word]) {
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
    pub(super) fn note_names(&mut self, name: &str, words: &[Word]) {
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
