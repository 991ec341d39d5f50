//! `keyward.scanWorkspace`: every file of the workspace, on a worker, asked for by the user.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

use keyward_engine::config::Config;
use keyward_engine::hygiene::{self, Subject};
use keyward_engine::message::message_in;
use keyward_engine::text::{Encoding, Text};
use keyward_engine::{Confidence, scan};

use super::answer::{Level, Note, Span};
use super::diagnostics::{LIMIT, level, level_in};
use super::main_loop::Event;
use super::session::Session;
use super::uri::{self, DocUri};
use crate::links;
use crate::words::count;
use crate::workspace::clock;
use crate::workspace::files::DiskFiles;
use crate::workspace::known::KnownValues;
use crate::workspace::read;
use crate::workspace::walk::{Visit, walk};

/// Files that are not open and get diagnostics: some editors load each one.
const FILES: usize = 200;
/// Of the processors: typing goes first.
const JOBS: usize = 1;

/// What a scan of the workspace found.
#[derive(Default)]
pub(super) struct ScanReport {
    /// Files with findings.
    notes: HashMap<PathBuf, Vec<Note>>,
    scanned: usize,
    /// Files that could not be scanned.
    skipped: usize,
    /// The user stopped it before the end.
    stopped: bool,
}

impl Session {
    /// Starts a scan, unless one is running.
    pub(super) fn scan_workspace(&mut self) {
        if self.folders.is_empty() {
            return self.notice("There is no folder to scan: open one first.".into());
        }
        if std::mem::replace(&mut self.scanning, true) {
            return;
        }
        self.ask_progress();
        for folder in self.folders.clone() {
            self.settings.load(&folder);
        }
        let configs = self.folders.iter().map(|folder| {
            let config = self.settings.of(folder).map(|it| it.config.clone());
            (folder.clone(), config.unwrap_or_default())
        });
        let task = Task {
            folders: configs.collect(),
            encoding: self.traits.encoding,
            pages: self.traits.code_description,
            stop: Arc::default(),
            known: Mutex::default(),
        };
        self.stop = Arc::clone(&task.stop);
        let events = self.handle.events.clone();
        std::thread::spawn(move || task.run(&events));
    }

    /// Takes the outcome in.
    pub(super) fn scanned(&mut self, report: ScanReport) {
        self.scanning = false;
        self.end_progress();
        let findings: usize = report.notes.values().map(Vec::len).sum();
        let files = report.notes.len();
        let gaps = match report.skipped {
            0 => String::new(),
            gaps => format!(" {} could not be scanned.", count(gaps, "file", "files")),
        };
        let hidden = files.saturating_sub(FILES);
        let more = match hidden {
            0 => String::new(),
            hidden => {
                let hidden = count(hidden, "file", "files");
                format!(" Those of {hidden} are not listed; `keyward check` lists all.")
            }
        };
        let stopped = if report.stopped { "Stopped: " } else { "" };
        let (scanned, findings, files) = (
            count(report.scanned, "file", "files"),
            count(findings, "finding", "findings"),
            count(files, "file", "files"),
        );
        self.tell(format!(
            "{stopped}{scanned} scanned, {findings} in {files}.{gaps}{more}"
        ));
        let mut found: Vec<(PathBuf, Vec<Note>)> = report.notes.into_iter().collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        let listed: Vec<(DocUri, Vec<Note>)> = found
            .into_iter()
            .take(FILES)
            .filter_map(|(path, notes)| Some((uri::from_path(&path)?, notes)))
            .filter(|(uri, _)| !self.documents.contains_key(uri))
            .collect();
        let old = std::mem::replace(&mut self.listed, listed.into_iter().collect());
        let mut uris: Vec<DocUri> = old.into_keys().chain(self.listed.keys().cloned()).collect();
        uris.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        uris.dedup();
        for uri in uris {
            if !self.documents.contains_key(&uri) {
                self.publish_closed(&uri);
            }
        }
    }
}

