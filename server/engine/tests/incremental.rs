//! Rescanning where a text changes gives what scanning all of it gives.

use std::path::Path;
use std::sync::Arc;

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use keyward_engine::config::{Config, Trust, parse};
use keyward_engine::rule;
use keyward_engine::scan::Known;
use keyward_engine::text::{Edit, Encoding, Position, Text};
use keyward_engine::{Document, FileContext, scan};
use proptest::prelude::*;

fn context() -> FileContext {
    FileContext::of(Path::new("config/app"), None)
}

/// Rules of one's own that hit what [`piece`] makes: by keyword, on every line, with another
/// rule near by, and in long lines.
fn own_context() -> FileContext {
    let text = r#"
        [[custom_rules]]
        id = "own-word"
        regex = '(?i)secret[ =:"]*([a-z0-9]{1,20})'
        keywords = ["secret"]
        [[custom_rules]]
        id = "own-run"
        regex = '[a-f0-9.]{9,40}é?'
        [[custom_rules]]
        id = "own-pair"
        regex = 'aws.?'
        keywords = ["aws"]
        required = [{ id = "own-run", within_lines = 3 }]
    "#;
    let (layer, problems) = parse(text, Trust::Trusted);
    assert_eq!(problems, []);
    Config::new(vec![layer]).context(Path::new("config/app.yml"), None)
}

/// Pieces that make and break findings: whole samples, halves of them, names, quotes, line ends.
fn piece() -> impl Strategy<Value = String> {
    let rules = rule::all();
    prop_oneof![
        4 => (0..rules.len(), 0_u64..3).prop_map(|(at, seed)| rule::sample_line(&rule::all()[at], seed).0),
        2 => (0..rules.len(), 0_u64..3, 0.0..1.0_f64).prop_map(|(at, seed, cut)| {
            let line = rule::sample_line(&rule::all()[at], seed).0;
            let cut = (line.len() as f64 * cut) as usize;
            line.chars().take(cut).collect()
        }),
        3 => prop::sample::select(vec![
            "# keyward:allow", "# keyward:allow x: y\n", "secretlint-disable ", "secretlint-enable\n", "keyward:", "allow",
            "\n", "\r\n", "\r", "\"", " = ", ": ", "password", "api_key=", "secret", "é", "🔑", "\u{200b}", "о", "://", "@",
            "-----BEGIN RSA PRIVATE KEY-----\n", "-----END RSA PRIVATE KEY-----\n", "aws", " ", "a1b2c3d4e5f6", "\\n",
        ]).prop_map(str::to_owned),
        3 => (0..rule::lines().len(), 0_u64..3).prop_map(|(at, seed)| rule::sample_line(&rule::lines()[at], seed).0 + "\n"),
        2 => wrapped(),
        1 => prop::sample::select(vec!["\" + \"", "\\\n", "%20", "\\u0041", "%", "\\x4", "\"\n  \""]).prop_map(str::to_owned),
        1 => "[a-zA-Z0-9+/=_.~:%-]{0,900}",
        1 => "[ a-z0-9\"'=:,\n]{0,300}",
    ]
}

/// A sample that is encoded, escaped or cut in two, whole or spoilt.
fn wrapped() -> impl Strategy<Value = String> {
    let rules = rule::all();
    let fill = prop_oneof![3 => Just(0_usize), 1 => 0..7000_usize];
    (0..rules.len(), 0_u64..3, 0..8_u8, 0.0..1.0_f64, fill).prop_map(
        |(at, seed, way, place, fill)| {
            let sample = rule::sample(&rule::all()[at], seed);
            let cut = (sample.len() as f64 * place) as usize;
            let text = format!("{sample} {}", "fill ".repeat(fill / 5));
            match way {
                0 => BASE64.encode(sample.as_bytes()),
                1 => BASE64.encode(text.as_bytes()),
                2 => BASE64.encode(BASE64URL_NOPAD.encode(text.as_bytes()).as_bytes()),
                3 => HEXLOWER.encode(sample.as_bytes()),
                4 => sample.bytes().map(|byte| format!("%{byte:02x}")).collect(),
                5 => sample
                    .bytes()
                    .map(|byte| format!("\\x{byte:02x}"))
                    .collect(),
                6 => format!("\"{}\" + \"{}\"", &sample[..cut], &sample[cut..]),
                _ => format!("\"{}\\\n{}\"", &sample[..cut], &sample[cut..]),
            }
        },
    )
}

