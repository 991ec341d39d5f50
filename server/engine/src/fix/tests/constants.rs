//! Constants: the declaration and its uses change together, or the refusal says why not.

use super::*;

/// The file after the fix, with what stands at its end for the helper left out.
fn after(path: &str, source: &str) -> String {
    let after = moved(path, source);
    let helper = after.find("\n// mustEnv").unwrap_or(after.len());
    format!("{path}\n{}\n", after[..helper].trim_end())
}

fn all(cases: &[(&str, &str)]) -> String {
    let cases = cases.iter();
    cases.map(|(path, source)| after(path, source)).collect()
}

#[test]
fn go_constants_become_variables() {
    expect_test::expect![[r#"
        a.go
        package main

        import "os"

        var key = mustEnv("ACME_TOKEN")

        func main() { os.Exit(len(key)) }
        a.go
        package main

        import "os"

        var Key string = "Bearer " + mustEnv("ACME_TOKEN") // it
        a.go
        package main

        import "os"

        var key = Token(mustEnv("ACME_TOKEN"))
        a.go
        package main

        import "os"

        const (
        	a = 1
        	b = "x"
        )

        // the key
        var key = mustEnv("ACME_TOKEN") // it

        func main() {}
        a.go
        package main

        import "os"

        var key = mustEnv("ACME_TOKEN")
        a.go
        package main

        import "os"

        func f() {
        	key := mustEnv("ACME_TOKEN")
        	g(key)
        }
        a.go
        package main

        import "os"

        func f() {
        	const (
        		a   = "x"
        	)

        	key := mustEnv("ACME_TOKEN")
        	g(a, key)
        }
        a.go
        constant-context: Nothing in this file uses the constant, and a variable that nothing uses does not compile: delete it, and revoke the value.
        a.go
        constant-context: The length of an array needs a constant: use a slice first.
        a.go
        constant-context: Another `const` is made from this one: make that one a `var` first.
        a.go
        constant-context: The group counts with `iota`: move the constant out of it by hand.
        a.go
        constant-context: A constant of the group repeats the one before: move this one out of it by hand.
        a.go
        constant-context: A `const` cannot hold a lookup: make it a `var` first.
    "#]].assert_eq(&all(&[
        ("a.go", "package main\n\nimport \"os\"\n\nconst key = \"«v»\"\n\nfunc main() { os.Exit(len(key)) }\n"),
        ("a.go", "package main\n\nimport \"os\"\n\nconst Key string = \"Bearer «v»\" // it\n"),
        ("a.go", "package main\n\nimport \"os\"\n\nconst key Token = \"«v»\"\n"),
        ("a.go", "package main\n\nimport \"os\"\n\nconst (\n\ta = 1\n\t// the key\n\tkey = \"«v»\" // it\n\tb = \"x\"\n)\n\nfunc main() {}\n"),
        ("a.go", "package main\n\nimport \"os\"\n\nconst (\n\tkey = \"«v»\"\n)\n"),
        ("a.go", "package main\n\nimport \"os\"\n\nfunc f() {\n\tconst key = \"«v»\"\n\tg(key)\n}\n"),
        ("a.go", "package main\n\nimport \"os\"\n\nfunc f() {\n\tconst (\n\t\ta   = \"x\"\n\t\tkey = \"«v»\"\n\t)\n\tg(a, key)\n}\n"),
        ("a.go", "package main\n\nimport \"os\"\n\nfunc f() {\n\tconst key = \"«v»\"\n\tg(T{key: 1}, x.key)\n}\n"),
        ("a.go", "package main\n\nconst key = \"«v»\"\n\nvar a [len(key)]byte\n"),
        ("a.go", "package main\n\nconst key = \"«v»\"\n\nconst other = key + \"x\"\n"),
        ("a.go", "package main\n\nconst (\n\ta = iota\n\tkey = \"«v»\"\n)\n"),
        ("a.go", "package main\n\nconst (\n\tkey = \"«v»\"\n\tb\n)\n"),
        ("a.go", "package main\n\nconst a, key = 1, \"«v»\"\n"),
    ]));
}

