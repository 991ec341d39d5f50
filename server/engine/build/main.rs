//! Checks `rules/` and writes it as static tables, so that a start parses nothing.
//!
//! A mistake stops the build with `rules/FILE:LINE: what is wrong, and how to fix it`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is how a build script talks to cargo"
)]

mod agent;
mod agent_files;
mod assistants;
mod decoys;
mod dotenv;
mod emit;
mod expression;
mod formats;
mod frameworks;
mod front;
mod generic;
mod hygiene;
mod hygiene_printing;
mod inventory;
mod joins;
mod languages;
mod managers;
mod providers;
mod put;
mod roles;
mod secret_files;
mod settings;
mod shape;
mod source;
mod weights;

// What the window rule rests on, shared with the engine.
#[allow(dead_code)]
#[path = "../src/scan/limits.rs"]
mod limits;

// How the tables of literals are made, shared with the engine that reads them.
#[allow(dead_code)]
#[path = "../src/scan/grams.rs"]
mod grams;

#[path = "../src/rule/glance.rs"]
mod glance;

// How words are spelled, shared with the engine.
#[path = "../src/scan/spelling.rs"]
mod spelling;

// The one list of proofs, shared with the engine.
#[path = "../src/rule/proof/kind.rs"]
#[allow(unreachable_pub, missing_docs, dead_code)]
mod kind;

pub(crate) use kind::ProofKind;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let manifest = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let rules = manifest.join("../../rules");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("set by cargo"));
    println!("cargo:rerun-if-changed={}", rules.display());
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed=src/rule/proof/kind.rs");
    for shared in ["limits", "grams", "spelling"] {
        println!("cargo:rerun-if-changed=src/scan/{shared}.rs");
    }

    let mut problems = source::Problems::default();
    let (providers, mut leads) = providers::build(&rules, &mut problems);
    let tables = [
        ("agent.rs", agent::build(&rules, &mut problems)),
        ("agent_files.rs", agent_files::build(&rules, &mut problems)),
        ("assistants.rs", assistants::build(&rules, &mut problems)),
        ("decoys.rs", decoys::build(&rules, &mut problems)),
        ("providers.rs", providers),
        ("formats.rs", formats::build(&rules, &mut problems)),
        (
            "generic.rs",
            generic::build(&rules, &mut leads, &mut problems),
        ),
        ("inventory.rs", inventory::build(&rules, &mut problems)),
        ("joins.rs", joins::build(&rules, &mut problems)),
        ("languages.rs", languages::build(&rules, &mut problems)),
        ("frameworks.rs", frameworks::build(&rules, &mut problems)),
        ("managers.rs", managers::build(&rules, &mut problems)),
        ("dotenv.rs", dotenv::build(&rules, &mut problems)),
        ("hygiene.rs", hygiene::build(&rules, &mut problems)),
        ("settings.rs", settings::build(&rules, &mut problems)),
        ("roles.rs", roles::build(&rules, &mut problems)),
        (
            "secret_files.rs",
            secret_files::build(&rules, &mut problems),
        ),
        ("front.rs", leads.text()),
        ("weights.rs", weights::build(&rules, &mut problems)),
    ];
    if problems.report() {
        return ExitCode::FAILURE;
    }
    for (name, text) in tables {
        std::fs::write(out.join(name), text).expect("OUT_DIR is writable");
    }
    ExitCode::SUCCESS
}
