//! Nothing but a home for the tests: see `all/main.rs`.
