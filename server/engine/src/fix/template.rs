//! Templates of a `.env`: a real value in one goes to the `.env`, and a placeholder takes its place;
//! names that the `.env` has gained are brought in, without their values.

use std::ops::Range;
use std::path::Path;

use zeroize::Zeroizing;

use super::env_file::{self, as_edits, template_path};
use super::home::{Moving, Readers, home};
use super::name::{placeholder, shown};
use super::{
    Before, EditPlan, FileEdit, Purpose, Refusal, Request, TextEdit, Wish, committed, refusal,
};
use crate::dotenv::{self, Entry, Replacement};
use crate::files::Files;
use crate::{FileContext, scan};

/// Whether a file is a template of a `.env`.
pub(super) fn is_template(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| {
        let ends = |one: &&str| {
            one.strip_prefix(".env")
                .is_some_and(|end| name.ends_with(end))
        };
        let of_another = name.starts_with(".env.") && dotenv::templates().iter().any(ends);
        of_another || dotenv::templates().contains(&name)
    })
}

/// Plans the move of a value out of a template.
pub(super) fn plan(
    request: &Request<'_>,
    path: &Path,
    wish: &Wish<'_>,
    files: &dyn Files,
) -> Result<EditPlan, Refusal> {
    let dir = path.parent().unwrap_or(path);
    let loaders = dotenv::loaders_for(dir, request.root, "", files);
    let env_path = wish.env_file.map_or_else(
        || env_file::locate(dir, request.root, None, files),
        |name| request.root.join(name),
    );
    let found = Found::of(request)?;
    let env = env_file::open(&env_path, request.root, files)?;
    let ignore = env_file::ignore_step(&env_path, request.root, files)?;
    let moving = Moving {
        value: &found.value,
        whole: true,
        name: wish
            .name
            .or(Some(found.key).filter(|_| !found.is_known(&env))),
        rename: &[],
        prefix: "",
        before_called: "",
    };
    let env_shown = shown(&env_path, request.root);
    let readers = Readers::of_settings(&loaders.profiles);
    let home = home(request, &moving, &env, &readers).map_err(|why| match why.code {
        "name-is-taken" if wish.name.is_none() => taken(found.key, &env_shown),
        _ => why,
    })?;
    let stand_in = placeholder(found.key);
    let what = match home.edits {
        None => format!("it stays in {env_shown} as {}", home.name),
        Some(_) => format!("moves it to {env_shown} as {}", home.name),
    };
    let mut steps: Vec<FileEdit> = ignore.into_iter().collect();
    steps.extend(home.edits.map(|edits| env.step(edits)));
    let replaced = vec![(found.content, stand_in.clone())];
    steps.push(FileEdit::source(path, request.text, as_edits(replaced)));
    Ok(EditPlan {
        title: format!("Replace the value by the placeholder {stand_in} ({what})"),
        name: home.name,
        files: steps,
        notes: vec![committed::note(request, files)],
    })
}

/// The `.env` has a value of its own for the entry, so this one is nobody's.
fn taken(key: &str, env: &str) -> Refusal {
    let message = format!(
        "{key} has another value in {env}: put a placeholder here (`keyward fix --placeholder`), which keeps this one nowhere, and revoke it."
    );
    Refusal {
        code: "name-is-taken",
        message,
    }
}

/// An entry of a template that holds a real value.
struct Found<'t> {
    key: &'t str,
    /// The value without its quotes.
    content: Range<usize>,
    value: Zeroizing<String>,
}

impl<'t> Found<'t> {
    fn of(request: &Request<'t>) -> Result<Self, Refusal> {
        let (text, range) = (request.text, &request.finding.range);
        let layout = dotenv::parse(text);
        let holds =
            |entry: &&Entry| entry.value.start <= range.start && range.end <= entry.value.end;
        let Some(entry) = layout.entries.iter().find(holds) else {
            let why =
                "The value stands in a comment of the template: delete it there, and revoke it.";
            return Err(refusal("in-a-comment", why));
        };
        let raw = &text[entry.value.clone()];
        let quoted = |quote: char| raw.len() > 1 && raw.starts_with(quote) && raw.ends_with(quote);
        let quote = usize::from(quoted('"') || quoted('\''));
        let portable = dotenv::profile("portable").into_iter();
        let mut read = portable.filter_map(|one| dotenv::read(entry.raw(text, one), one));
        let Some(value) = read.next() else {
            let why =
                "The value is written in a way that loaders read differently: replace it by hand.";
            return Err(refusal("literal-not-understood", why));
        };
        Ok(Self {
            key: &text[entry.key.clone()],
            content: entry.value.start + quote..entry.value.end - quote,
            value,
        })
    }

    /// Whether the `.env` has the value, under whatever name.
    fn is_known(&self, env: &env_file::EnvFile) -> bool {
        let text = env.text.as_ref().map_or("", |text| text.as_str());
        let portable: Vec<_> = dotenv::profile("portable").into_iter().collect();
        dotenv::find_value(text, &self.value, &portable).is_some()
    }
}

