//! `keyward check` over the real binary. Case numbers are those of the threat model.

mod configuration;
mod documents;
mod exit;
mod output;
mod scanner;
mod walking;
