//! The functions that a place stands in: whether it may wait there, and what they are given.
//!
//! Reads code whose comments and literals are blanked, by brackets and statements only: what it
//! does not understand counts as no function that waits.

/// Whether a lookup may wait at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waits {
    /// In no function: a module may wait there, a script may not.
    AtTop,
    /// In a function that waits.
    Yes,
    /// In one that does not, in a default of a parameter, or in a class.
    No,
}

/// The functions around a place.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) waits: Waits,
    /// What stands before their bodies, innermost first.
    pub(super) headers: Vec<String>,
}

/// A bracket that is open, with what stands in it so far; closed brackets in it are short.
struct Frame {
    open: u8,
    flat: String,
}

/// Characters of a statement that are looked at; a longer one is none that matters here.
const HEADER: usize = 2000;

/// The functions around `at`.
pub(super) fn around(code: &str, at: usize) -> Scope {
    let mut stack = vec![Frame {
        open: b'{',
        flat: String::new(),
    }];
    for character in code[..at].chars() {
        read(&mut stack, character);
    }
    let behind = &code[at..];
    let mut scope = Scope {
        waits: Waits::AtTop,
        headers: Vec::new(),
    };
    let mut decided = false;
    let mut decide = |scope: &mut Scope, waits: Waits| {
        if !decided {
            scope.waits = waits;
        }
        decided = true;
    };
    let mut closers = 0;
    for number in (0..stack.len()).rev() {
        let frame = &stack[number];
        if let Some(header) = arrow(frame) {
            decide(&mut scope, waits(&header));
            scope.headers.push(header);
        }
        let Some(outer) = number.checked_sub(1).map(|outer| &stack[outer]) else {
            break;
        };
        let header = statement(outer);
        closers += 1;
        match frame.open {
            b'(' if takes_parameters(header, follows(behind, closers)) => {
                decide(&mut scope, Waits::No);
            }
            b'{' if is_class(header) => decide(&mut scope, Waits::No),
            b'{' if is_function(header) => {
                decide(&mut scope, waits(header));
                scope.headers.push(header.trim().to_owned());
            }
            _ => {}
        }
    }
    scope
}

fn read(stack: &mut Vec<Frame>, character: char) {
    match character {
        '(' | '[' | '{' => stack.push(Frame {
            open: character as u8,
            flat: String::new(),
        }),
        ')' | ']' | '}' if stack.len() > 1 => {
            let Some(frame) = stack.pop() else { return };
            let inside = match frame.open {
                b'{' => String::new(),
                _ => frame.flat.replace(['\n', '\r'], " ").replace("{}", ""),
            };
            if let Some(outer) = stack.last_mut() {
                outer.flat.push(frame.open as char);
                outer.flat.push_str(&inside);
                outer.flat.push(character);
            }
        }
        ';' if stack.last().is_some_and(|frame| frame.open == b'{') => {
            if let Some(frame) = stack.last_mut() {
                frame.flat.clear();
            }
        }
        _ => {
            if let Some(frame) = stack.last_mut() {
                frame.flat.push(character);
                if frame.flat.len() > 2 * HEADER {
                    let cut = frame.flat.len() - HEADER;
                    let cut = (cut..).find(|&at| frame.flat.is_char_boundary(at));
                    frame.flat.drain(..cut.unwrap_or(0));
                }
            }
        }
    }
}

/// The statement that a bracket in this frame belongs to.
fn statement(frame: &Frame) -> &str {
    let flat = frame.flat.as_str();
    let mut start = 0;
    if frame.open == b'{' {
        start = flat.rfind("{}").map_or(0, |at| at + 2);
        // A destructured parameter or pattern goes on.
        if flat[start..].trim_start().starts_with(['=', ')', ',']) {
            start = 0;
        }
    }
    let commas = outside(&flat[start..]).rfind(',');
    if let Some(comma) = commas {
        start += comma + 1;
    }
    let mut lines = start;
    let mut before = "";
    for line in flat[start..].split_inclusive('\n') {
        let goes_on = before.is_empty()
            || before.ends_with(['=', '>', '(', '|', '&', '+', ':', '?', '.'])
            || line.trim_start().starts_with(['.', '?', ':', '=', '-'])
            || line.trim_start().starts_with("where")
            || line.trim().is_empty();
        if !goes_on {
            start = lines;
        }
        if !line.trim().is_empty() {
            before = line.trim_end();
        }
        lines += line.len();
    }
    &flat[start..]
}

/// The text with what stands in brackets blanked, of the same length.
fn outside(text: &str) -> String {
    let mut depth = 0usize;
    let blank = |text: &str| " ".repeat(text.len());
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let one = &text[at..at + character.len_utf8()];
        if at < out.len() {
            continue;
        }
        match character {
            '<' if depth == 0 => {
                let end = generic_end(text, at).unwrap_or(at + 1);
                out.push_str(&blank(&text[at..end]));
                continue;
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => {
                out.push(character);
                continue;
            }
            _ => {}
        }
        out.push_str(&blank(one));
    }
    out
}

