//! What a place of `rules/settings/` writes elsewhere in the file.

use serde::Deserialize;
use toml::{Spanned, Value};

use crate::emit::strings;
use crate::source::{Problems, Source};

/// One value, or one entry of a list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Put {
    /// The way of keys.
    at: String,
    set: Option<String>,
    add: Option<Value>,
}

/// Says what is wrong with the entries.
pub(crate) fn check(puts: &[Spanned<Put>], syntax: &str, source: &Source, problems: &mut Problems) {
    for put in puts {
        let one = put.get_ref();
        if !matches!(syntax, "Json" | "Toml" | "Yaml") {
            problems.at(source, put.span(), "`put` is for JSON, TOML and YAML");
        }
        if filling(one).is_none() {
            let message = "`put` has either `set` with a text, or `add` with a text or a list of `[key, value]`";
            problems.at(source, put.span(), message);
        }
    }
}

/// The table as Rust text.
pub(crate) fn emit(puts: &[Spanned<Put>]) -> String {
    let one = |put: &Spanned<Put>| {
        let put = put.get_ref();
        let at: Vec<&str> = put.at.split('/').collect();
        let what = filling(put).unwrap_or_default();
        format!("Put {{ at: {}, what: Filling::{what} }}", strings(&at))
    };
    let all: Vec<String> = puts.iter().map(one).collect();
    format!("&[{}]", all.join(", "))
}

fn filling(put: &Put) -> Option<String> {
    match (&put.set, &put.add) {
        (Some(text), None) => Some(format!("Set({text:?})")),
        (None, Some(Value::String(text))) => Some(format!("Item({text:?})")),
        (None, Some(Value::Array(pairs))) => {
            let fields: Option<Vec<String>> = pairs.iter().map(field).collect();
            Some(format!("Record(&[{}])", fields?.join(", ")))
        }
        _ => None,
    }
}

fn field(pair: &Value) -> Option<String> {
    let [key, value] = pair.as_array()?.as_slice() else {
        return None;
    };
    let value = match value {
        Value::String(text) => format!("Field::Text({text:?})"),
        Value::Boolean(flag) => format!("Field::Flag({flag})"),
        _ => return None,
    };
    Some(format!("({:?}, {value})", key.as_str()?))
}
