//! End-to-end tests: one binary, one module per feature.

/// What a search can say about the source.
mod tidy;
