//! Every manager in every language: what is written, and what the user is told.

use std::path::Path;

use super::*;
use crate::fix::tests::{Mem, TOKEN, carried_out, written};

/// What storing a marked source writes, without the files that are the same everywhere.
fn after(id: &str, project: &[(&str, &str)], path: &str, source: &str) -> String {
    match stored(id, project, path, source) {
        Ok((plan, files)) => {
            let mut out = format!("{}\n{}", plan.title, written(&plan, &files));
            let own = plan
                .notes
                .iter()
                .filter(|note| !note.contains("ever committed"));
            own.for_each(|note| out.push_str(&format!("note: {note}\n")));
            out
        }
        Err(refusal) => format!("{path}: {}: {}\n", refusal.code, refusal.message),
    }
}

fn stored(
    id: &str,
    project: &[(&str, &str)],
    path: &str,
    source: &str,
) -> Result<(EditPlan, Mem), Refusal> {
    let mut files = Mem::with(project);
    files
        .texts
        .insert("/w/.gitignore".into(), ".env*\n!.env.example\n".into());
    let plan = carried_out(&TOKEN, path, source, &mut files, |request, files| {
        store_in(request, manager(id).expect("a manager"), None, files)
    })?;
    let env = files.text(".env").to_owned();
    assert!(env.contains("va-lue"), "the value is kept: {env}");
    assert!(
        plan.notes.iter().all(|note| !note.contains("va-lue")),
        "and in no note"
    );
    assert!(
        plan.notes
            .iter()
            .any(|note| note.contains("keeps the value as ACME_TOKEN"))
    );
    Ok((plan, files))
}

#[test]
fn every_pattern_compiles() {
    assert_eq!(patterns(), []);
}

/// The sources that every manager is tried on: one for each language that reads by code.
const SOURCES: &[(&str, &str)] = &[
    (
        "a.mjs",
        "import x from \"x\";\n\nexport const k = \"«va-lue»\";\n",
    ),
    (
        "a.cjs",
        "\"use strict\";\nconst x = require(\"x\");\n\nasync function f() {\n  return x(`Bearer «va-lue»`);\n}\n",
    ),
    (
        "a.ts",
        "export async function f(): Promise<string> {\n  return \"«va-lue»\".trim();\n}\n",
    ),
    (
        "a.py",
        "\"\"\"Doc.\"\"\"\n\nK = \"«va-lue»\"\nB = f\"Bearer {K}\"\n",
    ),
    (
        "a.go",
        "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"Bearer «va-lue»\")\n}\n",
    ),
    (
        "A.java",
        "class A {\n  static final String K = \"«va-lue»\";\n}\n",
    ),
    ("A.cs", "class A {\n  string k = \"Bearer «va-lue»\";\n}\n"),
    (
        "a.rb",
        "# frozen_string_literal: true\n\nK = \"Bearer «va-lue»\"\n",
    ),
    (
        "a.rs",
        "async fn f() -> String {\n    \"«va-lue»\".to_string()\n}\n",
    ),
];

fn everywhere(id: &str) -> String {
    SOURCES
        .iter()
        .map(|(path, source)| after(id, &[], path, source))
        .collect()
}

