//! F21, F24: what is written, through the real parsers. Each value goes into files of several
//! styles, as the fix would put it there; the parser has to give back the value and both neighbours.
//!
//! `cargo xtask test --dotenv` installs the parsers and says where they are by `KEYWARD_PARSERS`;
//! `KEYWARD_PARSER` names the only one to run.
#![allow(clippy::print_stdout, reason = "the counts are what one runs it for")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use keyward_engine::dotenv::{self, Profile, profile, set, write};

use super::values::values;

/// One parser: its name, the profile that is written for it, and the program that runs it.
struct Reader {
    name: &'static str,
    profile: &'static str,
    program: &'static str,
    script: &'static str,
    /// Starts a program for each file, so it gets fewer of them.
    slow: bool,
}

const fn reader(
    name: &'static str,
    profile: &'static str,
    program: &'static str,
    script: &'static str,
) -> Reader {
    let slow = matches!(script.as_bytes(), b"each.sh" | b"systemd.sh");
    Reader {
        name,
        profile,
        program,
        script,
        slow,
    }
}

const READERS: &[Reader] = &[
    reader("dotenv", "npm-dotenv", "node", "node.cjs"),
    reader("node", "node", "node", "node.cjs"),
    reader("node", "node", "sh", "each.sh"),
    reader("dotenv-expand", "dotenv-expand", "node", "node.cjs"),
    reader("dotenvx", "dotenvx", "node", "node.cjs"),
    reader("dotenvx", "dotenvx", "sh", "each.sh"),
    reader("vite", "vite", "node", "node.cjs"),
    reader("python-dotenv", "python-dotenv", "python3", "reader.py"),
    reader("python-decouple", "python-decouple", "python3", "reader.py"),
    reader("django-environ", "django-environ", "python3", "reader.py"),
    reader("honcho", "honcho", "python3", "reader.py"),
    reader("dotenvy", "dotenvy", "", ""),
    reader("godotenv", "godotenv", "godotenv", ""),
    reader("ruby-dotenv", "ruby-dotenv-2", "ruby", "reader.rb"),
    reader("bash", "shell", "bash", "reader.sh"),
    reader("dash", "shell", "dash", "reader.sh"),
    reader("phpdotenv", "phpdotenv", "php", "reader.php"),
    reader("symfony", "symfony", "php", "reader.php"),
    reader("properties", "properties", "java", "reader.java"),
    reader("renviron", "renviron", "Rscript", "reader.R"),
    reader("direnv", "direnv", "sh", "each.sh"),
    reader("bun", "bun", "sh", "each.sh"),
    reader("deno", "deno", "sh", "each.sh"),
    reader("uv", "uv", "sh", "each.sh"),
    reader("make", "make", "sh", "each.sh"),
    reader("compose", "compose", "sh", "each.sh"),
    reader("systemd", "systemd", "sh", "systemd.sh"),
    reader("kubectl", "kubectl", "sh", "each.sh"),
];

/// What no loader is known for has to read the same in all of these.
const PORTABLE: &[&str] = &[
    "dotenv",
    "node",
    "dotenv-expand",
    "python-dotenv",
    "dotenvy",
    "godotenv",
    "bash",
    "dash",
    "phpdotenv",
    "symfony",
];

/// What came of one parser.
#[derive(Debug, Default)]
struct Tally {
    values: usize,
    refused: usize,
    files: usize,
    equal: usize,
    neighbours: usize,
    wrong: Vec<String>,
}

