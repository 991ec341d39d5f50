//! What fixes know of projects: frameworks and secrets managers.

use std::fmt::Write;
use std::path::PathBuf;

use keyward_engine::fix::{frameworks, managers};

use super::Made;

/// `docs/projects.md`.
pub(crate) fn page() -> Made {
    let mut out = String::from(
        "# Frameworks and secrets managers\n\n<!-- Made by `cargo xtask generate`. Changes here are lost. -->\n\n\
         A fix looks at the files of the project around the source: dependencies, configuration, the file itself.\n\n\
         ## Frameworks\n\n\
         Where one is recognised, the lookup is the one that it wants, the value goes into the file that it reads, \
         a module that declares the project's variables gets the new one, and code that it ships to browsers and \
         devices gets no fix: a secret there is public, whatever variable it comes from.\n\n\
         | framework | languages | lookup | writes | declares in | ships |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for one in frameworks() {
        let lookup = one
            .lookups()
            .first()
            .map(|it| format!("`{it}`"))
            .unwrap_or_default();
        let declares: Vec<String> = one.modules().iter().map(|it| format!("`{it}`")).collect();
        let written = one
            .env_files
            .first()
            .map(|it| format!("`{it}`"))
            .unwrap_or_default();
        let ships = if one.ships() { "refused" } else { "" };
        let _ = writeln!(
            out,
            "| {} | {} | {lookup} | {written} | {} | {ships} |",
            one.name,
            one.languages.join(", "),
            declares.join(", "),
        );
    }
    out.push_str(
        "\n## Secrets managers\n\n\
         A manager that the project uses, or that the setting `secrets_manager` names, is offered as a second fix, and \
         by `keyward fix PATH:LINE --manager NAME`. The code then reads the secret from it, or from a variable that \
         it sets when it starts the program. Storing the value is the user's step: until then it is in the ignored \
         `.env`, and the fix says which command hands it over on standard input. No command line holds the value.\n\n\
         Code that has to wait is written only where it may: in an async function, or at the top of a module. \
         Elsewhere the fix is refused, or the variable is used where the manager sets one.\n\n\
         | manager | name | read by code in | sets variables |\n| --- | --- | --- | --- |\n",
    );
    for one in managers() {
        let sets = if one.sets_variables() { "yes" } else { "" };
        let _ = writeln!(
            out,
            "| [{}]({}) | `{}` | {} | {sets} |",
            one.name,
            one.docs,
            one.id,
            one.languages().join(", "),
        );
    }
    (PathBuf::from("docs/projects.md"), out)
}
