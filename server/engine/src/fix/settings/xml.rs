//! Values in XML: the text of an element, or an attribute.

use std::ops::Range;

use roxmltree::{Document, Node, ParsingOptions};
use zeroize::Zeroizing;

use super::scalar::{Missing, Scalar, Style};

pub(super) fn scalar(text: &str, range: &Range<usize>) -> Result<Scalar, Missing> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options).map_err(|_| Missing::Broken)?;
    let holds = |outer: Range<usize>| outer.start <= range.start && range.end <= outer.end;
    let mut nodes = document.descendants();
    let node = nodes
        .rfind(|node| (node.is_element() || node.is_text()) && holds(node.range()))
        .ok_or(Missing::NoValue)?;
    if node.is_text() {
        let full = node.range();
        let raw = &text[full.clone()];
        let start = full.start + raw.len() - raw.trim_start().len();
        let content = start..start + raw.trim().len();
        if raw.starts_with("<![CDATA[") || !holds(content.clone()) {
            return Err(Missing::NoValue);
        }
        let value = node.text().unwrap_or_default().trim();
        return Ok(found(names(node), content, Style::Plain, value));
    }
    let mut attributes = node.attributes();
    let attribute = attributes
        .find(|attribute| holds(attribute.range_value()))
        .ok_or(Missing::NoValue)?;
    let mut keys = names(node);
    // `<add key="name" value="…"/>`: the name is the key.
    let named = ["key", "name"]
        .iter()
        .find_map(|name| node.attribute(*name));
    keys.push(named.unwrap_or(attribute.name()).to_owned());
    let content = attribute.range_value();
    let style = match text.as_bytes().get(content.end) {
        Some(b'\'') => Style::Single,
        _ => Style::Double,
    };
    Ok(found(keys, content, style, attribute.value()))
}

fn names(node: Node<'_, '_>) -> Vec<String> {
    let mut names: Vec<String> = node
        .ancestors()
        .filter(Node::is_element)
        .map(|node| node.tag_name().name().to_owned())
        .collect();
    names.reverse();
    names
}

fn found(keys: Vec<String>, content: Range<usize>, style: Style, value: &str) -> Scalar {
    let quote = usize::from(style != Style::Plain);
    Scalar {
        keys,
        full: content.start - quote..content.end + quote,
        content,
        style,
        value: Zeroizing::new(value.to_owned()),
        entry: None,
        removal: None,
    }
}
