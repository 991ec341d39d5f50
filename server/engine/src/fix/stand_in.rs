//! A stand-in for the value, where the value has no business at all: templates, documents, tests.

use zeroize::Zeroizing;

use super::name::{placeholder, sanitised};
use super::{
    EditPlan, FileEdit, NewText, Refusal, Request, TextEdit, committed, refusal, settings,
};
use crate::files::Files;

/// Plans the replacement of the value by a placeholder, or the end of an entry that is of no use
/// with one. The value goes nowhere else.
///
/// # Errors
/// When the document has no path, or the value is encoded.
pub fn stand_in(request: &Request<'_>, files: &dyn Files) -> Result<EditPlan, Refusal> {
    let Some(path) = request.path else {
        return Err(refusal(
            "untitled-document",
            "Save the document first: the placeholder goes into its file.",
        ));
    };
    let plan = |title: String, edit: TextEdit| EditPlan {
        title,
        name: String::new(),
        files: vec![FileEdit::source(path, request.text, vec![edit])],
        notes: vec![committed::note(request, files)],
    };
    if let Some((what, edit)) = settings::dropped(request, path, files) {
        let title = format!("Delete the {what} that holds the value (it is kept nowhere)");
        return Ok(plan(title, edit));
    }
    let finding = request.finding;
    if !finding.layers.is_empty() {
        return Err(refusal(
            "value-is-encoded",
            "The value is encoded or in parts: replace it by hand.",
        ));
    }
    let sink = finding.sink.clone().and_then(|it| request.text.get(it));
    let mut names = [
        sanitised(finding.rule.env),
        sink.map_or_else(String::new, sanitised),
    ]
    .into_iter()
    .filter(|name| !name.is_empty());
    let name = names.next().unwrap_or_else(|| "SECRET".to_owned());
    let placeholder = placeholder(&name);
    let edit = TextEdit {
        range: finding.range.clone(),
        text: NewText(Zeroizing::new(placeholder.clone())),
    };
    let title = format!("Replace the value by the placeholder {placeholder} (it is kept nowhere)");
    Ok(plan(title, edit))
}
