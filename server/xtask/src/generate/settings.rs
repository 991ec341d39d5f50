//! The settings: a page, a schema, and the part of VS Code's manifest that is about them.

use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use anyhow::Context;
use keyward_engine::config::{Field, SETTINGS, Setting, Shape};
use keyward_engine::{hygiene, rule};
use serde_json::{Map, Value, json};

use super::Made;

/// The manifest of the extension for VS Code.
const MANIFEST: &str = "editors/vscode/package.json";

/// `docs/settings.md`.
pub(crate) fn page() -> Made {
    let mut out = String::from(
        "# Settings\n\n<!-- Made by `cargo xtask generate`. Changes here are lost. -->\n\n\
         The same settings stand in three places, the later ones winning: the user's own file \
         (`~/.config/keyward/config.toml`, on Windows `%APPDATA%\\keyward\\config.toml`), \
         `.keyward.toml` in the workspace, and the editor's settings under `keyward.`, there in camel case.\n\n\
         Settings of a workspace come from whoever wrote it. They may make Keyward quieter only in ways \
         that are counted and shown, and a file with a mistake in it makes nothing quieter. \
         `keyward check --no-repo-config` does not read them at all.\n\n\
         What other scanners are told counts as well, see [Coming from another scanner](migrating.md).\n",
    );
    for setting in SETTINGS {
        section(&mut out, setting);
    }
    (PathBuf::from("docs/settings.md"), out)
}

fn section(out: &mut String, setting: &Setting) {
    let _ = write!(out, "\n## `{}`\n\n", setting.key);
    if in_editors(setting) {
        let (name, default) = (setting.camel(), setting.default);
        let _ = write!(
            out,
            "In editors: `keyward.{name}`. Default: `{default}`.\n\n"
        );
    }
    let _ = writeln!(out, "{}", setting.text);
    if !setting.trust.is_empty() {
        let _ = writeln!(out, "{}", setting.trust);
    }
    if let Shape::Choice(words) | Shape::Table { words, .. } = setting.shape {
        out.push('\n');
        for (word, meaning) in words {
            let _ = writeln!(out, "- `{word}`: {meaning}");
        }
    }
    if let Shape::Tables { fields, .. } = setting.shape {
        out.push('\n');
        for (name, _, meaning) in fields {
            let _ = writeln!(out, "- `{name}`: {meaning}");
        }
    }
    let example = match setting.shape {
        Shape::Table { of: "rule", .. } => "[rules]\njwt = \"hint\"".to_owned(),
        Shape::Table { .. } => "[assistants]\ncursor = \"on\"".to_owned(),
        Shape::Numbers { example, .. } => example.to_owned(),
        Shape::Globs => format!("{} = [\"vendor/**\", \"**/*.min.js\"]", setting.key),
        Shape::Tables { example, .. } => example.trim_end().to_owned(),
        Shape::Choice(_) | Shape::Path => format!("{} = {}", setting.key, setting.default),
    };
    let _ = write!(out, "\n```toml\n{example}\n```\n");
}

/// `docs/keyward.schema.json`, for editors that complete `.keyward.toml`.
pub(crate) fn schema() -> anyhow::Result<Made> {
    let mut properties = Map::new();
    for setting in SETTINGS {
        properties.insert(
            setting.key.to_owned(),
            property(setting, "description", true)?,
        );
    }
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": ".keyward.toml",
        "description": "Settings of Keyward. Made by `cargo xtask generate`.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    Ok((PathBuf::from("docs/keyward.schema.json"), pretty(&schema)?))
}

/// The manifest with our settings in it. What only the extension reads, and the way the rest is
/// written, stays as it is.
pub(crate) fn manifest() -> anyhow::Result<Option<Made>> {
    let Ok(now) = fs::read_to_string(crate::root().join(MANIFEST)) else {
        return Ok(None);
    };
    let place = properties_in(&now)
        .with_context(|| format!("{MANIFEST} has no contributes.configuration.properties"))?;
    let mut properties: Map<String, Value> =
        serde_json::from_str(&now[place.clone()]).context(MANIFEST)?;
    // What the server does not know any more goes; what the extension itself reads stays.
    let known: Vec<String> = SETTINGS
        .iter()
        .filter(|setting| in_editors(setting))
        .map(|setting| format!("keyward.{}", setting.camel()))
        .collect();
    properties.retain(|key, _| {
        known.contains(key)
            || key.starts_with("keyward.server.")
            || key.starts_with("keyward.trace.")
    });
    for setting in SETTINGS.iter().filter(|setting| in_editors(setting)) {
        let mut property = property(setting, "markdownDescription", false)?;
        // A workspace may set them: the server knows how far to believe it.
        let scope = match setting.key {
            "diagnostics" => "window",
            // For the user alone to say: a folder that was fetched has no business there.
            "home_signs" => "application",
            _ => "resource",
        };
        property["scope"] = json!(scope);
        unset_by_default(&mut property);
        properties.insert(format!("keyward.{}", setting.camel()), property);
    }
    let written = pretty(&Value::Object(properties))?;
    let indented = written.trim_end().replace('\n', "\n      ");
    let text = format!("{}{indented}{}", &now[..place.start], &now[place.end..]);
    Ok(Some((PathBuf::from(MANIFEST), restricted(&text)?)))
}

