//! Weighing: every signal has a name and a weight, and the sum decides the confidence.

use crate::finding::{Confidence, Proof, Role, Signal};
use crate::rule::Word;

const fn signal(text: &'static str, weight: i16) -> Signal {
    Signal { text, weight }
}

/// At least this sum is certain, in hundredths of a logit: one in a thousand is wrong.
const CERTAIN: i16 = 700;
/// At least this sum is likely: one in twelve is wrong.
const LIKELY: i16 = 250;
/// A name that says secret without doubt.
pub(super) const STRONG_NAME: i16 = 200;

pub(super) const TOKEN: Signal = signal("has the documented form of this credential", 720);
pub(super) const ASSIGNED: Signal = signal(
    "has this form and is assigned to a name of this provider",
    450,
);
pub(super) const NAMED: Signal = signal(
    "has this form, under a name that says secret and beside a word of this provider",
    400,
);
pub(super) const NEAR: Signal = signal(
    "has this form and stands behind a word of this provider",
    350,
);
pub(super) const BLOCK: Signal = signal("stands between the markers of a private key", 720);
pub(super) const URL: Signal = signal("is the password of a URL", 300);
pub(super) const LINE: Signal = signal("stands where this kind of file keeps a secret", 450);
pub(super) const GENERIC: Signal = signal("is a value written into the file", 0);
pub(super) const RANDOM: Signal = signal("looks random", 200);
pub(super) const MIXED: Signal = signal("mixes letters, digits and signs", 100);
pub(super) const NOT_RANDOM: Signal = signal("does not look random", -350);
/// Where words cannot take the shape (`random` is not set), as with hex digits, of which the
/// model of code knows little.
pub(super) const HARDLY_RANDOM: Signal = signal("does not look random", -100);
pub(super) const SHORT_VALUE: Signal = signal("is short or has no digit", -100);
pub(super) const WORD_LIKE: Signal = signal("looks like a word", -120);
pub(super) const HIDDEN: Signal = signal("holds hidden or look-alike characters", 0);
const PASSED: Signal = signal("checksum valid", 0);
const WELL_FORMED: Signal = signal("structure valid", 0);
const FAILED: Signal = signal("checksum or structure wrong: a typo or a placeholder", -600);

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
            Proof::Passed if checksum => self.signals.insert(0, PASSED),
            Proof::Passed => self.signals.insert(0, WELL_FORMED),
            Proof::Failed => self.add(FAILED),
            Proof::None => {}
        }
    }

    /// Weighs the kind of file. A documented token counts in a test as elsewhere.
    pub(super) fn add_role(&mut self, role: Role, guessed: bool) {
        if !guessed {
            return;
        }
        match role {
            Role::Test => self.add(signal("stands in a test or a fixture", -250)),
            Role::Docs => self.add(signal("stands in documentation or an example", -250)),
            Role::Generated => self.add(signal("stands in generated code", -300)),
            Role::Lock => self.add(signal("stands in a lock file", -500)),
            Role::Source | Role::Config | Role::DotEnv | Role::Template => {}
        }
    }

    /// The confidence that the sum stands for.
    pub(super) fn confidence(&self) -> Confidence {
        match self.sum {
            _ if self.decided => Confidence::Certain,
            _ if self.proof == Proof::Failed => Confidence::Possible,
            CERTAIN.. => Confidence::Certain,
            LIKELY.. => Confidence::Likely,
            _ => Confidence::Possible,
        }
    }
}

/// What a name says: its strongest word of the list, less what speaks for a public value.
pub(super) fn name_weight(name: &str, words: &[Word]) -> i16 {
    let lower = name.to_ascii_lowercase();
    let best = |words: &[Word]| {
        words
            .iter()
            .filter(|word| names(name, &lower, word))
            .map(|word| word.weight)
            .max_by_key(|weight| weight.abs())
    };
    let public = best(crate::rule::lists().public_words).unwrap_or(0);
    best(words).map_or(0, |weight| weight.saturating_add(public.min(0)))
}

/// Longest word that must begin or end where a word of the name does.
const SHORT_WORD: usize = 4;

/// Whether a name holds a word: a short one not in the middle of another, as `EIPAssociation`
/// holds `pass`, and a whole one only by itself.
fn names(name: &str, lower: &str, word: &Word) -> bool {
    let text = word.text;
    let short = text.len() <= SHORT_WORD && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let mut places = lower.match_indices(text).map(|(at, _)| at);
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
