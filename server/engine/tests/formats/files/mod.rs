//! Whole files as their programs write them, in groups.

mod clients;
mod clouds;
mod dotfiles;
mod servers;

use crate::fixture::wrong;

#[track_caller]
fn check(files: &[(&str, &str)]) {
    let mut all = Vec::new();
    let mut secrets = 0;
    for (path, template) in files {
        let (wrong, count) = wrong(path, template);
        all.extend(wrong);
        secrets += count;
    }
    println!("{secrets} secrets in {} files", files.len());
    assert!(
        all.is_empty(),
        "{} of {secrets} wrong:\n{}",
        all.len(),
        all.join("\n")
    );
}

#[test]
fn dotfiles() {
    check(dotfiles::FILES);
}

#[test]
fn clients() {
    check(clients::FILES);
}

#[test]
fn servers() {
    check(servers::FILES);
}

#[test]
fn clouds() {
    check(clouds::FILES);
}
