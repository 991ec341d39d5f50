//! Keyward: the language server and the command line over the engine.

pub mod apply;
pub mod cli;
pub mod links;
pub mod lsp;
mod signs;
pub mod today;
mod words;
pub mod workspace;
