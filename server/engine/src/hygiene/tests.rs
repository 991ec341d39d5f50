//! Cases on single texts; what files around say is tested through the program.

use std::path::Path;

use super::{Issue, Subject, all, look, table};
use crate::files::{Entry, Files};
use crate::lang::pattern;
use crate::{FileContext, scan};

/// A folder with nothing else in it.
struct Nothing;

impl Files for Nothing {
    fn entry(&self, _: &Path) -> Entry {
        Entry::Absent
    }
    fn read(&self, _: &Path) -> Result<Option<String>, String> {
        Ok(None)
    }
    fn list(&self, _: &Path) -> Vec<String> {
        Vec::new()
    }
    fn tracked(&self, _: &Path) -> Option<bool> {
        None
    }
    fn git_root(&self, _: &Path) -> Option<std::path::PathBuf> {
        None
    }
    fn git_excludes(&self, _: &Path) -> Vec<String> {
        Vec::new()
    }
    fn is_open(&self, _: &Path) -> bool {
        false
    }
}

fn issues(path: &str, text: &str) -> Vec<Issue> {
    let context = FileContext::of(Path::new(path), None);
    let scan = scan(text, &context);
    let root = Path::new("/work");
    let subject = Subject {
        path: &root.join(path),
        root,
        text,
        context: &context,
        scan: &scan,
        now: 1_800_000_000,
    };
    look(&subject, &Nothing)
}

/// The checks that report something, and what they point at.
fn told(path: &str, text: &str) -> Vec<String> {
    let issues = issues(path, text);
    let shown = |one: &Issue| format!("{}: {}", one.check.id, &text[one.range.clone()]);
    issues.iter().map(shown).collect()
}

#[track_caller]
fn printed(path: &str, text: &str) {
    let told = told(path, text);
    assert!(
        told.iter()
            .any(|one| one.starts_with("secret-printed") || one.starts_with("environment-printed")),
        "{text}: {told:?}"
    );
}

#[track_caller]
fn quiet(path: &str, text: &str) {
    assert_eq!(told(path, text), Vec::<String>::new(), "{text}");
}

#[test]
fn every_sentence_and_every_pattern_is_sound() {
    for check in all() {
        assert!(check.why.ends_with('.'), "{}", check.id);
    }
    for line in table::LINES {
        assert!(pattern(line.pattern).is_some(), "{}", line.pattern);
        for glob in line.files {
            assert!(globset::Glob::new(glob).is_ok(), "{glob}");
        }
    }
    for block in table::BLOCKS {
        for one in [block.head, block.holds, block.unless] {
            assert!(pattern(one).is_some(), "{one}");
        }
    }
    for text in [table::ASSIGNED, table::TAKEN_APART] {
        assert!(pattern(text).is_some(), "{text}");
    }
    for prefix in table::PREFIXES {
        assert!(pattern(prefix.pattern).is_some(), "{}", prefix.pattern);
    }
    for row in table::PRINTING {
        let made = super::printing::row_of(row.languages[0]);
        assert!(made, "{:?}", row.languages);
    }
}

