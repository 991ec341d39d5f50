use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::{Addition, Format, Order, Settings, Value};

fn text(value: &str) -> Value {
    Value::from(value)
}

fn list(values: &[&str]) -> Value {
    Value::List(values.iter().copied().map(text).collect())
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.map(|(key, value)| (key.to_owned(), value)).into())
}

fn addition<'a>(at: &'a [&'a str], value: &'a Value, order: Order) -> Addition<'a> {
    Addition {
        at,
        value,
        order,
        lift: Some("*"),
    }
}

/// The text after an addition, done twice.
fn added(format: Format, before: &str, addition: &Addition<'_>) -> String {
    let mut settings = match Settings::parse(before, format) {
        Ok(settings) => settings,
        Err(invalid) => return format!("the file {invalid}\n"),
    };
    if let Err(problem) = settings.add(addition) {
        assert_eq!(settings.text(), before, "a refusal changes nothing");
        return format!("the file {problem}\n");
    }
    let once = settings.text();
    let mut again = Settings::parse(&once, format).expect("what was written is valid");
    again.add(addition).expect("twice");
    assert_eq!(again.text(), once, "the second time changes nothing");
    once
}

fn check(format: Format, before: &str, at: &[&str], value: &Value, order: Order, expected: Expect) {
    let after = added(format, before, &addition(at, value, order));
    expected.assert_eq(&after.replace('\r', "\\r"));
}

