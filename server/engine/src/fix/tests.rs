//! Plans over files in memory.

mod functional;
mod scripts;
mod settings;

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

pub(super) const fn rule(id: &'static str, kind: Kind, env: &'static str) -> Rule {
    Rule {
        id,
        provider: &PROVIDER,
        name: "Acme token",
        kind,
        proof: None,
        severity: Severity::High,
        publishable: false,
        random: false,
        login: false,
        common_in_docs: false,
        variant: "",
        env_note: "",
        env,
        revoke: "https://acme.example/tokens",
        revoke_note: "",
        docs: "",
        public_prefix: 0,
        near_misses: &[],
        quiet_texts: &[],
        public_examples: &[],
        companions: &[],
        companion_names: &[],
        proof_boost_only: false,
        shape: "",
    }
}

mod constants;
mod declared;
mod natives;
mod notebook;
mod quiet;
mod template;

pub(super) static TOKEN: Rule = rule("acme-token", Kind::Token { bodies: &[] }, "ACME_TOKEN");
static PASSWORD: Rule = rule("generic-password", Kind::Password, "");
pub(super) static URL: Rule = rule("url-password", Kind::Url { schemes: &[] }, "DATABASE_URL");

/// A file system in memory with `/w` as workspace.
#[derive(Default)]
pub(super) struct Mem {
    pub(super) texts: BTreeMap<PathBuf, String>,
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
        let paths = self.texts.keys().chain(self.entries.keys());
        let inside = paths.filter(|path| path.parent() == Some(dir));
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
    pub(super) fn with(files: &[(&str, &str)]) -> Self {
        let texts = files
            .iter()
            .map(|(path, text)| (Path::new("/w").join(path), (*text).to_owned()));
        Self {
            texts: texts.collect(),
            ..Self::default()
        }
    }

