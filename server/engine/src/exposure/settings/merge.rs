//! What an addition to a settings file means, as steps that each format can do to its text.

use super::value::Value;

/// Where new keys and elements go, where their order decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::exposure) enum Order {
    /// It does not count: keys that are there are changed where they stand.
    #[default]
    Any,
    /// The first match wins: before all others.
    First,
    /// The last match wins: after all others.
    Last,
}

/// One change of the text. Ways lead to what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A key gets another value.
    Set(Vec<String>, Value),
    /// A map gets a key that it lacks, as its first or its last.
    Insert {
        map: Vec<String>,
        key: String,
        value: Value,
        first: bool,
    },
    /// A key goes.
    Remove(Vec<String>),
    /// A list gets an element, as its first or its last.
    Add {
        list: Vec<String>,
        value: Value,
        first: bool,
    },
}

/// Finds the steps that put `addition` at the end of a way of keys, and does them to `root`.
/// `lift` names the key under which a lone value goes on where a map takes its place.
///
/// # Errors
/// What stands in the way, in words that follow the file's name.
pub(super) fn merge(
    root: &mut Value,
    at: &[&str],
    addition: &Value,
    order: Order,
    lift: Option<&str>,
) -> Result<Vec<Step>, String> {
    let mut whole = addition.clone();
    for key in at.iter().rev() {
        whole = Value::Map(vec![((*key).to_owned(), whole)]);
    }
    let mut merge = Merge {
        order,
        lift,
        depth: at.len(),
        way: Vec::new(),
        steps: Vec::new(),
    };
    merge.value(root, &whole)?;
    Ok(merge.steps)
}

struct Merge<'a> {
    order: Order,
    lift: Option<&'a str>,
    /// Above this many keys the order never counts: they only lead to the place.
    depth: usize,
    way: Vec<String>,
    steps: Vec<Step>,
}

impl Merge<'_> {
    fn value(&mut self, old: &mut Value, new: &Value) -> Result<(), String> {
        if old == new {
            return Ok(());
        }
        match (&mut *old, new) {
            (Value::Map(entries), Value::Map(wanted)) => self.map(entries, wanted),
            (Value::List(elements), Value::List(wanted)) => {
                self.list(elements, wanted);
                Ok(())
            }
            (Value::Null, _) => {
                self.set(old, new.clone());
                Ok(())
            }
            (Value::Bool(_) | Value::Text(_), Value::Map(_)) if self.lift.is_some() => {
                let key = self.lift.unwrap_or_default().to_owned();
                let lifted = Value::Map(vec![(key, old.clone())]);
                self.set(old, lifted);
                self.value(old, new)
            }
            (_, Value::List(_)) => Err(format!("has a `{}` that is no list", self.name())),
            (_, Value::Map(_)) => Err(format!("has a `{}` that is no object", self.name())),
            (Value::List(_) | Value::Map(_) | Value::Other, _) => {
                Err(format!("has an unexpected value of `{}`", self.name()))
            }
            _ => {
                self.set(old, new.clone());
                Ok(())
            }
        }
    }

    fn set(&mut self, old: &mut Value, new: Value) {
        self.steps.push(Step::Set(self.way.clone(), new.clone()));
        *old = new;
    }

    fn map(
        &mut self,
        entries: &mut Vec<(String, Value)>,
        wanted: &[(String, Value)],
    ) -> Result<(), String> {
        for (key, _) in wanted {
            if entries.iter().filter(|(name, _)| name == key).count() > 1 {
                return Err(format!("has two `{key}`"));
            }
        }
        let order = if self.way.len() < self.depth {
            Order::Any
        } else {
            self.order
        };
        if order != Order::Any && !settled(entries, wanted, order) {
            for (key, _) in wanted {
                let moved = |(name, value): &(String, Value)| name == key && has_place(value);
                if let Some(at) = entries.iter().position(moved) {
                    self.steps.push(Step::Remove(self.below(key)));
                    entries.remove(at);
                }
            }
        }
        let first = order == Order::First;
        let in_order: Vec<&(String, Value)> = if first {
            wanted.iter().rev().collect()
        } else {
            wanted.iter().collect()
        };
        for (key, value) in in_order {
            if let Some((_, old)) = entries.iter_mut().find(|(name, _)| name == key) {
                self.way.push(key.clone());
                self.value(old, value)?;
                self.way.pop();
                continue;
            }
            self.steps.push(Step::Insert {
                map: self.way.clone(),
                key: key.clone(),
                value: value.clone(),
                first,
            });
            let at = if first { 0 } else { entries.len() };
            entries.insert(at, (key.clone(), value.clone()));
        }
        Ok(())
    }

    fn list(&mut self, elements: &mut Vec<Value>, wanted: &[Value]) {
        let first = self.order == Order::First;
        let missing: Vec<&Value> = wanted
            .iter()
            .filter(|value| !elements.iter().any(|it| it.same(value)))
            .collect();
        for (place, value) in missing.iter().enumerate() {
            let value = if first {
                missing[missing.len() - 1 - place]
            } else {
                value
            };
            self.steps.push(Step::Add {
                list: self.way.clone(),
                value: value.clone(),
                first,
            });
            let at = if first { 0 } else { elements.len() };
            elements.insert(at, value.clone());
        }
    }

    fn below(&self, key: &str) -> Vec<String> {
        let mut way = self.way.clone();
        way.push(key.to_owned());
        way
    }

    fn name(&self) -> &str {
        self.way.last().map_or("root", String::as_str)
    }
}

/// Whether an entry is a rule, whose place among the others counts. A map of rules is merged where
/// it stands.
fn has_place(value: &Value) -> bool {
    !matches!(value, Value::Map(_))
}

/// Whether the wanted rules stand where they win, in their own order: nothing to move.
fn settled(entries: &[(String, Value)], wanted: &[(String, Value)], order: Order) -> bool {
    let rules = |entries: &[(String, Value)]| -> Vec<(String, Value)> {
        let rules = entries.iter().filter(|(_, value)| has_place(value));
        rules.cloned().collect()
    };
    let (entries, wanted) = (rules(entries), rules(wanted));
    match order {
        Order::First => entries.starts_with(&wanted),
        _ => entries.ends_with(&wanted),
    }
}
