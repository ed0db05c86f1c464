//! Answers that come to a comment of which this reader was not told, since they and its author do not see one another:
//! the server is asked what of it stands there, and the answers find their place beneath that.

use std::sync::Arc;

use broadsheet_shared::{id::CommentId, v2};
use leptos::{prelude::*, task::spawn_local};

use super::Live;
use crate::{api::comments, pages::talk::threads::news::News};

/// So far up is asked at the most.
const MAX_STEPS: usize = 10;

/// Comments that were asked for.
#[derive(Debug, Default)]
pub struct Sought(Vec<(CommentId, State)>);

#[derive(Debug)]
enum State {
    /// These answers wait for it. It is not being asked for if the server could not say.
    Wanted { answers: Vec<Arc<v2::Comment>>, is_asked: bool },
    /// What the server said of it is known here: there is nothing more to ask.
    Told,
}

impl Sought {
    /// An answer waits for what it answers. True if that is to be asked for.
    fn wait(&mut self, parent: CommentId, answer: Arc<v2::Comment>) -> bool {
        match self.find(parent) {
            None => {
                self.0.push((parent, State::Wanted { answers: vec![answer], is_asked: true }));
                true
            }
            Some(State::Wanted { answers, is_asked }) => {
                answers.push(answer);
                !std::mem::replace(is_asked, true)
            }
            Some(State::Told) => false,
        }
    }

    /// The server has said what there is to say. Gives the answers that waited.
    fn settle(&mut self, parent: CommentId) -> Vec<Arc<v2::Comment>> {
        match self.find(parent).map(|state| std::mem::replace(state, State::Told)) {
            Some(State::Wanted { answers, .. }) => answers,
            Some(State::Told) | None => Vec::new(),
        }
    }

    /// The server could not say. What waits goes on waiting, and the next answer that comes asks again: asking at once would
    /// never end while the server cannot be reached.
    fn fail(&mut self, parent: CommentId) {
        if let Some(State::Wanted { is_asked, .. }) = self.find(parent) {
            *is_asked = false;
        }
    }

    fn find(&mut self, parent: CommentId) -> Option<&mut State> {
        self.0.iter_mut().find(|(id, _)| *id == parent).map(|(_, state)| state)
    }
}

impl Live {
    /// Asks for what a comment answers that is not here, once.
    pub(super) fn seek(self, answer: Arc<v2::Comment>) {
        let Some(parent) = answer.parent_id else { return };
        if self.sought.try_update_value(|sought| sought.wait(parent, answer)) == Some(true) {
            spawn_local(self.find_home(parent));
        }
    }

    /// Reads upwards from what was answered to what is here, and brings all of it with the answers.
    async fn find_home(self, parent: CommentId) {
        let (mut line, mut next) = (Vec::new(), Some(parent));
        while let Some(id) = next.filter(|_| line.len() < MAX_STEPS) {
            if self.talk.threads().is_none_or(|threads| threads.has(id)) {
                break;
            }
            match comments::find(self.api, id).await {
                Ok(comment) => {
                    next = comment.parent_id;
                    line.push(News::unseen(&comment, 0));
                }
                // There is nothing to be shown of it, now or later.
                Err(error) if matches!(error.status(), Some(404 | 410)) => break,
                Err(_) => {
                    self.sought.try_update_value(|sought| sought.fail(parent));
                    return;
                }
            }
        }
        let answers = self.sought.try_update_value(|sought| sought.settle(parent)).unwrap_or_default();
        self.bring(line.into_iter().rev().chain(answers.into_iter().map(News::Came)).collect(), None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::talk::threads::tests::{comment, numbers};

    #[test]
    fn what_was_answered_is_asked_for_once_however_many_answers_come() {
        let mut sought = Sought::default();
        let (parent, other) = (comment(1, None, 0).id, comment(2, None, 0).id);
        let answer = |number| Arc::new(comment(number, Some(1), 1));

        assert_eq!([sought.wait(parent, answer(5)), sought.wait(parent, answer(6))], [true, false]);
        assert!(sought.wait(other, answer(7)));
        assert_eq!(numbers(&sought.settle(parent)), [5, 6]);
        assert!(!sought.wait(parent, answer(8)), "the server has said what it is");
        assert_eq!(numbers(&sought.settle(parent)), [0; 0]);
    }

    #[test]
    fn what_the_server_could_not_say_is_asked_for_again_with_the_next_answer() {
        let mut sought = Sought::default();
        let parent = comment(1, None, 0).id;
        let answer = |number| Arc::new(comment(number, Some(1), 1));
        sought.wait(parent, answer(5));

        sought.fail(parent);

        assert_eq!([sought.wait(parent, answer(6)), sought.wait(parent, answer(7))], [true, false]);
        assert_eq!(numbers(&sought.settle(parent)), [5, 6, 7], "none is lost");
    }
}
