//! Programs to compare with.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::accuracy::peers;
use crate::sh;

/// A program that scans a folder, and what it is called.
type Rival = (&'static str, anyhow::Result<Command>);

/// Those to compare with, over a folder.
pub(crate) fn all(folder: &Path) -> [Rival; 2] {
    let command = |program: PathBuf, args: Vec<String>| {
        let mut command = Command::new(program);
        command.args(args);
        command
    };
    let here = vec![folder.display().to_string()];
    [
        (
            "ripsecrets",
            ripsecrets().map(|program| command(program, here)),
        ),
        (
            "kingfisher",
            peers::kingfisher(folder).map(|(program, args)| command(program, args)),
        ),
    ]
}

/// ripsecrets, installed into the target folder when it is not there.
fn ripsecrets() -> anyhow::Result<PathBuf> {
    let folder = sh::target().join("tools");
    let program = folder
        .join("bin")
        .join(format!("ripsecrets{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        println!("Installing ripsecrets into {} …", folder.display());
        sh::run(
            sh::cargo()
                .args(["install", "ripsecrets", "--locked", "--quiet", "--root"])
                .arg(&folder),
        )?;
    }
    Ok(program)
}
