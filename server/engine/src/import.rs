//! Puts what other scanners are told into `.keyward.toml`, whose layout and comments stay.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

use crate::config::{Level, MAX_BYTES, Settings, first_line};
use crate::own::{Allow, Condition, CustomRule, Group, MAX_RULES, Pattern, Required, Target};

/// What of one file goes into the settings.
#[derive(Debug, Default)]
pub struct Part {
    /// The file's name, for the comment above each entry.
    pub name: &'static str,
    /// Rules, allow entries, levels and paths.
    pub settings: Settings,
    /// Single findings: the fingerprint, and where it is.
    pub accepted: Vec<(String, String)>,
}

/// The settings with these parts in them, and what was left out because it is there already.
///
/// # Errors
/// A sentence: the settings can't be read, or would be too large.
pub fn merged(text: &str, parts: &[Part]) -> Result<(String, Vec<String>), String> {
    let parsed: Result<DocumentMut, toml_edit::TomlError> = text.parse();
    let mut document = parsed.map_err(|error| {
        let why = first_line(error.message());
        format!("`.keyward.toml` has a mistake, correct it first: {why}")
    })?;
    let mut left = Vec::new();
    for part in parts {
        add_levels(&mut document, part, &mut left);
        add_exclude(&mut document, part);
        add_rules(&mut document, part, &mut left)?;
        add_allow(&mut document, part)?;
    }
    let mut out = document.to_string();
    if text.is_empty() {
        out = out.trim_start().to_owned();
    }
    if out.len() as u64 > MAX_BYTES {
        return Err("`.keyward.toml` would be larger than 256 KiB".to_owned());
    }
    Ok((out, left))
}

fn add_levels(document: &mut DocumentMut, part: &Part, left: &mut Vec<String>) {
    if part.settings.rules.is_empty() {
        return;
    }
    let rules = document.entry("rules").or_insert(Item::Table(Table::new()));
    let Some(rules) = rules.as_table_like_mut() else {
        return;
    };
    for (id, level) in &part.settings.rules {
        if rules.contains_key(id) {
            left.push(format!("`rules` says something of `{id}` already"));
        } else if *level == Level::Off {
            rules.insert(id, value("off"));
        }
    }
}

fn add_exclude(document: &mut DocumentMut, part: &Part) {
    if part.settings.exclude.is_empty() {
        return;
    }
    let exclude = document.entry("exclude").or_insert(value(Array::new()));
    let Some(exclude) = exclude.as_array_mut() else {
        return;
    };
    for glob in &part.settings.exclude {
        if !exclude.iter().any(|known| known.as_str() == Some(glob)) {
            exclude.push(glob);
        }
    }
}

fn list<'d>(document: &'d mut DocumentMut, name: &str) -> Result<&'d mut ArrayOfTables, String> {
    document
        .entry(name)
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()))
        .as_array_of_tables_mut()
        .ok_or_else(|| format!("`{name}` in `.keyward.toml` must be written as `[[{name}]]` first"))
}

fn add_rules(
    document: &mut DocumentMut,
    part: &Part,
    left: &mut Vec<String>,
) -> Result<(), String> {
    if part.settings.custom_rules.is_empty() {
        return Ok(());
    }
    let rules = list(document, "custom_rules")?;
    for rule in &part.settings.custom_rules {
        let is_known = |table: &Table| table.get("id").and_then(Item::as_str) == Some(&rule.id);
        if rules.iter().any(is_known) {
            left.push(format!("a rule `{}` is there already", rule.id));
        } else if rules.len() >= MAX_RULES {
            left.push(format!("rule `{}`: there are {MAX_RULES} already", rule.id));
        } else {
            let mut table = rule_table(rule);
            from(&mut table, part.name);
            rules.push(table);
        }
    }
    Ok(())
}

