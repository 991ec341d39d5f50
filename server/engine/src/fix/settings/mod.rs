//! The move to the environment in configuration files, where each program has its own way to
//! read a variable, or none.
//!
//! `rules/settings/` says per format what can be written and what to tell. Nothing is written
//! that the program would not expand, and a file of no known format is refused.

mod beside;
mod find;
mod json;
mod lines;
mod put;
mod put_yaml;
mod scalar;
#[cfg(test)]
mod tests;
mod toml;
mod types;
mod write;
mod xml;
mod yaml;

use std::ops::Range;
use std::path::Path;

use zeroize::Zeroizing;

use super::env_file::{self, EnvFile};
use super::home::{Home, Moving, Readers, home};
use super::name::{as_word, shown};
use super::{
    EditPlan, FileEdit, Refusal, Request, TextEdit, Wish, committed, move_to_env, refusal, source,
    written,
};
use crate::dotenv;
use crate::files::Files;
use crate::lang::pattern;
use crate::rule::{Kind, like};

pub use find::all;
pub(super) use find::recognised;
pub use types::{Action, Field, Filling, Place, Put, Quotes, Setting, Syntax};

pub(crate) use yaml::Places;

use scalar::{Missing, Scalar};
use write::Change;

/// Plans the move in a file of this format.
pub(super) fn plan(
    setting: &'static Setting,
    request: &Request<'_>,
    path: &Path,
    wish: &Wish<'_>,
    files: &dyn Files,
) -> Result<EditPlan, Refusal> {
    written::check_parts(request)?;
    let dir = path.parent().unwrap_or(path);
    let found = Found::of(setting, request, path)?;
    written::check_run(request, &found.part, &found.moved)?;
    let env_path = match (wish.env_file, setting.env) {
        (Some(name), _) => request.root.join(name),
        (None, "") => env_file::locate(dir, request.root, None, files),
        (None, beside) => dir.join(beside),
    };
    let env = env_file::open(&env_path, request.root, files)?;
    let ignore = env_file::ignore_step(&env_path, request.root, files)?;
    let home = found.home(request, wish, &env, dir, files)?;
    let (edits, told) = found.edits(request, path, &home.name, &shown(&env_path, request.root))?;

    let reused = home.edits.is_none();
    let mut notes: Vec<String> = told;
    notes.extend(move_to_env::readable_by_others(&env, request.root));
    notes.push(committed::note(request, files));
    let mut steps: Vec<FileEdit> = ignore.into_iter().collect();
    steps.extend(home.edits.map(|edits| env.step(edits)));
    steps.extend(env_file::template_step(
        &env_path,
        request.root,
        (&home.name, &found.moved),
        files,
        &mut notes,
    ));
    steps.push(FileEdit::source(path, request.text, edits));
    Ok(EditPlan {
        title: move_to_env::title(&home.name, reused, &shown(&env_path, request.root)),
        name: home.name,
        files: steps,
        notes,
    })
}

/// Where a value has no use at all: what holds it, and the edit that takes all of that away.
pub(super) fn dropped(
    request: &Request<'_>,
    path: &Path,
    files: &dyn Files,
) -> Option<(&'static str, TextEdit)> {
    let setting = recognised(request, path, files)?;
    let placed = Placed::of(setting, request, path).ok()?;
    let what = Some(placed.place.drop).filter(|what| !what.is_empty())?;
    let edit = put::without_entry(request.text, &placed.scalar).ok()?;
    Some((what, edit))
}

/// The value around a finding, what of it is found, and what the format says of its place.
struct Placed {
    scalar: Scalar,
    part: Range<usize>,
    place: &'static Place,
    key: String,
}

