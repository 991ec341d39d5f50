//! Plans over files in memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::*;
use crate::files::{Entry, Files};
use crate::finding::{Confidence, Proof, Severity};
use crate::rule::{Kind, Provider, Rule};

static PROVIDER: Provider = Provider {
    name: "Acme",
    file: "acme",
};

const fn rule(id: &'static str, kind: Kind, env: &'static str) -> Rule {
    Rule {
        id,
        provider: &PROVIDER,
        name: "Acme token",
        kind,
        proof: None,
        severity: Severity::High,
        publishable: false,
        random: false,
        env,
        revoke: "https://acme.example/tokens",
        revoke_note: "",
        docs: "",
        public_prefix: 0,
        near_misses: &[],
        quiet_texts: &[],
        public_examples: &[],
        proof_boost_only: false,
        shape: "",
    }
}

static TOKEN: Rule = rule("acme-token", Kind::Token { bodies: &[] }, "ACME_TOKEN");
static PASSWORD: Rule = rule("generic-password", Kind::Password, "");
static URL: Rule = rule("url-password", Kind::Url { schemes: &[] }, "DATABASE_URL");

/// A file system in memory with `/w` as workspace.
#[derive(Default)]
struct Mem {
    texts: BTreeMap<PathBuf, String>,
    entries: BTreeMap<PathBuf, Entry>,
    tracked: Vec<PathBuf>,
    excludes: Vec<String>,
    git_root: Option<PathBuf>,
}

impl Files for Mem {
    fn entry(&self, path: &Path) -> Entry {
        if let Some(entry) = self.entries.get(path) {
            return entry.clone();
        }
        match self.texts.get(path) {
            Some(text) => Entry::File {
                len: text.len() as u64,
                mode: Some(0o600),
            },
            None => Entry::Absent,
        }
    }
    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        Ok(self.texts.get(path).cloned())
    }
    fn list(&self, dir: &Path) -> Vec<String> {
        let inside = self.texts.keys().filter(|path| path.parent() == Some(dir));
        inside
            .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
            .collect()
    }
    fn tracked(&self, path: &Path) -> Option<bool> {
        Some(self.tracked.iter().any(|tracked| tracked == path))
    }
    fn git_root(&self, _: &Path) -> Option<PathBuf> {
        self.git_root.clone()
    }
    fn git_excludes(&self, _: &Path) -> Vec<String> {
        self.excludes.clone()
    }
    fn is_open(&self, _: &Path) -> bool {
        false
    }
}

impl Mem {
    fn with(files: &[(&str, &str)]) -> Self {
        let texts = files
            .iter()
            .map(|(path, text)| (Path::new("/w").join(path), (*text).to_owned()));
        Self {
            texts: texts.collect(),
            ..Self::default()
        }
    }

    /// Carries a plan out.
    fn apply(&mut self, plan: &EditPlan) {
        for file in &plan.files {
            let before = self.texts.get(&file.path).cloned();
            assert_eq!(
                file.before,
                Before::of(before.as_deref()),
                "{}",
                file.path.display()
            );
            let after = file
                .applied_to(before.as_deref().unwrap_or(""))
                .expect("edits fit");
            self.texts.insert(file.path.clone(), after.to_string());
        }
    }

    fn text(&self, path: &str) -> &str {
        self.texts
            .get(&Path::new("/w").join(path))
            .map_or("(absent)", String::as_str)
    }
}

/// Takes `«value»` out of a text: the text without the marks, and where the value stands.
fn marked(text: &str) -> (String, Range<usize>) {
    let start = text.find('«').expect("a start mark");
    let end = text.find('»').expect("an end mark") - '«'.len_utf8();
    (text.replace(['«', '»'], ""), start..end)
}

fn finding(rule: &'static Rule, range: Range<usize>, sink: Option<Range<usize>>) -> Finding {
    Finding {
        rule,
        range,
        sink,
        confidence: Confidence::Certain,
        severity: Severity::High,
        proof: Proof::None,
        reasons: Vec::new(),
    }
}

/// Plans over `files` with the marked source at `path`, and carries the plan out.
fn fixed(
    rule: &'static Rule,
    path: &str,
    source: &str,
    files: &mut Mem,
) -> Result<EditPlan, Refusal> {
    let (text, range) = marked(source);
    let full = Path::new("/w").join(path);
    files.texts.insert(full.clone(), text.clone());
    let finding = finding(rule, range, None);
    let request = Request {
        root: Path::new("/w"),
        path: Some(&full),
        text: &text,
        language: "",
        finding: &finding,
    };
    let plan = move_to_env(&request, files)?;
    assert!(
        plan.files.is_sorted_by_key(|file| file.purpose),
        "steps in order"
    );
    files.apply(&plan);
    Ok(plan)
}

/// The source after the fix.
fn moved(path: &str, source: &str) -> String {
    let mut files = Mem::default();
    match fixed(&TOKEN, path, source, &mut files) {
        Ok(_) => files.text(path).to_owned(),
        Err(refusal) => format!("{}: {}", refusal.code, refusal.message),
    }
}

#[test]
fn python_from_nothing() {
    let mut files = Mem::default();
    let plan = fixed(
        &TOKEN,
        "app.py",
        "KEY = \"«va-lue»\"\nprint(KEY)\n",
        &mut files,
    )
    .expect("a plan");
    assert_eq!(
        plan.title,
        "Move to environment variable ACME_TOKEN (writes .env)"
    );
    assert_eq!(
        files.text("app.py"),
        "import os\n\nKEY = os.environ[\"ACME_TOKEN\"]\nprint(KEY)\n"
    );
    assert_eq!(files.text(".env"), "ACME_TOKEN=va-lue\n");
    assert_eq!(
        files.text(".env.example"),
        "ACME_TOKEN=your-acme-token-here\n"
    );
    assert_eq!(files.text(".gitignore"), ".env\n.env.*\n!.env.example\n");
    assert_eq!(
        moved("app.py", "h = {\"Authorization\": \"Bearer «va-lue»\"}\n"),
        "import os\n\nh = {\"Authorization\": \"Bearer \" + os.environ[\"ACME_TOKEN\"]}\n"
    );
}