#[test]
fn javascript_prints() {
    for line in [
        "console.log(process.env.API_TOKEN)",
        "console.log('key', process.env['API_TOKEN'])",
        "console.log(`key ${process.env.API_TOKEN}`)",
        "console.error('x' + process.env.DB_PASSWORD + 'y');",
        "console.log({ token: process.env.API_TOKEN })",
        "console.log(JSON.stringify({ a: process.env.API_TOKEN }, null, 2))",
        "console.log(process.env.API_TOKEN || 'none')",
        "console.log(process.env)",
        "console.log(JSON.stringify(process.env, null, 2))",
        "logger.info(\"t\", import.meta.env.SECRET_TOKEN!)",
        "throw new Error(`bad token ${process.env.API_TOKEN}`)",
        "const token = process.env.API_TOKEN;\nconsole.log(token);",
        "const token: string = process.env.API_TOKEN!;\nif (x) {\n  console.log(`t=${token}`);\n}",
        "const { API_TOKEN } = process.env;\nconsole.log(API_TOKEN);",
        "const { API_TOKEN: t, PORT } = process.env;\nconsole.log('a', t);",
        "const t = process.env.API_TOKEN ?? '';\nconsole.log(t);",
    ] {
        printed("a.ts", line);
    }
    for line in [
        "console.log(process.env.NODE_ENV)",
        "console.log(!!process.env.API_TOKEN)",
        "console.log(Boolean(process.env.API_TOKEN))",
        "console.log(process.env.API_TOKEN ? 'set' : 'missing')",
        "console.log(process.env.API_TOKEN.length)",
        "console.log(process.env.API_TOKEN?.slice(0, 4))",
        "console.log(mask(process.env.API_TOKEN))",
        "console.log(process.env.API_TOKEN === 'x')",
        "console.log(process.env.API_TOKEN && 'set')",
        "console.log('process.env.API_TOKEN is missing')",
        "// console.log(process.env.API_TOKEN)",
        "console.log(Object.keys(process.env))",
        "console.log(process.env.PORT, process.env.TOKEN_URL)",
        "connect(process.env.API_TOKEN); console.log('ok')",
        "console.log(list.map((x) => { return call(process.env.API_TOKEN) }))",
        "const token = process.env.API_TOKEN;\nconsole.log(token.length, !!token, { token: 1 });",
        "const token = process.env.API_TOKEN;\nfunction f(token) {}\nconsole.log('token');",
        "let token = process.env.API_TOKEN;\ntoken = hash(token);\nconsole.log(token);",
        "function a() {\n  const token = process.env.API_TOKEN;\n}\nfunction b(token) {\n  console.log(token);\n}",
        "console.log(tokens[process.env.API_TOKEN])",
        "console.log(typeof process.env.API_TOKEN)",
    ] {
        quiet("a.ts", line);
    }
}

#[test]
fn python_prints() {
    for line in [
        "print(os.environ[\"API_TOKEN\"])",
        "print(f\"key: {os.environ['API_TOKEN']}\")",
        "print(f\"key: {os.getenv('API_TOKEN')!r}\")",
        "print(\"key\", os.getenv(\"DB_PASSWORD\", \"none\"))",
        "logger.info(\"key %s\", os.environ.get(\"API_TOKEN\"))",
        "print(\"k: \" + os.environ['API_TOKEN'])",
        "print(\"k: {}\".format(os.environ['API_TOKEN']))",
        "print(\"k: %s\" % os.environ['API_TOKEN'])",
        "print(os.environ)",
        "print(dict(os.environ))",
        "raise ValueError(f\"bad {os.environ['API_TOKEN']}\")",
        "token = os.environ[\"API_TOKEN\"]\nprint(token)",
        "def f():\n    token = os.getenv(\"API_TOKEN\")\n    if x:\n        print(f\"t={token}\")",
    ] {
        printed("a.py", line);
    }
    for line in [
        "print(os.environ[\"HOME\"])",
        "print(len(os.environ[\"API_TOKEN\"]))",
        "print(\"set\" if os.environ.get(\"API_TOKEN\") else \"missing\")",
        "print(os.environ.get(\"API_TOKEN\") is not None)",
        "print(\"API_TOKEN\" in os.environ)",
        "print(bool(os.getenv(\"API_TOKEN\")))",
        "print(os.environ['API_TOKEN'][:4])",
        "# print(os.environ['API_TOKEN'])",
        "print(list(os.environ))",
        "def f():\n    token = os.getenv(\"API_TOKEN\")\n\ndef g(token):\n    print(token)",
        "token = os.getenv(\"API_TOKEN\")\nprint(\"token\")",
        "token = os.getenv(\"API_TOKEN\")\ncall(token=token)\nprint(token[:4], bool(token))",
    ] {
        quiet("a.py", line);
    }
}

