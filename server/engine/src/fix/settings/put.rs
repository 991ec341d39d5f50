//! What an edit writes at other places of the file: the name of the variable where the program
//! wants to have it. The trees keep comments and layout.

use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstArray, CstInputValue, CstNode, CstObject, CstRootNode};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::put_yaml;
use super::scalar::{Scalar, Style};
use super::types::{Action, Field, Filling, Put, Syntax};
use super::write::{Change, unfit};
use crate::fix::source::edit;
use crate::fix::{Refusal, TextEdit, refusal};

const BOM: char = '\u{feff}';

impl Change<'_> {
    /// The edit of the value together with what is written elsewhere, as one.
    pub(super) fn with_puts(&self, action: &Action, puts: &[Put]) -> Result<TextEdit, Refusal> {
        let own = &self.scalar.keys;
        let mut text = match (action, self.setting.syntax) {
            (Action::Delete, Syntax::Json) => json(self.text, |root| json_delete(root, own)),
            (Action::Delete, Syntax::Toml) => toml(self.text, |root| toml_delete(root, own)),
            _ => Ok(self.after(&self.edit(action)?)),
        }?;
        for put in puts {
            let way: Vec<String> = put
                .at
                .iter()
                .enumerate()
                .map(|(depth, part)| match *part {
                    "*" => own.get(depth).cloned().unwrap_or_default(),
                    part => self.filled(part),
                })
                .collect();
            let what = Filled::of(&put.what, &|template| self.filled(template));
            text = match self.setting.syntax {
                Syntax::Json => json(&text, |root| json_put(root, &way, &what)),
                Syntax::Toml => toml(&text, |root| toml_put(root, &way, &what)),
                Syntax::Yaml => match &what {
                    Filled::Item(item) => put_yaml::with_item(&text, &way, item),
                    _ => Err(unfit()),
                },
                _ => Err(unfit()),
            }?;
        }
        Ok(difference(self.text, &text))
    }
}

