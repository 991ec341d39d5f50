//! The literals by which candidates are found, as tables: the scanner starts without any work.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::grams::{self, SHORTEST};
use crate::shape::{Alternative, Piece};
use crate::spelling;

/// Fewest bytes of a signature inside a shape.
const SIGNATURE: usize = 4;

/// Whose lead it is.
enum Owner {
    /// The rule of a provider, by its id.
    Rule(String),
    /// A rule for any provider, by its place.
    Generic(usize),
    /// None: `://`.
    Nobody,
}

/// What a literal may be the start of.
struct Lead {
    owner: Owner,
    variant: &'static str,
    fields: String,
}

/// What is searched for on behalf of the rules.
#[derive(Default)]
pub(crate) struct Leads {
    /// By literal, and whether case counts.
    of: BTreeMap<(Vec<u8>, bool), Vec<Lead>>,
    /// The ids of the providers' rules in order, once all are known.
    pub(crate) ids: Vec<String>,
}

impl Leads {
    fn add(&mut self, literal: &[u8], owner: Owner, variant: &'static str, fields: String) {
        let exact = matches!(variant, "Token" | "Block");
        let literal = if exact {
            literal.to_owned()
        } else {
            literal.to_ascii_lowercase()
        };
        let lead = Lead {
            owner,
            variant,
            fields,
        };
        self.of.entry((literal, exact)).or_default().push(lead);
    }

    /// The literal of each way to write a token.
    pub(crate) fn token(&mut self, id: &str, alternatives: &[Alternative]) {
        for (body, alternative) in alternatives.iter().enumerate() {
            if let Some((literal, before)) = anchor(alternative) {
                let fields = format!("body: {body}, before: {before}");
                self.add(literal, Owner::Rule(id.to_owned()), "Token", fields);
            }
        }
    }

    /// The beginnings of the words of a rule, which is `Assigned` or `Near`.
    pub(crate) fn words(&mut self, id: &str, variant: &'static str, words: &[&str]) {
        for (place, word) in words.iter().enumerate() {
            for part in spelling::beginnings(word) {
                let fields = format!("word: {place}");
                self.add(part.as_bytes(), Owner::Rule(id.to_owned()), variant, fields);
            }
        }
    }

    /// The begin marker of a block.
    pub(crate) fn block(&mut self, id: &str, begin: &str) {
        let owner = Owner::Rule(id.to_owned());
        self.add(begin.as_bytes(), owner, "Block", String::new());
    }

    /// A word under which any value may be secret.
    pub(crate) fn unshaped(&mut self, rule: usize, word: &str) {
        self.add(
            word.as_bytes(),
            Owner::Generic(rule),
            "Unshaped",
            String::new(),
        );
    }

    fn lead_text(&self, lead: &Lead) -> String {
        let (variant, fields) = (lead.variant, &lead.fields);
        let rule = match &lead.owner {
            // A rule that did not build has been reported.
            Owner::Rule(id) => self.ids.binary_search(id).unwrap_or_default(),
            Owner::Generic(place) => *place,
            Owner::Nobody => return format!("Lead::{variant}"),
        };
        format!("Lead::{variant} {{ rule: {rule}, {fields} }}")
    }

    /// The tables as Rust text.
    pub(crate) fn text(mut self) -> String {
        self.add(b"://", Owner::Nobody, "Url", String::new());
        let mut literals: Vec<_> = self.of.iter().collect();
        // Too short a word has been reported where it stands.
        literals.retain(|((text, _), _)| text.len() >= SHORTEST);
        let tables = grams::tables(literals.iter().map(|((text, _), _)| text.as_slice()));
        let (mut rows, mut leads) = (String::new(), Vec::new());
        for ((text, exact), of_literal) in &literals {
            let from = leads.len();
            leads.extend(of_literal.iter().map(|lead| self.lead_text(lead)));
            let (text, to) = (text.escape_ascii(), leads.len());
            writeln!(
                rows,
                "Literal {{ text: Cow::Borrowed(b\"{text}\"), exact: {exact}, leads: ({from}, {to}) }},"
            )
            .expect("a string");
        }
        let grams::Tables {
            keys,
            grams,
            slots,
            seen,
        } = &tables;
        format!(
            "static LITERALS: [Literal; {}] = [\n{rows}];\n\
             static LEADS: [Lead; {}] = [\n{}];\n\
             static KEYS: [(u64, u64); {}] = {keys:?};\n\
             static GRAMS_TABLE: [u64; {}] = {grams:?};\n\
             static SLOTS_TABLE: [u16; {}] = {slots:?};\n\
             static SEEN: [(u16, i8); {}] = {seen:?};\n",
            literals.len(),
            leads.len(),
            leads.join(",\n"),
            keys.len(),
            grams.len(),
            slots.len(),
            seen.len(),
        )
    }
}

/// The literal by which a token is found and how many bytes stand before it: its beginning, or
/// the signature that some keys carry at a fixed place. `shape::lower` holds every token to it.
fn anchor(alternative: &Alternative) -> Option<(&[u8], usize)> {
    let mut before = 0;
    for piece in &alternative.pieces {
        match piece {
            Piece::Literal(bytes) if before == 0 || bytes.len() >= SIGNATURE => {
                return Some((bytes, before));
            }
            Piece::Literal(bytes) => before += bytes.len(),
            Piece::Run { min, max, .. } if min == max => before += usize::from(*min),
            Piece::Run { .. } => return None,
        }
    }
    None
}