/// Values of a `.env`, one of which begins as another one does.
fn known_values() -> [String; 4] {
    let token = |id: &str| rule::sample(rule::by_id(id).expect("a rule"), 1);
    let password = ["Otter", "42", "!canoe"].concat();
    let longer = format!("{password} #and@more");
    [
        token("github-classic-pat"),
        token("slack-bot-token"),
        password,
        longer,
    ]
}

fn known_context() -> FileContext {
    let values = known_values();
    let lines = values.iter().enumerate();
    let lines = lines.map(|(at, value)| format!("APP_PASSWORD_{at}='{value}'\n"));
    let mut known = Known::default();
    known.add(&lines.collect::<String>(), ".env");
    assert!(!known.is_empty());
    FileContext {
        known: Some(Arc::new(known)),
        ..FileContext::of(Path::new("src/app.py"), None)
    }
}

/// Values, halves of them and what stands around them.
fn known_piece() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => (0..4_usize).prop_map(|at| known_values()[at].clone()),
        2 => (0..4_usize, 0.0..1.0_f64).prop_map(|(at, cut)| {
            let value = &known_values()[at];
            value[..(value.len() as f64 * cut) as usize].to_owned()
        }),
        3 => prop::sample::select(vec![
            "\n", "'", "\"", " = ", "x", "_", " ", "é", "password", "# keyward:allow", "\r\n", "#",
        ]).prop_map(str::to_owned),
        1 => "[ a-z0-9=]{0,500}",
        1 => piece(),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
}

fn edits() -> impl Strategy<Value = Vec<(f64, usize, String)>> {
    let inserted = prop_oneof![3 => "[a-zA-Z0-9\"=\n ]{0,2}", 1 => piece()];
    prop::collection::vec(
        (
            0.0..1.0_f64,
            prop_oneof![3 => 0..3_usize, 1 => 0..200_usize],
            inserted,
        ),
        1..12,
    )
}

