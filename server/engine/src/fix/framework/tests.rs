//! Every framework: a project, a source in it, and everything that a fix writes there.

use crate::fix::tests::{Mem, TOKEN, fixed, written};

/// What the fix of a marked source writes, without the files that are the same everywhere.
fn after(project: &[(&str, &str)], path: &str, source: &str) -> String {
    let mut files = Mem::with(project);
    files.texts.insert(
        "/w/.gitignore".into(),
        ".env*\n.dev.vars*\n!.env.example\n".into(),
    );
    match fixed(&TOKEN, path, source, &mut files) {
        Ok(plan) => {
            let mut out = written(&plan, &files);
            let own = plan.notes.iter().filter(|note| {
                !note.contains("ever committed") && !note.starts_with("Nothing loads .env here yet")
            });
            own.for_each(|note| out.push_str(&format!("note: {note}\n")));
            out
        }
        Err(refusal) => format!("{}: {}\n", refusal.code, refusal.message),
    }
}

fn package(dependency: &str) -> (&'static str, String) {
    let text = format!("{{ \"dependencies\": {{ \"{dependency}\": \"^5.0.0\" }} }}\n");
    ("package.json", text)
}

fn web(dependency: &str, others: &[(&str, &str)], path: &str, source: &str) -> String {
    let (name, text) = package(dependency);
    let mut project = vec![(name, text.as_str())];
    project.extend_from_slice(others);
    after(&project, path, source)
}

#[test]
fn every_pattern_compiles() {
    for (id, wanted) in super::patterns() {
        let wanted = wanted.replace("EXPORT", "env");
        assert!(crate::lang::pattern(&wanted).is_some(), "{id}: {wanted}");
    }
}

#[test]
fn runtimes() {
    let source = "export const k = \"«va-lue»\";\n";
    let mut out = after(&[("deno.json", "{}")], "main.ts", source);
    out += &after(
        &[("bun.lock", "")],
        "a.ts",
        "const a = Bun.env.A;\nconst k = \"«va-lue»\";\n",
    );
    let wrangler = [("wrangler.toml", "name = \"x\"\n")];
    out += &after(
        &wrangler,
        "src/index.ts",
        "export default {\n  async fetch(request: Request, env: Env, ctx: Ctx) {\n    return go(\"«va-lue»\");\n  },\n};\n",
    );
    out += &after(
        &wrangler,
        "src/a.ts",
        "// licence\n\nexport const go = () => call(\"«va-lue»\");\n",
    );
    out += &after(
        &wrangler,
        "src/b.ts",
        "const env = 1;\nexport const go = () => call(\"«va-lue»\");\n",
    );
    expect_test::expect![[r#"
        .env:
        ACME_TOKEN=va-lue
        main.ts:
        export const k = Deno.env.get("ACME_TOKEN") ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        .env:
        ACME_TOKEN=va-lue
        a.ts:
        const a = Bun.env.A;
        const k = Bun.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        .dev.vars:
        ACME_TOKEN=va-lue
        src/index.ts:
        export default {
          async fetch(request: Request, env: Env, ctx: Ctx) {
            return go(env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })());
          },
        };
        note: `wrangler dev` reads the value here; for what is deployed, store it with `wrangler secret put`, which asks for it.
        .dev.vars:
        ACME_TOKEN=va-lue
        src/a.ts:
        // licence

        import { env } from "cloudflare:workers";

        export const go = () => call(env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })());
        note: `wrangler dev` reads the value here; for what is deployed, store it with `wrangler secret put`, which asks for it.
        .dev.vars:
        ACME_TOKEN=va-lue
        src/b.ts:
        const env = 1;
        export const go = () => call(process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })());
        note: `wrangler dev` reads the value here; for what is deployed, store it with `wrangler secret put`, which asks for it.
        note: A Worker has its variables in the handler's `env` argument: pass it to this place and read it there.
    "#]].assert_eq(&out);
}

