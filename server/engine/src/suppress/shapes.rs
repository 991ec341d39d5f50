//! Shapes that are no secrets.

use super::Reason;

/// Why a value of this shape is no secret.
#[must_use]
pub fn disqualify(value: &str) -> Option<Reason> {
    ["${", "{{", "$(", "<", "%s", "process.env", "environ"]
        .iter()
        .any(|mark| value.contains(mark))
        .then_some(Reason::Reference)
}
