//! Secrets that are read in code which is shipped to clients.

use super::check::say;
use super::{Issue, Subject, name, printing, table};
use crate::files::Files;
use crate::fix::client_code;
use crate::lang;

const ID: &str = "secret-in-client-code";

pub(super) fn look(subject: &Subject<'_>, files: &dyn Files) -> Vec<Issue> {
    let text = subject.text;
    // A page may hold a script, which reads as one in a file of its own.
    if !matches!(
        subject.context.language,
        "javascript" | "typescript" | "coffeescript" | "html"
    ) {
        return Vec::new();
    }
    let mut issues: Vec<Issue> = Vec::new();
    let mut lexed = None;
    for at in printing::reads("javascript", text) {
        let name = &text[at.clone()];
        let public = table::PREFIXES.iter().any(|one| name.starts_with(one.text));
        if public || !name::says_secret(name) || issues.iter().any(|issue| issue.anchor == name) {
            continue;
        }
        let Some(language) = lang::by_id(subject.context.language) else {
            break;
        };
        let lexed = lexed.get_or_insert_with(|| lang::lex(text, language));
        if lexed.in_comment(&at) {
            continue;
        }
        let code = lexed.blanked(text);
        let Some(why) = client_code(subject.path, subject.root, text, &code, at.start, files)
        else {
            continue;
        };
        let message = say(
            ID,
            "read",
            &[("where", &why), ("name", &super::dotenv::short(name))],
        );
        issues.push(Issue::new(ID, at, name, message));
    }
    issues
}
