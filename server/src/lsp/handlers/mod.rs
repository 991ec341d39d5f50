//! One file for each request.

pub(super) mod code_action;
pub(super) mod code_lens;
pub(super) mod diagnostic;
pub(super) mod execute;
mod exposure;
pub(super) mod hover;
mod hygiene;
mod noted;
pub(super) mod resolve;
mod storing;
mod whole_file;
