//! `secretlint-disable` … `secretlint-enable`: comments about all the lines between them.

use std::ops::Range;

/// What both kinds of markers begin with.
pub(crate) const MARK: &str = "secretlint-";
const OFF: &str = "secretlint-disable";
const ON: &str = "secretlint-enable";

/// A comment that begins or ends a stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toggle {
    off: bool,
    /// The rules it names, as far as they can be told apart here; none means all of them.
    names: Vec<String>,
}

/// The comment whose marker begins at `at`; `None` for the markers that are about one line.
pub(crate) fn toggle_at(text: &str, at: usize) -> Option<Toggle> {
    let after = text.get(at..)?;
    let (off, rest) = match after.strip_prefix(OFF) {
        Some(rest) => (true, rest),
        None => (false, after.strip_prefix(ON)?),
    };
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    if rest.starts_with(word) || text[..at].ends_with(word) {
        return None;
    }
    let line = rest.split(['\n', '\r']).next().unwrap_or_default();
    // A reason may follow behind two dashes, and the comment is closed somehow.
    let ids = line.split(" --").next().unwrap_or_default();
    let ids = ids.trim_end_matches(|c: char| !c.is_alphanumeric());
    let names = ids.split([',', ' ', '\t']).filter(|id| !id.is_empty());
    Some(Toggle {
        off,
        names: names
            .filter(|id| id.contains("secretlint-rule"))
            .map(name)
            .collect(),
    })
}

/// What of a rule's package says which credentials it is about.
fn name(id: &str) -> String {
    let last = id.rsplit('/').next().unwrap_or(id);
    last.strip_prefix("secretlint-rule-")
        .unwrap_or(last)
        .to_owned()
}

/// A stretch in which findings are allowed.
#[derive(Debug)]
pub(crate) struct Region {
    range: Range<usize>,
    names: Vec<String>,
}

impl Region {
    /// Whether a finding at this place, of a rule of this provider, is allowed.
    pub(crate) fn allows(&self, at: usize, provider: &str) -> bool {
        let named = |name: &String| name == provider || name.starts_with("preset-");
        self.range.contains(&at) && (self.names.is_empty() || self.names.iter().any(named))
    }
}

/// The stretches that comments make, each given with where it stands. One that is not ended
/// reaches to the end of the text.
pub(crate) fn regions(toggles: &[(usize, Toggle)]) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    for (at, toggle) in toggles {
        if toggle.off {
            regions.push(Region {
                range: *at..usize::MAX,
                names: toggle.names.clone(),
            });
            continue;
        }
        let ended = |region: &&mut Region| {
            region.range.end == usize::MAX
                && (toggle.names.is_empty() || toggle.names == region.names)
        };
        for region in regions.iter_mut().filter(ended) {
            region.range.end = *at;
        }
    }
    regions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(bool, Vec<String>)> {
        let places = text.match_indices(MARK);
        let toggles = places.filter_map(|(at, _)| toggle_at(text, at));
        toggles.map(|it| (it.off, it.names)).collect()
    }

    #[test]
    fn markers_of_one_line_are_none() {
        assert_eq!(
            read("secretlint-disable-line secretlint-disable-next-line secretlint-x"),
            []
        );
        assert_eq!(
            read("/* secretlint-disable */ // secretlint-enable"),
            [(true, vec![]), (false, vec![])]
        );
        let named = "<!-- secretlint-disable @secretlint/secretlint-rule-aws, @secretlint/secretlint-rule-slack -- old -->";
        assert_eq!(
            read(named),
            [(true, vec!["aws".to_owned(), "slack".to_owned()])]
        );
    }

    #[test]
    fn a_stretch_ends_where_it_is_enabled_again() {
        let toggle = |off, names: &[&str]| Toggle {
            off,
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        let found = regions(&[
            (10, toggle(true, &[])),
            (20, toggle(false, &[])),
            (30, toggle(true, &["aws"])),
        ]);
        assert!(found[0].allows(15, "github") && !found[0].allows(25, "github"));
        assert!(found[1].allows(99, "aws") && !found[1].allows(99, "github"));
    }
}
