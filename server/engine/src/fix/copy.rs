//! The copy of a value into the `.env`, for a source that cannot be rewritten.

use zeroize::Zeroizing;

use super::env_file;
use super::home::{Moving, Readers, home};
use super::move_to_env::{place, readable_by_others};
use super::name::shown;
use super::{EditPlan, FileEdit, Refusal, Request, Wish, committed, refusal, source};
use crate::dotenv;
use crate::files::Files;
use crate::lang::{self, Language};
use crate::rule::Kind;

/// Whose usual loaders count where the language of the source is not known.
const FALLBACK: &str = "shell";

/// Plans the copy of a value into the `.env`; the source stays as it is.
///
/// # Errors
/// When the `.env` cannot take it, or the value cannot be told from its literal.
pub fn copy_as(
    request: &Request<'_>,
    wish: &Wish<'_>,
    files: &dyn Files,
) -> Result<EditPlan, Refusal> {
    let (path, dir) = place(request)?;
    if !request.finding.layers.is_empty() {
        return Err(refusal(
            "value-is-encoded",
            "The value is encoded or in parts: copy it by hand.",
        ));
    }
    let known = lang::by_id(request.language).or_else(|| lang::of_path(path));
    let language = known.or_else(|| lang::by_id(FALLBACK)).ok_or_else(|| {
        refusal(
            "no-lookup",
            "Keyward does not know this language: copy the value by hand.",
        )
    })?;
    let (value, whole) = value(request, known)?;
    let loaders = dotenv::loaders_for(dir, request.root, language.id, files);
    let env_path = wish.env_file.map_or_else(
        || env_file::locate(dir, request.root, loaders.env, files),
        |name| request.root.join(name),
    );
    let env = env_file::open(&env_path, request.root, files)?;
    let ignore = env_file::ignore_step(&env_path, request.root, files)?;
    let moving = Moving {
        value: &value,
        whole,
        name: wish.name,
        rename: &[],
        prefix: "",
        before_called: language.lookup.as_ref().map_or("", |it| it.prefix),
    };
    let home = home(request, &moving, &env, &Readers::of(&loaders, language))?;
    let name = shown(&env_path, request.root);
    let Some(edits) = home.edits else {
        let message = format!("{name} has the value already, as {}.", home.name);
        return Err(Refusal {
            code: "already-in-env",
            message,
        });
    };
    let mut notes: Vec<String> = readable_by_others(&env, request.root).into_iter().collect();
    notes.push(format!(
        "The value still stands in {}: take it out there, and read {} instead.",
        shown(path, request.root),
        home.name
    ));
    let mut steps: Vec<FileEdit> = ignore.into_iter().collect();
    steps.push(env.step(edits));
    steps.extend(env_file::template_step(
        &env_path,
        request.root,
        (&home.name, &value),
        files,
        &mut notes,
    ));
    notes.push(committed::note(request, files));
    Ok(EditPlan {
        title: format!(
            "Copy the value to {name} as {} (the source stays as it is)",
            home.name
        ),
        name: home.name,
        files: steps,
        notes,
    })
}

/// The value as its language reads it, and whether it is all of a literal. Outside of any
/// literal it is what stands there.
fn value(
    request: &Request<'_>,
    language: Option<&'static Language>,
) -> Result<(Zeroizing<String>, bool), Refusal> {
    let range = &request.finding.range;
    let is_url = matches!(request.finding.rule.kind, Kind::Url { .. });
    if let Some(language) = language {
        let lexed = lang::lex(request.text, language);
        if lexed.literal_at(range).is_some() {
            let target = source::target(request.text, &lexed, range, is_url)?;
            let whole = target.range == target.literal.content;
            return Ok((target.value, whole));
        }
    }
    let raw = request.text.get(range.clone()).unwrap_or_default();
    Ok((Zeroizing::new(raw.to_owned()), true))
}