    /// Carries a plan out.
    pub(super) fn apply(&mut self, plan: &EditPlan) {
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

    pub(super) fn text(&self, path: &str) -> &str {
        self.texts
            .get(&Path::new("/w").join(path))
            .map_or("(absent)", String::as_str)
    }
}

/// Takes `«value»` out of a text: the text without the marks, and where the value stands.
pub(super) fn marked(text: &str) -> (String, Range<usize>) {
    let start = text.find('«').expect("a start mark");
    let end = text.find('»').expect("an end mark") - '«'.len_utf8();
    (text.replace(['«', '»'], ""), start..end)
}

pub(super) fn finding(
    rule: &'static Rule,
    range: Range<usize>,
    sink: Option<Range<usize>>,
) -> Finding {
    Finding {
        rule,
        range,
        sink,
        confidence: Confidence::Certain,
        severity: Severity::High,
        proof: Proof::None,
        reasons: Vec::new(),
        layers: Vec::new(),
        companions: Vec::new(),
    }
}

/// Plans over `files` with the marked source at `path`, and carries the plan out.
pub(super) fn fixed(
    rule: &'static Rule,
    path: &str,
    source: &str,
    files: &mut Mem,
) -> Result<EditPlan, Refusal> {
    let plan = carried_out(rule, path, source, files, |request, files| {
        move_to_env(request, files)
    })?;
    assert!(
        plan.files.is_sorted_by_key(|file| file.purpose),
        "steps in order"
    );
    Ok(plan)
}

/// As [`fixed`], with a plan of another kind.
pub(super) fn carried_out(
    rule: &'static Rule,
    path: &str,
    source: &str,
    files: &mut Mem,
    plan: impl FnOnce(&Request<'_>, &Mem) -> Result<EditPlan, Refusal>,
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
    let plan = plan(&request, files)?;
    files.apply(&plan);
    Ok(plan)
}

/// The files that a plan has written, without those that are the same everywhere.
pub(super) fn written(plan: &EditPlan, files: &Mem) -> String {
    let names = plan.files.iter().map(|file| {
        let name = file.path.strip_prefix("/w").expect("inside");
        name.to_str().expect("a name in UTF-8")
    });
    names
        .filter(|name| !name.ends_with(".example") && !name.ends_with(".gitignore"))
        .map(|name| format!("{name}:\n{}", files.text(name)))
        .collect()
}

/// The source after the fix.
pub(super) fn moved(path: &str, source: &str) -> String {
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
}

#[test]
fn every_refusal_and_loader_pattern_compiles() {
    for language in crate::lang::all() {
        let refusals = language
            .refusals
            .iter()
            .flat_map(|one| [one.head, one.tail]);
        let wraps = language.wraps.iter().flat_map(|one| [one.head, one.tail]);
        let client = [language.client_code, language.client_app];
        let lookup = language.lookup.iter();
        let own = lookup.flat_map(|one| {
            let spots = |spots: &'static [crate::lang::Spot]| spots.iter().map(|one| one.at);
            let imports = one.imports.iter();
            let imports = imports.flat_map(move |one| spots(one.spots).chain([one.present]));
            let helpers = one.helper.iter().chain(&one.format_helper);
            imports.chain(helpers.flat_map(move |one| spots(one.spots).chain([one.present])))
        });
        let own = own.chain(language.constants.iter().flat_map(|row| {
            let uses = row.keep.iter().chain(row.forbid).chain(row.group);
            let uses = uses.flat_map(|one| [one.head, one.tail, one.text]);
            uses.chain([row.head, row.tail, row.inside])
        }));
        for profile in language.usual_profiles {
            assert!(crate::dotenv::profile(profile).is_some(), "{profile}");
        }
        for wanted in refusals.chain(wraps).chain(own).chain(client) {
            assert!(
                crate::lang::pattern(wanted).is_some(),
                "{}: {wanted}",
                language.id
            );
        }
    }
}

#[test]
fn lookups_in_their_places() {
    let cases = [
        ("a.py", "h = {\"Authorization\": \"Bearer «v»\"}\n"),
        (
            "a.py",
            "\"\"\"Doc.\"\"\"\nfrom __future__ import annotations\n\nimport re\nk = f\"Bearer «v» {x}\"\n",
        ),
        (
            "a.py",
            "#!/usr/bin/env python3\n# licence\n\ndef f():\n    return b'«v»'\n",
        ),
        ("a.py", "x = (\"a\"\n     \"«v»\"\n     \"b\")\n"),
        ("a.py", "import os, sys\nx = r'a\\«v»'.strip()\n"),
        ("a.py", "match x:\n    case \"«v»\":\n        pass\n"),
        ("a.py", "def f():\n    \"\"\"Token «v» here.\"\"\"\n"),
        ("a.py", "# «v»\n"),
        ("a.js", "const k = \"«v»\";\n"),
        (
            "a.js",
            "fetch(u, { headers: { Authorization: 'Bearer «v»' } });\n",
        ),
        ("a.js", "const k = `Bearer «v» ${x}`;\n"),
        ("a.js", "const k = \"«v»\".trim() + 1;\n"),
        ("a.jsx", "const e = <Foo key=\"«v»\" />;\n"),
        ("a.js", "const o = { \"«v»\": 1 };\n"),
        ("a.ts", "const k =\n  \"«v»\";\n"),
        ("a.ts", "const k = \"«v»\" as const;\n"),
        ("a.ts", "import x from \"«v»\";\n"),
        (
            "a.go",
            "package main\n\nimport (\n\t\"fmt\"\n\t\"strings\"\n)\n\nfunc main() {\n\tk := \"Bearer «v»\"\n\tfmt.Println(strings.TrimSpace(k))\n}\n",
        ),
        ("a.go", "package main\n\nvar k = `«v»`\n"),
        ("a.go", "package main\n\nconst k = \"«v»\"\n"),
        (
            "a.go",
            "package main\n\nconst (\n\ta = 1\n\tk = \"«v»\"\n)\n",
        ),
        (
            "a.rs",
            "fn main() {\n    let k = \"«v»\";\n    let s: &str = \"x\";\n}\n",
        ),
        (
            "a.rs",
            "fn main() {\n    let s = String::from(\"Bearer {} «v»\");\n}\n",
        ),
        ("a.rs", "fn main() { f(r#\"«v»\"#.to_string()); }\n"),
        ("a.rs", "const K: &str = \"«v»\";\n"),
        ("a.rs", "fn f<'a>() -> &'static str { \"«v»\" }\n"),
        ("a.rs", "fn f(s: &str) { f(\"Bearer «v»\"); }\n"),
        ("a.rs", "fn f() { println!(\"«v»\"); }\n"),
        ("A.java", "class A { String k = \"Bearer «v»\"; }\n"),
        ("A.java", "class A { @Foo(\"«v»\") int x; }\n"),
        (
            "A.java",
            "class A { static final String K = \"«v»\"; @Foo(K) int x; }\n",
        ),
        (
            "A.java",
            "class A { static final String K = \"«v»\"; int x; }\n",
        ),
        ("A.cs", "class A { string k = $\"Bearer «v» {x}\"; }\n"),
        ("A.cs", "class A { string k = @\"Bearer «v»\"; }\n"),
        ("A.cs", "class A { const string K = \"«v»\"; }\n"),
        ("A.cs", "class A { [Foo(\"«v»\")] int x; }\n"),
        ("a.rb", "k = 'Bearer «v»'\n"),
        ("a.rb", "k = \"Bearer «v»\"\n"),
        ("a.rb", "k = <<~EOS\n  Bearer «v»\nEOS\n"),
        ("a.rb", "k = %w[a «v»]\n"),
        ("a.php", "<?php\n$k = 'Bearer «v»';\n"),
        ("a.php", "<?php\n$k = \"«v»\";\n"),
        ("a.php", "<?php\nclass A { private $k = '«v»'; }\n"),
        ("a.php", "<?php\nclass A { function f($k = '«v»') {} }\n"),
        (
            "a.php",
            "<?php\nclass A { #[Foo('«v»')] function f() {} }\n",
        ),
        ("a.sh", "export TOKEN=«v»\n"),
        ("a.sh", "TOKEN='«v»' # it's\n"),
        ("a.sh", "curl -H \"Authorization: Bearer «v»\" https://x\n"),
        ("a.sh", "curl -H 'Authorization: Bearer «v»' https://x\n"),
        ("a.sh", "cat <<EOF\nkey=«v»\nEOF\n"),
        ("a.sh", "cat <<'EOF'\nkey=«v»\nEOF\n"),
        ("a.sh", "curl --token=«v»\n"),
        ("A.kt", "val k = \"Bearer «v»\"\n"),
        ("A.kt", "const val K = \"«v»\"\n"),
        ("a.yml", "k: «v»\n"),
        ("a.xyz", "k: «v»\n"),
    ];
    let mut out = String::new();
    for (path, source) in cases {
        let after = moved(path, source);
        out.push_str(&format!("{path}\n{}\n", after.trim_end()));
    }
    let _ = (&PASSWORD, &URL, Mem::with(&[]));
    expect_test::expect![[r#"
        a.py
        import os

        h = {"Authorization": "Bearer " + os.environ["ACME_TOKEN"]}
        a.py
        """Doc."""
        from __future__ import annotations

        import os
        import re
        k = f"Bearer {os.environ['ACME_TOKEN']} {x}"
        a.py
        #!/usr/bin/env python3
        # licence

        import os

        def f():
            return os.environ['ACME_TOKEN'].encode()
        a.py
        import os

        x = ("a"
             + os.environ["ACME_TOKEN"] +
             "b")
        a.py
        literal-not-understood: The value begins in the middle of an escape: move it by hand.
        a.py
        constant-context: A `case` pattern cannot hold a lookup: compare with `if` instead.
        a.py
        constant-context: This string stands alone, as documentation: take the value out of it.
        a.py
        in-a-comment: The value stands in a comment: delete it there, and revoke it.
        a.js
        const k = process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        a.js
        fetch(u, { headers: { Authorization: 'Bearer ' + (process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })()) } });
        a.js
        const k = `Bearer ${process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })()} ${x}`;
        a.js
        const k = (process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })()).trim() + 1;
        a.jsx
        const e = <Foo key={process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })()} />;
        a.js
        const o = { [process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })()]: 1 };
        a.ts
        const k =
          process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        a.ts
        const k = (process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })());
        a.ts
        constant-context: An import cannot take its path from a variable: the value does not belong there.
        a.go
        package main

        import (
        	"fmt"
        	"os"
        	"strings"
        )

        func main() {
        	k := "Bearer " + mustEnv("ACME_TOKEN")
        	fmt.Println(strings.TrimSpace(k))
        }

        // mustEnv returns the value of an environment variable, and panics when it is not set.
        func mustEnv(name string) string {
        	value, ok := os.LookupEnv(name)
        	if !ok {
        		panic(name + " is not set")
        	}
        	return value
        }
        a.go
        package main

        import "os"

        var k = mustEnv("ACME_TOKEN")

        // mustEnv returns the value of an environment variable, and panics when it is not set.
        func mustEnv(name string) string {
        	value, ok := os.LookupEnv(name)
        	if !ok {
        		panic(name + " is not set")
        	}
        	return value
        }
        a.go
        package main

        import "os"

        var k = mustEnv("ACME_TOKEN")

        // mustEnv returns the value of an environment variable, and panics when it is not set.
        func mustEnv(name string) string {
        	value, ok := os.LookupEnv(name)
        	if !ok {
        		panic(name + " is not set")
        	}
        	return value
        }
        a.go
        package main

        import "os"

        const (
        	a = 1
        )

        var k = mustEnv("ACME_TOKEN")

        // mustEnv returns the value of an environment variable, and panics when it is not set.
        func mustEnv(name string) string {
        	value, ok := os.LookupEnv(name)
        	if !ok {
        		panic(name + " is not set")
        	}
        	return value
        }
        a.rs
        fn main() {
            let k = &std::env::var("ACME_TOKEN").expect("ACME_TOKEN is not set");
            let s: &str = "x";
        }
        a.rs
        fn main() {
            let s = String::from(&format!("Bearer {{}} {}", std::env::var("ACME_TOKEN").expect("ACME_TOKEN is not set")));
        }
        a.rs
        fn main() { f(std::env::var("ACME_TOKEN").expect("ACME_TOKEN is not set").to_string()); }
        a.rs
        static K: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| std::env::var("ACME_TOKEN").expect("ACME_TOKEN is not set"));
        a.rs
        constant-context: This function lends its result, and a looked-up value has no owner here: return a `String` first.
        a.rs
        fn f(s: &str) { f(&format!("Bearer {}", std::env::var("ACME_TOKEN").expect("ACME_TOKEN is not set"))); }
        a.rs
        constant-context: This macro needs a literal here: pass the value as an argument first.
        A.java
        class A { String k = "Bearer " + java.util.Objects.requireNonNull(System.getenv("ACME_TOKEN"), "ACME_TOKEN is not set"); }
        A.java
        constant-context: An annotation cannot hold a lookup: use a placeholder of the framework, such as `${NAME}`.
        A.java
        constant-context: An annotation or a `case` in this file may need this to stay a constant: look at its uses, and move it by hand.
        A.java
        class A { static final String K = java.util.Objects.requireNonNull(System.getenv("ACME_TOKEN"), "ACME_TOKEN is not set"); int x; }
        A.cs
        class A { string k = $"Bearer {(System.Environment.GetEnvironmentVariable("ACME_TOKEN") ?? throw new System.InvalidOperationException("ACME_TOKEN is not set"))} {x}"; }
        A.cs
        class A { string k = @"Bearer " + (System.Environment.GetEnvironmentVariable("ACME_TOKEN") ?? throw new System.InvalidOperationException("ACME_TOKEN is not set")); }
        A.cs
        class A { static readonly string K = (System.Environment.GetEnvironmentVariable("ACME_TOKEN") ?? throw new System.InvalidOperationException("ACME_TOKEN is not set")); }
        A.cs
        constant-context: An attribute cannot hold a lookup.
        a.rb
        k = 'Bearer ' + ENV.fetch("ACME_TOKEN")
        a.rb
        k = "Bearer #{ENV.fetch("ACME_TOKEN")}"
        a.rb
        k = <<~EOS
          Bearer #{ENV.fetch("ACME_TOKEN")}
        EOS
        a.rb
        literal-kind: A `%w` list takes no lookup: write it as `[…]` with quoted strings first, then try again.
        a.php
        <?php
        $k = 'Bearer ' . (($_SERVER['ACME_TOKEN'] ?? getenv('ACME_TOKEN')) ?: throw new \RuntimeException('ACME_TOKEN is not set'));
        a.php
        <?php
        $k = ($_SERVER['ACME_TOKEN'] ?? getenv('ACME_TOKEN')) ?: throw new \RuntimeException('ACME_TOKEN is not set');
        a.php
        constant-context: A property's or static variable's initial value cannot hold a lookup: set it in the constructor or on first use.
        a.php
        constant-context: A default of a parameter cannot hold a lookup: use null and look it up inside.
        a.php
        constant-context: An attribute cannot hold a lookup.
        a.sh
        export TOKEN="${ACME_TOKEN:?ACME_TOKEN is not set}"
        a.sh
        TOKEN="${ACME_TOKEN:?ACME_TOKEN is not set}" # it's
        a.sh
        curl -H "Authorization: Bearer ${ACME_TOKEN:?ACME_TOKEN is not set}" https://x
        a.sh
        curl -H 'Authorization: Bearer '"${ACME_TOKEN:?ACME_TOKEN is not set}" https://x
        a.sh
        cat <<EOF
        key=${ACME_TOKEN:?ACME_TOKEN is not set}
        EOF
        a.sh
        literal-kind: This heredoc does not expand: take the quotes off its word first, then try again.
        a.sh
        curl --token="${ACME_TOKEN:?ACME_TOKEN is not set}"
        A.kt
        val k = "Bearer ${(System.getenv("ACME_TOKEN") ?: error("ACME_TOKEN is not set"))}"
        A.kt
        val K = (System.getenv("ACME_TOKEN") ?: error("ACME_TOKEN is not set"))
        a.yml
        no-lookup: This format cannot read a variable: delete the value and let the program that reads this file take it from a variable, in the way that program documents.
        a.xyz
        no-lookup: Keyward knows no lookup for this language: delete the value and read it from the environment.
    "#]].assert_eq(&out);
}

