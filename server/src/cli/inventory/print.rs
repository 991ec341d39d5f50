//! The inventory on paper. It has names, days and places; a value never gets here.

use std::io::Write;

use keyward_engine::inventory::{Key, Place, Urgency};
use serde::Serialize;

use super::gather::Gathered;
use crate::cli::args::PlainFormat;
use crate::cli::escape::escape;
use crate::words::count;
use crate::workspace::roots;

/// Places of use that are listed for people; JSON has them all.
const SHOWN: usize = 5;

/// Keys are only ever added: people read this with scripts.
#[derive(Serialize)]
struct Document<'a> {
    today: String,
    keys: Vec<Row<'a>>,
    due: Vec<Told<'a>>,
    unread: &'a [String],
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    folder: String,
    what: String,
    provider: Option<&'a str>,
    provider_name: Option<&'a str>,
    owner: Option<&'a str>,
    purpose: Option<&'a str>,
    environment: Option<String>,
    rotated: Option<String>,
    age_days: Option<i32>,
    policy_days: Option<u32>,
    rotation_due: bool,
    expires: Option<String>,
    expired: bool,
    defined: &'a [Place],
    used: &'a [Place],
    revoke: &'a str,
    revoke_note: &'a str,
}

#[derive(Serialize)]
struct Told<'a> {
    check: &'a str,
    path: &'a str,
    line: usize,
    message: &'a str,
}

pub(super) fn print(
    gathered: &Gathered,
    format: PlainFormat,
    mut to: impl Write,
) -> anyhow::Result<()> {
    let rows: Vec<Row<'_>> = gathered
        .keys
        .iter()
        .zip(&gathered.uses)
        .map(|(key, used)| row(gathered, key, used))
        .collect();
    match format {
        PlainFormat::Json => {
            let document = Document {
                today: gathered.today.to_string(),
                keys: rows,
                due: gathered
                    .due
                    .iter()
                    .map(|(place, due)| Told {
                        check: due.check,
                        path: &place.path,
                        line: place.line,
                        message: &due.message,
                    })
                    .collect(),
                unread: &gathered.unread,
            };
            serde_json::to_writer_pretty(&mut to, &document)?;
            writeln!(to)?;
        }
        PlainFormat::Text => text(gathered, &rows, &mut to)?,
    }
    Ok(to.flush()?)
}

fn row<'a>(gathered: &'a Gathered, key: &'a Key, used: &'a [Place]) -> Row<'a> {
    let notes = &key.notes;
    let provider = key.provider();
    let policy = gathered
        .policy
        .days(&key.name, provider.map_or("", |it| it.0));
    let age = notes
        .rotated
        .as_ref()
        .map(|(day, _)| gathered.days_since(*day));
    let environment = notes
        .environment
        .as_ref()
        .map(|said| said.text.clone())
        .or_else(|| (!key.environments.is_empty()).then(|| key.environments.join(", ")));
    let expired = |(day, _): &(_, _)| gathered.days_since(*day) > 0;
    Row {
        name: &key.name,
        folder: roots::slashed(&key.folder),
        what: key.what(),
        provider: provider.map(|it| it.0),
        provider_name: provider.map(|it| it.1),
        owner: notes.owner.as_ref().map(|it| it.text.as_str()),
        purpose: notes.purpose.as_ref().map(|it| it.text.as_str()),
        environment,
        rotated: notes.rotated.as_ref().map(|(day, _)| day.to_string()),
        age_days: age,
        policy_days: policy,
        rotation_due: age
            .zip(policy)
            .is_some_and(|(age, most)| i64::from(age) > i64::from(most)),
        expires: notes.expires.as_ref().map(|(day, _)| day.to_string()),
        expired: notes.expires.as_ref().is_some_and(expired),
        defined: &key.defined,
        used,
        revoke: key.revoke(),
        revoke_note: key.rule.map_or("", |rule| rule.revoke_note),
    }
}

fn text(gathered: &Gathered, rows: &[Row<'_>], to: &mut impl Write) -> anyhow::Result<()> {
    for row in rows {
        let folder = match row.folder.as_str() {
            "" => String::new(),
            folder => format!(" in {folder}"),
        };
        let what = if row.what.is_empty() {
            "a key"
        } else {
            &row.what
        };
        writeln!(to, "{}", escape(&format!("{}{folder}: {what}", row.name)))?;
        let mut line = |name: &str, value: Option<String>| match value {
            Some(value) if !value.is_empty() => {
                writeln!(to, "  {name:<12} {}", escape(&value))
            }
            _ => Ok(()),
        };
        line("provider", row.provider_name.map(str::to_owned))?;
        line("owner", row.owner.map(str::to_owned))?;
        line("purpose", row.purpose.map(str::to_owned))?;
        line("environment", row.environment.clone())?;
        line("rotated", row.rotated.as_ref().map(|day| rotated(row, day)))?;
        let ended = if row.expired { " (has expired)" } else { "" };
        line(
            "expires",
            row.expires.as_ref().map(|day| format!("{day}{ended}")),
        )?;
        line("defined", Some(places(row.defined)))?;
        line("used", Some(places(row.used)))?;
        line("revoke", Some(row.revoke.to_owned()))?;
        writeln!(to)?;
    }
    for (place, due) in &gathered.due {
        let kind = match due.urgency {
            Urgency::Warning => "warning",
            Urgency::Reminder => "reminder",
        };
        let told = format!("{}:{}: {kind}: {}", place.path, place.line, due.message);
        writeln!(to, "{}", escape(&told))?;
    }
    for path in &gathered.unread {
        writeln!(to, "{}", escape(&format!("{path}: could not be read")))?;
    }
    let due = gathered.due.len();
    writeln!(
        to,
        "{} on {}, {}",
        count(rows.len(), "key", "keys"),
        gathered.today,
        if due == 0 {
            "nothing is due".to_owned()
        } else {
            count(due, "thing to look at", "things to look at")
        }
    )?;
    Ok(())
}

fn rotated(row: &Row<'_>, day: &str) -> String {
    let age = match row.age_days {
        Some(days @ 0..) => count(usize::try_from(days).unwrap_or(0), "day ago", "days ago"),
        _ => "yet to come".to_owned(),
    };
    let policy = match row.policy_days {
        Some(most) if row.rotation_due => format!(", due: {most} at most"),
        Some(most) => format!(", {most} at most"),
        None => String::new(),
    };
    format!("{day} ({age}{policy})")
}

fn places(all: &[Place]) -> String {
    let shown: Vec<String> = all
        .iter()
        .take(SHOWN)
        .map(|it| format!("{}:{}", it.path, it.line))
        .collect();
    match all.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
