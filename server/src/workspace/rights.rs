//! Who can read a file besides its owner.

use std::path::Path;

use keyward_engine::files::Readers;

/// Asks the rights of the file and of every folder on the way. In a container there is nobody else, and a
/// file that everybody may run as well lies on a file system whose rights say nothing.
#[cfg(unix)]
pub(super) fn readers(path: &Path) -> Readers {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(meta) = path.symlink_metadata() else {
        return Readers::Nobody;
    };
    let mode = meta.mode();
    if mode & 0o111 != 0 || is_container() {
        return Readers::Nobody;
    }
    let open_to = |bits: u32| {
        let mut folders = path.ancestors().skip(1);
        folders.all(|folder| folder.metadata().is_ok_and(|it| it.mode() & bits != 0))
    };
    if mode & 0o004 != 0 && open_to(0o001) {
        Readers::Everybody
    // A group of the same number is the owner's own, as most systems make one for each account.
    } else if mode & 0o040 != 0 && meta.gid() != meta.uid() && open_to(0o011) {
        Readers::Group
    } else {
        Readers::Nobody
    }
}

#[cfg(not(unix))]
pub(super) fn readers(_: &Path) -> Readers {
    Readers::Nobody
}

/// Whether this is the inside of a container. `KEYWARD_RIGHTS=always` looks there as well.
#[cfg(unix)]
fn is_container() -> bool {
    let asked = std::env::var_os("KEYWARD_RIGHTS").is_some_and(|it| it == "always");
    let marks = ["/.dockerenv", "/run/.containerenv"];
    !asked && marks.iter().any(|mark| Path::new(mark).exists())
}
