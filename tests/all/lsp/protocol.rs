//! Cases L1–L12 and L19–L22 of the threat model: frames, order, errors, the end.

#[cfg(target_os = "linux")]
use std::io::Write as _;
use std::process::Command;
#[cfg(target_os = "linux")]
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

#[cfg(target_os = "linux")]
use super::client::change;
use super::client::{Server, builder};
#[cfg(target_os = "linux")]
use crate::support::cli::binary;
use crate::support::cli::{TOKEN_RULE, token};

fn code(answer: &Value) -> i64 {
    answer["error"]["code"]
        .as_i64()
        .unwrap_or_else(|| panic!("no error: {answer}"))
}

/// After whatever was sent, the next request is answered.
fn still_serves(server: &mut Server) {
    server.barrier();
}

/// The errors with a null id, all of them taken.
fn nameless_errors(server: &mut Server) -> Vec<i64> {
    let (errors, rest) = server
        .unread
        .drain(..)
        .partition::<Vec<_>, _>(|it| it["id"].is_null() && it["error"].is_object());
    server.unread = rest.into();
    errors.iter().map(code).collect()
}

#[test]
fn l1_an_announced_length_is_not_allocated() {
    let mut server = builder().start();
    server.raw(b"Content-Length: 9000000000\r\n\r\nx");
    still_serves(&mut server);
    assert_eq!(nameless_errors(&mut server), [-32700]);
    assert!(server.shown()[0].contains("larger than 64 MiB"));
    if cfg!(target_os = "linux") {
        let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap();
        let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(kilobytes < 200 * 1024, "{peak}");
    }
}

#[test]
fn l2_a_header_has_a_limit() {
    let mut server = builder().start();
    server.raw(&vec![b'a'; 1 << 20]);
    still_serves(&mut server);
    assert_eq!(nameless_errors(&mut server), [-32700]);
}

#[test]
fn l3_lengths_that_are_none() {
    let mut server = builder().start();
    for bad in [
        "X: y",
        "Content-Length: -1",
        "Content-Length: ten",
        "Content-Length: 2\r\nContent-Length: 2",
    ] {
        server.raw(format!("{bad}\r\n\r\n{{}}").as_bytes());
        still_serves(&mut server);
        assert_eq!(nameless_errors(&mut server), [-32700], "{bad}");
    }
    let body = r#"{"jsonrpc":"2.0","id":"low","method":"nothing"}"#;
    server.raw(format!("content-length:{}\r\n\r\n{body}", body.len()).as_bytes());
    assert_eq!(code(&server.wait(|it| it["id"] == "low")), -32601);
}

