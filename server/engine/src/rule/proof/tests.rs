//! Every proof: what is completed passes, and no changed checksum does.

use std::ops::Range;

use super::codec::{BASE36, BASE62, expand_text};
use super::*;

const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const HEX: &[u8] = b"0123456789abcdef";

/// A token's shape: literal prefix, then pieces; and where the checksum stands, from the end.
struct Shape {
    prefix: &'static str,
    pieces: &'static [(&'static [u8], usize, &'static str)],
    checksum: Range<usize>,
}

const fn shape(
    prefix: &'static str,
    pieces: &'static [(&'static [u8], usize, &'static str)],
    checksum: Range<usize>,
) -> Shape {
    Shape {
        prefix,
        pieces,
        checksum,
    }
}

/// PEM markers are split so that no scanner takes this file for a key.
/// Shapes to try a proof on; the checksum range counts from the end of the token.
fn shapes(kind: ProofKind) -> Vec<Shape> {
    use ProofKind as K;
    let azure = |signature: &'static str| -> Vec<Shape> {
        let pieces: &'static [_] = match signature {
            "64" => &[(BASE64, 76, "+ASt"), (BASE64, 6, "==")],
            "32" => &[(BASE64, 33, "AzCa"), (BASE64, 6, "=")],
            "39" => &[(BASE62, 42, "AzSe"), (BASE62, 6, "")],
            _ => &[(BASE62, 44, "AzFu"), (BASE62, 6, "==")],
        };
        vec![shape("", pieces, 0..8)]
    };
    match kind {
        K::Crc32Base62Tail6 => vec![shape("ghp_", &[(BASE62, 36, "")], 0..6)],
        K::Crc32Base62WholeTail6 => vec![shape("ddp_", &[(BASE62, 36, "")], 0..6)],
        K::Crc32Base62DluWholeTail6 => vec![shape("apify_api_", &[(BASE62, 36, "")], 0..6)],
        K::Crc32Base62Salad => vec![
            shape("salad_cloud_user_", &[(BASE62, 49, "")], 0..6),
            shape("salad_cloud_", &[(b"x", 0, "org_"), (BASE62, 49, "")], 0..6),
        ],
        K::GithubFineGrained => vec![shape(
            "github_pat_",
            &[(BASE62, 22, "_"), (BASE62, 59, "")],
            8..16,
        )],
        K::Crc32Base36Gitlab => vec![
            shape("glpat-", &[(BASE62, 27, ".01."), (BASE36, 9, "")], 0..9),
            shape("glpat-", &[(BASE62, 50, "."), (BASE36, 9, "")], 0..9),
        ],
        K::Crc32HexLeWhole => vec![shape("glsa_", &[(BASE62, 32, "_"), (HEX, 8, "")], 0..8)],
        K::Crc32HexUpperWhole => vec![
            shape("ATATT3xFfGF0", &[(BASE62, 170, "="), (HEX, 8, "")], 0..8),
            shape("ATATT3xFfGF0", &[(BASE62, 170, "%3D"), (HEX, 8, "")], 0..8),
        ],
        K::Crc32HexBody => vec![
            shape("cfut_", &[(BASE62, 40, ""), (HEX, 8, "")], 0..8),
            shape("zpka_", &[(HEX, 32, "_"), (HEX, 8, "")], 0..8),
        ],
        K::Crc32LeBase64 => vec![shape("cflt", &[(BASE64, 60, "")], 0..6)],
        K::AzureStorage | K::AzureCosmos | K::AzureBatch | K::AzureMl | K::AzureApim => azure("64"),
        K::AzureRedis | K::AzureMessaging | K::AzureIot => azure("32"),
        K::AzureAcr | K::AzureSearch => azure("39"),
        K::AzureFunctions => azure("40"),
        K::AzureDevopsLegacy => vec![shape(
            "",
            &[(b"abcdefghijklmnopqrstuvwxyz234567", 52, "")],
            0..0,
        )],
        K::AzureAnnotated => vec![
            shape(
                "",
                &[
                    (BASE62, 52, "JQQJ99"),
                    (BASE62, 18, "AZDO"),
                    (BASE62, 4, ""),
                ],
                0..4,
            ),
            shape(
                "",
                &[
                    (BASE62, 52, "JQQJ99"),
                    (BASE62, 18, "AZDO"),
                    (BASE62, 6, "=="),
                ],
                2..8,
            ),
        ],
        K::Bech32 => vec![
            shape(
                "AGE-SECRET-KEY-1",
                &[(b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58, "")],
                0..6,
            ),
            shape(
                "nsec1",
                &[(b"qpzry9x8gf2tvdw0s3jn54khce6mua7l", 58, "")],
                0..6,
            ),
        ],
        K::Base58Check => vec![shape("xprv9", &[(BASE58, 106, "")], 0..5)],
        K::Jwt => vec![shape(
            "eyJ",
            &[(BASE62, 33, ".eyJ"), (BASE62, 40, "."), (BASE62, 43, "")],
            0..0,
        )],
        K::Base64Json => vec![
            shape("ops_eyJ", &[(BASE62, 250, "")], 0..0),
            shape("glc_eyJ", &[(BASE62, 60, "")], 0..0),
            shape(
                "sntrys_eyJpYXQiO",
                &[(BASE62, 120, "_"), (BASE62, 43, "")],
                0..0,
            ),
            shape("glc_eyJrIjoi", &[(BASE62, 90, "")], 0..0),
        ],
        K::PypiMacaroon => vec![
            shape("pypi-AgEIcHlwaS5vcmc", &[(BASE62, 130, "")], 0..0),
            shape("pypi-AgENdGVzdC5weXBpLm9yZw", &[(BASE62, 400, "")], 0..0),
        ],
        K::AwsKeyId => vec![shape(
            "AKIA",
            &[(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, "")],
            0..0,
        )],
        K::DiscordSnowflake => vec![
            shape(
                "M",
                &[(BASE62, 23, "."), (BASE62, 6, "."), (BASE62, 38, "")],
                0..0,
            ),
            shape(
                "N",
                &[(BASE62, 25, "."), (BASE62, 6, "."), (BASE62, 27, "")],
                0..0,
            ),
        ],
        K::Pem => vec![
            shape(
                concat!("-----BEGIN RSA PRIV", "ATE KEY-----\n"),
                &[(BASE64, 800, concat!("\n-----END RSA PRIV", "ATE KEY-----"))],
                0..0,
            ),
            shape(
                concat!("-----BEGIN OPENSSH PRIV", "ATE KEY-----\n"),
                &[(
                    BASE64,
                    360,
                    concat!("\n-----END OPENSSH PRIV", "ATE KEY-----"),
                )],
                0..0,
            ),
            shape(
                concat!("-----BEGIN PGP PRIV", "ATE KEY BLOCK-----\n"),
                &[(
                    BASE64,
                    900,
                    concat!("\n-----END PGP PRIV", "ATE KEY BLOCK-----"),
                )],
                0..0,
            ),
        ],
        K::Jfrog => vec![
            shape("AKCp", &[(BASE58, 69, "")], 0..0),
            shape("cmVmdGtu", &[(BASE62, 56, "")], 0..0),
        ],
    }
}

