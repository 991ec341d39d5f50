//! `rules/frameworks/`: what a project's framework says about variables.

use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::strings;
use crate::expression::{Expression, Sign, list, template};
use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Framework {
    name: String,
    languages: Vec<Spanned<String>>,
    sign: Vec<Sign>,
    #[serde(default)]
    over: Vec<Spanned<String>>,
    #[serde(default)]
    env_files: Vec<String>,
    #[serde(default)]
    client: Vec<Client>,
    #[serde(default)]
    lookup: Vec<Spanned<Choice>>,
    #[serde(default)]
    module: Vec<Spanned<Module>>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Client {
    #[serde(default)]
    path: String,
    #[serde(default)]
    not_path: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    not_text: String,
    #[serde(default)]
    not_in: String,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    #[serde(default)]
    path: String,
    #[serde(default)]
    not_path: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    not_text: String,
    #[serde(default)]
    inside: String,
    #[serde(default)]
    head: String,
    #[serde(default)]
    tail: String,
    #[serde(default)]
    whole: bool,
    #[serde(default)]
    constant: bool,
    #[serde(default)]
    refuse: String,
    expression: Option<Expression>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Module {
    files: Vec<String>,
    text: String,
    #[serde(default)]
    not_text: String,
    #[serde(default)]
    not_path: String,
    entry: Vec<Entry>,
    #[serde(default)]
    import: String,
    #[serde(default)]
    only_imported: bool,
    lookup: Expression,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    anchor: String,
    shape: Shape,
    text: String,
    #[serde(default)]
    upper: String,
    #[serde(default)]
    optional: bool,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
enum Shape {
    List,
    Fields,
    End,
}

/// The table `FRAMEWORKS`.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let sources = Source::folder(rules, "frameworks", problems);
    let known: Vec<String> = sources.iter().map(|it| it.stem.clone()).collect();
    let languages = Source::folder(rules, "languages", problems);
    let languages: Vec<String> = languages.into_iter().map(|it| it.stem).collect();
    let mut rows = String::new();
    for source in &sources {
        let Some(framework) = source.parse::<Framework>(problems) else {
            continue;
        };
        check(source, &framework, &known, &languages, problems);
        writeln!(rows, "    {},", framework.emit(&source.stem)).expect("a string");
    }
    format!(
        "/// Every framework, in order of id.\npub(super) static FRAMEWORKS: &[Framework] = &[\n{rows}];\n"
    )
}

fn check(
    source: &Source,
    framework: &Framework,
    known: &[String],
    languages: &[String],
    problems: &mut Problems,
) {
    for (ids, names, what) in [
        (&framework.languages, languages, "language"),
        (&framework.over, known, "framework"),
    ] {
        for id in ids.iter().filter(|id| !names.contains(id.get_ref())) {
            let message = format!("no such {what}; name a file of rules/{what}s");
            problems.at(source, id.span(), message);
        }
    }
    for choice in &framework.lookup {
        let one = choice.get_ref();
        match &one.expression {
            None if one.note.is_empty() && one.refuse.is_empty() => {
                problems.at(
                    source,
                    choice.span(),
                    "add `expression`, or say in `note` what to know, or in `refuse` why there is none",
                );
            }
            Some(_) if !one.refuse.is_empty() => {
                problems.at(
                    source,
                    choice.span(),
                    "a place that is refused has no `expression`: take one of them out",
                );
            }
            Some(expression) if !expression.loud.contains("NAME") => {
                problems.at(
                    source,
                    choice.span(),
                    "write NAME where the variable's name goes in `loud`",
                );
            }
            _ => {}
        }
    }
    for module in &framework.module {
        let one = module.get_ref();
        if one.import.contains("EXPORT") != one.import.contains("?P<from>") {
            let message = "write EXPORT for what the module gives out, and a group `from` for its name in `import`";
            problems.at(source, module.span(), message);
        }
    }
}

impl Framework {
    fn emit(&self, stem: &str) -> String {
        let texts = |items: &[Spanned<String>]| {
            strings(
                &items
                    .iter()
                    .map(|it| it.get_ref().as_str())
                    .collect::<Vec<_>>(),
            )
        };
        format!(
            "Framework {{ id: {stem:?}, name: {:?}, languages: {}, signs: {}, over: {}, env_files: {}, \
             clients: {}, choices: {}, modules: {}, note: {:?} }}",
            self.name,
            texts(&self.languages),
            list(&self.sign, Sign::emit),
            texts(&self.over),
            strings(&self.env_files),
            list(&self.client, Client::emit),
            list(&self.lookup, |it| it.get_ref().emit()),
            list(&self.module, |it| it.get_ref().emit()),
            self.note,
        )
    }
}

impl Client {
    fn emit(&self) -> String {
        format!(
            "Client {{ path: {:?}, not_path: {:?}, text: {:?}, not_text: {:?}, not_in: {:?}, why: {:?} }}",
            self.path, self.not_path, self.text, self.not_text, self.not_in, self.why
        )
    }
}

impl Choice {
    fn emit(&self) -> String {
        let expression = self.expression.as_ref();
        let expression = expression.map_or("None".to_owned(), |it| format!("Some({})", it.emit()));
        format!(
            "Choice {{ path: {:?}, not_path: {:?}, text: {:?}, not_text: {:?}, inside: {:?}, \
             head: {:?}, tail: {:?}, whole: {}, constant: {}, refuse: {:?}, \
             expression: {expression}, note: {:?} }}",
            self.path,
            self.not_path,
            self.text,
            self.not_text,
            self.inside,
            self.head,
            self.tail,
            self.whole,
            self.constant,
            self.refuse,
            self.note
        )
    }
}

impl Module {
    fn emit(&self) -> String {
        let entry = |it: &Entry| {
            format!(
                "Declared {{ anchor: {:?}, shape: Shape::{:?}, text: {}, upper: {}, optional: {} }}",
                it.anchor,
                it.shape,
                template(&it.text),
                template(&it.upper),
                it.optional
            )
        };
        format!(
            "Module {{ files: {}, text: {:?}, not_text: {:?}, not_path: {:?}, entries: {}, import: {:?}, only_imported: {}, lookup: {}, prefix: {:?}, note: {:?} }}",
            strings(&self.files),
            self.text,
            self.not_text,
            self.not_path,
            list(&self.entry, entry),
            self.import,
            self.only_imported,
            self.lookup.emit(),
            self.prefix,
            self.note,
        )
    }
}
