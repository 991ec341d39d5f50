//! Offline proofs: checksums and checkable structure.
//!
//! [`check`] judges a token that was found, [`complete`] makes a made-up one pass, so
//! that samples can be generated and no literal token has to be stored anywhere.
//! The two share their arithmetic. Where a format comes from is said in its file.

mod azure;
mod bitcoin;
mod codec;
mod crc;
mod ids;
mod jfrog;
mod json;
mod kind;
mod macaroon;
mod marvin;
mod pem;

pub use ids::aws_account_id;
pub use kind::ProofKind;

use crate::finding::Proof;

/// Whether a block between the markers of a key has the body of one, though it need not decode.
#[must_use]
pub fn has_body(block: &str) -> bool {
    pem::has_body(block)
}

/// Checks a whole token, of which the first `prefix_len` bytes are the same in all of its kind.
#[must_use]
pub fn check(kind: ProofKind, token: &str, prefix_len: usize) -> Proof {
    if holds(kind, token, prefix_len) {
        Proof::Passed
    } else if conclusive(kind) {
        Proof::Failed
    } else {
        Proof::None
    }
}

/// Whether a failure says anything. It does not where the scheme was derived from a few
/// tokens, could not be tried on a real one, or is missing in older tokens.
fn conclusive(kind: ProofKind) -> bool {
    !matches!(
        kind,
        ProofKind::Crc32Base62WholeTail6
            | ProofKind::Crc32Base62DluWholeTail6
            | ProofKind::Crc32Base62Salad
            | ProofKind::AzureAnnotated
            | ProofKind::AwsKeyId
    )
}

fn holds(kind: ProofKind, token: &str, prefix: usize) -> bool {
    if !token.is_char_boundary(prefix.min(token.len())) {
        return false;
    }
    match kind {
        ProofKind::AzureDevopsLegacy => azure::devops_legacy(token),
        ProofKind::AzureAnnotated => {
            azure::annotated(token).is_some_and(|end| token.ends_with(&end))
        }
        ProofKind::Bech32 => bitcoin::bech32(token),
        ProofKind::Base58Check => bitcoin::base58check(token),
        ProofKind::Jwt => json::jwt(token, prefix),
        ProofKind::Base64Json => json::base64_json(token, prefix),
        ProofKind::PypiMacaroon => macaroon::check(token),
        ProofKind::AwsKeyId => aws_account_id(token).is_some(),
        ProofKind::DiscordSnowflake => ids::discord(token),
        ProofKind::Pem => pem::check(token),
        ProofKind::Jfrog => jfrog::check(token),
        _ if is_azure_identifiable(kind) => azure::identifiable(kind, token),
        _ => crc::expected(kind, token, prefix).is_some_and(|(at, text)| token[at] == text),
    }
}

/// Rewrites a made-up token of the right shape so that its proof passes, keeping the shape.
/// Checksums are put in place; structured tokens are built anew from the token's own
/// characters as the only source of randomness.
pub fn complete(kind: ProofKind, token: &mut String, prefix_len: usize) {
    match kind {
        ProofKind::AzureDevopsLegacy => azure::complete_devops_legacy(token),
        ProofKind::AzureAnnotated => {
            if let Some(end) = azure::annotated(token) {
                let at = token.len() - end.len();
                token.replace_range(at.., &end);
            }
        }
        ProofKind::Bech32 => bitcoin::complete_bech32(token),
        ProofKind::Base58Check => bitcoin::complete_base58check(token),
        ProofKind::Jwt => json::complete_jwt(token, prefix_len),
        ProofKind::Base64Json => json::complete_base64_json(token, prefix_len),
        ProofKind::PypiMacaroon => macaroon::complete(token),
        ProofKind::AwsKeyId => ids::complete_aws(token),
        ProofKind::DiscordSnowflake => ids::complete_discord(token),
        ProofKind::Pem => pem::complete(token),
        ProofKind::Jfrog => jfrog::complete(token, prefix_len),
        _ if is_azure_identifiable(kind) => azure::complete_identifiable(kind, token),
        _ => {
            if let Some((at, text)) = crc::expected(kind, token, prefix_len) {
                token.replace_range(at, &text);
            }
        }
    }
}

/// When a JSON Web Token expires, in seconds since 1970; `None` when it does not say.
#[must_use]
pub fn jwt_expiry(token: &str) -> Option<u64> {
    json::expiry(token)
}

fn is_azure_identifiable(kind: ProofKind) -> bool {
    matches!(
        kind,
        ProofKind::AzureStorage
            | ProofKind::AzureRedis
            | ProofKind::AzureCosmos
            | ProofKind::AzureBatch
            | ProofKind::AzureMl
            | ProofKind::AzureAcr
            | ProofKind::AzureApim
            | ProofKind::AzureMessaging
            | ProofKind::AzureFunctions
            | ProofKind::AzureSearch
            | ProofKind::AzureIot
    )
}

#[cfg(test)]
mod tests;