/// The replacements in a template that has the real value of an entry with this name.
pub(super) fn emptied(template: &str, name: &str, value: &str) -> Vec<Replacement> {
    let Some(portable) = dotenv::profile("portable") else {
        return Vec::new();
    };
    let entries = dotenv::parse(template).entries.into_iter();
    entries
        .filter(|entry| &template[entry.key.clone()] == name)
        .filter(|entry| {
            let read = dotenv::read(entry.raw(template, portable), portable);
            !value.is_empty() && read.is_some_and(|read| *read == value)
        })
        .map(|entry| (entry.value, placeholder(name)))
        .collect()
}

/// Plans to bring the names that a `.env` has and its template has not into the template, in the
/// order of the `.env`, with the comments above them. No value is written.
///
/// # Errors
/// When there is no template, or it has all names.
pub fn sync_template(root: &Path, env: &Path, files: &dyn Files) -> Result<EditPlan, Refusal> {
    let nothing = |why| refusal("template-in-step", why);
    let path = template_path(env, files);
    let (Ok(Some(env_text)), Ok(Some(text))) = (files.read(env), files.read(&path)) else {
        return Err(nothing("There is no template beside this file."));
    };
    let env_text = Zeroizing::new(env_text);
    let edits = missing(&env_text, &text);
    if edits.is_empty() {
        return Err(nothing("The template has all names of this file."));
    }
    let title = format!(
        "Bring the names that are missing into {} (no value)",
        shown(&path, root)
    );
    Ok(EditPlan {
        title,
        name: String::new(),
        files: vec![FileEdit {
            before: Before::of(Some(&text)),
            path,
            purpose: Purpose::Template,
            edits,
            owner_only: false,
        }],
        notes: Vec::new(),
    })
}

/// One insertion for each run of names that the template lacks, behind the name before them.
fn missing(env: &str, template: &str) -> Vec<TextEdit> {
    let (source, target) = (dotenv::parse(env), dotenv::parse(template));
    let key = |entry: &Entry| &env[entry.key.clone()];
    let place = |name: &str| {
        let mut same = target.entries.iter();
        let entry = same.find(|entry| &template[entry.key.clone()] == name)?;
        let end = template[entry.line.end..].find('\n');
        Some(entry.line.end + end.map_or(template.len() - entry.line.end, |at| at + 1))
    };
    let mut edits: Vec<Replacement> = Vec::new();
    let mut at = None;
    let mut seen: Vec<&str> = Vec::new();
    for entry in &source.entries {
        let name = key(entry);
        if let Some(behind) = place(name) {
            at = Some(behind);
        } else if !seen.contains(&name) {
            let mut block = comments(env, entry, target.eol);
            block.push_str(&format!("{name}={}{}", placeholder(name), target.eol));
            let here = at.unwrap_or_else(|| first(template, &target.entries));
            match edits.iter_mut().find(|(range, _)| range.start == here) {
                Some((_, text)) => text.push_str(&block),
                None => edits.push((here..here, block)),
            }
        }
        seen.push(name);
    }
    edits.sort_by_key(|(range, _)| range.start);
    for (range, text) in &mut edits {
        let open = range.start > 0 && !template[..range.start].ends_with('\n');
        if open {
            text.insert_str(0, target.eol);
            text.truncate(text.len() - target.eol.len());
        }
    }
    as_edits(edits)
}

/// Where a name goes that comes before all others: above the first entry and its comments.
fn first(template: &str, entries: &[Entry]) -> usize {
    let Some(entry) = entries.first() else {
        return template.len();
    };
    above(template, entry)
}

/// Where the comment lines right above an entry begin.
fn above(text: &str, entry: &Entry) -> usize {
    let mut start = text[..entry.line.start].rfind('\n').map_or(0, |at| at + 1);
    while start > 0 {
        let line = text[..start - 1].rfind('\n').map_or(0, |at| at + 1);
        if !text[line..start].trim_start().starts_with('#') {
            break;
        }
        start = line;
    }
    start
}

/// The comments right above an entry, those that may hold a value left out.
fn comments(env: &str, entry: &Entry, eol: &str) -> String {
    let lines = env[above(env, entry)..entry.line.start].lines();
    let harmless = |line: &&str| {
        let found = scan(line, &FileContext::of(Path::new("a.txt"), None));
        let words = dotenv::parse(line.trim_start_matches(['#', ' ', '\t']));
        line.starts_with('#')
            && words.entries.is_empty()
            && found.findings.is_empty()
            && found.suppressed.is_empty()
            && !holds_value(env, line)
    };
    let kept = lines.filter(harmless);
    kept.map(|line| format!("{line}{eol}")).collect()
}

/// Whether a text holds one of the values of a `.env`.
fn holds_value(env: &str, text: &str) -> bool {
    /// Shorter values are words and numbers that stand everywhere.
    const SHORTEST: usize = 4;
    let values = dotenv::parse(env).entries.into_iter();
    values
        .map(|entry| env[entry.value].trim_matches(['"', '\'', '`']))
        .any(|value| value.len() >= SHORTEST && text.contains(value))
}
