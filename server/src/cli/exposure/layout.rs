//! Text in columns of the terminal's width.

use clap::builder::styling::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

/// The width where nobody tells one, as for a file or a pipe.
const USUAL: usize = 100;
/// Fewer columns than this hold no table.
const LEAST: usize = 40;
/// Longer lines are hard to read, however wide the window.
const MOST: usize = 160;

/// The columns that there are: what `COLUMNS` says, else the terminal.
pub(super) fn width() -> usize {
    let said = std::env::var("COLUMNS").ok();
    let said = said.and_then(|columns| columns.trim().parse::<usize>().ok());
    let seen = || terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
    said.or_else(seen).unwrap_or(USUAL).clamp(LEAST, MOST)
}

/// How many columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// The text with blanks behind it, up to so many columns.
pub(super) fn padded(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(columns(text));
    format!("{text}{}", " ".repeat(blanks))
}

/// The end of a text that is too wide for so many columns: of a path, the name matters most.
pub(super) fn cut_at_start(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars().rev() {
        if columns(&kept) + columns(c.encode_utf8(&mut [0; 4])) + 1 > width {
            break;
        }
        kept.insert(0, c);
    }
    format!("…{kept}")
}

/// The words of a text on lines of so many columns. A longer word has a line of its own.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if columns(line) + 1 + columns(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A text in a colour. Where colours are not understood they are taken out again.
pub(super) fn painted(text: &str, colour: AnsiColor) -> String {
    let style = Style::new().fg_color(Some(colour.into()));
    format!("{style}{text}{style:#}")
}

/// A heading.
pub(super) fn bold(text: &str) -> String {
    let style = Style::new().bold();
    format!("{style}{text}{style:#}")
}

/// What matters less.
pub(super) fn dim(text: &str) -> String {
    let style = Style::new().dimmed();
    format!("{style}{text}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_paths_are_cut() {
        assert_eq!(
            wrapped("GitHub Copilot in VS Code", 10),
            ["GitHub", "Copilot in", "VS Code"]
        );
        assert_eq!(wrapped("codecompanion.nvim", 10), ["codecompanion.nvim"]);
        assert_eq!(cut_at_start("deploy/production/.env", 10), "…tion/.env");
        assert_eq!(cut_at_start("漢字/.env", 6), "…/.env");
        assert_eq!(padded("漢", 4), "漢  ");
    }
}
