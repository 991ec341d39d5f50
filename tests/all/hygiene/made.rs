//! What stands for `{{…}}` in a case: made when the test runs, so that no file holds it.

use data_encoding::{BASE64, BASE64URL_NOPAD};

use crate::support::cli::Project;

/// The text with every `{{RULE}}`, `{{RULE:SEED}}`, `{{password}}`, `{{jwt:END}}` and `{{certificate:YEAR}}` made up.
pub(super) fn filled(text: &str, project: &Project) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{{") {
        let is_mark = behind.starts_with(|c: char| c.is_ascii_lowercase());
        let Some((mark, after)) = behind
            .split_once("}}")
            .filter(|_| is_mark && !before.ends_with('$'))
        else {
            out.push_str(before);
            out.push_str("{{");
            rest = behind;
            continue;
        };
        out.push_str(before);
        let (kind, with) = mark.split_once(':').unwrap_or((mark, ""));
        out.push_str(&match kind {
            "password" => password(project),
            "jwt" => jwt(with),
            "certificate" => certificate(with),
            rule => project.secret_of(rule, with.parse().unwrap_or(1)),
        });
        rest = after;
    }
    out + rest
}

/// Nothing that anybody would guess, and nothing that a file holds.
fn password(project: &Project) -> String {
    let letters =
        BASE64URL_NOPAD.encode(&(1u8..=12).map(|n| n.wrapping_mul(53)).collect::<Vec<u8>>());
    let value = format!("q7!{letters}");
    project.hide(&value);
    value
}

/// A token that ends at a moment, or `never`.
fn jwt(end: &str) -> String {
    let part = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
    let claims = match end {
        "never" => r#"{"sub":"4711","iat":1500000000}"#.to_owned(),
        end => format!(r#"{{"sub":"4711","iat":1500000000,"exp":{end}}}"#),
    };
    let signature: Vec<u8> = (0u8..32)
        .map(|n| n.wrapping_mul(97).wrapping_add(13))
        .collect();
    let header = part(r#"{"alg":"HS256","typ":"JWT"}"#);
    format!(
        "{header}.{}.{}",
        part(&claims),
        BASE64URL_NOPAD.encode(&signature)
    )
}

/// A certificate for nobody that ends in a year before 2050, or at its end in one after: DER put together by hand.
fn certificate(year: &str) -> String {
    let end = match year.parse::<u32>().expect("a year") {
        year @ ..2050 => tag(0x17, format!("{:02}0101000000Z", year % 100).as_bytes()),
        year => tag(0x18, format!("{year}0101000000Z").as_bytes()),
    };
    let ed25519 = tag(0x30, &tag(0x06, &[0x2b, 0x65, 0x70]));
    let bits = |len: usize| tag(0x03, &[vec![0], vec![7; len]].concat());
    let start = tag(0x17, b"150101000000Z");
    let parts = [
        tag(0xa0, &tag(0x02, &[2])),
        tag(0x02, &[1]),
        ed25519.clone(),
        tag(0x30, &[]),
        tag(0x30, &[start, end].concat()),
        tag(0x30, &[]),
        tag(0x30, &[ed25519.clone(), bits(32)].concat()),
    ];
    let whole = [tag(0x30, &parts.concat()), ed25519, bits(64)];
    let text = BASE64.encode(&tag(0x30, &whole.concat()));
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).expect("base64"))
        .collect();
    let label = "CERTIFICATE";
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----",
        lines.join("\n")
    )
}

fn tag(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short @ ..0x80) => out.push(short),
        Ok(len) => out.extend([0x81, len]),
        Err(_) => {
            out.push(0x82);
            out.extend(u16::try_from(content.len()).expect("short").to_be_bytes());
        }
    }
    out.extend(content);
    out
}
