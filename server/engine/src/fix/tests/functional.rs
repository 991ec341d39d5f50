//! Functional languages and those of the JVM and of Node: the lookup in each place, and where it is refused.

use super::moved;

/// Each source before and after.
fn all(path: &str, sources: &[&str]) -> String {
    let after = |source: &&str| format!("{}\n", moved(path, source).replace('\r', "").trim_end());
    sources.iter().map(after).collect()
}

#[test]
fn elixir() {
    expect_test::expect![[r#"
        k = System.fetch_env!("ACME_TOKEN")
        k = "Bearer #{System.fetch_env!("ACME_TOKEN")} #{f("x")}"
        k = 'Bearer #{System.fetch_env!("ACME_TOKEN")}'
        k = String.to_charlist(System.fetch_env!("ACME_TOKEN"))
        f(~s(Bearer #{System.fetch_env!("ACME_TOKEN")}), ?")
        k = ~S(Bearer ) <> System.fetch_env!("ACME_TOKEN")
        literal-kind: This sigil takes no lookup: write it with quoted strings first, then try again.
        k = """
          Bearer #{System.fetch_env!("ACME_TOKEN")}
          """
        def f do
          g(System.fetch_env!("ACME_TOKEN"), x: 'w')
        end
        def f(k \\ System.fetch_env!("ACME_TOKEN")), do: k
        constant-context: A pattern cannot hold a lookup: compare in the body instead.
        constant-context: A module attribute is evaluated when the module is compiled, and the value would be built in: make it a function first.
        constant-context: A module attribute is evaluated when the module is compiled, and the value would be built in: make it a function first.
        constant-context: `use` is evaluated when the module is compiled, and the value would be built in: move the option to config/runtime.exs first.
        constant-context: A pattern cannot hold a lookup: compare with `if` instead.
        x = if empty?(System.fetch_env!("ACME_TOKEN")), do: 1
        k = System.fetch_env!("ACME_TOKEN")
        constant-context: An atom cannot be looked up: write the key as a string with `=>` first.
    "#]].assert_eq(&all(
        "a.ex",
        &[
            "k = \"«v»\"",
            "k = \"Bearer «v» #{f(\"x\")}\"",
            "k = 'Bearer «v»'",
            "k = '«v»'",
            "f(~s(Bearer «v»), ?\")",
            "k = ~S(Bearer «v»)",
            "k = ~w(a «v»)",
            "k = \"\"\"\n  Bearer «v»\n  \"\"\"",
            "def f do\n  g(\"«v»\", x: 'w')\nend",
            "def f(k \\\\ \"«v»\"), do: k",
            "def f(\"«v»\"), do: 1",
            "@key \"«v»\"",
            "@opts [key: \"«v»\"]",
            "use Foo, key: \"«v»\"",
            "case x do\n  \"«v»\" -> 1\nend",
            "x = if empty?(\"«v»\"), do: 1",
            "k = \"«\\x41\\u{42}\\\"»\"",
            "%{\"«v»\": 1}",
        ],
    ));
    expect_test::expect![[r#"
        constant-context: This file is read when the project is built, and the value would be built in: move the setting to config/runtime.exs first.
    "#]]
        .assert_eq(&all("config/config.exs", &["config :a, key: \"«v»\""]));
    expect_test::expect![[r#"
        config :a, key: System.fetch_env!("ACME_TOKEN")
    "#]]
    .assert_eq(&all("config/runtime.exs", &["config :a, key: \"«v»\""]));
}

#[test]
fn erlang() {
    expect_test::expect![[r#"
        f() -> (fun(false) -> error({missing_env, "ACME_TOKEN"}); (EnvValue) -> EnvValue end)(os:getenv("ACME_TOKEN")).
        f() -> list_to_binary((fun(false) -> error({missing_env, "ACME_TOKEN"}); (EnvValue) -> EnvValue end)(os:getenv("ACME_TOKEN"))).
        f() -> <<"Bearer ", (list_to_binary((fun(false) -> error({missing_env, "ACME_TOKEN"}); (EnvValue) -> EnvValue end)(os:getenv("ACME_TOKEN"))))/binary, "!">>.
        f() -> <<"Bearer "/utf8, (unicode:characters_to_binary((fun(false) -> error({missing_env, "ACME_TOKEN"}); (EnvValue) -> EnvValue end)(os:getenv("ACME_TOKEN"))))/binary, ""/utf8>>.
        f() -> <<"a", (list_to_binary((fun(false) -> error({missing_env, "ACME_TOKEN"}); (EnvValue) -> EnvValue end)(os:getenv("ACME_TOKEN"))))/binary, X/binary>>.
        f() -> g("Bearer " ++ (fun(false) -> error({missing_env, "ACME_TOKEN"}); (EnvValue) -> EnvValue end)(os:getenv("ACME_TOKEN")), fun(X) -> X end).
        f() -> "Bearer " ++ (fun(false) -> error({missing_env, "ACME_TOKEN"}); (EnvValue) -> EnvValue end)(os:getenv("ACME_TOKEN")) ++ "!".
        f() -> [$", {key, (fun(false) -> error({missing_env, "ACME_TOKEN"}); (EnvValue) -> EnvValue end)(os:getenv("ACME_TOKEN"))}]. % it's
        constant-context: A pattern cannot hold a lookup: compare in the body instead.
        constant-context: A guard cannot hold a lookup: compare in the body instead.
        f(X) when X > 1 -> (fun(false) -> error({missing_env, "ACME_TOKEN"}); (EnvValue) -> EnvValue end)(os:getenv("ACME_TOKEN")).
        -define(K, (fun(false) -> error({missing_env, "ACME_TOKEN"}); (EnvValue) -> EnvValue end)(os:getenv("ACME_TOKEN"))).
        f() -> ?K.
        constant-context: A pattern, a binary or a literal beside this macro needs it to stay a literal: look at its uses, and move it by hand.
        constant-context: An attribute of the module cannot hold a lookup: the value does not belong there.
        literal-kind: An atom cannot be looked up: write it as a string first, then try again.
        f() -> (fun(false) -> error({missing_env, "ACME_TOKEN"}); (EnvValue) -> EnvValue end)(os:getenv("ACME_TOKEN")).
    "#]].assert_eq(&all(
        "a.erl",
        &[
            "f() -> \"«v»\".",
            "f() -> <<\"«v»\">>.",
            "f() -> <<\"Bearer «v»!\">>.",
            "f() -> <<\"Bearer «v»\"/utf8>>.",
            "f() -> <<\"a\", \"«v»\", X/binary>>.",
            "f() -> g(\"Bearer «v»\", fun(X) -> X end).",
            "f() -> \"Bearer \" \"«v»\" \"!\".",
            "f() -> [$\", {key, \"«v»\"}]. % it's",
            "f(\"«v»\") -> 1.",
            "f(X) when X =:= \"«v»\" -> 1.",
            "f(X) when X > 1 -> \"«v»\".",
            "-define(K, \"«v»\").\nf() -> ?K.",
            "-define(K, \"«v»\").\nf() -> \"Bearer \" ?K.",
            "-vsn(\"«v»\").",
            "f() -> '«v»'.",
            "f() -> \"«\\x41\\x{42}\\103»\".",
        ],
    ));
}

#[test]
fn clojure() {
    expect_test::expect![[r#"
        (def k (or (System/getenv "ACME_TOKEN") (throw (ex-info "ACME_TOKEN is not set" {}))))
        (f (str "Bearer " (or (System/getenv "ACME_TOKEN") (throw (ex-info "ACME_TOKEN is not set" {}))) "!") \")
        {:key (str "Bearer " (or (System/getenv "ACME_TOKEN") (throw (ex-info "ACME_TOKEN is not set" {}))))} ; it's
        (str "a" (g (or (System/getenv "ACME_TOKEN") (throw (ex-info "ACME_TOKEN is not set" {})))))
        constant-context: This string is documentation: take the value out of it.
        constant-context: `^:const` is fixed when the file is compiled: drop it first.
        constant-context: What is quoted is not evaluated: build it with `list` or `vector` first.
        constant-context: A constant of a `case` cannot be looked up: use `cond` instead.
        (case x 1 (or (System/getenv "ACME_TOKEN") (throw (ex-info "ACME_TOKEN is not set" {}))) 2)
        literal-kind: A pattern is no place for a secret: compare with `=` instead, then try again.
        (def k (or (System/getenv "ACME_TOKEN") (throw (ex-info "ACME_TOKEN is not set" {}))))
    "#]].assert_eq(&all(
        "a.clj",
        &[
            "(def k \"«v»\")",
            "(f \"Bearer «v»!\" \\\")",
            "{:key \"Bearer «v»\"} ; it's",
            "(str \"a\" (g \"«v»\"))",
            "(defn f \"Doc «v»\" [] 1)",
            "(def ^:const k \"«v»\")",
            "(def k '(a \"«v»\"))",
            "(case x \"«v»\" 1 2)",
            "(case x 1 \"«v»\" 2)",
            "(re-find #\"«v»\" x)",
            "(def k \"«\\u0041\\103\\\"»\")",
        ],
    ));
}

#[test]
fn jvm() {
    expect_test::expect![[r#"
        val k = sys.env("ACME_TOKEN")
        val k = ("Bearer " + sys.env("ACME_TOKEN")).trim
        val k = s"Bearer " + sys.env("ACME_TOKEN") + s" ${f("x")}"
        val k = ("""Bearer
        |""" + sys.env("ACME_TOKEN")).stripMargin
        f('"', "Bearer " + sys.env("ACME_TOKEN"))
        constant-context: A literal that an interpolator reads takes no lookup: put the value into a variable first.
        constant-context: A pattern cannot hold a lookup: compare with `if` instead.
        x match { case 1 => sys.env("ACME_TOKEN") }
        constant-context: An annotation cannot hold a lookup.
        constant-context: An annotation or a pattern in this file may need this to stay a constant: look at its uses, and move it by hand.
        val k = sys.env("ACME_TOKEN")
    "#]].assert_eq(&all(
        "a.scala",
        &[
            "val k = \"«v»\"",
            "val k = \"Bearer «v»\".trim",
            "val k = s\"Bearer «v» ${f(\"x\")}\"",
            "val k = \"\"\"Bearer\n|«v»\"\"\".stripMargin",
            "f('\"', \"Bearer «v»\")",
            "val k = sql\"«v»\"",
            "x match { case \"«v»\" => 1 }",
            "x match { case 1 => \"«v»\" }",
            "@Foo(\"«v»\") class A",
            "final val K = \"«v»\"\n@Foo(K) class A",
            "val k = \"«\\u0041\\\"»\"",
        ],
    ));
    expect_test::expect![[r#"
        def k = Objects.requireNonNull(System.getenv('ACME_TOKEN'), 'ACME_TOKEN is not set')
        println "Bearer " + Objects.requireNonNull(System.getenv('ACME_TOKEN'), 'ACME_TOKEN is not set') + " ${f("x")}"
        def k = ('Bearer ' + Objects.requireNonNull(System.getenv('ACME_TOKEN'), 'ACME_TOKEN is not set')).trim()
        f('''Bearer
        ''' + Objects.requireNonNull(System.getenv('ACME_TOKEN'), 'ACME_TOKEN is not set'))
        def k = /Bearer / + Objects.requireNonNull(System.getenv('ACME_TOKEN'), 'ACME_TOKEN is not set')
        def n = a / b; def k = Objects.requireNonNull(System.getenv('ACME_TOKEN'), 'ACME_TOKEN is not set') / c
        def k = $/Bearer $$ /$ + Objects.requireNonNull(System.getenv('ACME_TOKEN'), 'ACME_TOKEN is not set')
        def m = [(Objects.requireNonNull(System.getenv('ACME_TOKEN'), 'ACME_TOKEN is not set')): 1, k: 'w']
        constant-context: An annotation cannot hold a lookup.
        def k = Objects.requireNonNull(System.getenv('ACME_TOKEN'), 'ACME_TOKEN is not set')
    "#]].assert_eq(&all(
        "a.groovy",
        &[
            "def k = '«v»'",
            "println \"Bearer «v» ${f(\"x\")}\"",
            "def k = 'Bearer «v»'.trim()",
            "f('''Bearer\n«v»''')",
            "def k = /Bearer «v»/",
            "def n = a / b; def k = \"«v»\" / c",
            "def k = $/Bearer $$ «v»/$",
            "def m = ['«v»': 1, k: 'w']",
            "@Foo('«v»') class A {}",
            "def k = '«\\u0041\\103\\'»'",
        ],
    ));
    expect_test::expect![[r#"
        constant-context: The `plugins` block takes constants only: the value does not belong there.
    "#]]
    .assert_eq(&all("build.gradle", &["plugins { id '«v»' }"]));
}

#[test]
fn coffeescript() {
    expect_test::expect![[r#"
        k = (process.env.ACME_TOKEN ? throw new Error "ACME_TOKEN is not set")
        k = "Bearer #{process.env.ACME_TOKEN ? throw new Error "ACME_TOKEN is not set"} #{f "x"}"
        f ('Bearer ' + (process.env.ACME_TOKEN ? throw new Error "ACME_TOKEN is not set")), 1
        o = key: (process.env.ACME_TOKEN ? throw new Error "ACME_TOKEN is not set") # it's
        o = [(process.env.ACME_TOKEN ? throw new Error "ACME_TOKEN is not set")]: 1
        ### it's ###
        k = """
          Bearer #{process.env.ACME_TOKEN ? throw new Error "ACME_TOKEN is not set"}
        """
        k = if /'/.test x then (process.env.ACME_TOKEN ? throw new Error "ACME_TOKEN is not set").trim() else 1
        constant-context: An import cannot take its path from a variable: the value does not belong there.
        k = (process.env.ACME_TOKEN ? throw new Error "ACME_TOKEN is not set")
    "#]].assert_eq(&all(
        "a.coffee",
        &[
            "k = \"«v»\"",
            "k = \"Bearer «v» #{f \"x\"}\"",
            "f 'Bearer «v»', 1",
            "o = key: '«v»' # it's",
            "o = \"«v»\": 1",
            "### it's ###\nk = \"\"\"\n  Bearer «v»\n\"\"\"",
            "k = if /'/.test x then '«v»'.trim() else 1",
            "x = require '«v»'",
            "k = '«\\x41\\u0042»'",
        ],
    ));
}

#[test]
fn nix() {
    expect_test::expect![[r#"
        { k = (let v = builtins.getEnv "ACME_TOKEN"; in if v == "" then throw "ACME_TOKEN is not set" else v); }
        { k = "Bearer ${let v = builtins.getEnv "ACME_TOKEN"; in if v == "" then throw "ACME_TOKEN is not set" else v} ${f "x"}"; }
        f (let v = builtins.getEnv "ACME_TOKEN"; in if v == "" then throw "ACME_TOKEN is not set" else v) 1
        { k = ''
          Bearer ${let v = builtins.getEnv "ACME_TOKEN"; in if v == "" then throw "ACME_TOKEN is not set" else v}
        ''; } # it's
        { k = ''a ''${x} '''${let v = builtins.getEnv "ACME_TOKEN"; in if v == "" then throw "ACME_TOKEN is not set" else v}''; }
        [ (let v = builtins.getEnv "ACME_TOKEN"; in if v == "" then throw "ACME_TOKEN is not set" else v) "b" ]
        { ${(let v = builtins.getEnv "ACME_TOKEN"; in if v == "" then throw "ACME_TOKEN is not set" else v)} = 1; }
        { k = (let v = builtins.getEnv "ACME_TOKEN"; in if v == "" then throw "ACME_TOKEN is not set" else v); }
    "#]].assert_eq(&all(
        "a.nix",
        &[
            "{ k = \"«v»\"; }",
            "{ k = \"Bearer «v» ${f \"x\"}\"; }",
            "f \"«v»\" 1",
            "{ k = ''\n  Bearer «v»\n''; } # it's",
            "{ k = ''a ''${x} '''«v»''; }",
            "[ \"«v»\" \"b\" ]",
            "{ \"«v»\" = 1; }",
            "{ k = \"«a\\\"b»\"; }",
        ],
    ));
    expect_test::expect![[r#"
        constant-context: A flake is evaluated without the environment: read a file at run time, with agenix or sops-nix.
    "#]].assert_eq(&all("flake.nix", &["{ k = \"«v»\"; }"]));
}
