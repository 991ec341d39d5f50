//! Notebooks as files: code in strings of JSON.

use serde_json::Value;

use super::*;

/// A notebook with these cells; `§` stands for the source.
fn notebook(cell: &str) -> String {
    format!(
        "{{\n \"cells\": [\n  {{\n   \"cell_type\": \"code\",\n   \"metadata\": {{}},\n   \"outputs\": [],\n   \"source\": {cell}\n  }}\n ],\n \"metadata\": {{\"language_info\": {{\"name\": \"python\"}}}},\n \"nbformat\": 4\n}}\n"
    )
}

/// The source of the cell after the move, as the file has it and as Jupyter reads it.
fn after(cell: &str) -> String {
    let mut mem = Mem::with(&[(".gitignore", ".env\n")]);
    let source = notebook(cell);
    match fixed(&TOKEN, "n.ipynb", &source, &mut mem) {
        Ok(_) => {
            let text = mem.text("n.ipynb");
            let read: Value = serde_json::from_str(text).expect("still JSON");
            let source = &read["cells"][0]["source"];
            let code = match source.as_array() {
                Some(lines) => lines.iter().filter_map(Value::as_str).collect(),
                None => source.as_str().unwrap_or_default().to_owned(),
            };
            let (_, rest) = text.split_once("\"source\": ").expect("a source");
            let (kept, _) = rest.rsplit_once("\n  }\n ]").expect("the rest");
            assert!(text.ends_with("\"nbformat\": 4\n}\n"));
            format!("{kept}\n--\n{code}\n{}----\n", mem.text(".env"))
        }
        Err(refusal) => format!("[{}] {}\n----\n", refusal.code, refusal.message),
    }
}

#[test]
fn the_code_of_a_cell_is_moved() {
    expect_test::expect![[r#"
        [
            "import os\n",
            "import requests\n",
            "token = os.environ[\"ACME_TOKEN\"]\n",
            "print(token)"
           ]
        --
        import os
        import requests
        token = os.environ["ACME_TOKEN"]
        print(token)
        ACME_TOKEN=va1ue
        ----
        "import os\n\nh = {'A': f\"\u00e9 \\\"{os.environ['ACME_TOKEN']}\"}\n"
        --
        import os

        h = {'A': f"é \"{os.environ['ACME_TOKEN']}"}

        ACME_TOKEN=va1ue
        ----
    "#]]
    .assert_eq(
        &[
            "[\n    \"import requests\\n\",\n    \"token = \\\"«va1ue»\\\"\\n\",\n    \"print(token)\"\n   ]",
            "\"h = {'A': f\\\"\\u00e9 \\\\\\\"«va1ue»\\\"}\\n\"",
        ]
        .map(after)
        .concat(),
    );
}

#[test]
fn what_is_no_code_is_refused() {
    for cell in [
        "[\"!curl -H 'Bearer «va1ue»'\"]",
        "[\"%%bash\\n\", \"curl -H 'Bearer «va1ue»'\"]",
    ] {
        assert!(
            after(cell).starts_with("[constant-context] This is no code"),
            "{cell}"
        );
    }
    let mut mem = Mem::with(&[]);
    let text = "{\"cells\": [{\"cell_type\": \"markdown\", \"source\": [\"«va1ue»\"]}]}";
    let refusal = fixed(&TOKEN, "n.ipynb", text, &mut mem).unwrap_err();
    assert!(
        refusal.message.starts_with("Only the code of a cell"),
        "{refusal}"
    );
}

/// A cell whose code is one string keeps it one.
#[test]
fn lines_in_one_string_stay_in_it() {
    let said = after("\"a = 1\\nk = '«va1ue»'\"");
    assert!(
        said.starts_with("\"import os\\n\\na = 1\\nk = os.environ['ACME_TOKEN']\""),
        "{said}"
    );
}
