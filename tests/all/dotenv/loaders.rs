//! Who reads the `.env`, as a project's own files say.

use std::fs;

use keyward::workspace::files::DiskFiles;
use keyward::workspace::git::UserFolders;
use keyward_engine::dotenv::{Loaders, loaders_for};

/// The loaders for `src/app` in a folder with these files.
fn loaders(language: &str, files: &[(&str, &str)]) -> Loaders {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("it exists");
    fs::create_dir_all(root.join("src")).expect("a folder");
    for (name, text) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let disk = DiskFiles::new(&root).with_user(UserFolders::default());
    loaders_for(&root.join("src"), &root, language, &disk)
}

/// A language, a file, its text, and the profiles in order; a `-` before them when none of them
/// gives the program its variables.
const CASES: &[(&str, &str, &str, &str)] = &[
    (
        "javascript",
        "package.json",
        r#"{"dependencies": {"dotenv": "17"}}"#,
        "npm-dotenv",
    ),
    (
        "typescript",
        "package.json",
        r#"{"dependencies": {"next": "16"}}"#,
        "dotenv-expand",
    ),
    (
        "typescript",
        "package.json",
        r#"{"devDependencies": {"vite": "8"}}"#,
        "vite",
    ),
    (
        "javascript",
        "package.json",
        r#"{"scripts": {"start": "node --env-file=.env a.js"}}"#,
        "node",
    ),
    ("javascript", "bun.lock", "{}", "bun"),
    ("javascript", "bun.lockb", "\u{0}", "bun"),
    (
        "typescript",
        "deno.json",
        r#"{"tasks": {"dev": "deno run --env-file a.ts"}}"#,
        "deno",
    ),
    ("typescript", "deno.json", "{}", "-"),
    ("typescript", "wrangler.toml", "name = \"a\"", "npm-dotenv"),
    (
        "javascript",
        "package.json",
        r#"{"dependencies": {"@dotenvx/dotenvx": "2"}}"#,
        "dotenvx",
    ),
    (
        "python",
        "requirements.txt",
        "python-dotenv==1.2\n",
        "python-dotenv",
    ),
    (
        "python",
        "requirements-dev.txt",
        "python-decouple\n",
        "python-decouple",
    ),
    (
        "python",
        "pyproject.toml",
        "dependencies = [\"django-environ\"]\n",
        "django-environ",
    ),
    (
        "python",
        "justfile",
        "run:\n  uv run --env-file .env app.py\n",
        "uv",
    ),
    ("python", "Pipfile", "[packages]\n", "python-dotenv"),
    (
        "python",
        "package.json",
        r#"{"dependencies": {"dotenv": "17"}}"#,
        "-",
    ),
    (
        "rust",
        "Cargo.toml",
        "[dependencies]\ndotenvy = \"0.15\"\n",
        "dotenvy",
    ),
    (
        "rust",
        "Cargo.toml",
        "[dependencies]\ndotenv = \"0.15\"\n",
        "rust-dotenv",
    ),
    (
        "go",
        "go.mod",
        "require github.com/joho/godotenv v1.5.1\n",
        "godotenv",
    ),
    ("ruby", "Gemfile", "gem \"dotenv\"\n", "ruby-dotenv"),
    (
        "ruby",
        "Gemfile.lock",
        "    dotenv (2.8.1)\n",
        "ruby-dotenv-2",
    ),
    (
        "php",
        "composer.json",
        r#"{"require": {"laravel/framework": "12"}}"#,
        "phpdotenv",
    ),
    (
        "php",
        "composer.json",
        r#"{"require": {"symfony/dotenv": "7"}}"#,
        "symfony",
    ),
    (
        "java",
        "pom.xml",
        "<groupId>io.github.cdimascio</groupId>",
        "- dotenv-java",
    ),
    (
        "kotlin",
        "src/main/resources/application.yml",
        "spring.config.import: optional:file:.env[.properties]",
        "- properties",
    ),
    (
        "csharp",
        "App.csproj",
        "<PackageReference Include=\"DotNetEnv\" />",
        "portable",
    ),
    ("elixir", "mix.exs", "{:dotenvy, \"~> 1.0\"}", "portable"),
    (
        "dart",
        "pubspec.yaml",
        "dependencies:\n  flutter_dotenv: ^6.0.0\n",
        "portable",
    ),
    ("r", ".Renviron", "A=1\n", "renviron"),
    (
        "go",
        "compose.yaml",
        "services:\n  app:\n    env_file: .env\n",
        "compose",
    ),
    (
        "go",
        "docker-compose.prod.yml",
        "image: app:${TAG}\n",
        "- compose",
    ),
    (
        "lua",
        "Makefile",
        "run:\n\tdocker run --env-file .env app\n",
        "docker",
    ),
    ("lua", "Makefile", "include .env\nexport\n", "make"),
    ("lua", "justfile", "set dotenv-load\n", "dotenvy"),
    ("lua", ".envrc", "dotenv\n", "direnv"),
    ("lua", ".envrc", "set -a\nsource .env\n", "shell"),
    ("lua", "mise.toml", "[env]\n_.file = \".env\"\n", "dotenvy"),
    ("lua", "Taskfile.yml", "dotenv: ['.env']\n", "godotenv"),
    (
        "lua",
        "app.service",
        "[Service]\nEnvironmentFile=/srv/app/.env\n",
        "systemd",
    ),
    ("lua", "Procfile", "web: lua app.lua\n", "portable"),
    (
        "lua",
        "kustomization.yaml",
        "secretGenerator:\n- name: a\n  envs:\n  - .env\n",
        "- kubectl",
    ),
    ("lua", "README.md", "dotenv\n", "-"),
];

#[test]
fn a_projects_files_name_its_loaders() {
    for (language, file, text, wanted) in CASES {
        let found = loaders(language, &[(file, text)]);
        let ids: Vec<&str> = found.profiles.iter().map(|one| one.id).collect();
        let shown = format!("{}{}", if found.loads { "" } else { "- " }, ids.join(" "));
        assert_eq!(shown.trim_end(), *wanted, "{language} with {file}: {text}");
    }
}

#[test]
fn several_loaders_count_together_and_the_nearest_of_a_language() {
    let dotenv = r#"{"dependencies": {"dotenv": "17"}}"#;
    let next = r#"{"dependencies": {"next": "16"}}"#;
    let compose = "services:\n  app:\n    env_file: .env\n";
    let found = loaders(
        "javascript",
        &[
            ("src/package.json", dotenv),
            ("package.json", next),
            ("compose.yml", compose),
        ],
    );
    let ids: Vec<&str> = found.profiles.iter().map(|one| one.id).collect();
    assert_eq!(ids, ["npm-dotenv", "compose"]);
    assert!(found.loads && found.env.is_none());
    let wrangler = loaders("javascript", &[("wrangler.jsonc", "{}")]);
    assert_eq!(wrangler.env, Some(".dev.vars"));
}