#[test]
fn bundlers_and_pages() {
    let plain = "export const k = \"«va-lue»\";\n";
    let client = "\"use client\";\nexport const k = \"«va-lue»\";\n";
    let mut out = web("next", &[], "app/api/route.ts", plain);
    out += &web("next", &[(".env", "A=1\n")], "lib/a.ts", plain);
    out += &web("next", &[], "app/a.tsx", client);
    out += &web("next", &[], "pages/index.tsx", plain);
    out += &web("react", &[], "a.tsx", client);
    out += &web("vite", &[], "src/main.ts", plain);
    out += &web("vite", &[], "server/main.ts", plain);
    out += &web(
        "vite",
        &[],
        "vite.config.ts",
        "export default defineConfig(({ mode }) => {\n  const env = loadEnv(mode, process.cwd(), \"\");\n  return { k: \"«va-lue»\" };\n});\n",
    );
    out += &web(
        "vite",
        &[],
        "vite.config.ts",
        "export default { k: \"«va-lue»\" };\n",
    );
    out += &web(
        "@sveltejs/kit",
        &[],
        "src/lib/server/a.ts",
        "import x from \"x\";\n\nexport const k = \"«va-lue»\";\n",
    );
    out += &web(
        "@sveltejs/kit",
        &[],
        "src/lib/server/a.ts",
        "import { env } from '$env/dynamic/private';\nexport const k = `Bearer «va-lue»`;\n",
    );
    out += &web(
        "@sveltejs/kit",
        &[],
        "src/lib/server/a.ts",
        "const env = 1;\nexport const k = \"«va-lue»\";\n",
    );
    out += &web("@sveltejs/kit", &[], "src/routes/+page.ts", plain);
    out += &web("astro", &[], "src/pages/a.ts", plain);
    out += &web("astro", &[], "src/components/A.tsx", plain);
    out += &web("nuxt", &[], "server/api/a.ts", plain);
    out += &web("nuxt", &[], "app/components/a.ts", plain);
    out += &web(
        "@remix-run/node",
        &[],
        "app/routes/a.tsx",
        "export async function loader() {\n  return call(\"«va-lue»\");\n}\n",
    );
    out += &web(
        "@remix-run/node",
        &[],
        "app/routes/a.tsx",
        "export default function Page() {\n  return call(\"«va-lue»\");\n}\n",
    );
    out += &web("expo", &[], "App.tsx", plain);
    out += &web("react-scripts", &[], "src/App.jsx", plain);
    out += &after(
        &[("angular.json", "{}")],
        "src/environments/environment.ts",
        plain,
    );
    expect_test::expect![[r#"
        .env.local:
        ACME_TOKEN=va-lue
        app/api/route.ts:
        export const k = process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        .env:
        A=1
        ACME_TOKEN=va-lue
        lib/a.ts:
        export const k = process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        client-code: This component runs in the browser, which cannot keep a secret whatever variable it comes from: let a server make the call.
        client-code: A page of the pages router runs in the browser, which cannot keep a secret whatever variable it comes from: let a server make the call.
        client-code: This component runs in the browser, which cannot keep a secret whatever variable it comes from: let a server make the call.
        client-code: Vite bundles this file for the browser, which cannot keep a secret whatever variable it comes from: let a server make the call.
        .env.local:
        ACME_TOKEN=va-lue
        server/main.ts:
        export const k = process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        .env.local:
        ACME_TOKEN=va-lue
        vite.config.ts:
        export default defineConfig(({ mode }) => {
          const env = loadEnv(mode, process.cwd(), "");
          return { k: env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })() };
        });
        .env.local:
        ACME_TOKEN=va-lue
        vite.config.ts:
        export default { k: process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })() };
        note: Vite does not load .env before it reads its configuration: there, read it with `loadEnv(mode, process.cwd(), "")`, or export the variable.
        .env:
        ACME_TOKEN=va-lue
        src/lib/server/a.ts:
        import { env } from "$env/dynamic/private";
        import x from "x";

        export const k = env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        .env:
        ACME_TOKEN=va-lue
        src/lib/server/a.ts:
        import { env } from '$env/dynamic/private';
        export const k = `Bearer ${env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })()}`;
        .env:
        ACME_TOKEN=va-lue
        src/lib/server/a.ts:
        import { env as privateEnv } from "$env/dynamic/private";

        const env = 1;
        export const k = privateEnv.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        client-code: This file runs in the browser as well as on the server, which cannot keep a secret whatever variable it comes from: let a server make the call.
        .env:
        ACME_TOKEN=va-lue
        src/pages/a.ts:
        import { getSecret } from "astro:env/server";

        export const k = getSecret("ACME_TOKEN") ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        client-code: Components of a framework in Astro are shipped to the browser, which cannot keep a secret whatever variable it comes from: let a server make the call.
        .env:
        ACME_TOKEN=va-lue
        server/api/a.ts:
        export const k = process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        note: Nuxt reads .env while it develops and builds only: give the variable to the server that runs the build.
        client-code: Nuxt ships this file to the browser, which cannot keep a secret whatever variable it comes from: let a server make the call.
        .env:
        ACME_TOKEN=va-lue
        app/routes/a.tsx:
        export async function loader() {
          return call(process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })());
        }
        client-code: Outside a loader or an action, and a file with `.server` in its name, this is shipped to the browser, which cannot keep a secret whatever variable it comes from: let a server make the call.
        client-code: This file is part of an app on other people's devices, which cannot keep a secret whatever variable it comes from: let a server make the call.
        client-code: This file is bundled for the browser, which cannot keep a secret whatever variable it comes from: let a server make the call.
        client-code: Angular bundles this file for the browser, which cannot keep a secret whatever variable it comes from: let a server make the call.
    "#]].assert_eq(&out);
}

