//! Code to spans with a short, closed list of classes.
//!
//! Syntect knows thousands of scopes; a page needs a dozen colours. Mapping scopes to few classes and joining neighbours of one class
//! keeps the HTML small and the sanitiser's list exact. A language costs 5 to 12 MB once its patterns are compiled, so it loads when
//! first met, and only the few met last stay. What colouring costs is counted ([`Budget`]): where that is spent, the rest of
//! a document's code is plain, and none of it is lost.

mod budget;
mod parser;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use syntect::parsing::{Scope, ScopeStack, SyntaxDefinition, SyntaxReference, SyntaxSet, SyntaxSetBuilder};
use unicode_segmentation::UnicodeSegmentation;

pub(super) use budget::{Budget, MAX_STEPS};
use parser::Parser;

use super::escape;
use super::languages::Language;

/// All classes that highlighted code may carry.
pub(super) const CLASSES: [&str; 13] = [
    "hl-attribute",
    "hl-comment",
    "hl-constant",
    "hl-deleted",
    "hl-function",
    "hl-inserted",
    "hl-keyword",
    "hl-number",
    "hl-operator",
    "hl-string",
    "hl-tag",
    "hl-type",
    "hl-variable",
];

/// A line longer than this is generated, not written; patterns get slow on it, so its block stays plain.
const MAX_LINE_BYTES: usize = 1_000;

/// Scope prefix to class, the first match counts; an empty class ends the search outwards.
const SCOPES: &[(&str, &str)] = &[
    ("comment", "hl-comment"),
    ("punctuation.definition.comment", "hl-comment"),
    ("constant.character.escape", "hl-constant"),
    ("constant.other.placeholder", "hl-constant"),
    ("meta.interpolation", ""),
    ("meta.template.expression", ""),
    ("punctuation.definition.string", "hl-string"),
    ("punctuation.definition.char", "hl-string"),
    ("string.other.link", "hl-function"),
    ("meta.mapping.key", "hl-attribute"),
    ("string", "hl-string"),
    ("constant.numeric", "hl-number"),
    ("constant", "hl-constant"),
    ("support.constant", "hl-constant"),
    ("keyword.operator.word", "hl-keyword"),
    ("keyword.operator.logical.python", "hl-keyword"),
    ("keyword.operator", "hl-operator"),
    ("keyword", "hl-keyword"),
    ("storage.modifier.lifetime", "hl-variable"),
    ("entity.name.lifetime", "hl-variable"),
    ("storage", "hl-keyword"),
    ("entity.name.function", "hl-function"),
    ("entity.name.macro", "hl-function"),
    ("support.function", "hl-function"),
    ("support.macro", "hl-function"),
    ("variable.function", "hl-function"),
    ("entity.name.tag", "hl-tag"),
    ("entity.other.attribute-name", "hl-attribute"),
    ("variable.annotation", "hl-attribute"),
    ("meta.annotation", "hl-attribute"),
    ("entity.name.label", "hl-variable"),
    ("entity.name.section", "hl-type"),
    ("entity.name", "hl-type"),
    ("entity.other.inherited-class", "hl-type"),
    ("support.type.property-name", "hl-attribute"),
    ("support.type", "hl-type"),
    ("support.class", "hl-type"),
    ("variable.parameter", "hl-variable"),
    ("variable.language", "hl-variable"),
    ("variable.other.readwrite.shell", "hl-variable"),
    ("markup.inserted", "hl-inserted"),
    ("markup.deleted", "hl-deleted"),
    ("markup.heading", "hl-type"),
    ("markup.raw", "hl-string"),
    ("meta.diff.header", "hl-comment"),
    ("meta.diff.range", "hl-comment"),
    ("source", ""),
];

const NEWER_RUST_KEYWORDS: [&str; 3] = ["async", "await", "dyn"];

/// Languages that stay loaded.
const MAX_LOADED: usize = 4;

/// The languages met last, the latest at the end.
#[derive(Default)]
pub(super) struct Highlighter {
    loaded: Mutex<Vec<Arc<Loaded>>>,
}

/// One language with a set of its own: a set is cheap to open, and dropping it frees the patterns it has compiled.
struct Loaded {
    token: &'static str,
    set: SyntaxSet,
    syntax: SyntaxReference,
    classes: Vec<(Scope, &'static str)>,
}

impl Highlighter {
    /// Writes `code` with spans as far as the budget goes, or plain where the language has no syntax or a line is too long.
    pub(super) fn write(
        &self,
        output: &mut dyn Write,
        language: &Language,
        code: &str,
        budget: &mut Budget,
    ) -> fmt::Result {
        if language.syntax.is_empty() || budget.is_spent() || code.lines().any(|line| line.len() > MAX_LINE_BYTES) {
            return escape::text(output, code);
        }
        match self.load(language.syntax) {
            Some(loaded) => loaded.write(output, code, budget),
            None => escape::text(output, code),
        }
    }

