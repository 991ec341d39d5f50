//! JSON, with and without comments.

use std::ops::Range;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::cst::{CstArray, CstInputValue, CstNode, CstObject, CstObjectProp, CstRootNode};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::merge::Step;
use super::value::Value;
use super::{Format, Invalid};

fn options(format: Format) -> ParseOptions {
    let comments = format != Format::Json;
    let loose = format == Format::Json5;
    ParseOptions {
        allow_comments: comments,
        allow_trailing_commas: comments,
        allow_loose_object_property_names: loose,
        allow_missing_commas: false,
        allow_single_quoted_strings: loose,
        allow_hexadecimal_numbers: loose,
        allow_unary_plus_numbers: loose,
        allow_bare_decimal_point_numbers: loose,
        allow_non_finite_numbers: loose,
        allow_extended_string_escapes: loose,
    }
}

pub(super) fn read(body: &str, format: Format) -> Result<Value, Invalid> {
    let parsed = parse_to_ast(body, &CollectOptions::default(), &options(format))
        .map_err(|error| Invalid::at(body, error.range().start, format))?;
    let empty = Value::Map(Vec::new());
    Ok(parsed.value.map_or(empty, |value| tree(&value)))
}

fn tree(value: &ast::Value<'_>) -> Value {
    match value {
        ast::Value::StringLit(string) => Value::Text(string.value.to_string()),
        ast::Value::NumberLit(number) => Value::Number(number.value.to_owned()),
        ast::Value::BooleanLit(boolean) => Value::Bool(boolean.value),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(array) => Value::List(array.elements.iter().map(tree).collect()),
        ast::Value::Object(object) => {
            let entries = object.properties.iter();
            let entry = |property: &ast::ObjectProp<'_>| {
                (property.name.as_str().to_owned(), tree(&property.value))
            };
            Value::Map(entries.map(entry).collect())
        }
    }
}

/// Where a key stands, or a string of the list or a key of the map below it.
pub(super) fn place(
    body: &str,
    format: Format,
    at: &[&str],
    text: Option<&str>,
) -> Option<Range<usize>> {
    let parsed = parse_to_ast(body, &CollectOptions::default(), &options(format)).ok()?;
    let mut value = parsed.value?;
    let mut key = None;
    for name in at {
        let ast::Value::Object(object) = value else {
            return None;
        };
        let mut properties = object.properties.into_iter();
        let property = properties.rfind(|it| it.name.as_str() == *name)?;
        key = Some(property.name.range());
        value = property.value;
    }
    let range = match (text, &value) {
        (None, _) => key?,
        (Some(text), ast::Value::Array(array)) => {
            let is =
                |it: &&ast::Value<'_>| matches!(it, ast::Value::StringLit(it) if it.value == text);
            array.elements.iter().find(is)?.range()
        }
        (Some(text), ast::Value::Object(object)) => {
            let mut properties = object.properties.iter();
            properties.find(|it| it.name.as_str() == text)?.name.range()
        }
        _ => return None,
    };
    Some(range.start..range.end)
}

pub(super) fn write(body: &str, format: Format, steps: &[Step]) -> Result<String, String> {
    let root = CstRootNode::parse(body, &options(format))
        .map_err(|error| Invalid::at(body, error.range().start, format).to_string())?;
    for step in steps {
        done(&root, step).ok_or("is laid out in a way that cannot be edited safely")?;
    }
    Ok(root.to_string())
}

fn done(root: &CstRootNode, step: &Step) -> Option<()> {
    match step {
        Step::Set(way, value) => {
            open_up(root, way, value);
            property(root, way)?.set_value(input(value));
        }
        Step::Remove(way) => property(root, way)?.remove(),
        Step::Insert {
            map,
            key,
            value,
            first,
        } => {
            open_up(root, map, value);
            let object = object(root, map)?;
            let at = if *first { 0 } else { object.properties().len() };
            let new = object.insert(at, key, input(value));
            new.value().iter().for_each(spread);
        }
        Step::Add { list, value, first } => {
            open_up(root, list, value);
            let array = array(root, list)?;
            let count = array.elements().len();
            let new = array.insert(if *first { 0 } else { count }, input(value));
            spread(&new);
            if count == 0 {
                array.ensure_multiline();
            }
        }
    }
    Some(())
}

fn object(root: &CstRootNode, way: &[String]) -> Option<CstObject> {
    if way.is_empty() {
        return Some(root.object_value_or_set());
    }
    property(root, way)?.object_value()
}

fn array(root: &CstRootNode, way: &[String]) -> Option<CstArray> {
    property(root, way)?.array_value()
}

fn property(root: &CstRootNode, way: &[String]) -> Option<CstObjectProp> {
    let (key, parents) = way.split_last()?;
    let mut object = root.object_value()?;
    for parent in parents {
        object = named(&object, parent)?.object_value()?;
    }
    named(&object, key)
}

fn named(object: &CstObject, key: &str) -> Option<CstObjectProp> {
    let named = |property: &CstObjectProp| property.decoded_name().as_deref() == Some(key);
    object.properties().into_iter().rfind(named)
}

fn input(value: &Value) -> CstInputValue {
    match value {
        Value::Null | Value::Other => CstInputValue::Null,
        Value::Bool(value) => CstInputValue::Bool(*value),
        Value::Number(text) => CstInputValue::Number(text.clone()),
        Value::Text(text) => CstInputValue::String(text.clone()),
        Value::List(elements) => CstInputValue::Array(elements.iter().map(input).collect()),
        Value::Map(entries) => {
            let entries = entries.iter();
            CstInputValue::Object(entries.map(|(key, it)| (key.clone(), input(it))).collect())
        }
    }
}

/// One line for each entry of something new, as people write settings.
fn spread(node: &CstNode) {
    if let Some(array) = node.as_array() {
        array.elements().iter().for_each(spread);
        array.ensure_multiline();
    } else if let Some(object) = node.as_object() {
        let properties = object.properties();
        let values = properties.iter().filter_map(CstObjectProp::value);
        values.for_each(|it| spread(&it));
        object.ensure_multiline();
    }
}

/// Objects on one line open up where something of more lines comes into them.
fn open_up(root: &CstRootNode, way: &[String], value: &Value) {
    if !matches!(value, Value::Map(_) | Value::List(_)) {
        return;
    }
    let mut object = root.object_value();
    let mut keys = way.iter();
    while let Some(current) = object {
        if !current.properties().is_empty() && !current.to_string().contains('\n') {
            current.ensure_multiline();
        }
        let next = keys.next().and_then(|key| named(&current, key));
        object = next.and_then(|it| it.object_value());
    }
}
