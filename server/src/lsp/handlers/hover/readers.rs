//! Who can read a secret file, over its first line and over the names in it.

use std::ops::Range;

use keyward_engine::dotenv;
use keyward_engine::exposure::{Exposure, Git, message};
use keyward_engine::text::Text;

use super::Line;

/// Pages named for one assistant: enough to check what is said.
const SOURCES: usize = 2;
/// Larger files are no settings that somebody wrote; their names are not looked for.
const LARGEST: usize = 1024 * 1024;

/// The place that a hover is about: a name, else the first line.
pub(super) fn place(text: &Text, offset: usize) -> Option<Range<usize>> {
    if text.len() <= LARGEST {
        let layout = dotenv::parse(&text.full());
        let mut keys = layout.entries.into_iter().map(|entry| entry.key);
        if let Some(key) = keys.find(|key| key.start <= offset && offset <= key.end) {
            return Some(key);
        }
    }
    let first = text.line_range(0);
    (offset <= first.end).then_some(first)
}

/// The file's row of the map, with sources; `None` where no assistant is in use.
pub(super) fn about(exposure: &Exposure) -> Option<Vec<Line>> {
    let used: Vec<_> = exposure
        .assistants
        .iter()
        .filter(|one| one.in_use)
        .collect();
    if used.is_empty() {
        return None;
    }
    let git = match exposure.git {
        Git::Ignored => "git ignores it",
        Git::Untracked => "git does not ignore it",
        Git::Tracked => "git tracks it",
        Git::NoRepository => "there is no git repository",
    };
    let mut lines = vec![Line::Title(format!("Who can read this file ({git})"))];
    for one in &used {
        let (sign, word) = (one.state.sign(), one.state.word());
        let routes: Vec<&str> = one.routes.iter().map(|route| route.text()).collect();
        let routes = match routes.as_slice() {
            [] => String::new(),
            routes => format!(" Routes open: {}.", routes.join(", ")),
        };
        let said = message(exposure, one);
        lines.push(Line::Item(format!("{sign} {word}: {said}{routes}")));
    }
    for one in &used {
        let pages = one.assistant.sources.iter().map(|page| page.at);
        let pages = pages.filter(|page| page.starts_with("https://"));
        let links = pages.map(|page| Line::Link(one.assistant.name, page.to_owned()));
        lines.extend(links.take(SOURCES));
    }
    Some(lines)
}
