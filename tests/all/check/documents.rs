//! D: kinds of text.

use crate::support::cli::{Project, TOKEN_RULE};

fn places(name: &str, text: impl FnOnce(&str) -> Vec<u8>) -> Vec<String> {
    let project = Project::new();
    let bytes = text(&project.secret(3));
    project.write(name, bytes);
    project.check(&[]).places()
}

fn at(place: &str) -> Vec<String> {
    vec![format!("{place} {TOKEN_RULE}")]
}

#[test]
fn d1_empty_files_and_bare_line_ends() {
    for text in ["", "\n", "\r\n\r\n", "\r", "x"] {
        assert!(places("a.txt", |_| text.into()).is_empty());
    }
    assert_eq!(
        places("a.py", |token| format!("t = \"{token}\"").into()),
        at("a.py:1:6")
    );
}

#[test]
fn d2_byte_order_marks_and_utf_16() {
    let line = |token: &str| format!("é = 1\nt = \"{token}\"\n");
    let utf8 = |token: &str| format!("\u{FEFF}{}", line(token)).into_bytes();
    assert_eq!(places("a.py", utf8), at("a.py:2:6"));
    let first = |token: &str| format!("\u{FEFF}t = \"{token}\"").into_bytes();
    assert_eq!(places("a.py", first), at("a.py:1:6"));
    let little = |token: &str| {
        let units = line(token).encode_utf16().collect::<Vec<_>>();
        [0xFF, 0xFE]
            .into_iter()
            .chain(units.into_iter().flat_map(u16::to_le_bytes))
            .collect()
    };
    assert_eq!(places("a.ps1", little), at("a.ps1:2:6"));
    let big = |token: &str| {
        let units = line(token).encode_utf16().collect::<Vec<_>>();
        [0xFE, 0xFF]
            .into_iter()
            .chain(units.into_iter().flat_map(u16::to_be_bytes))
            .collect()
    };
    assert_eq!(places("a.ps1", big), at("a.ps1:2:6"));
}

#[test]
fn d3_invalid_utf_8_around_a_token() {
    let text = |token: &str| [b"# caf\xE9 \xFF\n\xE9 = \"", token.as_bytes(), b"\"\xFF\n"].concat();
    assert_eq!(places("a.py", text), at("a.py:2:6"));
}

#[test]
fn d4_mixed_line_ends() {
    let text = |token: &str| format!("a\rb\r\nc\n\r  t = \"{token}\"\r").into_bytes();
    assert_eq!(places("a.py", text), at("a.py:5:8"));
}

#[test]
fn d5_wide_characters_before_a_token() {
    let text = |token: &str| format!("🎉 é e\u{301} 漢 = \"{token}\"\n").into_bytes();
    assert_eq!(places("a.py", text), at("a.py:1:13"));
}

#[test]
fn d6_hidden_characters_are_shown_escaped() {
    let project = Project::new();
    project.write(
        "a.py",
        format!("to\u{200b}ken \u{202e}= \"{}\"\n", project.secret(4)),
    );
    let outcome = project.run(&["check"]);
    assert_eq!(outcome.code, 1);
    assert!(
        !outcome.out.contains(['\u{200b}', '\u{202e}']),
        "{}",
        outcome.out
    );
    assert!(outcome.out.contains("\\u{202e}"), "{}", outcome.out);
}

#[test]
fn d8_a_token_is_found_wherever_it_stands() {
    for (name, before, after) in [
        ("a.py", "# ", ""),
        ("b.py", "\"\"\"Use ", " here.\"\"\""),
        ("c.sh", "curl https://x:", "@github.com/a/b"),
        ("d.sh", "cat <<EOF\n", "\nEOF"),
        ("e.yaml", "a: |\n  ", ""),
        ("f.md", "`", "`"),
    ] {
        let project = Project::new();
        project.write(name, format!("{before}{}{after}\n", project.secret(5)));
        assert_eq!(project.check(&[]).findings().len(), 1, "{name}");
    }
}

#[test]
fn d10_what_is_no_secret_stays_quiet() {
    let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let quiet = [
        "password = \"changeme\"",
        "api_key = \"<token>\"",
        "api_key: ${API_KEY}",
        "api_key = \"xxxxxxxxxxxxxxxxxxxxxxxx\"",
        "secret = os.environ[\"SECRET\"]",
        "token = \"your-token-here\"",
        &format!("checksum = \"{digest}\""),
        "id = \"123e4567-e89b-12d3-a456-426614174000\"",
        "secret: ENC[AES256_GCM,data:Zm9vYmFyYmF6cXV4,iv:Zm9v,tag:YmFy,type:str]",
    ];
    for text in quiet {
        let project = Project::new();
        project.write("settings.py", format!("{text}\n"));
        let report = project.check(&[]);
        assert_eq!(report.places(), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn d11_one_secret_many_times_keeps_every_place() {
    let project = Project::new();
    project.write(
        "a.py",
        format!("t = \"{}\"\n", project.secret(6)).repeat(1000),
    );
    let report = project.check(&[]);
    assert_eq!(report.findings().len(), 1000);
    assert_eq!(report.places()[999], format!("a.py:1000:6 {TOKEN_RULE}"));
}
