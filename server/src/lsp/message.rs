//! Tells requests, notifications and answers apart.

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

use super::uri;

/// One message of the client.
pub(super) enum Incoming {
    /// The end, asked for.
    Exit,
    /// A request or a notification.
    Call(Request),
    /// An answer to a request of ours.
    Reply(Response),
    /// Something else; to be answered under this id.
    Invalid(Id),
}

/// What this JSON value is.
pub(super) fn classify(value: Value) -> Incoming {
    let Value::Object(mut message) = value else {
        return Incoming::Invalid(Id::Null);
    };
    let id = match message.remove("id") {
        None => None,
        Some(Value::String(text)) => Some(Id::String(text)),
        Some(Value::Number(number)) => match number.as_i64() {
            Some(number) => Some(Id::Number(number)),
            None => return Incoming::Invalid(Id::Null),
        },
        Some(_) => return Incoming::Invalid(Id::Null),
    };
    if message.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return Incoming::Invalid(id.unwrap_or(Id::Null));
    }
    match (message.remove("method"), id) {
        (Some(Value::String(method)), id) => call(method, id, message.remove("params")),
        (None, Some(id)) => reply(id, message),
        (_, id) => Incoming::Invalid(id.unwrap_or(Id::Null)),
    }
}

fn call(method: String, id: Option<Id>, params: Option<Value>) -> Incoming {
    if method == "exit" && id.is_none() {
        return Incoming::Exit;
    }
    let mut request = Request::build(method);
    match params {
        None | Some(Value::Null) => {}
        Some(mut params @ (Value::Object(_) | Value::Array(_))) => {
            mend(&mut params);
            request = request.params(params);
        }
        Some(_) => return Incoming::Invalid(id.unwrap_or(Id::Null)),
    }
    if let Some(id) = id {
        request = request.id(id);
    }
    Incoming::Call(request.finish())
}

/// Escapes addresses that the client did not escape. A message with one that cannot be
/// read would be dropped as a whole, and with it the document.
fn mend(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(mend),
        Value::Object(members) => {
            for (key, member) in members {
                match (key.as_str(), member) {
                    ("uri" | "rootUri" | "document", Value::String(text)) => {
                        if let Some(mended) = uri::mended(text) {
                            *text = mended;
                        }
                    }
                    ("capabilities" | "contentChanges", _) => {}
                    (_, member) => mend(member),
                }
            }
        }
        _ => {}
    }
}

fn reply(id: Id, mut message: serde_json::Map<String, Value>) -> Incoming {
    if let Some(error) = message.remove("error") {
        let code = error.get("code").and_then(Value::as_i64).unwrap_or(-32603);
        return Incoming::Reply(Response::from_error(id, Error::new(ErrorCode::from(code))));
    }
    match message.remove("result") {
        Some(result) => Incoming::Reply(Response::from_ok(id, result)),
        None => Incoming::Invalid(id),
    }
}
