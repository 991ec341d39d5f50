//! Signs of assistants that this process can see: names of variables, and where the user
//! allows it, whether a few files of the home folder exist.

use keyward_engine::exposure::{Markers, env_markers, home_markers};

/// The signs: whether a variable is set, never what it holds.
pub(crate) fn markers(look_at_home: bool) -> Markers {
    Markers {
        env: env_markers()
            .filter(|name| std::env::var_os(name).is_some())
            .map(str::to_owned)
            .collect(),
        home: if look_at_home { at_home() } else { Vec::new() },
        ..Markers::default()
    }
}

fn at_home() -> Vec<String> {
    let Some(home) = std::env::home_dir() else {
        return Vec::new();
    };
    let exists = |path: &&str| home.join(path).symlink_metadata().is_ok();
    home_markers().filter(exists).map(str::to_owned).collect()
}