impl Placed {
    fn of(setting: &'static Setting, request: &Request<'_>, path: &Path) -> Result<Self, Refusal> {
        let text = request.text;
        let range = &request.finding.range;
        let scalar = scalar::scalar(setting.syntax, text, range)
            .map_err(|missing| unread(setting, &missing))?;
        if range.start < scalar.content.start || range.end > scalar.content.end {
            return Err(unread(setting, &Missing::NoValue));
        }
        let is_url = matches!(request.finding.rule.kind, Kind::Url { .. })
            && request.finding.layers.is_empty()
            && source::is_url(&text[scalar.content.clone()]);
        let part = if is_url {
            scalar.content.clone()
        } else {
            range.clone()
        };
        let shown = path.to_string_lossy().replace('\\', "/");
        let mut places = setting.places.iter();
        let fitting =
            places.find_map(|place| Some((place, fits(place, text, &scalar, &part, &shown)?)));
        let Some((place, key)) = fitting else {
            let why = format!(
                "Keyward knows no way to read a variable at this place of a file of {}: move it by hand.",
                setting.name
            );
            return Err(refusal("no-lookup", &why));
        };
        Ok(Self {
            scalar,
            part,
            place,
            key,
        })
    }
}

/// What is to be moved, and what the format says of its place.
struct Found {
    setting: &'static Setting,
    place: &'static Place,
    scalar: Scalar,
    part: Range<usize>,
    /// What the part says, as the notation has it.
    moved: Zeroizing<String>,
    key: String,
}

impl Found {
    fn of(setting: &'static Setting, request: &Request<'_>, path: &Path) -> Result<Self, Refusal> {
        let text = request.text;
        let Placed {
            scalar,
            part,
            place,
            key,
        } = Placed::of(setting, request, path)?;
        if let Action::Refuse(why) = place.action {
            return Err(refusal("constant-context", why));
        }
        // In lines of text the name of a variable may stand within the same quotes.
        let takes_all = !matches!(place.action, Action::Value { .. })
            && setting.syntax != Syntax::Text
            && !place.part;
        let part = if takes_all {
            scalar.content.clone()
        } else {
            part
        };
        let moved = if part == scalar.content {
            Some(scalar.value.clone())
        } else {
            scalar::decoded(setting.syntax, &scalar, &text[part.clone()])
        };
        let Some(moved) = moved else {
            let why = "The value has an escape that Keyward cannot take apart: move it by hand.";
            return Err(refusal("literal-not-understood", why));
        };
        Ok(Self {
            setting,
            place,
            scalar,
            part,
            moved,
            key,
        })
    }

    /// The variable that takes the value, under the name that the program prescribes if it does.
    fn home(
        &self,
        request: &Request<'_>,
        wish: &Wish<'_>,
        env: &EnvFile,
        dir: &Path,
        files: &dyn Files,
    ) -> Result<Home, Refusal> {
        let mut value = self.moved.clone();
        for doubled in self.setting.doubled {
            let one = doubled.chars().next().unwrap_or_default().to_string();
            value = Zeroizing::new(value.replace(doubled, &one));
        }
        let mut moving = Moving {
            value: &value,
            whole: self.part == self.scalar.content,
            name: wish.name,
            rename: self.setting.rename,
            prefix: "",
            before_called: "",
        };
        let named = self.named(&moving)?;
        moving.name = named.as_deref().or(wish.name);
        let loaders: Vec<_> = if self.setting.profiles.is_empty() {
            dotenv::loaders_for(dir, request.root, "", files).profiles
        } else {
            let ids = self.setting.profiles.iter();
            ids.filter_map(|id| dotenv::profile(id)).collect()
        };
        home(request, &moving, env, &Readers::of_settings(&loaders))
    }

    /// The name that the format prescribes, if any.
    fn named(&self, moving: &Moving<'_>) -> Result<Option<String>, Refusal> {
        let template = self.place.variable;
        if template.is_empty() {
            return Ok(moving.name.and_then(|name| moving.renamed(name)));
        }
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let upper = |text: &str| -> String {
            let plain: String = text.chars().map(plain).collect();
            plain.to_ascii_uppercase()
        };
        // A template has one word; what it becomes may look like another.
        let words = [
            ("KEYUP", upper(&self.key)),
            ("UPPER", upper(&self.scalar.keys.join("_"))),
            ("PATH", self.scalar.keys.join("__")),
            ("KEY", self.key.clone()),
        ];
        let word = words.iter().find(|(word, _)| template.contains(word));
        let name = word.map_or_else(
            || template.to_owned(),
            |(word, text)| template.replace(word, text),
        );
        let fine = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && !name.is_empty();
        if fine {
            return Ok(Some(name));
        }
        let why = format!(
            "The name of this setting cannot be that of a variable, and {} reads it under no other: keep the value in a file outside the repository.",
            self.setting.name
        );
        Err(refusal("no-lookup", &why))
    }

