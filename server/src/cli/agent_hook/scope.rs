//! Whose settings a hook is registered in, and by what command it is run there.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use keyward_engine::agent::register::Commands;
use keyward_engine::agent::{self, Client, Install};

use crate::cli::args::HookScope;
use crate::workspace::roots;

/// The user's settings or those of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scope {
    /// The folder that the paths of settings start at.
    pub(super) root: PathBuf,
    pub(super) user: bool,
}

/// A client and its settings file in a scope.
pub(super) struct Place {
    pub(super) client: &'static Client,
    pub(super) install: &'static Install,
    pub(super) path: PathBuf,
}

impl Scope {
    pub(super) fn of(args: &HookScope) -> anyhow::Result<Self> {
        if args.user {
            Self::user()
        } else {
            Self::project()
        }
    }

    pub(super) fn user() -> anyhow::Result<Self> {
        let home = std::env::home_dir().filter(|home| home.is_absolute());
        let home = home.context("your home folder is not known: set `HOME`")?;
        Ok(Self {
            root: home,
            user: true,
        })
    }

    pub(super) fn project() -> anyhow::Result<Self> {
        let here = std::env::current_dir().context("the current folder cannot be told")?;
        Ok(Self {
            root: roots::root_of(&here),
            user: false,
        })
    }

    /// The clients that are named, or those that have left a folder here.
    pub(super) fn places(&self, named: &[String]) -> anyhow::Result<Vec<Place>> {
        let mut places: Vec<Place> = Vec::new();
        for name in named {
            let place = self.named(name)?;
            if !places.iter().any(|one| one.client == place.client) {
                places.push(place);
            }
        }
        if named.is_empty() {
            places = self.all().filter(|place| self.is_in_use(place)).collect();
        }
        if places.is_empty() {
            let ids: Vec<&str> = self.all().map(|place| place.client.id).collect();
            bail!(
                "no client has settings in {}: name one with `--client`: {}",
                self.root.display(),
                ids.join(", ")
            );
        }
        Ok(places)
    }

    /// Every client whose settings are known.
    pub(super) fn all(&self) -> impl Iterator<Item = Place> {
        agent::clients()
            .iter()
            .filter_map(|client| self.place(client))
    }

    fn place(&self, client: &'static Client) -> Option<Place> {
        let install = client.install.as_ref()?;
        let relative = if self.user {
            install.user
        } else {
            install.project
        };
        Some(Place {
            client,
            install,
            path: self.root.join(relative),
        })
    }

    fn named(&self, name: &str) -> anyhow::Result<Place> {
        let Some(client) = agent::client(name) else {
            let ids: Vec<&str> = agent::clients().iter().map(|one| one.id).collect();
            bail!(
                "no client is called `{name}`: write one of {}",
                ids.join(", ")
            );
        };
        // Copilot in VS Code reads the file of Copilot CLI.
        let client = match client.id {
            "copilot-vscode" => agent::client("copilot-cli").unwrap_or(client),
            _ => client,
        };
        self.place(client).with_context(|| {
            format!(
                "how {} registers hooks has not been looked at: run `keyward agent-hook --client {}` as its documentation says ({})",
                client.name, client.id, client.source
            )
        })
    }

    /// Whether the client has a folder of its own here. `.github` is everybody's.
    fn is_in_use(&self, place: &Place) -> bool {
        let relative = Path::new(if self.user {
            place.install.user
        } else {
            place.install.project
        });
        let own = relative
            .components()
            .next()
            .map(|part| self.root.join(part));
        if relative.starts_with(".github") {
            let signs = [
                ".github/hooks",
                ".github/copilot-instructions.md",
                ".github/agents",
                ".github/prompts",
            ];
            return signs.iter().any(|sign| self.root.join(sign).exists());
        }
        own.is_some_and(|folder| folder.is_dir())
    }

    /// The commands for a client. Where the file is committed, the program is looked up by whoever
    /// runs it, and its absence lets the tool run: some clients take a missing hook for a refusal.
    pub(super) fn commands(&self, client: &Client) -> anyhow::Result<Commands> {
        let id = client.id;
        if !self.user {
            return Ok(Commands {
                shell: format!(
                    "sh -c 'command -v keyward >/dev/null 2>&1 || {{ echo \"{{}}\"; exit 0; }}; exec keyward agent-hook --client {id}'"
                ),
                powershell: format!(
                    "if (Get-Command keyward -ErrorAction SilentlyContinue) {{ $input | keyward agent-hook --client {id} }} else {{ '{{}}' }}"
                ),
            });
        }
        let program = std::env::current_exe().context("this program's own path cannot be told")?;
        let program = program
            .to_str()
            .context("this program's own path is not UTF-8")?;
        if cfg!(windows) {
            return Ok(Commands {
                shell: format!("\"{program}\" agent-hook --client {id}"),
                powershell: format!("& '{program}' agent-hook --client {id}"),
            });
        }
        let quoted = program.replace('\'', "'\\''");
        Ok(Commands {
            shell: format!(
                "sh -c 'test -x \"$0\" || {{ echo \"{{}}\"; exit 0; }}; exec \"$0\" agent-hook --client {id}' '{quoted}'"
            ),
            powershell: format!(
                "& '{}' agent-hook --client {id}",
                program.replace('\'', "''")
            ),
        })
    }

    /// A path as messages show it.
    pub(super) fn shown(&self, path: &Path) -> String {
        let relative = roots::slashed(path.strip_prefix(&self.root).unwrap_or(path));
        if self.user {
            format!("~/{relative}")
        } else {
            relative
        }
    }
}
