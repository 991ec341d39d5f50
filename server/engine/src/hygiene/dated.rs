//! What has an end: JSON Web Tokens and certificates.

use x509_cert::Certificate;
use x509_cert::der::DecodePem as _;

use super::check::say;
use super::{Issue, Subject};
use crate::rule::proof::{ProofKind, jwt_expiry};

/// Certificates that are read in one file: a list of authorities holds hundreds.
const CERTIFICATES: usize = 20;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

pub(super) fn look(subject: &Subject<'_>) -> Vec<Issue> {
    let mut issues = tokens(subject);
    issues.extend(certificates(subject));
    issues
}

fn tokens(subject: &Subject<'_>) -> Vec<Issue> {
    const ID: &str = "expired-token";
    let tokens = subject
        .secrets()
        .filter(|(rule, _)| rule.proof == Some(ProofKind::Jwt));
    tokens
        .filter_map(|(_, range)| {
            let at = jwt_expiry(subject.text.get(range.clone())?)?;
            let date = date(i64::try_from(at).ok()?, subject.now)?;
            Some(Issue::new(
                ID,
                range.clone(),
                "",
                say(ID, "expired", &[("date", &date)]),
            ))
        })
        .collect()
}

fn certificates(subject: &Subject<'_>) -> Vec<Issue> {
    const ID: &str = "expired-certificate";
    let begins = memchr::memmem::find_iter(subject.text.as_bytes(), BEGIN);
    begins
        .take(CERTIFICATES)
        .filter_map(|start| {
            let end = start + subject.text[start..].find(END)? + END.len();
            let date = date(certificate_expiry(&subject.text[start..end])?, subject.now)?;
            let message = say(ID, "expired", &[("date", &date)]);
            Some(Issue::new(ID, start..start + BEGIN.len(), "", message))
        })
        .collect()
}

/// When a certificate expires, in seconds since 1970 (RFC 5280, section 4.1.2.5).
fn certificate_expiry(pem: &str) -> Option<i64> {
    let certificate = Certificate::from_pem(pem).ok()?;
    let end = certificate.tbs_certificate().validity().not_after;
    i64::try_from(end.to_unix_duration().as_secs()).ok()
}

/// The day of a moment that is past.
fn date(at: i64, now: i64) -> Option<String> {
    let past = at < now;
    let moment = jiff::Timestamp::from_second(at).ok().filter(|_| past)?;
    Some(moment.strftime("%Y-%m-%d").to_string())
}
