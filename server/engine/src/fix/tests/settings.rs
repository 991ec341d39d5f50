//! Configuration files: the same value in every way that a notation has to write it, and where
//! nothing can stand in its place.

use proptest::prelude::*;

use super::{Mem, TOKEN, URL, fixed, moved, rule};
use crate::rule::{Kind, Rule};

/// Each source before and after, with a line between them.
fn all(path: &str, sources: &[&str]) -> String {
    // A formatter takes the carriage returns out of a literal, so they are shown.
    let shown = |source: &&str| moved(path, source).replace('\r', "␍");
    let after = |source: &&str| format!("{}\n---\n", shown(source).trim_end());
    sources.iter().map(after).collect()
}

#[test]
fn scalars_of_yaml() {
    expect_test::expect![[r#"
        a: ${ACME_TOKEN:?ACME_TOKEN is not set}
        ---
        a: ${ACME_TOKEN:?ACME_TOKEN is not set} # why
        ---
        a: 'x ${ACME_TOKEN:?ACME_TOKEN is not set} ''y'''
        ---
        a: "x\t${ACME_TOKEN:?ACME_TOKEN is not set}"
        ---
        a: {b: "${ACME_TOKEN:?ACME_TOKEN is not set}", c: [1, d]}
        ---
        a: |
          one
          two ${ACME_TOKEN:?ACME_TOKEN is not set}
          three
        ---
        a: >-
          two ${ACME_TOKEN:?ACME_TOKEN is not set}
          three
        ---
        # é
        ä: &k ${ACME_TOKEN:?ACME_TOKEN is not set}
        b: *k
        ---
        ---
        a: 1
        ---
        b: [x, "${ACME_TOKEN:?ACME_TOKEN is not set}"]
        ---
        a: !!str ${ACME_TOKEN:?ACME_TOKEN is not set}
        ---
        a:␍
          b: ${ACME_TOKEN:?ACME_TOKEN is not set}␍
        ---
        no-literal: The value is in a comment or in no value that Keyward can replace: delete it there, and revoke it.
        ---
        no-literal: The value is in a comment or in no value that Keyward can replace: delete it there, and revoke it.
        ---
        file-not-understood: The file does not parse as YAML: mend it first, or move the value by hand.
        ---
        a: $$${ACME_TOKEN:?ACME_TOKEN is not set}
        ---
    "#]].assert_eq(&all(
        "compose.yaml",
        &[
            "a: «v4lue»",
            "a: «v4lue» # why",
            "a: 'x «v4lue» ''y'''",
            "a: \"x\\t«v4lue»\"",
            "a: {b: «v4lue», c: [1, d]}",
            "a: |\n  one\n  two «v4lue»\n  three\n",
            "a: >-\n  two «v4lue»\n  three\n",
            "# é\nä: &k «v4lue»\nb: *k\n",
            "---\na: 1\n---\nb: [x, «v4lue»]\n",
            "a: !!str «v4lue»",
            "a:\r\n  b: «v4lue»\r\n",
            "a: 1 # «v4lue»",
            "«v4lue»: 1",
            "a: [«v4lue»",
            "a: $$«v4lue»",
        ],
    ));
}

