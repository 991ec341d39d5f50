//! Turns text into findings, and findings into edit plans.
//!
//! Pure: no clock, no environment, no protocol, no file system beyond the
//! [`files::Files`] trait that the caller hands in. Scanning cannot fail on text.
//!
//! The way of a secret through the rooms: [`text`] holds the document, [`scan`](mod@scan)
//! finds candidates and proves them with what [`rule`] knows, [`suppress`] says why
//! one is quiet, [`fix`] plans the move to the environment with [`lang`], [`dotenv`]
//! and [`ignorefile`]. [`secret_file`] tells which files bear secrets, [`exposure`] which assistant
//! can read one, [`agent`] what an agent may do with one.
//! Only [`redact`] may format anything derived from a secret.

pub mod agent;
pub mod agent_file;
pub mod baseline;
pub mod config;
pub mod dotenv;
pub mod exposure;
pub mod files;
pub mod finding;
pub mod fingerprint;
pub mod fix;
pub mod hygiene;
pub mod ignorefile;
pub mod import;
pub mod inventory;
pub mod lang;
pub mod message;
pub mod own;
pub mod peers;
pub mod redact;
pub mod rule;
pub mod scan;
pub mod secret_file;
pub mod suppress;
pub mod text;

pub use finding::{Companion, Confidence, Finding, Layer, Proof, Role, Severity, Signal};
pub use scan::{Document, FileContext, Scan, scan};
