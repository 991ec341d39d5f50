//! The formats of a report.

pub(crate) mod json;
pub(crate) mod sarif;
pub(crate) mod text;
