//! What a project's framework says about variables: how they are read, from which file, which
//! code is shipped to others, and which module declares them. The tables come from
//! `rules/frameworks/`.

mod choice;
mod module;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use super::expression::{Blanks, Expression, in_order};
use super::scope;
use super::sign::{self, Sign};
use super::source::{self, Target, Words};
use super::{FileEdit, Refusal, Request, TextEdit, refusal};
use crate::files::{Entry, Files};
use crate::lang::{Language, Lexed, pattern};

mod table {
    use super::module::{Declared, Module, Shape};
    use super::{Choice, Client, Expression, Framework, Sign};
    #[allow(unused_imports, reason = "which of them the rows use is theirs to say")]
    use crate::fix::expression::{Function, Need};
    include!(concat!(env!("OUT_DIR"), "/frameworks.rs"));
}

pub(super) use choice::Spot;
use choice::{Choice, choice};
use module::Module;

/// A framework, a loader with a helper of its own, or a module that declares variables.
#[derive(Debug)]
pub struct Framework {
    /// The file's name without its ending: `sveltekit`.
    pub id: &'static str,
    /// As it is shown.
    pub name: &'static str,
    /// Ids of the languages that it is about.
    pub languages: &'static [&'static str],
    signs: &'static [Sign],
    /// Ids of frameworks that say nothing where this one is.
    over: &'static [&'static str],
    /// The files that it reads variables from, the one to write first.
    pub env_files: &'static [&'static str],
    clients: &'static [Client],
    choices: &'static [Choice],
    modules: &'static [Module],
    /// One sentence for the user after a fix; empty for none.
    pub note: &'static str,
}

impl Framework {
    /// The lookups that it asks for, as they are written.
    #[must_use]
    pub fn lookups(&self) -> Vec<String> {
        let own = self
            .choices
            .iter()
            .filter_map(|one| one.expression.as_ref());
        let through = self.modules.iter().map(|one| one.lookup());
        own.chain(through).map(Expression::shown).collect()
    }

    /// Where a module that declares variables is looked for.
    #[must_use]
    pub fn modules(&self) -> Vec<&'static str> {
        let files = self.modules.iter().flat_map(|one| one.files());
        let mut files: Vec<&str> = files.copied().collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// Whether it ships some of its code to others.
    #[must_use]
    pub fn ships(&self) -> bool {
        !self.clients.is_empty()
    }
}

/// Code that is shipped to those who must not have the value. All patterns must match.
#[derive(Debug)]
pub(super) struct Client {
    path: &'static str,
    not_path: &'static str,
    text: &'static str,
    not_text: &'static str,
    /// Not in a function whose header this matches.
    not_in: &'static str,
    why: &'static str,
}

/// Every framework, in order of id.
#[must_use]
pub fn frameworks() -> &'static [Framework] {
    table::FRAMEWORKS
}

/// Why the code at a place of a file is shipped to those who must not have a secret, if it is, as the
/// beginning of a sentence. `code` is the text with comments and the contents of literals blanked.
#[must_use]
pub(crate) fn client_code(
    path: &Path,
    root: &Path,
    text: &str,
    code: &str,
    at: usize,
    files: &dyn Files,
) -> Option<&'static str> {
    let project = Project::of(path.parent()?, root, "javascript", files);
    project.ships(path, text, code, at)
}

/// Ids of the frameworks for JavaScript that the project around a folder shows.
#[must_use]
pub(crate) fn framework_ids(dir: &Path, root: &Path, files: &dyn Files) -> Vec<&'static str> {
    let project = Project::of(dir, root, "javascript", files);
    project.found.iter().map(|(one, _)| one.id).collect()
}

/// What the project around a file says.
pub(super) struct Project {
    found: Vec<(&'static Framework, sign::Shown)>,
}

/// The lookup to write, and what goes with it.
pub(super) struct Chosen {
    /// None: the language's own.
    pub(super) expression: Option<&'static Expression>,
    /// Whether a missing variable is to give an empty text.
    pub(super) quiet: bool,
    pub(super) blanks: Blanks,
    /// Whether it is a constant.
    pub(super) constant: bool,
    /// What the name of the variable has to begin with.
    pub(super) prefix: &'static str,
    /// The change of the module that declares the variables.
    pub(super) module: Option<FileEdit>,
    pub(super) notes: Vec<String>,
}

impl Chosen {
    /// Takes the quiet lookup, or tells that there is none here.
    pub(super) fn be_quiet(&mut self) {
        self.quiet = true;
        if self.expression.is_some_and(|it| it.quiet.is_empty()) {
            let note =
                "There is no quiet form of this lookup: the program stops where there is no value.";
            self.notes.push(note.to_owned());
        }
    }

