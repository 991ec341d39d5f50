//! The variable that a value moves to, and the change of the `.env` that gives it the value.

use zeroize::Zeroizing;

use super::env_file::{EnvFile, as_edits};
use super::name::{asked, free, sanitised, shown};
use super::written::suffix;
use super::{Refusal, Request, TextEdit, applied, text_hash};
use crate::dotenv::{self, Loaders, Profile, Trouble};
use crate::lang::Language;
use crate::rule::Kind;

/// Where the value stands or will stand.
pub(super) struct Home {
    pub(super) name: String,
    /// The changes of the `.env`; none when it has the value already.
    pub(super) edits: Option<Vec<TextEdit>>,
}

/// What moves: the value, and whether it is all that its literal holds.
pub(super) struct Moving<'a> {
    pub(super) value: &'a str,
    pub(super) whole: bool,
    /// The name that the user asked for.
    pub(super) name: Option<&'a str>,
    /// Beginnings of names that the format keeps for itself, and what stands there instead.
    pub(super) rename: &'static [(&'static str, &'static str)],
    /// What every name has to begin with.
    pub(super) prefix: &'static str,
    /// What the name begins with where code calls it by the rest, as in
    /// [`Lookup::prefix`](crate::lang::Lookup).
    pub(super) before_called: &'static str,
}

impl Moving<'_> {
    /// The name that the format takes instead of one that it keeps for itself.
    pub(super) fn renamed(&self, name: &str) -> Option<String> {
        if !name.starts_with(self.prefix) {
            return Some(format!("{}{name}", self.prefix));
        }
        let mut rules = self.rename.iter();
        rules.find_map(|(from, to)| Some(format!("{to}{}", name.strip_prefix(from)?)))
    }

    /// The name with what it has to begin with, and the rest as code calls it.
    fn prefixed(&self, name: &str) -> String {
        match self.before_called {
            "" => name.to_owned(),
            prefix if self.takes(name) => format!("{prefix}{}", &name[prefix.len()..]),
            prefix => format!("{prefix}{}", name.to_lowercase()),
        }
    }

    /// Whether code can call the variable of this name.
    fn takes(&self, name: &str) -> bool {
        let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let rest = name.strip_prefix(self.before_called);
        self.before_called.is_empty()
            || rest.is_some_and(|it| !it.is_empty() && it.chars().all(lower))
    }
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
    let wanted = wanted.map(|name| moving.prefixed(&name));
    let usable = |name: &String| moving.renamed(name).is_none() && moving.takes(name);
    let known = reused(text, moving, wanted.as_deref(), readers).filter(usable);
    let known = known.or_else(|| {
        let usual = moving.prefixed(&wanted_name(request, moving));
        let has = !moving.before_called.is_empty() && holds(text, &usual, moving.value, readers);
        has.then_some(usual)
    });
    if let Some(name) = known {
        return Ok(Home { name, edits: None });
    }
    let quote = dotenv::parse(text).quote(text);
    let Some((written, profiles)) = written(moving.value, readers, quote) else {
        return Err(not_writable(moving.value, readers, &shown));
    };
    if let Some(trouble) = dotenv::trouble(text, profiles) {
        return Err(not_taken(trouble, &shown));
    }
    let name = match wanted {
        Some(name) if has_value(text, &name, profiles) => {
            let message =
                format!("{name} has another value in {shown} already: choose another name.");
            return Err(Refusal {
                code: "name-is-taken",
                message,
            });
        }
        Some(name) => name,
        None => {
            let usual = wanted_name(request, moving);
            let usual = moving.prefixed(&moving.renamed(&usual).unwrap_or(usual));
            free(&usual, |name| has_value(text, name, profiles))
        }
    };
    let edits = as_edits(dotenv::set(text, &name, &written, profiles));
    if !reads_back(text, &edits, &name, moving.value, profiles) {
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
        edits: Some(edits),
    })
}