#[test]
fn json_lists_and_comments() {
    let before = "\
{
  // why
  \"a\": 1, /* one */
  \"permissions\": {
    \"deny\": [
      \"Read(x)\" // the first
    ]
  }
}
";
    check(
        Format::Jsonc,
        before,
        &["permissions", "deny"],
        &list(&["Read(x)", "Read(y)"]),
        Order::Any,
        expect![[r#"
            {
              // why
              "a": 1, /* one */
              "permissions": {
                "deny": [
                  "Read(x)", // the first
                  "Read(y)"
                ]
              }
            }
        "#]],
    );
}

#[test]
fn json_from_nothing() {
    let value = map([
        ("version", Value::Number("1".to_owned())),
        (
            "hooks",
            map([(
                "pre",
                Value::List(vec![map([
                    ("command", text("x")),
                    ("n", Value::Bool(true)),
                ])]),
            )]),
        ),
    ]);
    check(
        Format::Json,
        "",
        &[],
        &value,
        Order::Any,
        expect![[r#"
            {
              "version": 1,
              "hooks": {
                "pre": [
                  {
                    "command": "x",
                    "n": true
                  }
                ]
              }
            }
        "#]],
    );
}

#[test]
fn the_last_match_wins() {
    let rules = map([("*.env", text("deny")), ("*.env.example", text("allow"))]);
    check(
        Format::Jsonc,
        "{\n\t\"permission\": {\n\t\t// mine\n\t\t\"read\": {\n\t\t\t\"*.env\": \"deny\",\n\t\t\t\"*\": \"allow\" // all\n\t\t}\n\t}\n}\n",
        &["permission", "read"],
        &rules,
        Order::Last,
        expect![[r#"
            {
            	"permission": {
            		// mine
            		"read": {
            			"*": "allow", // all
            			"*.env": "deny",
            			"*.env.example": "allow"
            		}
            	}
            }
        "#]],
    );
    check(
        Format::Jsonc,
        "{ \"permission\": \"allow\" }",
        &["permission", "read"],
        &rules,
        Order::Last,
        expect![[r#"
            {
              "permission": {
                "*": "allow",
                "read": {
                  "*.env": "deny",
                  "*.env.example": "allow"
                }
              }
            }"#]],
    );
}

#[test]
fn the_first_match_wins() {
    let rule = Value::List(vec![map([
        ("tool", text("Bash")),
        ("action", text("reject")),
    ])]);
    check(
        Format::Json,
        "{\n  \"amp.permissions\": [\n    { \"tool\": \"*\", \"action\": \"allow\" }\n  ]\n}\n",
        &["amp.permissions"],
        &rule,
        Order::First,
        expect![[r#"
            {
              "amp.permissions": [
                {
                  "tool": "Bash",
                  "action": "reject"
                },
                { "tool": "*", "action": "allow" }
              ]
            }
        "#]],
    );
    check(
        Format::Json,
        "{\n  \"rules\": {\n    \"*\": \"allow\"\n  }\n}\n",
        &["rules"],
        &map([("a", text("deny")), ("b", text("ask"))]),
        Order::First,
        expect![[r#"
            {
              "rules": {
                "a": "deny",
                "b": "ask",
                "*": "allow"
              }
            }
        "#]],
    );
}

#[test]
fn what_stands_in_the_way() {
    let deny = list(&["x"]);
    for (format, before) in [
        (Format::Json, "{ \"deny\": {} }"),
        (Format::Json, "{ \"deny\": [], \"deny\": [] }"),
        (Format::Json, "[]"),
        (Format::Json, "{\n// no\n}"),
        (Format::Json, "{\n\n\"secret\": tru"),
        (Format::Toml, "a = 1\nsecret = \n"),
        (Format::Toml, "deny = 1\n"),
        (Format::Yaml, "a: 1\nb: [\n"),
        (Format::Yaml, "a: 1\n---\nb: 1\n"),
        (Format::Yaml, "{ deny: { a: 1 } }\n"),
        (Format::Yaml, "deny: &x [a]\n"),
        (Format::Yaml, "deny: *x\n"),
    ] {
        let after = added(format, before, &addition(&["deny"], &deny, Order::Any));
        assert!(after.starts_with("the file "), "{before:?}: {after}");
        assert!(!after.contains("secret"), "{after}");
    }
}

#[test]
fn toml_tables_comments_and_lists() {
    let before = "\
# mine
model = \"x\" # kept

[tools.read] # reading
permission = \"ask\"
denylist = [
    \"a\", # first
    \"b\" # second
]

# the end
";
    check(
        Format::Toml,
        before,
        &["tools"],
        &map([
            ("read", map([("denylist", list(&["**/.env", "b"]))])),
            ("grep", map([("denylist", list(&["x", "y"]))])),
        ]),
        Order::Any,
        expect![[r#"
            # mine
            model = "x" # kept

            [tools.read] # reading
            permission = "ask"
            denylist = [
                "a", # first
                "b", # second
                "**/.env",
            ]

            [tools.grep]
            denylist = [
              "x",
              "y",
            ]

            # the end
        "#]],
    );
}

#[test]
fn toml_profile_from_nothing() {
    let value = map([
        ("default_permissions", text("keyward")),
        (
            "permissions",
            map([(
                "keyward",
                map([
                    ("extends", text(":workspace")),
                    (
                        "filesystem",
                        map([(":workspace_roots", map([("**/.env", text("deny"))]))]),
                    ),
                ]),
            )]),
        ),
    ]);
    check(
        Format::Toml,
        "",
        &[],
        &value,
        Order::Any,
        expect![[r#"
            default_permissions = "keyward"

            [permissions.keyward]
            extends = ":workspace"

            [permissions.keyward.filesystem.":workspace_roots"]
            "**/.env" = "deny"
        "#]],
    );
    check(
        Format::Toml,
        "# top\n\n[mcp_servers.x] # server\r\ncommand = \"y\"\r\n",
        &[],
        &value,
        Order::Any,
        expect![[r##"
            # top
            default_permissions = "keyward"\r
            \r
            [mcp_servers.x] # server\r
            command = "y"\r
            \r
            [permissions.keyward]\r
            extends = ":workspace"\r
            \r
            [permissions.keyward.filesystem.":workspace_roots"]\r
            "**/.env" = "deny"\r
        "##]],
    );
}

#[test]
fn yaml_maps_and_lists() {
    let before = "\
# mine
read:   # files
  - a.md # one
  - 'b: c'
nested:
  deep:
    # inside
    x: 1
flag: true # on
";
    check(
        Format::Yaml,
        before,
        &[],
        &map([
            ("read", list(&["a.md", "#d"])),
            ("nested", map([("deep", map([("y", list(&["z"]))]))])),
            ("flag", Value::Bool(false)),
            ("new", map([("k", text("true"))])),
        ]),
        Order::Any,
        expect![[r##"
            # mine
            read:   # files
              - a.md # one
              - 'b: c'
              - "#d"
            nested:
              deep:
                # inside
                x: 1
                "y":
                  - z
            flag: false # on
            new:
              k: "true"
        "##]],
    );
    check(
        Format::Yaml,
        "# only a comment",
        &["a"],
        &list(&["b"]),
        Order::Any,
        expect![[r#"
            # only a comment
            a:
              - b
        "#]],
    );
    check(
        Format::Yaml,
        "a: [x, y] # flow\nb:\nc: 1",
        &["a"],
        &list(&["z z"]),
        Order::Any,
        expect![[r#"
            a: [x, y, "z z"] # flow
            b:
            c: 1"#]],
    );
}

#[test]
fn line_ends_and_marks_stay() {
    for (format, before, after) in [
        (
            Format::Json,
            "\u{feff}{\r\n  \"l\": [\r\n    \"a\"\r\n  ]\r\n}\r\n",
            "\u{feff}{\r\n  \"l\": [\r\n    \"a\",\r\n    \"b\"\r\n  ]\r\n}\r\n",
        ),
        (
            Format::Toml,
            "\u{feff}# é\r\nl = [\r\n  \"a\"\r\n]\r\nm = 1",
            "\u{feff}# é\r\nl = [\r\n  \"a\",\r\n  \"b\",\r\n]\r\nm = 1",
        ),
        (
            Format::Yaml,
            "\u{feff}# é\r\nl:\r\n- a\r\nm: 1",
            "\u{feff}# é\r\nl:\r\n- a\r\n- b\r\nm: 1",
        ),
    ] {
        let value = list(&["a", "b"]);
        let now = added(format, before, &addition(&["l"], &value, Order::Any));
        assert_eq!(now, after, "{format:?}");
    }
}

#[test]
fn invalid_files_name_the_line() {
    for (format, before, line) in [
        (Format::Json, "{\n  \"a\": 1,\n}", 2),
        (Format::Jsonc, "{\n\n  \"a\" 1\n}", 3),
        (Format::Toml, "a = 1\nb =\nc = 2\n", 2),
        (Format::Yaml, "a: 1\nb: 'x\n", 2),
    ] {
        let invalid = Settings::parse(before, format).unwrap_err();
        assert_eq!(invalid.line, Some(line), "{format:?}: {invalid}");
    }
    let deep = "[".repeat(100_000);
    for format in [Format::Json, Format::Jsonc, Format::Toml, Format::Yaml] {
        let nested = format!("{}{deep}", if format == Format::Toml { "a = " } else { "" });
        assert!(Settings::parse(&nested, format).is_err(), "{format:?}");
    }
}

/// A tree, as a text of each format with a comment before every entry.
fn written(format: Format, value: &Value, depth: usize, count: &mut usize, out: &mut String) {
    let Value::Map(entries) = value else { return };
    let pad = "  ".repeat(depth);
    let mark = if matches!(format, Format::Jsonc) {
        "//"
    } else {
        "#"
    };
    for (at, (key, value)) in entries.iter().enumerate() {
        *count += 1;
        out.push_str(&format!("{pad}{mark} comment {count}.\n"));
        let comma = if at + 1 < entries.len() { "," } else { "" };
        match (format, value) {
            (Format::Jsonc, Value::Map(_)) => {
                out.push_str(&format!("{pad}\"{key}\": {{\n"));
                written(format, value, depth + 1, count, out);
                out.push_str(&format!("{pad}}}{comma}\n"));
            }
            (Format::Jsonc, _) => {
                out.push_str(&format!("{pad}\"{key}\": {}{comma}\n", scalar(value)))
            }
            (Format::Toml, Value::Map(_)) => {}
            (Format::Toml, _) => out.push_str(&format!("{pad}{key} = {}\n", scalar(value))),
            (_, Value::Map(inner)) if inner.is_empty() => {
                out.push_str(&format!("{pad}{key}: {{}}\n"))
            }
            (_, Value::Map(_)) => {
                out.push_str(&format!("{pad}{key}:\n"));
                written(format, value, depth + 1, count, out);
            }
            (_, value) => out.push_str(&format!("{pad}{key}: {}\n", scalar(value))),
        }
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Bool(it) => it.to_string(),
        Value::Number(it) => it.clone(),
        Value::Text(it) => format!("\"{it}\""),
        Value::List(it) => {
            let items: Vec<String> = it.iter().map(scalar).collect();
            format!("[{}]", items.join(", "))
        }
        _ => "null".to_owned(),
    }
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        (0..999u32).prop_map(|it| Value::Number(it.to_string())),
        "[a-z*./ :#{-]{0,6}".prop_map(Value::Text),
        prop::collection::vec("[a-z*. ]{0,4}".prop_map(Value::Text), 0..3).prop_map(Value::List),
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    let keyed = |inner: BoxedStrategy<Value>, from| {
        prop::collection::btree_map("[a-e]", inner, from..4)
            .prop_map(|it| Value::Map(it.into_iter().collect()))
    };
    let inner = keyed(leaf().boxed(), 1);
    keyed(prop_oneof![3 => leaf(), 1 => inner].boxed(), 0)
}

proptest! {
    /// Whatever is added: comments stay, what was added can be read, twice is once, a refusal
    /// changes nothing.
    #[test]
    fn additions_keep_the_rest(
        before in tree(),
        value in leaf(),
        way in prop::collection::vec("[a-g]", 1..3),
        order in prop::sample::select(vec![Order::Any, Order::First, Order::Last]),
        crlf in any::<bool>(),
    ) {
        for format in [Format::Jsonc, Format::Yaml, Format::Toml] {
            let (mut text, mut count) = (String::new(), 0);
            written(format, &before, 0, &mut count, &mut text);
            if format == Format::Jsonc {
                text = format!("{{\n{text}}}\n");
            }
            if crlf {
                text = text.replace('\n', "\r\n");
            }
            let at: Vec<&str> = way.iter().map(String::as_str).collect();
            let addition = Addition { at: &at, value: &value, order, lift: None };
            let mut settings = Settings::parse(&text, format).map_err(|it| TestCaseError::fail(format!("{it}: {text}")))?;
            if let Err(problem) = settings.add(&addition) {
                prop_assert!(!problem.contains("safely"), "{problem}: {text}");
                prop_assert_eq!(settings.text(), text);
                continue;
            }
            let now = settings.text();
            for comment in 1..=count {
                let comment = format!(" comment {comment}.");
                prop_assert!(now.contains(&comment), "{comment} is gone: {now}");
            }
            prop_assert!(!crlf || !now.replace("\r\n", "").contains('\n') || text.is_empty(), "{now:?}");
            let mut again = Settings::parse(&now, format).map_err(|it| TestCaseError::fail(it.to_string()))?;
            let there = again.value(&at).cloned().unwrap_or(Value::Null);
            let holds = match (&there, &value) {
                (Value::List(there), Value::List(wanted)) => wanted.iter().all(|it| there.contains(it)),
                (there, wanted) => there == wanted,
            };
            prop_assert!(holds, "{there:?} for {value:?} in {now}");
            again.add(&addition).map_err(TestCaseError::fail)?;
            prop_assert_eq!(again.text(), now);
        }
    }
}
