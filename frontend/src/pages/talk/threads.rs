//! The threads beneath a post as they stand on its page, where they grow and change.

pub(super) mod news;
pub(super) mod placing;
pub(super) mod rereading;

use std::{collections::HashSet, sync::Arc};

use broadsheet_shared::{
    id::CommentId,
    v2::{self, CommentState},
};
use leptos::prelude::*;

use self::news::Threads;
use crate::{
    api::{addresses, failure, use_api},
    bridge::{self, FromLive, PageNews, PostThere},
    components::comment::{Comments, ThreadSignals},
    paths::{self, CommentPart, ThreadOrder},
    state::{here::use_here, toasts::use_toasts, visits::Visits},
    text::reading as text,
};

/// The comments of the post on the screen. Whoever writes, changes or removes one changes these.
#[derive(Clone, Copy)]
pub struct Talk {
    /// In reading order: each behind its parent.
    pub comments: RwSignal<Comments>,
    /// How many there are in all.
    pub count: RwSignal<u64>,
    /// Which of them these are.
    pub part: RwSignal<CommentPart>,
    /// Those that have come meanwhile and wait until the reader asks for them.
    pub held: RwSignal<Vec<Arc<v2::Comment>>>,
    /// Those that have grown before the reader's eyes, and show a part of themselves.
    pub folded: RwSignal<Vec<CommentId>>,
    /// Own ones that the server is being told of.
    pub posting: StoredValue<u32>,
    /// Those that were put among the others while the page stood.
    fresh: StoredValue<HashSet<CommentId>>,
    /// True while the server tells of every change by itself.
    is_live: Signal<bool>,
    /// True while the next part is on its way.
    is_loading: RwSignal<bool>,
    /// True while they are on their way in another order.
    is_sorting: RwSignal<bool>,
}

impl Talk {
    /// Starts with what the page came with.
    pub fn new(post: &PostThere, comments: Comments, is_live: Signal<bool>) -> Self {
        Self {
            comments: RwSignal::new(comments),
            count: RwSignal::new(post.comment_count),
            part: RwSignal::new(post.part.clone()),
            held: RwSignal::new(Vec::new()),
            folded: RwSignal::new(Vec::new()),
            posting: StoredValue::new(0),
            fresh: StoredValue::new(HashSet::new()),
            is_live,
            is_loading: RwSignal::new(false),
            is_sorting: RwSignal::new(false),
        }
    }

    /// The threads as they stand, for changing them. Untracked; `None` once the page is gone.
    pub fn threads(self) -> Option<Threads> {
        Some(Threads::new(self.comments.try_get_untracked()?, self.held.try_get_untracked()?))
    }

    /// Shows threads that were changed.
    pub fn show(self, threads: Threads) {
        self.fresh.update_value(|fresh| fresh.extend(threads.inserted));
        if self.held.with_untracked(|held| *held != threads.held) {
            self.held.set(threads.held);
        }
        if self.comments.with_untracked(|list| *list != threads.list) {
            self.comments.set(threads.list);
        }
    }

    /// True while a part of them is on its way, or another order: what is told meanwhile may be about that. Tracked.
    pub fn is_coming(self) -> bool {
        [self.is_loading, self.is_sorting].iter().any(|coming| coming.try_get() == Some(true))
    }

    /// True if a comment came while the page stood.
    pub fn is_fresh(self, id: CommentId) -> bool {
        self.fresh.with_value(|fresh| fresh.contains(&id))
    }

    /// Counts what the reader has done themselves, where nobody else will tell.
    pub fn count_own(self, more: i64) {
        if self.is_live.try_get_untracked() == Some(false) {
            self.count.try_update(|count| *count = count.saturating_add_signed(more));
        }
    }

    /// Puts another version of a comment in its place.
    pub fn replace(self, comment: v2::Comment) {
        let Some(mut threads) = self.threads() else { return };
        if let Some(at) = placing::find(&threads.list.items, comment.id) {
            threads.replace(at, Arc::new(comment));
            self.show(threads);
        }
    }

    /// Takes a comment's words from the screen; its place in the thread stays.
    pub fn empty(self, id: CommentId, state: CommentState) {
        let found = |list: &Comments| list.items.iter().find(|item| item.id == id).cloned();
        if let Some(comment) = self.comments.try_with_untracked(found).flatten() {
            self.replace(rereading::taken_away(&comment, state));
        }
    }
}

/// What the view shows of it.
pub fn signals(post: &PostThere, talk: Talk) -> ThreadSignals {
    ThreadSignals {
        comments: talk.comments.into(),
        count: talk.count.into(),
        part: talk.part.into(),
        is_loading: talk.is_loading.into(),
        is_sorting: talk.is_sorting.into(),
        more: more_comments(post, talk),
        sort: sort(post, talk),
    }
}

/// Keeps the threads as they stand for whoever comes back, and tells the page how many there are.
pub fn keep(post: &PostThere, talk: Talk) {
    let (visits, here) = (expect_context::<Visits>(), use_here());
    let (id, slug) = (post.id, post.asked_slug.clone());
    Effect::new(move |former: Option<()>| {
        let (comments, count, part) = (talk.comments.get(), talk.count.get(), talk.part.get());
        if former.is_none() {
            return;
        }
        bridge::say(&PageNews::CommentCount(id, count));
        visits.keep(&here.key(), &addresses::comments(&slug, &part), comments);
    });
}

