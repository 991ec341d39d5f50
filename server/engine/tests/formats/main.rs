//! Known files: every line of `rules/formats/` at every path of its format, and whole files as
//! their programs write them.

mod files;
mod fixture;

use std::path::Path;

use keyward_engine::rule::{self, Format, Rule};
use keyward_engine::{Confidence, FileContext, Role, scan};

/// Paths of a format, one for each of its patterns.
fn paths(format: &Format) -> impl Iterator<Item = String> + '_ {
    format.files.iter().map(|file| file.replace('*', "app"))
}

fn lines() -> impl Iterator<Item = (&'static Format, &'static Rule)> {
    rule::formats()
        .iter()
        .flat_map(|format| format.rules.iter().map(move |rule| (format, *rule)))
}

/// Rules of what a user would see in a text of this path.
fn shown(text: &str, path: &str) -> Vec<(&'static str, std::ops::Range<usize>)> {
    let findings = scan(text, &context(path)).findings;
    let shown = findings
        .into_iter()
        .filter(|one| one.confidence >= Confidence::Likely);
    shown.map(|one| (one.rule.id, one.range)).collect()
}

/// What a path says; of a `.env`, what it says once the file is not kept out of git.
fn context(path: &str) -> FileContext {
    let mut context = FileContext::of(Path::new(path), None);
    if context.role == Role::DotEnv {
        context.role = Role::Config;
    }
    context
}

#[test]
fn every_sample_is_found_at_every_path_of_its_format() {
    let mut wrong = Vec::new();
    for (format, rule) in lines() {
        for (number, path) in paths(format).enumerate() {
            // Every layout at one path, and one layout at every path.
            let layouts = [("", ""), ("\n", "\n"), ("\r\n", "\r\n")];
            let chosen = layouts
                .iter()
                .enumerate()
                .filter(|(at, _)| number == 0 || *at == 1);
            for (seed, (before, after)) in chosen {
                let (line, secret) = rule::sample_line(rule, seed as u64);
                let text = format!("{before}{line}{after}");
                let place = secret.start + before.len()..secret.end + before.len();
                let found = shown(&text, &path);
                // Another rule may know the same value by a better name.
                if !found.iter().any(|(_, range)| *range == place) {
                    let quiet = scan(&text, &context(&path)).suppressed;
                    let quiet: Vec<_> = quiet
                        .iter()
                        .map(|one| (one.rule.id, one.reason.id()))
                        .collect();
                    wrong.push(format!(
                        "{} in {path} seed {seed}: {found:?}, quiet {quiet:?}",
                        rule.id
                    ));
                }
            }
        }
    }
    wrong.dedup();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_rule_finds_its_sample_itself() {
    let mut wrong = Vec::new();
    for (format, rule) in lines() {
        let itself = |path: String| {
            let (text, secret) = rule::sample_line(rule, 5);
            let found = |text: &str| shown(text, &path).iter().any(|(id, _)| *id == rule.id);
            // A random value may be known by a better name, a word is known by its place alone.
            let mut plain = text.clone();
            plain.replace_range(secret, "meadow-river");
            found(&text) || found(&plain)
        };
        if !paths(format).any(itself) {
            wrong.push(rule.id);
        }
    }
    assert_eq!(wrong, Vec::<&str>::new());
}

#[test]
fn harmless_lines_of_the_same_files_stay_quiet() {
    let mut wrong = Vec::new();
    for (format, rule) in lines() {
        for text in rule.quiet_texts {
            for path in paths(format) {
                let found = shown(text, &path);
                if !found.is_empty() {
                    // One path of each rule is enough to read.
                    wrong.push(format!("{} in {path}: {text:?} {found:?}", rule.id));
                    break;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_provider_has_the_id_of_a_line() {
    for (_, rule) in lines() {
        assert!(
            rule::all().iter().all(|other| other.id != rule.id),
            "{}",
            rule.id
        );
    }
}

#[test]
fn a_line_says_nothing_in_another_file() {
    let mut wrong = Vec::new();
    for (_, rule) in lines() {
        let text = rule::sample_line(rule, 1).0;
        let found = shown(&text, "notes");
        if found.iter().any(|(id, _)| *id == rule.id) {
            wrong.push(rule.id);
        }
    }
    assert_eq!(wrong, Vec::<&str>::new());
}
