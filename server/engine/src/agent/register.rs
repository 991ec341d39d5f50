//! Puts Keyward's hook into a client's settings and takes it out, as text: comments, order and
//! layout stay, and so do the hooks of others.

mod text;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use serde_json::json;

use super::tables::{Install, Layout};
use text::Open;

/// The commands that run the hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commands {
    /// For a POSIX shell, or for `cmd` where there is none.
    pub shell: String,
    /// For PowerShell, where a client has one of each.
    pub powershell: String,
}

/// What is registered in a settings file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registered {
    /// The events that Keyward's hook is asked at.
    pub events: Vec<String>,
    /// The commands it is run by, each once.
    pub commands: Vec<String>,
}

const BOM: char = '\u{feff}';

/// The text of a settings file with the hook in it. `None` where it stands there already.
///
/// # Errors
/// What is in the way, in words that follow the file's name; nothing of its text.
pub fn add(old: &str, install: &Install, commands: &Commands) -> Result<Option<String>, String> {
    let (bom, body) = split(old);
    if body.trim().is_empty() {
        let mut all = serde_json::Map::new();
        if install.version {
            all.insert("version".to_owned(), json!(1));
        }
        all.insert("hooks".to_owned(), hooks(install, commands));
        let text = serde_json::to_string_pretty(&all).unwrap_or_default();
        return Ok(Some(format!("{bom}{text}\n")));
    }
    let mut text = body.to_owned();
    for (event, matcher) in install.events {
        text = added(&text, event, matcher, install, commands)?;
    }
    if install.version && object(&text)?.get("version").is_none() && text != body {
        text = text::with_property(&text, &object(&text)?, "version", &json!(1));
    }
    Ok((text != body).then(|| format!("{bom}{text}")))
}

/// The text with the hook at one event.
fn added(
    text: &str,
    event: &str,
    matcher: &str,
    install: &Install,
    commands: &Commands,
) -> Result<String, String> {
    let settings = object(text)?;
    let entry = entry(install, matcher, commands);
    single(&settings, "hooks")?;
    let Some(hooks) = settings.get("hooks") else {
        return Ok(text::with_property(
            text,
            &settings,
            "hooks",
            &json!({event: [entry]}),
        ));
    };
    let Value::Object(hooks) = &hooks.value else {
        return Err("has a `hooks` that is no object".to_owned());
    };
    single(hooks, event)?;
    match hooks.get(event).map(|it| &it.value) {
        None => Ok(text::with_property(text, hooks, event, &json!([entry]))),
        Some(Value::Array(list)) if list.elements.iter().any(is_ours) => Ok(text.to_owned()),
        Some(Value::Array(list)) => Ok(text::with_element(text, list, &entry)),
        Some(_) => Err(format!("has a `hooks.{event}` that is no list")),
    }
}

/// The text of a settings file without the hook. `Ok(None)` where it is not there; an empty text
/// where nothing is left of a file that the hook alone has made.
///
/// # Errors
/// What is in the way, in words that follow the file's name.
pub fn remove(old: &str, install: &Install) -> Result<Option<String>, String> {
    let (bom, body) = split(old);
    if body.trim().is_empty() {
        return Ok(None);
    }
    let mut text = body.to_owned();
    while let Some(next) = removed(&text)? {
        text = next;
    }
    if text == body {
        return Ok(None);
    }
    let settings = object(&text)?;
    let left: Vec<&str> = settings
        .properties
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    let nothing = left.is_empty() || install.version && left == ["version"];
    if nothing && !text.contains("//") && !text.contains("/*") {
        text.clear();
        return Ok(Some(text));
    }
    Ok(Some(format!("{bom}{text}")))
}

