//! How the loaders of `.env` files read: what was found out about them, and they themselves.

/// What each makes of a file, and that we never take a name to hold what it does not.
mod grammar;
/// Who reads the file in a project.
mod loaders;
/// Values through the real parsers, as far as they are installed.
mod parsers;
/// Values that are hard to quote.
mod values;
/// How each value is written for each loader.
mod vectors;

use serde_json::Value;

/// The rows of a fixture under `tests/fixtures/dotenv/`.
fn rows(fixture: &str, key: &str) -> Vec<Value> {
    let parsed: Value = serde_json::from_str(fixture).expect("JSON");
    parsed[key].as_array().expect("a list").clone()
}

fn text<'v>(row: &'v Value, key: &str) -> &'v str {
    row[key].as_str().expect("a text")
}
