//! Languages that are compiled to programs, and others that are rarer: before and after.

use super::*;

fn all(path: &str, sources: &[&str]) -> String {
    let sources = sources.iter();
    sources
        .map(|source| format!("{}\n----\n", moved(path, source).trim_end()))
        .collect()
}

#[test]
fn c() {
    expect_test::expect![[r##"
        #include <stdio.h>
        #include <curl/curl.h>
        #include <stdlib.h>
        #include "own.h"

        /* require_env returns the value of an environment variable, and ends the program when it is not set. */
        static const char *require_env(const char *name) {
            const char *value = getenv(name);
            if (value == NULL) {
                fprintf(stderr, "%s is not set\n", name);
                exit(EXIT_FAILURE);
            }
            return value;
        }

        int main(void) {
            const char *k = require_env("ACME_TOKEN");
            puts(k);
        }
        ----
        /* licence */
        #include <stdio.h>
        #include <stdlib.h>

        /* require_env returns the value of an environment variable, and ends the program when it is not set. */
        static const char *require_env(const char *name) {
            const char *value = getenv(name);
            if (value == NULL) {
                fprintf(stderr, "%s is not set\n", name);
                exit(EXIT_FAILURE);
            }
            return value;
        }

        int main(void) { return f(x == 1 ? require_env("ACME_TOKEN") : ""); }
        ----
    "##]].assert_eq(&all(
        "a.c",
        &[
            "#include <stdio.h>\n#include <curl/curl.h>\n#include \"own.h\"\n\nint main(void) {\n    const char *k = \"«v»\";\n    puts(k);\n}\n",
            "/* licence */\nint main(void) { return f(x == 1 ? \"«v»\" : \"\"); }\n",
        ],
    ));
    let one_line = |source: &str| {
        let after = moved(
            "a.c",
            &format!(
                "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\nstatic const char *require_env(const char *name);\nstatic const char *with_env(const char *f, const char *name);\n{source}"
            ),
        );
        format!(
            "{}\n",
            after
                .lines()
                .skip(5)
                .collect::<Vec<_>>()
                .join("\n")
                .trim()
                .to_owned()
                + if after.contains('\n') { "" } else { &after }
        )
    };
    let out: String = [
        "void f(void) { g(h, \"Authorization: Bearer «v» 100%\"); }",
        "void f(void) { const char *a[] = { \"x\", \"«v»\" }; }",
        "void f(void) { strcmp(a, \"«v»\"); }",
        "#define KEY \"«v»\"\nvoid f(void) { g(KEY); }",
        "#define KEY \"Bearer «v»\" // it\nvoid f(void) { g(KEY); }",
        "static const char *key = \"«v»\";\nvoid f(void) { g(key, strlen(key)); }",
        "static const char *const key = \"«v»\"; /* it */\nvoid f(void) { g(key); }",
        "const char *f(void) { static const char *k = \"«v»\"; return k; }",
        "#define KEY \"«v»\"\nvoid f(void) { g(\"a\" KEY); }",
        "#define KEY \"«v»\"\nstatic const char *k = KEY;",
        "#define KEY \"«v»\"\nstatic struct a x = { KEY };",
        "#define KEY \"«v»\"\nvoid f(void) { char k[] = KEY; }",
        "#define KEY \"«v»\"\nvoid f(void) { g(sizeof(KEY)); }",
        "static const char *key = \"«v»\";\nvoid f(const char *key) { g(key); }",
        "static const char *key = \"«v»\";\nvoid f(void) { key = 0; }",
        "const char *key = \"«v»\";",
        "const char *keys[] = { \"«v»\" };",
        "void f(void) { char k[] = \"«v»\"; }",
        "void f(void) { g(sizeof \"«v»\"); }",
        "void f(void) { printf(\"key «v» %d\\n\", 1); }",
        "void f(void) { fprintf(stderr, \"%s\\n\", \"«v»\"); }",
        "void f(void) { g(\"a\" \"«v»\"); }",
        "void f(void) { g(\"«v»\" SUFFIX \"b\"); }",
        "void f(void) { g(L\"«v»\"); }",
        "#include \"«v»\"",
    ]
    .into_iter()
    .map(one_line)
    .collect();
    expect_test::expect![[r#"
        void f(void) { g(h, with_env("Authorization: Bearer %s 100%%", "ACME_TOKEN")); }
        void f(void) { const char *a[] = { "x", require_env("ACME_TOKEN") }; }
        void f(void) { strcmp(a, require_env("ACME_TOKEN")); }
        #define KEY require_env("ACME_TOKEN")
        void f(void) { g(KEY); }
        #define KEY with_env("Bearer %s", "ACME_TOKEN") // it
        void f(void) { g(KEY); }
        #define key require_env("ACME_TOKEN")
        void f(void) { g(key, strlen(key)); }
        #define key require_env("ACME_TOKEN") /* it */
        void f(void) { g(key); }
        const char *f(void) { const char *k = require_env("ACME_TOKEN"); return k; }
        constant-context: The constant is joined to a literal beside it: join them with `snprintf` first.
        constant-context: A `static` value is made from this constant: assign it in a function first.
        constant-context: A `static` value is made from this constant: assign it in a function first.
        constant-context: An array of characters is made from this constant: make it a `const char *` first.
        constant-context: `sizeof` needs the literal: use `strlen` first.
        constant-context: This file has another thing of this name: rename one of them first.
        constant-context: This variable is assigned again: give it its value in `main` first.
        constant-context: A value outside of functions cannot hold a lookup: assign it in `main`, or return it from a function.
        constant-context: An array of characters needs a literal: make it a `const char *` first.
        constant-context: An array of characters needs a literal: make it a `const char *` first.
        constant-context: `sizeof` needs the literal: use `strlen` first.
        constant-context: A format should stay a literal: pass the value as an argument of `%s` first.
        void f(void) { fprintf(stderr, "%s\n", require_env("ACME_TOKEN")); }
        constant-context: The literal is joined to the one beside it: write both as one first.
        constant-context: The literal is joined to what stands beside it: write it as one first.
        literal-kind: A variable is text of plain `char`: make this an ordinary string first, then try again.
        constant-context: The preprocessor reads this before there is an environment: the value does not belong there.
    "#]].assert_eq(&out);
}

#[test]
fn cpp() {
    expect_test::expect![[r##"
        #include <string>
        #include <cstdlib>
        #include <stdexcept>
        #include "own.h"

        const std::string k = [] { const char* value = std::getenv("ACME_TOKEN"); if (!value) throw std::runtime_error("ACME_TOKEN is not set"); return value; }();
        ----
        #pragma once
        #ifndef A
        #define A
        #include <string>
        #include <cstdlib>
        #include <stdexcept>
        #ifdef _WIN32
        #include <windows.h>
        #endif
        std::string f() { return "Bearer " + std::string([] { const char* value = std::getenv("ACME_TOKEN"); if (!value) throw std::runtime_error("ACME_TOKEN is not set"); return value; }()); }
        #endif
        ----
    "##]].assert_eq(&all(
        "a.cpp",
        &[
            "#include <string>\n#include \"own.h\"\n\nconst std::string k = \"«v»\";\n",
            "#pragma once\n#ifndef A\n#define A\n#include <string>\n#ifdef _WIN32\n#include <windows.h>\n#endif\nstd::string f() { return \"Bearer «v»\"; }\n#endif\n",
        ],
    ));
    let head = "#include <cstdlib>\n#include <stdexcept>\n#include <string>\n";
    let out: String = [
        "void f() { auto k = \"«v»\"; }",
        "void f() { std::string k = \"Bearer «v»\"; }",
        "void f() { g(h, \"Authorization: Bearer «v»\"); }",
        "H h{{\"Authorization\", \"Bearer «v»\"}};",
        "void f() { std::cout << \"k \" << R\"x(a «v»)\" b)x\" << 1; }",
        "void f() { g(R\"(«v»)\"); }",
        "constexpr const char* K = \"«v»\";\nvoid f() { g(K); }",
        "static constexpr auto K = \"«v»\";\n",
        "inline constexpr std::string_view K = \"«v»\";\n",
        "class A { static constexpr const char* K = \"«v»\"; };",
        "#define KEY \"«v»\"\nstd::string k = KEY;",
        "#define KEY \"«v»\"\nstd::string k = \"a\" KEY;",
        "constexpr const char* K = \"«v»\";\nconstexpr auto L = K;\n",
        "constexpr char K[] = \"«v»\";",
        "void f() { const char* k = \"Bearer «v»\"; }",
        "auto k = \"«v»\"s;",
        "[[deprecated(\"«v»\")]] void f();",
        "void f() { int x = 1'000'000; g(\"«v»\"); }",
        "auto k = u8\"«v»\";",
    ]
    .into_iter()
    .map(|source| {
        format!(
            "{}\n",
            moved("a.cpp", &format!("{head}{source}"))
                .trim_start_matches(head)
                .trim_end()
        )
    })
    .collect();
    expect_test::expect![[r#"
        void f() { auto k = [] { const char* value = std::getenv("ACME_TOKEN"); if (!value) throw std::runtime_error("ACME_TOKEN is not set"); return value; }(); }
        void f() { std::string k = "Bearer " + std::string([] { const char* value = std::getenv("ACME_TOKEN"); if (!value) throw std::runtime_error("ACME_TOKEN is not set"); return value; }()); }
        void f() { g(h, ("Authorization: Bearer " + std::string([] { const char* value = std::getenv("ACME_TOKEN"); if (!value) throw std::runtime_error("ACME_TOKEN is not set"); return value; }())).c_str()); }
        H h{{"Authorization", ("Bearer " + std::string([] { const char* value = std::getenv("ACME_TOKEN"); if (!value) throw std::runtime_error("ACME_TOKEN is not set"); return value; }())).c_str()}};
        void f() { std::cout << "k " << (R"x(a )x" + std::string([] { const char* value = std::getenv("ACME_TOKEN"); if (!value) throw std::runtime_error("ACME_TOKEN is not set"); return value; }()) + R"x()" b)x") << 1; }
        void f() { g([] { const char* value = std::getenv("ACME_TOKEN"); if (!value) throw std::runtime_error("ACME_TOKEN is not set"); return value; }()); }
        const char* const K = [] { const char* value = std::getenv("ACME_TOKEN"); if (!value) throw std::runtime_error("ACME_TOKEN is not set"); return value; }();
        void f() { g(K); }
        static const auto K = [] { const char* value = std::getenv("ACME_TOKEN"); if (!value) throw std::runtime_error("ACME_TOKEN is not set"); return value; }();
        inline const std::string_view K = [] { const char* value = std::getenv("ACME_TOKEN"); if (!value) throw std::runtime_error("ACME_TOKEN is not set"); return value; }();
        class A { inline static const char* const K = [] { const char* value = std::getenv("ACME_TOKEN"); if (!value) throw std::runtime_error("ACME_TOKEN is not set"); return value; }(); };
        #define KEY [] { const char* value = std::getenv("ACME_TOKEN"); if (!value) throw std::runtime_error("ACME_TOKEN is not set"); return value; }()
        std::string k = KEY;
        constant-context: The constant is joined to a literal beside it: join them with `+` first.
        constant-context: The compiler uses this constant, and cannot hold a lookup: make that one `const` first.
        constant-context: The compiler has to know this value: make it `const` first.
        constant-context: The joined text needs a place to stay: make the variable a `std::string` first.
        constant-context: A literal with a suffix has a type of its own: write it as `std::string(…)` first.
        constant-context: The compiler reads this, and there is no environment yet: the value does not belong there.
        void f() { int x = 1'000'000; g([] { const char* value = std::getenv("ACME_TOKEN"); if (!value) throw std::runtime_error("ACME_TOKEN is not set"); return value; }()); }
        literal-kind: A variable is text of plain `char`: make this an ordinary string first, then try again.
    "#]].assert_eq(&out);
}

#[test]
fn objective_c() {
    expect_test::expect![[r##"
        #import "Own.h"
        #import <Foundation/Foundation.h>

        int main(void) {
            NSString *k = ([[[NSProcessInfo processInfo] environment] objectForKey:@"ACME_TOKEN"] ?: ([NSException raise:NSGenericException format:@"ACME_TOKEN is not set"], (NSString *)nil));
        }
        ----
        #import <Foundation/Foundation.h>
        void f(void) { [r setValue:[NSString stringWithFormat:@"Bearer %@ 1%%", ([[[NSProcessInfo processInfo] environment] objectForKey:@"ACME_TOKEN"] ?: ([NSException raise:NSGenericException format:@"ACME_TOKEN is not set"], (NSString *)nil))] forHTTPHeaderField:@"A"]; }
        ----
        #import <Foundation/Foundation.h>
        #define K ([[[NSProcessInfo processInfo] environment] objectForKey:@"ACME_TOKEN"] ?: ([NSException raise:NSGenericException format:@"ACME_TOKEN is not set"], (NSString *)nil))
        void f(void) { g(K); }
        ----
        constant-context: A format should stay a literal: pass the value as an argument of `%@` first.
        ----
        literal-kind: This is a C string: make it an `NSString` (`@"…"`) first, then try again.
        ----
        constant-context: A value outside of methods cannot hold a lookup: assign it in a method first.
        ----
        client-code: An app on other people's devices has no environment and cannot keep a secret: let a server make the call.
        ----
    "##]].assert_eq(&all(
        "a.m",
        &[
            "#import \"Own.h\"\n\nint main(void) {\n    NSString *k = @\"«v»\";\n}\n",
            "#import <Foundation/Foundation.h>\nvoid f(void) { [r setValue:@\"Bearer «v» 1%\" forHTTPHeaderField:@\"A\"]; }\n",
            "#import <Foundation/Foundation.h>\nstatic NSString *const K = @\"«v»\";\nvoid f(void) { g(K); }\n",
            "#import <Foundation/Foundation.h>\nvoid f(void) { NSLog(@\"«v»\"); }\n",
            "#import <Foundation/Foundation.h>\nvoid f(void) { g(\"«v»\"); }\n",
            "#import <Foundation/Foundation.h>\nNSString *const K = @\"«v»\";\n",
            "#import <UIKit/UIKit.h>\nvoid f(void) { g(@\"«v»\"); }\n",
        ],
    ));
}

#[test]
fn swift() {
    expect_test::expect![[r#"
        // licence
        import Foundation

        let k = ProcessInfo.processInfo.environment["ACME_TOKEN"]!
        ----
        import Foundation
        import Vapor

        req.headers["A"] = "Bearer \(ProcessInfo.processInfo.environment["ACME_TOKEN"]!) \(x + "y")"
        ----
        part-of-a-literal: The value is a part of a literal that cannot be taken apart: move it by hand.
        ----
        import Foundation
        let k = """
          a
          \(ProcessInfo.processInfo.environment["ACME_TOKEN"]!) \(x)
          """
        ----
        import Foundation
        /* a /* b */ " */ f(key: ProcessInfo.processInfo.environment["ACME_TOKEN"]!)
        ----
        import Foundation
        f(k: ProcessInfo.processInfo.environment["ACME_TOKEN"]!)
        ----
        constant-context: A case of an `enum` cannot hold a lookup: use a `static let` of a `struct` first.
        ----
        constant-context: A pattern cannot hold a lookup: compare with `if` instead.
        ----
        constant-context: An attribute cannot hold a lookup.
        ----
        client-code: An app on other people's devices has no environment and cannot keep a secret: let a server make the call.
        ----
    "#]].assert_eq(&all(
        "a.swift",
        &[
            "// licence\nlet k = \"«v»\"\n",
            "import Vapor\n\nreq.headers[\"A\"] = \"Bearer «v» \\(x + \"y\")\"\n",
            "import Foundation\nlet k = #\"Bearer \"«v»\"\"#\n",
            "import Foundation\nlet k = \"\"\"\n  a\n  «v» \\(x)\n  \"\"\"\n",
            "import Foundation\n/* a /* b */ \" */ f(key: \"«v»\")\n",
            "import Foundation\nf(k: \"«v\\u{41}»\")\n",
            "import Foundation\nenum A: String { case k = \"«v»\" }\n",
            "import Foundation\nswitch k { case \"«v»\": f() }\n",
            "import Foundation\n@available(*, message: \"«v»\")\n",
            "import SwiftUI\nlet k = \"«v»\"\n",
        ],
    ));
}

#[test]
fn dart() {
    expect_test::expect![[r#"
        import 'dart:io' show Platform;
        import 'dart:convert';
        import 'package:http/http.dart';

        final k = (Platform.environment['ACME_TOKEN'] ?? (throw StateError('ACME_TOKEN is not set')));
        ----
        library a;

        import 'dart:io' show Platform;

        var k = {'A': 'Bearer ${(Platform.environment['ACME_TOKEN'] ?? (throw StateError('ACME_TOKEN is not set')))} ${x['y']} $z'};
        ----
        import 'dart:io';
        var k = (r'$a ' + (Platform.environment['ACME_TOKEN'] ?? (throw StateError('ACME_TOKEN is not set')))) + "b";
        ----
        import 'dart:io';
        var k = '''
        ${(Platform.environment['ACME_TOKEN'] ?? (throw StateError('ACME_TOKEN is not set')))}
        ''';
        ----
        import 'dart:io';
        final k = (Platform.environment['ACME_TOKEN'] ?? (throw StateError('ACME_TOKEN is not set')));
        void main() { print(k); }
        ----
        import 'dart:io';
        class A { static final String k = (Platform.environment['ACME_TOKEN'] ?? (throw StateError('ACME_TOKEN is not set'))); }
        ----
        constant-context: Another constant is made from this one: make that one `final` first.
        ----
        constant-context: A default of a parameter cannot hold a lookup: use `null` and look it up inside.
        ----
        constant-context: A `const` cannot hold a lookup: make it `final`, or leave `const` out, first.
        ----
        constant-context: The literal is joined to the one beside it: write both as one first.
        ----
        client-code: An app or a page on other people's devices has no environment and cannot keep a secret: let a server make the call.
        ----
        no-literal: The value is not in a string literal that Keyward can replace: move it by hand.
        ----
    "#]].assert_eq(&all(
        "a.dart",
        &[
            "import 'dart:convert';\nimport 'package:http/http.dart';\n\nfinal k = '«v»';\n",
            "library a;\n\nvar k = {'A': 'Bearer «v» ${x['y']} $z'};\n",
            "import 'dart:io';\nvar k = r'$a «v»' + \"b\";\n",
            "import 'dart:io';\nvar k = '''\n«v»\n''';\n",
            "import 'dart:io';\nconst k = '«v»';\nvoid main() { print(k); }\n",
            "import 'dart:io';\nclass A { static const String k = \"«v»\"; }\n",
            "import 'dart:io';\nconst k = '«v»';\nconst a = A(k);\n",
            "import 'dart:io';\nvoid f({String k = '«v»'}) {}\n",
            "import 'dart:io';\nvar a = const ['«v»'];\n",
            "import 'dart:io';\nvar a = '«v»' 'b';\n",
            "import 'package:flutter/material.dart';\nfinal k = '«v»';\n",
            "import 'dart:io';\nfinal k = '«a$b»';\n",
        ],
    ));
}

#[test]
fn ocaml() {
    expect_test::expect![[r#"
        let k = (Sys.getenv "ACME_TOKEN")
        let () = print_endline k
        ----
        let () = send ("Bearer " ^ (Sys.getenv "ACME_TOKEN")) 1
        ----
        let k = ({x|a " |x} ^ (Sys.getenv "ACME_TOKEN") ^ {x||} b|x}) ^ "c"
        ----
        (* a (* b *) " *) let f = ["a"; (Sys.getenv "ACME_TOKEN")]
        ----
        let f (x : 'a) = { k = (Sys.getenv "ACME_TOKEN"); c = '"' }
        ----
        constant-context: A pattern cannot hold a lookup: compare with `if` instead.
        ----
        constant-context: A format needs a literal here: pass the value as an argument of `%s` first.
        ----
    "#]].assert_eq(&all(
        "a.ml",
        &[
            "let k = \"«v»\"\nlet () = print_endline k\n",
            "let () = send \"Bearer «v»\" 1\n",
            "let k = {x|a \" «v»|} b|x} ^ \"c\"\n",
            "(* a (* b *) \" *) let f = [\"a\"; \"«v\\065»\"]\n",
            "let f (x : 'a) = { k = \"«v»\"; c = '\"' }\n",
            "let f = function \"«v»\" -> 1 | _ -> 2\n",
            "let () = Printf.printf \"«v» %d\" 1\n",
        ],
    ));
}

#[test]
fn nim_and_crystal() {
    expect_test::expect![[r#"
        import std/os
        import std/strutils

        let k = (if existsEnv("ACME_TOKEN"): getEnv("ACME_TOKEN") else: raise newException(KeyError, "ACME_TOKEN is not set"))
        ----
        import std/[strutils, os]
        echo "Bearer " & (if existsEnv("ACME_TOKEN"): getEnv("ACME_TOKEN") else: raise newException(KeyError, "ACME_TOKEN is not set"))
        ----
        part-of-a-literal: The value is a part of a literal that cannot be taken apart: move it by hand.
        ----
        import std/os
        let k = """a"""" & (if existsEnv("ACME_TOKEN"): getEnv("ACME_TOKEN") else: raise newException(KeyError, "ACME_TOKEN is not set"))
        ----
        import std/os
        echo &"Bearer " & (if existsEnv("ACME_TOKEN"): getEnv("ACME_TOKEN") else: raise newException(KeyError, "ACME_TOKEN is not set")) & &" {x}"
        ----
        import std/os
        let k = (if existsEnv("ACME_TOKEN"): getEnv("ACME_TOKEN") else: raise newException(KeyError, "ACME_TOKEN is not set"))
        echo k
        ----
        constant-context: Another constant is made from this one: make that one a `let` first.
        ----
        constant-context: A `const` is worked out by the compiler, and the value would stay in the program: make it a `let` first.
        ----
        constant-context: A branch of a `case` cannot hold a lookup: compare with `if` instead.
        ----
    "#]].assert_eq(&all(
        "a.nim",
        &[
            "import std/strutils\n\nlet k = \"«v»\"\n",
            "import std/[strutils, os]\necho \"Bearer «v»\"\n",
            "import std/os\nlet k = r\"a\\«v»\"\"b\"\n",
            "import std/os\nlet k = \"\"\"a\"«v»\"\"\"\n",
            "import std/os\necho &\"Bearer «v» {x}\"\n",
            "import std/os\nconst k = \"«v»\"\necho k\n",
            "import std/os\nconst k = \"«v»\"\nconst l = k & \"x\"\n",
            "import std/os\nconst\n  a = 1\n  k = \"«v»\"\n",
            "import std/os\ncase x\nof \"«v»\": discard\n",
        ],
    ));
    expect_test::expect![[r#"
        K = ENV["ACME_TOKEN"]
        ----
        h = {"A" => "Bearer #{ENV["ACME_TOKEN"]} #{x["y"]}"}
        ----
        no-literal: The value is not in a string literal that Keyward can replace: move it by hand.
        ----
        k = <<-EOS
          Bearer #{ENV["ACME_TOKEN"]}
          EOS
        ----
        literal-kind: This heredoc does not interpolate: take the quotes off its word first, then try again.
        ----
        c = '"'; f(ENV["ACME_TOKEN"])
        ----
        constant-context: An annotation cannot hold a lookup.
        ----
    "#]].assert_eq(&all(
        "a.cr",
        &[
            "K = \"«v»\"\n",
            "h = {\"A\" => \"Bearer «v» #{x[\"y\"]}\"}\n",
            "k = %q(a (b) «v»)\n",
            "k = <<-EOS\n  Bearer «v»\n  EOS\n",
            "k = <<-'EOS'\n  Bearer «v»\n  EOS\n",
            "c = '\"'; f(\"«v»\")\n",
            "@[Foo(\"«v»\")]\ndef f; end\n",
        ],
    ));
}

#[test]
fn pascal() {
    expect_test::expect![[r#"
        program A;

        uses Classes, SysUtils;

        // RequireEnv returns the value of an environment variable, and raises when it is not set.
        function RequireEnv(const Name: string): string;
        begin
          Result := GetEnvironmentVariable(Name);
          if Result = '' then
            raise Exception.Create(Name + ' is not set');
        end;

        begin
          WriteLn('Bearer ' + RequireEnv('ACME_TOKEN'));
        end.
        ----
        program A;

        uses
          SysUtils;

        // RequireEnv returns the value of an environment variable, and raises when it is not set.
        function RequireEnv(const Name: string): string;
        begin
          Result := GetEnvironmentVariable(Name);
          if Result = '' then
            raise Exception.Create(Name + ' is not set');
        end;

        var k: string;
        begin
          k := RequireEnv('ACME_TOKEN');
        end.
        ----
        unit A;
        interface
        uses Classes;
        implementation

        uses
          SysUtils;

        // RequireEnv returns the value of an environment variable, and raises when it is not set.
        function RequireEnv(const Name: string): string;
        begin
          Result := GetEnvironmentVariable(Name);
          if Result = '' then
            raise Exception.Create(Name + ' is not set');
        end;

        procedure F;
        begin
          G('a', RequireEnv('ACME_TOKEN'));
        end;
        end.
        ----
        program A;
        uses SysUtils;

        // RequireEnv returns the value of an environment variable, and raises when it is not set.
        function RequireEnv(const Name: string): string;
        begin
          Result := GetEnvironmentVariable(Name);
          if Result = '' then
            raise Exception.Create(Name + ' is not set');
        end;

        begin
          k := 'a'#13 + RequireEnv('ACME_TOKEN') + #10;
        end.
        ----
        constant-context: A constant cannot hold a lookup: make it a function that returns `GetEnvironmentVariable(…)`.
        ----
        constant-context: A `case` label cannot hold a lookup: compare with `if` instead.
        ----
    "#]].assert_eq(&all(
        "a.pas",
        &[
            "program A;\n\nuses Classes;\n\nbegin\n  WriteLn('Bearer «v»');\nend.\n",
            "program A;\nvar k: string;\nbegin\n  k := '«it''s»';\nend.\n",
            "unit A;\ninterface\nuses Classes;\nimplementation\nprocedure F;\nbegin\n  G('a', '«v»');\nend;\nend.\n",
            "program A;\nuses SysUtils;\nbegin\n  k := 'a'#13'«v»'#10;\nend.\n",
            "program A;\nconst\n  B = 1;\n  K = '«v»';\nbegin\nend.\n",
            "program A;\n{ it's }\nuses SysUtils;\nbegin\n  case x of '«v»': ; end;\nend.\n",
        ],
    ));
}

#[test]
fn dotnet() {
    expect_test::expect![[r#"
        let k = (match System.Environment.GetEnvironmentVariable "ACME_TOKEN" with null -> failwith "ACME_TOKEN is not set" | value -> value)
        ----
        let h = [ "A", "Bearer " + (match System.Environment.GetEnvironmentVariable "ACME_TOKEN" with null -> failwith "ACME_TOKEN is not set" | value -> value) ]
        ----
        let k = $"Bearer " + (match System.Environment.GetEnvironmentVariable "ACME_TOKEN" with null -> failwith "ACME_TOKEN is not set" | value -> value) + $" {f "x"}"
        ----
        let k = @"c:\" + (match System.Environment.GetEnvironmentVariable "ACME_TOKEN" with null -> failwith "ACME_TOKEN is not set" | value -> value)
        ----
        let k = """a " """ + (match System.Environment.GetEnvironmentVariable "ACME_TOKEN" with null -> failwith "ACME_TOKEN is not set" | value -> value)
        ----
        let K = (match System.Environment.GetEnvironmentVariable "ACME_TOKEN" with null -> failwith "ACME_TOKEN is not set" | value -> value)
        printfn "%s" K
        ----
        constant-context: An attribute uses this constant, and cannot hold a lookup.
        ----
        constant-context: A pattern cannot hold a lookup: compare with `if` instead.
        ----
        constant-context: A format needs a literal here: pass the value as an argument of `%s` first.
        ----
        constant-context: This literal is bytes: make it a string first, then try again.
        ----
    "#]].assert_eq(&all(
        "a.fs",
        &[
            "let k = \"«v»\"\n",
            "let h = [ \"A\", \"Bearer «v»\" ]\n",
            "let k = $\"Bearer «v» {f \"x\"}\"\n",
            "let k = @\"c:\\«v\"\"w»\"\n",
            "let k = \"\"\"a \" «v»\"\"\"\n",
            "[<Literal>]\nlet K = \"«v»\"\nprintfn \"%s\" K\n",
            "[<Literal>]\nlet K = \"«v»\"\n[<Foo(K)>]\nlet f x = match x with K -> 1 | _ -> 2\n",
            "match x with\n| \"«v»\" -> 1\n",
            "printfn \"«v»\"\n",
            "let b = \"«v»\"B\n",
        ],
    ));
    expect_test::expect![[r#"
        Dim k As String = System.Environment.GetEnvironmentVariable("ACME_TOKEN").ToString() ' it's
        ----
        F("Bearer " & System.Environment.GetEnvironmentVariable("ACME_TOKEN").ToString(), 1)
        ----
        k = "a""" & System.Environment.GetEnvironmentVariable("ACME_TOKEN").ToString()
        ----
        k = $"Bearer " & System.Environment.GetEnvironmentVariable("ACME_TOKEN").ToString() & $" {x}"
        ----
        k = "a" & System.Environment.GetEnvironmentVariable("ACME_TOKEN").ToString() & b
        ----
        constant-context: A `Const` cannot hold a lookup: make it `ReadOnly`, or a `Dim` of the procedure, first.
        ----
        constant-context: A default of a parameter cannot hold a lookup: look it up inside.
        ----
    "#]].assert_eq(&all(
        "a.vb",
        &[
            "Dim k As String = \"«v»\" ' it's\n",
            "F(\"Bearer «v»\", 1)\n",
            "k = \"a\"\"«v»\"\n",
            "k = $\"Bearer «v» {x}\"\n",
            "k = \"a\" & \"«v»\" & b\n",
            "Private Const K As String = \"«v»\"\n",
            "Sub F(Optional k As String = \"«v»\")\n",
        ],
    ));
}

#[test]
fn languages_without_a_lookup() {
    assert!(moved("a.zig", "const k = \"«v»\";\n").starts_with("no-lookup: How Zig"));
    assert!(moved("a.zig", "const k =\n    \\\\«v»\n;\n").starts_with("no-lookup"));
}