fn made_up(shape: &Shape, seed: u64) -> String {
    let mut token = shape.prefix.to_owned();
    for (at, (alphabet, count, literal)) in shape.pieces.iter().enumerate() {
        token.push_str(&expand_text(
            &format!("{seed} {at} {}", shape.prefix),
            alphabet,
            *count,
        ));
        token.push_str(literal);
    }
    token
}

/// Every kind has a shape here, so that none can be added without a test.
fn cases() -> impl Iterator<Item = (ProofKind, Shape, String)> {
    ProofKind::ALL.iter().flat_map(|&kind| {
        assert!(
            !shapes(kind).is_empty(),
            "{} has no shape to test",
            kind.name()
        );
        (0..20).flat_map(move |seed| {
            shapes(kind).into_iter().map(move |shape| {
                let token = made_up(&shape, seed);
                (kind, shape, token)
            })
        })
    })
}

#[test]
fn names_are_unique_and_parse() {
    for &kind in ProofKind::ALL {
        assert_eq!(ProofKind::parse(kind.name()), Some(kind));
    }
    assert_eq!(ProofKind::parse("crc33"), None);
}

#[test]
fn what_is_completed_passes_and_keeps_its_prefix() {
    for (kind, shape, mut token) in cases() {
        let len = token.len();
        complete(kind, &mut token, shape.prefix.len());
        let name = kind.name();
        assert_eq!(
            check(kind, &token, shape.prefix.len()),
            Proof::Passed,
            "{name} {len}"
        );
        assert!(token.starts_with(shape.prefix), "{name} lost its prefix");
        if !matches!(kind, ProofKind::Jwt | ProofKind::Pem) {
            assert!(
                token.len().abs_diff(len) <= 3,
                "{name}: {len} became {}",
                token.len()
            );
        }
    }
}

