//! What the names of variables say: `rules/hygiene/names.toml`.

use super::table;

/// Lists of words that names hold.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) secret: &'static [&'static [&'static str]],
    pub(super) ends: &'static [&'static [&'static str]],
    pub(super) exact: &'static [&'static str],
    pub(super) harmless: &'static [&'static [&'static str]],
    pub(super) harmless_ends: &'static [&'static [&'static str]],
    pub(super) clear: &'static [&'static [&'static str]],
    pub(super) for_clients: &'static [&'static str],
    pub(super) restricted: &'static [&'static str],
}

/// A prefix that puts a variable into what clients get.
#[derive(Debug)]
pub(super) struct Prefix {
    pub(super) text: &'static str,
    /// What reads it, as it is shown.
    pub(super) tool: &'static str,
    /// Ids of frameworks one of which must be around; none for any.
    pub(super) frameworks: &'static [&'static str],
    /// Files that can name other prefixes.
    pub(super) config: &'static [&'static str],
    /// How they do, with the group `prefixes`.
    pub(super) pattern: &'static str,
}

/// What `.env.NAME` is for.
#[derive(Debug)]
pub(super) struct Environment {
    pub(super) names: &'static [&'static str],
    /// The higher, the more depends on it.
    pub(super) rank: u8,
}

/// Whether a variable's name says that its value is a secret.
#[must_use]
pub fn says_secret(name: &str) -> bool {
    let names = &table::NAMES;
    let words = words(name);
    let secret = holds(&words, names.secret) || words.len() > 1 && ends(&words, names.ends);
    names.exact.contains(&name) || secret && !is_harmless(&words)
}

/// The same of a name under a prefix that is meant for clients, where a key or a token may be public.
pub(super) fn says_private(name: &str) -> bool {
    let words = words(name);
    let known = table::NAMES.exact.contains(&name);
    known || holds(&words, table::NAMES.clear) && !is_harmless(&words)
}

/// Whether providers document the variable for browsers, in spite of its name.
pub(super) fn is_for_clients(name: &str) -> bool {
    table::NAMES.for_clients.contains(&name)
}

fn is_harmless(words: &[String]) -> bool {
    let names = &table::NAMES;
    holds(words, names.harmless) || ends(words, names.harmless_ends)
}

fn holds(words: &[String], lists: &[&[&str]]) -> bool {
    lists
        .iter()
        .any(|list| words.windows(list.len()).any(|some| fits(some, list)))
}

fn ends(words: &[String], lists: &[&[&str]]) -> bool {
    lists.iter().any(|list| {
        let from = words.len().checked_sub(list.len());
        from.is_some_and(|from| fits(&words[from..], list))
    })
}

/// Whether these are the words, the last one perhaps as a plural.
fn fits(words: &[String], list: &[&str]) -> bool {
    let same = |(word, wanted): (&String, &&str)| {
        word == wanted || word.strip_suffix('s').is_some_and(|one| one == *wanted)
    };
    words.iter().zip(list).all(same)
}

/// The words of a name, in lower case: cut at `_`, `-`, `.` and before an upper case letter behind a lower one.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() || lower && c.is_ascii_uppercase() {
            words.push(String::new());
        }
        if c.is_ascii_alphanumeric() {
            words
                .last_mut()
                .expect("never empty")
                .push(c.to_ascii_lowercase());
        }
        lower = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{says_private, says_secret};

    #[test]
    fn a_name_says_secret() {
        for name in [
            "API_TOKEN",
            "STRIPE_SECRET_KEY",
            "apiKey",
            "DB_PASS",
            "OPENAI_API_KEY",
            "db.password",
            "DATABASE_URL",
            "AWS_SECRET_ACCESS_KEY",
            "GITHUB_TOKEN",
            "SECRET",
            "signing-key",
            "CREDENTIALS",
            "JWT_SECRETS",
        ] {
            assert!(says_secret(name), "{name}");
        }
        for name in [
            "NODE_ENV",
            "PORT",
            "TOKEN_URL",
            "MAX_TOKENS",
            "PUBLIC_KEY",
            "PASSWORD_MIN_LENGTH",
            "SECRET_NAME",
            "KEY",
            "PASS",
            "AUTHOR",
            "GIT_AUTHOR_NAME",
            "STRIPE_PUBLISHABLE_KEY",
            "SSH_HOST_KEY",
            "KEYBOARD",
            "TOKENIZERS_PARALLELISM",
            "PWD",
            "HOME",
            "AWS_ACCESS_KEY_ID",
            "TOKEN_EXPIRY",
            "SUPABASE_ANON_KEY",
            "CSRF_TOKEN",
        ] {
            assert!(!says_secret(name), "{name}");
        }
    }

    #[test]
    fn for_clients_only_what_is_clear() {
        for name in [
            "STRIPE_SECRET_KEY",
            "DB_PASSWORD",
            "SUPABASE_SERVICE_ROLE_KEY",
            "ADMIN_TOKEN",
        ] {
            assert!(says_private(name), "{name}");
        }
        for name in [
            "MAPBOX_TOKEN",
            "API_KEY",
            "ENABLE_PASSWORD_LOGIN",
            "RESET_PASSWORD_URL",
        ] {
            assert!(!says_private(name), "{name}");
        }
    }
}