    /// The edits of the source.
    #[allow(
        clippy::too_many_arguments,
        reason = "the parts of one place in a source"
    )]
    pub(super) fn edits(
        &self,
        request: &Request<'_>,
        path: &Path,
        language: &'static Language,
        lexed: &Lexed,
        target: &Target,
        name: &str,
        files: &dyn Files,
    ) -> Result<Vec<TextEdit>, Refusal> {
        let Some(own) = &language.lookup else {
            return Err(source::no_lookup(language));
        };
        let own = &own.as_wished(self.quiet);
        let lookup = self
            .expression
            .map_or(*own, |expression| expression.over(own, self.quiet));
        let words = Words {
            language,
            lookup: &lookup,
            name,
            constant: self.constant,
            root: request.root,
        };
        let mut edits = source::edits(request.text, path, lexed, target, &words, files)?;
        if let Some(expression) = self.expression {
            edits.extend(expression.added(request.text, lexed, path, files));
            self.blanks.fill_all(&mut edits);
        }
        Ok(in_order(edits))
    }
}

impl Project {
    /// The frameworks that the nearest folder with any of them shows.
    pub(super) fn of(dir: &Path, root: &Path, language: &str, files: &dyn Files) -> Self {
        let folders = dir.ancestors().take_while(|dir| dir.starts_with(root));
        let mut found: Vec<(&'static Framework, sign::Shown)> = Vec::new();
        for folder in folders {
            let about = table::FRAMEWORKS.iter();
            let about = about.filter(|one| one.languages.contains(&language));
            found.extend(
                about.filter_map(|one| Some((one, sign::shown(one.signs, folder, files)?))),
            );
            if !found.is_empty() {
                break;
            }
        }
        let hidden: Vec<&str> = found
            .iter()
            .flat_map(|(one, _)| one.over)
            .copied()
            .collect();
        found.retain(|(one, _)| !hidden.contains(&one.id));
        Self { found }
    }

    /// Refuses code that is shipped to those who must not have the value.
    pub(super) fn check(
        &self,
        request: &Request<'_>,
        path: &Path,
        code: &str,
    ) -> Result<(), Refusal> {
        match self.ships(path, request.text, code, request.finding.range.start) {
            Some(why) => Err(Refusal {
                code: "client-code",
                message: format!(
                    "{why}, which cannot keep a secret whatever variable it comes from: let a server make the call.",
                ),
            }),
            None => Ok(()),
        }
    }

    /// Why the code at a place is shipped to those who must not have a secret, if it is.
    fn ships(&self, path: &Path, text: &str, code: &str, at: usize) -> Option<&'static str> {
        self.found.iter().find_map(|(framework, shown)| {
            let name = relative(path, &shown.folder);
            let client = framework.clients.iter().find(|client| {
                let given = is(client.path, &name)
                    && isnt(client.not_path, &name)
                    && is(client.text, text)
                    && isnt(client.not_text, text);
                given && !in_function(client.not_in, code, at)
            });
            client.map(|client| client.why)
        })
    }

    /// The file to write, where the framework reads a particular one.
    pub(super) fn env_file(&self, files: &dyn Files) -> Option<PathBuf> {
        let (framework, shown) = self
            .found
            .iter()
            .find(|(one, _)| !one.env_files.is_empty())?;
        let paths = || {
            framework
                .env_files
                .iter()
                .map(|name| shown.folder.join(name))
        };
        let usable = |path: &PathBuf| {
            files.entry(path) != Entry::Absent && files.tracked(path) != Some(true)
        };
        paths().find(usable).or_else(|| paths().next())
    }

