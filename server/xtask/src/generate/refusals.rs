//! `docs/refusals.md`: why a fix is not offered or stops, by its code.

use std::fmt::Write;
use std::path::PathBuf;

use keyward_engine::fix::REASONS;

use super::Made;

const HEAD: &str = "# Why a fix is refused

Keyward leaves a place alone rather than write code that does not run, a `.env` that does not read back, or a value where
git or somebody else would see it. It then says why in a sentence, and gives the reason a code that stays the same:
`keyward fix` prints it as `refused[code]`, and with `--format json` under `refused`, beside `path`, `line` and `message`.
A reason that is met while files are written is printed as `failed[code]`, and the sentence says where the value is.

<!-- Made by `cargo xtask generate` from `server/engine/src/fix/reason.rs`. Changes here are lost. -->

| code | what it means | what to do |
|---|---|---|
";

/// The page.
pub(crate) fn page() -> Made {
    let mut out = HEAD.to_owned();
    for one in REASONS {
        writeln!(out, "| `{}` | {} | {} |", one.code, one.means, one.way_out).expect("a string");
    }
    (PathBuf::from("docs/refusals.md"), out)
}