/// What is written, with its words filled in.
enum Filled {
    Set(String),
    Item(String),
    Record(Vec<(&'static str, FilledField)>),
}

enum FilledField {
    Text(String),
    Flag(bool),
}

impl Filled {
    fn of(what: &Filling, filled: &dyn Fn(&str) -> String) -> Self {
        match what {
            Filling::Set(text) => Self::Set(filled(text)),
            Filling::Item(text) => Self::Item(filled(text)),
            Filling::Record(fields) => {
                let field = |(key, value): &(&'static str, Field)| match value {
                    Field::Text(text) => (*key, FilledField::Text(filled(text))),
                    Field::Flag(flag) => (*key, FilledField::Flag(*flag)),
                };
                Self::Record(fields.iter().map(field).collect())
            }
        }
    }
}

/// One replacement that makes the second text of the first.
fn difference(before: &str, after: &str) -> TextEdit {
    let same = |(a, b): &(char, char)| a == b;
    let pairs = before.chars().zip(after.chars());
    let start: usize = pairs.take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (old, new) = (&before[start..], &after[start..]);
    let pairs = old.chars().rev().zip(new.chars().rev());
    let end: usize = pairs.take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let new = new[..new.len() - end].to_owned();
    edit(start..before.len() - end, new)
}

/// What stands where the name should go.
fn taken(key: &str) -> Refusal {
    let why = format!(
        "The file has another `{key}` already: put the name of the variable there by hand."
    );
    refusal("constant-context", &why)
}

fn json(
    text: &str,
    change: impl FnOnce(&CstObject) -> Result<(), Refusal>,
) -> Result<String, Refusal> {
    let (mark, body) = match text.strip_prefix(BOM) {
        Some(body) => (BOM.to_string(), body),
        None => (String::new(), text),
    };
    let root = CstRootNode::parse(body, &ParseOptions::default()).map_err(|_| unfit())?;
    change(&root.object_value().ok_or_else(unfit)?)?;
    Ok(format!("{mark}{root}"))
}

/// Takes an entry out, and the mapping around it where that says nothing any more.
fn json_delete(root: &CstObject, way: &[String]) -> Result<(), Refusal> {
    let (key, parents) = way.split_last().ok_or_else(unfit)?;
    let holder = json_at(root, parents)?;
    if let Some((above, rest)) = parents.split_last()
        && holder.properties().len() == 1
    {
        return json_remove(&json_at(root, rest)?, above);
    }
    json_remove(&holder, key)
}

fn json_at(root: &CstObject, way: &[String]) -> Result<CstObject, Refusal> {
    let mut holder = root.clone();
    for part in way {
        holder = holder.object_value(part).ok_or_else(unfit)?;
    }
    Ok(holder)
}

fn json_remove(holder: &CstObject, key: &str) -> Result<(), Refusal> {
    holder.get(key).ok_or_else(unfit)?.remove();
    Ok(())
}

fn json_put(root: &CstObject, way: &[String], what: &Filled) -> Result<(), Refusal> {
    let (key, parents) = way.split_last().ok_or_else(unfit)?;
    let mut holder = root.clone();
    for part in parents {
        holder = holder
            .object_value_or_create(part)
            .ok_or_else(|| taken(part))?;
    }
    let list = || holder.array_value_or_create(key).ok_or_else(|| taken(key));
    match what {
        Filled::Set(text) => match holder.get(key) {
            None => {
                holder.append(key, CstInputValue::String(text.clone()));
            }
            Some(has) if has.value().is_some_and(|it| says(&it, text)) => {}
            Some(_) => return Err(taken(key)),
        },
        Filled::Item(text) => {
            let list = list()?;
            if !list.elements().iter().any(|it| says(it, text)) {
                append(&list, CstInputValue::String(text.clone()));
            }
        }
        Filled::Record(fields) => {
            let list = list()?;
            if !list.elements().iter().any(|it| has_id(it, fields)) {
                append(&list, record(fields));
            }
        }
    }
    Ok(())
}

fn append(list: &CstArray, item: CstInputValue) {
    let was_empty = list.elements().is_empty();
    list.append(item);
    if was_empty {
        list.ensure_multiline();
    }
}

fn says(node: &CstNode, text: &str) -> bool {
    let literal = node.as_string_lit();
    literal
        .and_then(|it| it.decoded_value().ok())
        .is_some_and(|it| it == text)
}

fn has_id(node: &CstNode, fields: &[(&'static str, FilledField)]) -> bool {
    fields.iter().any(|(key, field)| match field {
        FilledField::Text(text) if *key == "id" => {
            let id = node.as_object().and_then(|it| it.get("id")?.value());
            id.is_some_and(|id| says(&id, text))
        }
        _ => false,
    })
}

fn record(fields: &[(&'static str, FilledField)]) -> CstInputValue {
    let field = |(key, field): &(&'static str, FilledField)| {
        let value = match field {
            FilledField::Text(text) => CstInputValue::String(text.clone()),
            FilledField::Flag(flag) => CstInputValue::Bool(*flag),
        };
        ((*key).to_owned(), value)
    };
    CstInputValue::Object(fields.iter().map(field).collect())
}

fn toml(
    text: &str,
    change: impl FnOnce(&mut dyn TableLike) -> Result<(), Refusal>,
) -> Result<String, Refusal> {
    let mut document: DocumentMut = text.parse().map_err(|_| unfit())?;
    change(document.as_table_mut())?;
    Ok(document.to_string())
}

/// The table under a key, or in a list of tables by its number.
fn inner<'t>(table: &'t mut dyn TableLike, way: &[String]) -> Option<&'t mut dyn TableLike> {
    let Some((key, rest)) = way.split_first() else {
        return Some(table);
    };
    let item = table.get_mut(key)?;
    if let Item::ArrayOfTables(tables) = item {
        let (number, rest) = rest.split_first()?;
        return inner(tables.get_mut(number.parse().ok()?)?, rest);
    }
    inner(item.as_table_like_mut()?, rest)
}

/// Takes an entry out, and the table around it where that says nothing any more.
fn toml_delete(root: &mut dyn TableLike, way: &[String]) -> Result<(), Refusal> {
    let (key, parents) = way.split_last().ok_or_else(unfit)?;
    let holder = inner(root, parents).ok_or_else(unfit)?;
    holder.remove(key).ok_or_else(unfit)?;
    if let Some((above, rest)) = parents.split_last()
        && holder.is_empty()
        && above.parse::<usize>().is_err()
    {
        let above_it = inner(root, rest).ok_or_else(unfit)?;
        above_it.remove(above);
    }
    Ok(())
}

fn toml_put(root: &mut dyn TableLike, way: &[String], what: &Filled) -> Result<(), Refusal> {
    let (key, parents) = way.split_last().ok_or_else(unfit)?;
    // What was deleted may have been all that there was of a server; `env_http_headers` may be new.
    for depth in 1..=parents.len() {
        let (last, above) = parents[..depth].split_last().ok_or_else(unfit)?;
        // A number is a place in a list of tables, and those stay.
        if last.parse::<usize>().is_ok() {
            continue;
        }
        let above = inner(root, above).ok_or_else(unfit)?;
        if !above.contains_key(last) {
            let mut table = Table::new();
            table.set_implicit(depth == 1);
            above.insert(
                last,
                match depth {
                    ..=2 => Item::Table(table),
                    _ => Item::Value(Value::InlineTable(InlineTable::new())),
                },
            );
        }
    }
    let holder = inner(root, parents).ok_or_else(unfit)?;
    match (what, holder.get_mut(key)) {
        (Filled::Set(text), None) => {
            holder.insert(key, toml_edit::value(text));
        }
        (Filled::Set(text), Some(has)) if has.as_str() == Some(text) => {}
        (Filled::Item(text), None) => {
            holder.insert(key, toml_edit::value(Array::from_iter([text])));
        }
        (Filled::Item(text), Some(Item::Value(Value::Array(list)))) => {
            if !list.iter().any(|it| it.as_str() == Some(text)) {
                list.push(text);
            }
        }
        (Filled::Set(_) | Filled::Item(_), Some(_)) => return Err(taken(key)),
        (Filled::Record(_), _) => return Err(unfit()),
    }
    Ok(())
}

/// What is left of a list of JSON without one entry: `permissions.allow` without a command.
pub(super) fn without_entry(text: &str, scalar: &Scalar) -> Result<TextEdit, Refusal> {
    debug_assert_eq!(scalar.style, Style::Double);
    let after = json(text, |root| {
        let (number, way) = scalar.keys.split_last().ok_or_else(unfit)?;
        let (key, parents) = way.split_last().ok_or_else(unfit)?;
        let holder = json_at(root, parents)?;
        let list = holder.array_value(key).ok_or_else(unfit)?;
        let number: usize = number.parse().map_err(|_| unfit())?;
        let entry = list.elements().into_iter().nth(number);
        entry.ok_or_else(unfit)?.remove();
        Ok(())
    })?;
    Ok(difference(text, &after))
}
