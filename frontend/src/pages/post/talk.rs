//! What happens on a post's page while it stands: its author's card, the rights of the one who is signed in, and the
//! threads, which grow.

use std::collections::HashSet;

use broadsheet_shared::v2::{self, CommentState};
use leptos::prelude::*;

use super::PostSignals;
use crate::{
    api::{addresses, failure, use_api},
    pages::switches::Switches,
    paths::CommentPart,
    state::{
        location::use_navigator,
        reading::{Reading, read},
        toasts::use_toasts,
        viewing::read_for_viewer,
        visits::Visits,
    },
};

/// The comments of the post on the screen. Whoever writes, changes or removes one changes these.
#[derive(Clone, Copy)]
pub struct Talk {
    /// In reading order: each behind its parent.
    pub comments: RwSignal<v2::List<v2::Comment>>,
    /// How many there are in all.
    pub count: RwSignal<u64>,
    /// True while the next part is on its way.
    is_loading: RwSignal<bool>,
}

impl Talk {
    /// Starts with what the page came with.
    pub fn new(post: &v2::Post, comments: v2::List<v2::Comment>) -> Self {
        Self {
            comments: RwSignal::new(comments),
            count: RwSignal::new(post.summary.comment_count),
            is_loading: RwSignal::new(false),
        }
    }
}

/// What the view shows of it.
pub fn signals(post: &v2::Post, part: CommentPart, talk: Talk, switches: Switches) -> PostSignals {
    let profile = read::<v2::Profile>(addresses::user(&post.summary.author.username));
    let author = Signal::derive(move || match profile.get() {
        Reading::Ready(profile) => {
            let tie = switches.tie(&profile);
            Some((profile, tie))
        }
        _ => None,
    });
    read_likes(post, &part, talk, switches);
    PostSignals {
        author,
        viewer: viewer(post, switches),
        reactions: switches.on_post(post),
        comments: talk.comments.into(),
        comment_count: talk.count.into(),
        is_loading: talk.is_loading.into(),
        more_comments: more_comments(post, part, talk),
    }
}

/// Keeps the threads as they stand, and their number, for whoever comes back. `slug` is the one in the page's address,
/// under which the page reads.
pub fn keep(slug: &str, part: &CommentPart, talk: Talk) {
    let (visits, navigator) = (expect_context::<Visits>(), use_navigator());
    let (own_address, threads) = (addresses::post(slug), addresses::comments(slug, part));
    Effect::new(move |former: Option<()>| {
        let (comments, count) = (talk.comments.get(), talk.count.get());
        if former.is_none() {
            return;
        }
        let key = navigator.location_untracked().key;
        if let Some(mut post) = visits.find::<v2::Post>(&key, &own_address) {
            post.summary.comment_count = count;
            visits.keep(&key, &own_address, post);
        }
        visits.keep(&key, &threads, comments);
    });
}

/// What the one who is signed in may do, and has done.
fn viewer(post: &v2::Post, switches: Switches) -> Signal<Option<v2::PostViewer>> {
    let viewer = RwSignal::new(post.viewer);
    read_for_viewer(addresses::post(&post.summary.slug), post.viewer.is_some(), move |post: Option<v2::Post>| {
        if let Some(post) = &post {
            switches.learn_post(post);
        }
        let _ = viewer.try_set(post.and_then(|post| post.viewer));
    });
    viewer.into()
}

/// Which of the comments the one who is signed in likes.
fn read_likes(post: &v2::Post, part: &CommentPart, talk: Talk, switches: Switches) {
    // What is gone is liked by nobody.
    let known: Vec<_> = talk.comments.with_untracked(|list| {
        let visible = list.items.iter().filter(|comment| comment.state == CommentState::Visible);
        visible.map(|comment| comment.viewer.is_some()).collect()
    });
    if known.is_empty() {
        return;
    }
    let is_known = known.into_iter().all(|is_known| is_known);
    let address = addresses::comments(&post.summary.slug, part);
    read_for_viewer(address, is_known, move |list: Option<v2::List<v2::Comment>>| {
        for comment in list.into_iter().flat_map(|list| list.items) {
            switches.learn_comment(&comment);
        }
    });
}

fn more_comments(post: &v2::Post, part: CommentPart, talk: Talk) -> Callback<()> {
    let api = use_api();
    let toasts = use_toasts();
    let slug = post.summary.slug.clone();
    Callback::new(move |()| {
        let next = talk.comments.with_untracked(|list| list.next.clone());
        let Some(next) = next.filter(|_| !talk.is_loading.get_untracked()) else { return };
        talk.is_loading.set(true);
        let call = api.get(addresses::comments(&slug, &part.behind(next)));
        leptos::task::spawn_local(async move {
            let answer = call.fetch::<v2::List<v2::Comment>>().await;
            let _ = talk.is_loading.try_set(false);
            match answer {
                Ok(part) => {
                    let _ = talk.comments.try_update(|list| {
                        // One's own new comment stands at the end already, and comes once more in its place.
                        let known: HashSet<_> = part.items.iter().map(|comment| comment.id).collect();
                        list.items.retain(|comment| !known.contains(&comment.id));
                        list.items.extend(part.items);
                        list.next = part.next;
                    });
                }
                Err(error) => toasts.error(failure::said(&error)),
            }
        });
    })
}
