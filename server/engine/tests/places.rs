//! A token is found wherever it stands in a text (threat model, case D8).

use std::path::Path;

use keyward_engine::{FileContext, rule, scan};

#[test]
fn d8_comments_docstrings_urls_heredocs_and_scalars() {
    let token = rule::sample(rule::by_id("github-classic-pat").expect("a rule"), 6);
    for (path, before, behind) in [
        ("a.py", "# was ", " until May\n"),
        ("a.js", "/* try ", " */\n"),
        ("a.js", "//", "\n"),
        ("a.html", "<!-- ", " -->\n"),
        ("a.py", "def f():\n    \"\"\"Call with ", ".\"\"\"\n"),
        ("a.rs", "/// Call with `", "`.\n"),
        ("a.md", "clone https://", "@host.example.net/x.git\n"),
        ("a.js", "get(`https://host/x?token=", "&page=2`)\n"),
        ("a.sh", "cat <<EOF\nkey ", "\nEOF\n"),
        ("a.rb", "x = <<~TXT\n  ", "\nTXT\n"),
        ("a.yaml", "run: |\n  login ", " --now\n"),
        ("a.yaml", "key: >-\n  ", "\n"),
        ("a.yaml", "- - ", "\n"),
        ("a.ipynb", "{\"source\": [\"t = '", "'\\n\"]}\n"),
    ] {
        let text = format!("{before}{token}{behind}");
        let found = scan(&text, &FileContext::of(Path::new(path), None)).findings;
        let covered: Vec<&str> = found.iter().map(|one| &text[one.range.clone()]).collect();
        assert_eq!(covered, [token.as_str()], "{before}");
    }
}
