//! What a settings file says, whatever its format.

use super::{Format, Invalid};

/// A setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::exposure) enum Value {
    /// Nothing: `null`, or a key of YAML without a value.
    Null,
    /// True or false.
    Bool(bool),
    /// A number or a date, as it is written.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object or table, in the file's order; a key may stand twice.
    Map(Vec<(String, Value)>),
    /// What only its own format has, such as an alias of YAML.
    Other,
}

impl Value {
    /// Reads a value of any kind.
    ///
    /// # Errors
    /// What is wrong and where; never the text.
    pub(in crate::exposure) fn parse(text: &str, format: Format) -> Result<Self, Invalid> {
        super::tree(text, format)
    }

    /// Sets the value at the end of a way of keys, where maps lead to it or nothing does.
    pub(in crate::exposure) fn put(&mut self, keys: &[&str], value: Self) {
        let Some((key, rest)) = keys.split_first() else {
            *self = value;
            return;
        };
        if !matches!(self, Self::Map(_)) {
            *self = Self::Map(Vec::new());
        }
        if let Self::Map(entries) = self {
            let at = entries.iter().position(|(name, _)| name == key);
            let at = at.unwrap_or_else(|| {
                entries.push(((*key).to_owned(), Self::Null));
                entries.len() - 1
            });
            entries[at].1.put(rest, value);
        }
    }

    /// The setting at the end of a way of keys; of two with one name the last, as programs read it.
    pub(in crate::exposure) fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The value of a key.
    pub(in crate::exposure) fn get(&self, key: &str) -> Option<&Self> {
        let found = self.entries()?.iter().rfind(|(name, _)| name == key);
        found.map(|(_, value)| value)
    }

    /// The entries of a map, in the file's order.
    pub(in crate::exposure) fn entries(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The elements of a list.
    pub(in crate::exposure) fn elements(&self) -> Option<&[Self]> {
        match self {
            Self::List(elements) => Some(elements),
            _ => None,
        }
    }

    /// A list's strings; what else it holds is left out.
    pub(in crate::exposure) fn strings(&self) -> Option<Vec<String>> {
        let texts = self.elements()?.iter().filter_map(Self::text);
        Some(texts.map(str::to_owned).collect())
    }

    /// A string's text.
    pub(in crate::exposure) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// True or false.
    pub(in crate::exposure) fn bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Whether nothing of an older state is gone; a lone value may have another one, or go on
    /// inside a map.
    pub(super) fn keeps(&self, old: &Self) -> bool {
        match (old, self) {
            (Self::Map(old), Self::Map(new)) => old.iter().all(|(key, value)| {
                let mut same = new.iter().filter(|(name, _)| name == key);
                same.any(|(_, now)| now.keeps(value))
            }),
            (Self::List(old), Self::List(new)) => old.iter().all(|one| new.contains(one)),
            (Self::Map(_) | Self::List(_), _) => false,
            _ => true,
        }
    }

    /// Whether two settings say the same, where the order of keys does not count.
    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Map(one), Self::Map(two)) => {
                let in_two = |(key, value): &(String, Self)| {
                    two.iter().any(|(name, it)| name == key && value.same(it))
                };
                one.len() == two.len() && one.iter().all(in_two)
            }
            (Self::List(one), Self::List(two)) => {
                one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.same(two))
            }
            _ => self == other,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
