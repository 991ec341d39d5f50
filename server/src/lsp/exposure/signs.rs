//! Signs of assistants: what the editor tells, and what this process sees.

use keyward_engine::config::Config;
use keyward_engine::exposure::Markers;
use serde_json::Value;

use crate::lsp::session::Session;
use crate::signs;

/// The signs that are known at the start.
pub(in crate::lsp) fn markers(client: Option<String>, options: &Value) -> Markers {
    let mut markers = signs::markers(false);
    markers.client = client;
    take(&mut markers, options);
    markers
}

/// The same with those of the home folder, where the user allows a look there.
pub(super) fn with_home(mut markers: Markers, config: &Config) -> Markers {
    if config.looks_at_home() {
        markers.home = signs::at_home();
    }
    markers
}

/// Takes in the lists that the editor's plugin tells; what it does not tell stays.
fn take(markers: &mut Markers, options: &Value) {
    let options = options.get("keyward").unwrap_or(options);
    let strings = |key: &str| -> Option<Vec<String>> {
        let list = options.get(key)?.as_array()?.iter();
        Some(
            list.filter_map(|it| it.as_str().map(str::to_owned))
                .collect(),
        )
    };
    let into = [
        ("extensions", &mut markers.extensions),
        ("modules", &mut markers.modules),
        ("globals", &mut markers.globals),
        ("lspClients", &mut markers.lsp_clients),
        ("features", &mut markers.features),
    ];
    for (key, list) in into {
        if let Some(told) = strings(key) {
            *list = told;
        }
    }
}

impl Session {
    /// Extensions or plugins came or went.
    pub(in crate::lsp) fn signs_changed(&mut self, told: &Value) {
        let before = self.markers.clone();
        take(&mut self.markers, told);
        if self.markers != before {
            self.assess_all();
        }
    }
}