/// The manifest in which every setting is one that counts in a trusted folder only.
fn restricted(manifest: &str) -> anyhow::Result<String> {
    let head = "\"restrictedConfigurations\": [";
    let start = manifest
        .find(head)
        .with_context(|| format!("{MANIFEST} lacks {head}"))?;
    let start = start + head.len();
    let len = manifest[start..].find(']').context(MANIFEST)?;
    let settings = SETTINGS.iter().filter(|setting| in_editors(setting));
    let keys = settings.map(|setting| format!("keyward.{}", setting.camel()));
    let keys: Vec<String> = std::iter::once("keyward.server.path".to_owned())
        .chain(keys)
        .map(|key| format!("\n        \"{key}\""))
        .collect();
    Ok(format!(
        "{}{}\n      {}",
        &manifest[..start],
        keys.join(","),
        &manifest[start + len..]
    ))
}

/// VS Code sends defaults as if the user had chosen them, and they would win over the workspace's
/// own file. So single values are nothing until somebody sets them.
fn unset_by_default(property: &mut Value) {
    if property["type"] != "string" {
        return;
    }
    let meaning = format!(
        "{} Default: `{}`.",
        text_of(property),
        property["default"].as_str().unwrap_or_default()
    );
    property["markdownDescription"] = json!(meaning);
    property["type"] = json!(["string", "null"]);
    property["default"] = Value::Null;
    if let Some(words) = property.get_mut("enum").and_then(Value::as_array_mut) {
        words.insert(0, Value::Null);
    }
    if let Some(meanings) = property
        .get_mut("enumDescriptions")
        .and_then(Value::as_array_mut)
    {
        meanings.insert(0, json!("not set"));
    }
}

fn text_of(property: &Value) -> &str {
    property["markdownDescription"].as_str().unwrap_or_default()
}

/// Where the object of the settings stands in the manifest, its braces included.
fn properties_in(manifest: &str) -> Option<Range<usize>> {
    let configuration = manifest.find("\"configuration\"")?;
    let key = configuration + manifest[configuration..].find("\"properties\"")?;
    let start = key + manifest[key..].find('{')?;
    // The deserializer stops behind the object, and tells where that is.
    let mut values = serde_json::Deserializer::from_str(&manifest[start..]).into_iter::<Value>();
    values.next()?.ok()?;
    Some(start..start + values.byte_offset())
}

fn property(setting: &Setting, description: &str, with_ids: bool) -> anyhow::Result<Value> {
    let mut out = match setting.shape {
        Shape::Choice(words) => choice(words),
        Shape::Table { of, words } => {
            let mut table = json!({ "type": "object", "additionalProperties": choice(words) });
            if of == "rule" && with_ids {
                let ids: Vec<&str> = rule::all()
                    .iter()
                    .chain(rule::generic())
                    .chain(rule::lines())
                    .map(|one| one.id)
                    .chain(hygiene::all().iter().map(|one| one.id))
                    .collect();
                table["propertyNames"] = json!({ "enum": ids });
            }
            table
        }
        Shape::Numbers { of, .. } => json!({
            "type": "object",
            "additionalProperties": { "type": "integer", "minimum": 0, "description": format!("Days, by {of}.") },
        }),
        Shape::Globs => json!({ "type": "array", "items": { "type": "string" } }),
        Shape::Path => json!({ "type": "string" }),
        Shape::Tables { fields, .. } => tables(fields),
    };
    out["default"] = serde_json::from_str(setting.default)?;
    out[description] = json!(format!("{} {}", setting.text, setting.trust).trim());
    Ok(out)
}

/// Whether editors have the setting, too.
fn in_editors(setting: &Setting) -> bool {
    // The hook is asked by other programs, which know nothing of an editor's settings.
    !matches!(setting.shape, Shape::Tables { .. }) && !setting.key.starts_with("agent_hook")
}

fn tables(fields: &[(&str, Field, &str)]) -> Value {
    let one = fields.iter().map(|(name, field, meaning)| {
        let mut kind = match field {
            Field::Text => json!({ "type": "string" }),
            Field::Texts => json!({ "type": "array", "items": { "type": "string" } }),
            Field::Number => json!({ "type": "number" }),
            Field::NumberOrText => json!({ "type": ["integer", "string"] }),
            Field::Flag => json!({ "type": "boolean" }),
            Field::Tables => json!({ "type": "array", "items": { "type": "object" } }),
        };
        kind["description"] = json!(meaning);
        ((*name).to_owned(), kind)
    });
    let properties: Map<String, Value> = one.collect();
    json!({
        "type": "array",
        "items": { "type": "object", "additionalProperties": false, "properties": properties },
    })
}

fn choice(words: &[(&str, &str)]) -> Value {
    let (names, meanings): (Vec<_>, Vec<_>) = words.iter().copied().unzip();
    json!({ "type": "string", "enum": names, "enumDescriptions": meanings })
}

fn pretty(value: &Value) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
