// A model that only ever wants to read one file: with each tool it is offered for that, one call a
// turn, and then it says that it is done. Speaks as much of three protocols as their clients need,
// on 127.0.0.1, and keeps what it was sent.

import http from "node:http";

/** What the model calls, in order, with the tools that a request offers. */
function wishes(tools, file) {
  const has = (name) => tools.includes(name);
  const calls = [];
  for (const [name, key] of [["Read", "file_path"], ["read_file", "file_path"], ["view", "path"]]) {
    if (has(name)) calls.push({ name, input: { [key]: file } });
  }
  for (const [name, key] of [["Bash", "command"], ["bash", "command"], ["run_shell_command", "command"], ["exec_command", "cmd"], ["shell_command", "command"], ["local_shell", "command"]]) {
    if (has(name)) calls.push({ name, input: { [key]: `cat '${file}'`, description: "Show the file" } });
  }
  if (has("shell")) calls.push({ name: "shell", input: { command: ["bash", "-lc", `cat '${file}'`] } });
  return calls;
}

/** Starts it; `requests` grows with what it is sent. */
export async function start(file) {
  const requests = [];
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      let json = {};
      try {
        json = JSON.parse(body);
      } catch {
        // Not a question to a model.
      }
      const path = new URL(request.url, "http://127.0.0.1").pathname;
      requests.push({ path, body });
      if (path.endsWith("/messages")) return messages(json, file, response);
      if (path.endsWith("/responses")) return responses(json, file, response);
      if (path.includes("GenerateContent") || path.includes("generateContent")) return gemini(json, file, path, response);
      reply(response, { data: [{ id: "fake", object: "model" }], models: [], input_tokens: 10 });
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { requests, port: server.address().port, close: () => server.close() };
}

function reply(response, value) {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function stream(response, events, named) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of events) {
    if (named) response.write(`event: ${event.type}\n`);
    response.write(`data: ${JSON.stringify(event)}\n\n`);
  }
  response.end();
}

/** The next call, by how many results there are; `undefined` when all are made. */
function next(tools, done, file) {
  return wishes(tools, file)[done];
}

function messages(json, file, response) {
  const tools = (json.tools ?? []).map((tool) => tool.name);
  const parts = (json.messages ?? []).flatMap((message) => (Array.isArray(message.content) ? message.content : []));
  const done = parts.filter((part) => part.type === "tool_result").length;
  const call = next(tools, done, file);
  const block = call
    ? { type: "tool_use", id: `toolu_${done}`, name: call.name, input: call.input }
    : { type: "text", text: "Done." };
  const stop = call ? "tool_use" : "end_turn";
  const message = { id: `msg_${done}`, type: "message", role: "assistant", model: json.model ?? "fake", stop_sequence: null, usage: { input_tokens: 10, output_tokens: 10 } };
  if (!json.stream) return reply(response, { ...message, content: [block], stop_reason: stop });
  const empty = call ? { ...block, input: {} } : { ...block, text: "" };
  const delta = call
    ? { type: "input_json_delta", partial_json: JSON.stringify(call.input) }
    : { type: "text_delta", text: block.text };
  stream(response, [
    { type: "message_start", message: { ...message, content: [], stop_reason: null } },
    { type: "content_block_start", index: 0, content_block: empty },
    { type: "content_block_delta", index: 0, delta },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: 10 } },
    { type: "message_stop" },
  ], true);
}

function responses(json, file, response) {
  const tools = (json.tools ?? []).map((tool) => tool.name ?? tool.type);
  const done = (json.input ?? []).filter((item) => item.type?.endsWith("_call_output")).length;
  const call = next(tools, done, file);
  const item = call
    ? { type: "function_call", id: `fc_${done}`, call_id: `call_${done}`, name: call.name, arguments: JSON.stringify(call.input), status: "completed" }
    : { type: "message", id: "msg_1", role: "assistant", status: "completed", content: [{ type: "output_text", text: "Done.", annotations: [] }] };
  const usage = { input_tokens: 10, input_tokens_details: null, output_tokens: 10, output_tokens_details: null, total_tokens: 20 };
  stream(response, [
    { type: "response.created", response: { id: `resp_${done}`, object: "response", status: "in_progress", output: [] } },
    { type: "response.output_item.added", output_index: 0, item },
    { type: "response.output_item.done", output_index: 0, item },
    { type: "response.completed", response: { id: `resp_${done}`, object: "response", status: "completed", output: [item], usage } },
  ], true);
}

function gemini(json, file, path, response) {
  const tools = (json.tools ?? []).flatMap((tool) => tool.functionDeclarations ?? []).map((tool) => tool.name);
  const parts = (json.contents ?? []).flatMap((content) => content.parts ?? []);
  const done = parts.filter((part) => part.functionResponse).length;
  const call = next(tools, done, file);
  const part = call ? { functionCall: { name: call.name, args: call.input } } : { text: "Done." };
  const answer = { candidates: [{ content: { role: "model", parts: [part] }, finishReason: "STOP", index: 0 }], usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 10, totalTokenCount: 20 } };
  if (path.includes("stream")) return stream(response, [answer], false);
  reply(response, answer);
}
