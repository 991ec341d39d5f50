// node serve.mjs COMMAND…: runs a program beside what speaks like HashiCorp Vault and AWS Secrets Manager and knows one
// secret, the one that the environment has. The program does not get the variable.
import { spawn } from "node:child_process";
import { createServer } from "node:http";

const NAME = "GITHUB_TOKEN";
const { [NAME]: value, ...environment } = process.env;

const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const reply = (status, content) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(content));
  };
  if (request.url.startsWith("/v1/")) {
    const known = value !== undefined && request.url.split("?")[0] === `/v1/secret/data/${NAME}`;
    if (request.headers["x-vault-token"] !== "made-up") return reply(403, { errors: ["permission denied"] });
    return known ? reply(200, { data: { data: { value }, metadata: { version: 1 } } }) : reply(404, { errors: [] });
  }
  const known = value !== undefined && JSON.parse(body).SecretId === NAME;
  const asked = request.headers["x-amz-target"] === "secretsmanager.GetSecretValue";
  if (known && asked) return reply(200, { Name: NAME, SecretString: value });
  reply(400, { __type: "ResourceNotFoundException", Message: `no ${NAME}` });
}).listen(0, "127.0.0.1", () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const [program, ...words] = process.argv.slice(2);
  const child = spawn(program, words, {
    stdio: "inherit",
    env: {
      ...environment,
      VAULT_ADDR: url,
      VAULT_TOKEN: "made-up",
      AWS_ENDPOINT_URL: url,
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "made-up",
      AWS_SECRET_ACCESS_KEY: "made-up",
      AWS_EC2_METADATA_DISABLED: "true",
    },
  });
  child.on("exit", (code) => process.exit(code ?? 1));
  child.on("error", (error) => {
    console.error(error);
    process.exit(1);
  });
});
