//! Lists, pipelines and compound commands, down to the simple ones.

use brush_parser::ast::{
    AndOr, Assignment, AssignmentName, AssignmentValue, Command, CommandPrefixOrSuffixItem as Item,
    CompoundCommand, CompoundList, IoFileRedirectKind, IoFileRedirectTarget, IoRedirect, Pipeline,
    Program, RedirectList, SimpleCommand,
};

use super::super::place::Secret;
use super::super::reason::Reason;
use super::word::Word;
use super::{COMMANDS, Shell};

/// What a simple command is given beside its words.
#[derive(Default)]
pub(super) struct Given {
    /// A text on standard input: a here document or string.
    pub(super) text: Option<String>,
    /// A secret that is read from standard input.
    pub(super) secret: Option<Reason>,
    /// Names of secret files that the command before it prints.
    pub(super) names: Vec<Secret>,
    /// A secret in an argument `<(…)`.
    pub(super) piped: Option<Reason>,
}

impl Shell<'_> {
    pub(super) fn list(&mut self, list: &CompoundList, names: &[Secret]) {
        for item in &list.0 {
            self.pipeline(&item.0.first, names);
            for next in &item.0.additional {
                let (AndOr::And(pipeline) | AndOr::Or(pipeline)) = next;
                self.pipeline(pipeline, names);
            }
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline, names: &[Secret]) {
        let mut names = names.to_vec();
        for (at, command) in pipeline.seq.iter().enumerate() {
            let before = self.named.len();
            self.command(command, &names);
            names = self.named[before..].to_vec();
            // What the last one names is what the pipeline names.
            if at + 1 < pipeline.seq.len() {
                self.named.truncate(before);
            }
        }
    }

    fn command(&mut self, command: &Command, names: &[Secret]) {
        self.commands += 1;
        if self.commands > COMMANDS || !self.found.is_empty() {
            return;
        }
        match command {
            Command::Simple(simple) => self.simple(simple, names),
            Command::Compound(compound, redirects) => {
                self.redirects(redirects.as_ref());
                self.compound(compound, names);
            }
            Command::Function(function) => {
                self.redirects(function.body.1.as_ref());
                self.compound(&function.body.0, &[]);
            }
            Command::ExtendedTest(_) => {}
        }
    }

    fn compound(&mut self, compound: &CompoundCommand, names: &[Secret]) {
        match compound {
            CompoundCommand::BraceGroup(group) => self.list(&group.list, names),
            CompoundCommand::Subshell(shell) => {
                let folder = self.place.folder.clone();
                self.list(&shell.list, names);
                self.place.folder = folder;
            }
            CompoundCommand::ForClause(clause) => {
                let values = clause.values.iter().flatten();
                let values: Vec<Word> = values.map(|word| self.expand(&word.value)).collect();
                self.variables
                    .insert(clause.variable_name.clone(), Word::any_of(values));
                self.list(&clause.body.list, &[]);
            }
            CompoundCommand::ArithmeticForClause(clause) => self.list(&clause.body.list, &[]),
            CompoundCommand::CaseClause(clause) => {
                let commands = clause.cases.iter().filter_map(|case| case.cmd.as_ref());
                commands.for_each(|list| self.list(list, &[]));
            }
            CompoundCommand::IfClause(clause) => {
                self.list(&clause.condition, &[]);
                self.list(&clause.then, &[]);
                for one in clause.elses.iter().flatten() {
                    if let Some(condition) = &one.condition {
                        self.list(condition, &[]);
                    }
                    self.list(&one.body, &[]);
                }
            }
            CompoundCommand::WhileClause(clause) | CompoundCommand::UntilClause(clause) => {
                self.list(&clause.0, names);
                self.list(&clause.1.list, names);
            }
            CompoundCommand::Arithmetic(_) => {}
        }
    }

    /// What a compound command reads from files.
    fn redirects(&mut self, redirects: Option<&RedirectList>) {
        let mut given = Given::default();
        for redirect in redirects.iter().flat_map(|list| &list.0) {
            self.redirect(redirect, &mut given);
        }
        self.found.extend(given.secret);
    }

    fn redirect(&mut self, redirect: &IoRedirect, given: &mut Given) {
        match redirect {
            IoRedirect::File(_, kind, IoFileRedirectTarget::Filename(word)) => {
                let word = self.expand(&word.value);
                let reads = matches!(
                    kind,
                    IoFileRedirectKind::Read | IoFileRedirectKind::ReadAndWrite
                );
                if let (true, Some(secret)) = (reads, self.secret_of(&word)) {
                    given.secret = Some(Reason::printed(&secret, ""));
                }
            }
            IoRedirect::File(_, _, IoFileRedirectTarget::ProcessSubstitution(_, shell)) => {
                let captured = self.capture(|it| {
                    it.list(&shell.list, &[]);
                    None
                });
                given.secret = captured.taint.or(given.secret.take());
            }
            IoRedirect::HereDocument(_, document) => {
                if document.requires_expansion {
                    let word = self.expand(&document.doc.value);
                    given.secret = word.taint.or(given.secret.take());
                }
                given.text = Some(document.doc.value.clone());
            }
            IoRedirect::HereString(_, word) => {
                let word = self.expand(&word.value);
                given.text = word.plain();
                given.secret = word.taint.or(given.secret.take());
            }
            IoRedirect::File(..) | IoRedirect::OutputAndError(..) => {}
        }
    }

    fn simple(&mut self, simple: &SimpleCommand, names: &[Secret]) {
        let mut given = Given {
            names: names.to_vec(),
            ..Given::default()
        };
        let mut words = Vec::new();
        let prefix = simple.prefix.iter().flat_map(|prefix| &prefix.0);
        let prefix: Vec<&Item> = prefix.collect();
        for item in prefix {
            self.item(item, &mut words, &mut given, simple.word_or_name.is_none());
        }
        if let Some(name) = &simple.word_or_name {
            words.push(self.expand(&name.value));
        }
        for item in simple.suffix.iter().flat_map(|suffix| &suffix.0) {
            self.item(item, &mut words, &mut given, false);
        }
        if words.is_empty() {
            self.found.extend(given.secret);
            return;
        }
        self.run(words, given);
    }

    /// A word, an assignment or a redirection of a simple command.
    fn item(&mut self, item: &Item, words: &mut Vec<Word>, given: &mut Given, alone: bool) {
        match item {
            Item::IoRedirect(redirect) => self.redirect(redirect, given),
            Item::Word(word) => words.push(self.expand(&word.value)),
            Item::AssignmentWord(assignment, word) => {
                let value = self.assign(assignment);
                // Before a command it is that command's; behind `export` it is an argument.
                if !alone && !words.is_empty() {
                    words.push(
                        value
                            .unwrap_or_else(|| Word::literal(word.value.clone()))
                            .assigned(),
                    );
                }
            }
            Item::ProcessSubstitution(_, shell) => {
                let captured = self.capture(|it| {
                    it.list(&shell.list, &[]);
                    None
                });
                given.piped = captured.taint.or(given.piped.take());
            }
        }
    }

    /// Notes the value of a variable.
    fn assign(&mut self, assignment: &Assignment) -> Option<Word> {
        let AssignmentName::VariableName(name) = &assignment.name else {
            return None;
        };
        let value = match &assignment.value {
            AssignmentValue::Scalar(word) => self.expand(&word.value),
            AssignmentValue::Array(items) => {
                let items: Vec<Word> = items
                    .iter()
                    .map(|item| self.expand(&item.1.value))
                    .collect();
                Word::any_of(items)
            }
        };
        let value = match self.variables.get(name) {
            Some(before) if assignment.append => before.clone().followed_by(&value),
            _ => value,
        };
        self.variables.insert(name.clone(), value.clone());
        Some(value)
    }

    /// What a program prints that does nothing but print words of its own text.
    pub(super) fn said(&mut self, program: &Program) -> Option<String> {
        let [list] = program.complete_commands.as_slice() else {
            return None;
        };
        let [item] = list.0.as_slice() else {
            return None;
        };
        let (pipeline, rest) = (&item.0.first, &item.0.additional);
        let ([Command::Simple(simple)], true) = (pipeline.seq.as_slice(), rest.is_empty()) else {
            return None;
        };
        let name = simple.word_or_name.as_ref()?.value.clone();
        let name = self.expand(&name).plain()?;
        let mut words = Vec::new();
        for item in simple.suffix.iter().flat_map(|suffix| &suffix.0) {
            let Item::Word(word) = item else {
                return None;
            };
            words.push(self.expand(&word.value).plain()?);
        }
        match name.as_str() {
            "echo" => {
                let flag =
                    |word: &&String| word.len() == 2 && ["-n", "-e", "-E"].contains(&word.as_str());
                let at = words.iter().take_while(flag).count();
                Some(super::word::unescaped(&words[at..].join(" ")))
            }
            "printf" => {
                let format = words.first()?;
                let mut out = super::word::unescaped(format);
                for word in &words[1..] {
                    match out.find("%s").or_else(|| out.find("%b")) {
                        Some(at) => out.replace_range(at..at + 2, word),
                        None => out.push_str(word),
                    }
                }
                Some(out)
            }
            _ => None,
        }
    }
}
