//! Signs of assistants that this process can see: names of variables, and where the user
//! allows it, whether a few files of the home folder exist.

use keyward_engine::exposure::{Markers, env_signs, home_markers};

/// The signs.
pub(crate) fn markers(look_at_home: bool) -> Markers {
    Markers {
        env: environment(),
        platform: Some(std::env::consts::OS.to_owned()),
        home: if look_at_home { at_home() } else { Vec::new() },
        ..Markers::default()
    }
}

/// Variables that are signs. What one holds is told only where the rules name that value.
pub(crate) fn environment() -> Vec<String> {
    let variables: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let variables = variables.iter();
    env_signs(variables.map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The signs in the home folder.
pub(crate) fn at_home() -> Vec<String> {
    let Some(home) = std::env::home_dir() else {
        return Vec::new();
    };
    let exists = |path: &&str| home.join(path).symlink_metadata().is_ok();
    home_markers().filter(exists).map(str::to_owned).collect()
}
