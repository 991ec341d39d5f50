//! Rust text for tables.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::shape::{Alternative, Piece, Set};

/// A list of strings: `&["a", "b"]`.
pub(crate) fn strings<S: AsRef<str>>(items: &[S]) -> String {
    let items: Vec<String> = items
        .iter()
        .map(|item| format!("{:?}", item.as_ref()))
        .collect();
    format!("&[{}]", items.join(", "))
}

/// The variant of `Severity` that a rule names.
pub(crate) fn severity(name: &str) -> Option<&'static str> {
    Some(match name {
        "info" => "Info",
        "low" => "Low",
        "medium" => "Medium",
        "high" => "High",
        "critical" => "Critical",
        _ => return None,
    })
}

/// Whether this is how a published example is kept: the first 16 hex digits of its SHA-256.
pub(crate) fn is_digest16(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Byte classes, each written once.
#[derive(Default)]
pub(crate) struct ClassTable(BTreeMap<Set, usize>);

impl ClassTable {
    fn name(&mut self, set: Set) -> String {
        let next = self.0.len();
        format!("&CLASS_{}", self.0.entry(set).or_insert(next))
    }

    /// The statics that the names refer to.
    pub(crate) fn statics(&self) -> String {
        let mut out = String::new();
        for (set, number) in &self.0 {
            writeln!(out, "static CLASS_{number}: Class = Class({set:?});").expect("a string");
        }
        out
    }

    /// The bodies of a shape: `&[Body { … }]`.
    pub(crate) fn bodies(&mut self, alternatives: &[Alternative]) -> String {
        let bodies: Vec<String> = alternatives.iter().map(|one| self.body(one)).collect();
        format!("&[{}]", bodies.join(", "))
    }

    fn body(&mut self, alternative: &Alternative) -> String {
        let parts: Vec<String> = alternative
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Literal(bytes) => format!("Part::Literal(b\"{}\")", bytes.escape_ascii()),
                Piece::Run { set, min, max } => {
                    let class = self.name(*set);
                    format!("Part::Run {{ class: {class}, min: {min}, max: {max} }}")
                }
            })
            .collect();
        let (from, to) = alternative.secret;
        format!(
            "Body {{ parts: &[{}], secret: ({from}, {to}) }}",
            parts.join(", ")
        )
    }
}
