//! In which file a control is set for a secret file.

use std::path::{Path, PathBuf};

use super::{Secrets, names};
use crate::exposure::assistant;
use crate::exposure::control_row::{Control, ControlKind, Place};
use crate::exposure::edit::Edited;
use crate::exposure::workspace::Workspace;
use crate::files::{Entry, Files};

/// The files to edit, each with the secret files that it is edited for.
pub(super) fn of(
    control: &'static Control,
    open: &[&PathBuf],
    secrets: &Secrets<'_>,
    edited: &Edited<'_>,
    whole: bool,
) -> Vec<(String, Vec<PathBuf>)> {
    let mut targets: Vec<(String, Vec<PathBuf>)> = Vec::new();
    for &file in open {
        let target = target(control, file, secrets.root, edited);
        match targets.iter_mut().find(|(one, _)| *one == target) {
            Some((_, files)) => files.push(file.clone()),
            None => targets.push((target, vec![file.clone()])),
        }
        if whole {
            break;
        }
    }
    targets
}

/// The file in which a control is set for one secret file: one of its files that is there, where
/// no other assistant calls that its own; else its first.
fn target(control: &Control, secret: &Path, root: &Path, edited: &Edited<'_>) -> String {
    let first = control.files.first().copied().unwrap_or_default();
    let there = |file: &str| !matches!(edited.entry(&root.join(file)), Entry::Absent);
    if let ControlKind::Lines {
        named_by, place, ..
    } = &control.kind
    {
        let workspace = Workspace::new(secret, root, edited);
        let named = named_by.as_ref().and_then(|it| workspace.setting(it));
        if let Some(name) = named.as_ref().and_then(|it| it.text())
            && names::is_inside(name)
        {
            return name.to_owned();
        }
        if *place == Place::Nearest {
            let folders = workspace.folders().into_iter().rev();
            let files = folders.map(|folder| names::slashed(&folder.join(first)));
            if let Some(nearest) = files.into_iter().find(|file| there(file)) {
                return nearest;
            }
        }
    }
    let of_another = |file: &str| {
        let mut controls = assistant::all().iter().flat_map(|one| one.controls);
        controls.any(|one| one.id != control.id && one.files.first() == Some(&file))
    };
    let is_list = matches!(
        control.kind,
        ControlKind::List { .. } | ControlKind::Flags { .. }
    );
    let mut others = control
        .files
        .iter()
        .copied()
        .filter(|_| !is_list && !there(first));
    let other = others.find(|file| !file.contains('*') && there(file) && !of_another(file));
    other.unwrap_or(first).to_owned()
}
