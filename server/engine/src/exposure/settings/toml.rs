//! TOML.

use std::ops::Range;

use toml_edit::{
    Array, ArrayOfTables, Document, DocumentMut, InlineTable, Item, RawString, Table, TableLike,
    Value as TomlValue,
};

use super::merge::Step;
use super::value::Value;
use super::{Format, Invalid, with_line_ends};

pub(super) fn read(body: &str) -> Result<Value, Invalid> {
    let document: DocumentMut = body.parse().map_err(|error: toml_edit::TomlError| {
        let at = error.span().map_or(body.len(), |span| span.start);
        Invalid::at(body, at, Format::Toml)
    })?;
    Ok(table(document.as_table()))
}

fn table(table: &dyn TableLike) -> Value {
    let entries = table.iter();
    Value::Map(
        entries
            .filter_map(|(key, item)| Some((key.to_owned(), of_item(item)?)))
            .collect(),
    )
}

fn of_item(item: &Item) -> Option<Value> {
    Some(match item {
        Item::None => return None,
        Item::Value(it) => value(it),
        Item::Table(it) => table(it),
        Item::ArrayOfTables(it) => Value::List(it.iter().map(|it| table(it)).collect()),
    })
}

fn value(from: &TomlValue) -> Value {
    match from {
        TomlValue::String(text) => Value::Text(text.value().clone()),
        TomlValue::Boolean(it) => Value::Bool(*it.value()),
        TomlValue::Integer(it) => Value::Number(it.value().to_string()),
        TomlValue::Float(it) => Value::Number(it.value().to_string()),
        TomlValue::Datetime(it) => Value::Number(it.value().to_string()),
        TomlValue::Array(it) => Value::List(it.iter().map(value).collect()),
        TomlValue::InlineTable(it) => table(it),
    }
}

/// Where a key stands, or a string of the list or a key of the table below it.
pub(super) fn place(body: &str, at: &[&str], text: Option<&str>) -> Option<Range<usize>> {
    let document = Document::parse(body).ok()?;
    let (key, parents) = match (at.split_last(), text) {
        (Some((key, parents)), None) => (*key, parents),
        (_, Some(text)) => (text, at),
        (None, None) => return None,
    };
    let mut item = document.as_item();
    for parent in parents {
        item = item.as_table_like()?.get(parent)?;
    }
    if let Some(array) = item.as_array() {
        return array.iter().find(|it| it.as_str() == Some(key))?.span();
    }
    let (found, value) = item.as_table_like()?.get_key_value(key)?;
    found.span().or_else(|| value.span())
}

pub(super) fn write(body: &str, steps: &[Step]) -> Result<String, String> {
    let plain = body.replace("\r\n", "\n");
    let mut document: DocumentMut = plain.parse().map_err(|_| "is not valid TOML".to_owned())?;
    for step in steps {
        done(&mut document, step).ok_or("is laid out in a way that cannot be edited safely")?;
    }
    Ok(with_line_ends(body, &document.to_string()))
}

fn done(document: &mut DocumentMut, step: &Step) -> Option<()> {
    match step {
        Step::Set(way, value) => {
            let (key, parents) = way.split_last()?;
            let item = map(document, parents)?.get_mut(key)?;
            let mut new = to_value(value)?;
            if let Some(old) = item.as_value() {
                *new.decor_mut() = old.decor().clone();
            }
            *item = Item::Value(new);
        }
        Step::Remove(way) => {
            let (key, parents) = way.split_last()?;
            map(document, parents)?.remove(key)?;
        }
        // A table has no order: what is first is written last as well.
        Step::Insert {
            map: way,
            key,
            value,
            ..
        } => {
            let head = header(document, way, value);
            let parent = item(document, way)?;
            let new = match parent {
                Item::Table(_) => to_item(value)?,
                _ => Item::Value(to_value(value)?),
            };
            let table = parent.as_table_like_mut()?;
            table.insert(key, new);
            if let (Some(head), Some(mut key)) = (head, table.key_mut(key)) {
                key.leaf_decor_mut().set_prefix(head);
            }
        }
        Step::Add { list, value, first } => match item(document, list)? {
            Item::Value(TomlValue::Array(array)) => add(array, to_value(value)?, *first),
            Item::ArrayOfTables(tables) if !*first => tables.push(to_table(value)?),
            _ => return None,
        },
    }
    Some(())
}

fn item<'a>(document: &'a mut DocumentMut, way: &[String]) -> Option<&'a mut Item> {
    let mut item = document.as_item_mut();
    for key in way {
        item = item.as_table_like_mut()?.get_mut(key)?;
    }
    Some(item)
}

fn map<'a>(document: &'a mut DocumentMut, way: &[String]) -> Option<&'a mut dyn TableLike> {
    item(document, way)?.as_table_like_mut()
}

