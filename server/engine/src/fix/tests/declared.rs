//! Languages whose lookup needs a declaration, or a way out of pure code; and literals that are
//! easily misread.

use super::*;

fn all(path: &str, sources: &[&str]) -> String {
    let sources = sources.iter();
    sources
        .map(|source| {
            let mut mem = Mem::with(&[(".gitignore", ".env\n")]);
            let after = match fixed(&TOKEN, path, source, &mut mem) {
                Ok(_) => format!("{}-- {}", mem.text(path), mem.text(".env")),
                Err(refusal) => format!("{}\n", refusal.message),
            };
            format!("{after}----\n")
        })
        .collect()
}

#[test]
fn terraform() {
    expect_test::expect![[r##"
        provider "p" {
          token = var.acme_token
        }

        variable "acme_token" {
          type      = string
          sensitive = true
        }
        -- TF_VAR_acme_token=va1ue
        ----
        variable "acme_token" {}
        locals { a = "Bearer ${var.acme_token}" }
        -- TF_VAR_acme_token=va1ue
        ----
        The default of a variable is a constant: delete it, and set `TF_VAR_` with the variable's name.
        ----
        This block is read before there are variables: give the value with `-backend-config`, or through the variable that the backend itself reads.
        ----
        A label of a block is a constant: the value does not belong there.
        ----
    "##]]
    .assert_eq(&all(
        "main.tf",
        &[
            "provider \"p\" {\n  token = \"«va1ue»\"\n}\n",
            "variable \"acme_token\" {}\nlocals { a = \"Bearer «va1ue»\" }\n",
            "variable \"a\" {\n  default = \"«va1ue»\"\n}\n",
            "terraform {\n  backend \"s3\" {\n    secret_key = \"«va1ue»\"\n  }\n}\n",
            "resource \"a\" \"«va1ue»\" {}\n",
        ],
    ));
}

#[test]
fn a_variable_of_terraform_is_found_again_under_its_own_name() {
    let source = "provider \"p\" {\n  token = \"«va1ue»\"\n}\n";
    let mut mem = Mem::with(&[
        (".gitignore", ".env\n"),
        (".env", "ACME_TOKEN=va1ue\nTF_VAR_acme_token=va1ue\n"),
        ("variables.tf", "variable \"acme_token\" {}\n"),
    ]);
    let plan = fixed(&TOKEN, "main.tf", source, &mut mem).unwrap();
    assert_eq!(plan.name, "TF_VAR_acme_token");
    assert_eq!(
        mem.text("main.tf"),
        "provider \"p\" {\n  token = var.acme_token\n}\n"
    );
    assert_eq!(mem.text(".env").lines().count(), 2);
}

#[test]
fn haskell() {
    expect_test::expect![[r#"
        module Main where

        import System.Environment (getEnv)
        import System.IO.Unsafe (unsafePerformIO)
        import Data.List
        main = putStrLn ("Bearer " <> (unsafePerformIO (getEnv "ACME_TOKEN")))
        -- ACME_TOKEN=va1ue
        ----
        {-# LANGUAGE OverloadedStrings #-}
        import System.IO.Unsafe (unsafePerformIO)
        import Data.String (fromString)
        import System.Environment (getEnv, lookupEnv)
        k = (fromString (unsafePerformIO (getEnv "ACME_TOKEN")))
        -- ACME_TOKEN=va1ue
        ----
        A pattern cannot hold a lookup: compare with `==` in a guard instead.
        ----
        A pragma is for the compiler: the value does not belong there.
        ----
    "#]]
    .assert_eq(&all(
        "a.hs",
        &[
            "module Main where\n\nimport Data.List\nmain = putStrLn \"Bearer «va1ue»\"\n",
            "{-# LANGUAGE OverloadedStrings #-}\nimport System.Environment (getEnv, lookupEnv)\nk = \"«va1ue»\"\n",
            "f \"«va1ue»\" = 1\n",
            "{-# WARNING f \"«va1ue»\" #-}\n",
        ],
    ));
}

#[test]
fn what_is_easily_misread() {
    expect_test::expect![[r#"
        x = ?"
        k = ENV.fetch("ACME_TOKEN")
        y = x ?"a" : "b"
        -- ACME_TOKEN=va1ue
        ----
    "#]]
    .assert_eq(&all(
        "a.rb",
        &["x = ?\"\nk = \"«va1ue»\"\ny = x ?\"a\" : \"b\"\n"],
    ));
    expect_test::expect![[r#"
        import os

        k = """a \"""" + os.environ["ACME_TOKEN"] + """" """
        -- ACME_TOKEN=va1ue
        ----
        A quote stands right before the value in this long literal: write it with other quotes first, then try again.
        ----
    "#]]
    .assert_eq(&all(
        "a.py",
        &["k = \"\"\"a \"«va1ue»\" \"\"\"\n", "k = r\"\"\"a \"«va1ue»\" \"\"\"\n"],
    ));
    expect_test::expect![[r#"
        import 'dart:io' show Platform;

        void main() {
          final k = (Platform.environment['ACME_TOKEN'] ?? (throw StateError('ACME_TOKEN is not set')));
        }
        -- ACME_TOKEN=va1ue
        ----
        A default of a parameter cannot hold a lookup: use `null` and look it up inside.
        ----
        A default of a parameter cannot hold a lookup: use `null` and look it up inside.
        ----
        A value of an `enum` is a constant and cannot hold a lookup: look it up where it is used.
        ----
    "#]]
    .assert_eq(&all(
        "a.dart",
        &[
            "void main() {\n  final k = '«va1ue»';\n}\n",
            "void f(String a, {String k = '«va1ue»'}) {}\n",
            "class A { A({this.k = '«va1ue»'}); }\n",
            "enum E { a('«va1ue»'); const E(this.x); final String x; }\n",
        ],
    ));
}
