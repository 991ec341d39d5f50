//! Index reader over damaged and made-up input; real repositories are in the end-to-end tests.

use super::*;

/// An index of version 2 with these names.
fn index(names: &[&str]) -> Vec<u8> {
    let mut out = b"DIRC".to_vec();
    out.extend(2u32.to_be_bytes());
    out.extend(u32::try_from(names.len()).expect("few").to_be_bytes());
    for name in names {
        let start = out.len();
        out.extend([0; 62]);
        out.extend(name.as_bytes());
        let padded = (out.len() - start + 8) / 8 * 8;
        out.resize(start + padded, 0);
    }
    out.extend([0; 20]);
    out
}

#[test]
fn finds_names_and_survives_any_cut() {
    let whole = index(&[".env", "a/b/c", "seven.x"]);
    assert_eq!(contains(&whole, b".env", 20), Some(true));
    assert_eq!(contains(&whole, b"a/b/c", 20), Some(true));
    assert_eq!(contains(&whole, b"seven.x", 20), Some(true));
    assert_eq!(contains(&whole, b"seven", 20), Some(false));
    for len in 0..whole.len() {
        let _ = contains(&whole[..len], b"none", 20);
        let _ = shared_index(&whole[..len], 20);
    }
    for at in 0..whole.len() {
        let mut broken = whole.clone();
        broken[at] = 0xff;
        let _ = contains(&broken, b"none", 20);
        broken[7] = 4;
        let _ = contains(&broken, b"none", 20);
        let _ = shared_index(&broken, 20);
    }
}

#[test]
fn reads_settings() {
    let text = "[user]\n excludesfile = no\n[Core]\n\tExcludesFile = \"~/x y\" ; why\n[core \"sub\"]\nexcludesfile = no\n";
    assert_eq!(
        setting(text, "core", "excludesfile").as_deref(),
        Some("~/x y")
    );
}