/// What stands above the first table of a file without keys of its own, and is set off by a blank
/// line: it is the file's, not the table's, and stays above the first key.
fn header(document: &mut DocumentMut, way: &[String], value: &Value) -> Option<String> {
    let root = document.as_table_mut();
    let keys = root.iter().any(|(_, item)| item.is_value());
    if !way.is_empty() || keys || matches!(value, Value::Map(_)) {
        return None;
    }
    let first = first_table(root)?;
    let prefix = first.decor().prefix()?.as_str()?.to_owned();
    let (head, rest) = prefix.rsplit_once("\n\n")?;
    first.decor_mut().set_prefix(format!("\n{rest}"));
    Some(format!("{head}\n"))
}

/// The table whose header stands first.
fn first_table(table: &mut Table) -> Option<&mut Table> {
    let tables = table.iter_mut().filter_map(|(_, item)| match item {
        Item::Table(table) => {
            if table.is_implicit() {
                first_table(table)
            } else {
                Some(table)
            }
        }
        Item::ArrayOfTables(tables) => tables.get_mut(0),
        _ => None,
    });
    tables.min_by_key(|table| table.position())
}

/// Adds an element in the way the array is laid out: on a line of its own where the others are,
/// and behind the comment of the one before it.
fn add(array: &mut Array, mut new: TomlValue, first: bool) {
    let pattern = if first {
        array.get(0)
    } else {
        array.get(array.len().wrapping_sub(1))
    };
    let Some(indent) = pattern.map(own_line) else {
        array.push_formatted(new);
        return;
    };
    if first {
        let gap = indent.map_or_else(String::new, |indent| format!("\n{indent}"));
        // What stands before the first element stays before the one that follows.
        if let Some(old) = array.get_mut(0)
            && old
                .decor()
                .prefix()
                .and_then(RawString::as_str)
                .unwrap_or_default()
                .trim()
                .is_empty()
            && gap.is_empty()
        {
            old.decor_mut().set_prefix(" ");
        }
        new.decor_mut().set_prefix(gap);
        array.insert_formatted(0, new);
        return;
    }
    let Some(indent) = indent else {
        array.push(new);
        return;
    };
    let trailing = array.trailing().as_str().unwrap_or_default().to_owned();
    let last = array.len() - 1;
    let suffix = array.get(last).and_then(|it| it.decor().suffix()?.as_str());
    let suffix = suffix.unwrap_or_default().to_owned();
    let (after, closing) = if array.trailing_comma() {
        let (after, closing) = trailing.rsplit_once('\n').unwrap_or(("", &trailing));
        (after.to_owned(), format!("\n{closing}"))
    } else {
        let (after, closing) = suffix.rsplit_once('\n').unwrap_or(("", &suffix));
        (after.to_owned(), format!("\n{closing}"))
    };
    if let Some(old) = array.get_mut(last) {
        old.decor_mut().set_suffix("");
    }
    new.decor_mut().set_prefix(format!("{after}\n{indent}"));
    array.push_formatted(new);
    array.set_trailing_comma(true);
    array.set_trailing(closing);
}

/// The indentation of an element that stands on a line of its own.
fn own_line(element: &TomlValue) -> Option<String> {
    let prefix = element.decor().prefix()?.as_str()?;
    let (_, indent) = prefix.rsplit_once('\n')?;
    Some(indent.to_owned())
}

/// What a table holds under a key: a table of its own for a map.
fn to_item(value: &Value) -> Option<Item> {
    Some(match value {
        Value::Map(_) => Item::Table(to_table(value)?),
        Value::List(elements)
            if !elements.is_empty() && elements.iter().all(|it| matches!(it, Value::Map(_))) =>
        {
            let mut tables = ArrayOfTables::new();
            for element in elements {
                tables.push(to_table(element)?);
            }
            Item::ArrayOfTables(tables)
        }
        _ => Item::Value(to_value(value)?),
    })
}

fn to_table(value: &Value) -> Option<Table> {
    let entries = value.entries()?;
    let mut table = Table::new();
    // A table of tables alone needs no header of its own.
    let only_tables = entries.iter().all(|(_, it)| matches!(it, Value::Map(_)));
    table.set_implicit(only_tables && !entries.is_empty());
    for (key, value) in entries {
        table.insert(key, to_item(value)?);
    }
    Some(table)
}

fn to_value(value: &Value) -> Option<TomlValue> {
    Some(match value {
        Value::Null | Value::Other => return None,
        Value::Bool(it) => (*it).into(),
        Value::Number(text) => text.parse().ok()?,
        Value::Text(text) => text.as_str().into(),
        Value::List(elements) => {
            let mut array = Array::new();
            for element in elements {
                array.push(to_value(element)?);
            }
            if elements.len() > 1 {
                for element in array.iter_mut() {
                    element.decor_mut().set_prefix("\n  ");
                }
                array.set_trailing_comma(true);
                array.set_trailing("\n");
            }
            TomlValue::Array(array)
        }
        Value::Map(entries) => {
            let mut table = InlineTable::new();
            for (key, value) in entries {
                table.insert(key, to_value(value)?);
            }
            TomlValue::InlineTable(table)
        }
    })
}
