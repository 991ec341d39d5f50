//! The plan of the main fix: ignore the `.env`, store the value, show the name, read it back.

use std::path::Path;

use super::committed;
use super::env_file::{self, EnvFile};
use super::framework::{Project, Spot};
use super::home::{Moving, Readers, home as find_home};
use super::manager::Kept;
use super::name::{as_word, shown};
use super::notebook;
use super::settings;
use super::source;
use super::template;
use super::written;
use super::{EditPlan, FileEdit, Refusal, Request, Wish, refusal};
use crate::agent_file;
use crate::dotenv::{self, Loaders};
use crate::files::Files;
use crate::lang::{self, Language, pattern};
use crate::rule::Kind;

/// Plans the move of a literal to an environment variable.
///
/// # Errors
/// When it cannot be done safely; the refusal says why and what to do instead.
pub fn move_to_env(request: &Request<'_>, files: &dyn Files) -> Result<EditPlan, Refusal> {
    move_as(request, &Wish::default(), files)
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
    let wish = Wish {
        env_file,
        ..Wish::default()
    };
    move_as(request, &wish, files)
}

/// As [`move_to_env`], the way the user wishes it.
///
/// # Errors
/// As [`move_to_env`]; also when the name that is asked for cannot be had.
pub fn move_as(
    request: &Request<'_>,
    wish: &Wish<'_>,
    files: &dyn Files,
) -> Result<EditPlan, Refusal> {
    let (path, dir) = place(request)?;
    if let Some(file) = agent_file::instructions(path.strip_prefix(request.root).unwrap_or(path)) {
        let why = format!(
            "This file {} and reads no variables: remove the value by the placeholder, and revoke it.",
            file.sent.phrase()
        );
        return Err(refusal("sent-to-a-model", &why));
    }
    // A notebook's cell is a text of its own language, whatever its file is.
    let is_cell = path.extension().is_some_and(|it| it == "ipynb")
        && lang::by_id(request.language).is_some_and(|it| it.lookup.is_some());
    if notebook::is_notebook(path)
        && !is_cell
        && let Some(planned) = notebook::plan(request, path, wish, files)
    {
        return planned;
    }
    let setting = settings::recognised(request, path, files);
    if let Some(setting) = setting.filter(|_| !is_cell) {
        if wish.manager.is_some() {
            let why = "A configuration file cannot read from a secrets manager: move the value to an environment variable, and let the manager set that.";
            return Err(refusal("no-library", why));
        }
        return settings::plan(setting, request, path, wish, files);
    }
    if template::is_template(path) {
        return template::plan(request, path, wish, files);
    }
    let language = language_of(request, path)?;
    written::check_parts(request)?;
    let lexed = lang::lex(request.text, language);
    let finding = request.finding;
    let is_url = matches!(finding.rule.kind, Kind::Url { .. }) && finding.layers.is_empty();
    let target = source::target(request.text, &lexed, &finding.range, is_url)?;
    written::check_run(request, &target.range, &target.value)?;
    let project = Project::of(dir, request.root, language.id, files);
    let code = lexed.blanked(request.text);
    project.check(request, path, &code)?;

    let loaders = dotenv::loaders_for(dir, request.root, language.id, files);
    let env_path = wish.env_file.map_or_else(
        || {
            let own = project.env_file(files);
            own.unwrap_or_else(|| env_file::locate(dir, request.root, loaders.env, files))
        },
        |name| request.root.join(name),
    );
    let env = env_file::open(&env_path, request.root, files)?;
    let ignore = env_file::ignore_step(&env_path, request.root, files)?;
    let mut moving = Moving {
        value: &target.value,
        whole: target.range == target.literal.content,
        name: wish.name,
        rename: &[],
        prefix: "",
        before_called: language.lookup.as_ref().map_or("", |it| it.prefix),
    };
    let readers = Readers::of(&loaders, language);
    let mut home = find_home(request, &moving, &env, &readers)?;
    let way = wish
        .manager
        .map(|to| to.way(request, path, language, &code, &home.name, files));
    let mut way = way.transpose()?;
    let read = way.as_mut().and_then(|way| way.chosen.take());
    let spot = Spot {
        request,
        path,
        code: &code,
        target: &target,
        files,
    };
    let mut chosen = match read {
        Some(read) => read,
        None => project.choose(&spot, &home.name)?,
    };
    if !home.name.starts_with(chosen.prefix) {
        moving.prefix = chosen.prefix;
        home = find_home(request, &moving, &env, &readers)?;
        chosen = project.choose(&spot, &home.name)?;
    }
    // Code may call the variable by a part of its name.
    let called = home.name.strip_prefix(moving.before_called);
    let called = called.unwrap_or(&home.name);
    let id = way.as_ref().map_or(called, |way| way.id(called)).to_owned();
    if wish.quiet {
        chosen.be_quiet();
    }
    let edits = chosen.edits(request, path, language, &lexed, &target, &id, files)?;

    let reused = home.edits.is_none();
    let mut notes = notes(request, language, &loaders, &env, files);
    let mut title = title(&home.name, reused, &shown(&env_path, request.root));
    if project.tells(&chosen) || way.is_some() {
        notes.retain(|note| note != language.loader_hint);
    }
    notes.splice(0..0, chosen.notes);
    if let Some(way) = &way {
        let kept = Kept::of(&env, home.edits.as_deref(), &target.value, request.root);
        title = way.title(&home.name, &kept);
        notes.splice(0..0, way.notes(&home.name, &kept));
    }
    let mut steps: Vec<FileEdit> = ignore.into_iter().collect();
    steps.extend(home.edits.map(|edits| env.step(edits)));
    // What code reads from a manager is no variable.
    if !way.is_some_and(|way| way.reads) {
        let template = env_file::template_step(
            &env_path,
            request.root,
            (&home.name, &target.value),
            files,
            &mut notes,
        );
        steps.extend(template);
    }
    steps.extend(chosen.module);
    steps.push(FileEdit::source(path, request.text, edits));
    Ok(EditPlan {
        title,
        name: home.name,
        files: steps,
        notes,
    })
}

pub(super) fn title(name: &str, reused: bool, env: &str) -> String {
    let what = if reused {
        format!("reuses {name} from {env}")
    } else {
        format!("writes {env}")
    };
    format!("Move to environment variable {name} ({what})")
}

/// The source file and its folder, inside the workspace.
pub(super) fn place<'r>(request: &Request<'r>) -> Result<(&'r Path, &'r Path), Refusal> {
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

fn notes(
    request: &Request<'_>,
    language: &Language,
    loaders: &Loaders,
    env: &EnvFile,
    files: &dyn Files,
) -> Vec<String> {
    let mut notes = Vec::new();
    let client = pattern(language.client_code).filter(|_| !language.client_code.is_empty());
    if client.is_some_and(|client| client.is_match(request.text.as_bytes())) {
        notes.push(language.client_hint.to_owned());
    }
    if !loaders.loads && !language.loader_hint.is_empty() {
        notes.push(language.loader_hint.to_owned());
    }
    notes.extend(readable_by_others(env, request.root));
    notes.push(committed::note(request, files));
    notes
}

/// What to do about a `.env` that is not its owner's alone.
pub(super) fn readable_by_others(env: &EnvFile, root: &Path) -> Option<String> {
    let name = shown(&env.path, root);
    let word = as_word(&name);
    env.mode
        .filter(|mode| mode & 0o077 != 0)
        .map(|_| format!("Other users of this machine can read {name}: run `chmod 600 {word}`."))
}
