//! Each result in the program that it is made for: with the variable it has the value, without it
//! it fails, or does what the format's notes say.

use std::process::Command;

use super::{Fixed, fixed};

/// What the program does with the variable and without it.
enum Proof {
    /// It prints the value, and fails without.
    Loud,
    /// It prints the value, and something else without.
    Shows,
    /// It takes the file; nothing in it can be printed.
    Takes,
}

/// How the value gets to the program.
enum Way {
    /// From the environment.
    Variable,
    /// From the `.env`, which it reads by itself or is told to.
    File,
}

use Proof::{Loud, Shows, Takes};
use Way::{File, Variable};

/// A fixture, the program, and what it is to do: a script for `sh` in the project's folder,
/// `$FILE` being the file that was fixed.
type Check = (&'static str, &'static str, Way, Proof, &'static str);

/// It only asks podman for its version.
const COMPOSE: &str = "mkdir bin && printf '#!/bin/sh\\necho podman version 5.0.0\\n' > bin/podman && chmod +x bin/podman && PATH=$PWD/bin:$PATH podman-compose -f $FILE config";

const CHECKS: &[Check] = &[
    ("docker-compose", "podman-compose", File, Loud, COMPOSE),
    ("docker-compose-list", "podman-compose", File, Loud, COMPOSE),
    (
        "github-actions",
        "check-jsonschema",
        File,
        Takes,
        "check-jsonschema --builtin-schema vendor.github-workflows $FILE",
    ),
    (
        "gitlab-ci",
        "check-jsonschema",
        File,
        Takes,
        "check-jsonschema --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci $FILE",
    ),
    (
        "gitlab-ci-own-name",
        "check-jsonschema",
        File,
        Takes,
        "check-jsonschema --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci $FILE",
    ),
    (
        "gitlab-ci-script",
        "check-jsonschema",
        File,
        Takes,
        "check-jsonschema --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci $FILE",
    ),
    (
        "circleci",
        "check-jsonschema",
        File,
        Takes,
        "check-jsonschema --builtin-schema vendor.circle-ci $FILE",
    ),
    (
        "azure-pipelines",
        "check-jsonschema",
        File,
        Takes,
        "check-jsonschema --builtin-schema vendor.azure-pipelines --regex-variant python --data-transform azure-pipelines $FILE",
    ),
    (
        "bitbucket-pipelines",
        "check-jsonschema",
        File,
        Takes,
        "check-jsonschema --builtin-schema vendor.bitbucket-pipelines $FILE",
    ),
    (
        "travis",
        "check-jsonschema",
        File,
        Takes,
        "check-jsonschema --builtin-schema vendor.travis $FILE",
    ),
    (
        "woodpecker",
        "check-jsonschema",
        File,
        Takes,
        "check-jsonschema --builtin-schema vendor.woodpecker-ci $FILE",
    ),
    (
        "kubernetes",
        "kubectl",
        File,
        Takes,
        "mkdir k && cp $FILE k/ && printf 'resources: [mailer.yaml]\\n' > k/kustomization.yaml && kubectl kustomize k | grep -q secretKeyRef",
    ),
    ("helm", "yamllint", File, Takes, "yamllint -d relaxed $FILE"),
    (
        "ansible",
        "ansible",
        Variable,
        Loud,
        "ansible -i localhost, --playbook-dir . -c local localhost -m debug -a msg='{{ mail_key }}'",
    ),
    (
        "ansible-playbook",
        "ansible-playbook",
        Variable,
        Loud,
        "ansible-playbook -i localhost, -c local $FILE",
    ),
    (
        "spring",
        "yamllint",
        File,
        Takes,
        "yamllint -d relaxed $FILE",
    ),
    (
        "quarkus-yaml",
        "yamllint",
        File,
        Takes,
        "yamllint -d relaxed $FILE",
    ),
    (
        "micronaut",
        "yamllint",
        File,
        Takes,
        "yamllint -d relaxed $FILE",
    ),
    (
        "rails-yaml-erb",
        "ruby",
        Variable,
        Loud,
        "ruby -ryaml -rerb -rjson -e 'print YAML.load(ERB.new(File.read(ARGV[0])).result)[\"mail\"][\"key\"]' $FILE",
    ),
    (
        "npmrc",
        "npm",
        Variable,
        Shows,
        "node -e 'const {execSync} = require(\"child_process\"); const top = execSync(\"npm root -g\").toString().trim(); const fill = require(top + \"/npm/node_modules/@npmcli/config/lib/env-replace.js\"); const line = require(\"fs\").readFileSync(process.argv[1], \"utf8\").split(\"\\n\")[1]; console.log(fill(line, process.env))' $FILE && npm config list >/dev/null",
    ),
    (
        "yarnrc",
        "yamllint",
        File,
        Takes,
        "yamllint -d relaxed $FILE",
    ),
    (
        "pip",
        "python3",
        Variable,
        Shows,
        "PIP_CONFIG_FILE=$FILE PIP_INDEX_URL=$PIP_INDEX_URL python3 -m pip config debug; python3 -m pip config list",
    ),
    (
        "requirements",
        "python3",
        Variable,
        Shows,
        "python3 -c 'import sys; from pip._internal.req.req_file import parse_requirements; from pip._internal.network.session import PipSession; [print(one.requirement) for one in parse_requirements(sys.argv[1], PipSession())]' $FILE",
    ),
    (
        "pypirc",
        "python3",
        File,
        Takes,
        "python3 -c 'import configparser, sys; c = configparser.RawConfigParser(); c.read(sys.argv[1]); assert c[\"pypi\"][\"username\"] == \"__token__\" and \"password\" not in c[\"pypi\"]' $FILE",
    ),
    (
        "netrc",
        "python3",
        File,
        Takes,
        "python3 -c 'import netrc, sys; assert netrc.netrc(sys.argv[1]).hosts[\"api.sendgrid.com\"][0] == \"apikey\"' $FILE",
    ),
    (
        "maven",
        "mvn",
        File,
        Takes,
        "printf '<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>a</artifactId><version>1</version><packaging>pom</packaging></project>' > pom.xml && mvn -q -o -s $FILE validate",
    ),
    ("nuget", "xmllint", File, Takes, "xmllint --noout $FILE"),
    (
        "composer",
        "php",
        File,
        Takes,
        "php -r 'json_decode(file_get_contents($argv[1]), false, 9, JSON_THROW_ON_ERROR);' $FILE",
    ),
    (
        "nginx-template",
        "envsubst",
        Variable,
        Shows,
        "envsubst '${SENDGRID_API_KEY}' < $FILE > filled.conf && grep -q 'Host $host' filled.conf && printf 'events {}\\npid nginx.pid;\\nerror_log stderr;\\nhttp { access_log off; include filled.conf; }\\n' > nginx.conf && nginx -t -p \"$PWD\" -c \"$PWD/nginx.conf\" && cat filled.conf",
    ),
    (
        "apache",
        "apache2",
        Variable,
        Shows,
        "printf 'ServerRoot \"%s\"\\nLoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so\\nLoadModule headers_module /usr/lib/apache2/modules/mod_headers.so\\nLoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so\\nListen 127.0.0.1:18081\\nPidFile httpd.pid\\nErrorLog error.log\\nInclude %s\\nDefine shown ${SENDGRID_API_KEY}\\n' \"$PWD\" $FILE > all.conf && apache2 -d \"$PWD\" -f \"$PWD/all.conf\" -t -D DUMP_RUN_CFG 2>&1",
    ),
    (
        "caddy",
        "caddy",
        File,
        Shows,
        "if [ -f .env ]; then set -a; . ./.env; set +a; fi; caddy adapt --config $FILE --adapter caddyfile",
    ),
    ("haproxy", "haproxy", Variable, Takes, "haproxy -c -f $FILE"),
    (
        "systemd",
        "systemd-analyze",
        File,
        Takes,
        "systemd-analyze verify ./$FILE",
    ),
    ("makefile", "make", Variable, Loud, "make -s send"),
    (
        "makefile-own-name",
        "make",
        Variable,
        Loud,
        "printf '\\nshow:\\n\\t@echo $$SENDGRID_API_KEY\\n' >> $FILE && make -s show",
    ),
    ("makefile-recipe", "make", Variable, Loud, "make -s send"),
    ("cmake", "cmake", Variable, Shows, "cmake -S . -B build"),
    (
        "serverless",
        "yamllint",
        File,
        Takes,
        "yamllint -d relaxed $FILE",
    ),
    (
        "cloudformation",
        "cfn-lint",
        File,
        Takes,
        "printf '  Role:\\n    Type: AWS::IAM::Role\\n    Properties:\\n      AssumeRolePolicyDocument:\\n        Version: \"2012-10-17\"\\n        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]\\n' >> $FILE && cfn-lint --ignore-checks E3002 E3003 E3012 E3047 W E3510 E3676 E3677 -- $FILE",
    ),
    (
        "symfony",
        "yamllint",
        File,
        Takes,
        "yamllint -d relaxed $FILE",
    ),
    (
        "laravel",
        "php",
        Variable,
        Shows,
        "php -l $FILE >/dev/null && php -r 'function env($name) { $value = getenv($name); return $value === false ? null : $value; } $all = require $argv[1]; var_dump($all[\"sendgrid\"][\"key\"]);' ./$FILE",
    ),
    (
        "tox",
        "tox",
        Variable,
        Shows,
        "tox -q config -e py -k set_env",
    ),
    (
        "dbt",
        "dbt",
        Variable,
        Shows,
        "dbt_python=$(dirname \"$(command -v dbt)\")/python; \"$dbt_python\" -c 'import os, sys, yaml; from dbt_common.context import set_invocation_context; set_invocation_context(os.environ); from dbt.config.renderer import ProfileRenderer; print(ProfileRenderer({}).render_data(yaml.safe_load(open(sys.argv[1]))))' $FILE",
    ),
    (
        "otel-collector",
        "yamllint",
        File,
        Takes,
        "yamllint -d relaxed $FILE",
    ),
    (
        "prometheus",
        "yamllint",
        File,
        Takes,
        "yamllint -d relaxed $FILE",
    ),
    (
        "grafana-provisioning",
        "yamllint",
        File,
        Takes,
        "yamllint -d relaxed $FILE",
    ),
    (
        "grafana",
        "python3",
        File,
        Takes,
        "python3 -c 'import configparser, sys; c = configparser.RawConfigParser(); c.read(sys.argv[1]); assert c[\"smtp\"][\"password\"] == \"$__env{SENDGRID_API_KEY}\"' $FILE",
    ),
    (
        "home-assistant",
        "yamllint",
        File,
        Takes,
        "yamllint -d relaxed $FILE",
    ),
    (
        "mkdocs",
        "mkdocs",
        Variable,
        Shows,
        "mkdir docs; mk_python=$(dirname \"$(command -v mkdocs)\")/python; \"$mk_python\" -c 'import sys; from mkdocs.config import load_config; print(load_config(sys.argv[1])[\"extra\"])' $FILE",
    ),
    ("just", "just", File, Loud, "just --evaluate mail_key"),
    (
        "taskfile",
        "task",
        Variable,
        Shows,
        "printf '  show:\\n    silent: true\\n    cmds:\\n      - echo {{.MAIL_KEY}}\\n' >> $FILE && task show",
    ),
    (
        "goreleaser",
        "yamllint",
        File,
        Takes,
        "yamllint -d relaxed $FILE",
    ),
    (
        "tfvars",
        "terraform",
        Variable,
        Loud,
        "printf 'variable \"region\" {}\\nvariable \"mail_key\" {}\\noutput \"key\" { value = var.mail_key }\\n' > main.tf && terraform plan -input=false -no-color -var-file=$FILE",
    ),
];

/// Runs the script with the value within reach or out of it. The output, and whether it ended well.
fn run(fixed: &Fixed, script: &str, way: &Way, reachable: bool) -> (String, bool) {
    let mut command = Command::new("sh");
    command
        .args(["-c", script])
        .current_dir(fixed.project.path())
        .env("FILE", &fixed.name)
        .env("HOME", fixed.project.path())
        .env("NO_COLOR", "1");
    let env = fixed.env_file().expect("it was written");
    let env = fixed.project.path().join(env);
    let lines = std::fs::read_to_string(&env).expect("it is text");
    let names = lines.lines().filter_map(|line| line.split_once('='));
    for (name, value) in names {
        command.env_remove(name);
        if reachable && matches!(way, Variable) {
            command.env(name, value.trim_matches(['"', '\'']));
        }
    }
    let aside = env.with_extension("aside");
    let hidden = !reachable || matches!(way, Variable);
    if hidden {
        std::fs::rename(&env, &aside).expect("it can be put aside");
    }
    let output = command.output().expect("sh runs");
    if hidden {
        std::fs::rename(&aside, &env).expect("it can be put back");
    }
    let text = [output.stdout, output.stderr].concat();
    (
        String::from_utf8_lossy(&text).into_owned(),
        output.status.success(),
    )
}

/// What is wrong with what the program does; none when nothing is.
fn wrong((fixture, _, way, proof, script): &Check) -> Option<String> {
    let with = fixed(fixture);
    let hidden = |text: &str| text.replace(&with.value, "(the value)");
    let (text, ok) = run(&with, script, way, true);
    if !ok {
        return Some(format!("fails with the variable: {}", hidden(&text)));
    }
    if matches!(proof, Takes) {
        return None;
    }
    if !text.contains(&with.value) {
        return Some(format!("has no value with the variable: {text}"));
    }
    let without = fixed(fixture);
    let (text, ok) = run(&without, script, way, false);
    match proof {
        _ if text.contains(&without.value) => Some("has the value without the variable".to_owned()),
        Loud if ok => Some(format!("does not fail without the variable: {text}")),
        _ => None,
    }
}

fn installed(tool: &str) -> bool {
    let script = format!("command -v {tool}");
    let found = Command::new("sh").args(["-c", &script]).output();
    found.is_ok_and(|found| found.status.success())
}

#[test]
#[ignore = "runs the programs of many formats: cargo xtask test --formats"]
#[allow(clippy::print_stdout)]
fn the_programs_read_what_was_written() {
    let mut wrong_ones = Vec::new();
    let mut skipped = 0;
    for check in CHECKS {
        let (fixture, tool, _, proof, _) = check;
        if !installed(tool) {
            println!("skipped: {fixture}: {tool} is not installed");
            skipped += 1;
            continue;
        }
        let how = match proof {
            Loud => "has the value, fails without the variable",
            Shows => "has the value",
            Takes => "is taken",
        };
        match wrong(check) {
            None => println!("passed: {fixture} {how} ({tool})"),
            Some(why) => wrong_ones.push(format!("{fixture} ({tool}) {why}")),
        }
    }
    let passed = CHECKS.len() - skipped - wrong_ones.len();
    println!(
        "{passed} passed, {} failed, {skipped} skipped",
        wrong_ones.len()
    );
    assert!(wrong_ones.is_empty(), "{}", wrong_ones.join("\n\n"));
}
