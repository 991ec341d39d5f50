//! The language server, driven as an editor drives it.

/// Quick fixes from an editor's side: buffers, undo, redo.
mod actions;
/// Instructions for assistants, and their records.
mod agent_files;
/// An editor, as far as the server can tell.
mod client;
/// What the eight recorded editors announce, and what they get.
mod clients;
/// Text, versions, folders, notebooks.
mod documents;
/// Who can read a `.env`.
mod exposure;
/// Quick fixes on disk and on the wire.
mod fixes;
/// How `.env` files are kept, and where their values go.
mod hygiene;
/// How old keys are, and what to do about a leaked one.
mod inventory;
/// Nothing that is secret leaves.
mod leaks;
/// Frames, order, errors, the end.
mod own_rules;
mod protocol;
/// Settings that say how a fix is written, and what is brought into step.
mod wishes;