#[test]
fn aws() {
    expect_test::expect![[r#"
        Read ACME_TOKEN from AWS Secrets Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.mjs:
        import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
        import x from "x";

        export const k = await readSecret("ACME_TOKEN");

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name) {
          const command = new GetSecretValueCommand({ SecretId: name });
          const { SecretString } = await new SecretsManagerClient({}).send(command);
          if (SecretString === undefined) throw new Error(`${name} has no value`);
          return SecretString;
        }
        note: .env keeps the value as ACME_TOKEN until it is in AWS Secrets Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | aws secretsmanager create-secret --name ACME_TOKEN --secret-string file:///dev/stdin`, then delete the line from .env.
        note: The program needs a role that allows `secretsmanager:GetSecretValue` for this secret.
        note: The project has not got the library yet: `npm install @aws-sdk/client-secrets-manager`.
        Read ACME_TOKEN from AWS Secrets Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.cjs:
        "use strict";
        const { GetSecretValueCommand, SecretsManagerClient } = require("@aws-sdk/client-secrets-manager");
        const x = require("x");

        async function f() {
          return x(`Bearer ${await readSecret("ACME_TOKEN")}`);
        }

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name) {
          const command = new GetSecretValueCommand({ SecretId: name });
          const { SecretString } = await new SecretsManagerClient({}).send(command);
          if (SecretString === undefined) throw new Error(`${name} has no value`);
          return SecretString;
        }
        note: .env keeps the value as ACME_TOKEN until it is in AWS Secrets Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | aws secretsmanager create-secret --name ACME_TOKEN --secret-string file:///dev/stdin`, then delete the line from .env.
        note: The program needs a role that allows `secretsmanager:GetSecretValue` for this secret.
        note: The project has not got the library yet: `npm install @aws-sdk/client-secrets-manager`.
        Read ACME_TOKEN from AWS Secrets Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.ts:
        import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

        export async function f(): Promise<string> {
          return (await readSecret("ACME_TOKEN")).trim();
        }

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name: string): Promise<string> {
          const command = new GetSecretValueCommand({ SecretId: name });
          const { SecretString } = await new SecretsManagerClient({}).send(command);
          if (SecretString === undefined) throw new Error(`${name} has no value`);
          return SecretString;
        }
        note: .env keeps the value as ACME_TOKEN until it is in AWS Secrets Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | aws secretsmanager create-secret --name ACME_TOKEN --secret-string file:///dev/stdin`, then delete the line from .env.
        note: The program needs a role that allows `secretsmanager:GetSecretValue` for this secret.
        note: The project has not got the library yet: `npm install @aws-sdk/client-secrets-manager`.
        Read ACME_TOKEN from AWS Secrets Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.py:
        """Doc."""

        import boto3

        K = boto3.client("secretsmanager").get_secret_value(SecretId="ACME_TOKEN")["SecretString"]
        B = f"Bearer {K}"
        note: .env keeps the value as ACME_TOKEN until it is in AWS Secrets Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | aws secretsmanager create-secret --name ACME_TOKEN --secret-string file:///dev/stdin`, then delete the line from .env.
        note: The program needs a role that allows `secretsmanager:GetSecretValue` for this secret.
        note: The project has not got the library yet: `pip install boto3`.
        Read ACME_TOKEN from AWS Secrets Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.go:
        package main

        import "fmt"

        import (
        	"context"
        	"github.com/aws/aws-sdk-go-v2/aws"
        	awsconfig "github.com/aws/aws-sdk-go-v2/config"
        	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
        )

        func main() {
        	fmt.Println("Bearer " + mustSecret("ACME_TOKEN"))
        }

        // mustSecret returns the value of a secret, and panics when it cannot be read.
        func mustSecret(name string) string {
        	ctx := context.Background()
        	cfg, err := awsconfig.LoadDefaultConfig(ctx)
        	if err != nil {
        		panic(err)
        	}
        	input := &secretsmanager.GetSecretValueInput{SecretId: aws.String(name)}
        	out, err := secretsmanager.NewFromConfig(cfg).GetSecretValue(ctx, input)
        	if err != nil {
        		panic(err)
        	}
        	if out.SecretString == nil {
        		panic(name + " has no text")
        	}
        	return *out.SecretString
        }
        note: .env keeps the value as ACME_TOKEN until it is in AWS Secrets Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | aws secretsmanager create-secret --name ACME_TOKEN --secret-string file:///dev/stdin`, then delete the line from .env.
        note: The program needs a role that allows `secretsmanager:GetSecretValue` for this secret.
        note: The project has not got the library yet: `go get github.com/aws/aws-sdk-go-v2/service/secretsmanager`.
        Read ACME_TOKEN from AWS Secrets Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        A.java:
        class A {
          static final String K = java.util.Objects.requireNonNull(software.amazon.awssdk.services.secretsmanager.SecretsManagerClient.create().getSecretValue(request -> request.secretId("ACME_TOKEN")).secretString(), "ACME_TOKEN has no text");
        }
        note: .env keeps the value as ACME_TOKEN until it is in AWS Secrets Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | aws secretsmanager create-secret --name ACME_TOKEN --secret-string file:///dev/stdin`, then delete the line from .env.
        note: The program needs a role that allows `secretsmanager:GetSecretValue` for this secret.
        note: The project has not got the library yet: `software.amazon.awssdk:secretsmanager`.
        Read ACME_TOKEN from AWS Secrets Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        A.cs:
        class A {
          string k = "Bearer " + (new Amazon.SecretsManager.AmazonSecretsManagerClient().GetSecretValueAsync(new Amazon.SecretsManager.Model.GetSecretValueRequest { SecretId = "ACME_TOKEN" }).GetAwaiter().GetResult().SecretString ?? throw new System.InvalidOperationException("ACME_TOKEN has no text"));
        }
        note: .env keeps the value as ACME_TOKEN until it is in AWS Secrets Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | aws secretsmanager create-secret --name ACME_TOKEN --secret-string file:///dev/stdin`, then delete the line from .env.
        note: The program needs a role that allows `secretsmanager:GetSecretValue` for this secret.
        note: The project has not got the library yet: `dotnet add package AWSSDK.SecretsManager`.
        Read ACME_TOKEN from AWS Secrets Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.rb:
        # frozen_string_literal: true

        require "aws-sdk-secretsmanager"

        K = "Bearer #{Aws::SecretsManager::Client.new.get_secret_value(secret_id: "ACME_TOKEN").secret_string}"
        note: .env keeps the value as ACME_TOKEN until it is in AWS Secrets Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | aws secretsmanager create-secret --name ACME_TOKEN --secret-string file:///dev/stdin`, then delete the line from .env.
        note: The program needs a role that allows `secretsmanager:GetSecretValue` for this secret.
        note: The project has not got the library yet: `bundle add aws-sdk-secretsmanager`.
        Read ACME_TOKEN from AWS Secrets Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.rs:
        async fn f() -> String {
            aws_sdk_secretsmanager::Client::new(&aws_config::load_from_env().await).get_secret_value().secret_id("ACME_TOKEN").send().await.expect("ACME_TOKEN could not be read").secret_string().expect("ACME_TOKEN has no text").to_owned().to_string()
        }
        note: .env keeps the value as ACME_TOKEN until it is in AWS Secrets Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | aws secretsmanager create-secret --name ACME_TOKEN --secret-string file:///dev/stdin`, then delete the line from .env.
        note: The program needs a role that allows `secretsmanager:GetSecretValue` for this secret.
        note: The project has not got the library yet: `cargo add aws-config aws-sdk-secretsmanager`.
    "#]].assert_eq(&everywhere("aws"));
}

