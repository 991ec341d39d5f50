//! What the engine says about a case.

use std::path::Path;

use keyward_engine::exposure::{self, Library, Markers, Route};
use keyward_engine::ignorefile;

use super::made::{Made, Source};
use super::memory::Memory;

pub(super) const NODE_IGNORE: Library = Library::NodeIgnore;
pub(super) const PATHSPEC: Library = Library::Pathspec;

/// Whether each path of a case is ignored, or fits.
pub(super) fn answers(source: &Source, one: &Made) -> Vec<bool> {
    let paths = one.paths.iter().map(String::as_str);
    match source {
        Source::Git => {
            let files = Memory::of(one);
            let root = Path::new(Memory::ROOT);
            paths
                .map(|path| ignorefile::is_ignored(&root.join(path), root, &files, None))
                .collect()
        }
        Source::Lines(library) => {
            let rules: Vec<&str> = one.rules.iter().map(String::as_str).collect();
            paths
                .map(|path| exposure::ignored(&rules, Path::new(path), *library))
                .collect()
        }
        Source::Glob(fits) => paths
            .map(|path| fits(&one.rules[0], Path::new(path)))
            .collect(),
        Source::Assistant(id, ..) => paths.map(|path| kept_out(id, path, one)).collect(),
    }
}

/// Whether the assistant's main route is closed for a path.
fn kept_out(id: &str, path: &str, one: &Made) -> bool {
    let root = Path::new(Memory::ROOT);
    let files = Memory::of(one);
    let assistant = exposure::by_id(id).expect("a row");
    let state = exposure::assess_assistant(
        assistant,
        &root.join(path),
        root,
        &Markers::default(),
        &files,
    );
    let main = [Route::AgentFileTools, Route::Index];
    !state.routes.iter().any(|route| main.contains(route))
}
