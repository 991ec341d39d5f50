//! Reads `Content-Length` frames and survives whatever else arrives.
//!
//! A frame that cannot be read is one [`Frame::Bad`]; reading goes on at the next
//! `Content-Length`. Memory follows the bytes that came, never the length announced.

use std::io::Read;

/// Header block, all lines together.
const HEADER_LIMIT: usize = 8 * 1024;
/// Body of one message.
pub(super) const BODY_LIMIT: usize = 64 * 1024 * 1024;
/// The fault of a body above [`BODY_LIMIT`].
pub(super) const TOO_LARGE: &str = "message too large";
/// Bytes asked from the pipe at once.
const CHUNK: usize = 64 * 1024;
/// What resynchronising looks for, lower case.
const MARK: &[u8] = b"content-length";

/// What came next on the pipe.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// A message body.
    Body(Vec<u8>),
    /// Bytes that are no frame; the text says what is wrong, never what was read.
    Bad(&'static str),
    /// The end of input.
    End,
}

/// Cuts a byte stream into frames.
pub(super) struct FrameReader<R> {
    input: R,
    chunk: Box<[u8]>,
    buffer: Vec<u8>,
    at: usize,
    seeking: bool,
}

impl<R: Read> FrameReader<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            chunk: vec![0; CHUNK].into(),
            buffer: Vec::new(),
            at: 0,
            seeking: false,
        }
    }

    /// The next frame. Blocks until one is complete.
    pub(super) fn next(&mut self) -> Frame {
        if self.seeking && !self.seek() {
            return Frame::End;
        }
        let Some(header) = self.header() else {
            return Frame::End;
        };
        match header {
            Ok(length) => self.body(length),
            Err(fault) => {
                self.seeking = true;
                Frame::Bad(fault)
            }
        }
    }

    /// Goes back into a body that turned out not to be a message: when it swallowed the
    /// start of the next frame, reading goes on there. JSON text cannot hold a raw
    /// line end inside a string, so no message smuggles a frame this way.
    pub(super) fn resync_inside(&mut self, body: &[u8]) {
        if let Some(found) = find_mark(body, 0) {
            let mut rest = body[found..].to_vec();
            rest.extend_from_slice(&self.buffer[self.at..]);
            self.buffer = rest;
            self.at = 0;
        }
    }

    /// Reads a header block; `None` at the end of input.
    fn header(&mut self) -> Option<Result<usize, &'static str>> {
        while matches!(self.peek(0)?, b'\r' | b'\n') {
            self.at += 1;
        }
        let start = self.at;
        let mut length = None;
        let mut fault = None;
        loop {
            let from = self.at - start;
            let Some(end) = self.line_end(start) else {
                if self.at_limit(start) {
                    self.restart_in(start);
                    return Some(Err("header too long"));
                }
                return None;
            };
            let line = trim(&self.buffer[start + from..end]).to_vec();
            self.at = end + 1;
            if line.is_empty() {
                break;
            }
            match length_of(&line) {
                Line::Length(_) if length.is_some() => fault = Some("more than one Content-Length"),
                Line::Length(value) => length = Some(value),
                Line::BadLength => fault = Some("Content-Length is not a number"),
                Line::Other => {}
                Line::Garbage => {
                    self.restart_in(start);
                    return Some(Err("not a header"));
                }
            }
        }
        Some(match (fault, length) {
            (Some(fault), _) => Err(fault),
            (None, None) => Err("no Content-Length"),
            (None, Some(length)) if length > BODY_LIMIT as u64 => Err(TOO_LARGE),
            (None, Some(length)) => Ok(usize::try_from(length).unwrap_or(BODY_LIMIT)),
        })
    }

    /// The next line feed, or `None` at the limit or the end of input.
    fn line_end(&mut self, start: usize) -> Option<usize> {
        let mut at = self.at;
        loop {
            while at < self.buffer.len() {
                if at - start >= HEADER_LIMIT {
                    return None;
                }
                if self.buffer[at] == b'\n' {
                    return Some(at);
                }
                at += 1;
            }
            // Positions are stable: the buffer is only compacted between frames.
            if at - start >= HEADER_LIMIT || !self.fill() {
                return None;
            }
        }
    }

    fn at_limit(&self, start: usize) -> bool {
        self.buffer.len() - start >= HEADER_LIMIT
    }

    /// After a broken header: look for a mark in what was read, but not at its very start.
    fn restart_in(&mut self, start: usize) {
        self.at = start + 1;
    }

    fn body(&mut self, length: usize) -> Frame {
        self.compact();
        while self.buffer.len() < length {
            if !self.fill() {
                return Frame::End;
            }
        }
        let rest = self.buffer.split_off(length);
        Frame::Body(std::mem::replace(&mut self.buffer, rest))
    }

    /// Skips to the next mark; false at the end of input.
    fn seek(&mut self) -> bool {
        loop {
            if let Some(found) = find_mark(&self.buffer, self.at) {
                self.at = found;
                self.seeking = false;
                return true;
            }
            // A mark may be cut by the end of what has arrived.
            self.at = self
                .buffer
                .len()
                .saturating_sub(MARK.len() - 1)
                .max(self.at);
            self.compact();
            if !self.fill() {
                return false;
            }
        }
    }

    fn peek(&mut self, ahead: usize) -> Option<u8> {
        while self.buffer.len() <= self.at + ahead {
            self.compact();
            if !self.fill() {
                return None;
            }
        }
        Some(self.buffer[self.at + ahead])
    }

    fn compact(&mut self) {
        self.buffer.drain(..self.at);
        self.at = 0;
    }

    /// Reads once more; false at the end of input or on an error.
    fn fill(&mut self) -> bool {
        let read = loop {
            match self.input.read(&mut self.chunk) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Ok(read) => break read,
                Err(_) => break 0,
            }
        };
        self.buffer.extend_from_slice(&self.chunk[..read]);
        read > 0
    }
}

