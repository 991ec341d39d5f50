//! What is due: a rotation, or a new key for one that has expired.

use std::ops::Range;

use jiff::Unit;
use jiff::civil::Date;

use super::keys::{Known, rule_of};
use super::{Policy, items};
use crate::rule::Rule;

/// Days before its end in which an expiry is told.
const SOON: i32 = 14;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// A reminder.
    Reminder,
    /// It has expired, or a comment cannot be read.
    Warning,
}

/// Something to tell of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// One of [`super::CHECKS`].
    pub check: &'static str,
    /// What is meant, as bytes of the file.
    pub range: Range<usize>,
    /// How much it matters.
    pub urgency: Urgency,
    /// What is shown. Holds no value.
    pub message: String,
}

/// The whole days from one day to another; below zero where the other is earlier.
#[must_use]
pub fn days(from: Date, to: Date) -> i32 {
    let span = from.until((Unit::Day, to));
    span.map_or(0, |span| span.get_days())
}

/// What is due in a `.env` or a template. Nothing is said of variables without a date.
#[must_use]
pub fn due_in(text: &str, policy: &Policy, today: Date) -> Vec<Due> {
    // Nearly every file ends here.
    if !text.contains("@rotated") && !text.contains("@expires") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let known = Known::of(text);
    for mut item in items(text) {
        for mistake in std::mem::take(&mut item.mistakes) {
            found.push(Due {
                check: "key-comment",
                range: mistake.range,
                urgency: Urgency::Warning,
                message: mistake.message,
            });
        }
        if item.notes.expires.is_none() && item.notes.rotated.is_none() {
            continue;
        }
        let rule = rule_of(&item.name, known.rule_in(&item));
        known.hide(&mut item.notes);
        let at = item.notes.revoke.as_ref().map_or_else(
            || rule.map_or("", |rule| rule.revoke),
            |said| said.text.as_str(),
        );
        if let Some((date, range)) = item.notes.expires {
            found.extend(expiry(&item.name, date, range, at, today));
        }
        if let Some((date, range)) = item.notes.rotated {
            found.extend(rotation(&item.name, date, range, (rule, at), policy, today));
        }
    }
    found
}

fn expiry(name: &str, date: Date, range: Range<usize>, at: &str, today: Date) -> Option<Due> {
    let left = days(today, date);
    let (urgency, message) = if left < 0 {
        let message = format!("{name} has expired on {date}: make a new one{}.", page(at));
        (Urgency::Warning, message)
    } else if left <= SOON {
        let when = match left {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            left => format!("in {left} days"),
        };
        let message = format!(
            "{name} expires {when}, on {date}: make a new one{}.",
            page(at)
        );
        (Urgency::Reminder, message)
    } else {
        return None;
    };
    Some(Due {
        check: "key-expired",
        range,
        urgency,
        message,
    })
}

fn rotation(
    name: &str,
    date: Date,
    range: Range<usize>,
    (rule, at): (Option<&'static Rule>, &str),
    policy: &Policy,
    today: Date,
) -> Option<Due> {
    let age = days(date, today);
    if age < 0 {
        return Some(Due {
            check: "key-comment",
            range,
            urgency: Urgency::Warning,
            message: format!("{name} was rotated on {date}, which is yet to come: check the date."),
        });
    }
    let provider = rule.map_or("", |rule| rule.provider.file);
    let most = policy.days(name, provider)?;
    (i64::from(age) > i64::from(most)).then(|| Due {
        check: "key-rotation",
        range,
        urgency: Urgency::Reminder,
        message: format!(
            "{name} was rotated {age} days ago, and {most} are meant to be the most: make a new one{}, put it where it is used, revoke the old one, then mark it as rotated.",
            page(at)
        ),
    })
}

fn page(at: &str) -> String {
    if at.starts_with("http") {
        format!(" at {at}")
    } else {
        String::new()
    }
}
