//! Threads from the flat list that the server sends.

use std::sync::Arc;

use broadsheet_shared::v2;

/// Comments in reading order, each behind its parent, and where the next ones begin. What has not changed is shared from
/// one state of the threads to the next.
pub type Comments = v2::List<Arc<v2::Comment>>;

/// A comment with its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// The comment.
    pub comment: Arc<v2::Comment>,
    /// Its answers, in order.
    pub answers: Vec<Thread>,
}

/// Builds threads from comments in reading order: each stands behind its parent, `depth` says how far in. A comment
/// whose parent is missing moves up to the nearest that is there, so that nothing is lost.
pub fn threads(comments: &[Arc<v2::Comment>]) -> Vec<Thread> {
    let mut open: Vec<Thread> = Vec::new();
    let mut roots = Vec::new();
    for comment in comments {
        while open.last().is_some_and(|last| last.comment.depth >= comment.depth) {
            close(&mut open, &mut roots);
        }
        open.push(Thread { comment: Arc::clone(comment), answers: Vec::new() });
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    roots
}

/// Moves the innermost open thread into the one around it.
fn close(open: &mut Vec<Thread>, roots: &mut Vec<Thread>) {
    if let Some(thread) = open.pop() {
        match open.last_mut() {
            Some(parent) => parent.answers.push(thread),
            None => roots.push(thread),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::comment::tests::comment;

    fn list(comments: &[(&str, u32)]) -> Vec<Arc<v2::Comment>> {
        comments.iter().map(|(body, depth)| Arc::new(comment(body, *depth))).collect()
    }

    fn outline(threads: &[Thread]) -> String {
        threads.iter().map(|thread| format!("{}({})", thread.comment.body, outline(&thread.answers))).collect()
    }

    #[test]
    fn reading_order_becomes_threads() {
        let threads = threads(&list(&[("a", 0), ("b", 1), ("c", 2), ("d", 1), ("e", 0)]));

        assert_eq!(outline(&threads), "a(b(c())d())e()");
    }

    #[test]
    fn answers_to_what_is_missing_are_kept() {
        let threads = threads(&list(&[("a", 2), ("b", 3), ("c", 1)]));

        assert_eq!(outline(&threads), "a(b())c()");
    }
}