struct Task {
    folders: Vec<(PathBuf, Config)>,
    encoding: Encoding,
    pages: bool,
    stop: Arc<AtomicBool>,
    known: Mutex<KnownValues>,
}

impl Task {
    fn run(&self, events: &Sender<Event>) {
        let total = Mutex::new(ScanReport::default());
        let paths: Vec<PathBuf> = self
            .folders
            .iter()
            .map(|(folder, _)| folder.clone())
            .collect();
        walk(&paths, JOBS, || {
            let mut buffer = Vec::new();
            let total = &total;
            move |visit| {
                if self.stop.load(Ordering::Relaxed) {
                    return;
                }
                let seen = match visit {
                    Visit::File(path) => Some((path.to_owned(), self.look(path, &mut buffer))),
                    // One that git ignores is no file of the walk; how it is kept matters all the same.
                    Visit::DotEnv(path) => self
                        .look(path, &mut buffer)
                        .filter(|notes| !notes.is_empty())
                        .map(|notes| (path.to_owned(), Some(notes))),
                    Visit::Skipped(path, _) => Some((path, None)),
                };
                let mut report = total
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                match seen {
                    Some((path, Some(notes))) => {
                        report.scanned += 1;
                        if !notes.is_empty() {
                            report.notes.insert(path, notes);
                        }
                    }
                    Some((_, None)) => report.skipped += 1,
                    None => {}
                }
            }
        });
        let mut report = total
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        report.stopped = self.stop.load(Ordering::Relaxed);
        let _ = events.send(Event::Scanned(Box::new(report)));
    }

    /// The notes of one file; `None` when it could not be scanned.
    fn look(&self, path: &Path, buffer: &mut Vec<u8>) -> Option<Vec<Note>> {
        let none = Some(Vec::new());
        if let Err(skip) = read::read_into(path, buffer) {
            return if skip.is_gap() { None } else { none };
        }
        let text = match read::decode(path, buffer) {
            Ok(text) => text,
            Err(skip) => return if skip.is_gap() { None } else { none },
        };
        let holding = self
            .folders
            .iter()
            .filter(|(folder, _)| path.starts_with(folder));
        let (folder, config) = holding.max_by_key(|(folder, _)| folder.components().count())?;
        let relative = path.strip_prefix(folder).unwrap_or(path);
        let mut context = config.context(relative, None);
        let mut known = self
            .known
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        known.add_to(&mut context, path, folder, || DiskFiles::new(folder));
        drop(known);
        let scan = std::panic::catch_unwind(|| scan(&text, &context)).ok()?;
        let lines = Text::new(&text);
        let least = config.min_confidence(Confidence::Likely);
        let subject = Subject {
            path,
            root: folder,
            text: &text,
            context: &context,
            scan: &scan,
            now: clock::now(),
        };
        let issues = hygiene::look(&subject, &DiskFiles::new(folder));
        let settled = hygiene::settle(issues, &text, relative, context.role, config, least);
        let issues = settled.issues.iter().map(|(issue, ..)| Note {
            span: Span::of(&issue.range, &lines, self.encoding),
            level: level(issue.confidence),
            code: issue.check.id,
            unnecessary: false,
            page: self.pages.then(|| links::check_page(issue.check)),
            message: issue.message.clone(),
            related: Vec::new(),
        });
        let mut notes: Vec<Note> = issues.collect();
        let mut findings = config
            .apply(scan, relative, &|range| lines.slice(range))
            .findings;
        findings.retain(|finding| finding.confidence >= least);
        let note = |finding: &keyward_engine::Finding| Note {
            span: Span::of(&finding.range, &lines, self.encoding),
            level: level_in(finding.confidence, &context),
            code: finding.rule.id,
            unnecessary: false,
            page: self.pages.then(|| links::rule_page(finding.rule)),
            message: message_in(finding, &context),
            related: Vec::new(),
        };
        notes.extend(findings.iter().take(LIMIT).map(note));
        notes.sort_by_key(|note| note.level != Level::Error);
        Some(notes)
    }
}