#[test]
fn templates_take_quotes() {
    expect_test::expect![[r#"
        a: "{{ lookup('ansible.builtin.env', 'ACME_TOKEN', default=undef()) }}"
        ---
        a: 'x {{ lookup(''ansible.builtin.env'', ''ACME_TOKEN'', default=undef()) }}'
        ---
        a: "x {{ lookup('ansible.builtin.env', 'ACME_TOKEN', default=undef()) }}"
        ---
        a: x {{ lookup('ansible.builtin.env', 'ACME_TOKEN', default=undef()) }}
        ---
        a: ["{{ lookup('ansible.builtin.env', 'ACME_TOKEN', default=undef()) }}"]
        ---
        a: |
          x {{ lookup('ansible.builtin.env', 'ACME_TOKEN', default=undef()) }}
        ---
    "#]]
    .assert_eq(&all(
        "group_vars/all.yml",
        &[
            "a: «v4lue»",
            "a: 'x «v4lue»'",
            "a: \"x «v4lue»\"",
            "a: x «v4lue»",
            "a: [«v4lue»]",
            "a: |\n  x «v4lue»\n",
        ],
    ));
}

#[test]
fn strings_of_json() {
    expect_test::expect![[r#"
        {"configurations": [{"env": {"A": "${env:ACME_TOKEN}"}}]}
        ---
        {"configurations": [{"env": {"A": "\t${env:ACME_TOKEN}\u00e9"}}],}
        ---
        ﻿{"tasks": ["--key=${env:ACME_TOKEN}"] // c
        }
        ---
        no-lookup: Keyward knows no way to read a variable at this place of a file of VS Code tasks and launches: move it by hand.
        ---
        no-literal: The value is in a comment or in no value that Keyward can replace: delete it there, and revoke it.
        ---
        file-not-understood: The file does not parse as JSON: mend it first, or move the value by hand.
        ---
    "#]].assert_eq(&all(
        ".vscode/launch.json",
        &[
            "{\"configurations\": [{\"env\": {\"A\": \"«v4lue»\"}}]}",
            "{\"configurations\": [{\"env\": {\"A\": \"\\t«v4lue»\\u00e9\"}}],}",
            "\u{feff}{\"tasks\": [\"--key=«v4lue»\"] // c\n}",
            "{\"other\": \"«v4lue»\"}",
            "{\"tasks\": {\"«v4lue»\": 1}}",
            "{\"tasks\": [\"«v4lue»\"",
        ],
    ));
}

#[test]
fn what_is_deleted_takes_its_comma_and_its_line() {
    expect_test::expect![[r#"
        {"env": {"B": "1"}}
        ---
        {"env": {"B": "1"}}
        ---
        {"env": {}}
        ---
        {"env": {
          "B": "1"
        }}
        ---
        constant-context: Claude Code expands nothing here: read a variable in the command, and start Claude Code from a shell that has it.
        ---
    "#]].assert_eq(&all(
        ".claude/settings.json",
        &[
            "{\"env\": {\"A\": \"«v4lue»\", \"B\": \"1\"}}",
            "{\"env\": {\"B\": \"1\", \"A\": \"«v4lue»\"}}",
            "{\"env\": {\"A\": \"«v4lue»\"}}",
            "{\"env\": {\n  \"A\": \"«v4lue»\",\n  \"B\": \"1\"\n}}",
            "{\"apiKeyHelper\": [\"«v4lue»\"], \"m\": {\"x\": {\"y\": [\"«v4lue»\"]}}}",
        ],
    ));
    expect_test::expect![[r#"
        jobs:
          a:
            environment:
              B: 1
        ---
        jobs:
          a:
            steps: []
        ---
        entry-shares-line: The entry shares its line with others: delete it by hand, and set the variable that the program reads.
        ---
        no-lookup: Keyward knows no way to read a variable at this place of a file of CircleCI: move it by hand.
        ---
    "#]].assert_eq(&all(
        ".circleci/config.yml",
        &[
            "jobs:\n  a:\n    environment:\n      A: «v4lue» # why\n      B: 1\n",
            "jobs:\n  a:\n    environment:\n      A: «v4lue»\n    steps: []\n",
            "jobs:\n  a:\n    environment: {A: «v4lue», B: 1}\n",
            "jobs:\n  a:\n    docker: [«v4lue»]\n",
        ],
    ));
    expect_test::expect![[r#"
        [mcp_servers.a]
        env_vars = ["A"]
        [mcp_servers.a.env]
        B = "1"
        ---
        [mcp_servers.a]
        env_vars = ["A"]
        ---
        constant-context: Codex expands nothing here: use `bearer_token_env_var`, `env_http_headers` or `env_vars` with the name of a variable.
        ---
    "#]].assert_eq(&all(
        ".codex/config.toml",
        &[
            "[mcp_servers.a.env]\nA = '«v4lue»' # why\nB = \"1\"\n",
            "[mcp_servers.a]\nenv = { A = \"«v4lue»\" }\n",
            "[mcp_servers.a]\nargs = [\"«v4lue»\"]\n",
        ],
    ));
}

#[test]
fn steps_of_workflows() {
    let step = |run: &str| format!("jobs:\n  a:\n    steps:\n{run}");
    let steps = [
        "      - run: x «v4lue»\n",
        "      - run: x '«v4lue»'\n",
        "      - run: x \"${{ «v4lue» }}\"\n",
        "      - run: x «v4lue»\n        shell: pwsh\n",
        "      - env: {}\n        run: x «v4lue»\n",
        "      - env:\n          ACME_TOKEN: 1\n        run: x «v4lue»\n",
        "      - env:\n          ACME_TOKEN: ${{ secrets.ACME_TOKEN }}\n        run: x «v4lue»\n",
        "      - run: |\n          x «v4lue»\n\n      - run: y\n",
        "      - if: x == '«v4lue»'\n",
        "      - with: {token: «v4lue»}\n",
    ];
    let steps: Vec<String> = steps.iter().map(|run| step(run)).collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    expect_test::expect![[r#"
        jobs:
          a:
            steps:
              - run: x ${ACME_TOKEN:?ACME_TOKEN is not set}
                env:
                  ACME_TOKEN: ${{ secrets.ACME_TOKEN }}
        ---
        constant-context: The shell expands nothing between single quotes, and GitHub fills in `${{ }}` first: write the text in double quotes, then move it.
        ---
        constant-context: The shell expands nothing between single quotes, and GitHub fills in `${{ }}` first: write the text in double quotes, then move it.
        ---
        constant-context: The step runs in another shell: put `NAME: ${{ secrets.NAME }}` under its `env:` and read that variable here.
        ---
        part-of-a-literal: No replacement fits here without changing what stands around it: move it by hand.
        ---
        part-of-a-literal: No replacement fits here without changing what stands around it: move it by hand.
        ---
        jobs:
          a:
            steps:
              - env:
                  ACME_TOKEN: ${{ secrets.ACME_TOKEN }}
                run: x ${ACME_TOKEN:?ACME_TOKEN is not set}
        ---
        jobs:
          a:
            steps:
              - run: |
                  x ${ACME_TOKEN:?ACME_TOKEN is not set}
                env:
                  ACME_TOKEN: ${{ secrets.ACME_TOKEN }}

              - run: y
        ---
        constant-context: `if:` cannot read secrets: put the value into `env:` as a secret, and compare the variable.
        ---
        jobs:
          a:
            steps:
              - with: {token: "${{ secrets.ACME_TOKEN }}"}
        ---
    "#]].assert_eq(&all(".github/workflows/a.yml", &steps));
}

#[test]
fn lines_of_text() {
    expect_test::expect![[r#"
        A = $(or $(ACME_TOKEN),$(error ACME_TOKEN is not set))
        ---
        ACME_TOKEN ?= $(error ACME_TOKEN is not set)
        ---
        no-lookup: Keyward knows no way to read a variable at this place of a file of make: move it by hand.
        ---
        a:
        	curl -u x:$${ACME_TOKEN:?ACME_TOKEN is not set} y
        ---
        constant-context: The shell expands nothing between single quotes: write the text in double quotes first, then move the value.
        ---
        no-literal: The value is in a comment or in no value that Keyward can replace: delete it there, and revoke it.
        ---
    "#]].assert_eq(&all(
        "Makefile",
        &[
            "A = «v4lue»\n",
            "ACME_TOKEN := «v4lue»\n",
            "A = x «v4lue»\n",
            "a:\n\tcurl -u x:«v4lue» y\n",
            "a:\n\tcurl -H 'x: «v4lue»' y\n",
            "# «v4lue»\n",
        ],
    ));
    expect_test::expect![[r#"
        [Service]
        EnvironmentFile=/etc/a.env
        ---
        [Service]
        EnvironmentFile=/etc/a.env
        ---
        constant-context: Several variables share this line: give the secret one a line `Environment=` of its own first, then move it.
        ---
        [Service]
        ExecStart=/bin/x --key ${ACME_TOKEN}
        ---
    "#]].assert_eq(&all(
        "a.service",
        &[
            "[Service]\nEnvironment=A=«v4lue»\n",
            "[Service]\nEnvironment=\"A=«v4lue»\"\n",
            "[Service]\nEnvironment=A=«v4lue» B=2\n",
            "[Service]\nExecStart=/bin/x --key «v4lue»\n",
        ],
    ));
    expect_test::expect![[r#"
        FROM x
        RUN y
        ---
        FROM x
        RUN y
        ---
        constant-context: What stands in a Dockerfile stays in the image's history: give the step `RUN --mount=type=secret,id=…,env=…` and read the variable there, or pass it with `docker run --env-file .env`.
        ---
        constant-context: What stands in a Dockerfile stays in the image's history: give the step `RUN --mount=type=secret,id=…,env=…` and read the variable there, or pass it with `docker run --env-file .env`.
        ---
    "#]].assert_eq(&all(
        "Dockerfile",
        &[
            "FROM x\nENV A=«v4lue»\nRUN y\n",
            "FROM x\nARG A=\"«v4lue»\"\nRUN y\n",
            "FROM x\nENV A=«v4lue» B=1\n",
            "FROM x\nRUN y «v4lue»\n",
        ],
    ));
    expect_test::expect![[r#"
        //h/:_authToken=${ACME_TOKEN}
        ---
        a = "${ACME_TOKEN}"␍
        b = 1␍
        ---
        no-literal: The value is in a comment or in no value that Keyward can replace: delete it there, and revoke it.
        ---
    "#]].assert_eq(&all(
        ".npmrc",
        &[
            "//h/:_authToken=«v4lue»\n",
            "a = \"«v4lue»\"\r\nb = 1\r\n",
            "; «v4lue»\n",
        ],
    ));
}

#[test]
fn names_that_a_program_prescribes() {
    let names = |path: &str, source: &str| {
        let mut files = Mem::default();
        match fixed(&TOKEN, path, source, &mut files) {
            Ok(plan) => plan.name,
            Err(refusal) => refusal.code.to_owned(),
        }
    };
    for (path, source, name) in [
        ("appsettings.json", "{\"A\": {\"B\": \"«v4lue»\"}}", "A__B"),
        ("appsettings.json", "{\"A b\": \"«v4lue»\"}", "no-lookup"),
        (
            "gradle.properties",
            "signKey=«v4lue»\n",
            "ORG_GRADLE_PROJECT_signKey",
        ),
        ("gradle.properties", "a.b=«v4lue»\n", "no-lookup"),
        (
            "pip.conf",
            "[global]\nindex-url = «v4lue»\n",
            "PIP_INDEX_URL",
        ),
        (
            ".cargo/credentials.toml",
            "[registries.a-b]\ntoken = \"«v4lue»\"\n",
            "CARGO_REGISTRIES_A_B_TOKEN",
        ),
        (".pypirc", "[pypi]\npassword = «v4lue»\n", "TWINE_PASSWORD"),
        ("x.tfvars", "key = \"«v4lue»\"\n", "TF_VAR_key"),
    ] {
        assert_eq!(names(path, source), name, "{path}");
    }
}

static GITHUB: Rule = rule("github-token", Kind::Token { bodies: &[] }, "GITHUB_TOKEN");

/// A workflow has `GITHUB_TOKEN` from GitHub: another name is taken, one that is free, and
/// never one that a `.env` may have.
#[test]
fn a_name_that_the_format_keeps_for_itself() {
    let source = "env:\n  A: «v4lue»\n";
    let path = ".github/workflows/a.yml";
    for (env, name) in [
        ("", "GH_TOKEN"),
        ("GH_TOKEN=other\n", "GH_TOKEN_2"),
        ("GH_TOKEN_3=v4lue\n", "GH_TOKEN_3"),
        ("GITHUB_TOKEN=v4lue\n", "GH_TOKEN"),
    ] {
        let mut files = Mem::with(&[(".env", env)]);
        let plan = fixed(&GITHUB, path, source, &mut files).expect("a plan");
        assert_eq!(plan.name, name, "beside {env:?}");
        assert!(files.text(path).contains(&format!("secrets.{name} ")));
    }
}

/// The only name that is read has another value: neither is lost.
#[test]
fn a_prescribed_name_that_is_taken() {
    let mut files = Mem::with(&[(".env", "TWINE_PASSWORD=other\n")]);
    let source = "[pypi]\npassword = «v4lue»\n";
    let refusal = fixed(&TOKEN, ".pypirc", source, &mut files).expect_err("it is taken");
    assert_eq!(refusal.code, "name-is-taken");
    assert_eq!(files.text(".env"), "TWINE_PASSWORD=other\n");
}

#[test]
fn escapes_are_those_of_the_notation() {
    let env = |path: &str, source: &str| {
        let mut files = Mem::default();
        fixed(&TOKEN, path, source, &mut files).expect("a plan");
        let mut lines = files.text(".env").lines();
        lines.next().expect("a line").to_owned()
    };
    assert_eq!(env("compose.yaml", "a: «v$$4lue»"), "ACME_TOKEN='v$4lue'");
    assert_eq!(env("compose.yaml", "a: '«v''lue»'"), "ACME_TOKEN=\"v'lue\"");
    assert_eq!(env("compose.yaml", "a: \"x «v\\u0034»\""), "ACME_TOKEN=v4");
    assert_eq!(
        env(".mcp.json", "{\"mcpServers\": [\"«v\\u0034»\"]}"),
        "ACME_TOKEN=v4"
    );
    assert_eq!(
        env("pom.xml", "<project><a>«v&lt;4»</a></project>"),
        "ACME_TOKEN='v<4'"
    );
}

#[test]
fn addresses_move_whole() {
    let mut files = Mem::default();
    let source = "a: postgres://u:«p4ss»@h/db\n";
    fixed(&URL, "compose.yaml", source, &mut files).expect("a plan");
    let text = files.text("compose.yaml");
    assert_eq!(text, "a: ${DATABASE_URL:?DATABASE_URL is not set}\n");
    assert_eq!(files.text(".env"), "DATABASE_URL=postgres://u:p4ss@h/db\n");
}

/// A step between brackets has no lines of its own for a second key.
#[test]
fn what_would_break_the_file_is_refused() {
    let flow = "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{run: \"curl «v4lue77»\"}]\n";
    let mut files = Mem::default();
    let refusal = fixed(&TOKEN, ".github/workflows/a.yml", flow, &mut files).unwrap_err();
    assert_eq!(refusal.code, "part-of-a-literal");
    let block = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: curl «v4lue77»\n";
    fixed(&TOKEN, ".github/workflows/a.yml", block, &mut files).unwrap();
    assert!(
        files
            .text(".github/workflows/a.yml")
            .ends_with("ACME_TOKEN: ${{ secrets.ACME_TOKEN }}\n")
    );
}

proptest! {
    /// Whatever stands around it: a plan that leaves no value behind, or a refusal.
    #[test]
    fn any_text_plans_or_refuses(
        before in "[a-z:#'\"|>{}\\[\\],=\\-\\\\ \n\t$é]{0,24}",
        behind in "[a-z:#'\"|>{}\\[\\],=\\-\\\\ \n\t$é]{0,24}",
        path in prop::sample::select(vec![
            "compose.yaml", ".github/workflows/a.yml", ".circleci/config.yml", "appsettings.json", ".mcp.json",
            ".codex/config.toml", ".cargo/config.toml", "pom.xml", "Makefile", "a.service", "Dockerfile", ".npmrc",
            "pip.conf", "a.http", "a.ipynb", "group_vars/all", "justfile", "haproxy.cfg", "config/database.yml",
        ]),
    ) {
        let mut files = Mem::default();
        let source = format!("{before}«v4lue77»{behind}");
        if fixed(&TOKEN, path, &source, &mut files).is_ok() {
            prop_assert!(!files.text(path).contains("v4lue77"));
            prop_assert!(files.text(".env").contains("v4lue77"));
        }
    }
}