enum Line {
    Length(u64),
    BadLength,
    Other,
    Garbage,
}

fn length_of(line: &[u8]) -> Line {
    let Some(colon) = line.iter().position(|&byte| byte == b':') else {
        return Line::Garbage;
    };
    let (name, value) = (trim(&line[..colon]), trim(&line[colon + 1..]));
    if name.is_empty() || !name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-') {
        return Line::Garbage;
    }
    if !name.eq_ignore_ascii_case(MARK) {
        return Line::Other;
    }
    let digits = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    match std::str::from_utf8(value).ok().filter(|_| digits) {
        // Longer than any u64 is still a number: far too large.
        Some(text) => Line::Length(text.parse().unwrap_or(u64::MAX)),
        None => Line::BadLength,
    }
}

fn trim(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii()
}

fn find_mark(bytes: &[u8], from: usize) -> Option<usize> {
    bytes
        .get(from..)?
        .windows(MARK.len())
        .position(|window| window.eq_ignore_ascii_case(MARK))
        .map(|found| from + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes in pieces of a few bytes.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let n = self.1.min(self.0.len()).min(out.len());
            out[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn frames(input: &[u8]) -> Vec<Frame> {
        let mut all: Vec<Vec<Frame>> = Vec::new();
        for step in [1, 3, 7, 100_000] {
            let mut reader = FrameReader::new(Drip(input, step));
            let mut frames = Vec::new();
            loop {
                match reader.next() {
                    Frame::End => break,
                    frame => frames.push(frame),
                }
            }
            all.push(frames);
        }
        assert!(
            all.windows(2).all(|pair| pair[0] == pair[1]),
            "pieces matter: {all:?}"
        );
        all.remove(0)
    }

    fn body(text: &str) -> Frame {
        Frame::Body(text.as_bytes().to_vec())
    }

    #[test]
    fn accepts_any_case_spacing_and_extra_headers() {
        assert_eq!(
            frames(b"content-length:2\r\n\r\n{}Content-Type: x\r\nCONTENT-LENGTH :  2\r\n\r\n[]\r\nContent-Length: 1\n\n1"),
            [body("{}"), body("[]"), body("1")]
        );
    }

    #[test]
    fn goes_on_after_bad_lengths() {
        for bad in [
            "",
            "Content-Length: -3",
            "Content-Length: x",
            "Content-Length: 2\r\nContent-Length: 2",
            "X: 1",
        ] {
            let input = format!("{bad}\r\n\r\n{{}}Content-Length: 2\r\n\r\n[]");
            let got = frames(input.as_bytes());
            assert_eq!(got.last(), Some(&body("[]")), "{bad}");
            assert!(matches!(got[0], Frame::Bad(_)), "{bad}: {got:?}");
        }
    }

    #[test]
    fn refuses_long_headers_and_large_bodies_without_holding_them() {
        let mut input = vec![b'a'; 1 << 20];
        input.extend_from_slice(b"Content-Length: 9000000000\r\n\r\nxContent-Length: 2\r\n\r\n{}");
        let got = frames(&input);
        assert_eq!(
            got,
            [
                Frame::Bad("header too long"),
                Frame::Bad(TOO_LARGE),
                body("{}")
            ]
        );
    }

    #[test]
    fn finds_the_next_message_in_a_swallowed_body() {
        let input = b"Content-Length: 30\r\n\r\n{\"cut\":Content-Length: 2\r\n\r\n{}Content-Length: 2\r\n\r\n[]";
        let mut reader = FrameReader::new(&input[..]);
        let Frame::Body(first) = reader.next() else {
            panic!("no body")
        };
        reader.resync_inside(&first);
        assert_eq!([reader.next(), reader.next()], [body("{}"), body("[]")]);
    }
}
