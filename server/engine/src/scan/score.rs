//! Weighing: every signal has a name and a weight (`rules/weights.toml`), and the sum decides the
//! confidence.

use crate::finding::{Confidence, Proof, Role, Signal};
use crate::rule::Word;

include!(concat!(env!("OUT_DIR"), "/weights.rs"));

/// A name that says secret without doubt.
pub(super) const STRONG_NAME: i16 = 200;

/// The signals so far and their sum.
pub(super) struct Score {
    pub(super) signals: Vec<Signal>,
    pub(super) proof: Proof,
    sum: i16,
    decided: bool,
}

impl Score {
    /// Starts from what the lane itself is worth.
    pub(super) fn new(base: Signal) -> Self {
        Self {
            signals: vec![base],
            proof: Proof::None,
            sum: base.weight,
            decided: false,
        }
    }

    /// Weighs one more signal.
    pub(super) fn add(&mut self, signal: Signal) {
        self.sum = self.sum.saturating_add(signal.weight);
        self.signals.push(signal);
        self.signals[1..].sort_by_key(|signal| -signal.weight.abs());
    }

    /// Takes the outcome of the offline check in. A passing checksum decides alone; a sound
    /// structure can be an example as well.
    pub(super) fn prove(&mut self, proof: Proof, checksum: bool) {
        self.proof = proof;
        self.decided = checksum && proof == Proof::Passed;
        match proof {
            Proof::Passed if checksum => self.signals.insert(0, PROOF_PASSED),
            Proof::Passed => self.signals.insert(0, WELL_FORMED),
            Proof::Failed => self.add(PROOF_FAILED),
            Proof::None => {}
        }
    }

    /// Weighs the kind of file. A documented token counts in a test as elsewhere.
    pub(super) fn add_role(&mut self, role: Role, guessed: bool) {
        if !guessed {
            return;
        }
        match role {
            Role::Test => self.add(IN_TEST),
            Role::Docs => self.add(IN_DOCS),
            Role::Generated => self.add(IN_GENERATED),
            Role::Lock => self.add(IN_LOCK_FILE),
            Role::Source | Role::Config | Role::DotEnv | Role::Template => {}
        }
    }

    /// The confidence that the sum stands for.
    pub(super) fn confidence(&self) -> Confidence {
        match self.proof {
            _ if self.decided => Confidence::Certain,
            Proof::Failed => Confidence::Possible,
            _ => confidence(self.sum),
        }
    }
}

/// The confidence that a sum of weights stands for.
pub(super) fn confidence(sum: i16) -> Confidence {
    match sum {
        CERTAIN.. => Confidence::Certain,
        LIKELY.. => Confidence::Likely,
        _ => Confidence::Possible,
    }
}

/// What a name says: its strongest word of the list, less what speaks for a public value.
/// `second` tells whether the value is the second of a call or a list.
pub(super) fn name_weight(name: &str, words: &[Word], second: bool) -> i16 {
    let lower = name.to_ascii_lowercase();
    let letters = letters(&lower);
    let best = |words: &[Word]| {
        words
            .iter()
            // Most words have a letter that the name lacks, which is quick to see.
            .filter(|word| self::letters(word.text) & !letters == 0)
            .filter(|word| (second || !word.pair) && names(name, &lower, word))
            .map(|word| word.weight)
            .max_by_key(|weight| weight.abs())
    };
    let public = best(crate::rule::lists().public_words).unwrap_or(0);
    best(words).map_or(0, |weight| weight.saturating_add(public.min(0)))
}

/// Which letters and signs a text has, as bits; some share one.
fn letters(text: &str) -> u32 {
    text.bytes().fold(0, |set, byte| set | 1 << (byte % 32))
}

/// Longest word that must begin or end where a word of the name does.
const SHORT_WORD: usize = 4;

/// Whether a name holds a word: a short one not in the middle of another, as `EIPAssociation`
/// holds `pass`, and a whole one only by itself.
fn names(name: &str, lower: &str, word: &Word) -> bool {
    let text = word.text;
    let short = text.len() <= SHORT_WORD && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let (lower, text_bytes) = (lower.as_bytes(), text.as_bytes());
    let first = text_bytes.first();
    let begins = |at: &usize| lower.get(*at) == first && lower[*at..].starts_with(text_bytes);
    let mut places = (0..lower.len()).filter(begins);
    places.any(|at| {
        let (before, after) = (is_joint(name, at), is_joint(name, at + text.len()));
        if word.whole {
            before && after
        } else {
            !short || before || after
        }
    })
}

/// Whether a word of a name begins or ends at `at`.
fn is_joint(name: &str, at: usize) -> bool {
    let (before, after) = name.as_bytes().split_at(at);
    let (Some(before), Some(after)) = (before.last(), after.first()) else {
        return true;
    };
    !before.is_ascii_alphabetic()
        || !after.is_ascii_alphabetic()
        || before.is_ascii_lowercase() && after.is_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn word(text: &'static str, whole: bool) -> Word {
        Word {
            text,
            weight: 1,
            whole,
            pair: false,
        }
    }

    #[test]
    fn a_short_word_counts_at_a_joint_of_the_name() {
        for name in [
            "pass", "DB_PASS", "dbPass", "dbpass", "passHash", "Pass1", "userpass",
        ] {
            assert!(
                names(name, &name.to_ascii_lowercase(), &word("pass", false)),
                "{name}"
            );
        }
        for name in ["EIPAssociation", "impassable"] {
            assert!(
                !names(name, &name.to_ascii_lowercase(), &word("pass", false)),
                "{name}"
            );
        }
        assert!(names(
            "MYPASSWORDS",
            "mypasswords",
            &word("password", false)
        ));
    }

    #[test]
    fn a_whole_word_counts_alone() {
        for (name, holds) in [
            ("sort_key", true),
            ("sortKey", true),
            ("KEY", true),
            ("key2", true),
            ("keyboard", false),
            ("monkey", false),
        ] {
            let lower = name.to_ascii_lowercase();
            assert_eq!(names(name, &lower, &word("key", true)), holds, "{name}");
        }
    }
}
