//! Code that reads from secrets managers: checked by its own language, and run against stand-ins
//! for the managers' libraries, which know one secret.

use std::process::{Command, Output};

use super::{Place, marked, plan_as};

const MADE_UP: &str = "made-up value";

/// The fixed source of a project.
fn fixed(id: &str, name: &str, source: &str) -> Place {
    let place = Place::new();
    let (text, range) = marked(source);
    place.write(name, &text);
    let (root, files) = (place.root(), place.files());
    let plan = plan_as(&root, &root.join(name), &text, range, Some(id), &files)
        .unwrap_or_else(|refusal| panic!("{id} {name}: {refusal}"));
    drop(files);
    place.apply(&plan).expect("written");
    assert!(!place.read(name).contains(MADE_UP), "{}", place.read(name));
    assert!(place.read(".env").contains(MADE_UP), "the value is kept");
    place
}

/// Runs a tool in the place; nothing when it is not installed.
#[allow(clippy::print_stderr)]
fn tool(place: &Place, words: &[&str]) -> Option<Output> {
    let mut command = Command::new(words[0]);
    command
        .args(&words[1..])
        .current_dir(place.root())
        .env("GOOGLE_CLOUD_PROJECT", "shop")
        .env("KEY_VAULT_URL", "https://shop.vault.azure.net");
    let output = command.output().ok();
    if output.is_none() {
        eprintln!("left out: {} is not installed", words[0]);
    }
    output
}

fn accepts(place: &Place, words: &[&str], name: &str) {
    if let Some(output) = tool(place, words) {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}\n{said}", place.read(name));
    }
}

const READ_BY_CODE: &[&str] = &["aws", "azure", "google", "vault"];

#[test]
fn every_language_takes_what_is_written() {
    let java = "class A {\n  static final String K = \"Bearer «made-up value»\";\n}\n";
    let go = "package main\n\nimport (\n\t\"fmt\"\n)\n\nfunc main() {\n\tfmt.Println(\"Bearer «made-up value»\")\n}\n";
    let sources: &[(&str, &str, &[&str])] = &[
        (
            "a.mjs",
            "export const k = \"«made-up value»\";\n",
            &["node", "--check", "a.mjs"],
        ),
        (
            "a.cjs",
            "async function f() { return `Bearer «made-up value»`; }\n",
            &["node", "--check", "a.cjs"],
        ),
        (
            "a.py",
            "def f():\n    return f\"Bearer «made-up value» {1}\"\n",
            &["python3", "-m", "py_compile", "a.py"],
        ),
        ("a.go", go, &["gofmt", "-e", "-d", "a.go"]),
    ];
    for id in READ_BY_CODE {
        for (name, source, check) in sources {
            let place = fixed(id, name, source);
            accepts(&place, check, name);
        }
        // What only the libraries are missing for is no mistake of the parser.
        if *id != "vault" {
            let place = fixed(id, "A.java", java);
            let parse = [
                "javac",
                "-proc:none",
                "-XDshould-stop.ifError=PARSE",
                "A.java",
            ];
            if let Some(output) = tool(&place, &parse) {
                let said = String::from_utf8_lossy(&output.stderr);
                let parsed = !said.contains("expected") && !said.contains("illegal");
                assert!(parsed, "{}\n{said}", place.read("A.java"));
            }
        }
        if *id != "azure" {
            let place = fixed(id, "a.rb", "K = \"Bearer «made-up value»\"\n");
            accepts(&place, &["ruby", "-c", "a.rb"], "a.rb");
        }
    }
}

/// The standard output of a run, and whether it went well.
fn ran(place: &Place, words: &[&str]) -> Option<(bool, String)> {
    let output = tool(place, words)?;
    let out = String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned();
    Some((output.status.success(), out))
}

/// Runs a fixed source against stand-ins that know the secret, and against some that do not.
fn runs(id: &str, name: &str, source: &str, words: &[&str], stubs: &[(&str, &str)]) {
    let place = fixed(id, name, source);
    let shown = if id == "azure" {
        "GITHUB-TOKEN"
    } else {
        "GITHUB_TOKEN"
    };
    for (path, text) in stubs {
        place.write(
            path,
            &text.replace("KNOWN", shown).replace("VALUE", MADE_UP),
        );
    }
    let Some((good, out)) = ran(&place, words) else {
        return;
    };
    assert_eq!(
        (good, out.as_str()),
        (true, MADE_UP),
        "{id} {name}\n{}",
        place.read(name)
    );
    for (path, text) in stubs {
        place.write(
            path,
            &text.replace("KNOWN", "another").replace("VALUE", MADE_UP),
        );
    }
    let (good, out) = ran(&place, words).expect("it is installed");
    assert_eq!(
        (good, out.as_str()),
        (false, ""),
        "{id} {name}: a missing secret is loud"
    );
}

