//! What a path says about the text behind it.

use std::path::Path;
use std::sync::Arc;

use super::known::Known;
use crate::agent_file::{self, Instructions};
use crate::finding::{Role, Severity};
use crate::lang;
use crate::own::ForFile;
use crate::rule::{self, Format, ROLE_TABLE, RoleNames};

/// What a scan may know about the file beside its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileContext {
    /// The kind of file.
    pub role: Role,
    /// The language, an id of `rules/languages/`; empty when unknown.
    pub language: &'static str,
    /// The kinds of file it is, of those whose lines are known.
    pub formats: Vec<&'static Format>,
    /// Whether values stand without quotes here, as in configuration; in code that is an expression.
    pub bare: bool,
    /// Rules of the user's own that are about the file.
    pub own: Option<Arc<ForFile>>,
    /// What it is to an assistant, if it is sent to a model as it is.
    pub agent: Option<&'static Instructions>,
    /// What to do about a secret in it, where the usual advice does not fit.
    pub advice: &'static str,
    /// What the `.env` files around it hold.
    pub known: Option<Arc<Known>>,
}

impl FileContext {
    /// The context that a path, relative to its workspace, and the editor's language id imply.
    /// An absolute path works too, but then a folder above the workspace may speak for the file.
    #[must_use]
    pub fn of(path: &Path, language_id: Option<&str>) -> Self {
        // The name first: editors disagree about ids, for a `.env` for instance.
        let language = lang::of_path(path).or_else(|| lang::by_id(language_id?));
        let path = path
            .to_string_lossy()
            .to_ascii_lowercase()
            .replace('\\', "/");
        let formats = rule::formats_of(&path);
        let role = match role_of(&path) {
            // What no ending tells apart: a dotfile, a list of logins.
            Role::Source if formats.iter().any(|format| !format.source) => Role::Config,
            role => role,
        };
        Self {
            role,
            bare: is_bare(&path) || formats.iter().any(|format| !format.source),
            language: language.map_or("", |language| language.id),
            formats,
            own: None,
            agent: agent_file::of_lower(&path),
            advice: agent_file::advice(&path),
            known: None,
        }
    }

    /// How bad a finding is here that is so bad elsewhere: what is sent to a model leaves the
    /// machine again and again.
    pub(crate) fn severity(&self, elsewhere: Severity) -> Severity {
        if self.agent.is_some() {
            elsewhere.raised()
        } else {
            elsewhere
        }
    }

    /// A context of this role and language, of no known format.
    #[must_use]
    pub fn plain(role: Role, language: &'static str) -> Self {
        Self {
            role,
            language,
            bare: false,
            formats: Vec::new(),
            own: None,
            agent: None,
            advice: "",
            known: None,
        }
    }
}

/// The role of a path in lower case.
pub(crate) fn role_of(path: &str) -> Role {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let fits = |row: &&RoleNames| {
        let folder = |folder: &str| row.folders.contains(&folder);
        is_named(row, name) || folders.split('/').any(folder)
    };
    ROLE_TABLE
        .iter()
        .find(fits)
        .map_or(Role::Source, |row| row.role)
}

/// What the file's own name says, wherever it lies: settings of a test are settings.
fn is_bare(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    // Scripts and settings have no ending; programs in most languages have.
    let script = !name.is_empty() && !name.trim_start_matches('.').contains('.');
    script
        || ROLE_TABLE
            .iter()
            .filter(|row| {
                matches!(
                    row.role,
                    Role::Config | Role::DotEnv | Role::Template | Role::Docs
                )
            })
            .any(|row| is_named(row, name))
}

fn is_named(row: &RoleNames, name: &str) -> bool {
    row.names.contains(&name)
        || row.prefixes.iter().any(|prefix| name.starts_with(prefix))
        || row.suffixes.iter().any(|suffix| name.ends_with(suffix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_the_editor_tells_the_language() {
        let language = |path: &str, id| FileContext::of(Path::new(path), id).language;
        assert_eq!(language("a.py", None), "python");
        assert_eq!(language("a.py", Some("ruby")), "python");
        assert_eq!(
            language("Untitled-1", Some("typescriptreact")),
            "typescript"
        );
        assert_eq!(language("Untitled-1", Some("klingon")), "");
        assert_eq!(language("Untitled-1", None), "");
    }

    #[test]
    fn a_name_tells_whether_values_are_bare() {
        let bare = |path: &str| FileContext::of(Path::new(path), None).bare;
        assert!(bare("tests/config.yml") && bare(".env") && bare("README.md"));
        assert!(!bare("src/config.py") && !bare("tests/test_a.py") && !bare("docs/conf.py"));
    }

    #[test]
    fn a_path_tells_its_role() {
        for (path, role) in [
            (".env", Role::DotEnv),
            ("api/.env.production", Role::DotEnv),
            (".env.example", Role::Template),
            ("deep/config/app.env.example", Role::Template),
            ("src/main.rs", Role::Source),
            ("src/main_test.go", Role::Test),
            ("tests/helper.py", Role::Test),
            ("README.md", Role::Docs),
            ("README", Role::Docs),
            ("config.py", Role::Source),
            ("config", Role::Config),
            ("config.yml.example", Role::Template),
            ("data/examples-1.json", Role::Docs),
            ("package-lock.json", Role::Lock),
            ("Cargo.lock", Role::Lock),
            ("config/database.yml", Role::Config),
            ("dist/app.min.js", Role::Generated),
            ("C:\\work\\tests\\a.cs", Role::Test),
        ] {
            assert_eq!(FileContext::of(Path::new(path), None).role, role, "{path}");
        }
    }
}
