//! End-to-end tests: one binary, one module per feature.

mod check;
mod support;