#[test]
fn python_reads_and_fails_loudly() {
    let source = "print(\"«made-up value»\")\n";
    let words = ["python3", "-B", "a.py"];
    let stubs: &[(&str, &[(&str, &str)])] = &[
        (
            "aws",
            &[(
                "boto3.py",
                "class client:\n    def __init__(self, name): assert name == 'secretsmanager'\n    def get_secret_value(self, SecretId): return {'SecretString': {'KNOWN': 'VALUE'}[SecretId]}\n",
            )],
        ),
        (
            "vault",
            &[(
                "hvac.py",
                "class Client:\n    @property\n    def secrets(self): return self\n    kv = v2 = property(lambda self: self)\n    def read_secret_version(self, path, mount_point): return {'data': {'data': {'value': {'KNOWN': 'VALUE'}[path]}}}\n",
            )],
        ),
        (
            "google",
            &[
                ("google/__init__.py", ""),
                ("google/cloud/__init__.py", ""),
                (
                    "google/cloud/secretmanager.py",
                    "class SecretManagerServiceClient:\n    def access_secret_version(self, name):\n        self.data = {'projects/shop/secrets/KNOWN/versions/latest': b'VALUE'}[name]\n        return self\n    payload = property(lambda self: self)\n",
                ),
            ],
        ),
        (
            "azure",
            &[
                ("azure/__init__.py", ""),
                ("azure/identity.py", "class DefaultAzureCredential: pass\n"),
                ("azure/keyvault/__init__.py", ""),
                (
                    "azure/keyvault/secrets.py",
                    "class SecretClient:\n    def __init__(self, vault_url, credential): assert vault_url.startswith('https://')\n    def get_secret(self, name):\n        self.value = {'KNOWN': 'VALUE'}[name]\n        return self\n",
                ),
            ],
        ),
    ];
    for (id, stubs) in stubs {
        runs(id, "a.py", source, &words, stubs);
    }
}

#[test]
fn node_reads_and_fails_loudly() {
    let stubs: &[(&str, &[(&str, &str)])] = &[
        (
            "aws",
            &[(
                "node_modules/@aws-sdk/client-secrets-manager/index.js",
                "exports.GetSecretValueCommand = class { constructor(it) { this.id = it.SecretId; } };\nexports.SecretsManagerClient = class { async send(it) { return { SecretString: { 'KNOWN': 'VALUE' }[it.id] }; } };\n",
            )],
        ),
        (
            "google",
            &[(
                "node_modules/@google-cloud/secret-manager/index.js",
                "exports.SecretManagerServiceClient = class { async accessSecretVersion({ name }) { const value = { 'projects/shop/secrets/KNOWN/versions/latest': 'VALUE' }[name]; return [{ payload: { data: value && Buffer.from(value) } }]; } };\n",
            )],
        ),
        (
            "vault",
            &[(
                "node_modules/node-vault/index.js",
                "module.exports = () => ({ read: async (path) => ({ data: { data: { value: { 'secret/data/KNOWN': 'VALUE' }[path] } } }) });\n",
            )],
        ),
        (
            "azure",
            &[
                (
                    "node_modules/@azure/identity/index.js",
                    "exports.DefaultAzureCredential = class {};\n",
                ),
                (
                    "node_modules/@azure/keyvault-secrets/index.js",
                    "exports.SecretClient = class { constructor(url) { if (!url) throw new Error('no URL'); } async getSecret(name) { return { value: { 'KNOWN': 'VALUE' }[name] }; } };\n",
                ),
            ],
        ),
    ];
    for (id, stubs) in stubs {
        let module = "console.log(\"«made-up value»\");\n";
        runs(id, "a.mjs", module, &["node", "a.mjs"], stubs);
        let script = "\"use strict\";\nasync function main() {\n  console.log(\"«made-up value»\");\n}\nmain();\n";
        runs(id, "a.cjs", script, &["node", "a.cjs"], stubs);
    }
}

#[test]
fn ruby_reads_and_fails_loudly() {
    let source = "puts \"«made-up value»\"\n";
    let words = ["ruby", "-I", ".", "a.rb"];
    let stubs: &[(&str, &[(&str, &str)])] = &[
        (
            "aws",
            &[(
                "aws-sdk-secretsmanager.rb",
                "module Aws\n  module SecretsManager\n    class Client\n      def get_secret_value(secret_id:)\n        Struct.new(:secret_string).new({ 'KNOWN' => 'VALUE' }.fetch(secret_id))\n      end\n    end\n  end\nend\n",
            )],
        ),
        (
            "google",
            &[(
                "google/cloud/secret_manager.rb",
                "module Google\n  module Cloud\n    module SecretManager\n      def self.secret_manager_service = self\n      def self.access_secret_version(name:)\n        data = { 'projects/shop/secrets/KNOWN/versions/latest' => 'VALUE' }.fetch(name)\n        Struct.new(:payload).new(Struct.new(:data).new(data))\n      end\n    end\n  end\nend\n",
            )],
        ),
        (
            "vault",
            &[(
                "vault.rb",
                "module Vault\n  def self.kv(mount) = self\n  def self.read(path)\n    value = { 'KNOWN' => 'VALUE' }[path]\n    value && Struct.new(:data).new({ value: value })\n  end\nend\n",
            )],
        ),
    ];
    for (id, stubs) in stubs {
        runs(id, "a.rb", source, &words, stubs);
    }
}

/// What the note says to run prints the value to the manager's standard input, and nothing else.
#[cfg(unix)]
#[test]
fn the_value_is_handed_over_on_standard_input() {
    for value in [
        "made-up",
        "made up # 'value'",
        "made-up \"value\" x",
        "a\\\\b/c&d",
        "made\nup",
    ] {
        let place = Place::new();
        let text = format!("K = {value:?}\n");
        place.write("a.py", &text);
        place.write("requirements.txt", "python-dotenv\n");
        let range = 5..text.len() - 2;
        let root = place.root();
        let plan = plan_as(
            &root,
            &root.join("a.py"),
            &text,
            range,
            Some("google"),
            &place.files(),
        );
        let plan = plan.expect("a plan");
        place.apply(&plan).expect("written");
        let note = &plan.notes[0];
        let command = note.split('`').nth(1).expect("a command");
        assert!(!note.contains(value), "{note}");
        let Some((print, store)) = command.split_once(" | gcloud") else {
            assert!(note.contains("paste the value"), "{note}");
            continue;
        };
        assert_eq!(store, " secrets create GITHUB_TOKEN --data-file=-");
        let output = tool(&place, &["sh", "-c", print]).expect("a shell");
        assert_eq!(String::from_utf8_lossy(&output.stdout), value, "{command}");
    }
}
