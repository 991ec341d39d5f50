//! A client that only types.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::measure::repeat;

/// How long it takes from the start of the server to its answer to `initialize`.
pub(crate) fn start_to_reply(keyward: &Path) -> anyhow::Result<Duration> {
    repeat(|| {
        let started = Instant::now();
        let typist = Typist::start(keyward)?;
        let took = started.elapsed();
        drop(typist);
        Ok(took)
    })
}

/// A server, and the place in the conversation with it.
pub(crate) struct Typist {
    server: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    documents: u32,
}

impl Typist {
    /// Starts a server and waits for its answer to `initialize`.
    pub(crate) fn start(keyward: &Path) -> anyhow::Result<Self> {
        let mut server = Command::new(keyward)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let to = server.stdin.take().context("no pipe")?;
        let from = BufReader::new(server.stdout.take().context("no pipe")?);
        let mut typist = Self {
            server,
            to,
            from,
            documents: 0,
        };
        let capabilities =
            json!({ "textDocument": { "publishDiagnostics": { "versionSupport": true } } });
        let params = json!({ "processId": null, "rootUri": null, "capabilities": capabilities });
        typist.send(
            &json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }),
        )?;
        while typist.receive()?["id"] != 1 {}
        typist.notify("initialized", json!({}))?;
        Ok(typist)
    }

    /// The time from a keystroke in the middle of this text to the findings that it changes: the
    /// last character of a token is typed and taken back.
    pub(crate) fn keystroke(&mut self, text: &str, token: &str) -> anyhow::Result<Duration> {
        self.documents += 1;
        let uri = format!("file:///bench/{}.py", self.documents);
        let middle = text.lines().count() / 2;
        let (body, last) = token.split_at(token.len() - 1);
        let line = format!("token = \"{body}\"");
        let mut lines: Vec<&str> = text.lines().collect();
        lines.insert(middle, &line);
        let document =
            json!({ "uri": uri, "languageId": "python", "version": 1, "text": lines.join("\n") });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }))?;
        let column = line.len() - 1;
        let mut version = 1;
        let mut edit = |typist: &mut Self, from: usize, to: usize, text: &str| {
            version += 1;
            let at = |character: usize| json!({ "line": middle, "character": character });
            let change = json!({ "range": { "start": at(from), "end": at(to) }, "text": text });
            let started = Instant::now();
            let document = json!({ "uri": uri, "version": version });
            typist.notify(
                "textDocument/didChange",
                json!({ "textDocument": document, "contentChanges": [change] }),
            )?;
            typist.wait_for(version)?;
            anyhow::Ok(started.elapsed())
        };
        repeat(|| {
            let took = edit(self, column, column, last)?;
            edit(self, column, column + 1, "")?;
            Ok(took)
        })
    }

    /// Waits for the findings of a version.
    fn wait_for(&mut self, version: i64) -> anyhow::Result<()> {
        loop {
            let message = self.receive()?;
            let params = &message["params"];
            if message["method"] == "textDocument/publishDiagnostics"
                && params["version"] == version
            {
                return Ok(());
            }
        }
    }

    fn notify(&mut self, method: &str, params: Value) -> anyhow::Result<()> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn send(&mut self, message: &Value) -> anyhow::Result<()> {
        let body = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{body}", body.len())?;
        Ok(self.to.flush()?)
    }

    fn receive(&mut self) -> anyhow::Result<Value> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.from.read_line(&mut line)? == 0 {
                bail!("the server has ended");
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(number) = line.strip_prefix("Content-Length:") {
                length = number.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.from.read_exact(&mut body)?;
        let message: Value = serde_json::from_slice(&body)?;
        if message.get("method").is_some() && message.get("id").is_some() {
            self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }))?;
        }
        Ok(message)
    }
}

impl Drop for Typist {
    fn drop(&mut self) {
        // Only our own server: it was started here.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
