//! An editor, as far as the server can tell: drives the real binary over pipes.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::cli::binary;

/// A busy machine is slow; nothing here is about speed.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a server is started.
pub(crate) struct Builder {
    capabilities: Value,
    client: Value,
    options: Value,
    folders: Vec<String>,
    env: Vec<(String, String)>,
    process: Option<u32>,
}

/// A running server and what it has said.
pub(crate) struct Server {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    /// Said and not looked at by the test.
    pub(crate) unread: VecDeque<Value>,
    /// Every byte on stdout and stderr.
    transcript: Arc<Mutex<Vec<u8>>>,
    next: i64,
    /// The reply to `initialize`.
    pub(crate) announced: Value,
    /// What `workspace/applyEdit` is answered with; `None` leaves it to the test.
    pub(crate) applies: Option<bool>,
    lenient: bool,
}

/// The capabilities of a recorded client, and its name.
pub(crate) fn recorded(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/client-capabilities");
    let text = std::fs::read_to_string(folder.join(name)).expect("a recorded client");
    serde_json::from_str(&text).expect("JSON")
}

/// The address of a file.
pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

pub(crate) fn builder() -> Builder {
    Builder {
        capabilities: json!({}),
        client: Value::Null,
        options: Value::Null,
        folders: Vec::new(),
        env: Vec::new(),
        process: None,
    }
}

impl Builder {
    pub(crate) fn capabilities(mut self, capabilities: Value) -> Self {
        self.capabilities = capabilities;
        self
    }

    pub(crate) fn recorded(mut self, name: &str) -> Self {
        let mut recorded = recorded(name);
        self.client = recorded["clientInfo"].take();
        self.capabilities(recorded["capabilities"].take())
    }

    pub(crate) fn options(mut self, options: Value) -> Self {
        self.options = options;
        self
    }

    pub(crate) fn folder(mut self, path: &Path) -> Self {
        self.folders.push(uri(path));
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    pub(crate) fn process(mut self, id: u32) -> Self {
        self.process = Some(id);
        self
    }

    /// Starts it without a word said.
    pub(crate) fn spawn(&self) -> Server {
        let mut command = Command::new(binary());
        // Tests may run inside an assistant's own shell.
        for marker in keyward_engine::exposure::env_markers() {
            command.env_remove(marker);
        }
        let mut child = command
            .arg("lsp")
            .arg("--stdio")
            .env("KEYWARD_TEST_HOOKS", "1")
            .env("XDG_CONFIG_HOME", "/nonexistent")
            .envs(self.env.iter().cloned())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let transcript = Arc::new(Mutex::new(Vec::new()));
        let mut stderr = child.stderr.take().expect("piped");
        let log = Arc::clone(&transcript);
        std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(n @ 1..) = stderr.read(&mut chunk) {
                log.lock()
                    .expect("not poisoned")
                    .extend_from_slice(&chunk[..n]);
            }
        });
        let output = read(child.stdout.take().expect("piped"), Arc::clone(&transcript));
        Server {
            input: child.stdin.take(),
            child,
            output,
            unread: VecDeque::new(),
            transcript,
            next: 0,
            announced: Value::Null,
            applies: Some(true),
            lenient: false,
        }
    }

    /// Starts it and shakes hands.
    pub(crate) fn start(self) -> Server {
        let mut server = self.spawn();
        let folders = self
            .folders
            .iter()
            .map(|uri| json!({ "uri": uri, "name": "w" }));
        let params = json!({
            "processId": self.process,
            "clientInfo": self.client,
            "rootUri": null,
            "capabilities": self.capabilities,
            "initializationOptions": self.options,
            "workspaceFolders": folders.collect::<Vec<_>>(),
        });
        server.announced = server.request("initialize", params);
        server.notify("initialized", json!({}));
        server
    }
}

fn read(output: impl Read + Send + 'static, log: Arc<Mutex<Vec<u8>>>) -> Receiver<Value> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut output = BufReader::new(output);
        loop {
            let mut length = 0;
            loop {
                let mut line = String::new();
                if output.read_line(&mut line).unwrap_or(0) == 0 {
                    return;
                }
                log.lock()
                    .expect("not poisoned")
                    .extend_from_slice(line.as_bytes());
                if line == "\r\n" {
                    break;
                }
                let value = line
                    .strip_prefix("Content-Length: ")
                    .expect("the only header");
                length = value.trim().parse().expect("a number");
            }
            let mut body = vec![0; length];
            if output.read_exact(&mut body).is_err() {
                return;
            }
            log.lock().expect("not poisoned").extend_from_slice(&body);
            let message = serde_json::from_slice(&body).expect("the server writes JSON");
            if sender.send(message).is_err() {
                return;
            }
        }
    });
    receiver
}

