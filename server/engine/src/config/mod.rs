//! `.keyward.toml`.
