//! The variable that a value moves to, and the change of the `.env` that gives it the value.

use zeroize::Zeroizing;

use super::env_file::EnvFile;
use super::name::{asked, free, sanitised, shown};
use super::written::suffix;
use super::{NewText, Refusal, Request, TextEdit, text_hash};
use crate::dotenv::{self, Profile};
use crate::lang::Language;
use crate::rule::Kind;

/// Where the value stands or will stand.
pub(super) struct Home {
    pub(super) name: String,
    /// The change of the `.env`; none when it has the value already.
    pub(super) edit: Option<TextEdit>,
}

/// What moves: the value, and whether it is all that its literal holds.
pub(super) struct Moving<'a> {
    pub(super) value: &'a str,
    pub(super) whole: bool,
    /// The name that the user asked for.
    pub(super) name: Option<&'a str>,
}

/// The variable for the value: one that holds it already, or a new one.
pub(super) fn home(
    request: &Request<'_>,
    moving: &Moving<'_>,
    env: &EnvFile,
    readers: &Readers,
) -> Result<Home, Refusal> {
    let text = env.text.as_ref().map_or("", |text| text.as_str());
    let shown = shown(&env.path, request.root);
    if is_dotenvx(text) {
        let message =
            format!("{shown} is encrypted by dotenvx: run `dotenvx set NAME VALUE` instead.");
        return Err(Refusal {
            code: "dotenvx-encrypted",
            message,
        });
    }
    let wanted = moving.name.map(asked).transpose()?;
    if let Some(name) = reused(text, moving.value, wanted.as_deref(), readers) {
        return Ok(Home { name, edit: None });
    }
    let Some((written, profiles)) = written(moving.value, readers) else {
        let message = format!(
            "No quoting in {shown} gives this value back unchanged: keep it in a file, and read its path from a variable."
        );
        return Err(Refusal {
            code: "value-not-writable",
            message,
        });
    };
    let name = match wanted {
        Some(name) if has_value(text, &name) => {
            let message =
                format!("{name} has another value in {shown} already: choose another name.");
            return Err(Refusal {
                code: "name-is-taken",
                message,
            });
        }
        Some(name) => name,
        None => free(&wanted_name(request, moving), |name| has_value(text, name)),
    };
    let (range, line) = dotenv::set(text, &name, &written);
    let edit = TextEdit {
        range,
        text: NewText(Zeroizing::new(line)),
    };
    if !reads_back(text, &edit, &name, moving.value, profiles) {
        let message = format!(
            "{shown} has a line that Keyward cannot read, so adding to it could break it: mend it first."
        );
        return Err(Refusal {
            code: "env-not-understood",
            message,
        });
    }
    Ok(Home {
        name,
        edit: Some(edit),
    })
}

