//! Files whose change can change an answer.

use std::collections::BTreeSet;

use keyward_engine::exposure;

/// Alternatives of one glob: editors take the braces apart, and a handful of watchers is
/// cheaper than hundreds.
const ALTERNATIVES: usize = 24;

/// Those of Keyward, of git and of secret files.
const OWN: [&str; 6] = [
    "**/.env*",
    "**/.gitignore",
    "**/.git/{index,info/exclude}",
    "**/.*ignore",
    "**/.keyward.toml",
    "**/{.gitleaks.toml,.betterleaks.toml,.secrets.baseline}",
];

/// Globs of the files to be told about: settings, ignore files, and signs of use.
pub(in crate::lsp) fn watched() -> Vec<String> {
    let assistants = exposure::all().iter();
    let paths: BTreeSet<String> = assistants
        .flat_map(|one| {
            let controls = one.controls.iter().flat_map(|control| control.files);
            let signs = [&one.strong, &one.medium, &one.weak].into_iter();
            controls.chain(signs.flat_map(|signs| signs.paths))
        })
        .filter(|path| !path.starts_with('~') && !path.contains(['{', '}', ',', '[']))
        .map(|path| match path.strip_suffix('/') {
            Some(folder) => format!("{folder}/**"),
            None => (*path).to_owned(),
        })
        .collect();
    let paths: Vec<String> = paths.into_iter().collect();
    let groups = paths.chunks(ALTERNATIVES);
    let groups = groups.map(|group| format!("**/{{{}}}", group.join(",")));
    OWN.iter()
        .map(|&glob| glob.to_owned())
        .chain(groups)
        .collect()
}

#[cfg(test)]
mod tests {
    use globset::Glob;

    use super::watched;

    #[test]
    fn what_decides_is_watched() {
        let globs: Vec<_> = watched()
            .iter()
            .map(|glob| Glob::new(glob).expect(glob).compile_matcher())
            .collect();
        for path in [
            "/w/.env",
            "/w/api/.env.local",
            "/w/.gitignore",
            "/w/.claude/settings.json",
            "/w/.cursorignore",
            "/w/CLAUDE.md",
            "/w/.zed/settings.json",
            "/w/.keyward.toml",
        ] {
            assert!(globs.iter().any(|glob| glob.is_match(path)), "{path}");
        }
        assert!(!globs.iter().any(|glob| glob.is_match("/w/src/main.rs")));
    }
}
