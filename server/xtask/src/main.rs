//! The project's own tasks. `cargo xtask help` lists them.
#![allow(
    clippy::print_stdout,
    reason = "telling what happens on the terminal is what these are for"
)]

mod accuracy;
mod agents;
mod bench;
mod dist;
mod dotenv;
mod formats;
mod generate;
mod ignore;
mod install;
mod languages;
mod sample;
mod sh;
mod test;
mod train;
mod try_it;

use std::path::PathBuf;

use clap::Parser;

/// The project's own tasks.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Build everything and show the main job on a small leaky project
    Try(try_it::Args),
    /// Run every check and every test
    Test(test::Args),
    /// Write the files that are made from the rules and the settings
    Generate(generate::Args),
    /// Write rules/bigrams.txt, the model of what code is like, and measure it
    Train(train::Args),
    /// Measure how much is found and how much of that is right, beside other scanners
    Accuracy(accuracy::Args),
    /// Measure, and print each figure as a ratio to something else in the same run
    Bench(bench::Args),
    /// Make the packages: the binary, the extension for VS Code
    Dist(dist::Args),
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Try(args) => try_it::run(&args),
        Task::Test(args) => test::run(&args),
        Task::Generate(args) => generate::run(&args),
        Task::Train(args) => train::run(&args),
        Task::Accuracy(args) => accuracy::run(&args),
        Task::Bench(args) => bench::run(&args),
        Task::Dist(args) => dist::run(&args),
    }
}

/// The top of the repository.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .nth(2)
        .map_or_else(|| here.clone(), PathBuf::from)
}
