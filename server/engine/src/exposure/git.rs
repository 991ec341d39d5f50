//! Whether git ignores a path.

use std::path::Path;

use ignore::gitignore::GitignoreBuilder;

use crate::files::Files;

/// Whether the rules outside and inside the work tree ignore `path`.
pub(super) fn is_ignored(path: &Path, files: &dyn Files) -> bool {
    let Some(root) = files.git_root(path) else {
        return false;
    };
    let Ok(relative) = path.strip_prefix(&root) else {
        return false;
    };
    let mut folders: Vec<&Path> = relative.ancestors().skip(1).collect();
    folders.reverse();
    let mut builder = GitignoreBuilder::new(&root);
    for text in files.git_excludes(&root) {
        for line in text.lines() {
            let _ = builder.add_line(None, line);
        }
    }
    let mut state = builder
        .build()
        .map(|rules| {
            rules
                .matched_path_or_any_parents(relative, false)
                .is_ignore()
        })
        .unwrap_or(false);
    for folder in folders {
        let folder = root.join(folder);
        let Ok(Some(text)) = files.read(&folder.join(".gitignore")) else {
            continue;
        };
        let mut builder = GitignoreBuilder::new(&folder);
        for line in text.lines() {
            let _ = builder.add_line(None, line);
        }
        let Ok(rules) = builder.build() else { continue };
        let matched = rules.matched_path_or_any_parents(path, false);
        state = matched.is_ignore() || (state && !matched.is_whitelist());
    }
    state
}