/// Why no quoting gives the value back, and what to do instead.
fn not_writable(value: &str, readers: &Readers, shown: &str) -> Refusal {
    let way_out = "keep it in a file, and read its path from a variable";
    let alone = readers.0.iter().find_map(|set| dotenv::why_not(value, set));
    let message = match (readers.1, alone) {
        (true, Some((profile, why))) => format!(
            "{} reads {shown} and gives no value with {why} back unchanged: {way_out}.",
            capital(profile.name)
        ),
        (true, None) => {
            let names: Vec<&str> = readers.0.iter().flatten().map(|one| one.name).collect();
            let names = names.join(" and ");
            format!("No quoting in {shown} gives this value back unchanged in {names}: {way_out}.")
        }
        (false, _) => format!("No quoting in {shown} gives this value back unchanged: {way_out}."),
    };
    Refusal {
        code: "value-not-writable",
        message,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Why a loader would not read the file, whatever is added.
fn not_taken(trouble: Trouble, shown: &str) -> Refusal {
    let (code, message) = match trouble {
        Trouble::Mark(profile) => (
            "env-has-bom",
            format!(
                "{shown} begins with a byte-order mark, which {} does not take: save it as UTF-8 without one.",
                profile.name
            ),
        ),
        Trouble::LineEnds(profile) => (
            "env-has-crlf",
            format!(
                "{shown} has Windows line ends, which {} takes for a part of each value: save it with LF.",
                profile.name
            ),
        ),
        Trouble::Twice(profile) => (
            "env-has-duplicates",
            format!(
                "{shown} has a name twice, and {} takes no such file: remove one of the two lines.",
                profile.name
            ),
        ),
    };
    Refusal { code, message }
}

/// Who will read the `.env`: sets of profiles, the first of which that can carry a value decides.
/// The flag tells whether the project names them.
pub(super) struct Readers(Vec<Vec<&'static Profile>>, bool);

impl Readers {
    /// The project's own loaders; where it names none, what all loaders read alike, then
    /// what the language's usual ones do.
    pub(super) fn of(loaders: &Loaders, language: &Language) -> Self {
        if !loaders.profiles.is_empty() {
            return Self(vec![loaders.profiles.clone()], true);
        }
        let set = |ids: &[&str]| ids.iter().filter_map(|id| dotenv::profile(id)).collect();
        let sets = [set(&["portable"]), set(language.usual_profiles)];
        let known = |set: &Vec<&Profile>| !set.is_empty();
        Self(sets.into_iter().filter(known).collect(), false)
    }

    /// The loaders that a format or the project names; else what all loaders read alike,
    /// then what Compose does.
    pub(super) fn of_settings(loaders: &[&'static Profile]) -> Self {
        if !loaders.is_empty() {
            return Self(vec![loaders.to_vec()], true);
        }
        let set = |id: &str| dotenv::profile(id).into_iter().collect();
        Self(vec![set("portable"), set("compose")], false)
    }
}

/// The name that has the value already, when it is one to use, or the one that is wanted.
fn reused(
    text: &str,
    moving: &Moving<'_>,
    wanted: Option<&str>,
    readers: &Readers,
) -> Option<String> {
    if let Some(wanted) = wanted {
        return holds(text, wanted, moving.value, readers).then(|| wanted.to_owned());
    }
    let sets = &readers.0;
    let name = sets
        .iter()
        .find_map(|set| dotenv::find_value(text, moving.value, set))?;
    let named = name == sanitised(name) || !moving.before_called.is_empty();
    (!dotenv::is_reserved(name) && named).then(|| name.to_owned())
}

/// Whether every loader that may read the file reads this value under this name.
fn holds(text: &str, name: &str, value: &str, readers: &Readers) -> bool {
    let sets = &mut readers.0.iter();
    sets.any(|set| dotenv::holds(text, name, value, set))
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
    quote: Option<char>,
) -> Option<(Zeroizing<String>, &'r [&'static Profile])> {
    readers
        .0
        .iter()
        .find_map(|set| Some((dotenv::write_for(value, set, quote)?, set.as_slice())))
}

/// Whether the variable exists with a value for one of the loaders; an empty one may be filled in.
fn has_value(text: &str, name: &str, profiles: &[&Profile]) -> bool {
    let is_empty = |raw: &str| raw.trim().trim_matches(['"', '\'']).is_empty();
    let layout = dotenv::parse(text);
    let mut entries = layout
        .entries
        .iter()
        .filter(|entry| &text[entry.key.clone()] == name);
    entries.any(|entry| {
        let mut raws = profiles.iter().map(|profile| entry.raw(text, profile));
        !is_empty(&text[entry.value.clone()]) || raws.any(|raw| !is_empty(raw))
    })
}

/// Whether the edited file has the value under the name, and every other entry as before.
fn reads_back(
    text: &str,
    edits: &[TextEdit],
    name: &str,
    value: &str,
    profiles: &[&Profile],
) -> bool {
    let Some(after) = applied(text, edits) else {
        return false;
    };
    let others = |text: &str| -> Vec<u64> {
        let entries = dotenv::parse(text).entries.into_iter();
        entries
            .filter(|entry| &text[entry.key.clone()] != name)
            .map(|entry| text_hash(&text[entry.line]))
            .collect()
    };
    let found = profiles
        .iter()
        .all(|profile| dotenv::reads(&after, name, value, profile));
    let quoted = edits
        .iter()
        .any(|edit| edit.text.0.contains(['\'', '"', '`']));
    found && others(text) == others(&after) && !(quoted && has_open_end(text))
}

/// Whether a quoted value ends with a backslash before its quote: some loaders read on from
/// there, up to the next quote, wherever that is.
fn has_open_end(text: &str) -> bool {
    dotenv::parse(text).entries.iter().any(|entry| {
        let value = &text[entry.value.clone()];
        let mut quotes = ['\'', '"', '`'].iter();
        quotes.any(|quote| value.starts_with(*quote) && value.ends_with(&format!("\\{quote}")))
    })
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
