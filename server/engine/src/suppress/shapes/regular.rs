//! Values that a finger slid over or a loop made.

/// Keys that lie side by side, in both directions: rows, then columns.
const KEYBOARD: &str = "1234567890 qwertyuiop asdfghjkl zxcvbnm qwertzuiop azertyuiop \
    1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik qazwsxedcrfvtgb";

/// The shortest run that counts.
const RUN: usize = 4;

/// Whether runs, repetition or few different characters make up most of the value.
pub(super) fn is_regular(value: &str) -> bool {
    let text = value.to_ascii_lowercase().into_bytes();
    text.len() >= RUN
        && (covered(&text) * 2 > text.len() || repeats(&text) || has_few_characters(&text))
}

/// How many bytes belong to runs: equal, ascending, descending, along the keyboard.
fn covered(text: &[u8]) -> usize {
    let mut total = 0;
    let mut at = 0;
    while at < text.len() {
        let longest = [-1i16, 0, 1]
            .iter()
            .map(|step| stepped(&text[at..], *step))
            .max()
            .unwrap_or(1)
            .max(slid(&text[at..]));
        if longest >= RUN {
            total += longest;
            at += longest;
        } else {
            at += 1;
        }
    }
    total
}

/// Length of the run at the start whose bytes differ by `step`.
fn stepped(text: &[u8], step: i16) -> usize {
    let steps = text
        .windows(2)
        .take_while(|pair| i16::from(pair[1]) - i16::from(pair[0]) == step);
    1 + steps.count()
}

/// Length of the run at the start along the keyboard.
fn slid(text: &[u8]) -> usize {
    let keys = KEYBOARD.as_bytes();
    let neighbours = |pair: &&[u8]| {
        keys.windows(2)
            .any(|keys| keys == *pair || keys[0] == pair[1] && keys[1] == pair[0])
            && pair[0] != b' '
    };
    1 + text.windows(2).take_while(neighbours).count()
}

/// Whether the value is a unit three times or more, the last one perhaps cut short.
fn repeats(text: &[u8]) -> bool {
    (1..=text.len() / 3).any(|unit| text[unit..].iter().zip(text).all(|(a, b)| a == b))
}

/// Fewer different characters than random text of the length can have.
fn has_few_characters(text: &[u8]) -> bool {
    let mut seen = [false; 256];
    for &byte in text {
        seen[usize::from(byte)] = true;
    }
    let different = seen.iter().filter(|&&seen| seen).count();
    text.len() >= 8 && (different <= 3 || different <= 8 && different * 5 < text.len())
}
