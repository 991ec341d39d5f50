//! F21: values that are hard to quote, read back by real loaders: Node's own and two shells.

use std::fs;
use std::process::{Command, Output};

use keyward_engine::dotenv::{Profile, profile, write};

use super::Place;

fn values() -> Vec<String> {
    let mut values: Vec<String> = [
        "plain",
        "a=b==",
        "#lead",
        "in#side",
        "blank #hash",
        " outer ",
        "a\tb",
        "a&b;c|d<e>(f)",
        "dou\"ble",
        "sin'gle",
        "a'b\"c",
        "a'b\"c`d",
        "'quoted'",
        "tick`s",
        "a$b",
        "${HOME}",
        "$(id)",
        "end$",
        "a$$b",
        "a\\b",
        "a\\nb",
        "a\\\\b",
        "end\\",
        "a\\'b\\\"c",
        "a'b$c",
        "a'b #c",
        "a\nb\nc",
        "påß-東京-🔑",
        "{\"k\":\"v\\nw\"}",
        "~",
        "*",
        "!x",
        "%PATH%",
    ]
    .map(str::to_owned)
    .into();
    values.push("x y".repeat(22_000)); // 64 KiB
    // Deterministic noise over everything that some parser treats specially.
    let signs: Vec<char> = "$#'\"`\\ =&;|<>()!%~*:@{}\nabN1".chars().collect();
    let mut state = 7u64;
    for _ in 0..150 {
        let mut value = String::new();
        for _ in 0..12 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            value.push(signs[(state >> 33) as usize % signs.len()]);
        }
        values.push(value);
    }
    values
}

/// Writes every value that the profile takes into a file of its own, between two others.
fn written(place: &Place, profile: &Profile) -> Vec<String> {
    let fits = |value: &String| write(value, profile).map(|text| (value.clone(), text));
    let all: Vec<_> = values().iter().filter_map(fits).collect();
    for (number, (_, text)) in all.iter().enumerate() {
        place.write(
            &format!("{number}.env"),
            &format!("A=1\nK={}\nB='2'\n", text.as_str()),
        );
    }
    all.into_iter().map(|(value, _)| value).collect()
}

/// Reads `N.env`, writes `N.out`.
const NODE: &str = "const fs = require('fs'), { parseEnv } = require('util');
for (let i = 0; fs.existsSync(i + '.env'); i++) {
  const e = parseEnv(fs.readFileSync(i + '.env', 'utf8'));
  fs.writeFileSync(i + '.out', e.A + e.B + e.K);
}";

/// The same.
const SHELL: &str = "i=0
while [ -e $i.env ]; do
  (. ./$i.env; printf '%s%s%s' \"$A\" \"$B\" \"$K\" > $i.out)
  i=$((i+1))
done";

fn run(place: &Place, tool: &str, args: &[&str]) -> Option<Output> {
    Command::new(tool)
        .args(args)
        .current_dir(place.root())
        .output()
        .ok()
}

#[test]
fn node_reads_back() {
    let place = Place::new();
    let values = written(&place, profile("npm-dotenv").expect("a profile"));
    assert!(values.len() > 100);
    let Some(output) = run(&place, "node", &["-e", NODE]) else {
        return;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    compare(&place, &values);
}

#[test]
fn shells_read_back() {
    for shell in ["dash", "bash"] {
        let place = Place::new();
        let values = written(&place, profile("shell").expect("a profile"));
        let Some(output) = run(&place, shell, &["-c", SHELL]) else {
            continue;
        };
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        compare(&place, &values);
    }
}

/// What no loader is known for has to read the same everywhere.
#[test]
fn the_portable_form_is_read_by_all() {
    let place = Place::new();
    let values = written(&place, profile("portable").expect("a profile"));
    if run(&place, "dash", &["-c", SHELL]).is_some() {
        compare(&place, &values);
    }
    if run(&place, "node", &["-e", NODE]).is_some() {
        compare(&place, &values);
    }
}

fn compare(place: &Place, values: &[String]) {
    for (number, value) in values.iter().enumerate() {
        let file = place.root().join(format!("{number}.env"));
        let read = place.read(&format!("{number}.out"));
        assert_eq!(
            read,
            format!("12{value}"),
            "{:?}",
            fs::read_to_string(file).unwrap_or_default()
        );
    }
}