/// Behind the arguments of a type that open at `at`.
fn generic_end(text: &str, at: usize) -> Option<usize> {
    if !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let mut depth = 0usize;
    let mut before = ' ';
    for (here, character) in text[at..].char_indices() {
        match character {
            '<' => depth += 1,
            '>' if !matches!(before, '-' | '=') => depth -= 1,
            '\n' | ';' => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(at + here + 1);
        }
        before = character;
    }
    None
}

/// What stands before the body of a function that has no braces, when the place is in one.
fn arrow(frame: &Frame) -> Option<String> {
    let statement = statement(frame);
    let flat = outside(statement);
    if let Some(at) = flat.rfind("=>") {
        return Some(statement[..at + 2].trim().to_owned());
    }
    // A closure of Rust or Ruby.
    let bars: Vec<usize> = flat.match_indices('|').map(|(at, _)| at).collect();
    let or = flat.contains("||") && flat.trim_start().starts_with("||");
    (or || (bars.len() == 2 && bars[1] > bars[0] + 1)).then(|| statement.trim().to_owned())
}

fn has_word(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    text.split(|c| !part(c)).any(|one| one == word)
}

fn waits(header: &str) -> Waits {
    if has_word(&outside(header), "async") {
        Waits::Yes
    } else {
        Waits::No
    }
}

const BLOCKS: &[&str] = &[
    "if", "for", "while", "switch", "catch", "with", "match", "else", "do", "try", "loop",
    "unsafe", "return", "select", "foreach", "using", "lock",
];

fn first_word(header: &str) -> &str {
    let header = header.trim_start();
    let end = header.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
    &header[..end.unwrap_or(header.len())]
}

fn is_class(header: &str) -> bool {
    let flat = outside(header);
    ["class", "interface", "impl", "trait", "struct"]
        .iter()
        .any(|word| has_word(&flat, word))
        && !has_word(&flat, "fn")
}

fn is_function(header: &str) -> bool {
    let trimmed = header.trim_end();
    let flat = outside(trimmed);
    if trimmed.ends_with("=>") || has_word(&flat, "function") || has_word(&flat, "fn") {
        return true;
    }
    if trimmed.ends_with("async") || trimmed.ends_with("async move") {
        return true;
    }
    // A method: a name, parameters, perhaps a type.
    !BLOCKS.contains(&first_word(trimmed))
        && trimmed.contains('(')
        && !flat.contains('=')
        && (trimmed.ends_with(')')
            || trimmed
                .rfind(')')
                .is_some_and(|at| trimmed[at..].contains(':')))
}

/// What follows the bracket that closes as the `nth`.
fn follows(behind: &str, nth: usize) -> &str {
    let mut left = nth;
    let mut depth = 0usize;
    for (at, character) in behind.char_indices() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth > 0 => depth -= 1,
            ')' | ']' | '}' => {
                left -= 1;
                if left == 0 {
                    return behind[at + 1..].trim_start();
                }
            }
            _ => {}
        }
    }
    ""
}

/// Whether the bracket behind `header` holds the parameters of a function.
fn takes_parameters(header: &str, follows: &str) -> bool {
    follows.starts_with("=>")
        || (follows.starts_with('{')
            && !BLOCKS.contains(&first_word(header))
            && !outside(header).contains('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Scope {
        let place = text.find('@').expect("a mark");
        around(&text.replace('@', " "), place)
    }

    #[test]
    fn who_may_wait() {
        for (text, expected) in [
            ("const k = @", Waits::AtTop),
            ("const c = { a: f(@) }", Waits::AtTop),
            ("async function f() { return g(@) }", Waits::Yes),
            ("function f() { return g(@) }", Waits::No),
            ("const f = async () => {\n  if (x) { y = @ }\n}", Waits::Yes),
            ("const f = async () => 1\nfunction g() { @ }", Waits::No),
            ("const f = async () => 1\nconst k = @", Waits::AtTop),
            ("const f = async () => g(@)", Waits::Yes),
            ("const f = () => g(@)", Waits::No),
            ("f(a => b, @)", Waits::AtTop),
            (
                "export default {\n  async fetch(r, env) { @ },\n}",
                Waits::Yes,
            ),
            ("class A {\n  k = @\n  async f() {}\n}", Waits::No),
            (
                "class A {\n  async f(): Promise<string> { return @ }\n}",
                Waits::Yes,
            ),
            ("async function f(a = @) {}", Waits::No),
            ("async function f() { g(() => @) }", Waits::No),
            ("if (x) { k = @ }", Waits::AtTop),
            (
                "async fn f() -> Result<(), E> {\n    let k = @;\n}",
                Waits::Yes,
            ),
            ("fn f() -> String {\n    let k = @;\n}", Waits::No),
            ("fn f() { spawn(async move { @ }) }", Waits::Yes),
            ("async fn f() { x.map(|y| @) }", Waits::No),
            ("static K: &str = @", Waits::AtTop),
        ] {
            assert_eq!(at(text).waits, expected, "{text}");
        }
    }

    #[test]
    fn what_they_are_given() {
        let scope = at("export default {\n  async fetch(request, env, ctx) { if (a) { @ } } }");
        assert_eq!(scope.headers, ["async fetch(request, env, ctx)"]);
    }
}
