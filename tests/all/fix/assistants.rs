//! Keys in the files of assistants: each tool gets its own dialect and never another's.

use std::fs;

use regex::Regex;

use crate::support::cli::{Outcome, Project};

const SECRET: &str = "{{secret}}";

/// The way in which a tool reads a variable; `None` where it reads none.
type Dialect = Option<&'static str>;

/// A file, the names above its servers, and the tool's dialect.
const FILES: &[(&str, &str, Dialect)] = &[
    (".vscode/mcp.json", "servers", Some(INPUT)),
    (".cursor/mcp.json", "mcpServers", Some(ENV)),
    (".mcp.json", "mcpServers", Some(BRACES)),
    (".claude.json", "mcpServers", Some(BRACES)),
    ("claude_desktop_config.json", "mcpServers", None),
    (".github/mcp.json", "mcpServers", Some(DOLLAR)),
    (".copilot/mcp-config.json", "mcpServers", Some(DOLLAR)),
    (".gemini/settings.json", "mcpServers", Some(BRACES)),
    (".agents/mcp_config.json", "mcpServers", None),
    (".gemini/config/mcp_config.json", "mcpServers", None),
    (".gemini/antigravity/mcp_config.json", "mcpServers", None),
    ("opencode.json", "mcp", Some(CURLY)),
    (".opencode/opencode.json", "mcp", Some(CURLY)),
    ("kilo.jsonc", "mcp", Some(CURLY)),
    (".kilo/kilo.jsonc", "mcp", Some(CURLY)),
    (".kilocode/mcp.json", "mcpServers", Some(ENV)),
    (".continue/config.json", "mcpServers", Some(SECRETS)),
    (".continuerc.json", "mcpServers", Some(SECRETS)),
    (".codeium/windsurf/mcp_config.json", "mcpServers", Some(ENV)),
    (".codeium/mcp_config.json", "mcpServers", Some(ENV)),
    (".devin/mcp_config.json", "mcpServers", Some(ENV)),
    (".config/devin/mcp_config.json", "mcpServers", Some(ENV)),
    ("cline_mcp_settings.json", "mcpServers", None),
    (".roo/mcp.json", "mcpServers", Some(ENV)),
    (".zed/settings.json", "context_servers", Some(GONE)),
    (".kiro/settings/mcp.json", "mcpServers", Some(BRACES)),
    (".amazonq/mcp.json", "mcpServers", Some(BRACES)),
    (".junie/mcp/mcp.json", "mcpServers", None),
    (".ai/mcp/mcp.json", "mcpServers", None),
    (".agents/plugins/mail/.mcp.json", "mcpServers", None),
    (".amp/settings.json", "amp.mcpServers", Some(BRACES)),
    (".vscode/settings.json", "amp.mcpServers", Some(BRACES)),
    ("crush.json", "mcp", Some(DOLLAR)),
    (".crush.json", "mcp", Some(DOLLAR)),
    (".kimi-code/mcp.json", "mcpServers", Some(BY_NAME)),
];

const INPUT: &str = r"\$\{input:[a-z0-9-]+\}";
const ENV: &str = r"\$\{env:[A-Z_]+\}";
const BRACES: &str = r"\$\{[A-Z_]+\}";
const DOLLAR: &str = r"\$[A-Z_]+";
const CURLY: &str = r"\{env:[A-Z_]+\}";
const SECRETS: &str = r"\$\{\{ secrets\.[A-Z_]+ \}\}";
const BY_NAME: &str = r#""bearerTokenEnvVar": "[A-Z_]+""#;
const GONE: &str = r"\z";

/// Where a key stands in a server, and how its text ends.
const PLACES: &[&str] = &[
    r#""env": { "LEVEL": "info", "MAIL_KEY": "{{secret}}" }"#,
    r#""headers": { "Authorization": "Bearer {{secret}}" }"#,
    r#""command": "npx", "args": ["--key={{secret}}"]"#,
    r#""url": "https://mail.example.org/mcp?token={{secret}}""#,
];

