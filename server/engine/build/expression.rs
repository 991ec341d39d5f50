//! Lookups and signs as frameworks and secrets managers state them.

use serde::Deserialize;

use crate::emit::strings;

/// The marks that stand for names of the project in a template; `fix/expression.rs` fills them in.
const BLANKS: [(&str, &str); 4] = [
    ("HELPER", "\u{e000}"),
    ("APP", "\u{e001}"),
    ("FIELD", "\u{e002}"),
    ("CAMEL", "\u{e003}"),
];

/// A template with the marks in it, as Rust text.
pub(crate) fn template(text: &str) -> String {
    let marked = BLANKS.iter().fold(text.to_owned(), |text, (word, mark)| {
        text.replace(word, mark)
    });
    format!("{marked:?}")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sign {
    files: Vec<String>,
    #[serde(default)]
    pattern: String,
}

impl Sign {
    pub(crate) fn emit(&self) -> String {
        let files = strings(&self.files);
        format!("Sign {{ files: {files}, pattern: {:?} }}", self.pattern)
    }
}

/// Several of something, as Rust text.
pub(crate) fn list<T>(items: &[T], emit: impl Fn(&T) -> String) -> String {
    let items: Vec<String> = items.iter().map(emit).collect();
    format!("&[{}]", items.join(", "))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expression {
    pub(crate) loud: String,
    #[serde(default)]
    other_quotes: String,
    #[serde(default)]
    quiet: String,
    #[serde(default)]
    quiet_other_quotes: String,
    #[serde(default)]
    atom: bool,
    #[serde(default)]
    import: Vec<Need>,
    helper: Option<Helper>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Need {
    present: String,
    line: String,
    #[serde(default)]
    docstring: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Helper {
    present: String,
    text: String,
    #[serde(default)]
    extension: String,
}

impl Expression {
    pub(crate) fn emit(&self) -> String {
        let need = |it: &Need| {
            format!(
                "Need {{ present: {:?}, line: {:?}, docstring: {} }}",
                it.present, it.line, it.docstring
            )
        };
        let helper = self.helper.as_ref().map_or("None".to_owned(), |it| {
            format!(
                "Some(Function {{ present: {:?}, text: {}, extension: {:?} }})",
                it.present,
                template(&it.text),
                it.extension
            )
        });
        format!(
            "Expression {{ loud: {}, other_quotes: {}, quiet: {}, quiet_other_quotes: {}, atom: {}, needs: {}, helper: {helper} }}",
            template(&self.loud),
            template(&self.other_quotes),
            template(&self.quiet),
            template(&self.quiet_other_quotes),
            self.atom,
            list(&self.import, need),
        )
    }
}
