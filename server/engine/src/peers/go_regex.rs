//! Go's regular expressions in the syntax of Rust's.
//!
//! Both descend from RE2 and agree on nearly everything. What differs: Go quotes with `\Q…\E`,
//! takes a brace that counts nothing for itself, and knows no nested classes or set operations,
//! so that `[`, `&&`, `--` and `~~` stand for themselves inside a class; `\<` and `\>` are
//! plain characters. <https://github.com/google/re2/wiki/Syntax>

/// The pattern in Rust's syntax. What neither has, such as look-around, is left for the
/// compiler to refuse.
pub(super) fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        let used = match c {
            '\\' => escape(behind, &mut out),
            '[' if in_class && !behind.starts_with(':') => {
                out.push_str("\\[");
                0
            }
            '[' if in_class => {
                let end = behind.find(":]").map_or(0, |at| at + 2);
                out.push('[');
                out.push_str(&behind[..end]);
                end
            }
            '[' => {
                in_class = true;
                out.push('[');
                // A bracket that comes first is a member.
                let negated = usize::from(behind.starts_with('^'));
                out.push_str(&behind[..negated]);
                let member = usize::from(behind[negated..].starts_with(']'));
                out.push_str(if member == 1 { "\\]" } else { "" });
                negated + member
            }
            ']' => {
                in_class = false;
                out.push(']');
                0
            }
            '&' | '-' | '~' if in_class && behind.starts_with(c) => {
                out.extend(['\\', c]);
                0
            }
            '{' if !in_class && !counts(behind) => {
                out.push_str("\\{");
                0
            }
            _ => {
                out.push(c);
                0
            }
        };
        rest = &behind[used..];
    }
    out
}

/// Writes what a backslash begins; how many bytes behind it that took.
fn escape(behind: &str, out: &mut String) -> usize {
    if let Some(quoted) = behind.strip_prefix('Q') {
        let end = quoted.find("\\E");
        out.push_str(&regex_syntax::escape(
            &quoted[..end.unwrap_or(quoted.len())],
        ));
        return 1 + end.map_or(quoted.len(), |end| end + 2);
    }
    let Some(c) = behind.chars().next() else {
        out.push('\\');
        return 0;
    };
    if !matches!(c, '<' | '>') {
        out.push('\\');
    }
    out.push(c);
    c.len_utf8()
}

/// Whether what stands behind a brace makes it a count: `3}`, `3,}` or `3,4}`.
fn counts(behind: &str) -> bool {
    let Some((inside, _)) = behind.split_once('}') else {
        return false;
    };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && digits(least) && digits(most)
}

#[cfg(test)]
mod tests {
    use super::translate;
    use crate::own::Pattern;

    #[test]
    fn what_go_writes_differently_is_rewritten() {
        for (go, rust) in [
            (r"\Qa.b\E+", r"a\.b+"),
            (r"\Qa.b", r"a\.b"),
            (r"a{2,3}b{x", r"a{2,3}b\{x"),
            (r"\$\{[a-z]", r"\$\{[a-z]"),
            (r"{{", r"\{\{"),
            (r"[^[\]&&a-z]", r"[^\[\]\&&a-z]"),
            (r"[]a]", r"[\]a]"),
            (r"[^]a]", r"[^\]a]"),
            (r"[[:alnum:]_--]", r"[[:alnum:]_\--]"),
            (r"\<a\>", r"<a>"),
            (r"(?i)\bx\z", r"(?i)\bx\z"),
        ] {
            assert_eq!(translate(go), rust, "{go}");
            if go != r"(?i)\bx\z" {
                assert!(Pattern::new(rust).is_ok(), "{rust}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_translated(text in r"[\\\[\]{}QE0-9,a&~:^é-]{0,24}") {
            let _ = translate(&text);
        }
    }
}
