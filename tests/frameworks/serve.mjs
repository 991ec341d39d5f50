// node serve.mjs PATH COMMAND…: starts a server, asks it for the path and prints what stands between << and >>.
// `{port}` in the command, and PORT in its environment, is a free one. What the server says goes to standard error.
import { spawn } from "node:child_process";
import { createServer } from "node:net";

const [path, program, ...words] = process.argv.slice(2);

const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});
const server = spawn(
  program,
  words.map((word) => word.replace("{port}", port)),
  { env: { ...process.env, PORT: port, HOST: "127.0.0.1" }, stdio: ["ignore", "pipe", "pipe"], detached: true },
);
let said = "";
let ended = false;
server.stdout.on("data", (data) => (said += data));
server.stderr.on("data", (data) => (said += data));
server.on("exit", () => (ended = true));
server.on("error", (error) => {
  said += error;
  ended = true;
});

async function ask() {
  for (const end = Date.now() + 180_000; Date.now() < end && !ended; ) {
    try {
      return await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(120_000) });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const answer = await ask();
const text = ((await answer?.text()) ?? "").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
const found = answer?.ok && /<<.*?>>/s.exec(text);
if (found) {
  console.log(found[0]);
} else {
  process.exitCode = 1;
}
try {
  process.kill(-server.pid, "SIGTERM");
} catch {
  // It has ended.
}
await new Promise((resolve) => setTimeout(resolve, 300));
if (!found) console.error(said, answer?.status, text.replaceAll("<<", ""));
try {
  process.kill(-server.pid, "SIGKILL");
} catch {
  // It has ended.
}
process.exit();