    /// The edits of the file, and what to tell.
    fn edits(
        &self,
        request: &Request<'_>,
        path: &Path,
        name: &str,
        env: &str,
    ) -> Result<(Vec<TextEdit>, Vec<String>), Refusal> {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let change = Change {
            text: request.text,
            setting: self.setting,
            scalar: &self.scalar,
            part: self.part.clone(),
            moved: &self.moved,
            key: &self.key,
            name,
            stem: &stem,
        };
        let action = match &self.place.same {
            Some(same) if self.key == name => same,
            _ => &self.place.action,
        };
        let mut edits = if self.place.put.is_empty() {
            vec![change.edit(action)?]
        } else {
            vec![change.with_puts(action, self.place.put)?]
        };
        if let Some((key, line)) = self.place.also {
            edits.extend(change.beside(key, line)?);
            edits.sort_by_key(|edit| edit.range.start);
        }
        self.check(request.text, &edits)?;
        let env = as_word(env);
        let notes = self.place.notes.iter();
        let notes = notes.map(|note| change.filled(note).replace("ENVFILE", &env));
        Ok((edits, notes.collect()))
    }
}

impl Found {
    /// Refuses what would no longer be a file of its format: lines between brackets, for one.
    fn check(&self, text: &str, edits: &[TextEdit]) -> Result<(), Refusal> {
        let after = super::applied(text, edits);
        let read = after.map(|after| scalar::scalar(self.setting.syntax, &after, &(0..0)));
        match read {
            None | Some(Err(Missing::Broken)) => Err(write::unfit()),
            _ => Ok(()),
        }
    }
}

/// The key of a value if the place is like what is described.
fn fits(
    place: &Place,
    text: &str,
    scalar: &Scalar,
    part: &Range<usize>,
    path: &str,
) -> Option<String> {
    let any = |patterns: &[&str], fits: &dyn Fn(&str) -> bool| {
        patterns.is_empty() || patterns.iter().any(|pattern| fits(pattern))
    };
    let by_keys = any(place.at, &|at| {
        is_at(&scalar.keys, &at.split('/').collect::<Vec<_>>())
    });
    let by_file = any(place.files, &|file| find::ends_as(path, file));
    let all = *part == scalar.content;
    let around = if all { &scalar.full } else { part };
    let (start, end) = (around.start, around.end);
    if !by_keys || !by_file || (place.whole && !all) || !find::matches(place.tail, &text[end..]) {
        return None;
    }
    let key = scalar.keys.last().cloned().unwrap_or_default();
    if place.head.is_empty() {
        return Some(key);
    }
    let head = pattern(place.head)?;
    let found = head.captures(&text.as_bytes()[..start])?;
    let named = found
        .name("key")
        .map(|key| String::from_utf8_lossy(key.as_bytes()));
    Some(named.map_or(key, |key| key.into_owned()))
}

/// Whether a way of keys is like a pattern of parts.
fn is_at(keys: &[String], wanted: &[&str]) -> bool {
    match (wanted.split_first(), keys.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), _) => (0..=keys.len()).any(|skipped| is_at(&keys[skipped..], rest)),
        (Some((part, rest)), Some((key, keys))) => like(key, part) && is_at(keys, rest),
        _ => false,
    }
}

fn unread(setting: &Setting, missing: &Missing) -> Refusal {
    match missing {
        Missing::Broken => refusal(
            "file-not-understood",
            &format!(
                "The file does not parse as {}: mend it first, or move the value by hand.",
                setting.syntax.name()
            ),
        ),
        Missing::NoValue => refusal(
            "no-literal",
            "The value is in a comment or in no value that Keyward can replace: delete it there, and revoke it.",
        ),
    }
}

impl Setting {
    /// Whether nothing can be written in the format anywhere.
    #[must_use]
    pub fn only_refuses(&self) -> bool {
        let mut places = self.places.iter();
        places.all(|place| matches!(place.action, Action::Refuse(_)))
    }
}

impl Syntax {
    /// Its name in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yaml => "YAML",
            Self::Json => "JSON",
            Self::Toml => "TOML",
            Self::Xml => "XML",
            Self::Ini => "settings in lines",
            Self::Text => "text",
        }
    }
}
