//! The one room that may format something derived from a secret.

use std::ops::Range;

use crate::finding::Finding;

/// Stands for one hidden character.
const MASK: char = '•';
/// Of a value at most one part in this many is ever shown, however public it is.
const SHOWN_SHARE: usize = 3;
/// Upper ends of the length classes, in characters. The exact length of a chosen
/// password helps who guesses it, so only a class is told.
const CLASSES: [usize; 4] = [15, 31, 63, 127];

/// What may be shown of a value: the rule's public prefix and the length,
/// `ghp_… (40 characters)`; without a public prefix a length class alone.
/// Never its other characters.
#[must_use]
pub fn redacted(finding: &Finding, value: &str) -> String {
    let shown = &value[..shown(value, finding.public_prefix())];
    let length = value.chars().count();
    if shown.is_empty() {
        format!("{MASK}{MASK}{MASK}{MASK} ({})", class(length))
    } else {
        // A published prefix comes with a published length.
        format!("{}… ({length} characters)", shown.escape_debug())
    }
}

/// A source line with every secret in it masked, columns kept: `ghp_••••`.
/// `secrets` are byte ranges of `line`; each is masked but for its `keep` public leading
/// bytes. Ranges may overlap and reach past the line: what one hides stays hidden.
#[must_use]
pub fn mask_line(line: &str, secrets: &[(Range<usize>, usize)]) -> String {
    let hidden: Vec<Range<usize>> = secrets
        .iter()
        .map(|(range, keep)| {
            let range = floor(line, range.start)..range.end.min(line.len());
            let keep = line
                .get(range.clone())
                .map_or(0, |value| shown(value, *keep));
            range.start + keep..range.end
        })
        .collect();
    let mask = |(at, character): (usize, char)| {
        let end = at + character.len_utf8();
        let is_hidden = hidden
            .iter()
            .any(|range| range.start < end && at < range.end);
        if is_hidden { MASK } else { character }
    };
    line.char_indices().map(mask).collect()
}

/// How many leading bytes of a value may be shown: all of its public prefix or nothing.
fn shown(value: &str, public_prefix: usize) -> usize {
    let small = public_prefix.saturating_mul(SHOWN_SHARE) <= value.len();
    if small && value.is_char_boundary(public_prefix) {
        public_prefix
    } else {
        0
    }
}

fn class(length: usize) -> String {
    match CLASSES.iter().position(|&most| length <= most) {
        Some(0) => format!("under {} characters", CLASSES[0] + 1),
        Some(at) => format!("{} to {} characters", CLASSES[at - 1] + 1, CLASSES[at]),
        None => format!("{} characters or more", CLASSES[CLASSES.len() - 1] + 1),
    }
}

/// The nearest character boundary at or before `at`, at most the length.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::finding::{Confidence, Layer, Proof, Severity};
    use crate::rule;

    fn finding(rule: &'static rule::Rule) -> Finding {
        Finding {
            rule,
            range: 0..0,
            sink: None,
            confidence: Confidence::Certain,
            severity: Severity::High,
            proof: Proof::None,
            reasons: Vec::new(),
            layers: Vec::new(),
            companions: Vec::new(),
        }
    }

    /// Whether five characters in a row of the value behind its first `public` bytes can be
    /// read in `output`, other than those that the public part happens to hold as well.
    fn leaks(value: &str, public: usize, output: &str) -> bool {
        let (shown, hidden) = value.split_at(public);
        let characters: Vec<char> = hidden.chars().collect();
        characters.windows(5).any(|run| {
            let run: String = run.iter().collect();
            !shown.contains(&run) && output.contains(&run)
        })
    }

    #[test]
    fn short_values_give_nothing_away() {
        // Threat model, case O7.
        for count in [1, 4, 8, 15] {
            let masked = mask_line(&"z".repeat(count), &[(0..count, 0)]);
            assert_eq!(masked, "•".repeat(count));
        }
        assert_eq!(class(4), class(15));
        assert_eq!(class(16), "16 to 31 characters");
        assert_eq!(class(31), class(16));
        assert_eq!(class(128), "128 characters or more");
    }

    #[test]
    fn a_public_prefix_is_shown_unless_it_is_most_of_the_value() {
        assert_eq!(shown(&"x".repeat(40), 4), 4);
        assert_eq!(shown(&"x".repeat(12), 4), 4);
        assert_eq!(shown(&"x".repeat(11), 4), 0);
        assert_eq!(shown("é".repeat(20).as_str(), 3), 0);
    }

    #[test]
    fn two_secrets_on_a_line_are_both_masked_and_columns_stay() {
        let line = "a = 'pre_123456789', b = 'ünïcode', c";
        let at = line.find('ü').unwrap();
        let end = line.find("', c").unwrap();
        let masked = mask_line(line, &[(5..18, 4), (at..end, 0)]);
        assert_eq!(masked, "a = 'pre_•••••••••', b = '•••••••', c");
        assert_eq!(masked.chars().count(), line.chars().count());
    }

    #[test]
    fn what_is_not_plain_has_no_public_prefix() {
        let rule = rule::by_id("github-classic-pat").expect("a rule");
        let value = "abcd".repeat(14);
        let plain = finding(rule);
        assert!(redacted(&plain, &value).starts_with("abcd"));
        let layered = Finding {
            layers: vec![Layer::Base64],
            ..plain
        };
        assert_eq!(redacted(&layered, &value), "•••• (32 to 63 characters)");
    }

    proptest! {
        #[test]
        fn redacted_shows_no_run_of_the_value(
            pick in any::<prop::sample::Index>(),
            value in "[A-Z0-9_+/=é-]{1,90}",
        ) {
            let rules: Vec<_> = rule::all().iter().chain(rule::generic()).chain(rule::lines()).collect();
            prop_assume!(!rules.is_empty());
            let rule = rules[pick.index(rules.len())];
            // The prefix may be shown, so it must not share a run with the rest by chance.
            let public = rule.public_prefix;
            let value = "z".repeat(public) + &value;
            let text = redacted(&finding(rule), &value);
            prop_assert!(!leaks(&value, public, &text));
        }

        #[test]
        fn masking_shows_no_run_of_any_value(
            before in "[a-z =]{0,10}",
            value in "[A-Z0-9_é]{1,40}",
            after in "[a-z =]{0,10}",
            keep in 0usize..12,
            grow in 0usize..5,
        ) {
            let line = format!("{before}{value}{after}");
            let range = before.len()..before.len() + value.len();
            let wide = range.start.saturating_sub(grow)..range.end + grow;
            let masked = mask_line(&line, &[(range.clone(), keep), (wide, 0)]);
            prop_assert!(!leaks(&value, 0, &masked));
            prop_assert_eq!(masked.chars().count(), line.chars().count());
            let masked = mask_line(&line, &[(range, keep)]);
            let public = shown(&value, keep);
            prop_assert!(!leaks(&value, public, &masked));
            prop_assert!(masked.ends_with(&after));
        }

        #[test]
        fn any_ranges_are_safe(line in ".{0,40}", ranges in prop::collection::vec((0usize..60, 0usize..60, 0usize..9), 0..4)) {
            let ranges: Vec<_> = ranges.into_iter().map(|(start, end, keep)| (start..end, keep)).collect();
            prop_assert_eq!(mask_line(&line, &ranges).chars().count(), line.chars().count());
        }
    }
}
