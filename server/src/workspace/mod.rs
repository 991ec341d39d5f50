//! What stands on disk: which files there are, what they hold, what is configured for them.

pub mod clock;
pub mod committed;
pub mod config;
pub mod files;
pub mod git;
pub mod holding;
pub mod known;
pub mod objects;
pub mod read;
pub mod remembered;
mod rights;
pub mod roots;
pub mod secret_files;
pub mod tracked;
pub mod trust;
pub mod walk;