impl Server {
    /// Writes bytes as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("open");
        input
            .write_all(bytes)
            .and_then(|()| input.flush())
            .expect("the server reads");
    }

    /// Writes messages in one go.
    pub(crate) fn send_all(&mut self, messages: &[Value]) {
        let mut bytes = Vec::new();
        for message in messages {
            let body = message.to_string();
            bytes.extend_from_slice(
                format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes(),
            );
        }
        self.raw(&bytes);
    }

    pub(crate) fn send(&mut self, message: &Value) {
        self.send_all(std::slice::from_ref(message));
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and returns its number.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The whole answer to a request.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Waits for the answer to a request.
    pub(crate) fn answer(&mut self, id: i64) -> Value {
        self.wait(|it| it.get("method").is_none() && it["id"] == json!(id))
    }

    /// The result of a request that must not fail.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let mut answer = self.call(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    }

    /// Waits for a message that fits, and takes it.
    pub(crate) fn wait(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.unread.iter().position(&fits) {
            return self.unread.remove(at).expect("just found");
        }
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let message = match self.output.recv_timeout(left) {
                Ok(message) => message,
                Err(error) => panic!("{error}; unread: {:#?}; log: {}", self.unread, self.log()),
            };
            self.reply_by_itself(&message);
            if fits(&message) {
                return message;
            }
            self.unread.push_back(message);
        }
    }

    /// Answers what every editor answers.
    fn reply_by_itself(&mut self, message: &Value) {
        let Some(id) = message
            .get("id")
            .filter(|_| message.get("method").is_some())
        else {
            return;
        };
        let result = match message["method"].as_str() {
            Some("client/registerCapability" | "window/workDoneProgress/create") => json!(null),
            Some("workspace/diagnostic/refresh") => json!(null),
            Some("workspace/configuration") => json!([null]),
            Some("window/showDocument") => json!({ "success": true }),
            Some("workspace/applyEdit") => match self.applies {
                Some(applied) => json!({ "applied": applied }),
                None => return,
            },
            _ => return,
        };
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
    }

    /// Waits for a message with this method.
    pub(crate) fn wait_for(&mut self, method: &str) -> Value {
        self.wait(|it| it["method"] == method)
    }

    /// Everything before this has been worked off once the answer is here.
    pub(crate) fn barrier(&mut self) {
        let params = json!({ "textDocument": { "uri": "file:///nowhere" },
            "position": { "line": 0, "character": 0 } });
        assert_eq!(self.request("textDocument/hover", params), Value::Null);
    }

    pub(crate) fn open(&mut self, uri: &str, language: &str, text: &str) {
        self.notify(
            "textDocument/didOpen",
            json!({ "textDocument":
                { "uri": uri, "languageId": language, "version": 1, "text": text } }),
        );
    }

    /// One change; without a range the whole text.
    pub(crate) fn change(&mut self, uri: &str, version: i64, range: Option<[u32; 4]>, text: &str) {
        self.send(&change(uri, version, range, text));
    }

    pub(crate) fn close(&mut self, uri: &str) {
        self.notify(
            "textDocument/didClose",
            json!({ "textDocument": { "uri": uri } }),
        );
    }

    /// The diagnostics of every document that was published so far, the last of each,
    /// all of them taken.
    pub(crate) fn published(&mut self) -> HashMap<String, Value> {
        self.barrier();
        let mut last = HashMap::new();
        let mut versions: HashMap<String, i64> = HashMap::new();
        for message in self.take("textDocument/publishDiagnostics") {
            let params = &message["params"];
            let uri = params["uri"].as_str().expect("a string").to_owned();
            if let Some(version) = params["version"].as_i64() {
                let before = versions.insert(uri.clone(), version).unwrap_or(i64::MIN);
                assert!(
                    before <= version,
                    "an older version was published after a newer one"
                );
            }
            last.insert(uri, params["diagnostics"].clone());
        }
        last
    }

    /// The diagnostics of a document by whichever way they come; all publishes are taken.
    pub(crate) fn diagnostics(&mut self, uri: &str) -> Vec<Value> {
        let pulls = !self.announced["capabilities"]["diagnosticProvider"].is_null();
        let found = if pulls {
            let params = json!({ "textDocument": { "uri": uri } });
            self.request("textDocument/diagnostic", params)["items"].take()
        } else {
            self.published().remove(uri).unwrap_or_else(|| json!([]))
        };
        found.as_array().cloned().expect("a list")
    }

    /// Takes the unread messages with this method.
    pub(crate) fn take(&mut self, method: &str) -> Vec<Value> {
        let (taken, left) = self.unread.drain(..).partition(|it| it["method"] == method);
        self.unread = left;
        Vec::from(taken)
    }

    /// The messages that the user was shown, all of them taken.
    pub(crate) fn shown(&mut self) -> Vec<String> {
        self.barrier();
        let messages = self.take("window/showMessage");
        let text = |it: &Value| {
            it["params"]["message"]
                .as_str()
                .expect("a string")
                .to_owned()
        };
        messages.iter().map(text).collect()
    }

    /// The code actions at a place.
    pub(crate) fn actions(&mut self, uri: &str, line: u32, character: u32) -> Vec<Value> {
        let place = json!({ "line": line, "character": character });
        let params = json!({
            "textDocument": { "uri": uri },
            "range": { "start": place, "end": place },
            "context": { "diagnostics": [] },
        });
        let actions = self.request("textDocument/codeAction", params);
        actions.as_array().cloned().unwrap_or_default()
    }

    /// Takes the action with this in its title; the request's answer comes first.
    pub(crate) fn run(&mut self, actions: &[Value], title: &str) {
        let has = |it: &&Value| it["title"].as_str().is_some_and(|it| it.contains(title));
        let action = actions.iter().find(has);
        let action = action.unwrap_or_else(|| panic!("no action {title:?} in {actions:#?}"));
        let command = if action["command"].is_object() {
            &action["command"]
        } else {
            action
        };
        let params = json!({ "command": command["command"], "arguments": command["arguments"] });
        self.request("workspace/executeCommand", params);
    }

    /// Everything the server has written, on both pipes.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&self.transcript.lock().expect("not poisoned")).into_owned()
    }

    /// Ends the conversation as asked; returns the exit code.
    pub(crate) fn end(mut self, shutdown: bool) -> Option<i32> {
        if shutdown {
            self.request("shutdown", json!(null));
        }
        self.notify("exit", json!(null));
        self.exit_code()
    }

    /// Closes the server's input.
    pub(crate) fn hang_up(&mut self) {
        self.input = None;
    }

    /// Waits for the process to end.
    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().expect("a child") {
                self.lenient = true;
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the server does not end");
    }

    /// Messages are left unread on purpose.
    pub(crate) fn ignore_the_rest(&mut self) {
        self.lenient = true;
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

/// A change; without a range of the whole text.
pub(crate) fn change(uri: &str, version: i64, range: Option<[u32; 4]>, text: &str) -> Value {
    let mut change = json!({ "text": text });
    if let Some([line, character, end_line, end_character]) = range {
        change["range"] = json!({
            "start": { "line": line, "character": character },
            "end": { "line": end_line, "character": end_character },
        });
    }
    json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
        "textDocument": { "uri": uri, "version": version }, "contentChanges": [change],
    }})
}

impl Drop for Server {
    fn drop(&mut self) {
        let by_itself = |it: &Value| {
            let method = it["method"].as_str().unwrap_or_default();
            let asked = ["client/registerCapability", "workspace/configuration"];
            asked.contains(&method) || method == "workspace/diagnostic/refresh"
        };
        if !self.lenient && !std::thread::panicking() {
            self.barrier();
            while let Ok(message) = self.output.recv_timeout(Duration::from_millis(1)) {
                self.unread.push_back(message);
            }
            self.unread.retain(|it| !by_itself(it));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !self.lenient && !std::thread::panicking() {
            assert!(self.unread.is_empty(), "left unread: {:#?}", self.unread);
        }
    }
}

/// Waits until something holds.
pub(crate) fn eventually(what: &str, holds: impl Fn() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "never: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
