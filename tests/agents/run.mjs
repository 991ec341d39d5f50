// Drives real agents, without a network: is the read of a `.env` really refused? Each is run twice,
// once without the hook, where the value has to reach the model, or the test would say nothing, and
// once with the hook that `keyward agent-hook install` has registered, where it must not.
//
// node run.mjs KEYWARD PACKAGES [CLIENT…]; the packages are installed by whoever calls this.

import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { start } from "./model.mjs";

const [keyward, packages, ...wanted] = process.argv.slice(2).map((arg, at) => (at < 2 ? path.resolve(arg) : arg));
const PROMPT = "Show me the settings of this project.";
const bin = (name) => path.join(packages, "node_modules", ".bin", name);

/** How each is started: its command line, and its environment beside a home of its own. */
const CLIENTS = {
  "claude-code": {
    folder: ".claude",
    program: bin("claude"),
    args: () => ["-p", PROMPT, "--output-format", "json", "--allowedTools", "Read", "Bash(cat:*)", "--model", "fake"],
    env: (url) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: "made-up",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
    }),
  },
  codex: {
    folder: ".codex",
    program: bin("codex"),
    args: (url, hooked) => [
      "exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox",
      ...(hooked ? ["--dangerously-bypass-hook-trust"] : []),
      "-c", 'model="gpt-5"', "-c", 'model_provider="fake"',
      "-c", `model_providers.fake={name="fake",base_url="${url}/v1",wire_api="responses",env_key="FAKE_KEY"}`,
      PROMPT,
    ],
    env: () => ({ FAKE_KEY: "made-up" }),
  },
  "gemini-cli": {
    folder: ".gemini",
    settings: { "settings.json": { security: { auth: { selectedType: "gemini-api-key" } } } },
    program: bin("gemini"),
    args: () => ["-p", PROMPT, "--yolo", "--model", "gemini-2.5-flash"],
    env: (url) => ({
      GEMINI_API_KEY: "made-up",
      GOOGLE_GEMINI_BASE_URL: url,
      GEMINI_CLI_TRUST_WORKSPACE: "true",
      GEMINI_TELEMETRY_ENABLED: "false",
    }),
  },
  "copilot-cli": {
    folder: ".copilot",
    program: bin("copilot"),
    args: () => ["-p", PROMPT, "--allow-all-tools", "--allow-all-paths"],
    env: (url) => ({
      COPILOT_OFFLINE: "true",
      COPILOT_PROVIDER_BASE_URL: url,
      COPILOT_PROVIDER_TYPE: "anthropic",
      COPILOT_PROVIDER_API_KEY: "made-up",
      COPILOT_MODEL: "claude-sonnet-4",
    }),
  },
};

/** One run of a client: what it sent to the model, and how the hook sees it. */
async function once(id, hooked) {
  const client = CLIENTS[id];
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "keyward-agents-"));
  const home = path.join(root, "home");
  const project = path.join(root, "project");
  fs.mkdirSync(path.join(home, client.folder), { recursive: true });
  fs.mkdirSync(path.join(project, ".git"), { recursive: true });
  for (const [name, value] of Object.entries(client.settings ?? {})) {
    fs.writeFileSync(path.join(home, client.folder, name), JSON.stringify(value, null, 2));
  }
  const value = `marker-${Math.random().toString(36).slice(2)}`;
  const file = path.join(project, ".env");
  fs.writeFileSync(file, `SETTING=${value}\n`);
  const model = await start(file);
  const url = `http://127.0.0.1:${model.port}`;
  const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => ["PATH", "LANG", "TMPDIR", "SHELL"].includes(name)));
  const env = { ...plain, HOME: home, NO_COLOR: "1", CI: "1", ...client.env(url) };
  let registered = "";
  if (hooked) {
    const done = spawnSync(keyward, ["agent-hook", "install", "--user", "--client", id], { env, cwd: project, encoding: "utf8" });
    registered = done.stdout + done.stderr;
    if (done.status !== 0) throw new Error(`install failed: ${registered}`);
  }
  const said = await run(client.program, client.args(url, hooked), env, project);
  const status = spawnSync(keyward, ["agent-hook", "status"], { env, cwd: project, encoding: "utf8" }).stdout;
  model.close();
  fs.rmSync(root, { recursive: true, force: true });
  const all = model.requests.map((request) => request.body).join("\n");
  return {
    said,
    asked: model.requests.length,
    leaked: all.includes(value),
    refused: all.includes("Keyward keeps it out") || all.includes("would show or copy"),
    active: status.split("\n").some((line) => line.includes("active, last asked")),
  };
}

function run(program, args, env, cwd) {
  return new Promise((done) => {
    const child = spawn(program, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    child.stdout.on("data", (part) => (text += part));
    child.stderr.on("data", (part) => (text += part));
    const timer = setTimeout(() => child.kill("SIGKILL"), 90_000);
    child.on("error", (error) => done(String(error)));
    child.on("close", () => {
      clearTimeout(timer);
      done(text);
    });
  });
}

let failed = 0;
for (const id of wanted.length > 0 ? wanted : Object.keys(CLIENTS)) {
  if (!fs.existsSync(CLIENTS[id].program)) {
    console.log(`${id}: skipped, it is not installed`);
    continue;
  }
  const without = await once(id, false);
  if (!without.leaked) {
    console.log(`${id}: could not be driven: without the hook the value did not reach the model (${without.asked} requests)`);
    console.log(without.said.slice(-1500));
    failed += 1;
    continue;
  }
  const hooked = await once(id, true);
  const good = !hooked.leaked && hooked.refused && hooked.active;
  failed += good ? 0 : 1;
  console.log(`${id}: without the hook the value reached the model; with it: leaked ${hooked.leaked}, refused with the reason ${hooked.refused}, seen to be asked ${hooked.active}: ${good ? "passed" : "FAILED"}`);
  if (!good) console.log(hooked.said.slice(-1500));
}
process.exit(failed === 0 ? 0 : 1);