fn more_comments(post: &PostThere, talk: Talk) -> Callback<()> {
    let api = use_api();
    let toasts = use_toasts();
    let slug = post.slug.clone();
    Callback::new(move |()| {
        let next = talk.comments.with_untracked(|list| list.next.clone());
        let Some(next) = next.filter(|_| !talk.is_loading.get_untracked()) else { return };
        talk.is_loading.set(true);
        let part = talk.part.get_untracked();
        let call = api.get(addresses::comments(&slug, &part.behind(next)));
        leptos::task::spawn_local(async move {
            let answer = call.fetch::<Comments>().await;
            let _ = talk.is_loading.try_set(false);
            match answer {
                // They stand in another order by now.
                Ok(_) if talk.part.try_get_untracked() != Some(part) => {}
                Ok(more) => {
                    // One's own new comment stands at the end already, and comes once more in its place.
                    let known: HashSet<_> = more.items.iter().map(|comment| comment.id).collect();
                    let _ = talk.held.try_update(|held| held.retain(|comment| !known.contains(&comment.id)));
                    let _ = talk.comments.try_update(|list| {
                        list.items.retain(|comment| !known.contains(&comment.id));
                        list.items.extend(more.items);
                        list.next = more.next;
                    });
                }
                Err(error) => toasts.error(failure::said(&error)),
            }
        });
    })
}

/// Shows the threads in another order, from the first one on. The page stays, and its address names the order.
fn sort(post: &PostThere, talk: Talk) -> Callback<ThreadOrder> {
    let (api, toasts) = (use_api(), use_toasts());
    let slug = post.slug.clone();
    let wanted = StoredValue::new(None::<ThreadOrder>);
    Callback::new(move |order: ThreadOrder| {
        let part = CommentPart::sorted(order);
        wanted.set_value(Some(order));
        talk.is_sorting.set(true);
        let call = api.get(addresses::comments(&slug, &part));
        let address = paths::post_part(&slug, &part);
        leptos::task::spawn_local(async move {
            let answer = call.fetch::<Comments>().await;
            // Another order was asked for since, or the page is gone.
            if wanted.try_get_value().flatten() != Some(order) {
                return;
            }
            let _ = talk.is_sorting.try_set(false);
            match answer {
                Ok(comments) => {
                    // The answer to an earlier question for the same order would be older than what is told from now on.
                    wanted.set_value(None);
                    talk.part.set(part);
                    talk.held.set(Vec::new());
                    talk.comments.set(comments);
                    bridge::say(&FromLive::Address(address));
                    bridge::say(&FromLive::Announce(text::threads_sorted(order.word()).to_owned()));
                }
                Err(error) => toasts.error(failure::said(&error)),
            }
        });
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::components::comment::Intake;

    /// A visible comment that was the so-manieth, and answers another.
    pub fn comment(number: u32, parent: Option<u32>, depth: u32) -> v2::Comment {
        let id = |number: u32| format!("0190c9d2-7c1e-7a7b-8c11-{number:012}");
        serde_json::from_value(serde_json::json!({
            "id": id(number), "post_id": id(0), "parent_id": parent.map(id), "depth": depth, "author": null, "body": "",
            "body_html": "", "state": "visible", "reply_count": 0, "like_count": 0, "version": 1,
            "created_at": format!("2026-01-01T00:00:{number:02}Z"), "edited_at": null
        }))
        .unwrap()
    }

    #[test]
    fn what_is_told_waits_for_more_and_for_another_order() {
        Owner::new().with(|| {
            let post = PostThere {
                id: comment(0, None, 0).post_id,
                asked_slug: "a".to_owned(),
                slug: "a".to_owned(),
                author: "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f".parse().unwrap(),
                comment_count: 2,
                intake: Intake::Open,
                part: CommentPart::First,
                key: "1".to_owned(),
                is_first: true,
            };
            let talk = Talk::new(&post, list(&[(1, None), (2, None)], true), Signal::stored(true));
            let is_coming = || untrack(|| talk.is_coming());

            assert!(!is_coming());
            for coming in [talk.is_loading, talk.is_sorting] {
                coming.set(true);
                assert!(is_coming());
                coming.set(false);
                assert!(!is_coming());
            }
        });
    }

    /// Comments in reading order, with the numbers of what they answer.
    pub fn list(comments: &[(u32, Option<u32>)], has_more: bool) -> Comments {
        let mut items: Vec<Arc<v2::Comment>> = Vec::new();
        for (number, parent) in comments {
            let above = parent.and_then(|parent| items.iter().position(|item| item.id == comment(parent, None, 0).id));
            let depth = above.map_or(parent.is_some().into(), |at| items[at].depth + 1);
            if let Some(at) = above {
                Arc::make_mut(&mut items[at]).reply_count += 1;
            }
            items.push(Arc::new(comment(*number, *parent, depth)));
        }
        Comments { items, next: has_more.then(|| "c".to_owned()), total: None }
    }

    /// Which comments these are.
    pub fn numbers(items: &[Arc<v2::Comment>]) -> Vec<u32> {
        items.iter().map(|item| item.id.to_string().rsplit('-').next().unwrap().parse().unwrap()).collect()
    }
}
