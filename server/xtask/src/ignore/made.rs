//! Made-up ignore files and paths. Names come from a small set, so that many rules fit.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use keyward_engine::exposure::Library;
use serde::Serialize;

/// What a tool is asked about.
pub(super) enum Source {
    /// `.gitignore` files of a repository.
    Git,
    /// Lines, as a library reads them.
    Lines(Library),
    /// One glob, and what reads it here.
    Glob(fn(&str, &Path) -> bool),
    /// The ignore files of an assistant, its defaults and git's rules, through its row.
    Assistant(&'static str, &'static [&'static str], Lines),
}

/// What a tool gives one answer to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// Any lines in all files.
    Any,
    /// Any lines in one of the files.
    OneFile,
    /// Lines that take nothing back.
    Plain,
}

/// A case: rules, or files of a workspace, and the paths that are asked about.
#[derive(Serialize)]
pub(super) struct Made {
    pub(super) rules: Vec<String>,
    pub(super) files: BTreeMap<String, String>,
    pub(super) paths: Vec<String>,
}

impl Made {
    pub(super) fn shown(&self) -> String {
        let mut out = format!("{:?}", self.rules);
        for (file, text) in &self.files {
            let _ = write!(out, " {file}: {text:?}");
        }
        out
    }
}

/// The cases of a tool: the same ones every time.
pub(super) fn cases(source: &Source, count: usize) -> Vec<Made> {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    (0..count).map(|_| case(source, &mut dice)).collect()
}

fn case(source: &Source, dice: &mut Dice) -> Made {
    let mut made = Made {
        rules: Vec::new(),
        files: BTreeMap::new(),
        paths: paths(dice),
    };
    match source {
        Source::Git => {
            made.files.insert(".gitignore".to_owned(), text(dice, true));
            if dice.one_in(2) {
                // A folder now.
                made.paths.retain(|path| path != "a");
                made.files
                    .insert("a/.gitignore".to_owned(), text(dice, true));
            }
        }
        Source::Lines(_) => made.rules = lines(dice, true),
        Source::Glob(_) => made.rules = vec![glob(dice)],
        Source::Assistant(_, names, kind) => {
            let only = (*kind == Lines::OneFile).then(|| dice.below(names.len()));
            for (at, name) in names.iter().enumerate() {
                if only.is_some_and(|only| only != at) || dice.one_in(3) {
                    continue;
                }
                let mut text = text(dice, false);
                if *kind == Lines::Plain {
                    text = text.replace('!', "");
                }
                made.files.insert((*name).to_owned(), text);
            }
        }
    }
    made
}

const FOLDERS: [&str; 5] = ["a", "b", "ab", "secrets", ".cfg"];
const FILES: [&str; 9] = [
    ".env",
    ".env.local",
    ".env.example",
    "prod.env",
    "key.pem",
    "b",
    "a",
    "KEY.pem",
    "x y",
];

fn paths(dice: &mut Dice) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for _ in 0..6 {
        let depth = dice.below(4);
        let mut path = String::new();
        for _ in 0..depth {
            path.push_str(dice.of(&FOLDERS));
            path.push('/');
        }
        path.push_str(dice.of(&FILES));
        let clashes = |other: &String| {
            other == &path
                || other.starts_with(&format!("{path}/"))
                || path.starts_with(&format!("{other}/"))
        };
        if !paths.iter().any(clashes) {
            paths.push(path);
        }
    }
    paths
}

fn text(dice: &mut Dice, odd: bool) -> String {
    let mut text = lines(dice, odd).join(if dice.one_in(8) { "\r\n" } else { "\n" });
    if !dice.one_in(4) {
        text.push('\n');
    }
    text
}

fn lines(dice: &mut Dice, odd: bool) -> Vec<String> {
    let count = 1 + dice.below(4);
    (0..count).map(|_| line(dice, odd)).collect()
}

const PARTS: [&str; 16] = [
    "*", ".env", ".env*", ".env.*", "*.pem", "?", "[ab]", "[!a]", "a", "b", "ab", "a*", "*b",
    "secrets", "**", "*.env",
];
/// Lines that are read with care: comments, blanks, escapes.
const ODD: [&str; 8] = ["", "# .env", r"\#a", r"\!a", "a  ", r"a\ ", r"\a", "x y"];

fn line(dice: &mut Dice, odd: bool) -> String {
    if odd && dice.one_in(10) {
        return dice.of(&ODD).to_owned();
    }
    let mut line = String::new();
    if dice.one_in(4) {
        line.push('!');
    }
    if dice.one_in(5) {
        line.push('/');
    }
    let parts = [1, 1, 1, 2, 2, 3][dice.below(6)];
    for at in 0..parts {
        if at > 0 {
            line.push('/');
        }
        line.push_str(dice.of(&PARTS));
    }
    if dice.one_in(6) {
        line.push('/');
    }
    line
}

/// A glob as rows and settings have them: alternatives as well, no sign and no slash at an end.
fn glob(dice: &mut Dice) -> String {
    const ENDS: [&str; 10] = [
        "*.pem",
        ".env",
        ".env*",
        "*.{pem,env}",
        "{a,b}",
        "[ab]",
        "?",
        "*",
        "**",
        "secrets/**",
    ];
    let mut glob = String::new();
    if dice.one_in(2) {
        glob.push_str("**/");
    }
    if dice.one_in(2) {
        glob.push_str(dice.of(&["a", "b", "*", "secrets", "{a,b}"]));
        glob.push('/');
    }
    glob + dice.of(&ENDS)
}

/// Numbers that are the same every time: xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }
}
