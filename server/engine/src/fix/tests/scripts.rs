//! Scripting languages: the lookup in each place, and where it is refused.

use super::{Mem, TOKEN, fixed, moved};

/// Each source before and after.
fn all(path: &str, sources: &[&str]) -> String {
    let after = |source: &&str| format!("{}\n", moved(path, source).replace('\r', "").trim_end());
    sources.iter().map(after).collect()
}

#[test]
fn perl() {
    expect_test::expect![[r#"
        my $k = ($ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set');
        my $k = 'Bearer ' . ($ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set');
        my $k = "Bearer " . ($ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set') . " $x[0]\n";
        f(q{a{b}} . ($ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set'), 'x');
        print +(($ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set') . "\n");
        print STDERR ($ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set') . "\n";
        return ($ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set') . $x;
        my %h = (key => qq(Bearer ) . ($ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set'), list => [1, 'w']);
        my $k = $$x{'a'} . $#{$y} . "'" . ($ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set'); # it's
        $x =~ s/'/"/g; my $k = ($ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set');
        my @a = split /'/, ($ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set');
        print <<EOT;
        key: @{[ $ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set' ]}
        EOT
        literal-kind: This heredoc does not interpolate: take the quotes off its word first, then try again.
        literal-kind: A `qw` list takes no lookup: write it as a list of quoted strings first, then try again.
        my $k = ($ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set');
        literal-not-understood: The literal has an escape that Keyward cannot decode: move it by hand.
        my $o = `curl -H "X: @{[ $ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set' ]}"`;
        in-a-comment: The value stands in a comment: delete it there, and revoke it.
        use constant K => ($ENV{ACME_TOKEN} // die 'ACME_TOKEN is not set');
        constant-context: A required path cannot come from a variable: the value does not belong there.
    "#]].assert_eq(&all(
        "a.pl",
        &[
            "my $k = \"«v»\";",
            "my $k = 'Bearer «v»';",
            "my $k = \"Bearer «v» $x[0]\\n\";",
            "f(q{a{b}«v»}, 'x');",
            "print \"«v»\\n\";",
            "print STDERR \"«v»\" . \"\\n\";",
            "return '«v»' . $x;",
            "my %h = (key => qq(Bearer «v»), list => [1, 'w']);",
            "my $k = $$x{'a'} . $#{$y} . \"'\" . '«v»'; # it's",
            "$x =~ s/'/\"/g; my $k = '«v»';",
            "my @a = split /'/, \"«v»\";",
            "print <<EOT;\nkey: «v»\nEOT",
            "print <<'EOT';\nkey: «v»\nEOT",
            "my @a = qw(a «v»);",
            "my $k = \"«\\x{41}\\x42\\103\\@»\";",
            "my $k = \"«\\Uv»\";",
            "my $o = `curl -H \"X: «v»\"`;",
            "=pod\n\nIt's \"«v»\"\n\n=cut\n",
            "use constant K => '«v»';",
            "require \"«v»\";",
        ],
    ));
}

#[test]
fn lua() {
    expect_test::expect![[r#"
        local k = (assert(os.getenv("ACME_TOKEN"), "ACME_TOKEN is not set"))
        local k = 'Bearer ' .. (assert(os.getenv("ACME_TOKEN"), "ACME_TOKEN is not set")) .. '!'
        f((assert(os.getenv("ACME_TOKEN"), "ACME_TOKEN is not set")), 1)
        f ((assert(os.getenv("ACME_TOKEN"), "ACME_TOKEN is not set")))
        obj:method ('Bearer ' .. (assert(os.getenv("ACME_TOKEN"), "ACME_TOKEN is not set")))
        return (assert(os.getenv("ACME_TOKEN"), "ACME_TOKEN is not set"))
        local t = { key = (assert(os.getenv("ACME_TOKEN"), "ACME_TOKEN is not set")), ['w'] = 1 }
        local k = [==[
        Bearer ]==] .. (assert(os.getenv("ACME_TOKEN"), "ACME_TOKEN is not set")) .. [==[

        ]] ]==]
        local k = ((assert(os.getenv("ACME_TOKEN"), "ACME_TOKEN is not set"))):upper() --[[ it's ]]
        local n = #("a" .. (assert(os.getenv("ACME_TOKEN"), "ACME_TOKEN is not set")))
        local k = (assert(os.getenv("ACME_TOKEN"), "ACME_TOKEN is not set"))
        literal-not-understood: The literal has an escape that Keyward cannot decode: move it by hand.
        local k = `Bearer {x} {(assert(os.getenv("ACME_TOKEN"), "ACME_TOKEN is not set"))}`
        constant-context: A required path cannot come from a variable: the value does not belong there.
        if k == (assert(os.getenv("ACME_TOKEN"), "ACME_TOKEN is not set")) then end
    "#]].assert_eq(&all(
        "a.lua",
        &[
            "local k = \"«v»\"",
            "local k = 'Bearer «v»!'",
            "f(\"«v»\", 1)",
            "f \"«v»\"",
            "obj:method 'Bearer «v»'",
            "return '«v»'",
            "local t = { key = [[«v»]], ['w'] = 1 }",
            "local k = [==[\nBearer «v»\n]] ]==]",
            "local k = (\"«v»\"):upper() --[[ it's ]]",
            "local n = #\"a«v»\"",
            "local k = '«\\65\\x42\\u{43}\\'»'",
            "local k = '«\\233»'",
            "local k = `Bearer {x} «v»`",
            "require \"«v»\"",
            "if k == \"«v»\" then end",
        ],
    ));
}

#[test]
fn tcl() {
    expect_test::expect![[r#"
        set k $::env(ACME_TOKEN)
        set k $::env(ACME_TOKEN)
        set k $::env(ACME_TOKEN)
        puts "Bearer $::env(ACME_TOKEN) [f "x"]"
        puts [f -token=$::env(ACME_TOKEN) x]
        proc f {} {
          return $::env(ACME_TOKEN) ;# it's
        }
        constant-context: What stands in braces is not substituted: build it with `[list …]` or `[dict create …]` first.
        constant-context: What stands in braces is not substituted: build it with `[list …]` or `[dict create …]` first.
        if {$x} {f "Bearer $::env(ACME_TOKEN)"}
        constant-context: The patterns of a `switch` are not substituted: compare with `if` instead.
        constant-context: A default of a parameter is not substituted: look the value up in the body.
        set k $::env(ACME_TOKEN)
    "#]].assert_eq(&all(
        "a.tcl",
        &[
            "set k \"«v»\"",
            "set k {«v»}",
            "set k «v»",
            "puts \"Bearer «v» [f \"x\"]\"",
            "puts [f -token=«v» x]",
            "proc f {} {\n  return \"«v»\" ;# it's\n}",
            "set l {a \"«v»\"}",
            "f {Authorization \"Bearer «v»\"}",
            "if {$x} {f \"Bearer «v»\"}",
            "switch $x { \"«v»\" { f } }",
            "proc f {{k \"«v»\"}} {}",
            "set k \"«\\x41\\u0042\\103\\$»\"",
        ],
    ));
}

#[test]
fn r_and_julia() {
    expect_test::expect![[r#"
        k <- (function(v) if (nzchar(v)) v else stop("ACME_TOKEN is not set"))(Sys.getenv("ACME_TOKEN"))
        k <- paste0('Bearer ', (function(v) if (nzchar(v)) v else stop("ACME_TOKEN is not set"))(Sys.getenv("ACME_TOKEN")), '!')
        f(paste0("Bearer ", (function(v) if (nzchar(v)) v else stop("ACME_TOKEN is not set"))(Sys.getenv("ACME_TOKEN"))), x = 'w')
        k <- paste0(r"--(Bearer )-")--", (function(v) if (nzchar(v)) v else stop("ACME_TOKEN is not set"))(Sys.getenv("ACME_TOKEN")))
        constant-context: An argument's name cannot be looked up: the value does not belong there.
        k <- paste0("a", paste(paste0("Bearer ", (function(v) if (nzchar(v)) v else stop("ACME_TOKEN is not set"))(Sys.getenv("ACME_TOKEN")))))
        `it's` <- (function(v) if (nzchar(v)) v else stop("ACME_TOKEN is not set"))(Sys.getenv("ACME_TOKEN")) # it's
        k <- (function(v) if (nzchar(v)) v else stop("ACME_TOKEN is not set"))(Sys.getenv("ACME_TOKEN"))
        constant-context: A package's name cannot come from a variable: the value does not belong there.
    "#]].assert_eq(&all(
        "a.R",
        &[
            "k <- \"«v»\"",
            "k <- 'Bearer «v»!'",
            "f(\"Bearer «v»\", x = 'w')",
            "k <- r\"--(Bearer )-\"«v»)--\"",
            "l <- list(\"«v»\" = 1)",
            "k <- paste0(\"a\", paste(\"Bearer «v»\"))",
            "`it's` <- \"«v»\" # it's",
            "k <- '«\\x41\\u{42}\\103»'",
            "library(\"«v»\")",
        ],
    ));
    expect_test::expect![[r#"
        k = ENV["ACME_TOKEN"]
        k = "Bearer $(ENV["ACME_TOKEN"]) $(f("x"))"
        k = raw"Bearer " * ENV["ACME_TOKEN"]
        k = codeunits(ENV["ACME_TOKEN"])
        part-of-a-literal: The value is a part of a literal that cannot be taken apart: move it by hand.
        k = """
          Bearer $(ENV["ACME_TOKEN"])
          """
        c = '"'; f(x', ENV["ACME_TOKEN"])
        constant-context: A `const` of a module is fixed when the package is precompiled: read it in a function or in `__init__`.
        const K = ENV["ACME_TOKEN"]
        literal-kind: A literal that a macro reads takes no lookup: put the value into a variable first, then try again.
        constant-context: A literal that a macro reads takes no lookup: put the value into a variable first.
    "#]].assert_eq(&all(
        "a.jl",
        &[
            "k = \"«v»\"",
            "k = \"Bearer «v» $(f(\"x\"))\"",
            "k = raw\"Bearer «v»\"",
            "k = b\"«v»\"",
            "k = b\"a«v»\"",
            "k = \"\"\"\n  Bearer «v»\n  \"\"\"",
            "c = '\"'; f(x', \"«v»\")",
            "module M\nconst K = \"«v»\"\nend",
            "const K = \"«v»\"",
            "k = r\"«v»\"",
            "k = foo\"«v»\"",
        ],
    ));
}

#[test]
fn fish_and_batch() {
    expect_test::expect![[r#"
        set -q ACME_TOKEN; or begin; echo 'ACME_TOKEN is not set' >&2; exit 1; end
        set -x K "$ACME_TOKEN"
        set -q ACME_TOKEN; or begin; echo 'ACME_TOKEN is not set' >&2; exit 1; end
        set K "$ACME_TOKEN"
        function f
          set -q ACME_TOKEN; or begin; echo 'ACME_TOKEN is not set' >&2; exit 1; end
          curl \
            -H 'Bearer '"$ACME_TOKEN"'!'
        end
        set -q ACME_TOKEN; or begin; echo 'ACME_TOKEN is not set' >&2; exit 1; end
        echo "Bearer ""$ACME_TOKEN"" $(f 'x')"
        set -q ACME_TOKEN; or begin; echo 'ACME_TOKEN is not set' >&2; exit 1; end
        echo --token="$ACME_TOKEN"
        set -q ACME_TOKEN; or begin; echo 'ACME_TOKEN is not set' >&2; exit 1; end
        echo 'it\'s '"$ACME_TOKEN" # it's
        set -q ACME_TOKEN; or begin; echo 'ACME_TOKEN is not set' >&2; exit 1; end
        echo "a $(f "$ACME_TOKEN")
        b"
        constant-context: A `case` cannot hold a lookup: compare with `test` instead.
        set -q ACME_TOKEN; or begin; echo 'ACME_TOKEN is not set' >&2; exit 1; end
        set K "$ACME_TOKEN"
    "#]]
    .assert_eq(&all(
        "a.fish",
        &[
            "set -x K «v»",
            "set K '«v»'",
            "function f\n  curl \\\n    -H 'Bearer «v»!'\nend",
            "echo \"Bearer «v» $(f 'x')\"",
            "echo --token=«v»",
            "echo 'it\\'s «v»' # it's",
            "echo \"a $(f '«v»')\nb\"",
            "switch $x\n  case «v»\nend",
            "set K '«a\\'\\n»'",
        ],
    ));
    expect_test::expect![[r#"
        @echo off
        if not defined ACME_TOKEN (echo ACME_TOKEN is not set 1>&2 & exit /b 1)
        set KEY=%ACME_TOKEN%
        if not defined ACME_TOKEN (echo ACME_TOKEN is not set 1>&2 & exit /b 1)
        set "KEY=%ACME_TOKEN%"
          if not defined ACME_TOKEN (echo ACME_TOKEN is not set 1>&2 & exit /b 1)
          curl ^
            -H "Authorization: Bearer %ACME_TOKEN%"
        in-a-comment: The value stands in a comment: delete it there, and revoke it.
        no-literal: The value is not in a string literal that Keyward can replace: move it by hand.
        if x==y (
          if not defined ACME_TOKEN (echo ACME_TOKEN is not set 1>&2 & exit /b 1)
          set KEY=%ACME_TOKEN%
        ) else set KEY=x
        constant-context: Nothing can check the variable before an `else`: set a variable above first.
    "#]].assert_eq(&all(
        "a.bat",
        &[
            "@echo off\r\nset KEY=«v»\r\n",
            "set \"KEY=«v»\"",
            "  curl ^\n    -H \"Authorization: Bearer «v»\"",
            "rem it's \"«v»\"",
            "set KEY=«a^&b»",
            "if x==y (\n  set KEY=«v»\n) else set KEY=x",
            ") else set KEY=«v»",
        ],
    ));
}

#[test]
fn powershell() {
    expect_test::expect![[r#"
        $k = $(if ($env:ACME_TOKEN) { $env:ACME_TOKEN } else { throw 'ACME_TOKEN is not set' })
        $k = ('it''s ' + $(if ($env:ACME_TOKEN) { $env:ACME_TOKEN } else { throw 'ACME_TOKEN is not set' }))
        $k = "Bearer $(if ($env:ACME_TOKEN) { $env:ACME_TOKEN } else { throw 'ACME_TOKEN is not set' }) $($x["k"])"
        f -Header ('Bearer ' + $(if ($env:ACME_TOKEN) { $env:ACME_TOKEN } else { throw 'ACME_TOKEN is not set' })) -X
        $a = @('a', ('Bearer ' + $(if ($env:ACME_TOKEN) { $env:ACME_TOKEN } else { throw 'ACME_TOKEN is not set' })), 'b')
        $k = @"
        Bearer $(if ($env:ACME_TOKEN) { $env:ACME_TOKEN } else { throw 'ACME_TOKEN is not set' })
        "@
        part-of-a-literal: The value is a part of a literal that cannot be taken apart: move it by hand.
        value-not-writable: No quoting in .env gives this value back unchanged: keep it in a file, and read its path from a variable.
        constant-context: An attribute cannot hold a lookup: check the value in the body instead.
        constant-context: A label of a `switch` cannot hold a lookup: compare with `if` instead.
        <# it's #> $k = $(if ($env:ACME_TOKEN) { $env:ACME_TOKEN } else { throw 'ACME_TOKEN is not set' }) # it's
        $h = @{ k = $(if ($env:ACME_TOKEN) { $env:ACME_TOKEN } else { throw 'ACME_TOKEN is not set' }) }
    "#]].assert_eq(&all(
        "a.ps1",
        &[
            "$k = \"«v»\"",
            "$k = 'it''s «v»'",
            "$k = \"Bearer «v» $($x[\"k\"])\"",
            "f -Header 'Bearer «v»' -X",
            "$a = @('a', 'Bearer «v»', 'b')",
            "$k = @\"\nBearer «v»\n\"@",
            "$k = @'\nBearer «v»\n'@",
            "$k = \"«a`\"b`$`u{43}»\"",
            "[ValidateSet('«v»')] $x",
            "switch ($x) { '«v»' { f } }",
            "<# it's #> $k = '«v»' # it's",
            "$h = @{ k = '«v»' }",
        ],
    ));
}

/// F9: a variable that has the value already, but a name that is code, is not looked up.
#[test]
fn hostile_names_stay_out_of_the_source() {
    let sources = [
        ("a.pl", "my $k = \"«v-alue»\";"),
        ("a.lua", "local k = 'Bearer «v-alue»'"),
        ("a.tcl", "set k \"Bearer «v-alue»\""),
        ("a.r", "k <- \"«v-alue»\""),
        ("a.jl", "k = \"«v-alue»\""),
        ("a.fish", "set k \"«v-alue»\""),
        ("a.ps1", "$k = \"«v-alue»\""),
        ("a.bat", "set k=«v-alue»"),
        ("a.nix", "{ k = \"«v-alue»\"; }"),
        ("a.exs", "k = \"«v-alue»\""),
        ("a.erl", "f() -> <<\"«v-alue»\">>."),
        ("a.clj", "(def k \"«v-alue»\")"),
        ("a.scala", "val k = \"«v-alue»\""),
        ("a.groovy", "def k = \"«v-alue»\""),
        ("a.coffee", "k = \"«v-alue»\""),
    ];
    let names = [
        "X\"); system(\"id",
        "X} . `id` . ${X",
        "X%&calc",
        "x-y.z",
        "`id`",
        "X'Y",
    ];
    for (path, source) in sources {
        for name in names {
            let env = format!("{name}=v-alue\n");
            let mut files = Mem::with(&[(".env", &env)]);
            match fixed(&TOKEN, path, source, &mut files) {
                Ok(_) => {
                    let after = files.text(path);
                    assert!(after.contains("ACME_TOKEN"), "{path} {name}: {after}");
                    assert!(!after.contains(name), "{path} {name}: {after}");
                }
                // A line that nobody can read is left alone, and all else with it.
                Err(refusal) => {
                    assert_eq!(refusal.code, "env-not-understood", "{path} {name}");
                    assert!(!refusal.message.contains(name), "{path} {name}");
                    assert_eq!(files.text(".env"), env);
                    assert_eq!(files.text(path), source.replace(['«', '»'], ""));
                }
            }
        }
    }
}
