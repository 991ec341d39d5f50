//! The plan of the main fix: ignore the `.env`, store the value, show the name, read it back.

use std::path::Path;

use zeroize::Zeroizing;

use super::env_file::{self, EnvFile};
use super::name::{free, sanitised, shown};
use super::source::{self, Target};
use super::{Before, EditPlan, FileEdit, NewText, Purpose, Refusal, Request, TextEdit, refusal};
use crate::dotenv::{self, Profile};
use crate::files::Files;
use crate::lang::{self, Language, pattern};
use crate::rule::Kind;

/// Where the value stands or will stand.
struct Home {
    name: String,
    /// The change of the `.env`; none when it has the value already.
    edit: Option<TextEdit>,
}

/// Plans the move of a literal to an environment variable.
///
/// # Errors
/// When it cannot be done safely; the refusal says why and what to do instead.
pub fn move_to_env(request: &Request<'_>, files: &dyn Files) -> Result<EditPlan, Refusal> {
    move_to(request, None, files)
}

/// As [`move_to_env`], into this `.env` file, relative to the workspace folder; `None` means
/// the nearest `.env` above the source.
///
/// # Errors
/// As [`move_to_env`].
pub fn move_to(
    request: &Request<'_>,
    env_file: Option<&str>,
    files: &dyn Files,
) -> Result<EditPlan, Refusal> {
    let (path, dir) = place(request)?;
    let language = language_of(request, path)?;
    let lexed = lang::lex(request.text, language);
    let is_url = matches!(request.finding.rule.kind, Kind::Url { .. });
    let target = source::target(request.text, &lexed, &request.finding.range, is_url)?;

    let env_path = env_file.map_or_else(
        || env_file::locate(dir, request.root, files),
        |name| request.root.join(name),
    );
    let env = env_file::open(&env_path, request.root, files)?;
    let ignore = env_file::ignore_step(&env_path, request.root, files)?;
    let loaders = dotenv::profiles_for(dir, request.root, language.id, files);
    let home = home(request, &target, &env, &loaders)?;
    let edits = source::edits(
        request.text,
        path,
        language,
        &lexed,
        &target,
        &home.name,
        files,
    )?;

    let reused = home.edit.is_none();
    let mut notes = notes(request, language, &loaders, &env);
    let mut steps: Vec<FileEdit> = ignore.into_iter().collect();
    steps.extend(home.edit.map(|edit| FileEdit {
        path: env_path.clone(),
        purpose: Purpose::DotEnv,
        before: Before::of(env.text.as_ref().map(|text| text.as_str())),
        edits: vec![edit],
        owner_only: true,
    }));
    steps.extend(env_file::template_step(
        &env_path,
        request.root,
        &home.name,
        files,
        &mut notes,
    ));
    steps.push(FileEdit {
        path: path.to_path_buf(),
        purpose: Purpose::Source,
        before: Before::of(Some(request.text)),
        edits,
        owner_only: false,
    });
    Ok(EditPlan {
        title: title(&home.name, reused, &shown(&env_path, request.root)),
        name: home.name,
        files: steps,
        notes,
    })
}

fn title(name: &str, reused: bool, env: &str) -> String {
    let what = if reused {
        format!("reuses {name} from {env}")
    } else {
        format!("writes {env}")
    };
    format!("Move to environment variable {name} ({what})")
}

/// The source file and its folder, inside the workspace.
fn place<'r>(request: &Request<'r>) -> Result<(&'r Path, &'r Path), Refusal> {
    if request.root.as_os_str().is_empty() {
        return Err(refusal(
            "no-workspace",
            "Open the folder of the project first: its .env belongs there.",
        ));
    }
    let Some(path) = request.path else {
        return Err(refusal(
            "untitled-document",
            "Save the document into the project first: its .env belongs beside it.",
        ));
    };
    let climbs = path
        .components()
        .any(|part| part == std::path::Component::ParentDir);
    match path.parent() {
        Some(dir) if !climbs && path.starts_with(request.root) => Ok((path, dir)),
        _ => Err(refusal(
            "outside-workspace",
            "The file is outside the workspace: open its folder to move the value.",
        )),
    }
}