    #[cfg(test)]
    pub(super) fn knows(&self, language: &Language) -> bool {
        self.load(language.syntax).is_some()
    }

    fn load(&self, token: &'static str) -> Option<Arc<Loaded>> {
        // A panic elsewhere leaves the list whole: it is only ever pushed to and removed from.
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let found = match loaded.iter().position(|known| known.token == token) {
            Some(at) => loaded.remove(at),
            None => Arc::new(Loaded::open(token)?),
        };
        loaded.push(Arc::clone(&found));
        if loaded.len() > MAX_LOADED {
            loaded.remove(0);
        }
        Some(found)
    }
}

impl Loaded {
    fn open(token: &'static str) -> Option<Self> {
        let set = if token == "toml" { own_syntaxes() } else { SyntaxSet::load_defaults_newlines() };
        let syntax = set.find_syntax_by_token(token)?.clone();
        let classes =
            SCOPES.iter().filter_map(|(prefix, class)| Scope::new(prefix).ok().map(|scope| (scope, *class))).collect();
        Some(Self { token, set, syntax, classes })
    }

    fn write(&self, output: &mut dyn Write, code: &str, budget: &mut Budget) -> fmt::Result {
        let Some(mut parser) = Parser::new(&self.set, &self.syntax) else { return escape::text(output, code) };
        budget.turn_to(self.token);
        let mut stack = ScopeStack::new();
        let mut spans = Spans { output, open: "", blanks: String::new() };
        let mut classes = Classes { prefixes: &self.classes, met: HashMap::new() };
        let mut rest = code;
        while let Some(line) = rest.split_inclusive('\n').next() {
            let Some(operations) = parser.line(line, budget) else {
                spans.text("", rest)?;
                break;
            };
            let mut from = 0;
            for (at, operation) in &operations {
                self.write_run(&mut spans, classes.of(&stack), &line[from..*at])?;
                from = *at;
                // An operation that does not fit the stack is a flaw of the syntax; the colours of one block may suffer, no more.
                let _ = stack.apply(operation);
            }
            self.write_run(&mut spans, classes.of(&stack), &line[from..])?;
            rest = &rest[line.len()..];
        }
        spans.close()
    }

    /// The shipped syntax of Rust is older than some of its keywords.
    fn write_run(&self, spans: &mut Spans<'_>, class: &'static str, text: &str) -> fmt::Result {
        if self.token != "rs" || !class.is_empty() {
            return spans.text(class, text);
        }
        for word in text.split_word_bounds() {
            spans.text(if NEWER_RUST_KEYWORDS.contains(&word) { "hl-keyword" } else { "" }, word)?;
        }
        Ok(())
    }
}

/// The class of each scope met so far: a block of code has few, and asks for them at every word.
struct Classes<'l> {
    prefixes: &'l [(Scope, &'static str)],
    met: HashMap<Scope, Option<&'static str>>,
}

impl Classes<'_> {
    /// The class of the innermost scope that has one.
    fn of(&mut self, stack: &ScopeStack) -> &'static str {
        let known = |scope: &Scope| {
            let look_up =
                || self.prefixes.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
            *self.met.entry(*scope).or_insert_with(look_up)
        };
        stack.as_slice().iter().rev().find_map(known).unwrap_or_default()
    }
}

/// Writes runs of text, joining neighbours of one class across blanks.
struct Spans<'o> {
    output: &'o mut dyn Write,
    open: &'static str,
    /// Blanks not yet written: inside the open span if its class goes on, else behind it.
    blanks: String,
}

impl Spans<'_> {
    fn text(&mut self, class: &'static str, text: &str) -> fmt::Result {
        let word = text.trim_end();
        if word.is_empty() {
            self.blanks.push_str(text);
            return Ok(());
        }
        if class != self.open {
            self.close()?;
            if !class.is_empty() {
                write!(self.output, "<span class=\"{class}\">")?;
                self.open = class;
            }
        }
        self.output.write_str(&std::mem::take(&mut self.blanks))?;
        escape::text(self.output, word)?;
        self.blanks.push_str(&text[word.len()..]);
        Ok(())
    }

    fn close(&mut self) -> fmt::Result {
        if !self.open.is_empty() {
            self.output.write_str("</span>")?;
            self.open = "";
        }
        self.output.write_str(&std::mem::take(&mut self.blanks))
    }
}

/// Syntaxes that the shipped set lacks.
fn own_syntaxes() -> SyntaxSet {
    let mut builder = SyntaxSetBuilder::new();
    if let Ok(toml) = SyntaxDefinition::load_from_str(include_str!("syntaxes/toml.sublime-syntax"), true, None) {
        builder.add(toml);
    }
    builder.build()
}