fn refused(files: &mut Mem) -> &'static str {
    match fixed(&TOKEN, "app.py", "K = \"«va-lue»\"\n", files) {
        Ok(plan) => panic!("{}", plan.title),
        Err(refusal) => {
            assert!(
                !refusal.message.contains("va-lue") && refusal.message.ends_with('.'),
                "{refusal}"
            );
            refusal.code
        }
    }
}

/// F1, F2, F5, F19: what is no plain, untracked file is refused with its reason.
#[test]
fn an_unsafe_env_is_refused() {
    for (entry, code) in [
        (Entry::Link, "env-is-a-link"),
        (Entry::HardLinked(2), "env-is-hard-linked"),
        (Entry::Directory, "env-not-a-file"),
        (Entry::Special, "env-not-a-file"),
        (Entry::Outside, "outside-workspace"),
        (
            Entry::Unreadable("permission denied".to_owned()),
            "env-unreadable",
        ),
    ] {
        let mut files = Mem::default();
        files.entries.insert("/w/.env".into(), entry);
        assert_eq!(refused(&mut files), code);
    }
    let mut files = Mem::with(&[(".env", "A=1\n")]);
    files.tracked.push("/w/.env".into());
    assert_eq!(refused(&mut files), "env-is-tracked");
    let mut files = Mem::with(&[(".env", "DOTENV_PUBLIC_KEY=\"ab\"\nA=encrypted:x\n")]);
    assert_eq!(refused(&mut files), "dotenvx-encrypted");
    // The quote that is open would swallow the new line up to its first quote.
    let mut files = Mem::with(&[(".env", "A='open\nB=2\n")]);
    let refusal = fixed(&TOKEN, "app.py", "K = \"«va lue»\"\n", &mut files).expect_err("swallowed");
    assert_eq!(refusal.code, "env-not-understood");
    let mut files = Mem::with(&[]);
    files.entries.insert("/w/.gitignore".into(), Entry::Link);
    assert_eq!(refused(&mut files), "ignore-file-not-a-file");
}