#[test]
fn google() {
    expect_test::expect![[r#"
        Read ACME_TOKEN from Google Secret Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.mjs:
        import { SecretManagerServiceClient } from "@google-cloud/secret-manager";
        import x from "x";

        export const k = await readSecret("ACME_TOKEN");

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name) {
          const project = process.env.GOOGLE_CLOUD_PROJECT;
          const client = new SecretManagerServiceClient();
          const [version] = await client.accessSecretVersion({ name: `projects/${project}/secrets/${name}/versions/latest` });
          const data = version.payload?.data;
          if (!data) throw new Error(`${name} has no value`);
          return Buffer.from(data).toString("utf8");
        }
        note: .env keeps the value as ACME_TOKEN until it is in Google Secret Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | gcloud secrets create ACME_TOKEN --data-file=-`, then delete the line from .env.
        note: The program needs GOOGLE_CLOUD_PROJECT and the role `roles/secretmanager.secretAccessor`.
        note: The project has not got the library yet: `npm install @google-cloud/secret-manager`.
        Read ACME_TOKEN from Google Secret Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.cjs:
        "use strict";
        const { SecretManagerServiceClient } = require("@google-cloud/secret-manager");
        const x = require("x");

        async function f() {
          return x(`Bearer ${await readSecret("ACME_TOKEN")}`);
        }

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name) {
          const project = process.env.GOOGLE_CLOUD_PROJECT;
          const client = new SecretManagerServiceClient();
          const [version] = await client.accessSecretVersion({ name: `projects/${project}/secrets/${name}/versions/latest` });
          const data = version.payload?.data;
          if (!data) throw new Error(`${name} has no value`);
          return Buffer.from(data).toString("utf8");
        }
        note: .env keeps the value as ACME_TOKEN until it is in Google Secret Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | gcloud secrets create ACME_TOKEN --data-file=-`, then delete the line from .env.
        note: The program needs GOOGLE_CLOUD_PROJECT and the role `roles/secretmanager.secretAccessor`.
        note: The project has not got the library yet: `npm install @google-cloud/secret-manager`.
        Read ACME_TOKEN from Google Secret Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.ts:
        import { SecretManagerServiceClient } from "@google-cloud/secret-manager";

        export async function f(): Promise<string> {
          return (await readSecret("ACME_TOKEN")).trim();
        }

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name: string): Promise<string> {
          const project = process.env.GOOGLE_CLOUD_PROJECT;
          const client = new SecretManagerServiceClient();
          const [version] = await client.accessSecretVersion({ name: `projects/${project}/secrets/${name}/versions/latest` });
          const data = version.payload?.data;
          if (!data) throw new Error(`${name} has no value`);
          return Buffer.from(data).toString("utf8");
        }
        note: .env keeps the value as ACME_TOKEN until it is in Google Secret Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | gcloud secrets create ACME_TOKEN --data-file=-`, then delete the line from .env.
        note: The program needs GOOGLE_CLOUD_PROJECT and the role `roles/secretmanager.secretAccessor`.
        note: The project has not got the library yet: `npm install @google-cloud/secret-manager`.
        Read ACME_TOKEN from Google Secret Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.py:
        """Doc."""

        import os

        from google.cloud import secretmanager

        K = secretmanager.SecretManagerServiceClient().access_secret_version(name="projects/" + os.environ["GOOGLE_CLOUD_PROJECT"] + "/secrets/ACME_TOKEN/versions/latest").payload.data.decode("utf-8")
        B = f"Bearer {K}"
        note: .env keeps the value as ACME_TOKEN until it is in Google Secret Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | gcloud secrets create ACME_TOKEN --data-file=-`, then delete the line from .env.
        note: The program needs GOOGLE_CLOUD_PROJECT and the role `roles/secretmanager.secretAccessor`.
        note: The project has not got the library yet: `pip install google-cloud-secret-manager`.
        Read ACME_TOKEN from Google Secret Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.go:
        package main

        import "fmt"

        import (
        	"context"
        	"os"
        	secretmanager "cloud.google.com/go/secretmanager/apiv1"
        	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
        )

        func main() {
        	fmt.Println("Bearer " + mustSecret("ACME_TOKEN"))
        }

        // mustSecret returns the value of a secret, and panics when it cannot be read.
        func mustSecret(name string) string {
        	ctx := context.Background()
        	client, err := secretmanager.NewClient(ctx)
        	if err != nil {
        		panic(err)
        	}
        	defer client.Close()
        	id := "projects/" + os.Getenv("GOOGLE_CLOUD_PROJECT") + "/secrets/" + name + "/versions/latest"
        	version, err := client.AccessSecretVersion(ctx, &secretmanagerpb.AccessSecretVersionRequest{Name: id})
        	if err != nil {
        		panic(err)
        	}
        	return string(version.Payload.Data)
        }
        note: .env keeps the value as ACME_TOKEN until it is in Google Secret Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | gcloud secrets create ACME_TOKEN --data-file=-`, then delete the line from .env.
        note: The program needs GOOGLE_CLOUD_PROJECT and the role `roles/secretmanager.secretAccessor`.
        note: The project has not got the library yet: `go get cloud.google.com/go/secretmanager`.
        Read ACME_TOKEN from Google Secret Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        A.java:
        class A {
          static final String K = ((java.util.function.Supplier<String>) () -> { try (var client = com.google.cloud.secretmanager.v1.SecretManagerServiceClient.create()) { return client.accessSecretVersion(com.google.cloud.secretmanager.v1.SecretVersionName.of(System.getenv("GOOGLE_CLOUD_PROJECT"), "ACME_TOKEN", "latest")).getPayload().getData().toStringUtf8(); } catch (java.io.IOException error) { throw new java.io.UncheckedIOException(error); } }).get();
        }
        note: .env keeps the value as ACME_TOKEN until it is in Google Secret Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | gcloud secrets create ACME_TOKEN --data-file=-`, then delete the line from .env.
        note: The program needs GOOGLE_CLOUD_PROJECT and the role `roles/secretmanager.secretAccessor`.
        note: The project has not got the library yet: `com.google.cloud:google-cloud-secretmanager`.
        Read ACME_TOKEN from Google Secret Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        A.cs:
        class A {
          string k = "Bearer " + Google.Cloud.SecretManager.V1.SecretManagerServiceClient.Create().AccessSecretVersion(new Google.Cloud.SecretManager.V1.SecretVersionName(System.Environment.GetEnvironmentVariable("GOOGLE_CLOUD_PROJECT"), "ACME_TOKEN", "latest")).Payload.Data.ToStringUtf8();
        }
        note: .env keeps the value as ACME_TOKEN until it is in Google Secret Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | gcloud secrets create ACME_TOKEN --data-file=-`, then delete the line from .env.
        note: The program needs GOOGLE_CLOUD_PROJECT and the role `roles/secretmanager.secretAccessor`.
        note: The project has not got the library yet: `dotnet add package Google.Cloud.SecretManager.V1`.
        Read ACME_TOKEN from Google Secret Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.rb:
        # frozen_string_literal: true

        require "google/cloud/secret_manager"

        K = "Bearer #{Google::Cloud::SecretManager.secret_manager_service.access_secret_version(name: "projects/#{ENV.fetch("GOOGLE_CLOUD_PROJECT")}/secrets/ACME_TOKEN/versions/latest").payload.data}"
        note: .env keeps the value as ACME_TOKEN until it is in Google Secret Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | gcloud secrets create ACME_TOKEN --data-file=-`, then delete the line from .env.
        note: The program needs GOOGLE_CLOUD_PROJECT and the role `roles/secretmanager.secretAccessor`.
        note: The project has not got the library yet: `bundle add google-cloud-secret_manager`.
        Read ACME_TOKEN from Google Secret Manager (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.rs:
        async fn f() -> String {
            String::from_utf8(google_cloud_secretmanager_v1::client::SecretManagerService::builder().build().await.expect("no client for Secret Manager").access_secret_version().set_name(format!("projects/{}/secrets/ACME_TOKEN/versions/latest", std::env::var("GOOGLE_CLOUD_PROJECT").expect("GOOGLE_CLOUD_PROJECT is not set"))).send().await.expect("ACME_TOKEN could not be read").payload.expect("ACME_TOKEN has no value").data.to_vec()).expect("ACME_TOKEN is no text").to_string()
        }
        note: .env keeps the value as ACME_TOKEN until it is in Google Secret Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | gcloud secrets create ACME_TOKEN --data-file=-`, then delete the line from .env.
        note: The program needs GOOGLE_CLOUD_PROJECT and the role `roles/secretmanager.secretAccessor`.
        note: The project has not got the library yet: `cargo add google-cloud-secretmanager-v1`.
    "#]].assert_eq(&everywhere("google"));
}

#[test]
fn azure() {
    expect_test::expect![[r#"
        Read ACME-TOKEN from Azure Key Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.mjs:
        import { SecretClient } from "@azure/keyvault-secrets";
        import { DefaultAzureCredential } from "@azure/identity";
        import x from "x";

        export const k = await readSecret("ACME-TOKEN");

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name) {
          const client = new SecretClient(process.env.KEY_VAULT_URL, new DefaultAzureCredential());
          const { value } = await client.getSecret(name);
          if (value === undefined) throw new Error(`${name} has no value`);
          return value;
        }
        note: .env keeps the value as ACME_TOKEN until it is in Azure Key Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | az keyvault secret set --vault-name YOUR-VAULT --name ACME-TOKEN --file /dev/stdin --encoding utf-8 --output none`, then delete the line from .env.
        note: The program needs KEY_VAULT_URL, such as https://YOUR-VAULT.vault.azure.net, and an identity with the role Key Vault Secrets User.
        note: The project has not got the library yet: `npm install @azure/keyvault-secrets @azure/identity`.
        Read ACME-TOKEN from Azure Key Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.cjs:
        "use strict";
        const { SecretClient } = require("@azure/keyvault-secrets");
        const { DefaultAzureCredential } = require("@azure/identity");
        const x = require("x");

        async function f() {
          return x(`Bearer ${await readSecret("ACME-TOKEN")}`);
        }

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name) {
          const client = new SecretClient(process.env.KEY_VAULT_URL, new DefaultAzureCredential());
          const { value } = await client.getSecret(name);
          if (value === undefined) throw new Error(`${name} has no value`);
          return value;
        }
        note: .env keeps the value as ACME_TOKEN until it is in Azure Key Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | az keyvault secret set --vault-name YOUR-VAULT --name ACME-TOKEN --file /dev/stdin --encoding utf-8 --output none`, then delete the line from .env.
        note: The program needs KEY_VAULT_URL, such as https://YOUR-VAULT.vault.azure.net, and an identity with the role Key Vault Secrets User.
        note: The project has not got the library yet: `npm install @azure/keyvault-secrets @azure/identity`.
        Read ACME-TOKEN from Azure Key Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.ts:
        import { SecretClient } from "@azure/keyvault-secrets";

        import { DefaultAzureCredential } from "@azure/identity";

        export async function f(): Promise<string> {
          return (await readSecret("ACME-TOKEN")).trim();
        }

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name: string): Promise<string> {
          const client = new SecretClient(process.env.KEY_VAULT_URL!, new DefaultAzureCredential());
          const { value } = await client.getSecret(name);
          if (value === undefined) throw new Error(`${name} has no value`);
          return value;
        }
        note: .env keeps the value as ACME_TOKEN until it is in Azure Key Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | az keyvault secret set --vault-name YOUR-VAULT --name ACME-TOKEN --file /dev/stdin --encoding utf-8 --output none`, then delete the line from .env.
        note: The program needs KEY_VAULT_URL, such as https://YOUR-VAULT.vault.azure.net, and an identity with the role Key Vault Secrets User.
        note: The project has not got the library yet: `npm install @azure/keyvault-secrets @azure/identity`.
        Read ACME-TOKEN from Azure Key Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.py:
        """Doc."""

        import os

        from azure.identity import DefaultAzureCredential

        from azure.keyvault.secrets import SecretClient

        K = SecretClient(vault_url=os.environ["KEY_VAULT_URL"], credential=DefaultAzureCredential()).get_secret("ACME-TOKEN").value
        B = f"Bearer {K}"
        note: .env keeps the value as ACME_TOKEN until it is in Azure Key Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | az keyvault secret set --vault-name YOUR-VAULT --name ACME-TOKEN --file /dev/stdin --encoding utf-8 --output none`, then delete the line from .env.
        note: The program needs KEY_VAULT_URL, such as https://YOUR-VAULT.vault.azure.net, and an identity with the role Key Vault Secrets User.
        note: The project has not got the library yet: `pip install azure-keyvault-secrets azure-identity`.
        Read ACME-TOKEN from Azure Key Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.go:
        package main

        import "fmt"

        import (
        	"context"
        	"os"
        	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
        	"github.com/Azure/azure-sdk-for-go/sdk/security/keyvault/azsecrets"
        )

        func main() {
        	fmt.Println("Bearer " + mustSecret("ACME-TOKEN"))
        }

        // mustSecret returns the value of a secret, and panics when it cannot be read.
        func mustSecret(name string) string {
        	credential, err := azidentity.NewDefaultAzureCredential(nil)
        	if err != nil {
        		panic(err)
        	}
        	client, err := azsecrets.NewClient(os.Getenv("KEY_VAULT_URL"), credential, nil)
        	if err != nil {
        		panic(err)
        	}
        	secret, err := client.GetSecret(context.Background(), name, "", nil)
        	if err != nil {
        		panic(err)
        	}
        	return *secret.Value
        }
        note: .env keeps the value as ACME_TOKEN until it is in Azure Key Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | az keyvault secret set --vault-name YOUR-VAULT --name ACME-TOKEN --file /dev/stdin --encoding utf-8 --output none`, then delete the line from .env.
        note: The program needs KEY_VAULT_URL, such as https://YOUR-VAULT.vault.azure.net, and an identity with the role Key Vault Secrets User.
        note: The project has not got the library yet: `go get github.com/Azure/azure-sdk-for-go/sdk/security/keyvault/azsecrets`.
        Read ACME-TOKEN from Azure Key Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        A.java:
        class A {
          static final String K = new com.azure.security.keyvault.secrets.SecretClientBuilder().vaultUrl(System.getenv("KEY_VAULT_URL")).credential(new com.azure.identity.DefaultAzureCredentialBuilder().build()).buildClient().getSecret("ACME-TOKEN").getValue();
        }
        note: .env keeps the value as ACME_TOKEN until it is in Azure Key Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | az keyvault secret set --vault-name YOUR-VAULT --name ACME-TOKEN --file /dev/stdin --encoding utf-8 --output none`, then delete the line from .env.
        note: The program needs KEY_VAULT_URL, such as https://YOUR-VAULT.vault.azure.net, and an identity with the role Key Vault Secrets User.
        note: The project has not got the library yet: `com.azure:azure-security-keyvault-secrets and com.azure:azure-identity`.
        Read ACME-TOKEN from Azure Key Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        A.cs:
        class A {
          string k = "Bearer " + new Azure.Security.KeyVault.Secrets.SecretClient(new System.Uri(System.Environment.GetEnvironmentVariable("KEY_VAULT_URL")), new Azure.Identity.DefaultAzureCredential()).GetSecret("ACME-TOKEN").Value.Value;
        }
        note: .env keeps the value as ACME_TOKEN until it is in Azure Key Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | az keyvault secret set --vault-name YOUR-VAULT --name ACME-TOKEN --file /dev/stdin --encoding utf-8 --output none`, then delete the line from .env.
        note: The program needs KEY_VAULT_URL, such as https://YOUR-VAULT.vault.azure.net, and an identity with the role Key Vault Secrets User.
        note: The project has not got the library yet: `dotnet add package Azure.Security.KeyVault.Secrets and Azure.Identity`.
        a.rb: no-library: Keyward knows no way to read from Azure Key Vault in this language: move the value to an environment variable, and let what starts the program set it.
        Read ACME-TOKEN from Azure Key Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.rs:
        async fn f() -> String {
            azure_security_keyvault_secrets::SecretClient::new(&std::env::var("KEY_VAULT_URL").expect("KEY_VAULT_URL is not set"), azure_identity::DeveloperToolsCredential::new(None).expect("no credential for Azure"), None).expect("no client for Key Vault").get_secret("ACME-TOKEN", None).await.expect("ACME-TOKEN could not be read").into_model().expect("ACME-TOKEN could not be read").value.expect("ACME-TOKEN has no value").to_string()
        }
        note: .env keeps the value as ACME_TOKEN until it is in Azure Key Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | az keyvault secret set --vault-name YOUR-VAULT --name ACME-TOKEN --file /dev/stdin --encoding utf-8 --output none`, then delete the line from .env.
        note: The program needs KEY_VAULT_URL, such as https://YOUR-VAULT.vault.azure.net, and an identity with the role Key Vault Secrets User.
        note: The project has not got the library yet: `cargo add azure_security_keyvault_secrets azure_identity`.
    "#]].assert_eq(&everywhere("azure"));
}

#[test]
fn vault() {
    let mut out = everywhere("vault");
    let java = "class A {\n  VaultTemplate vault;\n  String k() { return \"«va-lue»\"; }\n}\n";
    out += &after("vault", &[("pom.xml", "spring-vault-core")], "A.java", java);
    expect_test::expect![[r#"
        Read ACME_TOKEN from HashiCorp Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.mjs:
        import nodeVault from "node-vault";
        import x from "x";

        export const k = await readSecret("ACME_TOKEN");

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name) {
          const { data } = await nodeVault().read(`secret/data/${name}`);
          if (typeof data.data.value !== "string") throw new Error(`${name} has no value`);
          return data.data.value;
        }
        note: .env keeps the value as ACME_TOKEN until it is in HashiCorp Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | vault kv put -mount=secret ACME_TOKEN value=-`, then delete the line from .env.
        note: The program needs VAULT_ADDR and VAULT_TOKEN, and a policy that reads `secret/data/ACME_TOKEN`.
        note: The project has not got the library yet: `npm install node-vault`.
        Read ACME_TOKEN from HashiCorp Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.cjs:
        "use strict";
        const nodeVault = require("node-vault");
        const x = require("x");

        async function f() {
          return x(`Bearer ${await readSecret("ACME_TOKEN")}`);
        }

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name) {
          const { data } = await nodeVault().read(`secret/data/${name}`);
          if (typeof data.data.value !== "string") throw new Error(`${name} has no value`);
          return data.data.value;
        }
        note: .env keeps the value as ACME_TOKEN until it is in HashiCorp Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | vault kv put -mount=secret ACME_TOKEN value=-`, then delete the line from .env.
        note: The program needs VAULT_ADDR and VAULT_TOKEN, and a policy that reads `secret/data/ACME_TOKEN`.
        note: The project has not got the library yet: `npm install node-vault`.
        Read ACME_TOKEN from HashiCorp Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.ts:
        import nodeVault from "node-vault";

        export async function f(): Promise<string> {
          return (await readSecret("ACME_TOKEN")).trim();
        }

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name: string): Promise<string> {
          const { data } = await nodeVault().read(`secret/data/${name}`);
          if (typeof data.data.value !== "string") throw new Error(`${name} has no value`);
          return data.data.value;
        }
        note: .env keeps the value as ACME_TOKEN until it is in HashiCorp Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | vault kv put -mount=secret ACME_TOKEN value=-`, then delete the line from .env.
        note: The program needs VAULT_ADDR and VAULT_TOKEN, and a policy that reads `secret/data/ACME_TOKEN`.
        note: The project has not got the library yet: `npm install node-vault`.
        Read ACME_TOKEN from HashiCorp Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.py:
        """Doc."""

        import hvac

        K = hvac.Client().secrets.kv.v2.read_secret_version(path="ACME_TOKEN", mount_point="secret")["data"]["data"]["value"]
        B = f"Bearer {K}"
        note: .env keeps the value as ACME_TOKEN until it is in HashiCorp Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | vault kv put -mount=secret ACME_TOKEN value=-`, then delete the line from .env.
        note: The program needs VAULT_ADDR and VAULT_TOKEN, and a policy that reads `secret/data/ACME_TOKEN`.
        note: The project has not got the library yet: `pip install hvac`.
        Read ACME_TOKEN from HashiCorp Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.go:
        package main

        import "fmt"

        import (
        	"context"
        	vault "github.com/hashicorp/vault/api"
        )

        func main() {
        	fmt.Println("Bearer " + mustSecret("ACME_TOKEN"))
        }

        // mustSecret returns the value of a secret, and panics when it cannot be read.
        func mustSecret(name string) string {
        	client, err := vault.NewClient(vault.DefaultConfig())
        	if err != nil {
        		panic(err)
        	}
        	secret, err := client.KVv2("secret").Get(context.Background(), name)
        	if err != nil {
        		panic(err)
        	}
        	value, ok := secret.Data["value"].(string)
        	if !ok {
        		panic(name + " has no value")
        	}
        	return value
        }
        note: .env keeps the value as ACME_TOKEN until it is in HashiCorp Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | vault kv put -mount=secret ACME_TOKEN value=-`, then delete the line from .env.
        note: The program needs VAULT_ADDR and VAULT_TOKEN, and a policy that reads `secret/data/ACME_TOKEN`.
        note: The project has not got the library yet: `go get github.com/hashicorp/vault/api`.
        A.java: no-library: Keyward knows no way to read from HashiCorp Vault in this language: move the value to an environment variable, and let what starts the program set it.
        Read ACME_TOKEN from HashiCorp Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        A.cs:
        class A {
          string k = "Bearer " + new VaultSharp.VaultClient(new VaultSharp.VaultClientSettings(System.Environment.GetEnvironmentVariable("VAULT_ADDR"), new VaultSharp.V1.AuthMethods.Token.TokenAuthMethodInfo(System.Environment.GetEnvironmentVariable("VAULT_TOKEN")))).V1.Secrets.KeyValue.V2.ReadSecretAsync("ACME_TOKEN", mountPoint: "secret").GetAwaiter().GetResult().Data.Data["value"].ToString();
        }
        note: .env keeps the value as ACME_TOKEN until it is in HashiCorp Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | vault kv put -mount=secret ACME_TOKEN value=-`, then delete the line from .env.
        note: The program needs VAULT_ADDR and VAULT_TOKEN, and a policy that reads `secret/data/ACME_TOKEN`.
        note: The project has not got the library yet: `dotnet add package VaultSharp`.
        Read ACME_TOKEN from HashiCorp Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.rb:
        # frozen_string_literal: true

        require "vault"

        K = "Bearer #{Vault.kv("secret").read("ACME_TOKEN").data.fetch(:value)}"
        note: .env keeps the value as ACME_TOKEN until it is in HashiCorp Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | vault kv put -mount=secret ACME_TOKEN value=-`, then delete the line from .env.
        note: The program needs VAULT_ADDR and VAULT_TOKEN, and a policy that reads `secret/data/ACME_TOKEN`.
        note: The project has not got the library yet: `bundle add vault`.
        Read ACME_TOKEN from HashiCorp Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.rs:
        async fn f() -> String {
            vaultrs::kv2::read::<std::collections::HashMap<String, String>>(&vaultrs::client::VaultClient::new(vaultrs::client::VaultClientSettingsBuilder::default().build().expect("VAULT_ADDR is not set")).expect("no client for Vault"), "secret", "ACME_TOKEN").await.expect("ACME_TOKEN could not be read").remove("value").expect("ACME_TOKEN has no value").to_string()
        }
        note: .env keeps the value as ACME_TOKEN until it is in HashiCorp Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | vault kv put -mount=secret ACME_TOKEN value=-`, then delete the line from .env.
        note: The program needs VAULT_ADDR and VAULT_TOKEN, and a policy that reads `secret/data/ACME_TOKEN`.
        note: The project has not got the library yet: `cargo add vaultrs`.
        Read ACME_TOKEN from HashiCorp Vault (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        A.java:
        class A {
          VaultTemplate vault;
          String k() { return vault.opsForVersionedKeyValue("secret").get("ACME_TOKEN").getRequiredData().get("value").toString(); }
        }
        note: .env keeps the value as ACME_TOKEN until it is in HashiCorp Vault: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | vault kv put -mount=secret ACME_TOKEN value=-`, then delete the line from .env.
        note: The program needs VAULT_ADDR and VAULT_TOKEN, and a policy that reads `secret/data/ACME_TOKEN`.
    "#]].assert_eq(&out);
}

