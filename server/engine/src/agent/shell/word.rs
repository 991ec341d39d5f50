//! Words as the shell would see them, as far as the text itself says.
//!
//! A word is a few alternatives, each a text in which three characters of the private use area
//! stand for what is open: any run, any one character, and what only the run of the command tells.

use brush_parser::ParserOptions;
use brush_parser::word::{
    BraceExpressionMember, BraceExpressionOrText, Parameter, ParameterExpr, WordPiece,
    WordPieceWithSource, parse, parse_brace_expansions,
};
use globset::GlobBuilder;

use super::super::place::Secret;
use super::super::reason::Reason;
use super::Shell;

/// Any run of characters: `*`.
pub(super) const ANY: char = '\u{e000}';
/// Any one character: `?`, `[…]`.
pub(super) const ONE: char = '\u{e001}';
/// What cannot be told from the text.
pub(super) const HOLE: char = '\u{e002}';
/// Alternatives that are followed.
const MOST: usize = 32;
/// Longer words are not expanded at their braces, in bytes.
const BRACED: usize = 256;
/// Longer words are cut, in bytes.
const LONGEST: usize = 4096;

/// A word.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    pub(super) alternatives: Vec<String>,
    /// Why what it holds is a secret.
    pub(super) taint: Option<Reason>,
    /// Names of variables that it shows and that nothing in the text sets.
    pub(super) variables: Vec<String>,
    /// Whether it is the value of an assignment.
    pub(super) assigned: bool,
}

impl Word {
    pub(super) fn literal(text: impl Into<String>) -> Self {
        Self {
            alternatives: vec![text.into()],
            ..Self::default()
        }
    }

    pub(super) fn any_of(words: Vec<Self>) -> Self {
        let mut all = Self::default();
        for word in words {
            all.alternatives.extend(word.alternatives);
            all.taint = all.taint.or(word.taint);
            all.shows(&word.variables);
        }
        all.alternatives.truncate(MOST);
        all
    }

    pub(super) fn assigned(mut self) -> Self {
        self.assigned = true;
        self
    }

    /// The one text, if there is nothing open in it.
    pub(super) fn plain(&self) -> Option<String> {
        let [one] = self.alternatives.as_slice() else {
            return None;
        };
        let open = self.taint.is_some() || one.contains([ANY, ONE, HOLE]);
        (!open).then(|| one.clone())
    }

    /// The text for looking at options and names: what is open stays.
    pub(super) fn first(&self) -> &str {
        self.alternatives.first().map_or("", String::as_str)
    }

    pub(super) fn followed_by(mut self, other: &Self) -> Self {
        let mut out = Vec::new();
        for left in &self.alternatives {
            for right in &other.alternatives {
                if out.len() < MOST && left.len() + right.len() <= LONGEST {
                    out.push(format!("{left}{right}"));
                }
            }
        }
        self.alternatives = out;
        self.taint = self.taint.or_else(|| other.taint.clone());
        self.shows(&other.variables);
        self
    }

    /// Notes variables that it shows; a word may be put together from itself again and again.
    fn shows(&mut self, variables: &[String]) {
        for name in variables {
            if self.variables.len() < MOST && !self.variables.contains(name) {
                self.variables.push(name.clone());
            }
        }
    }
}

