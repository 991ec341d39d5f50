//! Lookups that go on with an empty text where the variable is missing.

use super::*;
use crate::lang;

/// Moves the marked value with the lookup that is wished; what comes out of the source, and the notes.
fn wished(path: &str, source: &str, files: &[(&str, &str)], quiet: bool) -> (String, Vec<String>) {
    let mut mem = Mem::with(files);
    let plan = carried_out(&TOKEN, path, source, &mut mem, |request, files| {
        let wish = Wish {
            quiet,
            ..Wish::default()
        };
        move_as(request, &wish, files)
    });
    let plan = plan.expect("a plan");
    (mem.text(path).to_owned(), plan.notes)
}

fn quiet(path: &str, source: &str) -> String {
    wished(path, source, &[], true).0
}

#[test]
fn a_quiet_lookup_stands_where_the_loud_one_would() {
    expect_test::expect![[r#"
        import os

        t = os.environ.get("ACME_TOKEN", "")
        ----
        import os

        t = f'Bearer {os.environ.get("ACME_TOKEN", "")}'
        ----
        const t = process.env.ACME_TOKEN ?? '';
        ----
        f(`Bearer ${process.env.ACME_TOKEN ?? ""}`)
        ----
        package main

        import "os"

        var t = "Bearer " + os.Getenv("ACME_TOKEN")
        ----
        fn main() { f(&std::env::var("ACME_TOKEN").unwrap_or_default()); }
        ----
        curl -H "x: ${ACME_TOKEN:-}"
        ----
        #include <stdlib.h>
        const char *f(void) { return (getenv("ACME_TOKEN") ? getenv("ACME_TOKEN") : ""); }
        ----
        @echo off
        set T=%ACME_TOKEN%
        ----
    "#]]
    .assert_eq(
        &[
            ("a.py", "t = \"«v»\"\n"),
            ("a.py", "t = f'Bearer «v»'\n"),
            ("a.js", "const t = '«v»';\n"),
            ("a.js", "f(`Bearer «v»`)\n"),
            ("a.go", "package main\n\nvar t = \"Bearer «v»\"\n"),
            ("a.rs", "fn main() { f(\"«v»\"); }\n"),
            ("a.sh", "curl -H \"x: «v»\"\n"),
            ("a.c", "const char *f(void) { return \"«v»\"; }\n"),
            ("a.bat", "@echo off\nset T=«v»\n"),
        ]
        .map(|(path, source)| format!("{}----\n", quiet(path, source)))
        .concat(),
    );
}

#[test]
fn the_lookup_of_a_framework_is_quiet_too_and_one_that_cannot_be_says_so() {
    let source = "import { defineConfig } from 'vite'\nexport const t = Bun.env.A || '«v»'\n";
    let bun = [("bun.lock", "")];
    let (text, notes) = wished("a.ts", source, &bun, true);
    assert!(
        text.contains("Bun.env.A || (Bun.env.ACME_TOKEN ?? '')"),
        "{text}"
    );
    assert!(!notes.iter().any(|it| it.contains("quiet")), "{notes:?}");

    let settings = "import os\n";
    let django = [
        (
            "manage.py",
            "os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings\")\n",
        ),
        ("shop/settings.py", settings),
    ];
    let source = "from django.conf import settings\n\nt = \"«v»\"\n";
    let (text, notes) = wished("shop/views.py", source, &django, true);
    assert!(text.ends_with("t = settings.ACME_TOKEN\n"), "{text}");
    assert!(
        notes
            .iter()
            .any(|it| it.starts_with("There is no quiet form"))
    );
}

/// Every language that has a lookup has a quiet one, which reads the variable and checks nothing.
#[test]
fn every_language_has_one() {
    for language in lang::all() {
        let Some(loud) = &language.lookup else {
            continue;
        };
        let quiet = loud.as_wished(true);
        assert!(quiet.loud.contains("NAME"), "{}", language.id);
        let lenient = quiet.helper.is_none_or(|it| it.text.contains("default"));
        assert!(
            !quiet.loud.contains("is not set") && quiet.guard.is_empty() && lenient,
            "{}",
            language.id
        );
        assert_eq!(loud.as_wished(false).loud, loud.loud);
    }
}