fn language_of(request: &Request<'_>, path: &Path) -> Result<&'static Language, Refusal> {
    let Some(language) = lang::by_id(request.language).or_else(|| lang::of_path(path)) else {
        let message = "Keyward knows no lookup for this language: delete the value and read it from the environment.";
        return Err(refusal("no-lookup", message));
    };
    if language.lookup.is_none() {
        Err(source::no_lookup(language))
    } else {
        Ok(language)
    }
}

/// The variable for the value: one that holds it already, or a new one.
fn home(
    request: &Request<'_>,
    target: &Target,
    env: &EnvFile,
    loaders: &[&'static Profile],
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
    let portable = dotenv::profile("portable");
    let profiles: Vec<&Profile> = if loaders.is_empty() {
        portable.into_iter().collect()
    } else {
        loaders.to_vec()
    };
    let reusable = |name: &&str| !dotenv::is_reserved(name) && *name == sanitised(name);
    if let Some(name) = profiles
        .iter()
        .find_map(|profile| dotenv::find_value(text, &target.value, profile))
        .filter(reusable)
    {
        return Ok(Home {
            name: name.to_owned(),
            edit: None,
        });
    }
    let Some(written) = written(&target.value, &profiles) else {
        let message = format!(
            "No quoting in {shown} gives this value back unchanged: keep it in a file, and read its path from a variable."
        );
        return Err(Refusal {
            code: "value-not-writable",
            message,
        });
    };
    let name = free(&wanted_name(request, target), |name| has_value(text, name));
    let (range, line) = dotenv::set(text, &name, &written);
    let edit = TextEdit {
        range,
        text: NewText(Zeroizing::new(line)),
    };
    if !reads_back(text, &edit, &name, &target.value, &profiles) {
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

fn is_dotenvx(text: &str) -> bool {
    let layout = dotenv::parse(text);
    layout.entries.iter().any(|entry| {
        text[entry.key.clone()].starts_with("DOTENV_PUBLIC_KEY")
            || text[entry.value.clone()]
                .trim_matches(['"', '\''])
                .starts_with("encrypted:")
    })
}

/// The first form that every loader reads back as the value.
fn written(value: &str, profiles: &[&Profile]) -> Option<Zeroizing<String>> {
    let reads = |text: &str, profile: &&Profile| {
        dotenv::read(text, profile).is_some_and(|read| *read == value)
    };
    let forms = profiles
        .iter()
        .filter_map(|profile| dotenv::write(value, profile));
    forms
        .into_iter()
        .find(|form| profiles.iter().all(|profile| reads(form, profile)))
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
            .map(|entry| super::text_hash(&text[entry.line]))
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
fn wanted_name(request: &Request<'_>, target: &Target) -> String {
    let finding = request.finding;
    let sink = finding
        .sink
        .clone()
        .and_then(|sink| request.text.get(sink))
        .map(sanitised)
        .unwrap_or_default();
    let conventional = sanitised(finding.rule.env);
    let is_url = matches!(finding.rule.kind, Kind::Url { .. });
    let whole = target.range == target.literal.content;
    let name = match (is_url, whole) {
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

fn notes(
    request: &Request<'_>,
    language: &Language,
    loaders: &[&'static Profile],
    env: &EnvFile,
) -> Vec<String> {
    let rule = request.finding.rule;
    let mut notes = Vec::new();
    let client = pattern(language.client_code).filter(|_| !language.client_code.is_empty());
    if client.is_some_and(|client| client.is_match(request.text.as_bytes())) {
        notes.push(language.client_hint.to_owned());
    }
    if loaders.is_empty() && !language.loader_hint.is_empty() {
        notes.push(language.loader_hint.to_owned());
    }
    if env.mode.is_some_and(|mode| mode & 0o077 != 0) {
        let name = shown(&env.path, request.root);
        notes.push(format!(
            "Other users of this machine can read {name}: run `chmod 600 {name}`."
        ));
    }
    let place = if rule.revoke.is_empty() {
        String::new()
    } else {
        format!(" at {}", rule.revoke)
    };
    notes.push(format!("If this was ever committed or shared, revoke it{place} and use a new one: moving it does not undo the leak."));
    notes
}