impl Shell<'_> {
    /// Expands a word as it is written.
    pub(super) fn expand(&mut self, raw: &str) -> Word {
        let options = ParserOptions::default();
        let raw = &raw[..floor(raw, LONGEST)];
        // Braces in braces take the parser long.
        let braced =
            raw.contains('{') && (raw.contains(',') || raw.contains("..")) && raw.len() <= BRACED;
        let braced = braced && raw.matches(['{', '(']).count() <= 6 && super::depth(raw) <= 3;
        let braces = match braced.then(|| parse_brace_expansions(raw, &options)) {
            Some(Ok(Some(parts))) => members(&parts),
            _ => vec![raw.to_owned()],
        };
        let words = braces
            .iter()
            .take(MOST)
            .map(|one| match parse(one, &options) {
                Ok(pieces) => self.pieces(&pieces, false),
                Err(_) => Word::literal(brush_parser::unquote_str(one)),
            });
        Word::any_of(words.collect())
    }

    fn pieces(&mut self, pieces: &[WordPieceWithSource], quoted: bool) -> Word {
        let mut word = Word::literal("");
        for piece in pieces {
            let next = self.piece(&piece.piece, quoted);
            word = word.followed_by(&next);
        }
        word
    }

    fn piece(&mut self, piece: &WordPiece, quoted: bool) -> Word {
        match piece {
            WordPiece::Text(text) if quoted => Word::literal(text),
            WordPiece::Text(text) => Word::literal(open(text)),
            WordPiece::SingleQuotedText(text) => Word::literal(text),
            WordPiece::AnsiCQuotedText(text) => Word::literal(unescaped(text)),
            WordPiece::DoubleQuotedSequence(inner)
            | WordPiece::GettextDoubleQuotedSequence(inner) => self.pieces(inner, true),
            WordPiece::TildePrefix(user) => {
                Word::literal(if user.is_empty() { "~" } else { "\u{e002}" })
            }
            WordPiece::EscapeSequence(text) => {
                let text = text.strip_prefix('\\').unwrap_or(text);
                Word::literal(if text == "\n" { "" } else { text })
            }
            WordPiece::ParameterExpansion(expression) => self.parameter(expression),
            WordPiece::CommandSubstitution(text)
            | WordPiece::BackquotedCommandSubstitution(text) => {
                let text = if matches!(piece, WordPiece::BackquotedCommandSubstitution(_)) {
                    text.replace("\\`", "`").replace("\\$", "$")
                } else {
                    text.clone()
                };
                self.substitution(&text)
            }
            WordPiece::ArithmeticExpression(_) => Word::literal(HOLE),
        }
    }

    fn substitution(&mut self, text: &str) -> Word {
        let captured = self.substitute(text);
        let named = captured
            .named
            .iter()
            .map(|it| it.path.to_string_lossy().into_owned());
        let alternatives = match captured.text {
            Some(text) => vec![text.trim_end_matches('\n').to_owned()],
            None => named.chain([HOLE.to_string()]).take(MOST).collect(),
        };
        Word {
            alternatives,
            taint: captured.taint,
            ..Word::default()
        }
    }

    fn parameter(&mut self, expression: &ParameterExpr) -> Word {
        use ParameterExpr as E;
        match expression {
            E::Parameter {
                parameter,
                indirect: false,
            } => self.variable(parameter),
            E::UseDefaultValues {
                parameter,
                default_value,
                ..
            }
            | E::AssignDefaultValues {
                parameter,
                default_value,
                ..
            } => {
                let value = self.variable(parameter);
                let other = self.expand(default_value.as_deref().unwrap_or_default());
                Word::any_of(vec![other, value])
            }
            // Whether it is set, how long it is: nothing of it is shown.
            E::UseAlternativeValue {
                alternative_value, ..
            } => self.expand(alternative_value.as_deref().unwrap_or_default()),
            E::ParameterLength { .. } | E::VariableNames { .. } | E::MemberKeys { .. } => {
                Word::literal(HOLE)
            }
            E::Parameter { parameter, .. }
            | E::IndicateErrorIfNullOrUnset { parameter, .. }
            | E::RemoveSmallestSuffixPattern { parameter, .. }
            | E::RemoveLargestSuffixPattern { parameter, .. }
            | E::RemoveSmallestPrefixPattern { parameter, .. }
            | E::RemoveLargestPrefixPattern { parameter, .. }
            | E::Substring { parameter, .. }
            | E::Transform { parameter, .. }
            | E::UppercaseFirstChar { parameter, .. }
            | E::UppercasePattern { parameter, .. }
            | E::LowercaseFirstChar { parameter, .. }
            | E::LowercasePattern { parameter, .. }
            | E::ReplaceSubstring { parameter, .. } => {
                let mut word = self.variable(parameter);
                word.alternatives.push(HOLE.to_string());
                word
            }
        }
    }

    fn variable(&self, parameter: &Parameter) -> Word {
        let (Parameter::Named(name)
        | Parameter::NamedWithIndex { name, .. }
        | Parameter::NamedWithAllIndices { name, .. }) = parameter
        else {
            return Word::literal(HOLE);
        };
        if let Some(known) = self.variables.get(name) {
            return known.clone();
        }
        match name.as_str() {
            "HOME" => Word::literal("~"),
            "PWD" => Word::literal(self.place.folder.to_string_lossy()),
            _ => Word {
                variables: vec![name.clone()],
                ..Word::literal(HOLE)
            },
        }
    }

    /// The secret file that a word is the path of.
    pub(super) fn secret_of(&self, word: &Word) -> Option<Secret> {
        word.alternatives
            .iter()
            .find_map(|text| self.secret_path(text))
    }

    /// The same for one alternative.
    pub(super) fn secret_path(&self, text: &str) -> Option<Secret> {
        if !text.contains([ANY, ONE, HOLE]) {
            return self.place.secret(text);
        }
        let (folder, name) = text.rsplit_once('/').map_or((".", text), |(folder, name)| {
            (if folder.is_empty() { "/" } else { folder }, name)
        });
        if !name.contains([ANY, ONE, HOLE]) {
            // Which folder is open; the name tells.
            return self.place.secret(&text.replace([ANY, ONE, HOLE], "_"));
        }
        let telling = name
            .chars()
            .filter(|c| ![ANY, ONE, HOLE].contains(c))
            .count();
        let hole = name.contains(HOLE);
        if (hole && telling < 2) || folder.contains([ANY, ONE, HOLE]) {
            return None;
        }
        let here = self.place.absolute(folder);
        // A star at the start passes the names that begin with a dot.
        let dots = name.starts_with(['.', HOLE]);
        let glob = glob(name)?;
        self.place.secrets_in(&here).into_iter().find(|secret| {
            let file = secret
                .path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy();
            (dots || !file.starts_with('.')) && glob.is_match(file.as_ref())
        })
    }
}

