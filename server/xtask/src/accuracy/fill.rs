//! Puts made-up values where a labelled line has a span.

use std::ops::Range;

use anyhow::{Context, Result, bail};
use data_encoding::BASE64;
use keyward_engine::rule::{self, Random};

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGIT: &[u8] = b"0123456789";
const LOWER_HEX: &[u8] = b"0123456789abcdef";
const UPPER_HEX: &[u8] = b"0123456789ABCDEF";

/// Words that people make passwords of, by length; none is a stand-in.
const WORDS: &str = "\
    amber river stone cloud maple tiger ocean piano lemon robot candy frost honey ivory jelly \
    mango north olive pearl quilt raven solar tulip urban velvet walnut winter summer autumn \
    spring garden bridge castle dragon eagle falcon guitar hammer island jungle kitten lizard \
    magnet nectar orange parrot rabbit saddle temple violet wizard yellow zipper bird blue cake \
    door fish gold hill iron jazz king lake moon nest oak9 pine rain ship tree wolf blossom \
    cabinet diamond emerald feather gallery harvest impulse journey kingdom lantern monster \
    network octopus penguin quarter rainbow seaside thunder unicorn village whisper anteater \
    backpack calendar daughter elephant fireside goldfish highland icebreak kangaroo lemonade \
    mountain november overcast paradise raindrop sandwich terminal umbrella vineyard adventure \
    blueberry chocolate dandelion excellent fireplace grapevine happiness landscape moonlight \
    nightfall orchestra pineapple rosewater snowflake telephone vegetable waterfall apartments \
    basketball camouflage dragonfly earthquake friendship greenhouse helicopter locomotive \
    motorcycle peppermint strawberry thunderbolt watermelon";

/// A line with its values: the text and where the credentials are.
pub(super) struct Filled {
    pub(super) text: String,
    pub(super) secrets: Vec<Range<usize>>,
}

/// Fills every span of a line.
///
/// # Errors
/// When a span is not closed, or names a rule that is not there.
pub(super) fn fill(line: &str, random: &mut Random) -> Result<Filled> {
    let mut out = Filled {
        text: String::new(),
        secrets: Vec::new(),
    };
    let mut rest = line;
    while let Some((before, span)) = rest.split_once('«') {
        out.text += before;
        let (sign, content, behind) = parts(span)?;
        let start = out.text.len();
        out.text += &match sign {
            '-' => plain(content),
            _ => value(content, random).with_context(|| format!("in `«{sign}{content}»`"))?,
        };
        if sign == '+' {
            out.secrets.push(start..out.text.len());
        }
        rest = behind;
    }
    out.text += rest;
    Ok(out)
}

/// The sign of a span, what stands in it, and what is behind.
fn parts(span: &str) -> Result<(char, &str, &str)> {
    let sign = span.chars().next().filter(|sign| "+~-".contains(*sign));
    let Some(sign) = sign else {
        bail!("write `«+`, `«~` or `«-`");
    };
    let mut escaped = false;
    for (at, char) in span.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '»' => return Ok((sign, &span[1..at], &span[at + '»'.len_utf8()..])),
            _ => {}
        }
    }
    bail!("a span needs its `»`")
}

fn value(content: &str, random: &mut Random) -> Result<String> {
    if let Some(text) = content.strip_prefix("base64:") {
        return Ok(BASE64.encode(plain(text).as_bytes()));
    }
    let Some(id) = content.strip_prefix("rule:") else {
        return Ok(mask(content, random));
    };
    let (id, between) = id.split_once('|').unwrap_or((id, "\\n"));
    let rule = rule::by_id(id).with_context(|| format!("no rule {id}"))?;
    let sample = rule::sample(rule, random.number());
    Ok(sample.trim_end().replace('\n', &joint(between)))
}

/// Text with its escapes taken away.
fn plain(text: &str) -> String {
    let mut chars = text.chars();
    let mut out = String::new();
    while let Some(char) = chars.next() {
        out.extend(if char == '\\' {
            chars.next()
        } else {
            Some(char)
        });
    }
    out
}

/// What stands between the lines of a sample, where `\n` is a line end.
fn joint(text: &str) -> String {
    let mut chars = text.chars();
    let mut out = String::new();
    while let Some(char) = chars.next() {
        out.extend(match (char, char == '\\') {
            (_, true) => chars
                .next()
                .map(|next| if next == 'n' { '\n' } else { next }),
            (other, false) => Some(other),
        });
    }
    out
}

fn mask(mask: &str, random: &mut Random) -> String {
    let mut out = String::new();
    let mut chars = mask.chars().peekable();
    while let Some(char) = chars.next() {
        let letters = match char {
            'a' => LOWER,
            'A' => UPPER,
            '9' => DIGIT,
            'f' => LOWER_HEX,
            'F' => UPPER_HEX,
            'w' | 'W' => {
                let mut len = 1;
                while chars.next_if_eq(&'w').is_some() {
                    len += 1;
                }
                out += &word(len, char == 'W', random);
                continue;
            }
            '\\' => {
                out.extend(chars.next());
                continue;
            }
            other => {
                out.push(other);
                continue;
            }
        };
        out += &random.text(letters, 1);
    }
    out
}

fn word(len: usize, capital: bool, random: &mut Random) -> String {
    let fit: Vec<&str> = WORDS.split(' ').filter(|word| word.len() == len).collect();
    let Some(word) = fit.get(random.below(fit.len())) else {
        return random.text(LOWER, len);
    };
    if capital {
        word[..1].to_ascii_uppercase() + &word[1..]
    } else {
        (*word).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(line: &str) -> Filled {
        fill(line, &mut Random::new(7)).unwrap()
    }

    #[test]
    fn spans_are_filled_and_credentials_are_where_they_stand() {
        let line = filled("a «-b\\\\c» d(\"«+Aa9\\a-»\") «~ff»");
        let at = line.secrets[0].clone();
        assert_eq!(&line.text[..at.start], "a b\\c d(\"");
        let value = &line.text[at.clone()];
        assert!(value.ends_with("a-") && value.len() == 5, "{value}");
        assert!(value.as_bytes()[0].is_ascii_uppercase() && value.as_bytes()[2].is_ascii_digit());
        assert_eq!(line.text.len(), at.end + "\") ff".len());
        assert_eq!(line.secrets.len(), 1);
    }

    #[test]
    fn samples_and_encodings_take_their_form() {
        assert_eq!(filled("«~base64:joe:secret»").text, "am9lOnNlY3JldA==");
        let key = filled("k = «+rule:rsa-private-key|\\\\n\" +\\n\"»").text;
        assert!(key.starts_with("k = -----BEGIN RSA "), "{key}");
        assert!(key.contains("-----\\n\" +\n\""), "{key}");
        assert!(fill("«+rule:none»", &mut Random::new(1)).is_err());
        assert!(fill("«+a", &mut Random::new(1)).is_err());
    }
}