#[test]
fn rust_constants_become_lazy() {
    expect_test::expect![[r#"
        a.rs
        use crate::x::KEY as OTHER;
        static KEY: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| std::env::var("ACME_TOKEN").expect("ACME_TOKEN is not set"));
        fn main() { f(KEY.as_str(), &KEY.as_str(), KEY.as_str().len()); let s = S { k: KEY.as_str() }; return KEY.as_str(); }
        a.rs
        static KEY: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| std::env::var("ACME_TOKEN").expect("ACME_TOKEN is not set"));
        mod a { fn f() -> &'static str { super::KEY.as_str() } }
        a.rs
        fn main() {
            static KEY: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| format!("Bearer {{}} {}", std::env::var("ACME_TOKEN").expect("ACME_TOKEN is not set")));
            println!("{}", KEY.as_str());
        }
        a.rs
        constant-context: A constant of an `impl` or a `trait` cannot hold a lookup: make it a `static` of the module first.
        a.rs
        constant-context: A pattern uses this constant: compare with `==` there first.
        a.rs
        constant-context: Another constant is made from this one: make that one a function first.
        a.rs
        constant-context: A format string names this constant: pass it as an argument first.
        a.rs
        constant-context: The length of an array needs a constant: use a `Vec` first.
        a.rs
        constant-context: This file has another thing of this name: rename one of them first.
        a.rs
        constant-context: A `const` or `static` cannot hold a lookup: make it a `std::sync::LazyLock` or a local variable first.
        a.rs
        constant-context: A `const fn` uses this constant, and cannot hold a lookup.
    "#]].assert_eq(&all(&[
        ("a.rs", "use crate::x::KEY as OTHER;\nconst KEY: &str = \"«v»\";\nfn main() { f(KEY, &KEY, KEY.len()); let s = S { k: KEY }; return KEY; }\n"),
        ("a.rs", "static KEY: &'static str = r#\"«v»\"#;\nmod a { fn f() -> &'static str { super::KEY } }\n"),
        ("a.rs", "fn main() {\n    const KEY: &str = \"Bearer {} «v»\";\n    println!(\"{}\", KEY);\n}\n"),
        ("a.rs", "impl A { const KEY: &'static str = \"«v»\"; }\n"),
        ("a.rs", "const KEY: &str = \"«v»\";\nfn f(x: &str) { match x { KEY => 1, _ => 2 }; }\n"),
        ("a.rs", "const KEY: &str = \"«v»\";\nconst OTHER: &str = KEY;\n"),
        ("a.rs", "const KEY: &str = \"«v»\";\nfn f() { println!(\"{KEY}\"); }\n"),
        ("a.rs", "const KEY: &str = \"«v»\";\nfn f() { let a = [0; KEY.len()]; }\n"),
        ("a.rs", "const KEY: &str = \"«v»\";\nmod a { const KEY: &str = \"x\"; }\n"),
        ("a.rs", "const KEYS: &[&str] = &[\"«v»\"];\n"),
        ("a.rs", "const fn f() -> usize { KEY.len() }\nconst KEY: &str = \"«v»\";\n"),
    ]));
}