#[test]
fn other_languages_print() {
    for (path, text) in [
        ("a.go", "fmt.Println(os.Getenv(\"API_TOKEN\"))"),
        (
            "a.go",
            "func f() {\n\ttoken := os.Getenv(\"API_TOKEN\")\n\tlog.Printf(\"t %s\", token)\n}",
        ),
        ("a.go", "log.Println(os.Environ())"),
        (
            "a.rs",
            "println!(\"{}\", std::env::var(\"API_TOKEN\").unwrap());",
        ),
        (
            "a.rs",
            "let token = env::var(\"API_TOKEN\").expect(\"set\");\nprintln!(\"{token}\");",
        ),
        ("a.rs", "dbg!(env::vars());"),
        (
            "A.java",
            "System.out.println(\"t \" + System.getenv(\"API_TOKEN\"));",
        ),
        ("A.java", "System.out.println(System.getenv());"),
        (
            "a.kt",
            "val token = System.getenv(\"API_TOKEN\")\nprintln(\"t $token\")",
        ),
        (
            "A.cs",
            "Console.WriteLine(Environment.GetEnvironmentVariable(\"API_TOKEN\"));",
        ),
        ("a.rb", "puts ENV[\"API_TOKEN\"]"),
        ("a.rb", "puts \"t #{ENV.fetch('API_TOKEN')}\" if debug"),
        ("a.rb", "p ENV"),
        ("a.php", "<?php\necho getenv('API_TOKEN');"),
        ("a.php", "<?php\nvar_dump($_ENV);"),
        ("a.php", "<?php\n$t = getenv('API_TOKEN');\necho \"t $t\";"),
        ("a.sh", "echo \"token: $API_TOKEN\""),
        ("a.sh", "echo ${API_TOKEN} >&2"),
        ("a.ps1", "Write-Host \"t $env:API_TOKEN\""),
        ("a.ex", "IO.puts(System.get_env(\"API_TOKEN\"))"),
        (
            "a.swift",
            "print(ProcessInfo.processInfo.environment[\"API_TOKEN\"]!)",
        ),
        ("a.dart", "print(Platform.environment['API_TOKEN']);"),
        ("a.c", "printf(\"%s\", getenv(\"API_TOKEN\"));"),
        (
            "a.cpp",
            "std::cout << std::getenv(\"API_TOKEN\") << std::endl;",
        ),
        ("a.lua", "print(os.getenv(\"API_TOKEN\"))"),
        ("a.pl", "print \"t $ENV{API_TOKEN}\\n\";"),
        ("a.r", "print(Sys.getenv(\"API_TOKEN\"))"),
        ("a.jl", "println(ENV[\"API_TOKEN\"])"),
        (
            ".github/workflows/a.yml",
            "jobs:\n  a:\n    steps:\n      - run: echo ${{ secrets.API_TOKEN }}\n",
        ),
        (
            ".github/workflows/a.yml",
            "      - run: printenv\n        env:\n          A: ${{ secrets.API_TOKEN }}\n",
        ),
        (
            ".github/workflows/a.yml",
            "      - run: echo '${{ toJSON(secrets) }}'\n",
        ),
        (
            ".gitlab-ci.yml",
            "a:\n  script:\n    - echo \"$DEPLOY_TOKEN\"\n",
        ),
        ("Dockerfile", "FROM a\nRUN echo $NPM_TOKEN\n"),
        ("Dockerfile", "FROM a\nRUN env\n"),
        (
            "a.tf",
            "output \"db_password\" {\n  value = var.db_password\n}\n",
        ),
        (
            "a.tf",
            "output \"x\" {\n  value = random_password.db.result\n}\n",
        ),
    ] {
        printed(path, text);
    }
    for (path, text) in [
        (
            "a.go",
            "fmt.Println(os.Getenv(\"HOME\"), os.Getenv(\"API_TOKEN\") != \"\")",
        ),
        ("a.go", "fmt.Println(len(os.Getenv(\"API_TOKEN\")))"),
        (
            "a.go",
            "token := os.Getenv(\"API_TOKEN\")\nif token == \"\" {\n\tlog.Fatal(\"API_TOKEN is not set\")\n}",
        ),
        ("a.rs", "println!(\"{}\", env::var(\"API_TOKEN\").is_ok());"),
        (
            "a.rs",
            "println!(\"{}\", env::var(\"API_TOKEN\").unwrap().len());",
        ),
        (
            "A.java",
            "System.out.println(System.getenv(\"API_TOKEN\") != null);",
        ),
        ("a.rb", "puts ENV.key?(\"API_TOKEN\")"),
        ("a.rb", "puts ENV[\"API_TOKEN\"].nil?"),
        ("a.php", "<?php\necho strlen(getenv('API_TOKEN'));"),
        ("a.php", "<?php\necho $_SERVER['HTTP_HOST'];"),
        (
            "a.sh",
            "echo \"$DOCKER_TOKEN\" | docker login --password-stdin",
        ),
        ("a.sh", "echo \"$API_KEY\" > key.pem"),
        ("a.sh", "x=$(echo \"$API_KEY\")"),
        ("a.sh", "get() {\n  echo \"$API_KEY\"\n}"),
        ("a.sh", "API_KEY=$(openssl rand -hex 16)\necho \"$API_KEY\""),
        ("a.sh", "echo '$API_KEY is missing'"),
        ("a.sh", "echo \"${API_KEY:+set} ${#API_KEY}\""),
        ("a.sh", "[ -n \"$API_KEY\" ] || echo \"API_KEY is missing\""),
        (
            "a.c",
            "if (!getenv(\"API_TOKEN\")) printf(\"API_TOKEN missing\");",
        ),
        (
            ".github/workflows/a.yml",
            "      - run: echo \"${{ secrets.API_TOKEN }}\" | docker login --password-stdin\n",
        ),
        (
            ".github/workflows/a.yml",
            "      - run: echo \"${{ secrets.API_TOKEN }}\" > key\n",
        ),
        (
            ".github/workflows/a.yml",
            "    env:\n      API_TOKEN: ${{ secrets.API_TOKEN }}\n",
        ),
        (
            ".gitlab-ci.yml",
            "    - echo \"$CI_COMMIT_SHA\"\n    - echo \"$DEPLOY_TOKEN\" | docker login\n",
        ),
        (
            "Dockerfile",
            "FROM a\nENV A=1\nRUN env FOO=1 make && echo $HOME\n",
        ),
        (
            "a.tf",
            "output \"db_password\" {\n  value     = var.db_password\n  sensitive = true\n}\n",
        ),
        ("a.tf", "output \"db_host\" {\n  value = var.db_host\n}\n"),
    ] {
        quiet(path, text);
    }
}

