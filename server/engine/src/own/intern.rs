//! Findings hold a `&'static Rule`, so a user's rule is made once for each way it is written and
//! kept until the process ends. A change of settings costs what its changed rules weigh.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::spec::CustomRule;
use crate::finding::Severity;
use crate::rule::{Kind, Provider, Rule};

/// Who issues what a user's rule finds: nobody that Keyward knows.
static OWN: Provider = Provider {
    name: "Your own rules",
    file: "custom",
};

/// What of a rule its findings show.
type Key = (String, String, Vec<String>, Severity, String, String);

/// The rule as findings name it.
pub(super) fn rule(spec: &CustomRule) -> &'static Rule {
    static RULES: OnceLock<Mutex<HashMap<Key, &'static Rule>>> = OnceLock::new();
    let key: Key = (
        spec.id.clone(),
        spec.name.clone().unwrap_or_else(|| spec.id.clone()),
        spec.keywords.clone(),
        spec.severity.unwrap_or(Severity::High),
        spec.env.clone().unwrap_or_default(),
        spec.docs.clone().unwrap_or_default(),
    );
    let mut rules = RULES
        .get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some(rule) = rules.get(&key) {
        return rule;
    }
    let rule: &'static Rule = Box::leak(Box::new(made(&key)));
    rules.insert(key, rule);
    rule
}

fn made((id, name, keywords, severity, env, docs): &Key) -> Rule {
    let keep = |text: &str| -> &'static str { String::leak(text.to_owned()) };
    let words: Vec<&'static str> = keywords
        .iter()
        .map(|word| keep(&word.to_ascii_lowercase()))
        .collect();
    Rule {
        id: keep(id),
        provider: &OWN,
        name: keep(name),
        kind: Kind::Custom {
            words: words.leak(),
        },
        severity: *severity,
        env: keep(env),
        revoke_note: "Revoke it where it was issued.",
        docs: keep(docs),
        ..Rule::EMPTY
    }
}
