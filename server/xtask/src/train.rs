//! `cargo xtask train`: writes `rules/bigrams.txt`, the model of what code is like, and
//! measures it on sources it was not trained on.
//!
//! Any large body of sources will do; the file in the repository comes from
//!
//! ```text
//! cargo xtask train --held-out <Python's standard library> \
//!     ~/.cargo/registry/src <a node_modules folder>
//! ```

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use keyward_engine::rule::Random;
use keyward_engine::suppress::randomness::{
    MAX, SIZE, STEPS_PER_BIT, TABLE_LEN, ZERO, row, score, threshold,
};
use keyward_engine::suppress::shapes;

/// Kinds of file that are read.
const ENDINGS: [&str; 8] = ["rs", "py", "js", "mjs", "ts", "go", "java", "rb"];
/// Larger files are data or bundles.
const MAX_FILE: u64 = 400_000;
/// Pieces of this many bytes teach something about names and words.
const PIECE: std::ops::RangeInclusive<usize> = 3..=80;
/// Literals of this many bytes are what the model is measured on: short and long.
const MEASURED: [std::ops::RangeInclusive<usize>; 2] = [8..=15, 16..=64];
/// How much the overall frequency of a character counts beside its row: the weight of
/// this many pairs seen.
const PRIOR: f64 = 20.0;

/// What to learn from and what to measure on.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder of sources that nothing is learnt from, for measuring
    #[arg(long, value_name = "DIR")]
    held_out: PathBuf,
    /// Folders of sources to learn from
    #[arg(required = true, value_name = "DIR")]
    sources: Vec<PathBuf>,
}

/// Trains, writes the table, prints the report.
///
/// # Errors
/// When nothing can be learnt from the sources or the table cannot be written.
pub(crate) fn run(args: &Args) -> Result<()> {
    let mut pieces = BTreeSet::new();
    for source in &args.sources {
        visit(source, &args.held_out, &mut |text| {
            collect_pieces(text, &mut pieces)
        });
    }
    let count = pieces.len();
    ensure!(
        count > 1000,
        "only {count} names and words found: name larger folders of sources"
    );
    let table = table(&pieces);
    let out = crate::root().join("rules/bigrams.txt");
    fs::write(&out, table).with_context(|| format!("cannot write {}", out.display()))?;
    let mut literals = BTreeSet::new();
    visit(&args.held_out, Path::new(""), &mut |text| {
        collect_literals(text, &mut literals)
    });
    print!("{}", report(&table, count, &literals));
    Ok(())
}

/// Calls `each` with every source file below `dir` but for those below `except`.
fn visit(dir: &Path, except: &Path, each: &mut dyn FnMut(&str)) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let kind = path.symlink_metadata();
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        match kind {
            Ok(kind) if kind.is_dir() && path != except => visit(&path, except, each),
            Ok(kind) if kind.is_file() && kind.len() < MAX_FILE && ENDINGS.contains(&ending) => {
                if let Ok(text) = fs::read_to_string(&path) {
                    each(&text);
                }
            }
            _ => {}
        }
    }
}

/// Names, and the words of literals, each once: a model of what people write, not of
/// what they repeat.
fn collect_pieces(text: &str, pieces: &mut BTreeSet<String>) {
    let name = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
    let names = text.split(name);
    let literals = literals(text);
    let words = literals
        .iter()
        .flat_map(|literal| literal.split_ascii_whitespace());
    for piece in names.chain(words) {
        if PIECE.contains(&piece.len()) && is_learnt_from(piece) && !pieces.contains(piece) {
            pieces.insert(piece.to_owned());
        }
    }
}

/// Digests, numbers and test vectors are no example of what people write.
fn is_learnt_from(piece: &str) -> bool {
    let digits = piece.bytes().filter(u8::is_ascii_digit).count();
    piece.is_ascii() && digits * 3 <= piece.len() && (piece.len() < 20 || digits * 6 <= piece.len())
}

fn collect_literals(text: &str, found: &mut BTreeSet<String>) {
    found.extend(
        literals(text)
            .into_iter()
            .filter(|literal| (8..=64).contains(&literal.len()) && !is_hex(literal))
            .map(str::to_owned),
    );
}

/// Hex says nothing about words: whether it is a secret depends on its name alone.
fn is_hex(literal: &str) -> bool {
    literal.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What stands between equal quotes on one line. Good enough for statistics: an
/// apostrophe in prose gives a piece with spaces in it.
fn literals(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some(open) = rest.find(['"', '\'', '`']) {
            let quote = rest.as_bytes()[open];
            let body = &rest[open + 1..];
            let mut escaped = false;
            let close = body.bytes().position(|byte| {
                let ends = byte == quote && !escaped;
                escaped = byte == b'\\' && !escaped;
                ends
            });
            let Some(close) = close else { break };
            if !body[..close].contains('\\') {
                out.push(&body[..close]);
            }
            rest = &body[close + 1..];
        }
    }
    out
}

