//! `rules/agent-hooks.toml` and `rules/agent-commands.toml`: what ask programs that run agents, and
//! what their tools and the commands of a shell do with files.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::strings;
use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hooks {
    client: Vec<Client>,
    tool: Vec<Tool>,
    keys: Keys,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Client {
    id: Spanned<String>,
    name: String,
    aliases: Vec<String>,
    reply: Spanned<String>,
    asks: bool,
    sure: bool,
    source: Spanned<String>,
    events: BTreeMap<Spanned<String>, Vec<String>>,
    install: Option<Install>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Install {
    user: Spanned<String>,
    project: Spanned<String>,
    #[serde(default)]
    also: String,
    layout: Spanned<String>,
    events: Vec<(String, String)>,
    timeout: (String, u32),
    #[serde(default)]
    version: bool,
    #[serde(default)]
    own: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tool {
    does: Spanned<String>,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    path: Vec<String>,
    glob: Vec<String>,
    pattern: Vec<String>,
    command: Vec<String>,
    code: Vec<String>,
    folder: Vec<String>,
    names_only: Vec<String>,
    output: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Commands {
    command: Vec<Command>,
    reveals: Vec<Reveals>,
    git: Git,
    code: Code,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Command {
    does: Spanned<String>,
    names: Vec<Spanned<String>>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    quiet: Vec<String>,
    #[serde(default)]
    script: Vec<String>,
    #[serde(default)]
    recursive: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    hidden: Vec<String>,
    #[serde(default)]
    flags: Vec<String>,
    #[serde(default)]
    always_recursive: bool,
    #[serde(default)]
    text: bool,
    #[serde(default)]
    skip: usize,
    #[serde(default)]
    assignments: bool,
    #[serde(default)]
    bare: bool,
    #[serde(default)]
    named: bool,
    #[serde(default)]
    takes_names: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reveals {
    words: Vec<String>,
    says: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Git {
    prints: Vec<String>,
    keeps: Vec<String>,
    histories: Vec<String>,
    patch: Vec<String>,
    quiet: Vec<String>,
    values: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    not_files: Vec<String>,
    dumps: Vec<String>,
    prints: Vec<String>,
    reads: Vec<String>,
}

const REPLIES: &[(&str, &str)] = &[
    ("claude", "Claude"),
    ("vscode", "VsCode"),
    ("copilot", "Copilot"),
    ("codex", "Codex"),
    ("cursor", "Cursor"),
    ("gemini", "Gemini"),
    ("cline", "Cline"),
    ("exit", "Exit"),
];
const EVENTS: &[(&str, &str)] = &[
    ("tool", "Tool"),
    ("result", "Result"),
    ("prompt", "Prompt"),
    ("read", "Read"),
    ("tab", "Tab"),
    ("write", "Write"),
    ("shell", "Shell"),
    ("mcp", "Mcp"),
];
const TOOLS: &[(&str, &str)] = &[
    ("read", "Read"),
    ("edit", "Edit"),
    ("write", "Write"),
    ("search", "Search"),
    ("glob", "Glob"),
    ("list", "List"),
    ("shell", "Shell"),
    ("powershell", "PowerShell"),
    ("patch", "Patch"),
    ("code", "Code"),
];
const LAYOUTS: &[(&str, &str)] = &[("nested", "Nested"), ("flat", "Flat"), ("shells", "Shells")];
const COMMANDS: &[(&str, &str)] = &[
    ("prints", "Prints"),
    ("searches", "Searches"),
    ("copies", "Copies"),
    ("harmless", "Harmless"),
    ("says", "Says"),
    ("finds", "Finds"),
    ("git", "Git"),
    ("wrapper", "Wrapper"),
    ("launcher", "Launcher"),
    ("shell", "Shell"),
    ("evaluates", "Evaluates"),
    ("code", "Code"),
    ("environment", "Environment"),
];

/// The tables as Rust text.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let mut out = String::new();
    if let Some(source) = Source::read(rules, "agent-hooks.toml", problems)
        && let Some(file) = source.parse::<Hooks>(problems)
    {
        hooks(&source, &file, problems, &mut out);
    }
    if let Some(source) = Source::read(rules, "agent-commands.toml", problems)
        && let Some(file) = source.parse::<Commands>(problems)
    {
        commands(&source, &file, problems, &mut out);
    }
    out
}

/// The variant for a word, or the list of those there are.
fn variant(
    words: &[(&str, &'static str)],
    word: &Spanned<String>,
    source: &Source,
    problems: &mut Problems,
) -> &'static str {
    let found = words.iter().find(|(id, _)| id == word.get_ref());
    found.map_or_else(
        || {
            let known: Vec<&str> = words.iter().map(|(id, _)| *id).collect();
            let message = format!(
                "`{}` is not known: write {}",
                word.get_ref(),
                known.join(", ")
            );
            problems.at(source, word.span(), message);
            words[0].1
        },
        |(_, variant)| variant,
    )
}

fn hooks(source: &Source, file: &Hooks, problems: &mut Problems, out: &mut String) {
    out.push_str("static CLIENTS: &[Client] = &[\n");
    for client in &file.client {
        if !client.source.get_ref().starts_with("https://") {
            let message = "source is the page that describes the hooks, https://…";
            problems.at(source, client.source.span(), message);
        }
        let mut events = String::new();
        for (event, names) in &client.events {
            let event = variant(EVENTS, event, source, problems);
            write!(events, "(Event::{event}, {}), ", strings(names)).expect("a string");
        }
        let install = client.install.as_ref().map_or_else(
            || "None".to_owned(),
            |one| format!("Some({})", install(source, one, problems)),
        );
        writeln!(
            out,
            "Client {{ id: {:?}, name: {:?}, aliases: {}, reply: Reply::{}, asks: {}, sure: {}, source: {:?}, events: &[{events}], install: {install} }},",
            client.id.get_ref(),
            client.name,
            strings(&client.aliases),
            variant(REPLIES, &client.reply, source, problems),
            client.asks,
            client.sure,
            client.source.get_ref(),
        )
        .expect("a string");
    }
    out.push_str("];\n");
    let mut tools: BTreeMap<String, &str> = BTreeMap::new();
    for tool in &file.tool {
        let does = variant(TOOLS, &tool.does, source, problems);
        for name in &tool.names {
            let same = tools.insert(name.to_ascii_lowercase(), does);
            if same.is_some_and(|other| other != does) {
                let message = format!("the tool `{name}` is in two rows: leave one");
                problems.at(source, tool.does.span(), message);
            }
        }
    }
    out.push_str("/// By name in lower case, in order.\nstatic TOOLS: &[(&str, Does)] = &[\n");
    for (name, does) in tools {
        writeln!(out, "({name:?}, Does::{does}),").expect("a string");
    }
    out.push_str("];\n");
    let keys = &file.keys;
    writeln!(
        out,
        "static KEYS: Keys = Keys {{ path: {}, glob: {}, pattern: {}, command: {}, code: {}, folder: {}, names_only: {}, output: {} }};",
        strings(&keys.path),
        strings(&keys.glob),
        strings(&keys.pattern),
        strings(&keys.command),
        strings(&keys.code),
        strings(&keys.folder),
        strings(&keys.names_only),
        strings(&keys.output),
    )
    .expect("a string");
}

fn install(source: &Source, one: &Install, problems: &mut Problems) -> String {
    for path in [&one.user, &one.project] {
        let odd = path.get_ref().starts_with(['/', '~']) || path.get_ref().contains("..");
        if odd {
            let message = "user and project are paths below the home folder and the workspace: leave out `~/`";
            problems.at(source, path.span(), message);
        }
    }
    format!(
        "Install {{ user: {:?}, project: {:?}, also: {:?}, layout: Layout::{}, events: &{:?}, timeout: {:?}, version: {}, own: {} }}",
        one.user.get_ref(),
        one.project.get_ref(),
        one.also,
        variant(LAYOUTS, &one.layout, source, problems),
        one.events,
        one.timeout,
        one.version,
        one.own,
    )
}

fn commands(source: &Source, file: &Commands, problems: &mut Problems, out: &mut String) {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    out.push_str("static COMMANDS: &[Command] = &[\n");
    for (at, one) in file.command.iter().enumerate() {
        for name in &one.names {
            if names.insert(name.get_ref(), at).is_some() {
                let message = format!("the command `{}` is in two rows: leave one", name.get_ref());
                problems.at(source, name.span(), message);
            }
        }
        writeln!(
            out,
            "Command {{ does: Kind::{}, values: {}, quiet: {}, script: {}, recursive: {}, exclude: {}, include: {}, hidden: {}, flags: {}, always_recursive: {}, text: {}, skip: {}, assignments: {}, bare: {}, named: {}, takes_names: {} }},",
            variant(COMMANDS, &one.does, source, problems),
            strings(&one.values),
            strings(&one.quiet),
            strings(&one.script),
            strings(&one.recursive),
            strings(&one.exclude),
            strings(&one.include),
            strings(&one.hidden),
            strings(&one.flags),
            one.always_recursive,
            one.text,
            one.skip,
            one.assignments,
            one.bare,
            one.named,
            one.takes_names,
        )
        .expect("a string");
    }
    out.push_str("];\n/// Rows of `COMMANDS` by name, in order.\nstatic COMMAND_NAMES: &[(&str, usize)] = &[\n");
    for (name, at) in names {
        writeln!(out, "({name:?}, {at}),").expect("a string");
    }
    out.push_str("];\nstatic REVEALS: &[(&[&str], &str)] = &[\n");
    for one in &file.reveals {
        writeln!(out, "({}, {:?}),", strings(&one.words), one.says).expect("a string");
    }
    writeln!(
        out,
        "];\nstatic GIT: Git = Git {{ prints: {}, keeps: {}, histories: {}, patch: {}, quiet: {}, values: {} }};",
        strings(&file.git.prints),
        strings(&file.git.keeps),
        strings(&file.git.histories),
        strings(&file.git.patch),
        strings(&file.git.quiet),
        strings(&file.git.values),
    )
    .expect("a string");
    writeln!(
        out,
        "static CODE: Code = Code {{ not_files: {}, dumps: {}, prints: {}, reads: {} }};",
        strings(&file.code.not_files),
        strings(&file.code.dumps),
        strings(&file.code.prints),
        strings(&file.code.reads),
    )
    .expect("a string");
}