    /// Whether it says who reads the file that is written, so that nothing general has to be said.
    pub(super) fn tells(&self, chosen: &Chosen) -> bool {
        let reads = self.found.iter().any(|(one, _)| !one.env_files.is_empty());
        reads || chosen.expression.is_some() || !chosen.notes.is_empty()
    }

    /// The lookup for a place, and what the project wants besides.
    pub(super) fn choose(&self, spot: &Spot<'_>, name: &str) -> Result<Chosen, Refusal> {
        let &Spot {
            request,
            path,
            files,
            ..
        } = spot;
        let mut chosen = Chosen {
            expression: None,
            quiet: false,
            blanks: Blanks::of(name),
            constant: false,
            prefix: "",
            module: None,
            notes: Vec::new(),
        };
        for (framework, shown) in &self.found {
            chosen
                .notes
                .extend((!framework.note.is_empty()).then(|| framework.note.to_owned()));
            chosen.blanks.app.clone_from(&shown.app);
            let module = module::declared(
                framework.modules,
                &shown.folder,
                path,
                name,
                &shown.app,
                files,
            );
            if let Some(module) = module {
                if let Some((expression, helper)) =
                    module.module.used_by(request.text, path, &module)
                {
                    chosen.expression = Some(expression);
                    chosen.blanks.helper = helper;
                    chosen.blanks.field.clone_from(&module.field);
                    chosen.blanks.camel.clone_from(&module.camel);
                    chosen.prefix = module.module.prefix;
                    chosen.notes.extend(module.note);
                    chosen.module = module.edit;
                    return Ok(chosen);
                }
                if !module.module.only_imported {
                    chosen.notes.extend(module.note);
                    chosen.module = module.edit;
                }
            }
        }
        for (framework, shown) in &self.found {
            let file = relative(path, &shown.folder);
            if let Some((choice, helper)) = choice(framework.choices, &file, spot) {
                if !choice.refuse.is_empty() {
                    return Err(refusal("no-lookup", choice.refuse));
                }
                chosen.constant = choice.constant;
                chosen.blanks.helper = helper;
                chosen.blanks.app.clone_from(&shown.app);
                chosen
                    .notes
                    .extend((!choice.note.is_empty()).then(|| choice.note.to_owned()));
                chosen.expression = choice.expression.as_ref();
                break;
            }
        }
        Ok(chosen)
    }
}

/// The group `helper` of a pattern that matches; nothing when it does not match.
pub(super) fn captured(wanted: &str, text: &str) -> Option<String> {
    if wanted.is_empty() {
        return Some(String::new());
    }
    let found = pattern(wanted)?.captures(text.as_bytes())?;
    let helper = found
        .name("helper")
        .map(|name| String::from_utf8_lossy(name.as_bytes()));
    Some(helper.map(|helper| helper.into_owned()).unwrap_or_default())
}

fn is(wanted: &str, text: &str) -> bool {
    wanted.is_empty() || pattern(wanted).is_some_and(|wanted| wanted.is_match(text.as_bytes()))
}

fn isnt(unwanted: &str, text: &str) -> bool {
    unwanted.is_empty() || !is(unwanted, text)
}

/// Whether a place is in a function whose header matches.
fn in_function(header: &str, code: &str, at: usize) -> bool {
    !header.is_empty() && {
        let scope = scope::around(code, at);
        scope.headers.iter().any(|one| is(header, one))
    }
}

/// A path below a folder, with `/`.
fn relative(path: &Path, folder: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// The patterns of every table, for the test that compiles them.
#[cfg(test)]
pub(super) fn patterns() -> Vec<(&'static str, &'static str)> {
    let mut out = Vec::new();
    for one in frameworks() {
        let mut add =
            |patterns: &[&'static str]| out.extend(patterns.iter().map(|it| (one.id, *it)));
        one.signs.iter().for_each(|it| add(&[it.pattern]));
        for it in one.clients {
            add(&[it.path, it.not_path, it.text, it.not_text, it.not_in]);
        }
        for it in one.choices {
            add(&[it.path, it.not_path, it.text, it.not_text, it.inside]);
            add(&[it.head, it.tail]);
            let needs = it.expression.iter().flat_map(|it| it.needs);
            needs.for_each(|it| add(&[it.present]));
        }
        one.modules.iter().for_each(|it| add(&it.patterns()));
    }
    out
}