#[test]
fn injected() {
    let mut out = String::new();
    for id in ["doppler", "infisical", "onepassword", "sops", "kubernetes"] {
        out += &after(id, &[], "a.py", "K = \"«va-lue»\"\n");
    }
    for (id, library) in [
        ("doppler", "@dopplerhq/node-sdk"),
        ("infisical", "@infisical/sdk"),
        ("onepassword", "@1password/sdk"),
    ] {
        let package = format!("{{ \"dependencies\": {{ \"{library}\": \"1\" }} }}");
        let project = [
            ("package.json", package.as_str()),
            (".env.tpl", "A=\"op://Team vault/a/b\"\n"),
        ];
        out += &after(
            id,
            &project,
            "a.ts",
            "export async function f() {\n  return \"«va-lue»\";\n}\n",
        );
        // What cannot wait gets a variable.
        out += &after(id, &project, "b.ts", "export const k = \"«va-lue»\";\n");
    }
    expect_test::expect![[r#"
        Read ACME_TOKEN from the environment, set by Doppler (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.py:
        import os

        K = os.environ["ACME_TOKEN"]
        note: .env keeps the value as ACME_TOKEN until it is in Doppler: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | doppler secrets set ACME_TOKEN --silent`.
        note: Start the program with `doppler run -- COMMAND`: it sets ACME_TOKEN. Then delete the line of ACME_TOKEN.
        Read ACME_TOKEN from the environment, set by Infisical (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.py:
        import os

        K = os.environ["ACME_TOKEN"]
        note: .env keeps the value as ACME_TOKEN until it is in Infisical: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | env -u INFISICAL_TOKEN infisical secrets set ACME_TOKEN=@/dev/stdin --type=shared >/dev/null`.
        note: Start the program with `infisical run --env=dev -- COMMAND`: it sets ACME_TOKEN. Then delete the line of ACME_TOKEN.
        Read ACME_TOKEN from the environment, set by 1Password (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.py:
        import os

        K = os.environ["ACME_TOKEN"]
        note: .env keeps the value as ACME_TOKEN until it is in 1Password: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | jq -Rs '{title: "ACME_TOKEN", category: "API_CREDENTIAL", fields: [{id: "credential", type: "CONCEALED", label: "credential", value: .}]}' | op item create --vault="Private" -`.
        note: Then put the reference in place of the value, `ACME_TOKEN="op://Private/ACME_TOKEN/credential"`, and start the program with `op run --env-file=.env -- COMMAND`.
        Read ACME_TOKEN from the environment, set by SOPS (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.py:
        import os

        K = os.environ["ACME_TOKEN"]
        note: .env keeps the value as ACME_TOKEN until it is in SOPS: run `sops edit secrets.enc.env` and put it in there.
        note: Start the program with `sops exec-env secrets.enc.env 'COMMAND'`: it sets ACME_TOKEN. Then delete the line of ACME_TOKEN.
        Read ACME_TOKEN from the environment, set by Kubernetes (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.py:
        import os

        K = os.environ["ACME_TOKEN"]
        note: .env keeps the value as ACME_TOKEN until it is in Kubernetes: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | kubectl create secret generic acme-token --from-file=ACME_TOKEN=/dev/stdin`.
        note: Give it to the container: `env: [{ name: ACME_TOKEN, valueFrom: { secretKeyRef: { name: acme-token, key: ACME_TOKEN } } }]`.
        Read ACME_TOKEN from Doppler (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.ts:
        import { DopplerSDK } from "@dopplerhq/node-sdk";

        export async function f() {
          return await readSecret("ACME_TOKEN");
        }

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name: string): Promise<string> {
          const { DOPPLER_TOKEN, DOPPLER_PROJECT, DOPPLER_CONFIG } = process.env;
          const doppler = new DopplerSDK({ accessToken: DOPPLER_TOKEN });
          const found = await doppler.secrets.get(DOPPLER_PROJECT!, DOPPLER_CONFIG!, name);
          if (!found.value?.raw) throw new Error(`${name} has no value`);
          return found.value.raw;
        }
        note: .env keeps the value as ACME_TOKEN until it is in Doppler: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | doppler secrets set ACME_TOKEN --silent`, then delete the line from .env.
        note: The program needs DOPPLER_TOKEN, DOPPLER_PROJECT and DOPPLER_CONFIG.
        Read ACME_TOKEN from the environment, set by Doppler (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        b.ts:
        export const k = process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        note: .env keeps the value as ACME_TOKEN until it is in Doppler: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | doppler secrets set ACME_TOKEN --silent`.
        note: Start the program with `doppler run -- COMMAND`: it sets ACME_TOKEN. Then delete the line of ACME_TOKEN.
        Read ACME_TOKEN from Infisical (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.ts:
        import { InfisicalSDK } from "@infisical/sdk";

        export async function f() {
          return await readSecret("ACME_TOKEN");
        }

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name: string): Promise<string> {
          const { INFISICAL_CLIENT_ID, INFISICAL_CLIENT_SECRET, INFISICAL_PROJECT_ID, INFISICAL_ENVIRONMENT } = process.env;
          const client = new InfisicalSDK();
          await client.auth().universalAuth.login({ clientId: INFISICAL_CLIENT_ID!, clientSecret: INFISICAL_CLIENT_SECRET! });
          const found = await client.secrets().getSecret({
            environment: INFISICAL_ENVIRONMENT ?? "dev",
            projectId: INFISICAL_PROJECT_ID!,
            secretName: name,
          });
          return found.secretValue;
        }
        note: .env keeps the value as ACME_TOKEN until it is in Infisical: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | env -u INFISICAL_TOKEN infisical secrets set ACME_TOKEN=@/dev/stdin --type=shared >/dev/null`, then delete the line from .env.
        note: The program needs INFISICAL_CLIENT_ID, INFISICAL_CLIENT_SECRET, INFISICAL_PROJECT_ID and INFISICAL_ENVIRONMENT.
        Read ACME_TOKEN from the environment, set by Infisical (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        b.ts:
        export const k = process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        note: .env keeps the value as ACME_TOKEN until it is in Infisical: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | env -u INFISICAL_TOKEN infisical secrets set ACME_TOKEN=@/dev/stdin --type=shared >/dev/null`.
        note: Start the program with `infisical run --env=dev -- COMMAND`: it sets ACME_TOKEN. Then delete the line of ACME_TOKEN.
        Read ACME_TOKEN from 1Password (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        a.ts:
        import { createClient } from "@1password/sdk";

        export async function f() {
          return await readSecret("ACME_TOKEN");
        }

        // readSecret returns the value of a secret, and throws when there is none.
        async function readSecret(name: string): Promise<string> {
          const client = await createClient({
            auth: process.env.OP_SERVICE_ACCOUNT_TOKEN!,
            integrationName: "app",
            integrationVersion: "v1.0.0",
          });
          return client.secrets.resolve(`op://Team vault/${name}/credential`);
        }
        note: .env keeps the value as ACME_TOKEN until it is in 1Password: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | jq -Rs '{title: "ACME_TOKEN", category: "API_CREDENTIAL", fields: [{id: "credential", type: "CONCEALED", label: "credential", value: .}]}' | op item create --vault="Team vault" -`, then delete the line from .env.
        note: The program needs OP_SERVICE_ACCOUNT_TOKEN, of an account that reads the vault that holds it.
        Read ACME_TOKEN from the environment, set by 1Password (keeps the value in .env until it is stored)
        .env:
        ACME_TOKEN=va-lue
        b.ts:
        export const k = process.env.ACME_TOKEN ?? (() => { throw new Error("ACME_TOKEN is not set"); })();
        note: .env keeps the value as ACME_TOKEN until it is in 1Password: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | jq -Rs '{title: "ACME_TOKEN", category: "API_CREDENTIAL", fields: [{id: "credential", type: "CONCEALED", label: "credential", value: .}]}' | op item create --vault="Team vault" -`.
        note: Then put the reference in place of the value, `ACME_TOKEN="op://Team vault/ACME_TOKEN/credential"`, and start the program with `op run --env-file=.env -- COMMAND`.
    "#]].assert_eq(&out);
}

#[test]
fn a_place_that_cannot_wait_is_refused() {
    let code = |project: &[(&str, &str)], path: &str, source: &str| {
        stored("aws", project, path, source).map_or_else(|refusal| refusal.code, |_| "done")
    };
    assert_eq!(
        code(&[], "a.ts", "const k = \"«va-lue»\";\n"),
        "cannot-wait"
    );
    let module = [("package.json", "{ \"type\": \"module\" }")];
    assert_eq!(code(&module, "a.ts", "const k = \"«va-lue»\";\n"), "done");
    assert_eq!(
        code(&module, "a.ts", "class A {\n  k = \"«va-lue»\";\n}\n"),
        "cannot-wait"
    );
    assert_eq!(
        code(&module, "a.ts", "const f = () => \"«va-lue»\";\n"),
        "cannot-wait"
    );
    assert_eq!(
        code(
            &[],
            "a.rs",
            "fn f() -> String {\n    \"«va-lue»\".to_string()\n}\n"
        ),
        "cannot-wait"
    );
    assert_eq!(
        code(&[], "a.php", "<?php\n$k = '«va-lue»';\n"),
        "no-library"
    );
}

#[test]
fn what_is_there_is_used_again() {
    let first = "async function f() {\n  return g(\"«va-lue»\");\n}\n";
    let (_, files) = stored("aws", &[], "a.cjs", first).expect("a plan");
    let again = files
        .text("a.cjs")
        .replace("return g(", "h(\"«va-lue»\");\n  return g(");
    let (_, files) =
        stored("aws", &[(".env", "ACME_TOKEN=va-lue\n")], "a.cjs", &again).expect("a plan");
    let text = files.text("a.cjs");
    assert_eq!(
        text.matches("async function readSecret").count(),
        1,
        "{text}"
    );
    assert_eq!(text.matches("require(").count(), 1, "{text}");
    assert_eq!(
        text.matches("await readSecret(\"ACME_TOKEN\")").count(),
        2,
        "{text}"
    );
    let sibling = [(
        "b.go",
        "package main\n\nfunc mustSecret(name string) string { return \"\" }\n",
    )];
    let (_, files) = stored(
        "aws",
        &sibling,
        "a.go",
        "package main\n\nvar k = \"«va-lue»\"\n",
    )
    .expect("a plan");
    assert_eq!(
        files.text("a.go"),
        "package main\n\nvar k = mustSecret(\"ACME_TOKEN\")\n"
    );
}

#[test]
fn detection() {
    let found = |project: &[(&str, &str)], named: Option<&str>| {
        let files = Mem::with(project);
        let found = managers_for(Path::new("/w/sub/a.py"), Path::new("/w"), named, &files);
        found
            .into_iter()
            .map(|one| one.id)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(found(&[], None), "");
    assert_eq!(found(&[("doppler.yaml", "setup:\n")], None), "doppler");
    assert_eq!(
        found(&[("sub/.infisical.json", "{}"), (".sops.yaml", "")], None),
        "infisical sops"
    );
    assert_eq!(
        found(&[("requirements.txt", "boto3\nhvac\n")], None),
        "vault"
    );
    let used = "boto3.client('secretsmanager')\n";
    assert_eq!(
        found(&[("requirements.txt", "boto3\n"), ("keys.py", used)], None),
        "aws"
    );
    assert_eq!(
        found(&[(".env", "A=\"op://Dev/a/b\"\n")], None),
        "onepassword"
    );
    assert_eq!(
        found(&[("App.csproj", "Azure.Security.KeyVault.Secrets")], None),
        "azure"
    );
    assert_eq!(
        found(&[("doppler.yaml", "")], Some("vault")),
        "vault",
        "the setting decides"
    );
    assert_eq!(found(&[("Chart.yaml", "name: x\n")], None), "kubernetes");
}

/// The command that is shown prints exactly the value, whatever form the `.env` has it in.
#[test]
fn the_hand_over_names_the_file_and_not_the_value() {
    let note = |env: &str, source: &str| {
        let project = [(".env", env), ("requirements.txt", "python-dotenv\n")];
        match stored("aws", &project, "a.py", source) {
            Ok((plan, _)) => format!("{}\n", plan.notes[0]),
            Err(refusal) => format!("{}\n", refusal.code),
        }
    };
    let plain = "K = \"«va-lue»\"\n";
    let mut out = note("", plain);
    out += &note("", "K = \"«va-lue #1»\"\n");
    out += &note("", "K = \"«va-lue it's»\"\n");
    out += &note("export ACME_TOKEN='va-lue'\n", plain);
    out += &note("", "K = \"«va-lue\\nnext»\"\n");
    expect_test::expect![[r#"
        .env keeps the value as ACME_TOKEN until it is in AWS Secrets Manager: store it with `sed -n 's/^ACME_TOKEN=//p' .env | tr -d '\r\n' | aws secretsmanager create-secret --name ACME_TOKEN --secret-string file:///dev/stdin`, then delete the line from .env.
        .env keeps the value as ACME_TOKEN until it is in AWS Secrets Manager: store it with `sed -n "s/^ACME_TOKEN='\(.*\)'/\1/p" .env | tr -d '\r\n' | aws secretsmanager create-secret --name ACME_TOKEN --secret-string file:///dev/stdin`, then delete the line from .env.
        .env keeps the value as ACME_TOKEN until it is in AWS Secrets Manager: store it with `sed -n 's/^ACME_TOKEN="\(.*\)"/\1/p' .env | tr -d '\r\n' | aws secretsmanager create-secret --name ACME_TOKEN --secret-string file:///dev/stdin`, then delete the line from .env.
        .env keeps the value as ACME_TOKEN until it is in AWS Secrets Manager: store it with `sed -n "s/^export ACME_TOKEN='\(.*\)'/\1/p" .env | tr -d '\r\n' | aws secretsmanager create-secret --name ACME_TOKEN --secret-string file:///dev/stdin`, then delete the line from .env.
        .env keeps the value as ACME_TOKEN until it is in AWS Secrets Manager: run `aws secretsmanager create-secret --name ACME_TOKEN --secret-string file:///dev/stdin`, paste the value, and end it with Ctrl-D twice, then delete the line from .env.
    "#]].assert_eq(&out);
}

/// The setting lists the managers that there are.
#[test]
fn the_setting_names_every_manager() {
    use crate::config::{SETTINGS, Shape};
    let setting = SETTINGS
        .iter()
        .find(|it| it.key == "secrets_manager")
        .expect("a setting");
    let Shape::Choice(words) = setting.shape else {
        panic!("no choice")
    };
    let named: Vec<_> = words[2..].to_vec();
    let known: Vec<_> = managers().iter().map(|one| (one.id, one.name)).collect();
    assert_eq!(named, known);
}