fn fix(name: &str, body: &str, flags: &[&str]) -> (Project, Outcome, String, String) {
    let project = Project::git();
    let secret = project.secret_of("sendgrid-api-key", 7);
    let before = body.replace(SECRET, &secret);
    project.write(name, &before);
    let at = body.find(SECRET).expect("a marker");
    let line = body[..at].matches('\n').count() + 1;
    let place = format!("{name}:{line}");
    let outcome = project.run(&[&["fix", &place], flags].concat());
    let after = fs::read_to_string(project.path().join(name)).unwrap();
    assert!(!outcome.out.contains(&secret) && !outcome.err.contains(&secret));
    (project, outcome, before, after)
}

/// Every way in which any tool reads a variable.
fn dialects_in(text: &str) -> Vec<String> {
    let any = Regex::new(
        r"\$\{\{[^}]*\}\}|\$?\{(?:env|input|file):[^}]*\}|\$\{[A-Za-z_]+\}|\$[A-Za-z_]+|%[A-Z_]+%",
    );
    let found = any.unwrap();
    found
        .find_iter(text)
        .map(|it| it.as_str().to_owned())
        .collect()
}

#[test]
fn no_file_gets_the_dialect_of_another_tool() {
    let mut written = 0;
    for (name, servers, dialect) in FILES {
        for place in PLACES {
            let body = format!("{{\n  \"{servers}\": {{\n    \"mail\": {{ {place} }}\n  }}\n}}\n");
            let (project, outcome, before, after) = fix(name, &body, &[]);
            let told = format!("{name}: {place}: {}{}", outcome.out, outcome.err);
            let env = fs::read_to_string(project.path().join(".env")).unwrap_or_default();
            if outcome.code != 0 {
                assert_eq!(after, before, "{told}");
                assert_eq!(env, "", "{told}");
                continue;
            }
            written += 1;
            let dialect = dialect.unwrap_or_else(|| panic!("{told} was written"));
            let own = Regex::new(dialect).unwrap();
            assert!(own.is_match(&after), "{told}\n{after}");
            let whole = Regex::new(&format!("^(?:{dialect})$")).unwrap();
            for one in dialects_in(&after) {
                assert!(whole.is_match(&one), "{told}: {one} is another tool's");
            }
            assert!(env.contains('='), "{told}");
        }
    }
    assert!(written >= 80, "only {written} were fixed");
}

#[test]
fn a_tool_that_expands_nothing_is_refused_with_the_way_out() {
    for (name, servers, _) in FILES.iter().filter(|(_, _, dialect)| dialect.is_none()) {
        let body = format!(
            "{{\n  \"{servers}\": {{\n    \"mail\": {{ {} }}\n  }}\n}}\n",
            PLACES[0]
        );
        let (_, outcome, _, _) = fix(name, &body, &[]);
        assert_eq!(outcome.code, 1, "{name}");
        assert!(outcome.err.contains("op"), "{name}: {}", outcome.err);
        assert!(
            outcome.err.contains("doppler run --"),
            "{name}: {}",
            outcome.err
        );
    }
}

