//! Threads from the flat list that the server sends.

use broadsheet_shared::{
    id::CommentId,
    v2::{self, CommentState},
};

/// A comment with its answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Thread {
    /// The comment.
    pub comment: v2::Comment,
    /// Its answers, in order.
    pub answers: Vec<Thread>,
}

/// What of a comment can change on the screen.
type State = (CommentId, u64, CommentState, bool, u64);

impl Thread {
    /// Differs once anything in it is shown differently.
    pub fn state(&self) -> Vec<State> {
        let comment = &self.comment;
        let own = (comment.id, comment.version, comment.state, comment.is_held, comment.reply_count);
        let answers = self.answers.iter().flat_map(Self::state);
        std::iter::once(own).chain(answers).collect()
    }
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
    fn a_thread_is_another_once_an_answer_in_it_changes() {
        let list = || [("a", 0), ("b", 1)].into_iter().map(|(body, depth)| comment(body, depth)).collect::<Vec<_>>();
        let state = |comments| threads(comments).iter().map(Thread::state).collect::<Vec<_>>();

        let (mut changed, mut hidden) = (list(), list());
        changed[1].version += 1;
        hidden[1].state = CommentState::Hidden;

        assert_eq!(state(list()), state(list()));
        assert_ne!(state(changed), state(list()));
        assert_ne!(state(hidden), state(list()));
    }

    #[test]
    fn answers_to_what_is_missing_are_kept() {
        let list = [("a", 2), ("b", 3), ("c", 1)];

        let threads = threads(list.iter().map(|(body, depth)| comment(body, *depth)).collect());

        assert_eq!(outline(&threads), "a(b())c()");
    }
}
