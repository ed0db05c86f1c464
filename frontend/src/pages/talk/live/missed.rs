//! What may have been missed: the threads and the numbers are read once more, and again where there is no answer.

use std::collections::HashSet;

use broadsheet_shared::frames::PostCounts;
use gloo_timers::callback::Timeout;
use leptos::{prelude::*, task::spawn_local};

use super::Live;
use crate::{
    api::{ApiError, addresses},
    components::comment::Comments,
    pages::talk::threads::{news::Threads, rereading},
    paths::CommentPart,
};

/// After events were missed the server is asked so long later: everybody else asks too.
const REREAD_MS: u32 = 400;

impl Live {
    /// True while the threads, or more of them, are on their way. The answer may be older than what is told meanwhile, which
    /// waits for it: taken in before, it would be lost.
    pub(super) fn is_reading(self) -> bool {
        self.is_rereading.try_get_value() != Some(false) || untrack(|| self.talk.is_coming())
    }

    pub(super) fn reread_soon(self) {
        // Not all pages at once.
        let wait = REREAD_MS + (js_sys::Math::random() * f64::from(REREAD_MS)) as u32;
        self.timers.try_update_value(|timers| {
            timers.reread.get_or_insert_with(|| Timeout::new(wait, move || self.reread()));
        });
    }

    /// Reads the threads once more, as far as they are loaded, and the numbers, until there is an answer. What is told while
    /// one is on its way waits.
    fn reread(self) {
        self.timers.try_update_value(|timers| timers.reread = None);
        // What is on its way may lack what was missed as well.
        if self.is_reading() {
            return self.reread_soon();
        }
        let Some(Threads { list, .. }) = self.talk.threads() else { return };
        self.is_rereading.set_value(true);
        let asked = self.again.begin();
        let (part, slug) = (self.talk.part.get_untracked(), self.slug.get_value());
        let former = list.next;
        let known: HashSet<_> = list.items.iter().map(|item| item.id).collect();
        let tops = list.items.iter().filter(|item| item.parent_id == part.parent()).count();
        spawn_local(async move {
            let fresh = self.fetch(&slug, &part, tops.div_ceil(addresses::COMMENTS_A_PART).max(1)).await;
            // The page is gone.
            if self.is_rereading.try_set_value(false).is_some() {
                return;
            }
            let read = fresh.map(|fresh| {
                // With another order on the page all of it is new.
                if self.talk.part.get_untracked() == part {
                    let now = self.talk.comments.get_untracked();
                    let next = rereading::next(&now, &fresh, &part, former.as_deref());
                    self.bring(rereading::compare(&now, &fresh, &part, &known), Some(next));
                }
            });
            self.show_soon();
            let answer = match read {
                Ok(()) => self.recount(&slug).await,
                Err(error) => Err(error),
            };
            self.again.settle(asked, answer.as_ref().err(), Box::new(move || self.reread()));
        });
    }

    /// So many parts of the threads.
    async fn fetch(self, slug: &str, first: &CommentPart, parts: usize) -> Result<Comments, ApiError> {
        let (mut part, mut all, mut rest) = (first.clone(), Vec::new(), parts);
        loop {
            let mut read = self.api.get(addresses::comments(slug, &part)).fetch::<Comments>().await?;
            all.append(&mut read.items);
            rest = rest.saturating_sub(1);
            match read.next {
                Some(next) if rest > 0 => part = part.behind(next),
                next => return Ok(Comments { items: all, next, total: None }),
            }
        }
    }

    /// Reads the numbers, and nothing else of the post. Those that were told meanwhile are newer.
    async fn recount(self, slug: &str) -> Result<(), ApiError> {
        let counted = self.counted.try_get_value();
        let counts = self.api.get(addresses::post(slug)).fetch::<PostCounts>().await?;
        if self.counted.try_get_value() == counted {
            self.count(counts);
        }
        Ok(())
    }
}
