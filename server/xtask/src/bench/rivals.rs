//! Programs to compare with.

use std::path::PathBuf;

use crate::sh;

/// ripsecrets, installed into the target folder when it is not there.
pub(crate) fn ripsecrets() -> anyhow::Result<PathBuf> {
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