/// The text without one hook of ours, or without what that has left empty.
fn removed(text: &str) -> Result<Option<String>, String> {
    let settings = object(text)?;
    let Some(Value::Object(hooks)) = settings.get("hooks").map(|it| &it.value) else {
        return Ok(None);
    };
    for (at, property) in hooks.properties.iter().enumerate() {
        let Value::Array(list) = &property.value else {
            continue;
        };
        let Some(found) = list.elements.iter().position(is_ours) else {
            continue;
        };
        if list.elements.len() > 1 {
            let inner = text::cut(text, &Open::list(list), found);
            return Ok(Some(partly(text, &list.elements[found]).unwrap_or(inner)));
        }
        if let Some(text) = partly(text, &list.elements[found]) {
            return Ok(Some(text));
        }
        if text::is_bare(text, list.range(), list.elements[found].range()) {
            let place = settings
                .properties
                .iter()
                .position(|it| it.name.as_str() == "hooks");
            let alone =
                hooks.properties.len() == 1 && text::is_bare(text, hooks.range(), property.range());
            return Ok(Some(match place {
                Some(place) if alone => text::cut(text, &Open::object(&settings), place),
                _ => text::cut(text, &Open::object(hooks), at),
            }));
        }
        return Ok(Some(text::cut(text, &Open::list(list), found)));
    }
    Ok(None)
}

/// The text without our command in an element that has others as well.
fn partly(text: &str, element: &Value<'_>) -> Option<String> {
    let Value::Array(inner) = &element.as_object()?.get("hooks")?.value else {
        return None;
    };
    let ours = inner.elements.iter().position(is_ours)?;
    let others = inner.elements.iter().any(|it| !is_ours(it));
    others.then(|| text::cut(text, &Open::list(inner), ours))
}

/// What a settings file says about the hook.
///
/// # Errors
/// When it cannot be read as settings, in words that follow its name.
pub fn registered(text: &str) -> Result<Registered, String> {
    let body = split(text).1;
    let mut out = Registered::default();
    if body.trim().is_empty() {
        return Ok(out);
    }
    let settings = object(body)?;
    let Some(Value::Object(hooks)) = settings.get("hooks").map(|it| &it.value) else {
        return Ok(out);
    };
    for property in &hooks.properties {
        let Value::Array(list) = &property.value else {
            continue;
        };
        let mut ours = list.elements.iter().filter(|it| is_ours(it)).peekable();
        if ours.peek().is_some() {
            out.events.push(property.name.as_str().to_owned());
        }
        for command in ours.flat_map(commands_of).filter(|it| is_hook(it)) {
            if !out.commands.contains(&command) {
                out.commands.push(command);
            }
        }
    }
    Ok(out)
}

/// All hooks of a new file.
fn hooks(install: &Install, commands: &Commands) -> serde_json::Value {
    let events = install.events.iter().map(|(event, matcher)| {
        (
            (*event).to_owned(),
            json!([entry(install, matcher, commands)]),
        )
    });
    serde_json::Value::Object(events.collect())
}

/// An element of the list of an event.
fn entry(install: &Install, matcher: &str, commands: &Commands) -> serde_json::Value {
    let (key, limit) = install.timeout;
    match install.layout {
        Layout::Nested => {
            let hooks = json!([{"type": "command", "command": commands.shell, key: limit}]);
            if matcher.is_empty() {
                json!({"hooks": hooks})
            } else {
                json!({"matcher": matcher, "hooks": hooks})
            }
        }
        Layout::Flat => json!({"command": commands.shell, key: limit}),
        Layout::Shells => json!({
            "type": "command", "bash": commands.shell, "powershell": commands.powershell, key: limit,
        }),
    }
}

fn is_ours(value: &Value<'_>) -> bool {
    commands_of(value).iter().any(|command| is_hook(command))
}

/// Whether a command runs this hook.
#[must_use]
pub fn is_hook(command: &str) -> bool {
    command.contains("keyward") && command.contains("agent-hook")
}

/// The commands in an element, nested ones included.
fn commands_of(value: &Value<'_>) -> Vec<String> {
    let Some(object) = value.as_object() else {
        return Vec::new();
    };
    let own =
        ["command", "bash", "powershell"]
            .iter()
            .filter_map(|key| match &object.get(key)?.value {
                Value::StringLit(text) => Some(text.value.to_string()),
                _ => None,
            });
    let nested = match object.get("hooks").map(|it| &it.value) {
        Some(Value::Array(list)) => list.elements.iter().flat_map(commands_of).collect(),
        _ => Vec::new(),
    };
    own.chain(nested).collect()
}