#[test]
fn a_made_up_token_hardly_ever_passes() {
    for (kind, shape, token) in cases() {
        // One in two base-32 strings is a possible AWS key id, and any base-58 string
        // of the right length a possible JFrog token.
        let weak = matches!(kind, ProofKind::AwsKeyId | ProofKind::Jfrog);
        if !weak {
            assert_ne!(
                check(kind, &token, shape.prefix.len()),
                Proof::Passed,
                "{}",
                kind.name()
            );
        }
    }
}

#[test]
fn no_change_of_one_checksum_character_passes() {
    for (kind, shape, mut token) in cases() {
        complete(kind, &mut token, shape.prefix.len());
        for from_end in shape.checksum.clone() {
            let at = token.len() - 1 - from_end;
            let old = token.as_bytes()[at];
            if old == b'=' {
                continue;
            }
            for new in BASE64.iter().filter(|&&new| !same_digit(new, old)) {
                let mut changed = token.clone();
                changed.replace_range(at..=at, &char::from(*new).to_string());
                let proof = check(kind, &changed, shape.prefix.len());
                assert_ne!(
                    proof,
                    Proof::Passed,
                    "{} at {from_end} from the end",
                    kind.name()
                );
            }
        }
    }
}

/// Both alphabets of base64 are read.
fn same_digit(a: u8, b: u8) -> bool {
    a == b || matches!((a, b), (b'+', b'-') | (b'/', b'_'))
}

#[test]
fn a_derived_checksum_that_fails_says_nothing() {
    let shape = &shapes(ProofKind::Crc32Base62WholeTail6)[0];
    let token = made_up(shape, 1);
    assert_eq!(
        check(ProofKind::Crc32Base62WholeTail6, &token, 4),
        Proof::None
    );
    assert_eq!(check(ProofKind::Crc32Base62Tail6, &token, 4), Proof::Failed);
}

/// Test vectors of BIP-173: valid and invalid strings, none of them a secret.
#[test]
fn bech32_vectors() {
    for valid in [
        "A12UEL5L",
        "a12uel5l",
        "?1ezyfcl",
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    ] {
        assert_eq!(check(ProofKind::Bech32, valid, 0), Proof::Passed, "{valid}");
    }
    for invalid in [
        "A1G7SGD8",
        "pzry9x0s0muk",
        "1pzry9x0s0muk",
        "x1b4n0q5v",
        "a12UEL5L",
    ] {
        assert_eq!(
            check(ProofKind::Bech32, invalid, 0),
            Proof::Failed,
            "{invalid}"
        );
    }
}

#[test]
fn nothing_panics_on_odd_tokens() {
    let odd = [
        "",
        "é",
        "ééééééééééééééééééééééé",
        "eyJ",
        "eyJ.é.",
        "-----BEGIN ",
        "-----BEGIN -----",
        "AKCp",
        "\u{1F511}1",
    ];
    for &kind in ProofKind::ALL {
        for text in odd {
            for prefix in [0, 1, 4, 100] {
                let _ = check(kind, text, prefix);
            }
        }
    }
}

#[test]
fn account_and_expiry_are_read() {
    let mut id = made_up(&shapes(ProofKind::AwsKeyId)[0], 3);
    complete(ProofKind::AwsKeyId, &mut id, 4);
    assert!(aws_account_id(&id).is_some_and(|account| account < 1_000_000_000_000));
    let mut token = made_up(&shapes(ProofKind::Jwt)[0], 3);
    complete(ProofKind::Jwt, &mut token, 3);
    assert_eq!(jwt_expiry(&token), Some(4_102_444_800));
}

#[test]
fn pem_is_read_through_quotes_escapes_and_indentation() {
    let mut block = made_up(&shapes(ProofKind::Pem)[0], 5);
    complete(ProofKind::Pem, &mut block, 0);
    let lines: Vec<&str> = block.lines().collect();
    let forms = [
        block.replace('\n', "\\n"),
        block.replace('\n', "\\\\n"),
        block.replace('\n', "\\r\\n"),
        block.replace('\n', "\r\n"),
        block.replace('\n', "\n    "),
        lines
            .iter()
            .map(|line| format!("    \"{line}\\n\" +\n"))
            .collect(),
        lines.iter().map(|line| format!("# {line}\n")).collect(),
        block[..block.len() / 2].to_owned(),
    ];
    for form in forms {
        assert_eq!(
            check(ProofKind::Pem, &form, 0),
            Proof::Passed,
            "{} lines",
            form.lines().count()
        );
    }
    let hollow = block.lines().next().unwrap_or_default().to_owned() + "\n...\n";
    assert_eq!(check(ProofKind::Pem, &hollow, 0), Proof::Failed);
}
