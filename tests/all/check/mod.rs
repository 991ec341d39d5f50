//! `keyward check` over the real binary. Case numbers are those of the threat model.

mod agent_files;
mod baseline;
mod configuration;
mod documents;
mod exit;
mod fix_report;
mod fixing;
mod fixing_more;
mod git;
mod import;
mod inventory;
mod known;
mod output;
mod peers;
mod scanner;
mod walking;
mod wrapped;
