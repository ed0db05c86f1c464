//! Text for search, normalised and cut into words once, so that both databases find the same.
//!
//! Compatibility forms, case and diacritics are folded; scripts written without spaces become pairs of neighbours. A term consists of
//! letters, digits and marks alone: whatever a reader types is data and never an operator of a query language.

mod fold;
mod marks;
mod pieces;

#[cfg(test)]
mod tests;

pub use marks::{Segment, highlight, snippet};

use pieces::{Kind, pieces};

/// Terms of one query; what is typed beyond them is ignored.
pub const MAX_TERMS: usize = 10;

/// A word to look for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Term {
    /// Folded as the index is: letters, digits and marks, never empty.
    pub text: String,
    /// Whether words that begin with it match too.
    pub is_prefix: bool,
}

impl Term {
    /// Whether an indexed word answers this term.
    pub fn matches(&self, token: &str) -> bool {
        if self.is_prefix { token.starts_with(&self.text) } else { token == self.text }
    }
}

/// The words of a text in order, as they are indexed.
pub fn tokens(text: &str) -> Vec<String> {
    pieces(text).map(|piece| piece.token).collect()
}

/// The words of a text joined by single spaces: what both databases store.
pub fn index_text(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for piece in pieces(text) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(&piece.token);
    }
    joined
}

/// What a reader is looking for: each word once, at most [`MAX_TERMS`]. The last word counts as begun unless a space follows it.
pub fn query_terms(query: &str) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for piece in pieces(query) {
        let is_being_typed = piece.kind == Kind::Word && piece.range.end == query.len();
        let is_prefix = match piece.kind {
            Kind::Word => is_being_typed,
            Kind::Pair => false,
            // The index holds a run's last character by itself; in a query it counts only where the run has no other.
            Kind::RunEnd { run_length: 1 } => true,
            Kind::RunEnd { .. } => continue,
        };
        if let Some(known) = terms.iter_mut().find(|term| term.text == piece.token) {
            known.is_prefix |= is_prefix;
            continue;
        }
        terms.push(Term { text: piece.token, is_prefix });
        if terms.len() == MAX_TERMS {
            break;
        }
    }
    terms
}
