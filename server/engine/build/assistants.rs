//! `rules/assistants/*.toml`: what each AI assistant reads and what keeps it out.

mod control;
mod names;

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::strings;
use crate::source::{Problems, Source};
use control::Control;
use names::{GITIGNORE, ROUTES};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assistant {
    id: Spanned<String>,
    name: String,
    #[serde(default)]
    vendor: String,
    status: Spanned<String>,
    #[serde(default)]
    status_note: String,
    as_of: Spanned<String>,
    confidence: Spanned<String>,
    #[serde(default)]
    confidence_note: String,
    default: Spanned<String>,
    otherwise: Spanned<String>,
    #[serde(default)]
    user_config: Option<String>,
    gitignore: Spanned<String>,
    #[serde(default)]
    gitignore_note: String,
    routes: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    main: Option<Spanned<String>>,
    #[serde(default)]
    instructions: Vec<String>,
    #[serde(default)]
    settings_files: Vec<String>,
    #[serde(default)]
    caveats: Vec<Spanned<String>>,
    #[serde(default)]
    sources: Vec<Reference>,
    #[serde(default)]
    unsourced: Option<String>,
    markers: Spanned<Markers>,
    #[serde(default, rename = "control")]
    controls: Vec<Control>,
}

/// Where something is documented: a text, or one with the date at which it was seen.
#[derive(Deserialize)]
#[serde(untagged)]
enum Reference {
    Plain(String),
    Dated { at: String, seen: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Markers {
    #[serde(default)]
    strong: Signs,
    #[serde(default)]
    medium: Signs,
    #[serde(default)]
    weak: Signs,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Signs {
    paths: Vec<String>,
    clients: Vec<String>,
    extensions: Vec<Spanned<String>>,
    env: Vec<Spanned<String>>,
    home: Vec<Spanned<String>>,
    modules: Vec<String>,
    globals: Vec<String>,
    lsp_clients: Vec<String>,
    features: Vec<String>,
    settings: Vec<String>,
}

/// `rules/ignore-block.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    lines: Vec<String>,
    others: Vec<String>,
    named: Vec<String>,
}

/// The table of assistants, and the block of lines that fixes are made from.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let block = Source::read(rules, "ignore-block.toml", problems)
        .and_then(|source| source.parse::<Block>(problems));
    let (lines, others, named) = block.map_or_else(Default::default, |block| {
        (block.lines, block.others, block.named)
    });
    let mut out = format!(
        "static IGNORE_LINES: &[&str] = {};\nstatic MORE_IGNORE_LINES: &[&str] = {};\n\
         static NAMED_ENV_FILES: &[&str] = {};\n\
         static ASSISTANTS: &[Assistant] = &[\n",
        strings(&lines),
        strings(&others),
        strings(&named),
    );
    for source in Source::folder(rules, "assistants", problems) {
        if let Some(assistant) = source.parse::<Assistant>(problems) {
            let row = Row {
                source: &source,
                problems,
            };
            out.push_str(&row.assistant(&assistant));
        }
    }
    out.push_str("];\n");
    out
}

/// Checks one file while it is written.
struct Row<'a> {
    source: &'a Source,
    problems: &'a mut Problems,
}