#[test]
fn a_place_outside_is_refused() {
    let (text, range) = marked("K = \"«v»\"\n");
    let finding = finding(&TOKEN, range, None);
    let files = Mem::default();
    let code = |root: &str, path: Option<&str>| {
        let request = Request {
            root: Path::new(root),
            path: path.map(Path::new),
            text: &text,
            language: "python",
            finding: &finding,
        };
        move_to_env(&request, &files)
            .map_err(|refusal| refusal.code)
            .err()
    };
    assert_eq!(code("/w", None), Some("untitled-document"));
    assert_eq!(code("", Some("/w/a.py")), Some("no-workspace"));
    assert_eq!(code("/w", Some("/x/a.py")), Some("outside-workspace"));
    assert_eq!(code("/w", Some("/w/../x/a.py")), Some("outside-workspace"));
    assert_eq!(code("/w", Some("/w/a b/\u{1}\"'.py")), None);
}

/// F22, and the other ways a value meets names that are there.
#[test]
fn names_meet_names() {
    let name = |env: &str| {
        let mut files = Mem::with(&[(".env", env)]);
        let plan = fixed(&TOKEN, "app.py", "K = \"«va-lue»\"\n", &mut files).expect("a plan");
        assert!(plan.title.contains(&plan.name));
        (plan.name, files.text(".env").to_owned())
    };
    assert_eq!(
        name("A=1\n"),
        ("ACME_TOKEN".into(), "A=1\nACME_TOKEN=va-lue\n".into())
    );
    assert_eq!(
        name("ACME_TOKEN=other\n"),
        (
            "ACME_TOKEN_2".into(),
            "ACME_TOKEN=other\nACME_TOKEN_2=va-lue\n".into()
        )
    );
    assert_eq!(name("ACME_TOKEN=other\nACME_TOKEN_2=x\n").0, "ACME_TOKEN_3");
    assert_eq!(
        name("ACME_TOKEN=\n"),
        ("ACME_TOKEN".into(), "ACME_TOKEN=va-lue\n".into())
    );
    assert_eq!(
        name("MINE='va-lue'\n"),
        ("MINE".into(), "MINE='va-lue'\n".into())
    );
    assert_eq!(
        name("VITE_MINE=va-lue\n").0,
        "ACME_TOKEN",
        "not one that a bundler ships"
    );
    assert_eq!(
        name("ACME_TOKEN=va-lue\n"),
        ("ACME_TOKEN".into(), "ACME_TOKEN=va-lue\n".into()),
        "F16: a redo adds nothing"
    );
}