fn add_allow(document: &mut DocumentMut, part: &Part) -> Result<(), String> {
    let mut tables: Vec<Table> = part.settings.allow.iter().map(allow_table).collect();
    let known = known_fingerprints(document);
    let fresh: Vec<_> = part
        .accepted
        .iter()
        .filter(|(name, _)| !known.contains(name))
        .collect();
    if !fresh.is_empty() {
        let mut names = Array::new();
        for (name, place) in fresh {
            let mut entry = Value::from(name.as_str());
            let place = place.replace(|c: char| c.is_control(), "?");
            entry
                .decor_mut()
                .set_prefix(format!("\n    # {place}\n    "));
            names.push_formatted(entry);
        }
        names.set_trailing("\n");
        names.set_trailing_comma(true);
        let mut table = Table::new();
        table.insert("fingerprints", value(names));
        tables.push(table);
    }
    if tables.is_empty() {
        return Ok(());
    }
    let allow = list(document, "allow")?;
    for mut table in tables {
        let text = |table: &Table| {
            let mut plain = table.clone();
            plain.decor_mut().clear();
            plain.to_string()
        };
        if !allow.iter().any(|known| text(known) == text(&table)) {
            from(&mut table, part.name);
            allow.push(table);
        }
    }
    Ok(())
}

fn known_fingerprints(document: &DocumentMut) -> Vec<String> {
    let allow = document.get("allow").and_then(Item::as_array_of_tables);
    let tables = allow.into_iter().flatten();
    let names = tables.filter_map(|table| table.get("fingerprints")?.as_array());
    names
        .flatten()
        .filter_map(|name| Some(name.as_str()?.to_owned()))
        .collect()
}

/// Says above an entry where it is from.
fn from(table: &mut Table, name: &str) {
    table.decor_mut().set_prefix(format!("\n# From {name}\n"));
}

fn rule_table(rule: &CustomRule) -> Table {
    let mut table = Table::new();
    put(&mut table, "id", Some(rule.id.as_str()));
    put(&mut table, "name", rule.name.as_deref());
    put(
        &mut table,
        "regex",
        rule.regex.as_ref().map(Pattern::as_str),
    );
    match &rule.secret_group {
        Some(Group::Number(number)) => {
            table.insert("secret_group", value(i64::try_from(*number).unwrap_or(0)));
        }
        Some(Group::Name(name)) => put(&mut table, "secret_group", Some(name)),
        None => {}
    }
    put_list(
        &mut table,
        "keywords",
        rule.keywords.iter().map(String::as_str),
    );
    put(
        &mut table,
        "path",
        rule.path
            .as_ref()
            .and_then(|it| Some(it.0.texts().first()?.as_str())),
    );
    put(
        &mut table,
        "path_regex",
        rule.path_regex.as_ref().map(Pattern::as_str),
    );
    if let Some(entropy) = rule.entropy {
        table.insert("entropy", value(entropy));
    }
    put_list(
        &mut table,
        "stopwords",
        rule.stopwords.iter().map(String::as_str),
    );
    if !rule.report {
        table.insert("report", value(false));
    }
    if !rule.required.is_empty() {
        let required: Array = rule.required.iter().map(required).collect();
        table.insert("required", value(required));
    }
    if !rule.allow.is_empty() {
        let mut allow = ArrayOfTables::new();
        for entry in &rule.allow {
            allow.push(allow_table(entry));
        }
        table.insert("allow", Item::ArrayOfTables(allow));
    }
    table
}

fn required(needed: &Required) -> Value {
    let mut one = InlineTable::new();
    one.insert("id", needed.id.as_str().into());
    for (key, number) in [
        ("within_lines", needed.within_lines),
        ("within_columns", needed.within_columns),
    ] {
        if let Some(number) = number.and_then(|it| i64::try_from(it).ok()) {
            one.insert(key, number.into());
        }
    }
    Value::InlineTable(one)
}

fn allow_table(entry: &Allow) -> Table {
    let mut table = Table::new();
    put_list(&mut table, "rules", entry.rules.iter().map(String::as_str));
    put_list(
        &mut table,
        "paths",
        entry.paths.texts().iter().map(String::as_str),
    );
    put_list(
        &mut table,
        "path_regexes",
        entry.path_regexes.iter().map(Pattern::as_str),
    );
    let whole: Vec<String> = entry
        .regexes
        .iter()
        .map(|it| anchored(it, entry.target))
        .collect();
    put_list(&mut table, "regexes", whole.iter().map(String::as_str));
    match entry.target {
        Target::Value => {}
        Target::Match => put(&mut table, "target", Some("match")),
        Target::Line => put(&mut table, "target", Some("line")),
    }
    put_list(
        &mut table,
        "stopwords",
        entry.stopwords.iter().map(String::as_str),
    );
    if entry.condition == Condition::All {
        put(&mut table, "condition", Some("all"));
    }
    put(&mut table, "reason", entry.reason.as_deref());
    table
}

