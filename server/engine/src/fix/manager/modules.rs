//! The two kinds of modules of JavaScript: they import differently, and one may wait at its top.

use std::path::Path;

use crate::files::Files;
use crate::lang::pattern;

/// A kind of module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Modules {
    /// Either, or another language.
    Any,
    /// With `import`.
    Esm,
    /// With `require`.
    Cjs,
}

impl Modules {
    /// What a file is, by its ending, what it does, and the package around it.
    pub(super) fn of(path: &Path, text: &str, root: &Path, files: &dyn Files) -> Self {
        let has = |wanted: &str| pattern(wanted).is_some_and(|it| it.is_match(text.as_bytes()));
        match ending(path) {
            "mjs" | "mts" | "ts" | "tsx" => Self::Esm,
            "cjs" | "cts" => Self::Cjs,
            _ if has(r#"(?m)^(?:import\s[^(]|import["']|export\s)"#) => Self::Esm,
            _ if has(r"\brequire\(|\bmodule\.exports\b|(?m)^exports\.") => Self::Cjs,
            _ if is_module(path, root, files) => Self::Esm,
            _ => Self::Cjs,
        }
    }

    /// Whether a reading for this kind fits a file of that kind.
    pub(super) fn takes(self, file: Self) -> bool {
        self == Self::Any || self == file
    }
}

/// Whether the top of a file may wait.
pub(super) fn waits_at_top(path: &Path, root: &Path, files: &dyn Files) -> bool {
    match ending(path) {
        "mjs" | "mts" => true,
        "js" | "jsx" | "ts" | "tsx" => is_module(path, root, files),
        _ => false,
    }
}

fn ending(path: &Path) -> &str {
    path.extension().and_then(|it| it.to_str()).unwrap_or("")
}

/// Whether the nearest package says that its files are modules.
fn is_module(path: &Path, root: &Path, files: &dyn Files) -> bool {
    let folders = path
        .ancestors()
        .skip(1)
        .take_while(|dir| dir.starts_with(root));
    for folder in folders {
        if files
            .read(&folder.join("deno.json"))
            .is_ok_and(|it| it.is_some())
        {
            return true;
        }
        if let Ok(Some(package)) = files.read(&folder.join("package.json")) {
            let says = pattern(r#""type"\s*:\s*"module""#);
            return says.is_some_and(|says| says.is_match(package.as_bytes()));
        }
    }
    false
}