impl Row<'_> {
    fn assistant(mut self, one: &Assistant) -> String {
        self.check(one);
        let routes = self.names(one.routes.get_ref(), "Route", ROUTES);
        let main = one.main.as_ref().map_or_else(
            || "None".to_owned(),
            |main| format!("Some({})", self.name(main, "Route", ROUTES)),
        );
        let gitignore = self.name(&one.gitignore, "GitIgnore", GITIGNORE);
        let mut controls = String::new();
        for control in &one.controls {
            controls.push_str(&self.control(control, &one.controls));
        }
        let markers = one.markers.get_ref();
        let strong = self.signs(&markers.strong);
        let medium = self.signs(&markers.medium);
        let weak = self.signs(&markers.weak);
        let caveats: Vec<&str> = one
            .caveats
            .iter()
            .map(|one| one.get_ref().as_str())
            .collect();
        let sources: String = one.sources.iter().map(reference).collect();
        format!(
            "Assistant {{ id: {:?}, name: {:?}, vendor: {:?}, status: {:?}, status_note: {:?}, as_of: {:?}, \
             confidence: {:?}, confidence_note: {:?}, default: {:?}, default_known: {}, user_config: {:?}, \
             gitignore: {gitignore}, gitignore_note: {:?}, routes: {routes}, main: {main}, instructions: {}, settings_files: {}, caveats: {}, sources: &[{sources}], \
             strong: {strong}, medium: {medium}, weak: {weak}, controls: &[{controls}] }},\n",
            one.id.get_ref(),
            one.name,
            one.vendor,
            one.status.get_ref(),
            one.status_note,
            one.as_of.get_ref(),
            one.confidence.get_ref(),
            one.confidence_note,
            one.default.get_ref(),
            one.otherwise.get_ref() == "exposed",
            one.user_config,
            one.gitignore_note,
            strings(&one.instructions),
            strings(&one.settings_files),
            strings(&caveats),
        )
    }

    fn wrong<T>(&mut self, at: &Spanned<T>, message: impl AsRef<str>) {
        self.problems.at(self.source, at.span(), message);
    }

    fn one_of(&mut self, at: &Spanned<String>, what: &str, known: &[&str]) {
        if !known.contains(&at.get_ref().as_str()) {
            self.wrong(at, format!("{what} is one of {}", known.join(", ")));
        }
    }

    fn check(&mut self, one: &Assistant) {
        if *one.id.get_ref() != self.source.stem {
            self.wrong(
                &one.id,
                format!("the id must be the file's name, `{}`", self.source.stem),
            );
        }
        let date = one.as_of.get_ref().as_bytes();
        if date.len() != 10 || date[4] != b'-' || date[7] != b'-' {
            self.wrong(
                &one.as_of,
                "write the date of the newest source as YYYY-MM-DD",
            );
        }
        let levels = ["high", "medium-high", "medium", "low-medium", "low"];
        self.one_of(&one.confidence, "confidence", &levels);
        let states = ["active", "limited", "winding-down", "retired"];
        self.one_of(&one.status, "status", &states);
        self.one_of(&one.otherwise, "otherwise", &["exposed", "unknown"]);
        if one.sources.is_empty() && one.unsourced.is_none() {
            self.wrong(
                &one.id,
                "name at least one source, or say in `unsourced` why there is none",
            );
        }
        let has = |route: &str| one.routes.get_ref().iter().any(|it| it.get_ref() == route);
        if has("instruction_files") == one.instructions.is_empty()
            || has("config_files") == one.settings_files.is_empty()
        {
            self.wrong(
                &one.routes,
                "instruction_files goes with `instructions`, config_files with `settings_files`: which files those are",
            );
        }
        if one.routes.get_ref().is_empty() {
            self.wrong(&one.routes, "name at least one route");
        }
        for text in one.caveats.iter().chain([&one.default]) {
            if !text.get_ref().ends_with('.') {
                self.wrong(
                    text,
                    "end the sentence with a full stop: it is shown as it stands",
                );
            }
        }
    }

    /// One value out of a table of names.
    fn name(&mut self, at: &Spanned<String>, kind: &str, table: &[(&str, &str)]) -> String {
        if let Some((_, variant)) = table.iter().find(|(name, _)| name == at.get_ref()) {
            return format!("{kind}::{variant}");
        }
        let known: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
        self.wrong(
            at,
            format!(
                "`{}` is unknown; use one of {}",
                at.get_ref(),
                known.join(", ")
            ),
        );
        String::new()
    }

    fn names(&mut self, all: &[Spanned<String>], kind: &str, table: &[(&str, &str)]) -> String {
        let names: Vec<String> = all.iter().map(|one| self.name(one, kind, table)).collect();
        format!("&[{}]", names.join(", "))
    }

    fn signs(&mut self, signs: &Signs) -> String {
        for extension in &signs.extensions {
            if extension.get_ref().chars().any(char::is_uppercase) {
                self.wrong(
                    extension,
                    "write extension ids in lower case: they are compared so",
                );
            }
        }
        for home in &signs.home {
            if home.get_ref().starts_with(['~', '/']) {
                self.wrong(home, "write the path below the home folder, without `~/`");
            }
        }
        format!(
            "Signs {{ paths: {}, clients: {}, extensions: {}, env: {}, home: {}, modules: {}, globals: {}, \
             lsp_clients: {}, features: {}, settings: {} }}",
            strings(&signs.paths),
            strings(&signs.clients),
            strings(&plain(&signs.extensions)),
            strings(&plain(&signs.env)),
            strings(&plain(&signs.home)),
            strings(&signs.modules),
            strings(&signs.globals),
            strings(&signs.lsp_clients),
            strings(&signs.features),
            strings(&signs.settings),
        )
    }
}

fn plain(all: &[Spanned<String>]) -> Vec<&str> {
    all.iter().map(|one| one.get_ref().as_str()).collect()
}

fn reference(one: &Reference) -> String {
    let (at, seen) = match one {
        Reference::Plain(at) => (at, ""),
        Reference::Dated { at, seen } => (at, seen.as_str()),
    };
    format!("Source {{ at: {at:?}, seen: {seen:?} }}, ")
}
