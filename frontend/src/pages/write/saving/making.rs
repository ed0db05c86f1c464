//! Making a new post, once: whatever becomes of the answer, the text of one editor makes one post.
//!
//! What is sent is kept with its key, on the device too, until the server has answered. What came to no answer is sent
//! again as it was, under the same key: that makes nothing new. What was written since is a change of the post it gives.

use broadsheet_shared::{problem::Code, time::Timestamp};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Stop;
use crate::{
    api::{ApiError, key, posts},
    pages::write::{copies, desk::Desk},
    paths,
    state::{
        document::Document,
        drafts::{Drafts, LocalCopy, Place},
    },
};

/// What was sent to make a post, and the key it was sent under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pages::write) struct Making {
    key: String,
    document: Document,
}

impl Making {
    /// What was sent for the text of an editor and came to no answer.
    pub fn find(drafts: Drafts, slot: &str) -> Option<Self> {
        drafts.find(&Place::Making { slot: slot.to_owned() }).map(|copy| copy.content)
    }

    /// Keeps it for the text of an editor. A device that refuses knows it as long as the page stands.
    pub fn keep(&self, drafts: Drafts, slot: &str) {
        let saved_at = Timestamp::from_millis(js_sys::Date::now() as i64);
        let copy = LocalCopy { saved_at, base_version: None, content: self.clone() };
        let _ = drafts.keep(&Place::Making { slot: slot.to_owned() }, &copy);
    }
}

impl Desk {
    /// Makes the post, or finds the one that was made before. False if that was of another text than `document`.
    pub(super) async fn make(self, document: &Document) -> Result<bool, Stop> {
        let making = match self.making.get_value() {
            Some(making) => making,
            None => self.begin_to_make(document)?,
        };
        let (drafts, place, slot) = (self.drafts, self.place(), self.slot());
        let request = making.document.to_create();
        let made = async {
            let answer = posts::create(self.api, &request, &making.key).await;
            match &answer {
                // The server has it, whatever became of the page.
                Ok(_) => drafts.forget_text(&place, &making.document),
                Err(error) if is_refusal(error) => drafts.forget(&Place::Making { slot }),
                Err(_) => {}
            }
            answer
        };
        let answer = self.ask(made).await;
        if answer.is_ok() || matches!(&answer, Err(Stop::Failed(error)) if is_refusal(error)) {
            self.making.set_value(None);
        }
        let post = answer?;
        self.navigator.show_address(&paths::write_post(post.summary.id));
        self.settle(&making.document, post);
        // What was written since is the post's now.
        copies::write(self);
        drafts.forget(&place);
        Ok(making.document == *document)
    }

    fn begin_to_make(self, document: &Document) -> Result<Making, ApiError> {
        self.check(document.to_create().parse().map(drop))?;
        let making = Making { key: key::fresh(), document: document.clone() };
        making.keep(self.drafts, &self.slot());
        self.making.set_value(Some(making.clone()));
        Ok(making)
    }
}

/// True if the server has made nothing and says so: the next attempt is another.
fn is_refusal(error: &ApiError) -> bool {
    match error {
        ApiError::Problem(problem) => problem.status < 500 && problem.code != Code::IdempotencyRunning,
        ApiError::Offline | ApiError::Timeout | ApiError::Cancelled | ApiError::Unreadable(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use broadsheet_shared::v2;

    use super::*;

    #[test]
    fn only_what_the_server_refuses_for_good_was_certainly_not_made() {
        let problem = |code: Code| {
            let problem = v2::Problem {
                kind: String::new(),
                title: String::new(),
                status: code.status(),
                detail: String::new(),
                code,
                request_id: String::new(),
                policy: None,
                retry_after: None,
                errors: Vec::new(),
                current: None,
            };
            ApiError::Problem(Box::new(problem))
        };

        assert!(is_refusal(&problem(Code::RequestInvalid)));
        for error in [ApiError::Offline, ApiError::Timeout, problem(Code::IdempotencyRunning), problem(Code::Internal)]
        {
            assert!(!is_refusal(&error), "{error:?}");
        }
    }
}