/// Who will read the `.env`: sets of profiles, the first of which that can carry a value decides.
pub(super) struct Readers(Vec<Vec<&'static Profile>>);

impl Readers {
    /// The project's own loaders; where it names none, what all loaders read alike, then
    /// what the language's usual ones do.
    pub(super) fn of(loaders: &[&'static Profile], language: &Language) -> Self {
        if !loaders.is_empty() {
            return Self(vec![loaders.to_vec()]);
        }
        let set = |ids: &[&str]| ids.iter().filter_map(|id| dotenv::profile(id)).collect();
        Self(vec![set(&["portable"]), set(language.usual_profiles)])
    }
}

impl Readers {
    /// The loaders that a format or the project names; else what all loaders read alike,
    /// then what Compose does.
    pub(super) fn of_settings(loaders: &[&'static Profile]) -> Self {
        if !loaders.is_empty() {
            return Self(vec![loaders.to_vec()]);
        }
        let set = |id: &str| dotenv::profile(id).into_iter().collect();
        Self(vec![set("portable"), set("compose")])
    }
}

/// The name that has the value already, when it is one to use, or the one that is wanted.
fn reused(text: &str, value: &str, wanted: Option<&str>, readers: &Readers) -> Option<String> {
    if let Some(wanted) = wanted {
        return holds(text, wanted, value, readers).then(|| wanted.to_owned());
    }
    let mut names = readers
        .0
        .iter()
        .flatten()
        .filter_map(|profile| dotenv::find_value(text, value, profile));
    let name = names.next()?;
    (!dotenv::is_reserved(name) && name == sanitised(name)).then(|| name.to_owned())
}

/// Whether every loader that may read the file reads this value under this name.
fn holds(text: &str, name: &str, value: &str, readers: &Readers) -> bool {
    let layout = dotenv::parse(text);
    let entry = layout
        .entries
        .iter()
        .rfind(|entry| &text[entry.key.clone()] == name);
    let reads = |profile: &&Profile| {
        let raw = entry.map(|entry| entry.raw(text, profile));
        raw.and_then(|raw| dotenv::read(raw, profile))
            .is_some_and(|read| *read == value)
    };
    entry.is_some() && readers.0.iter().any(|set| set.iter().all(reads))
}

fn is_dotenvx(text: &str) -> bool {
    let layout = dotenv::parse(text);
    layout.entries.iter().any(|entry| {
        text[entry.key.clone()].starts_with("DOTENV_PUBLIC_KEY")
            || text[entry.value.clone()]
                .trim_matches(['"', '\''])
                .starts_with("encrypted:")
    })
}

/// The first form that every loader of a set reads back as the value, and the set.
fn written<'r>(
    value: &str,
    readers: &'r Readers,
) -> Option<(Zeroizing<String>, &'r [&'static Profile])> {
    let reads = |text: &str, profile: &&Profile| {
        dotenv::read(text, profile).is_some_and(|read| *read == value)
    };
    readers.0.iter().find_map(|set| {
        let mut forms = set
            .iter()
            .filter_map(|profile| dotenv::write(value, profile));
        let form = forms.find(|form| set.iter().all(|profile| reads(form, profile)))?;
        Some((form, set.as_slice()))
    })
}

/// Whether the variable exists with a value; an empty one may be filled in.
fn has_value(text: &str, name: &str) -> bool {
    let layout = dotenv::parse(text);
    let mut entries = layout
        .entries
        .iter()
        .filter(|entry| &text[entry.key.clone()] == name);
    entries.any(|entry| {
        !text[entry.value.clone()]
            .trim_matches(['"', '\''])
            .is_empty()
    })
}

/// Whether the edited file has the value under the name, and every other entry as before.
fn reads_back(text: &str, edit: &TextEdit, name: &str, value: &str, profiles: &[&Profile]) -> bool {
    let after = Zeroizing::new(format!(
        "{}{}{}",
        &text[..edit.range.start],
        edit.text.0.as_str(),
        &text[edit.range.end..]
    ));
    let others = |text: &str| -> Vec<u64> {
        let entries = dotenv::parse(text).entries.into_iter();
        entries
            .filter(|entry| &text[entry.key.clone()] != name)
            .map(|entry| text_hash(&text[entry.line]))
            .collect()
    };
    let found = profiles.iter().all(|profile| {
        let layout = dotenv::parse(&after);
        let entry = layout
            .entries
            .iter()
            .rfind(|entry| &after[entry.key.clone()] == name);
        entry
            .and_then(|entry| dotenv::read(entry.raw(&after, profile), profile))
            .is_some_and(|read| *read == value)
    });
    found && others(text) == others(&after)
}

/// The name the provider's documentation uses, or the one the code uses.
pub(super) fn wanted_name(request: &Request<'_>, moving: &Moving<'_>) -> String {
    let finding = request.finding;
    let sink = finding
        .sink
        .clone()
        .and_then(|sink| request.text.get(sink))
        .map(sanitised)
        .unwrap_or_default();
    let mut conventional = sanitised(finding.rule.env);
    if !conventional.is_empty() {
        conventional.push_str(suffix(&finding.layers));
    }
    let is_url = matches!(finding.rule.kind, Kind::Url { .. }) && finding.layers.is_empty();
    let name = match (is_url, moving.whole) {
        // The code's own name tells databases apart.
        (true, true) if !sink.is_empty() && sink.ends_with("URL") => sink,
        (true, false) => format!("{}_PASSWORD", conventional.trim_end_matches("_URL")),
        _ if !conventional.is_empty() => conventional,
        _ => sink,
    };
    let name = sanitised(&name);
    if name.is_empty() {
        "SECRET".to_owned()
    } else {
        name
    }
}