#[test]
fn real_parsers_read_back_what_is_written() {
    let mut wrong = Vec::new();
    let mut ran = 0;
    println!("parser            profile            values  refused    files    equal  neighbours");
    let only = std::env::var("KEYWARD_PARSER").ok();
    let wanted = |reader: &&Reader| only.as_ref().is_none_or(|only| only == reader.name);
    for reader in READERS.iter().filter(wanted) {
        ran += usize::from(one(reader, reader.profile, &mut wrong));
        if PORTABLE.contains(&reader.name) && !reader.slow {
            one(reader, "portable", &mut wrong);
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(ran > 0);
    println!("{ran} parsers ran");
}

/// Runs one parser; whether it is there.
fn one(reader: &Reader, id: &str, wrong: &mut Vec<String>) -> bool {
    let profile = profile(id).expect("a profile");
    let Some(tally) = tally(reader, profile) else {
        println!("{:17} {:17} (not installed)", reader.name, id);
        return false;
    };
    println!(
        "{:17} {:17} {:7} {:8} {:8} {:8} {:11}",
        format!("{}{}", reader.name, if reader.slow { " (run)" } else { "" }),
        id,
        tally.values,
        tally.refused,
        tally.files,
        tally.equal,
        tally.neighbours
    );
    wrong.extend(tally.wrong);
    true
}

/// How many made-up values a parser gets.
fn amount(reader: &Reader) -> usize {
    let set = std::env::var("KEYWARD_VALUES").ok();
    let full = set.and_then(|set| set.parse().ok()).unwrap_or(60);
    if reader.slow { full.min(20) } else { full }
}

fn tally(reader: &Reader, profile: &'static Profile) -> Option<Tally> {
    // Where nothing was installed, a program for each file takes too long.
    if reader.slow && parsers().is_none() {
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    // A file that this parser does not take whatever is in it says nothing about the value.
    let own = dotenv::profile(reader.profile).expect("a profile");
    let mut tally = Tally::default();
    let mut files = Vec::new();
    for (number, value) in values(amount(reader), 7).into_iter().enumerate() {
        tally.values += 1;
        let Some(written) = write(&value, profile) else {
            tally.refused += 1;
            continue;
        };
        let styles = styles(profile, own);
        // The listed ones in every style, the others in one each; programs get one each.
        let all = number < 30 && !reader.slow;
        let chosen = if all {
            0..styles.len()
        } else {
            number % styles.len()..number % styles.len() + 1
        };
        for (before, second) in &styles[chosen] {
            let text = edited(before, &written, profile);
            fs::write(folder.path().join(format!("{}.env", files.len())), &text).expect("a file");
            files.push((value.clone(), second.clone(), text));
        }
    }
    run(reader, folder.path())?;
    let outs: Vec<_> = (0..files.len())
        .map(|number| fs::read(folder.path().join(format!("{number}.out"))).ok())
        .collect();
    if outs.iter().all(Option::is_none) {
        return None; // Its library is not there.
    }
    tally.files = files.len();
    for ((value, second, text), out) in files.into_iter().zip(outs) {
        let out = String::from_utf8(out.unwrap_or_default()).unwrap_or_default();
        let parts: Vec<&str> = out.split('\0').collect();
        let equal = parts.get(1) == Some(&value.as_str());
        let beside = parts.len() == 4 && parts[0] == "1" && parts[2] == second;
        tally.equal += usize::from(equal);
        tally.neighbours += usize::from(beside);
        if !(equal && beside) && tally.wrong.len() < 5 {
            let short = |text: &str| text.chars().take(80).collect::<String>();
            tally.wrong.push(format!(
                "{} as {}: {:?} gave {:?}",
                reader.name,
                profile.id,
                short(&text),
                short(&out)
            ));
        }
    }
    Some(tally)
}

/// Files that the value is put into, each with the value that `BB` has in it.
fn styles(profile: &Profile, own: &Profile) -> Vec<(String, String)> {
    let second = "2 x";
    let (b, second) = match write(second, profile) {
        Some(written) if profile.takes('\'') => (written.to_string(), second),
        _ => ("2".to_owned(), "2"),
    };
    let mut files = vec![
        format!("AA=1\nBB={b}\n"),
        format!("AA=1\nKK=\nBB={b}\n"),
        format!("AA=1\nBB={b}"),
        format!("# it's a \"comment\"\n\nAA=1\n#KK=old\nBB={b}\n\n"),
    ];
    if profile.crlf && own.crlf {
        files.push(format!("AA=1\r\nKK=\r\nBB={b}\r\n"));
    }
    if profile.export && own.export {
        files.push(format!("export AA=1\nexport BB={b}\n"));
    }
    files
        .into_iter()
        .map(|file| (file, second.to_owned()))
        .collect()
}

/// The file with the value, and with one more after that, as the next fix would leave it.
fn edited(before: &str, written: &str, profile: &'static Profile) -> String {
    let mut text = before.to_owned();
    let more = write("c c", profile).map_or_else(|| "c".to_owned(), |text| text.to_string());
    for (key, written) in [("KK", written), ("CC", more.as_str())] {
        for (range, new) in set(&text, key, written, &[profile]).into_iter().rev() {
            text.replace_range(range, &new);
        }
    }
    text
}

/// Where the parsers were installed.
fn parsers() -> Option<PathBuf> {
    std::env::var_os("KEYWARD_PARSERS").map(PathBuf::from)
}

/// Runs the parser over the folder; `None` when its program is not there.
fn run(reader: &Reader, folder: &Path) -> Option<()> {
    if reader.program.is_empty() {
        dotenvy_reads(folder);
        return Some(());
    }
    let installed = parsers().unwrap_or_else(|| folder.to_path_buf());
    let mut command = match reader.program {
        "godotenv" => Command::new(installed.join("godotenv")),
        program => Command::new(program),
    };
    if !reader.script.is_empty() {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("dotenv");
        command.arg(scripts.join(reader.script));
    }
    let status = command
        .arg(reader.name)
        .arg(folder)
        .env("PYTHONUTF8", "1")
        .env("LC_ALL", "C.UTF-8")
        .env_remove("RUST_BACKTRACE")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    let _ = status; // A parser that is not there ends early, and so does one that refuses the last file.
    Some(())
}

fn dotenvy_reads(folder: &Path) {
    for number in 0.. {
        let path = folder.join(format!("{number}.env"));
        if !path.exists() {
            return;
        }
        let Ok(pairs) =
            dotenvy::from_path_iter(&path).map(|pairs| pairs.collect::<Result<Vec<_>, _>>())
        else {
            continue;
        };
        let pairs = pairs.unwrap_or_default();
        let get = |key: &str| {
            pairs
                .iter()
                .rfind(|(name, _)| name == key)
                .map(|(_, value)| value.as_str())
        };
        if let (Some(a), Some(k), Some(b)) = (get("AA"), get("KK"), get("BB")) {
            fs::write(path.with_extension("out"), format!("{a}\0{k}\0{b}\0")).expect("a file");
        }
    }
}
