//! Comments that wait for staff: everybody is told that they are held, and those who may read them ask what they say. The
//! server may refuse to say, so each version is asked for once and the answer stands.

use std::{collections::HashSet, sync::Arc};

use broadsheet_shared::id::CommentId;
use leptos::{prelude::*, task::spawn_local};

use super::Live;
use crate::{api::comments, pages::talk::threads::news::News};

/// The versions of comments that were asked for.
#[derive(Debug, Default)]
pub struct Asked(HashSet<(CommentId, u64)>);

impl Asked {
    /// A version is to be asked for. False if it was.
    fn begin(&mut self, id: CommentId, version: u64) -> bool {
        self.0.insert((id, version))
    }

    /// The server could not be asked: the next to hear of the version asks again.
    fn fail(&mut self, id: CommentId, version: u64) {
        self.0.remove(&(id, version));
    }
}

impl Live {
    /// Asks for a comment that waits for staff, as this reader may see it.
    pub(super) fn ask_for(self, id: CommentId, version: u64) {
        if self.asked.try_update_value(|asked| asked.begin(id, version)) != Some(true) {
            return;
        }
        spawn_local(async move {
            let Ok(comment) = comments::find(self.api, id).await else {
                self.asked.try_update_value(|asked| asked.fail(id, version));
                return;
            };
            self.bring(vec![News::Answered(Arc::new(comment))], None);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::talk::threads::tests::comment;

    #[test]
    fn a_version_is_asked_for_once_unless_the_server_could_not_be_asked() {
        let mut asked = Asked::default();
        let id = comment(1, None, 0).id;

        assert_eq!([1, 1, 2].map(|version| asked.begin(id, version)), [true, false, true]);
        asked.fail(id, 1);
        assert_eq!([1, 2].map(|version| asked.begin(id, version)), [true, false]);
    }
}
