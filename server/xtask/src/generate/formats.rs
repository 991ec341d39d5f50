//! `docs/formats.md`: what the fix writes in each configuration format, from `rules/settings/`.

use std::fmt::Write;
use std::path::PathBuf;

use keyward_engine::fix::settings::{self, Action, Place, Setting};

use super::Made;

const HEAD: &str = "# Configuration formats

What *Move to environment variable* writes in configuration files. `NAME` stands for the variable. The value goes to
`.env`, and the notes that come with the fix say who reads it. A file of any other format is left alone: a variable that
nobody expands would be taken for the password.

<!-- Made by `cargo xtask generate` from `rules/settings/`. Changes here are lost. -->

| format | files | in place of the value |
|---|---|---|
";

/// The page.
pub(crate) fn page() -> Made {
    let mut out = HEAD.to_owned();
    for setting in settings::all() {
        writeln!(
            out,
            "| [{}](../rules/settings/{}.toml) | {} | {} |",
            setting.name,
            setting.id,
            cell(&files(setting)),
            cell(&actions(setting))
        )
        .expect("a string");
    }
    (PathBuf::from("docs/formats.md"), out)
}

fn files(setting: &Setting) -> String {
    let names: Vec<String> = setting
        .files
        .iter()
        .map(|file| format!("`{file}`"))
        .collect();
    names.join(", ")
}

/// What can be written, each once; what is only refused, where that is all.
fn actions(setting: &Setting) -> String {
    let mut seen: Vec<String> = Vec::new();
    for place in setting.places {
        if let Some(text) = action(place).filter(|text| !seen.contains(text)) {
            seen.push(text);
        }
    }
    if seen.is_empty() {
        let refused = setting.places.iter().find_map(|place| match place.action {
            Action::Refuse(why) => Some(why.to_owned()),
            _ => None,
        });
        seen.extend(refused);
    }
    seen.join("; ")
}

fn action(place: &Place) -> Option<String> {
    let variable = match place.variable {
        "" => String::new(),
        "PATH" => ", read from `Way__Of__Keys`".to_owned(),
        "KEY" => ", read from the variable of its name".to_owned(),
        name => format!(
            ", read from `{}`",
            name.replace("KEYUP", "…")
                .replace("UPPER", "…")
                .replace("KEY", "…")
        ),
    };
    Some(match place.action {
        Action::Value { whole, .. } => format!("`{whole}`{variable}"),
        Action::Entry(lines) => format!("`{}`{variable}", lines.replace('\n', " ⏎ ")),
        Action::Delete => format!("the entry is deleted{variable}"),
        Action::Empty => format!("the value is emptied{variable}"),
        Action::Refuse(_) => return None,
    })
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