#[test]
fn other_constants() {
    expect_test::expect![[r#"
        A.cs
        class A { private static readonly string K = (System.Environment.GetEnvironmentVariable("ACME_TOKEN") ?? throw new System.InvalidOperationException("ACME_TOKEN is not set")); string f() => K + $"{K}"; }
        A.cs
        class A { void f() { string k = "Bearer " + (System.Environment.GetEnvironmentVariable("ACME_TOKEN") ?? throw new System.InvalidOperationException("ACME_TOKEN is not set")); g(k); } }
        A.cs
        constant-context: An attribute uses this constant, and cannot hold a lookup.
        A.cs
        constant-context: A default of a parameter uses this constant: use `null` and look it up inside first.
        A.cs
        constant-context: A `case` label uses this constant: compare with `if` there first.
        A.cs
        constant-context: A `const` cannot hold a lookup: make it `static readonly` first.
        A.kt
        val K = (System.getenv("ACME_TOKEN") ?: error("ACME_TOKEN is not set"))
        val x = K
        A.kt
        object A {
            private val K: String = "Bearer ${(System.getenv("ACME_TOKEN") ?: error("ACME_TOKEN is not set"))}"
        }
        A.kt
        constant-context: An annotation uses this constant, and cannot hold a lookup.
        A.kt
        constant-context: Another `const val` is made from this one: make that one a `val` first.
        a.php
        <?php
        define('K', ($_SERVER['ACME_TOKEN'] ?? getenv('ACME_TOKEN')) ?: throw new \RuntimeException('ACME_TOKEN is not set'));
        echo K;
        a.php
        <?php
        namespace A\B;
        define(__NAMESPACE__ . '\K', 'Bearer ' . (($_SERVER['ACME_TOKEN'] ?? getenv('ACME_TOKEN')) ?: throw new \RuntimeException('ACME_TOKEN is not set')));
        a.php
        constant-context: A `const` cannot hold a lookup: use `define()` or a static method.
        a.ts
        const k = (process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })());
        a.ts
        constant-context: `as const` needs a literal: drop it first.
    "#]].assert_eq(&all(&[
        ("A.cs", "class A { private const string K = \"«v»\"; string f() => K + $\"{K}\"; }\n"),
        ("A.cs", "class A { void f() { const string k = \"Bearer «v»\"; g(k); } }\n"),
        ("A.cs", "class A { public const string K = \"«v»\"; [Foo(K)] int x; }\n"),
        ("A.cs", "class A { const string K = \"«v»\"; void f(string s = K) {} }\n"),
        ("A.cs", "class A { const string K = \"«v»\"; int f(string s) { switch (s) { case K: return 1; } } }\n"),
        ("A.cs", "class A { const string K = \"«v»\", L = \"x\"; }\n"),
        ("A.kt", "const val K = \"«v»\"\nval x = K\n"),
        ("A.kt", "object A {\n    private const val K: String = \"Bearer «v»\"\n}\n"),
        ("A.kt", "const val K = \"«v»\"\n@Foo(K) class A\n"),
        ("A.kt", "const val K = \"«v»\"\nconst val L = \"x$K\"\nconst val M = K\n"),
        ("a.php", "<?php\nconst K = '«v»';\necho K;\n"),
        ("a.php", "<?php\nnamespace A\\B;\nconst K = 'Bearer «v»';\n"),
        ("a.php", "<?php\nclass A { const K = '«v»'; }\n"),
        ("a.ts", "const k = \"«v»\" as const;\n"),
        ("a.ts", "const k = { a: \"«v»\" as const };\n"),
    ]));
}

/// Other files may use a constant in ways that forbid the change.
#[test]
fn constants_that_other_files_use() {
    let run = |path: &str, source: &str, others: &[(&str, &str)]| {
        let mut files = Mem::with(others);
        let folders: Vec<_> = files
            .texts
            .keys()
            .filter_map(|path| Some(path.parent()?.to_path_buf()))
            .collect();
        for folder in folders
            .into_iter()
            .filter(|folder| folder != Path::new("/w"))
        {
            files.entries.insert(folder, Entry::Directory);
        }
        match fixed(&TOKEN, path, source, &mut files) {
            Ok(_) => "moved".to_owned(),
            Err(refusal) => refusal.message,
        }
    };
    let rust = "pub const KEY: &str = \"«v»\";\n";
    assert_eq!(
        run(
            "src/a.rs",
            rust,
            &[("Cargo.toml", ""), ("src/b.rs", "fn f() {}\n")]
        ),
        "moved"
    );
    assert_eq!(
        run(
            "src/a.rs",
            rust,
            &[
                ("Cargo.toml", ""),
                ("src/b.rs", "fn f() { g(crate::a::KEY) }\n"),
            ],
        ),
        "Another file uses this constant: give it a function that returns it first."
    );
    let go = "package a\n\nconst key = \"«v»\"\n";
    assert_eq!(
        run("a.go", go, &[("b.go", "package a\n\nvar x = key\n")]),
        "moved"
    );
    assert_eq!(
        run(
            "a.go",
            go,
            &[("b.go", "package a\n\nconst x = key + \"y\"\n")],
        ),
        "Another `const` is made from this one: make that one a `var` first."
    );
}