proptest::proptest! {
    /// Whatever stands in a file: nothing panics, and every place is one of the text.
    #[test]
    fn any_text_is_looked_at(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..24),
        path in proptest::sample::select(PATHS),
    ) {
        let text = pieces.concat();
        for issue in issues(path, &text) {
            proptest::prop_assert!(text.get(issue.range.clone()).is_some(), "{:?}", issue.range);
            proptest::prop_assert!(!issue.message.contains('{'), "{}", issue.message);
        }
    }
}

const PATHS: &[&str] = &[
    "a.js",
    "a.py",
    "a.go",
    "a.rs",
    "A.java",
    "a.rb",
    "a.php",
    "a.sh",
    "a.ps1",
    "a.ex",
    "a.c",
    "a.pl",
    "a.jl",
    "a.tf",
    "a.vue",
    ".env",
    "Dockerfile",
    ".gitlab-ci.yml",
    ".github/workflows/a.yml",
];

const PIECES: &[&str] = &[
    "console.log(",
    "print(",
    "fmt.Println(",
    "println!(",
    "puts ",
    "echo ",
    "printf ",
    "IO.puts ",
    "output \"x\" {",
    "value = var.db_password",
    "process.env.API_TOKEN",
    "process.env",
    "os.environ[\"API_TOKEN\"]",
    "os.getenv(\"API_TOKEN\", ",
    "os.Getenv(\"API_TOKEN\")",
    "env::var(\"API_TOKEN\")",
    ".unwrap()",
    "ENV[\"API_TOKEN\"]",
    "getenv('API_TOKEN')",
    "$API_TOKEN",
    "${API_TOKEN}",
    "$env:API_TOKEN",
    "const t = ",
    "t := ",
    "$t = ",
    "{ API_TOKEN, b: c } = ",
    "t",
    "$t",
    "{t}",
    "VITE_DB_PASSWORD",
    "import.meta.env.VITE_DB_PASSWORD",
    "API_TOKEN=",
    "A: b",
    "A-B=1",
    "export A = 1",
    "\u{feff}",
    "é",
    "😀",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\"",
    "'",
    "`",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ",",
    ";",
    "|",
    ">",
    ">&2",
    "&&",
    "||",
    "#",
    "//",
    "=",
    "!",
    "?",
    ".",
    "+",
    "-----BEGIN CERTIFICATE-----",
    "-----END CERTIFICATE-----",
    "${{ secrets.API_TOKEN }}",
    "RUN ",
    "env",
    "- run: ",
];