#[test]
fn schemas_of_variables() {
    let t3 = "import { createEnv } from \"@t3-oss/env-nextjs\";\nimport { z } from \"zod\";\n\nexport const env = createEnv({\n  server: {\n    DATABASE_URL: z.string().url(), // the main one\n    PORT: z.coerce.number()\n  },\n  client: {},\n  runtimeEnv: {\n    DATABASE_URL: process.env.DATABASE_URL,\n  },\n});\n";
    let used = "import { env } from \"~/env\";\n\nexport const k = \"«va-lue»\";\nexport const d = env.DATABASE_URL;\n";
    let plain = "export const k = \"«va-lue»\";\n";
    let mut out = web(
        "@t3-oss/env-nextjs",
        &[("src/env.ts", t3)],
        "src/server/a.ts",
        used,
    );
    out += &web(
        "@t3-oss/env-nextjs",
        &[("src/env.ts", t3)],
        "src/server/a.ts",
        plain,
    );
    let zod = "import { z } from 'zod'\n\nconst schema = z.object({ A: z.string() })\n\nexport const env = schema.parse(process.env)\n";
    out += &web(
        "zod",
        &[("src/env.ts", zod)],
        "src/a.ts",
        "import { env } from './env.js'\nconst k = '«va-lue»'\n",
    );
    // Another module of that name is none of ours.
    out += &web(
        "zod",
        &[("src/env.ts", zod)],
        "src/a.ts",
        "import { env } from './other'\nconst k = '«va-lue»'\n",
    );
    let envalid = "import { cleanEnv, str, port } from 'envalid';\n\nexport const config = cleanEnv(process.env, {\n    PORT: port(),\n});\n";
    out += &web(
        "envalid",
        &[("src/config.ts", envalid)],
        "src/a.ts",
        "import { config } from './config';\nconst k = '«va-lue»';\n",
    );
    // What is not recognised for sure is left alone.
    let two = "import { z } from 'zod'\nconst a = z.object({})\nexport const env = z.object({}).parse(process.env)\n";
    out += &web("zod", &[("src/env.ts", two)], "src/a.ts", plain);
    expect_test::expect![[r#"
        .env:
        ACME_TOKEN=va-lue
        src/env.ts:
        import { createEnv } from "@t3-oss/env-nextjs";
        import { z } from "zod";

        export const env = createEnv({
          server: {
            DATABASE_URL: z.string().url(), // the main one
            PORT: z.coerce.number(),
            ACME_TOKEN: z.string().min(1),
          },
          client: {},
          runtimeEnv: {
            DATABASE_URL: process.env.DATABASE_URL,
            ACME_TOKEN: process.env.ACME_TOKEN,
          },
        });
        src/server/a.ts:
        import { env } from "~/env";

        export const k = env.ACME_TOKEN;
        export const d = env.DATABASE_URL;
        note: The variable was added to the schema of the project's variables, too.
        .env:
        ACME_TOKEN=va-lue
        src/env.ts:
        import { createEnv } from "@t3-oss/env-nextjs";
        import { z } from "zod";

        export const env = createEnv({
          server: {
            DATABASE_URL: z.string().url(), // the main one
            PORT: z.coerce.number(),
            ACME_TOKEN: z.string().min(1),
          },
          client: {},
          runtimeEnv: {
            DATABASE_URL: process.env.DATABASE_URL,
            ACME_TOKEN: process.env.ACME_TOKEN,
          },
        });
        src/server/a.ts:
        export const k = process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        note: The variable was added to the schema of the project's variables, too.
        .env:
        ACME_TOKEN=va-lue
        src/env.ts:
        import { z } from 'zod'

        const schema = z.object({ A: z.string(), ACME_TOKEN: z.string().min(1) })

        export const env = schema.parse(process.env)
        src/a.ts:
        import { env } from './env.js'
        const k = env.ACME_TOKEN
        note: The variable was added to the schema of the project's variables, too.
        .env:
        ACME_TOKEN=va-lue
        src/env.ts:
        import { z } from 'zod'

        const schema = z.object({ A: z.string(), ACME_TOKEN: z.string().min(1) })

        export const env = schema.parse(process.env)
        src/a.ts:
        import { env } from './other'
        const k = process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })()
        note: The variable was added to the schema of the project's variables, too.
        .env:
        ACME_TOKEN=va-lue
        src/config.ts:
        import { cleanEnv, str, port } from 'envalid';

        export const config = cleanEnv(process.env, {
            PORT: port(),
            ACME_TOKEN: str(),
        });
        src/a.ts:
        import { config } from './config';
        const k = config.ACME_TOKEN;
        note: The variable was added to the schema of the project's variables, too.
        .env:
        ACME_TOKEN=va-lue
        src/a.ts:
        export const k = process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
    "#]].assert_eq(&out);
}