/// A regex for values must say what the whole value is; those of others may say less.
fn anchored(pattern: &Pattern, target: Target) -> String {
    let text = pattern.as_str();
    if target != Target::Value || pattern.is_anchored() {
        text.to_owned()
    } else {
        format!("^.*(?:{text}).*$")
    }
}

fn put(table: &mut Table, key: &str, text: Option<&str>) {
    if let Some(text) = text {
        table.insert(key, value(text));
    }
}

fn put_list<'t>(table: &mut Table, key: &str, texts: impl Iterator<Item = &'t str>) {
    let list: Array = texts.collect();
    if !list.is_empty() {
        table.insert(key, value(list));
    }
}

/// Lines of an ignore file in git's syntax as globs, and those that none can stand for.
#[must_use]
pub fn globs(ignore: &str) -> (Vec<String>, Vec<(usize, String)>) {
    let (mut globs, mut left) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(ignore.lines()) {
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with('!') {
            left.push((
                number,
                format!("`{line}` takes files back in, which `exclude` can't"),
            ));
            continue;
        }
        let (path, only_folder) = match line.strip_suffix('/') {
            Some(path) => (path, true),
            None => (line, false),
        };
        let inside = path.strip_prefix('/').unwrap_or(path);
        let start = if path.contains('/') { "" } else { "**/" };
        if !only_folder {
            globs.push(format!("{start}{inside}"));
        }
        globs.push(format!("{start}{inside}/**"));
    }
    (globs, left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Trust, parse};
    use crate::peers::gitleaks;

    const OTHERS: &str = r#"
[extend]
useDefault = true
disabledRules = ["generic-api-key"]
[[rules]]
id = "door"
description = "Door \"code\""
regex = '''door[-_]'([0-9]{4,9})'''
secretGroup = 1
keywords = ["door"]
entropy = 2.5
[[rules.required]]
id = "user"
withinLines = 3
[[rules.allowlists]]
condition = "AND"
paths = ['''^docs/''']
regexes = ['''0000''']
[[rules]]
id = "user"
regex = '''user=.'''
skipReport = true
[[allowlists]]
description = "made up"
regexes = ['''^sample-[0-9]+$''', '''EXAMPLE''']
"#;

    fn part() -> Part {
        let (settings, problems) = gitleaks(OTHERS, &|_| Err(String::new()));
        assert_eq!(problems, []);
        Part {
            name: ".gitleaks.toml",
            settings,
            accepted: vec![("0123456789abcdef".to_owned(), "src/a.py:3".to_owned())],
        }
    }

    #[test]
    fn what_is_imported_means_what_is_read_in_place() {
        let before = "# ours\nexclude = [ \"vendor/**\" ] # keep\n";
        let (text, left) = merged(before, &[part()]).expect("settings");
        assert_eq!(left, [""; 0]);
        assert!(text.starts_with(before), "{text}");
        let (layer, problems) = parse(&text, Trust::Trusted);
        assert_eq!(problems, [], "{text}");
        let settings = part().settings;
        assert_eq!(layer.settings.rules, settings.rules);
        let mut rules = settings.custom_rules;
        for regex in rules
            .iter_mut()
            .flat_map(|it| &mut it.allow)
            .flat_map(|it| &mut it.regexes)
        {
            *regex = Pattern::new("^.*(?:0000).*$").expect("a regex");
        }
        assert_eq!(layer.settings.custom_rules, rules);
        assert_eq!(layer.settings.allow.len(), 2);
        assert_eq!(layer.settings.allow[1].fingerprints, ["0123456789abcdef"]);
        // A second time nothing is added.
        let (again, left) = merged(&text, &[part()]).expect("settings");
        assert_eq!(again, text);
        assert_eq!(left.len(), 4, "{left:?}");
    }

    #[test]
    fn settings_with_a_mistake_are_left_alone() {
        assert!(merged("exclude = [", &[part()]).is_err());
        assert!(merged("custom_rules = []", &[part()]).is_err());
    }

    #[test]
    fn ignore_lines_become_globs() {
        let (found, left) = globs("# x\n*.key\nold/\n/top\na/b\n!keep\n");
        let wanted = [
            "**/*.key",
            "**/*.key/**",
            "**/old/**",
            "top",
            "top/**",
            "a/b",
            "a/b/**",
        ];
        assert_eq!(found, wanted);
        assert_eq!(left[0].0, 6);
    }
}
