//! Threads from the flat list that the server sends.

use broadsheet_shared::v2;

/// A comment with its answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Thread {
    /// The comment.
    pub comment: v2::Comment,
    /// Its answers, in order.
    pub answers: Vec<Thread>,
}

/// Builds threads from comments in reading order: each stands behind its parent, `depth` says how far in. A comment
/// whose parent is missing moves up to the nearest that is there, so that nothing is lost.
pub fn threads(comments: Vec<v2::Comment>) -> Vec<Thread> {
    let mut open: Vec<Thread> = Vec::new();
    let mut roots = Vec::new();
    for comment in comments {
        while open.last().is_some_and(|last| last.comment.depth >= comment.depth) {
            close(&mut open, &mut roots);
        }
        open.push(Thread { comment, answers: Vec::new() });
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

    fn outline(threads: &[Thread]) -> String {
        threads.iter().map(|thread| format!("{}({})", thread.comment.body, outline(&thread.answers))).collect()
    }

    #[test]
    fn reading_order_becomes_threads() {
        let list = [("a", 0), ("b", 1), ("c", 2), ("d", 1), ("e", 0)];

        let threads = threads(list.iter().map(|(body, depth)| comment(body, *depth)).collect());

        assert_eq!(outline(&threads), "a(b(c())d())e()");
    }

    #[test]
    fn answers_to_what_is_missing_are_kept() {
        let list = [("a", 2), ("b", 3), ("c", 1)];

        let threads = threads(list.iter().map(|(body, depth)| comment(body, *depth)).collect());

        assert_eq!(outline(&threads), "a(b())c()");
    }
}
