//! Languages: literals, lookups, comments.
