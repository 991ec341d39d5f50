//! Literals found, decoded and told apart.

mod signs;

use std::path::Path;

use super::*;

/// Finds the literal around `«…»`: its full text, its value, and its number of holes.
fn literal(language: &str, source: &str) -> String {
    let start = source.find('«').expect("a start mark");
    let end = source.find('»').expect("an end mark") - '«'.len_utf8();
    let text = source.replace(['«', '»'], "");
    let language = by_id(language).expect("a language");
    let Some(literal) = literal_at(&text, language, &(start..end)) else {
        return "none".to_owned();
    };
    let value = decode(&text[start..end], literal.kind);
    let value = value.map_or("undecodable".to_owned(), |value| value.to_string());
    format!(
        "{} = {value:?}, {} holes",
        &text[literal.full.clone()],
        literal.holes.len()
    )
}

#[test]
fn literals_of_each_language() {
    let mut out = String::new();
    for (language, source) in [
        ("python", r#"x = "a«\x41\u00e9\101\q»b" # "c""#),
        ("python", "x = r\"a«\\n\\\"»\""),
        ("python", "x = f\"{y['k']} «{{v}}» {f'{z}'}\""),
        ("python", "x = f\"{y[«k»]}\""),
        ("python", "x = '''a\n«v»\n'''"),
        ("python", "x = 'it' # don't\ny = '«v»'"),
        ("python", "of = 'a'; if_ = '«v»'"),
        ("javascript", "x = `a${`b${1}«v»`}c`"),
        ("javascript", "x = /['\"`]/g; y = '«v\\'»'"),
        ("javascript", "x = a / b; y = '«v»' / c"),
        ("javascript", "x = '«\\u{1F511}\\\nz»'"),
        ("javascriptreact", "<p>Don't</p>; x = '«v»'"),
        ("javascriptreact", "<p>Don't say «v» when you can't</p>"),
        ("javascript", "function f(){return'«v»'}"),
        ("go", "x := '\"'; y := `«\\n»`"),
        ("go", "x := \"«\\q»\""),
        (
            "rust",
            "fn f<'a>(x: &'a str) { g('\"', '\\'', r##\"a\"#«v»\"##) }",
        ),
        ("rust", "let r#type = b\"«v»\";"),
        ("java", "char c = '\"'; String s = \"«v\\t»\";"),
        ("java", "String s = \"\"\"\n  «v»\n  \"\"\";"),
        ("csharp", "var s = @\"c:\\«v\"\"w»\" + 'x';"),
        ("csharp", "var s = $\"{x[\"k\"]} «v»\";"),
        ("csharp", "var s = $@\"{x} «v\"\"»\";"),
        ("ruby", "x = 'a\\n«\\'v»'"),
        ("ruby", "x = <<~A + <<-'B'\n  a «v» #{1}\nA\n b\nB\ny = 1"),
        ("ruby", "x = %w[a «v»]"),
        ("php", "<?php\n$x = '«a\\'\\n»';"),
        (
            "php",
            "<?php $x = 1; ?><p>it's</p><?php $y = \"«v»{$a['k']}\";",
        ),
        ("shellscript", "x=«v»"),
        ("shellscript", "curl -H 'X: «v'»"),
        ("shellscript", "curl -H 'X: «v»'"),
        ("shellscript", "echo \"$(echo 'a «v»')\""),
        ("shellscript", "echo a#b «c»"),
        ("shellscript", "cat <<'E' > f\n«v» $x\nE\n"),
        ("shellscript", "echo $((1<<X))\necho '«v»'\n"),
        ("kotlin", "val x = \"\"\"${a(\"b\")} «v»\"\"\""),
        ("python", "x = «v»"),
        ("python", "# '«v»'"),
        ("python", "x = '«v»"),
    ] {
        out.push_str(&format!("{language}: {}\n", literal(language, source)));
    }
    expect_test::expect![[r###"
        python: "a\x41\u00e9\101\qb" = "AéA\\q", 0 holes
        python: r"a\n\"" = "\\n\\\"", 0 holes
        python: f"{y['k']} {{v}} {f'{z}'}" = "{v}", 2 holes
        python: none
        python: '''a
        v
        ''' = "v", 0 holes
        python: 'v' = "v", 0 holes
        python: 'v' = "v", 0 holes
        javascript: `b${1}v` = "v", 1 holes
        javascript: 'v\'' = "v'", 0 holes
        javascript: 'v' = "v", 0 holes
        javascript: '\u{1F511}\
        z' = "🔑z", 0 holes
        javascriptreact: 'v' = "v", 0 holes
        javascriptreact: none
        javascript: 'v' = "v", 0 holes
        go: `\n` = "\\n", 0 holes
        go: "\q" = "undecodable", 0 holes
        rust: r##"a"#v"## = "v", 0 holes
        rust: b"v" = "v", 0 holes
        java: "v\t" = "v\t", 0 holes
        java: """
          v
          """ = "v", 0 holes
        csharp: @"c:\v""w" = "v\"w", 0 holes
        csharp: $"{x["k"]} v" = "v", 1 holes
        csharp: $@"{x} v""" = "v\"", 1 holes
        ruby: 'a\n\'v' = "'v", 0 holes
        ruby:   a v #{1}
         = "v", 1 holes
        ruby: %w[a v] = "v", 0 holes
        php: 'a\'\n' = "a'\\n", 0 holes
        php: "v{$a['k']}" = "v", 1 holes
        shellscript: v = "v", 0 holes
        shellscript: none
        shellscript: 'X: v' = "v", 0 holes
        shellscript: 'a v' = "v", 0 holes
        shellscript: c = "c", 0 holes
        shellscript: v $x
         = "v", 0 holes
        shellscript: 'v' = "v", 0 holes
        kotlin: """${a("b")} v""" = "v", 1 holes
        python: none
        python: none
        python: none
    "###]]
    .assert_eq(&out);
}

#[test]
fn languages_of_paths_and_ids() {
    let of = |path: &str| of_path(Path::new(path)).map(|language| language.id);
    assert_eq!(of("a/b.py"), Some("python"));
    assert_eq!(of("B.TSX"), Some("typescript"));
    assert_eq!(of("x.d.ts"), Some("typescript"));
    assert_eq!(of("Rakefile"), Some("ruby"));
    assert_eq!(of(".env"), Some("dotenv"));
    assert_eq!(of("prod.env"), Some("dotenv"));
    assert_eq!(of("noext"), None);
    assert_eq!(of(""), None);
    let id = |id: &str| by_id(id).map(|language| language.id);
    assert_eq!(id("javascriptreact"), Some("javascript"));
    assert_eq!(id("typescriptreact"), Some("typescript"));
    assert_eq!(id("shellscript"), Some("shellscript"));
    assert_eq!(id("klingon"), None);
    for wanted in [
        "javascript",
        "typescript",
        "python",
        "go",
        "rust",
        "java",
        "csharp",
        "ruby",
        "php",
        "shellscript",
    ] {
        let language = by_id(wanted).expect("a language");
        assert!(
            language.lookup.is_some() && !language.loader_hint.is_empty(),
            "{wanted}"
        );
        assert!(comment_syntax(language).is_some(), "{wanted}");
    }
}