/// Counts pairs and writes how surprising each second character is.
fn table(pieces: &BTreeSet<String>) -> [u8; TABLE_LEN] {
    let mut pairs = vec![[0f64; SIZE]; SIZE];
    let mut single = [1f64; SIZE];
    for piece in pieces {
        let mut before = SIZE - 1;
        for byte in piece.bytes() {
            let next = row(byte);
            pairs[before][next] += 1.0;
            single[next] += 1.0;
            before = next;
        }
    }
    let all: f64 = single.iter().sum();
    let mut table = [b'\n'; TABLE_LEN];
    for (before, pairs) in pairs.iter().enumerate() {
        let seen: f64 = pairs.iter().sum();
        for (next, pair) in pairs.iter().enumerate() {
            let likely = (pair + PRIOR * single[next] / all) / (seen + PRIOR);
            let steps = (-likely.log2() * f64::from(STEPS_PER_BIT)).round();
            table[before * (SIZE + 1) + next] =
                ZERO + steps.clamp(0.0, f64::from(MAX - ZERO)) as u8;
        }
    }
    table
}

/// Alphabets of made-up secrets.
const FAMILIES: [(&str, &str); 7] = [
    (
        "base62",
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    ),
    (
        "base64url",
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_",
    ),
    (
        "base64",
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/",
    ),
    ("lower36", "0123456789abcdefghijklmnopqrstuvwxyz"),
    ("upper36", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    (
        "letters",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    ),
    ("lower26", "abcdefghijklmnopqrstuvwxyz"),
];
/// Lengths at which they are made.
const LENGTHS: [usize; 7] = [8, 10, 12, 16, 20, 32, 40];
/// How many of the held-out literals that are still flagged are printed.
const SHOWN: usize = 40;
/// How many of each.
const SAMPLES: usize = 2000;

fn report(table: &[u8; TABLE_LEN], pieces: usize, literals: &BTreeSet<String>) -> String {
    let mut out = format!("trained on {pieces} names and words\n");
    for range in MEASURED {
        let chosen: Vec<&String> = literals
            .iter()
            .filter(|l| range.contains(&l.len()))
            .collect();
        alarms(table, &range, &chosen, &mut out);
    }
    for (name, alphabet) in FAMILIES {
        let _ = write!(out, "recall {name:>10}:");
        for len in LENGTHS {
            let mut random = Random::new(len as u64 * 977 + alphabet.len() as u64);
            let made = (0..SAMPLES).map(|_| random.text(alphabet.as_bytes(), len));
            let caught = made
                .filter(|value| is_flagged(table, value) && !is_quiet(value))
                .count();
            let _ = write!(out, "  {len}: {:5.1} %", share(caught, SAMPLES));
        }
        out.push('\n');
    }
    out
}

/// How many literals of held-out sources would be taken for secrets, and which.
fn alarms(
    table: &[u8; TABLE_LEN],
    range: &std::ops::RangeInclusive<usize>,
    literals: &[&String],
    out: &mut String,
) {
    let solid = literals
        .iter()
        .filter(|literal| !literal.contains(' '))
        .count();
    let flagged: Vec<_> = literals
        .iter()
        .filter(|literal| is_flagged(table, literal))
        .collect();
    let left: Vec<_> = flagged
        .iter()
        .filter(|literal| !is_quiet(literal))
        .collect();
    let _ = writeln!(
        out,
        "held out, {} to {} characters: {} literals, {solid} without a space\n  \
         flagged {:.2} % (of those without a space {:.2} %), after shapes {:.2} % ({:.2} %)",
        range.start(),
        range.end(),
        literals.len(),
        share(flagged.len(), literals.len()),
        share(flagged.len(), solid),
        share(left.len(), literals.len()),
        share(left.len(), solid),
    );
    for literal in left.iter().take(SHOWN) {
        let _ = writeln!(out, "    {:.2} {literal}", score(table, literal));
    }
}

fn is_flagged(table: &[u8; TABLE_LEN], value: &str) -> bool {
    value.bytes().all(|byte| (0x21..0x7f).contains(&byte))
        && score(table, value) >= threshold(value.len())
}

fn is_quiet(value: &str) -> bool {
    shapes::disqualify(value).is_some()
}

fn share(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}