#[test]
fn python() {
    let requires = |name: &'static str| [("requirements.txt", name)];
    let mut out = after(
        &requires("django-environ\n"),
        "mysite/settings.py",
        "import environ\n\nenv = environ.Env(DEBUG=(bool, False))\nKEY = \"«va-lue»\"\nAUTH = f\"Bearer {KEY}\"\n",
    );
    out += &after(
        &requires("django-environ\n"),
        "a.py",
        "KEY = \"«va-lue»\"\n",
    );
    out += &after(
        &requires("python-decouple\n"),
        "a.py",
        "from decouple import config, Csv\n\nKEY = f'Bearer «va-lue»'\n",
    );
    out += &after(
        &requires("starlette\n"),
        "a.py",
        "from starlette.config import Config\n\nconfig = Config(\".env\")\nKEY = \"«va-lue»\"\n",
    );
    out += &after(
        &requires("environs\n"),
        "a.py",
        "from environs import Env\n\nenv = Env()\nenv.read_env()\nKEY = \"«va-lue»\"\n",
    );
    let settings = "from pydantic_settings import BaseSettings, SettingsConfigDict\n\n\nclass Settings(BaseSettings):\n    \"\"\"All of them.\"\"\"\n\n    model_config = SettingsConfigDict(env_file=\".env\")\n\n    debug: bool = False\n    database_url: str\n\n    @property\n    def x(self) -> int:\n        return 1\n\n\nsettings = Settings()\n";
    let both = [
        ("requirements.txt", "fastapi\npydantic-settings\n"),
        ("app/config.py", settings),
    ];
    out += &after(
        &both,
        "app/main.py",
        "from app.config import settings\n\nkey = \"«va-lue»\"\nprint(settings.debug)\n",
    );
    out += &after(&both, "app/other.py", "key = \"«va-lue»\"\n");
    let upper = "from pydantic_settings import BaseSettings\n\nclass Config(BaseSettings):\n    DEBUG: bool = False\n\nconfig: Config = Config()\n";
    let upper = upper
        .replace("Config(", "AppSettings(")
        .replace(": Config =", ": AppSettings =");
    let project = [
        ("pyproject.toml", "dependencies = [\"pydantic-settings\"]\n"),
        ("config.py", upper.as_str()),
    ];
    out += &after(
        &project,
        "main.py",
        "from config import config\nkey = \"«va-lue»\"\n",
    );
    let prefixed = settings.replace("env_file=\".env\"", "env_prefix=\"APP_\"");
    let project = [
        ("requirements.txt", "pydantic-settings\n"),
        ("config.py", prefixed.as_str()),
    ];
    out += &after(
        &project,
        "main.py",
        "from config import settings\nkey = \"«va-lue»\"\n",
    );
    out += &after(&requires("flask\n"), "app.py", "KEY = \"«va-lue»\"\n");
    expect_test::expect![[r#"
        .env:
        ACME_TOKEN=va-lue
        mysite/settings.py:
        import environ

        env = environ.Env(DEBUG=(bool, False))
        KEY = env("ACME_TOKEN")
        AUTH = f"Bearer {KEY}"
        .env:
        ACME_TOKEN=va-lue
        a.py:
        import os

        KEY = os.environ["ACME_TOKEN"]
        .env:
        ACME_TOKEN=va-lue
        a.py:
        from decouple import config, Csv

        KEY = f'Bearer {config("ACME_TOKEN")}'
        .env:
        ACME_TOKEN=va-lue
        a.py:
        from starlette.config import Config

        config = Config(".env")
        KEY = config("ACME_TOKEN")
        .env:
        ACME_TOKEN=va-lue
        a.py:
        from environs import Env

        env = Env()
        env.read_env()
        KEY = env.str("ACME_TOKEN")
        .env:
        ACME_TOKEN=va-lue
        app/config.py:
        from pydantic_settings import BaseSettings, SettingsConfigDict


        class Settings(BaseSettings):
            """All of them."""

            model_config = SettingsConfigDict(env_file=".env")

            debug: bool = False
            database_url: str
            acme_token: str

            @property
            def x(self) -> int:
                return 1


        settings = Settings()
        app/main.py:
        from app.config import settings

        key = settings.acme_token
        print(settings.debug)
        note: The variable was added to the class of settings, too.
        .env:
        ACME_TOKEN=va-lue
        app/config.py:
        from pydantic_settings import BaseSettings, SettingsConfigDict


        class Settings(BaseSettings):
            """All of them."""

            model_config = SettingsConfigDict(env_file=".env")

            debug: bool = False
            database_url: str
            acme_token: str

            @property
            def x(self) -> int:
                return 1


        settings = Settings()
        app/other.py:
        import os

        key = os.environ["ACME_TOKEN"]
        note: The variable was added to the class of settings, too.
        .env:
        ACME_TOKEN=va-lue
        config.py:
        from pydantic_settings import BaseSettings

        class AppSettings(BaseSettings):
            DEBUG: bool = False
            ACME_TOKEN: str

        config: AppSettings = AppSettings()
        main.py:
        from config import config
        key = config.ACME_TOKEN
        note: The variable was added to the class of settings, too.
        .env:
        ACME_TOKEN=va-lue
        main.py:
        import os
        from config import settings
        key = os.environ["ACME_TOKEN"]
        .env:
        ACME_TOKEN=va-lue
        app.py:
        import os

        KEY = os.environ["ACME_TOKEN"]
    "#]]
    .assert_eq(&out);
}

#[test]
fn php_ruby_java_and_the_rest() {
    let services = "<?php\n\nreturn [\n\n    'mailgun' => [\n        'secret' => env('MAILGUN_SECRET'),\n    ],\n\n];\n";
    let laravel = [
        (
            "composer.json",
            "{ \"require\": { \"laravel/framework\": \"^11\" } }",
        ),
        ("config/services.php", services),
    ];
    let mut out = after(&laravel, "app/A.php", "<?php\n$k = 'Bearer «va-lue»';\n");
    out += &after(
        &laravel,
        "config/a.php",
        "<?php\nreturn [\n    'key' => '«va-lue»',\n];\n",
    );
    out += &after(&laravel[..1], "app/A.php", "<?php\n$k = '«va-lue»';\n");
    let symfony = [
        (
            "composer.json",
            "{ \"require\": { \"symfony/framework-bundle\": \"^7\" } }",
        ),
        (".env", "APP_ENV=dev\n"),
    ];
    out += &after(&symfony, "src/A.php", "<?php\n$k = '«va-lue»';\n");
    out += &after(
        &[("Gemfile", "gem 'rails'\n")],
        "app/a.rb",
        "K = \"«va-lue»\"\n",
    );
    out += &after(
        &[("pom.xml", "<groupId>org.springframework.boot</groupId>")],
        "src/A.java",
        "class A { String k = \"«va-lue»\"; }\n",
    );
    out += &after(
        &[("pom.xml", "<groupId>io.quarkus</groupId>")],
        "src/A.java",
        "class A { String k = \"Bearer «va-lue»\"; }\n",
    );
    let web = [("App.csproj", "<Project Sdk=\"Microsoft.NET.Sdk.Web\">")];
    out += &after(
        &web,
        "Program.cs",
        "var builder = WebApplication.CreateBuilder(args);\nvar k = \"«va-lue»\";\n",
    );
    out += &after(
        &web,
        "A.cs",
        "class A {\n  private readonly IConfiguration _config;\n  string F() { return \"«va-lue»\"; }\n}\n",
    );
    out += &after(
        &[("Cargo.toml", "[dependencies]\ndotenvy = \"0.15\"\n")],
        "src/main.rs",
        "fn main() {\n    let a = dotenvy::var(\"A\");\n    let k = \"«va-lue»\".to_string();\n}\n",
    );
    out += &after(
        &[("go.mod", "require github.com/joho/godotenv v1.5.1\n")],
        "a.go",
        "package main\n\nvar k = \"«va-lue»\"\n",
    );
    expect_test::expect![[r#"
        .env:
        ACME_TOKEN=va-lue
        config/services.php:
        <?php

        return [

            'mailgun' => [
                'secret' => env('MAILGUN_SECRET'),
            ],
            'acme_token' => env('ACME_TOKEN'),

        ];
        app/A.php:
        <?php
        $k = 'Bearer ' . (config('services.acme_token') ?? throw new \RuntimeException('ACME_TOKEN is not set'));
        note: `config/services.php` hands the variable on: Laravel loads no .env once its configuration is cached.
        .env:
        ACME_TOKEN=va-lue
        config/a.php:
        <?php
        return [
            'key' => env('ACME_TOKEN') ?? throw new \RuntimeException('ACME_TOKEN is not set'),
        ];
        .env:
        ACME_TOKEN=va-lue
        app/A.php:
        <?php
        $k = ($_SERVER['ACME_TOKEN'] ?? getenv('ACME_TOKEN')) ?: throw new \RuntimeException('ACME_TOKEN is not set');
        note: Once Laravel's configuration is cached it no longer loads .env: add the value to a file in `config/` with `env()`, and read it with `config()`.
        .env.local:
        ACME_TOKEN=va-lue
        src/A.php:
        <?php
        $k = $_ENV['ACME_TOKEN'] ?? $_SERVER['ACME_TOKEN'] ?? throw new \RuntimeException('ACME_TOKEN is not set');
        .env:
        ACME_TOKEN=va-lue
        app/a.rb:
        K = ENV.fetch("ACME_TOKEN")
        .env:
        ACME_TOKEN=va-lue
        src/A.java:
        class A { String k = java.util.Objects.requireNonNull(System.getenv("ACME_TOKEN"), "ACME_TOKEN is not set"); }
        note: Spring takes the variable from the environment; for it to read .env, set `spring.config.import=optional:file:.env[.properties]` and read the property with `@Value`.
        .env:
        ACME_TOKEN=va-lue
        src/A.java:
        class A { String k = "Bearer " + org.eclipse.microprofile.config.ConfigProvider.getConfig().getValue("ACME_TOKEN", String.class); }
        .env:
        ACME_TOKEN=va-lue
        Program.cs:
        var builder = WebApplication.CreateBuilder(args);
        var k = (builder.Configuration["ACME_TOKEN"] ?? throw new System.InvalidOperationException("ACME_TOKEN is not set"));
        note: Nothing loads .env here. While developing, user secrets do as well: `dotnet user-secrets set` takes them as JSON on standard input.
        .env:
        ACME_TOKEN=va-lue
        A.cs:
        class A {
          private readonly IConfiguration _config;
          string F() { return (_config["ACME_TOKEN"] ?? throw new System.InvalidOperationException("ACME_TOKEN is not set")); }
        }
        note: Nothing loads .env here. While developing, user secrets do as well: `dotnet user-secrets set` takes them as JSON on standard input.
        .env:
        ACME_TOKEN=va-lue
        src/main.rs:
        fn main() {
            let a = dotenvy::var("A");
            let k = dotenvy::var("ACME_TOKEN").expect("ACME_TOKEN is not set").to_string();
        }
        .env:
        ACME_TOKEN=va-lue
        a.go:
        package main

        import "os"

        var k = mustEnv("ACME_TOKEN")

        // mustEnv returns the value of an environment variable, and panics when it is not set.
        func mustEnv(name string) string {
        	value, ok := os.LookupEnv(name)
        	if !ok {
        		panic(name + " is not set")
        	}
        	return value
        }
    "#]].assert_eq(&out);
}

#[test]
fn elixir() {
    let mix =
        "defmodule Shop.MixProject do\n  def project, do: [app: :shop, version: \"0.1.0\"]\nend\n";
    let runtime = "import Config\n\nif config_env() == :prod do\n  config :shop, x: 1\nend\n";
    let project = [("mix.exs", mix), ("config/runtime.exs", runtime)];
    let source = "defmodule Shop.A do\n  def k, do: call(\"«va-lue»\")\nend\n";
    let mut out = after(&project, "lib/a.ex", source);
    out += &after(&project[..1], "lib/a.ex", source);
    out += &after(
        &project,
        "config/runtime.exs",
        "import Config\n\nconfig :shop, k: \"«va-lue»\"\n",
    );
    expect_test::expect![[r#"
        .env:
        ACME_TOKEN=va-lue
        config/runtime.exs:
        import Config

        if config_env() == :prod do
          config :shop, x: 1
        end
        config :shop, :acme_token, System.fetch_env!("ACME_TOKEN")
        lib/a.ex:
        defmodule Shop.A do
          def k, do: call(Application.fetch_env!(:shop, :acme_token))
        end
        note: `config/runtime.exs` hands the variable on, when the application starts.
        .env:
        ACME_TOKEN=va-lue
        lib/a.ex:
        defmodule Shop.A do
          def k, do: call(System.fetch_env!("ACME_TOKEN"))
        end
        .env:
        ACME_TOKEN=va-lue
        config/runtime.exs:
        import Config

        config :shop, k: System.fetch_env!("ACME_TOKEN")
    "#]]
    .assert_eq(&out);
}

/// Two values of a file: the module gets both, and every file is written once.
#[test]
fn several_values_meet_in_one_module() {
    use crate::fix::tests::finding;
    use crate::fix::{Place, Wish, move_many};
    use std::path::Path;
    let module = "import { str, cleanEnv } from 'envalid';\nexport const env = cleanEnv(process.env, {\n  A: str(),\n});\n";
    let text = "import { env } from './env';\nconst a = 'va-lue';\nconst b = 'other-one';\n";
    let mut files = Mem::with(&[
        (
            "package.json",
            "{ \"dependencies\": { \"envalid\": \"8\" } }",
        ),
        ("src/env.ts", module),
        ("src/a.ts", text),
    ]);
    let found: Vec<_> = ["va-lue", "other-one"]
        .map(|value| {
            text.find(value)
                .map(|at| finding(&TOKEN, at..at + value.len(), None))
        })
        .into_iter()
        .flatten()
        .collect();
    let place = |finding| Place {
        path: Path::new("/w/src/a.ts"),
        text,
        language: "",
        finding,
    };
    let places: Vec<_> = found.iter().map(place).collect();
    let many =
        move_many(&places, Path::new("/w"), &Wish::default(), false, &files).expect("a plan");
    assert!(many.plan.files.is_sorted_by_key(|file| file.purpose));
    files.apply(&many.plan);
    expect_test::expect![[r#"
        import { str, cleanEnv } from 'envalid';
        export const env = cleanEnv(process.env, {
          A: str(),
          ACME_TOKEN: str(),
          ACME_TOKEN_2: str(),
        });
        import { env } from './env';
        const a = env.ACME_TOKEN;
        const b = env.ACME_TOKEN_2;
    "#]]
    .assert_eq(&format!(
        "{}{}",
        files.text("src/env.ts"),
        files.text("src/a.ts")
    ));
}

#[test]
fn django() {
    let manage = "os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings\")\n";
    let plain = "import os\nfrom pathlib import Path\n\nDEBUG = False\n";
    let environ = "import environ\n\nenv = environ.Env()\nDEBUG = env.bool(\"DEBUG\")";
    let uses = "from django.conf import settings\n\nKEY = f\"Bearer «va-lue» {settings.DEBUG}\"\n";
    let mut out = String::new();
    for settings in [plain, environ] {
        let project = [("manage.py", manage), ("shop/settings.py", settings)];
        out += &after(&project, "shop/a.py", uses);
    }
    let project = [("manage.py", manage), ("shop/settings.py", plain)];
    out += &after(&project, "shop/b.py", "KEY = \"«va-lue»\"\n");
    expect_test::expect![[r#"
        .env:
        ACME_TOKEN=va-lue
        shop/settings.py:
        import os
        from pathlib import Path

        DEBUG = False
        ACME_TOKEN = os.environ["ACME_TOKEN"]
        shop/a.py:
        from django.conf import settings

        KEY = f"Bearer {settings.ACME_TOKEN} {settings.DEBUG}"
        note: The settings of Django read the variable.
        .env:
        ACME_TOKEN=va-lue
        shop/settings.py:
        import environ

        env = environ.Env()
        DEBUG = env.bool("DEBUG")
        ACME_TOKEN = env("ACME_TOKEN")
        shop/a.py:
        from django.conf import settings

        KEY = f"Bearer {settings.ACME_TOKEN} {settings.DEBUG}"
        note: The settings of Django read the variable.
        .env:
        ACME_TOKEN=va-lue
        shop/b.py:
        import os

        KEY = os.environ["ACME_TOKEN"]
    "#]]
    .assert_eq(&out);
}

#[test]
fn fields_that_read_variables_themselves() {
    let class = |field: &str| {
        format!(
            "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    debug: bool = False\n\n{field}\n\nsettings = Settings()\n"
        )
    };
    let pydantic = [("requirements.txt", "pydantic-settings\n")];
    let mut out = String::new();
    for field in [
        "    mail: str = \"«va-lue»\"  # from the console\n",
        "    mail: str = \"Bearer «va-lue»\"\n",
        "    mail: SecretStr = SecretStr(\"«va-lue»\")\n",
        "    mail: str\n\n\nKEY: str = \"«va-lue»\"\n",
    ] {
        out += &after(&pydantic, "config.py", &class(field));
    }
    let spring = [("build.gradle", "id 'org.springframework.boot'")];
    out += &after(
        &spring,
        "A.java",
        "class A {\n  @Value(\"${mail:«va-lue»}\")\n  String key;\n}\n",
    );
    out += &after(
        &spring,
        "A.kt",
        "class A(\n  @Value(\"«va-lue»\") val key: String,\n)\n",
    );
    let nuxt = |config: &'static str| {
        [
            ("package.json", "{ \"dependencies\": { \"nuxt\": \"^4\" } }"),
            ("nuxt.config.ts", config),
        ]
    };
    out += &after(
        &nuxt(
            "export default defineNuxtConfig({\n  runtimeConfig: {\n    public: { region: \"eu\" },\n  },\n});\n",
        ),
        "server/api/mail.ts",
        "const k = \"«va-lue»\";\n",
    );
    out += &after(
        &nuxt(""),
        "nuxt.config.ts",
        "export default defineNuxtConfig({\n  runtimeConfig: {\n    mailKey: \"«va-lue»\",\n  },\n});\n",
    );
    let rails = [("Gemfile", "gem \"rails\"\n")];
    out += &after(&rails, "app/javascript/a.js", "const k = \"«va-lue»\";\n");
    expect_test::expect![[r#"
        .env:
        ACME_TOKEN=va-lue
        config.py:
        from pydantic import Field
        from pydantic_settings import BaseSettings


        class Settings(BaseSettings):
            debug: bool = False

            mail: str = Field(validation_alias="ACME_TOKEN")  # from the console


        settings = Settings()
        no-lookup: A class of settings reads its fields from variables and from .env itself: leave the default out, and copy the value to .env under the field's name.
        no-lookup: A class of settings reads its fields from variables and from .env itself: leave the default out, and copy the value to .env under the field's name.
        .env:
        ACME_TOKEN=va-lue
        config.py:
        import os
        from pydantic_settings import BaseSettings


        class Settings(BaseSettings):
            debug: bool = False

            mail: str


        KEY: str = os.environ["ACME_TOKEN"]


        settings = Settings()
        .env:
        ACME_TOKEN=va-lue
        A.java:
        class A {
          @Value("${mail:" + "${ACME_TOKEN}" + "}")
          String key;
        }
        note: Spring takes the variable from the environment; for it to read .env, set `spring.config.import=optional:file:.env[.properties]` and read the property with `@Value`.
        .env:
        ACME_TOKEN=va-lue
        A.kt:
        class A(
          @Value("\${ACME_TOKEN}") val key: String,
        )
        note: Spring takes the variable from the environment; for it to read .env, set `spring.config.import=optional:file:.env[.properties]` and read the property with `@Value`.
        .env:
        NUXT_ACME_TOKEN=va-lue
        nuxt.config.ts:
        export default defineNuxtConfig({
          runtimeConfig: {
            public: { region: "eu" },
            acmeToken: "",
          },
        });
        server/api/mail.ts:
        const k = useRuntimeConfig().acmeToken || (() => { throw new Error("NUXT_ACME_TOKEN is not set"); })();
        note: Nuxt reads .env while it develops and builds only: give the variable to the server that runs the build.
        note: `runtimeConfig` of the Nuxt configuration names the value, and takes it from the variable when the server starts.
        no-lookup: Nuxt builds this value into the server, and takes the one from the variable when it starts: leave an empty text here, and name the variable as the entry with NUXT_ before it, such as NUXT_MAIL_KEY for `mailKey`.
        client-code: This file is bundled for the browser, which cannot keep a secret whatever variable it comes from: let a server make the call.
    "#]].assert_eq(&out);
}
