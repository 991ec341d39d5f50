//! Pages on the web that messages point to.

use keyward_engine::hygiene::Check;
use keyward_engine::rule::{Kind, Rule};

/// The page of a rule: what it finds, why a leak matters, how to revoke.
#[must_use]
pub fn rule_page(rule: &Rule) -> String {
    let repository = env!("CARGO_PKG_REPOSITORY");
    if let Kind::Custom { .. } = rule.kind {
        return format!("{repository}/blob/main/docs/settings.md#custom_rules");
    }
    format!(
        "{repository}/blob/main/docs/rules/{}.md#{}",
        rule.provider.file, rule.id
    )
}

/// The page of a check: why it matters, and what to do.
#[must_use]
pub fn check_page(check: &Check) -> String {
    let repository = env!("CARGO_PKG_REPOSITORY");
    format!("{repository}/blob/main/docs/checks.md#{}", check.id)
}
