//! What a tool call touches, by the name of the tool and what it is given.

use std::path::PathBuf;

use serde_json::Value;

use super::content::{Eyes, Found};
use super::place::Place;
use super::reason::Reason;
use super::shell::{self, code_reads, judge_powershell, would_show};
use super::tables::{self, Does, keys};

/// Strings that are looked at in one call.
const LEAVES: usize = 2000;
/// Longer strings are no paths, in bytes.
const PATH: usize = 4096;

/// A string of a call and the key it stands under.
#[derive(Clone, Copy, Debug)]
struct Leaf<'v> {
    key: &'v str,
    text: &'v str,
}

/// What keeps a tool from being used, if something does.
pub(super) fn judge(
    tool: &str,
    input: &Value,
    place: &Place<'_>,
    eyes: &Eyes<'_>,
) -> Option<Reason> {
    let leaves = leaves(input);
    let does = tables::tool(tool);
    touched(does, input, &leaves, place).or_else(|| held(does, input, &leaves, place, eyes))
}

/// What the call would show of files or the environment.
fn touched(
    does: Option<Does>,
    input: &Value,
    leaves: &[Leaf<'_>],
    place: &Place<'_>,
) -> Option<Reason> {
    let paths = || leaves.iter().filter(|leaf| keys().path.contains(&leaf.key));
    let path = || paths().find_map(|leaf| file(leaf.text, place));
    match does {
        Some(Does::Read) => path()
            .or_else(|| by_glob(leaves, place))
            .map(|it| Reason::read(&it)),
        Some(Does::Edit) => edited(input, leaves, place),
        Some(Does::Write) => None,
        Some(Does::List) => path().map(|it| Reason::listed(&it)),
        Some(Does::Glob) => path()
            .or_else(|| by_glob(leaves, place))
            .map(|it| Reason::listed(&it)),
        Some(Does::Search) => path()
            .map(|it| Reason::read(&it))
            .or_else(|| searched(leaves, place)),
        Some(Does::Shell | Does::PowerShell) => {
            run(does == Some(Does::PowerShell), input, leaves, place)
        }
        Some(Does::Patch) => patched(leaves, place),
        Some(Does::Code) => leaves.iter().find_map(|leaf| code_reads(leaf.text, place)),
        None => unknown(leaves, place),
    }
}

/// A tool that no row names: a path of a secret file is a read, a command is a command.
fn unknown(leaves: &[Leaf<'_>], place: &Place<'_>) -> Option<Reason> {
    leaves.iter().find_map(|leaf| {
        if let Some(secret) = file(leaf.text, place) {
            return Some(Reason::read(&secret));
        }
        let command = keys().command.contains(&leaf.key) && leaf.key != "input";
        let code = keys().code.contains(&leaf.key);
        if command {
            shell::judge(leaf.text, place)
        } else if code {
            code_reads(leaf.text, place)
        } else {
            None
        }
    })
}

/// Text is written that holds a secret.
fn held(
    does: Option<Does>,
    input: &Value,
    leaves: &[Leaf<'_>],
    place: &Place<'_>,
    eyes: &Eyes<'_>,
) -> Option<Reason> {
    let mut found = Found::default();
    let writes = matches!(does, Some(Does::Write | Does::Edit | Does::Patch));
    let target: Option<PathBuf> = leaves
        .iter()
        .find(|leaf| writes && keys().path.contains(&leaf.key))
        .map(|leaf| place.absolute(leaf.text));
    for leaf in leaves
        .iter()
        .filter(|leaf| !keys().path.contains(&leaf.key))
    {
        eyes.look(leaf.text, target.as_deref(), &mut found);
    }
    // The name of a field says what its value is.
    if !writes && found.is_empty() && leaves.len() < LEAVES {
        eyes.look(&input.to_string(), None, &mut found);
    }
    let (named, more) = found.named();
    let what = if writes {
        "What would be written"
    } else {
        "What the tool is given"
    };
    (!found.is_empty()).then(|| Reason::text(named, what, more))
}

/// Whether a string is the path of a secret file.
fn file(text: &str, place: &Place<'_>) -> Option<super::place::Secret> {
    let plausible = text.len() <= PATH && !text.contains('\n');
    plausible.then(|| place.secret(text)).flatten()
}

/// Whether a pattern of paths asks for a secret file by name.
fn by_glob(leaves: &[Leaf<'_>], place: &Place<'_>) -> Option<super::place::Secret> {
    let patterns = leaves.iter().filter(|leaf| {
        keys().glob.contains(&leaf.key)
            || keys().pattern.contains(&leaf.key)
            || keys().path.contains(&leaf.key)
    });
    patterns
        .map(|leaf| leaf.text)
        .find_map(|text| asked(text, place))
}

/// The secret file that a pattern names: `**/.env*`, `*.pem`. One of stars alone names none.
fn asked(pattern: &str, place: &Place<'_>) -> Option<super::place::Secret> {
    if pattern.len() > PATH || pattern.starts_with('!') {
        return None;
    }
    let name = pattern.rsplit('/').next().unwrap_or(pattern);
    let telling = name
        .chars()
        .filter(|c| !matches!(c, '*' | '?' | '{' | '}' | '[' | ']' | ','))
        .count();
    if telling < 3 {
        return None;
    }
    // With nothing where the stars are, the name of the plainest file that it fits.
    let plain = name.replace("*", "").replace('?', "");
    let choices = match (plain.find('{'), plain.find('}')) {
        (Some(from), Some(to)) if from < to => plain[from + 1..to]
            .split(',')
            .map(|one| format!("{}{one}{}", &plain[..from], &plain[to + 1..]))
            .collect(),
        _ => vec![plain],
    };
    let starred = name.starts_with('*');
    choices.iter().find_map(|one| {
        let whole = if starred && one.starts_with('.') && !one.starts_with(".env") {
            format!("x{one}")
        } else {
            one.clone()
        };
        place.secret(&whole)
    })
}

/// A search shows lines of what it finds.
fn searched(leaves: &[Leaf<'_>], place: &Place<'_>) -> Option<Reason> {
    let under = |list: &[&str]| {
        leaves
            .iter()
            .filter(|leaf| list.contains(&leaf.key))
            .map(|leaf| leaf.text)
            .collect::<Vec<_>>()
    };
    let include = under(keys().glob);
    if let Some(secret) = include.iter().find_map(|text| asked(text, place)) {
        return Some(Reason::read(&secret));
    }
    let output = under(keys().output);
    if output.iter().any(|mode| keys().names_only.contains(mode)) {
        return None;
    }
    let pattern = under(keys().pattern);
    let query = shell::Query {
        pattern: pattern.first()?,
        fixed: false,
        any_case: leaves.iter().any(|leaf| leaf.key == "-i"),
        hidden: true,
        include: include.iter().map(|text| (*text).to_owned()).collect(),
        exclude: Vec::new(),
    };
    let targets = under(keys().path);
    let targets = if targets.is_empty() {
        vec!["."]
    } else {
        targets
    };
    let secret = targets
        .iter()
        .find_map(|target| would_show(place, target, &query))?;
    Some(Reason::searched(&secret))
}

fn run(powershell: bool, input: &Value, leaves: &[Leaf<'_>], place: &Place<'_>) -> Option<Reason> {
    let folder = leaves
        .iter()
        .find(|leaf| keys().folder.contains(&leaf.key) && !leaf.text.is_empty());
    let place = folder.map_or_else(|| place.clone(), |leaf| place.moved(leaf.text));
    let judge = |text: &str| {
        if powershell {
            judge_powershell(text, &place)
        } else {
            shell::judge(text, &place)
        }
    };
    keys()
        .command
        .iter()
        .filter_map(|key| input.get(*key))
        .find_map(|value| match value {
            Value::String(text) => judge(text),
            Value::Array(items) => {
                let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                let quoted: Vec<String> = texts
                    .iter()
                    .map(|text| format!("'{}'", text.replace('\'', "'\\''")))
                    .collect();
                judge(&quoted.join(" ")).or_else(|| {
                    texts
                        .iter()
                        .filter(|text| text.contains(' '))
                        .find_map(|text| judge(text))
                })
            }
            _ => None,
        })
}

/// An edit shows the lines around it; a tool that edits may be told to show, or to create.
fn edited(input: &Value, leaves: &[Leaf<'_>], place: &Place<'_>) -> Option<Reason> {
    let verb = input
        .get("command")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut paths = leaves.iter().filter(|leaf| keys().path.contains(&leaf.key));
    let secret = paths.find_map(|leaf| file(leaf.text, place))?;
    match verb {
        "create" => None,
        "view" => Some(Reason::read(&secret)),
        _ => Some(Reason::edit(&secret)),
    }
}

/// A patch names the files it changes.
fn patched(leaves: &[Leaf<'_>], place: &Place<'_>) -> Option<Reason> {
    let marks = ["*** Update File:", "*** Move to:", "--- a/", "+++ b/"];
    let lines = leaves.iter().flat_map(|leaf| leaf.text.lines());
    lines
        .filter_map(|line| {
            marks
                .iter()
                .find_map(|mark| line.trim_start().strip_prefix(mark))
        })
        .find_map(|path| place.secret(path.trim()))
        .map(|secret| Reason::edit(&secret))
}

/// Every string of a value, with the key it stands under.
fn leaves(value: &Value) -> Vec<Leaf<'_>> {
    let mut out = Vec::new();
    let mut open = vec![("", value)];
    while let Some((key, value)) = open.pop() {
        match value {
            Value::String(text) if out.len() < LEAVES => out.push(Leaf { key, text }),
            Value::Array(items) => open.extend(items.iter().rev().map(|item| (key, item))),
            Value::Object(map) => {
                open.extend(map.iter().rev().map(|(key, value)| (key.as_str(), value)))
            }
            Value::Bool(true) => out.push(Leaf { key, text: "" }),
            _ => {}
        }
    }
    out
}
