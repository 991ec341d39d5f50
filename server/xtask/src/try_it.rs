//! `cargo xtask try`: the main job, on a sample project, in a real editor.

use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::bail;

use crate::{sample, sh};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Open this editor: code, nvim or hx
    #[arg(long, value_name = "NAME", conflicts_with = "no_editor")]
    editor: Option<String>,
    /// Stop after the check on the terminal
    #[arg(long)]
    no_editor: bool,
}

/// How to start an editor on the sample.
struct Editor {
    program: &'static str,
    name: &'static str,
    start: fn(&Path, &Path) -> anyhow::Result<Command>,
}

const EDITORS: [Editor; 3] = [
    Editor {
        program: "code",
        name: "VS Code",
        start: vscode,
    },
    Editor {
        program: "nvim",
        name: "Neovim",
        start: neovim,
    },
    Editor {
        program: "hx",
        name: "Helix",
        start: helix,
    },
];

/// Runs the task.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    println!("Building keyward …");
    let keyward = sh::build(false)?;
    let folder = tempfile::Builder::new()
        .prefix("keyward-sample-")
        .tempdir()?
        .keep();
    let seed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    sample::write(&folder, seed)?;
    if sh::find("git").is_some() {
        sh::run(Command::new("git").args(["init", "--quiet"]).arg(&folder))?;
    }
    println!(
        "\nA sample project with made-up secrets is in {}",
        folder.display()
    );
    println!("$ cd {} && keyward check\n", folder.display());
    let status = Command::new(&keyward)
        .arg("check")
        .current_dir(&folder)
        .status()?;
    if status.code() != Some(1) {
        bail!("keyward check found nothing in the sample project ({status})");
    }
    if args.no_editor {
        return Ok(());
    }
    open(args.editor.as_deref(), &keyward, &folder)
}

fn open(wanted: Option<&str>, keyward: &Path, folder: &Path) -> anyhow::Result<()> {
    let found = match wanted {
        Some(name) => match EDITORS.iter().find(|one| one.program == name) {
            Some(editor) if sh::find(editor.program).is_some() => Some(editor),
            Some(editor) => bail!("`{}` is not on the PATH", editor.program),
            None => bail!("`{name}` is none of code, nvim, hx; for others see editors/"),
        },
        None => EDITORS
            .iter()
            .find(|one| sh::find(one.program).is_some() && usable(one)),
    };
    let Some(editor) = found else {
        println!("\nNo VS Code, Neovim 0.11 or Helix was found on the PATH.");
        others(keyward);
        return Ok(());
    };
    println!(
        "\nOpening app.py in {}: look at the token in line 3, then take the quick fix.",
        editor.name
    );
    others(keyward);
    sh::run(&mut (editor.start)(keyward, folder)?)
}

/// Old Neovims have no `vim.lsp.config`.
fn usable(editor: &Editor) -> bool {
    if editor.program != "nvim" {
        return true;
    }
    let version = sh::output(Command::new("nvim").arg("--version")).unwrap_or_default();
    let minor = version
        .split("v0.")
        .nth(1)
        .and_then(|rest| rest.split('.').next());
    minor
        .and_then(|minor| minor.trim().parse::<u32>().ok())
        .is_none_or(|minor| minor >= 11)
}

fn others(keyward: &Path) {
    println!(
        "Other editors: start `{} lsp` as a language server; see editors/ for each one.",
        keyward.display()
    );
}

fn neovim(keyward: &Path, folder: &Path) -> anyhow::Result<Command> {
    let plugin = crate::root().join("editors/nvim");
    let mut command = Command::new("nvim");
    command
        .current_dir(folder)
        .env("PATH", path_with(keyward)?)
        .arg("--cmd")
        .arg(format!("set runtimepath^={}", plugin.display()))
        .args(["+call cursor(3, 10)", "app.py"]);
    Ok(command)
}

fn vscode(keyward: &Path, folder: &Path) -> anyhow::Result<Command> {
    let extension = crate::root().join("editors/vscode");
    if !extension.join("dist").is_dir() {
        println!("Building the extension …");
        let npm = sh::find("npm").unwrap_or_else(|| "npm".into());
        sh::run(
            Command::new(&npm)
                .args(["ci", "--no-audit", "--no-fund"])
                .current_dir(&extension),
        )?;
        sh::run(
            Command::new(&npm)
                .args(["run", "build"])
                .current_dir(&extension),
        )?;
    }
    let code = sh::find("code").unwrap_or_else(|| "code".into());
    let mut command = Command::new(code);
    command
        .env("PATH", path_with(keyward)?)
        .arg(format!(
            "--extensionDevelopmentPath={}",
            extension.display()
        ))
        .arg("--new-window")
        .arg(folder)
        .arg("--goto")
        .arg(folder.join("app.py:3"));
    Ok(command)
}

fn helix(keyward: &Path, folder: &Path) -> anyhow::Result<Command> {
    let settings = folder.join(".helix");
    std::fs::create_dir_all(&settings)?;
    std::fs::write(
        settings.join("languages.toml"),
        "[language-server.keyward]\ncommand = \"keyward\"\nargs = [\"lsp\"]\n\n\
         [[language]]\nname = \"python\"\nlanguage-servers = [\"keyward\"]\n",
    )?;
    let mut command = Command::new("hx");
    command
        .current_dir(folder)
        .env("PATH", path_with(keyward)?)
        .arg("app.py:3");
    Ok(command)
}

/// `PATH` with the freshly built binary before everything else.
fn path_with(keyward: &Path) -> anyhow::Result<std::ffi::OsString> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let own = keyward.parent().map(Path::to_owned);
    Ok(std::env::join_paths(
        own.into_iter().chain(std::env::split_paths(&old)),
    )?)
}
