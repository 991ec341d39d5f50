//! The day: the engine has no clock.

use std::time::{SystemTime, UNIX_EPOCH};

use keyward_engine::inventory::Date;

/// The variable that stands over the clock, for tests and for a look ahead.
const VARIABLE: &str = "KEYWARD_TODAY";

/// The day in UTC, or the one that the environment names.
#[must_use]
pub fn today() -> Date {
    let set = std::env::var(VARIABLE).ok();
    set.and_then(|day| day.trim().parse().ok())
        .or_else(of_clock)
        .unwrap_or_default()
}

fn of_clock() -> Option<Date> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    let moment = jiff::Timestamp::from_second(i64::try_from(since.as_secs()).ok()?).ok()?;
    Some(moment.to_zoned(jiff::tz::TimeZone::UTC).date())
}
