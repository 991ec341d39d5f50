//! From the `.env` to the secrets manager: the command that hands the value over on standard
//! input. It names the file and the variable; the value is in no command line.

use std::path::Path;

use zeroize::Zeroizing;

use super::Manager;
use crate::dotenv;
use crate::fix::TextEdit;
use crate::fix::env_file::EnvFile;
use crate::fix::name::{as_word, shown};

/// The `.env` that keeps the value meanwhile.
pub(in crate::fix) struct Kept<'a> {
    /// As it is shown.
    pub(super) shown: String,
    /// Its text with the value in it.
    text: Zeroizing<String>,
    value: &'a str,
}

impl Kept<'_> {
    /// The file as a plan leaves it.
    pub(in crate::fix) fn of<'v>(
        env: &EnvFile,
        edits: Option<&[TextEdit]>,
        value: &'v str,
        root: &Path,
    ) -> Kept<'v> {
        let mut text = env.text.clone().unwrap_or_default();
        for edit in edits.unwrap_or_default().iter().rev() {
            text.replace_range(edit.range.clone(), &edit.text.0);
        }
        Kept {
            shown: shown(&env.path, root),
            text,
            value,
        }
    }

    /// What to do with the value. With `reads`, code reads it from the manager.
    pub(super) fn note(&self, name: &str, manager: &Manager, store: &str, reads: bool) -> String {
        let shown = &self.shown;
        let pasted = manager.pasted;
        let then = if reads {
            format!(", then delete the line from {shown}")
        } else {
            String::new()
        };
        let kept = format!(
            "{shown} keeps the value as {name} until it is in {}:",
            manager.name
        );
        match self.taken_out(name).filter(|_| !pasted) {
            Some(taken) => format!("{kept} store it with `{taken} | {store}`{then}."),
            None if pasted => format!("{kept} run `{store}` and put it in there{then}."),
            None => format!(
                "{kept} run `{store}`, paste the value, and end it with Ctrl-D twice{then}."
            ),
        }
    }

    /// The command that prints the value and nothing else, where `sed` can take it out as it stands.
    fn taken_out(&self, name: &str) -> Option<String> {
        let layout = dotenv::parse(&self.text);
        let mut named = layout
            .entries
            .iter()
            .filter(|entry| &self.text[entry.key.clone()] == name);
        let entry = named.next()?;
        if named.next().is_some() {
            return None;
        }
        let line = self.text[entry.line.clone()].trim_end_matches(['\r', '\n']);
        let written = line.split_once('=').map(|(_, written)| written)?;
        let quote = match written.chars().next() {
            Some('\'') => "'",
            Some('"') => "\"",
            _ => "",
        };
        let inside = written.strip_prefix(quote)?.strip_suffix(quote)?;
        let start = line.strip_suffix(written)?;
        // `sed` reads line by line.
        if inside.contains(['\n', '\r'])
            || inside != self.value
            || !(start == format!("{name}=") || start == format!("export {name}="))
        {
            return None;
        }
        let file = as_word(&self.shown);
        let expression = match quote {
            "'" => format!("\"s/^{start}'\\(.*\\)'/\\1/p\""),
            "\"" => format!("'s/^{start}\"\\(.*\\)\"/\\1/p'"),
            _ => format!("'s/^{start}//p'"),
        };
        Some(format!("sed -n {expression} {file} | tr -d '\\r\\n'"))
    }
}