/// The same for notations other than JSON, place by place.
#[test]
fn toml_and_yaml_get_their_own_dialects() {
    let codex = ".codex/config.toml";
    let vibe = ".vibe/config.toml";
    let goose = ".config/goose/config.yaml";
    let cases: &[(&str, &str, &[&str])] = &[
        (
            codex,
            "[mcp_servers.a.env]\nMAIL_KEY = \"{{secret}}\"\n",
            &["env_vars = [\"MAIL_KEY\"]"],
        ),
        (
            codex,
            "[mcp_servers.a]\nhttp_headers = { Authorization = \"Bearer {{secret}}\" }\n",
            &["bearer_token_env_var = \"SENDGRID_API_KEY\""],
        ),
        (
            codex,
            "[mcp_servers.a.http_headers]\nX-Key = \"{{secret}}\"\n",
            &["env_http_headers = { X-Key = \"SENDGRID_API_KEY\" }"],
        ),
        (
            codex,
            "[mcp_servers.a]\nargs = [\"--key={{secret}}\"]\n",
            &[],
        ),
        (
            codex,
            "[mcp_servers.a]\nurl = \"https://x.example.org/?k={{secret}}\"\n",
            &[],
        ),
        (
            codex,
            "[model_providers.a]\nexperimental_bearer_token = \"{{secret}}\"\n",
            &["env_key = \"SENDGRID_API_KEY\""],
        ),
        (
            codex,
            "[otel.exporter.otlp-http.headers]\nx-key = \"{{secret}}\"\n",
            &["${SENDGRID_API_KEY}"],
        ),
        (
            codex,
            "[shell_environment_policy.set]\nMAIL_KEY = \"{{secret}}\"\n",
            &[],
        ),
        (
            vibe,
            "[[mcp_servers]]\nname = \"a\"\n[mcp_servers.headers]\nX-Key = \"{{secret}}\"\n",
            &[
                "api_key_env = \"SENDGRID_API_KEY\"",
                "api_key_header = \"X-Key\"",
            ],
        ),
        (
            vibe,
            "[[mcp_servers]]\nname = \"a\"\n[mcp_servers.env]\nMAIL_KEY = \"{{secret}}\"\n",
            &[],
        ),
        (
            goose,
            "extensions:\n  a:\n    cmd: npx\n    envs:\n      MAIL_KEY: {{secret}}\n",
            &["env_keys:\n      - MAIL_KEY"],
        ),
        (
            goose,
            "extensions:\n  a:\n    cmd: npx\n    env_keys: [OTHER]\n    envs:\n      MAIL_KEY: {{secret}}\n",
            &["env_keys: [OTHER, MAIL_KEY]"],
        ),
        (
            goose,
            "extensions:\n  a:\n    headers:\n      Authorization: Bearer {{secret}}\n",
            &[],
        ),
        (
            ".continue/mcpServers/a.yaml",
            "mcpServers:\n  - env:\n      MAIL_KEY: {{secret}}\n",
            &["${{ secrets.SENDGRID_API_KEY }}"],
        ),
        (
            ".aider.conf.yml",
            "api-key:\n  - sendgrid={{secret}}\n",
            &[],
        ),
        (
            ".aider.model.settings.yml",
            "- extra_params:\n    key: {{secret}}\n",
            &[],
        ),
    ];
    for (name, body, wanted) in cases {
        let (_, outcome, before, after) = fix(name, body, &[]);
        let told = format!("{name}: {body}\n{}{}\n{after}", outcome.out, outcome.err);
        if wanted.is_empty() {
            assert_eq!((outcome.code, &after), (1, &before), "{told}");
            continue;
        }
        assert_eq!(outcome.code, 0, "{told}");
        let own: Vec<String> = dialects_in(&after);
        assert!(own.iter().all(|it| wanted.contains(&it.as_str())), "{told}");
        assert!(wanted.iter().all(|it| after.contains(it)), "{told}");
    }
}

#[test]
fn what_follows_from_the_rewrite_is_said() {
    let body =
        "{\n  \"mcpServers\": {\n    \"mail\": { \"args\": [\"--key={{secret}}\"] }\n  }\n}\n";
    let (_, outcome, _, _) = fix(".mcp.json", body, &[]);
    for words in [
        "see the arguments",
        "set -a; . ./.env; set +a",
        "Where SENDGRID_API_KEY is not set",
        "revoke",
    ] {
        assert!(outcome.out.contains(words), "{words}: {}", outcome.out);
    }
}

#[test]
fn an_approved_command_goes_as_a_whole() {
    let body = r#"{
  "permissions": {
    "allow": [
      "Bash(git status)",
      "Bash(curl -H 'Authorization: Bearer {{secret}}' https://mail.example.org)",
      "Bash(ls)"
    ]
  }
}
"#;
    let name = ".claude/settings.local.json";
    let (_, outcome, before, after) = fix(name, body, &[]);
    assert_eq!((outcome.code, &after), (1, &before));
    let project = Project::git();
    let secret = project.secret_of("sendgrid-api-key", 7);
    project.write(name, body.replace(SECRET, &secret));
    let report = project.check(&[]);
    let advice = report.findings().iter().any(|it| {
        let message = it["message"].as_str().unwrap();
        message.contains("delete the entry that holds it, and revoke it")
    });
    assert!(advice, "{:?}", report.findings());
    assert!(outcome.err.contains("delete the rule, and revoke the key"));
    let (project, outcome, _, after) = fix(name, body, &["--placeholder"]);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    let wanted = "{\n  \"permissions\": {\n    \"allow\": [\n      \"Bash(git status)\",\n      \"Bash(ls)\"\n    ]\n  }\n}\n";
    assert_eq!(after, wanted);
    assert!(outcome.out.contains("approved command"), "{}", outcome.out);
    assert!(!project.path().join(".env").exists());
}
