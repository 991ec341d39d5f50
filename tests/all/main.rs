//! End-to-end tests: one binary, one module per feature.

/// `keyward agent-hook` as clients ask it.
mod agent_hook;
/// `keyward check` and its kin over the real binary.
mod check;
/// What the documents say, held against the program.
mod docs;
/// `.env` files as their loaders read them.
mod dotenv;
/// `keyward exposure` over the real binary.
mod exposure;
/// The quick fix on a real disk.
mod fix;
/// How `.env` files are kept, and where their values go.
mod hygiene;
/// The language server over the real binary.
mod lsp;
/// What tests share.
mod support;
/// What a search can say about the source.
mod tidy;
