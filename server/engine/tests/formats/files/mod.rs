//! Whole files as their programs write them, in groups.

mod clients;
mod clouds;
mod dotfiles;
mod servers;

use crate::fixture::wrong;

#[track_caller]
#[expect(clippy::print_stdout, reason = "the count is what one wants to read")]
fn check(files: &[(&str, &str)]) {
    let mut all = Vec::new();
    let mut secrets = 0;
    for (path, template) in files {
        let (wrong, count) = wrong(path, template);
        all.extend(wrong);
        secrets += count;
    }
    let (files, formats) = (files.len(), keyward_engine::rule::formats().len());
    println!("{secrets} secrets in {files} files; {formats} formats are known");
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