#[test]
fn l4_l5_broken_bodies_are_not_quoted() {
    let mut server = builder().env("KEYWARD_LOG", "trace").start();
    let canary = token(TOKEN_RULE, 4);
    let mut invalid = format!(r#"{{"jsonrpc":"2.0","method":"{canary}""#).into_bytes();
    let bodies = [invalid.clone(), {
        invalid.extend_from_slice(b",\"params\":\"\xff\xfe\"}");
        invalid
    }];
    for body in bodies {
        server.raw(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        server.raw(&body);
        still_serves(&mut server);
        assert_eq!(nameless_errors(&mut server), [-32700]);
    }
    // One that is shorter than announced swallows the next message, which is served all the same.
    server.raw(b"Content-Length: 100\r\n\r\n{\"jsonrpc\":");
    for _ in 0..2 {
        still_serves(&mut server);
    }
    assert_eq!(nameless_errors(&mut server), [-32700]);
    assert!(!server.log().contains(&canary));
}

#[test]
fn l6_what_is_no_request() {
    let mut server = builder().start();
    for text in [
        "{}",
        "[]",
        "null",
        "7",
        r#"[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]"#,
    ] {
        server.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
        still_serves(&mut server);
        assert_eq!(nameless_errors(&mut server), [-32600], "{text}");
    }
    let long = "x".repeat(100_000);
    for id in [json!(7_000_000_000_i64), json!("text"), json!(long)] {
        server.send(&json!({ "jsonrpc": "2.0", "id": id, "method": "nothing" }));
        assert_eq!(code(&server.wait(|it| it["id"] == id)), -32601);
    }
    for id in [json!(null), json!(1.5), json!({}), json!([1]), json!(true)] {
        server.send(&json!({ "jsonrpc": "2.0", "id": id, "method": "shutdown" }));
        still_serves(&mut server);
        assert_eq!(nameless_errors(&mut server), [-32600], "{id}");
    }
}

#[test]
fn l7_nesting_is_bounded() {
    let mut server = builder().start();
    let deep = "[".repeat(100_000);
    server.raw(format!("Content-Length: {}\r\n\r\n{deep}", deep.len()).as_bytes());
    still_serves(&mut server);
    assert_eq!(nameless_errors(&mut server), [-32700]);
}

#[test]
fn l8_nothing_before_initialize() {
    let mut server = builder().spawn();
    assert_eq!(code(&server.call("textDocument/hover", json!({}))), -32002);
    assert_eq!(code(&server.call("shutdown", json!(null))), -32002);
    server.open("file:///a.py", "python", &token(TOKEN_RULE, 1));
    server.request("initialize", json!({ "capabilities": {} }));
    server.notify("initialized", json!({}));
    assert!(
        server.published().is_empty(),
        "a notification before initialize is dropped"
    );
}

#[test]
fn l9_once_begun_once_ended() {
    let mut server = builder().start();
    assert_eq!(
        code(&server.call("initialize", json!({ "capabilities": {} }))),
        -32600
    );
    server.request("shutdown", json!(null));
    let hover = json!({ "textDocument": { "uri": "file:///a" }, "position": { "line": 0, "character": 0 } });
    assert_eq!(code(&server.call("textDocument/hover", hover)), -32600);
    server.change("file:///a", 2, None, &token(TOKEN_RULE, 1));
    assert_eq!(code(&server.call("shutdown", json!(null))), -32600);
    server.notify("exit", json!(null));
    assert_eq!(server.exit_code(), Some(0));
    assert!(server.unread.is_empty(), "{:?}", server.unread);
}

#[test]
fn l10_unknown_methods() {
    let mut server = builder().start();
    for method in ["nothing/known", "$/nothing"] {
        assert_eq!(code(&server.call(method, json!({}))), -32601);
        server.notify(method, json!({ "x": 1 }));
    }
    still_serves(&mut server);
}

#[test]
fn l11_a_panic_costs_one_request() {
    let mut server = builder().start();
    let uri = "file:///w/a.py";
    server.open(
        uri,
        "python",
        &format!("t = \"{}\"\n", token(TOKEN_RULE, 1)),
    );
    assert_eq!(server.diagnostics(uri).len(), 1);
    for method in ["keyward/testPanic", "keyward/testEnginePanic"] {
        let answer = server.call(method, json!(null));
        assert_eq!(
            answer["error"],
            json!({ "code": -32603, "message": "Internal error" })
        );
    }
    server.change(uri, 2, Some([0, 0, 0, 0]), "x = 1\n");
    assert_eq!(server.diagnostics(uri)[0]["range"]["start"]["line"], 1);
    assert!(
        server.log().contains("internal error at"),
        "{}",
        server.log()
    );
    assert!(!server.log().contains("a-canary-value"));
}

#[test]
fn l12_cancelling() {
    let mut server = builder().start();
    let hanging: Vec<i64> = (0..64)
        .map(|_| server.ask("keyward/testHang", json!(null)))
        .collect();
    still_serves(&mut server);
    for id in &hanging {
        server.notify("$/cancelRequest", json!({ "id": id }));
    }
    for id in hanging {
        let answer = server.answer(id);
        assert_eq!(code(&answer), -32800);
        server.notify("$/cancelRequest", json!({ "id": id }));
    }
    server.notify("$/cancelRequest", json!({ "id": "never" }));
    still_serves(&mut server);
}

#[test]
fn null_parameters_are_none() {
    let mut server = builder().start();
    server.request("shutdown", json!(null));
    assert_eq!(server.end(false), Some(0));
}

#[test]
fn sixteen_broken_frames_in_a_row_are_enough() {
    let mut server = builder().start();
    for _ in 0..16 {
        server.raw(b"Content-Length: x\r\n\r\n");
    }
    assert_eq!(server.exit_code(), Some(1));
}

#[test]
fn l19_a_closed_pipe_ends_the_server_even_in_a_scan() {
    let mut server = builder().start();
    let text = format!("key = \"{}\"\n", "aB3".repeat(20)).repeat(600_000);
    server.open("file:///big.py", "python", &text[..40_000_000]);
    server.hang_up();
    let before = Instant::now();
    assert_eq!(server.exit_code(), Some(1));
    assert!(before.elapsed() < Duration::from_secs(10), "still scanning");
}

#[cfg(unix)]
#[test]
fn l20_the_end_of_the_editor_is_the_end() {
    let mut editor = Command::new("sleep").arg("600").spawn().unwrap();
    let mut server = builder().process(editor.id()).start();
    still_serves(&mut server);
    editor.kill().unwrap();
    // Not collected yet: it is dead all the same.
    assert_eq!(server.exit_code(), Some(1));
    editor.wait().unwrap();
}

/// Sends a flood of changes to a server whose output nobody reads.
#[cfg(target_os = "linux")]
#[test]
fn l21_a_client_that_does_not_read_costs_no_memory() {
    let frame = |message: &Value| {
        let body = message.to_string();
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    };
    let mut server = Command::new(binary())
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = server.stdin.take().unwrap();
    let uri = "file:///w/a.py";
    let text: String = (0..400)
        .map(|seed| format!("k = \"{}\"\n", token(TOKEN_RULE, seed)))
        .collect();
    for message in [
        json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } }),
        json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
        json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument":
            { "uri": uri, "languageId": "python", "version": 1, "text": text } } }),
    ] {
        input.write_all(frame(&message).as_bytes()).unwrap();
    }
    for version in 2..1_500 {
        // Each of these would be a publish of 400 diagnostics, some 100 kB.
        let message = change(uri, version, Some([0, 0, 0, 0]), "\n");
        input.write_all(frame(&message).as_bytes()).unwrap();
        if version % 50 == 0 {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    std::thread::sleep(Duration::from_millis(500));
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let size = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap();
    let kilobytes: u64 = size.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kilobytes < 100 * 1024, "{size}");
    drop(server.stdout.take());
    assert_eq!(
        server.wait().unwrap().code(),
        Some(1),
        "a failed write is the end"
    );
    drop(input);
}

#[test]
fn l22_exit_codes() {
    assert_eq!(builder().start().end(true), Some(0));
    assert_eq!(builder().start().end(false), Some(1));
}
