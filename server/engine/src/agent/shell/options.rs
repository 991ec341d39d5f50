//! Arguments split into options and the others, by the row of their command.

use super::super::tables::Command;
use super::word::Word;

/// The arguments of a command.
pub(super) struct Arguments<'w> {
    /// Options as written; a bundle of short ones is one of them.
    pub(super) options: Vec<&'w Word>,
    /// Options that have a value, by name, and it.
    pub(super) valued: Vec<(String, Word)>,
    /// What is no option, each with its place.
    pub(super) positional: Vec<(usize, &'w Word)>,
}

/// Splits arguments. Options in `script` take a value as well.
pub(super) fn split<'w>(words: &'w [Word], row: &Command) -> Arguments<'w> {
    let mut out = Arguments {
        options: Vec::new(),
        valued: Vec::new(),
        positional: Vec::new(),
    };
    let mut at = 0;
    let mut only_positional = false;
    while let Some(word) = words.get(at) {
        let text = word.first();
        let dashed = text.len() > 1 && (text.starts_with('-') || text.starts_with("/c"));
        if only_positional || !dashed {
            out.positional.push((at, word));
        } else if text == "--" {
            only_positional = true;
        } else if let Some((name, _)) = text.split_once('=').filter(|_| text.starts_with("--")) {
            let value = rest_of(word, name.len() + 1);
            out.valued.push((name.to_owned(), value));
            out.options.push(word);
        } else {
            out.options.push(word);
            if takes_value(text, row) {
                at += 1;
                if let Some(value) = words.get(at) {
                    out.valued.push((text.to_owned(), value.clone()));
                }
            } else if let Some((name, value)) = glued(word, row) {
                out.valued.push((name, value));
            }
        }
        at += 1;
    }
    out
}

fn takes_value(option: &str, row: &Command) -> bool {
    let known = |list: &[&str]| {
        list.iter()
            .any(|one| one.eq_ignore_ascii_case(option) && (one.len() > 2 || *one == option))
    };
    known(row.values) || known(row.script)
}

/// A short option with its value behind it: `-fFILE`.
fn glued(word: &Word, row: &Command) -> Option<(String, Word)> {
    let text = word.first();
    let short = text
        .get(..2)
        .filter(|_| text.len() > 2 && !text.starts_with("--"))?;
    let known = row.values.contains(&short) || row.script.contains(&short);
    known.then(|| (short.to_owned(), rest_of(word, 2)))
}

/// A word without its first bytes.
pub(super) fn rest_of(word: &Word, from: usize) -> Word {
    Word {
        alternatives: word
            .alternatives
            .iter()
            .filter_map(|text| text.get(from..).map(str::to_owned))
            .collect(),
        ..word.clone()
    }
}

impl Arguments<'_> {
    /// Whether one of these options is given, by itself or in a bundle of short ones.
    pub(super) fn has(&self, wanted: &[&str]) -> bool {
        self.options.iter().any(|word| {
            let text = word.first();
            wanted.iter().any(|one| is_option(text, one))
        })
    }

    /// The values of these options.
    pub(super) fn values<'a>(&'a self, wanted: &'a [&str]) -> impl Iterator<Item = &'a Word> {
        let named = move |name: &str| wanted.iter().any(|one| one.eq_ignore_ascii_case(name));
        self.valued
            .iter()
            .filter(move |(name, _)| named(name))
            .map(|(_, value)| value)
    }
}

fn is_option(text: &str, wanted: &str) -> bool {
    let name = text.split('=').next().unwrap_or(text);
    let bundled = || {
        let letters = |text: &str| {
            text.len() > 1
                && text.starts_with('-')
                && !text.starts_with("--")
                && text[1..].bytes().all(|b| b.is_ascii_alphanumeric())
        };
        wanted.len() == 2 && letters(text) && letters(wanted) && text.contains(&wanted[1..])
    };
    name == wanted || bundled()
}
