//! Settings files of assistants: JSON with or without comments, read as their
//! programs read them, and edited as text so that comments and layout stay.

use std::collections::BTreeMap;

use jsonc_parser::cst::{CstInputValue, CstNode, CstObject, CstObjectProp, CstRootNode};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// A parsed settings file.
pub(super) struct Settings {
    root: CstRootNode,
    bom: bool,
}

/// A setting, as far as a control asks for it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// An array, its strings only.
    Strings(Vec<String>),
    /// True or false.
    Bool(bool),
    /// An object, its booleans only.
    Object(BTreeMap<String, bool>),
    /// Anything else.
    Other,
}

const BOM: char = '\u{feff}';

impl Settings {
    /// Reads a text; an empty one has no settings.
    ///
    /// # Errors
    /// What is wrong, in words that follow the file's name; never the file's text.
    pub(super) fn parse(text: &str, comments: bool) -> Result<Self, String> {
        let options = ParseOptions {
            allow_comments: comments,
            allow_trailing_commas: comments,
            allow_loose_object_property_names: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        let (bom, body) = text
            .strip_prefix(BOM)
            .map_or((false, text), |body| (true, body));
        let invalid = |error: jsonc_parser::errors::ParseError| {
            let before = &body.as_bytes()[..error.range().start.min(body.len())];
            let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
            format!("is not valid JSON in line {line}")
        };
        // The editable tree takes comments in whatever it is told, so they are refused first.
        parse_to_ast(body, &CollectOptions::default(), &options).map_err(invalid)?;
        let root = CstRootNode::parse(body, &options).map_err(invalid)?;
        if root.value().is_some() && root.object_value().is_none() {
            return Err("holds something other than one JSON object".to_owned());
        }
        Ok(Self { root, bom })
    }

    /// The setting at the end of a way of keys.
    pub(super) fn value(&self, at: &[&str]) -> Option<Value> {
        let mut node = self.root.value()?;
        for key in at {
            node = last(&node.as_object()?, key)?;
        }
        Some(read(&node))
    }

    /// The keys of the outermost object.
    pub(super) fn keys(&self) -> Vec<String> {
        let object = self.root.object_value();
        object
            .iter()
            .flat_map(CstObject::properties)
            .filter_map(|property| property.decoded_name())
            .collect()
    }

    /// Adds strings to the array at the end of a way of keys, making what is missing.
    ///
    /// # Errors
    /// What stands in the way, in words that follow the file's name.
    pub(super) fn append(&self, at: &[&str], entries: &[String]) -> Result<(), String> {
        let (key, parents) = at.split_last().ok_or("has no place for a list")?;
        let object = self.object(parents)?;
        single(&object, key)?;
        let array = object
            .array_value_or_create(key)
            .ok_or_else(|| format!("has a `{key}` that is no list"))?;
        let start = array.elements().len();
        for entry in entries {
            array.append(CstInputValue::String(entry.clone()));
        }
        if start == 0 {
            array.ensure_multiline();
        }
        Ok(())
    }

    /// Sets booleans in the object at the end of a way of keys, making what is missing.
    ///
    /// # Errors
    /// What stands in the way, in words that follow the file's name.
    pub(super) fn set(&self, at: &[&str], flags: &[(&str, bool)]) -> Result<(), String> {
        let object = self.object(at)?;
        for (key, wanted) in flags {
            single(&object, key)?;
            match object.get(key) {
                Some(property) => property.set_value(CstInputValue::Bool(*wanted)),
                None => {
                    object.append(key, CstInputValue::Bool(*wanted));
                }
            }
        }
        Ok(())
    }

    fn object(&self, at: &[&str]) -> Result<CstObject, String> {
        let mut object = self.root.object_value_or_set();
        for key in at {
            single(&object, key)?;
            object = object
                .object_value_or_create(key)
                .ok_or_else(|| format!("has a `{key}` that is no object"))?;
        }
        Ok(object)
    }

    /// The text with its edits.
    pub(super) fn text(&self) -> String {
        let body = self.root.to_string();
        if self.bom {
            format!("{BOM}{body}")
        } else {
            body
        }
    }
}

/// Programs read the last of two properties with one name; an edit of either may
/// not be what the user meant.
fn single(object: &CstObject, key: &str) -> Result<(), String> {
    let properties = object.properties();
    if properties
        .iter()
        .filter(|property| is_named(property, key))
        .count()
        > 1
    {
        return Err(format!("has two `{key}`"));
    }
    Ok(())
}

fn is_named(property: &CstObjectProp, key: &str) -> bool {
    property.decoded_name().as_deref() == Some(key)
}

fn last(object: &CstObject, key: &str) -> Option<CstNode> {
    object
        .properties()
        .iter()
        .rfind(|property| is_named(property, key))?
        .value()
}

fn read(node: &CstNode) -> Value {
    if let Some(array) = node.as_array() {
        return Value::Strings(array.elements().iter().filter_map(string).collect());
    }
    if let Some(value) = node.as_boolean_lit() {
        return Value::Bool(value.value());
    }
    let Some(object) = node.as_object() else {
        return Value::Other;
    };
    let flag = |property: &CstObjectProp| {
        Some((
            property.decoded_name()?,
            property.value()?.as_boolean_lit()?.value(),
        ))
    };
    Value::Object(object.properties().iter().filter_map(flag).collect())
}

fn string(node: &CstNode) -> Option<String> {
    node.as_string_lit()?.decoded_value().ok()
}