/// F8: hostile key text gives a plain name.
#[test]
fn names_are_sanitised() {
    let mut out = String::new();
    for text in [
        "$(x)",
        "a\nB",
        "=",
        "",
        "1st key",
        "stripeKey",
        "my-api-key",
        "db.password",
        "PATH",
        "LD_PRELOAD",
        "pässwort",
        "NEXT_PUBLIC_TOKEN",
        "VITE_",
        "`id`;rm",
        "X-Api-Key",
        "__proto__",
        "HTTPServerKey",
    ] {
        out.push_str(&format!("{:?} {:?}\n", text, sanitised(text)));
    }
    expect_test::expect![[r#"
        "$(x)" "X"
        "a\nB" "A_B"
        "=" ""
        "" ""
        "1st key" "_1ST_KEY"
        "stripeKey" "STRIPE_KEY"
        "my-api-key" "API_KEY"
        "db.password" "DB_PASSWORD"
        "PATH" "APP_PATH"
        "LD_PRELOAD" "APP_LD_PRELOAD"
        "pässwort" "P_SSWORT"
        "NEXT_PUBLIC_TOKEN" "TOKEN"
        "VITE_" "VITE"
        "`id`;rm" "ID_RM"
        "X-Api-Key" "X_API_KEY"
        "__proto__" "PROTO"
        "HTTPServerKey" "HTTPSERVER_KEY"
    "#]]
    .assert_eq(&out);
    assert!(sanitised(&"ab_".repeat(5000)).len() <= 64);
}

proptest::proptest! {
    /// F8 and F9: whatever the key is called, the name is one that every loader and language takes.
    #[test]
    fn any_key_text_gives_a_valid_name_or_none(text in "(?s).{0,80}") {
        let name = sanitised(&text);
        let valid = name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        proptest::prop_assert!(valid && !name.starts_with(|c: char| c.is_ascii_digit()));
        proptest::prop_assert!(!crate::dotenv::is_reserved(&name));
        proptest::prop_assert_eq!(sanitised(&name), name.clone(), "stable");
    }

    /// No text and no range makes planning panic, and a plan's edits always fit.
    #[test]
    fn any_text_plans_or_refuses(
        text in "([a-z ]|[\"'`{}()\\[\\]$#\\\\/<>=:;,\n]|\"\"\"|<<EOF\n|/\\*|b'|f\"|\\$\\{|é){0,60}",
        start in 0usize..60,
        len in 0usize..20,
    ) {
        let floor = |mut at: usize| { at = at.min(text.len()); while !text.is_char_boundary(at) { at -= 1; } at };
        let range = floor(start)..floor(start + len);
        let files = Mem::default();
        for language in crate::lang::all() {
            let finding = finding(&TOKEN, range.clone(), None);
            let request = Request { root: Path::new("/w"), path: Some(Path::new("/w/x")), text: &text, language: language.id, finding: &finding };
            if let Ok(plan) = move_to_env(&request, &files) {
                let source = plan.files.last().expect("a source step");
                let after = source.applied_to(&text);
                proptest::prop_assert!(after.is_some_and(|after| after.to_uppercase().contains("ACME_TOKEN")), "{}", language.id);
            }
            let _ = allow(&request, "it's /* a */ reason -->");
        }
    }
}

/// F20: rules are evaluated as git does, and the entry goes where it works.
#[test]
fn ignore_rules_are_evaluated() {
    let gitignore = |before: &[(&str, &str)]| {
        let mut files = Mem::with(before);
        files.git_root = Some("/w".into());
        fixed(&TOKEN, "sub/app.py", "K = \"«va-lue»\"\n", &mut files).expect("a plan");
        let texts = [".gitignore", "sub/.gitignore"].map(|path| files.text(path).to_owned());
        texts.join(" | ")
    };
    assert_eq!(gitignore(&[(".gitignore", ".env\n")]), ".env\n | (absent)");
    assert_eq!(
        gitignore(&[(".gitignore", "*.env*\n")]),
        "*.env*\n | (absent)"
    );
    assert_eq!(
        gitignore(&[(".gitignore", ".env\n!.env\n")]),
        ".env\n!.env\n.env\n | (absent)"
    );
    assert_eq!(
        gitignore(&[(".gitignore", ".env"), ("sub/.gitignore", "!.env\n")]),
        ".env | !.env\n"
    );
    assert_eq!(
        gitignore(&[(".gitignore", "node_modules")]),
        "node_modules\n.env\n | (absent)"
    );
    assert_eq!(
        gitignore(&[(".gitignore", "a\r\n")]),
        "a\r\n.env\r\n | (absent)"
    );
    assert_eq!(
        gitignore(&[
            ("sub/.env", "A=1\n"),
            (".gitignore", ".env\n"),
            ("sub/.gitignore", "!.env\n")
        ]),
        ".env\n | !.env\n.env\n"
    );
    assert_eq!(
        gitignore(&[("sub/.env", "A=1\n"), (".gitignore", "/sub/\n!sub/.env\n")]),
        "/sub/\n!sub/.env\n | (absent)",
        "a hidden folder hides all in it"
    );
    let mut files = Mem {
        excludes: vec![".env\n".to_owned()],
        ..Mem::default()
    };
    fixed(&TOKEN, "app.py", "K = \"«va-lue»\"\n", &mut files).expect("a plan");
    assert_eq!(
        files.text(".gitignore"),
        "(absent)",
        "ignored by the user's own file"
    );
}

#[test]
fn urls_and_passwords() {
    let run = |rule, env: &str, source: &str| {
        let mut files = Mem::with(&[(".env", env)]);
        let plan = fixed(rule, "app.py", source, &mut files).expect("a plan");
        (
            plan.name,
            files.text("app.py").to_owned(),
            files.text(".env").to_owned(),
        )
    };
    let (name, source, env) = run(&URL, "", "db = \"postgres://u:«p%20w»@h/d\"\n");
    assert_eq!(
        (name.as_str(), env.as_str()),
        ("DATABASE_URL", "DATABASE_URL=postgres://u:p%20w@h/d\n")
    );
    assert_eq!(source, "import os\n\ndb = os.environ[\"DATABASE_URL\"]\n");
    let (name, source, env) = run(&URL, "", "db = f\"postgres://u:«p%20w»@{h}/d\"\n");
    assert_eq!(
        (name.as_str(), env.as_str()),
        ("DATABASE_PASSWORD", "DATABASE_PASSWORD=p%20w\n")
    );
    assert_eq!(
        source,
        "import os\n\ndb = f\"postgres://u:{os.environ['DATABASE_PASSWORD']}@{h}/d\"\n"
    );
    let (name, _, env) = run(&PASSWORD, "", "db = \"«p\\\"\\u0041»\"\n");
    assert_eq!(
        (name.as_str(), env.as_str()),
        ("SECRET", "SECRET='p\"A'\n"),
        "decoded before it is stored"
    );
}

#[test]
fn the_allow_comment() {
    let run = |path: &str, source: &str| {
        let (text, range) = marked(source);
        let finding = finding(&TOKEN, range, None);
        let path = Path::new("/w").join(path);
        let request = Request {
            root: Path::new("/w"),
            path: Some(&path),
            text: &text,
            language: "",
            finding: &finding,
        };
        allow(&request, "a\ntest */ value").map_or_else(
            |refusal| refusal.code.to_owned(),
            |plan| plan.files[0].applied_to(&text).expect("fits").to_string(),
        )
    };
    assert_eq!(
        run("a.py", "k = \"«v»\"\n"),
        "k = \"v\"  # keyward:allow acme-token: a test */ value\n"
    );
    assert_eq!(
        run("a.js", "f(\"«v»\")\r\ng()\r\n"),
        "f(\"v\")  // keyward:allow acme-token: a test */ value\r\ng()\r\n"
    );
    assert_eq!(
        run("a.py", "k = \"\"\"\n  «v»\n\"\"\"\n"),
        "k = \"\"\"\n  # keyward:allow acme-token: a test */ value\n  v\n\"\"\"\n"
    );
    assert_eq!(
        run("a.md", "«v»\n"),
        "v  <!-- keyward:allow acme-token: a test */ value -->\n"
    );
    assert_eq!(run("a.json", "{\"k\": \"«v»\"}\n"), "no-comments");
}

#[test]
fn code_for_a_browser_is_told() {
    let mut files = Mem::default();
    let plan = fixed(
        &TOKEN,
        "app.js",
        "document.title = \"«va-lue»\";\n",
        &mut files,
    )
    .expect("a plan");
    assert!(plan.notes[0].contains("browser"), "{:?}", plan.notes);
    let plan = fixed(&TOKEN, "b.js", "const k = \"«va-lue»\";\n", &mut files).expect("a plan");
    assert!(!plan.notes[0].contains("browser"), "{:?}", plan.notes);
}

/// The lexer's work is bounded, whatever does not close.
#[test]
fn openers_without_end_are_read_in_time() {
    for opener in [
        "`${", "\"${", "\"#{", "<<A ", "<<A\n", "$(\"", "\"$(`", "f\"{", "%Q(#{", "\"\"\"", "/*",
        "{$",
    ] {
        let text = opener.repeat(5_000);
        for language in crate::lang::all() {
            let _ = crate::lang::lex(&text, language);
        }
    }
}

/// What is found is moved: the source no longer holds it, and the `.env` gives it back.
#[test]
fn every_rule_is_moved() {
    let mut refused = String::new();
    let mut moved = 0;
    let paths = ["app.py", "app.js", "app.go", "app.rb", "app.sh"];
    let rules = crate::rule::all().iter().filter(|rule| !rule.publishable);
    for (at, rule) in rules.enumerate() {
        // Rules of one kind are alike, so the long tail takes turns.
        let tail = matches!(rule.kind, Kind::Named { .. } | Kind::Line { .. });
        let one = at % paths.len()..at % paths.len() + 1;
        for path in &paths[if tail { one } else { 0..paths.len() }] {
            let path = *path;
            let (line, _) = crate::rule::sample_line(rule, 5);
            let text = if path == "app.go" {
                format!("package main\n\n{line}\n")
            } else {
                format!("{line}\n")
            };
            let context = crate::FileContext::of(Path::new(path), None);
            let found = crate::scan(&text, &context);
            let Some(finding) = found.findings.iter().find(|finding| finding.rule == rule) else {
                continue;
            };
            let full = Path::new("/w").join(path);
            let mut files = Mem::with(&[(path, &text)]);
            let request = Request {
                root: Path::new("/w"),
                path: Some(&full),
                text: &text,
                language: context.language,
                finding,
            };
            match move_to_env(&request, &files) {
                Ok(plan) => {
                    files.apply(&plan);
                    let after = files.text(path).to_owned();
                    assert!(
                        !after.contains(&text[finding.range.clone()]),
                        "{} in {path}",
                        rule.id
                    );
                    let left = crate::scan(&after, &context);
                    assert!(
                        left.findings.iter().all(|finding| finding.rule != rule),
                        "{} in {path}\n{after}",
                        rule.id
                    );
                    assert!(
                        !plan.name.is_empty() && plan.name == sanitised(&plan.name),
                        "{}",
                        plan.name
                    );
                    moved += 1;
                }
                Err(refusal) if matches!(refusal.code, "no-literal" | "in-a-comment") => {}
                Err(refusal) => refused.push_str(&format!("{} {path} {}\n", rule.id, refusal.code)),
            }
        }
    }
    assert!(moved > 500, "{moved}");
    // A sample that stands in no literal of the language is refused, and nothing else is.
    assert_eq!(refused, "");
}

#[test]
fn line_ends_and_marks_of_the_source_stay() {
    assert_eq!(
        moved("a.py", "\u{feff}import re\r\nk = \"«v»\"\r\n"),
        "\u{feff}import os\r\nimport re\r\nk = os.environ[\"ACME_TOKEN\"]\r\n"
    );
    assert_eq!(
        moved("a.py", "\u{feff}k = \"«v»\""),
        "\u{feff}import os\n\nk = os.environ[\"ACME_TOKEN\"]"
    );
    assert_eq!(
        moved("a.py", "# only\r\nk = '«v»'"),
        "# only\r\n\r\nimport os\r\n\r\nk = os.environ['ACME_TOKEN']"
    );
    assert_eq!(
        moved("a.py", "import os\nk = (\n    '«v»'\n)"),
        "import os\nk = (\n    os.environ['ACME_TOKEN']\n)"
    );
    assert_eq!(
        moved(
            "a.py",
            "try:\n    import os\nexcept ImportError: pass\nk = '«v»'"
        ),
        "import os\n\ntry:\n    import os\nexcept ImportError: pass\nk = os.environ['ACME_TOKEN']"
    );
    assert_eq!(
        moved("a.rb", "# é\r\nk = '«v»'\r\n"),
        "# é\r\nk = ENV.fetch(\"ACME_TOKEN\")\r\n"
    );
}

#[test]
fn a_path_is_one_word_of_a_command() {
    assert_eq!(name::as_word("a/.env"), "a/.env");
    assert_eq!(name::as_word("$(x) it's/.env"), "'$(x) it'\\''s/.env'");
    assert_eq!(name::as_word("-rf/.env"), "./-rf/.env");
}