/// The pattern of a name.
fn glob(name: &str) -> Option<globset::GlobMatcher> {
    let mut text = String::new();
    for c in name.chars() {
        match c {
            ANY | HOLE => text.push('*'),
            ONE => text.push('?'),
            other => text.push_str(&globset::escape(&other.to_string())),
        }
    }
    let glob = GlobBuilder::new(&text)
        .case_insensitive(true)
        .build()
        .ok()?;
    Some(glob.compile_matcher())
}

/// Unquoted text: the signs of patterns become what they stand for.
pub(super) fn open(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '@' | '+' | '!' | '*' | '?' if rest.peek() == Some(&'(') => {
                for inner in rest.by_ref() {
                    if inner == ')' {
                        break;
                    }
                }
                out.push(ANY);
            }
            '*' => out.push(ANY),
            '?' => out.push(ONE),
            '[' => {
                let ahead: String = rest.clone().take_while(|&c| c != ']').collect();
                if rest.clone().nth(ahead.chars().count()).is_some() {
                    rest.nth(ahead.chars().count());
                    out.push(ONE);
                } else {
                    out.push('[');
                }
            }
            other => out.push(other),
        }
    }
    out
}

/// The alternatives of braces, as texts.
fn members(parts: &[BraceExpressionOrText]) -> Vec<String> {
    let mut out = vec![String::new()];
    for part in parts {
        let next: Vec<String> = match part {
            BraceExpressionOrText::Text(text) => vec![text.clone()],
            BraceExpressionOrText::Expr(list) => list.iter().flat_map(member).take(MOST).collect(),
        };
        let mut joined = Vec::new();
        for left in &out {
            for right in &next {
                if joined.len() < MOST {
                    joined.push(format!("{left}{right}"));
                }
            }
        }
        out = joined;
    }
    out
}

fn member(member: &BraceExpressionMember) -> Vec<String> {
    match member {
        BraceExpressionMember::Child(parts) => members(parts),
        BraceExpressionMember::CharSequence { start, end, .. } => {
            (*start..=*end).take(MOST).map(String::from).collect()
        }
        BraceExpressionMember::NumberSequence { start, end, .. } => {
            (*start..=*end).take(MOST).map(|n| n.to_string()).collect()
        }
    }
}

/// Escapes as in `$'…'`, `echo -e` and `printf`.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let Some(kind) = rest.next() else {
            out.push('\\');
            break;
        };
        let (radix, most, first) = match kind {
            'x' => (16, 2, None),
            'u' => (16, 4, None),
            'U' => (16, 8, None),
            '0'..='7' => (8, 3, Some(kind)),
            'n' | 'r' | 't' | 'a' | 'b' | 'f' | 'v' => {
                out.push(' ');
                continue;
            }
            other => {
                out.push(other);
                continue;
            }
        };
        let mut digits: String = first.into_iter().collect();
        while digits.len() < most && rest.peek().is_some_and(|c| c.is_digit(radix)) {
            digits.extend(rest.next());
        }
        let code = u32::from_str_radix(&digits, radix).ok();
        out.extend(code.and_then(char::from_u32));
    }
    out
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