fn split(text: &str) -> (&str, &str) {
    match text.strip_prefix(BOM) {
        Some(body) => (&text[..BOM.len_utf8()], body),
        None => ("", text),
    }
}

/// The settings of a text.
fn object(text: &str) -> Result<Object<'_>, String> {
    match text::parse(text)? {
        Some(Value::Object(object)) => Ok(object),
        _ => Err("holds something other than one JSON object".to_owned()),
    }
}

/// Of two properties with one name programs read the last; an edit of either may miss.
fn single(object: &Object<'_>, key: &str) -> Result<(), String> {
    match object
        .properties
        .iter()
        .filter(|it| it.name.as_str() == key)
        .count()
    {
        0 | 1 => Ok(()),
        _ => Err(format!("has two `{key}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tables::{client, clients};
    use super::*;

    fn commands() -> Commands {
        Commands {
            shell: "keyward agent-hook --client x".to_owned(),
            powershell: "keyward agent-hook --client x".to_owned(),
        }
    }

    fn installs() -> impl Iterator<Item = &'static Install> {
        clients().iter().filter_map(|one| one.install.as_ref())
    }

    #[test]
    fn what_was_added_is_taken_out_again_byte_for_byte() {
        let texts = [
            "",
            "{\n  // mine\n  \"model\": \"x\"\n}\n",
            "{\n  \"model\": \"x\",\n}\n",
            "{\n\t\"model\": \"x\",\n\t\"hooks\": {\n\t\t\"Stop\": []\n\t}\n}",
            "{\r\n  \"model\": \"x\" // why\r\n}\r\n",
            "{\"model\":\"x\"}",
            "{\"model\":\"x\",\"hooks\":{\"Stop\":[{\"command\":\"a\"}]}}\n",
            "\u{feff}{\n  \"a\": [1, 2]\n}\n",
            "{\n  \"hooks\": {\n    \"PreToolUse\": [\n      {\n        \"matcher\": \"Bash\",\n        \"hooks\": [{ \"type\": \"command\", \"command\": \"other\" }]\n      }\n    ]\n  }\n}\n",
            "{\n  \"version\": 1,\n  \"hooks\": {\n    \"beforeReadFile\": [{ \"command\": \"other\" }] // keep\n  }\n}\n",
        ];
        for install in installs() {
            for old in texts {
                // A version that was missing belongs to what was added.
                let with = add(old, install, &commands())
                    .expect("can be edited")
                    .expect("is new");
                assert_eq!(add(&with, install, &commands()), Ok(None), "{with}");
                let found = registered(&with).expect("is read");
                assert_eq!(found.events.len(), install.events.len(), "{with}");
                let without = remove(&with, install)
                    .expect("can be edited")
                    .expect("was there");
                if install.version && !old.contains("version") && !old.is_empty() {
                    // A version that was missing stays: files without one are not read.
                    assert!(without.contains("\"version\""), "{without}");
                    continue;
                }
                assert_eq!(without, old, "{with}");
            }
        }
    }

    #[test]
    fn the_hooks_of_others_stay() {
        let install = client("claude-code")
            .and_then(|one| one.install.as_ref())
            .expect("known");
        let old = "{\"hooks\":{\"PreToolUse\":[{\"hooks\":[{\"command\":\"other\"},{\"command\":\"keyward agent-hook\"}]}]}}";
        let new = remove(old, install)
            .expect("can be edited")
            .expect("was there");
        assert!(new.contains("other") && !new.contains("keyward"), "{new}");
        assert_eq!(remove(&new, install), Ok(None));
    }

    #[test]
    fn what_cannot_be_edited_is_refused() {
        let install = client("claude-code")
            .and_then(|one| one.install.as_ref())
            .expect("known");
        for (text, what) in [
            ("{\n  \"a\": \n}", "line 3"),
            ("[]", "other than one JSON object"),
            ("{\"hooks\": []}", "no object"),
            ("{\"hooks\": {\"PreToolUse\": {}}}", "no list"),
            ("{\"hooks\": {}, \"hooks\": {}}", "two `hooks`"),
        ] {
            let problem = add(text, install, &commands()).expect_err(text);
            assert!(problem.contains(what), "{problem}");
        }
    }
}