fn apply(document: &mut Document, edits: &[(f64, usize, String)]) {
    for (place, len, text) in edits {
        let total = document.text().len();
        let start = document.text().floor((total as f64 * place) as usize);
        let end = document.text().floor((start + len).min(total));
        document.apply(&[Edit {
            range: start..end,
            text: text.clone(),
        }]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn incremental_equals_full_with_rules_of_ones_own(start in text(), long in 0..2000_usize, edits in edits()) {
        let context = own_context();
        // One line that is longer than what counts of it.
        let start = format!("{start}{}{start}", "0123456789 ".repeat(long));
        let mut document = Document::new(&start, context.clone());
        for edit in &edits {
            apply(&mut document, std::slice::from_ref(edit));
            let full = scan(&document.text().full(), &context);
            prop_assert_eq!(document.scan(), &full);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn incremental_equals_full_with_values_of_a_dotenv(
        start in prop::collection::vec(known_piece(), 0..24),
        edits in prop::collection::vec((0.0..1.0_f64, 0..60_usize, known_piece()), 1..12),
    ) {
        let context = known_context();
        let mut document = Document::new(&start.concat(), context.clone());
        apply(&mut document, &edits);
        let full = document.text().full();
        prop_assert_eq!(document.scan(), &scan(&full, &context));
    }

    #[test]
    fn incremental_equals_full(start in text(), edits in edits()) {
        let mut document = Document::new(&start, context());
        for edit in &edits {
            apply(&mut document, std::slice::from_ref(edit));
            let full = scan(&document.text().full(), &context());
            prop_assert_eq!(document.scan(), &full);
        }
    }

    /// The lanes that a path opens keep to the window rule as well.
    #[test]
    fn incremental_equals_full_in_known_files(
        format in 0..rule::formats().len(),
        lines in prop::collection::vec((0..64_usize, 0..3_u64), 0..12),
        between in prop::collection::vec(piece(), 0..12),
        edits in edits(),
    ) {
        let format = &rule::formats()[format];
        let path = format.files[0].replace('*', "app");
        let context = FileContext::of(Path::new(&path), None);
        let line = |(at, seed): (usize, u64)| rule::sample_line(format.rules[at % format.rules.len()], seed).0 + "\n";
        let mut start: Vec<String> = lines.into_iter().map(line).collect();
        for (at, piece) in between.into_iter().enumerate() {
            start.insert((at * 2).min(start.len()), piece);
        }
        let mut document = Document::new(&start.concat(), context.clone());
        for edit in &edits {
            apply(&mut document, std::slice::from_ref(edit));
            let full = scan(&document.text().full(), &context);
            prop_assert_eq!(document.scan(), &full);
        }
    }

    #[test]
    fn many_edits_at_once_equal_one_by_one(start in text(), places in edits()) {
        let mut model = start.clone();
        let mut batch = Vec::new();
        for (place, len, text) in &places {
            let floor = |mut at: usize| { while !model.is_char_boundary(at) { at -= 1; } at };
            let from = floor((model.len() as f64 * place) as usize);
            let to = floor((from + len).min(model.len()));
            model.replace_range(from..to, text);
            batch.push(Edit { range: from..to, text: text.clone() });
        }
        let mut document = Document::new(&start, context());
        document.apply(&batch);
        prop_assert_eq!(document.text().full(), model.clone());
        prop_assert_eq!(document.scan(), &scan(&model, &context()));
    }

    #[test]
    fn positions_round_trip(text in text()) {
        let document = Text::new(&text);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            // Both sides of what is special, and some of the rest: a model by hand is slow.
            let special = |at: usize, c: char| at.is_multiple_of(61) || !c.is_ascii_graphic();
            let places = text.char_indices().filter(|&(at, c)| special(at, c));
            for at in places.map(|(at, _)| at).chain([text.len()]) {
                let inside_crlf = text[..at].ends_with('\r') && text[at..].starts_with('\n');
                let position = document.position(at, encoding);
                let back = document.offset(position, encoding);
                prop_assert_eq!(back, if inside_crlf { at - 1 } else { at });
                prop_assert_eq!(position, by_hand(&text, at, encoding));
            }
        }
    }

    #[test]
    fn edited_text_has_the_positions_of_fresh_text(start in text(), edits in edits()) {
        let mut document = Document::new(&start, context());
        apply(&mut document, &edits);
        let fresh = Text::new(&document.text().full());
        prop_assert_eq!(document.text().lines(), fresh.lines());
        for line in 0..fresh.lines() + 1 {
            prop_assert_eq!(document.text().line_range(line), fresh.line_range(line));
        }
    }
}

/// Line and column by walking over the text, as the protocol defines them.
fn by_hand(text: &str, offset: usize, encoding: Encoding) -> Position {
    let mut position = Position::default();
    let mut previous = ' ';
    for (at, character) in text.char_indices() {
        if at >= offset {
            break;
        }
        match character {
            '\n' if previous == '\r' => {}
            '\n' | '\r' => {
                if character == '\r' && text[at + 1..].starts_with('\n') && offset == at + 1 {
                    break; // Inside a CRLF the CR is meant.
                }
                position.line += 1;
                position.character = 0;
            }
            _ => position.character += encoding.width(character),
        }
        previous = character;
    }
    position
}

#[test]
fn a_position_inside_a_surrogate_pair_means_its_start() {
    let text = Text::new("a🔑b");
    assert_eq!(
        text.offset(
            Position {
                line: 0,
                character: 2
            },
            Encoding::Utf16
        ),
        1
    );
    assert_eq!(
        text.offset(
            Position {
                line: 0,
                character: 3
            },
            Encoding::Utf16
        ),
        5
    );
    assert_eq!(
        text.offset(
            Position {
                line: 0,
                character: 3
            },
            Encoding::Utf8
        ),
        1
    );
    assert_eq!(
        text.offset(
            Position {
                line: 0,
                character: 99
            },
            Encoding::Utf32
        ),
        6
    );
    assert_eq!(
        text.offset(
            Position {
                line: 9,
                character: 0
            },
            Encoding::Utf16
        ),
        6
    );
}
