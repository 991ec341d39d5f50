//! Escapes, delimiters and comments of languages that have signs of their own.

use super::literal;

fn all(language: &str, sources: &[&str]) -> String {
    let found = |source: &&str| format!("{}\n", literal(language, source));
    sources.iter().map(found).collect()
}

#[test]
fn perl() {
    expect_test::expect![[r#"
        "\x41\x{42}\103\@" = "ABC@", 0 holes
        "\Ux" = "undecodable", 0 holes
        q{a{b}\\\(} = "a{b}\\\\(", 0 holes
        qq[v[0]] = "v[0]", 0 holes
        'v' = "v", 0 holes
        'v' = "v", 0 holes
        'v' = "v", 0 holes
          v
         = "v", 0 holes
    "#]]
    .assert_eq(&all(
        "perl",
        &[
            r#"$x = "«\x41\x{42}\103\@»";"#,
            r#"$x = "«\Ux»";"#,
            r"$x = q{«a{b}\\\(»};",
            r"$x = 'a\'' . qq[«v[0]»]; # '",
            "$#x > 1; $x{q} = y; $x = '«v»';",
            r#"s{'}{"}g; tr/'/x/; $x = '«v»';"#,
            "=head1 It's\n\n=cut\n$x = '«v»';",
            "print <<~A, <<'B';\n  «v»\n  A\nb\nB\n",
        ],
    ));
}

#[test]
fn lua() {
    expect_test::expect![[r#"
        '\65\x42\u{43}\\\'' = "ABC\\'", 0 holes
        '\233' = "undecodable", 0 holes
        [=[a]] \n]=] = "\\n", 0 holes
        'v' = "v", 0 holes
    "#]]
    .assert_eq(&all(
        "lua",
        &[
            r"x = '«\65\x42\u{43}\\\'»'",
            r"x = '«\233»'",
            r"x = [=[a]] «\n»]=] --[[ ' ]]",
            "--[==[ ' ]==] x = '«v»'",
        ],
    ));
}

#[test]
fn tcl_and_fish() {
    expect_test::expect![[r#"
        "\x41\u0042\103\$[f "a"]" = "ABC$", 1 holes
        {v} = "v", 0 holes
        v = "v", 0 holes
    "#]]
    .assert_eq(&all(
        "tcl",
        &[
            r#"set x "«\x41\u0042\103\$»[f "a"]""#,
            r#"set x {«v»}; f \" {a b}"#,
            "set x {a «v»}",
        ],
    ));
    expect_test::expect![[r#"
        '\'\n' = "'\\n", 0 holes
        "\$\n" = "$\\n", 0 holes
        v/b = "v", 0 holes
    "#]]
    .assert_eq(&all(
        "fish",
        &[r"set x '«\'\n»' # '", r#"set x "«\$\n»""#, "set x «v»/b"],
    ));
}

#[test]
fn r_and_julia() {
    expect_test::expect![[r#"
        r"--[a]-"\n]--" = "\\n", 0 holes
        '\x41\u{42}\\' = "AB\\", 0 holes
    "#]]
    .assert_eq(&all(
        "r",
        &[r#"x <- r"--[a]-"«\n»]--""#, r"x <- '«\x41\u{42}\\»'"],
    ));
    expect_test::expect![[r#"
        "\x41\u0042\$" = "AB$", 0 holes
        raw"\n\"" = "\\n\"", 0 holes
    "#]]
    .assert_eq(&all(
        "julia",
        &[r#"x = y' * "«\x41\u0042\$»""#, r#"#= " =# x = raw"«\n\"»""#],
    ));
}

#[test]
fn powershell_and_batch() {
    expect_test::expect![[r#"
        "`"""`$`u{41}`n" = "\"\"$A\n", 0 holes
        'a''''b' = "'b", 0 holes
        @"
        "v
        "@ = "v", 0 holes
    "#]]
    .assert_eq(&all(
        "powershell",
        &[
            r##"$x = "«`"""`$`u{41}`n»" <# " #>"##,
            "$x = 'a''«''b»'",
            "$x = @\"\n\"«v»\n\"@",
        ],
    ));
    expect_test::expect![[r#"
        "X=a%%b" = "a%b", 0 holes
        v = "v", 0 holes
    "#]]
    .assert_eq(&all("bat", &[r#"set "X=«a%%b»""#, "set X=«v»"]));
}

#[test]
fn nix() {
    expect_test::expect![[r#"
        ''a '''b''${c}''\n$'' = "''b${c}\n$", 0 holes
        "\${a}\n" = "${a}\n", 0 holes
    "#]]
    .assert_eq(&all(
        "nix",
        &[r"x = ''a «'''b''${c}''\n$»'';", r#"x = "«\${a}\n»";"#],
    ));
}

#[test]
fn elixir_and_erlang() {
    expect_test::expect![[r#"
        "\x41\u{42}\#{" = "AB#{", 0 holes
        ~S(a \n) = "\\n", 0 holes
        "v" = "v", 0 holes
    "#]]
    .assert_eq(&all(
        "elixir",
        &[
            r##"x = "«\x41\u{42}\#{»" <> ?""##,
            r"x = ~S(a «\n»); y = ~r/'/",
            r#"x = foo?("«v»")"#,
        ],
    ));
    expect_test::expect![[r#"
        "\x41\x{42}\103\s" = "ABC ", 0 holes
        <<"v">> = "v", 0 holes
        <<"v"/utf8>> = "v", 0 holes
        "v" = "v", 0 holes
    "#]]
    .assert_eq(&all(
        "erlang",
        &[
            r#"X = "«\x41\x{42}\103\s»", Y = $"."#,
            r#"X = <<"«v»">>, Y = <<"a">>."#,
            r#"X = <<"«v»"/utf8>>."#,
            r#"X = <<"«v»", Y/binary>>. % ""#,
        ],
    ));
}

#[test]
fn lisp_and_jvm() {
    expect_test::expect![[r#"
        "\u0041\103\"" = "AC\"", 0 holes
    "#]]
    .assert_eq(&all("clojure", &[r#"(f \" "«\u0041\103\"»")"#]));
    expect_test::expect![[r#"
        s"${f("a")} $$\n" = "$\n", 1 holes
        """a "\n""" = "\\n", 0 holes
    "#]]
    .assert_eq(&all(
        "scala",
        &[
            r#"val x = '"'; val y = s"${f("a")} «$$\n»""#,
            r#"val x = """a "«\n»""""#,
        ],
    ));
    expect_test::expect![[r#"
        /\/\d/ = "/\\d", 0 holes
        $/$$a$/b/$ = "$a/b", 0 holes
    "#]]
    .assert_eq(&all(
        "groovy",
        &[r"x = a / b; y = /«\/\d»/", "x = $/«$$a$/b»/$"],
    ));
    expect_test::expect![[r##"
        "#{f "a"} \x41\#" = "A#", 1 holes
    "##]]
    .assert_eq(&all(
        "coffeescript",
        &[r##"### ' ### x = "#{f "a"} «\x41\#»""##],
    ));
}
