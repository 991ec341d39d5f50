//! `keyward check` over the real binary. Case numbers are those of the threat model.

mod configuration;
mod documents;
mod exit;
mod fixing;
mod output;
mod peers;
mod scanner;
mod walking;
mod wrapped;
