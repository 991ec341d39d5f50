//! A small project that leaks, made anew each time: no credential in it is real, and none of
//! them stands in this repository.

use std::fs;
use std::path::Path;

use anyhow::Context;
use keyward_engine::rule;

/// Writes the project into a folder.
pub(crate) fn write(folder: &Path, seed: u64) -> anyhow::Result<()> {
    let token = |id: &str| {
        rule::by_id(id)
            .map(|found| rule::sample(found, seed))
            .with_context(|| format!("no rule {id}"))
    };
    // `.env` is missing from the ignore rules on purpose.
    let files = [
        (".gitignore", "node_modules/\n__pycache__/\n".to_owned()),
        (
            "app.py",
            format!(
                "import requests\n\nTOKEN = \"{}\"\n\n\ndef repositories():\n    \
                 headers = {{\"Authorization\": f\"Bearer {{TOKEN}}\"}}\n    \
                 return requests.get(\"https://api.github.com/user/repos\", headers=headers).json()\n",
                token("github-classic-pat")?
            ),
        ),
        (
            "pay.js",
            format!(
                "const stripe = require(\"stripe\")(\"{}\");\n\n\
                 exports.charge = (amount) => stripe.charges.create({{ amount, currency: \"eur\" }});\n",
                token("stripe-live-secret-key").or_else(|_| token("github-classic-pat"))?
            ),
        ),
        (
            "deploy.yaml",
            format!(
                "image: shop:latest\nenvironment:\n  LOG_LEVEL: info\n  SLACK_BOT_TOKEN: {}\n",
                token("slack-bot-token").or_else(|_| token("github-classic-pat"))?
            ),
        ),
        (
            ".env",
            format!(
                "# for local work\nGITHUB_TOKEN={}\n",
                token("github-classic-pat")?
            ),
        ),
        (
            "README.md",
            "# Shop\n\nA sample project with secrets where they should not be.\n".to_owned(),
        ),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}
