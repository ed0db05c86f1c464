//! What happens on a post's page while it stands: its author's card, the rights of the one who is signed in, and the
//! threads, which grow.

use std::collections::{HashMap, HashSet};

use broadsheet_shared::{
    id::CommentId,
    v2::{self, CommentState},
};
use leptos::prelude::*;

use super::PostSignals;
use crate::{
    api::{addresses, failure, use_api},
    pages::switches::Switches,
    paths::CommentPart,
    state::{
        location::use_navigator,
        reading::{Reading, asked_at, read},
        toasts::use_toasts,
        viewing::{Answer, read_for_viewer, read_list_for_viewer},
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
    let address = addresses::user(&post.summary.author.username);
    let profile = read::<v2::Profile>(address.clone());
    let author = Signal::derive(move || match profile.get() {
        Reading::Ready(profile) => {
            let tie = switches.at(asked_at(&address)).tie(&profile);
            Some((profile, tie))
        }
        _ => None,
    });
    read_for_reader(post, &part, talk, switches);
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
    let address = addresses::post(&post.summary.slug);
    read_for_viewer(address, post.viewer.is_some(), move |answer: Option<Answer<v2::Post>>| {
        let seen = answer.and_then(|Answer { content, as_of }| {
            switches.at(as_of).learn_post(&content);
            content.viewer
        });
        let _ = viewer.try_set(seen);
    });
    viewer.into()
}

/// What of the comments is there for the one who is signed in, and which of them they like.
fn read_for_reader(post: &v2::Post, part: &CommentPart, talk: Talk, switches: Switches) {
    // Of what is gone nothing is there for anybody.
    let is_for_nobody =
        talk.comments.with_untracked(|list| list.items.iter().all(|comment| comment.state == CommentState::Deleted));
    if is_for_nobody {
        return;
    }
    let address = addresses::comments(&post.summary.slug, part);
    read_list_for_viewer(address, move |Answer { content: list, as_of }: Answer<v2::List<v2::Comment>>, _| {
        list.items.iter().for_each(|comment| switches.at(as_of).learn_comment(comment));
        let _ = talk.comments.try_update(|shown| {
            let theirs = list.items.into_iter().map(|comment| (comment.id, comment)).collect();
            take_for_reader(&mut shown.items, theirs);
        });
    });
}

/// Puts what a comment is to its reader in the place of what it is to others: of somebody who is hidden from them only
/// the place remains, and they read what waits to be looked at of their own.
fn take_for_reader(shown: &mut [v2::Comment], mut theirs: HashMap<CommentId, v2::Comment>) {
    let standing = |comment: &v2::Comment| (comment.state, comment.is_held, comment.author.is_some());
    for own in shown {
        let other = theirs.remove(&own.id).filter(|other| other.version >= own.version);
        if let Some(other) = other.filter(|other| standing(other) != standing(own)) {
            *own = other;
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(number: u32, state: CommentState, body: &str) -> v2::Comment {
        let id = format!("0190c9d2-7c1e-7a7b-8c11-{number:012}");
        let author = serde_json::json!({"id": id, "username": "ada", "display_name": "Ada", "avatar": null});
        serde_json::from_value(serde_json::json!({
            "id": id, "post_id": id, "parent_id": null, "depth": 0, "body": body, "body_html": body,
            "author": Some(author).filter(|_| state == CommentState::Visible), "state": state.as_str(),
            "reply_count": 0, "like_count": 0, "version": 2, "created_at": "2026-01-01T00:00:00Z", "edited_at": null,
        }))
        .unwrap()
    }

    #[test]
    fn comments_are_what_they_are_to_their_reader() {
        let mut shown = vec![
            comment(1, CommentState::Visible, "Theirs"),
            comment(2, CommentState::Hidden, ""),
            comment(3, CommentState::Visible, "Changed meanwhile"),
        ];
        let mut older = comment(3, CommentState::Hidden, "");
        older.version = 1;
        let answer = [comment(1, CommentState::Hidden, ""), comment(2, CommentState::Visible, "Back"), older];

        take_for_reader(&mut shown, answer.into_iter().map(|comment| (comment.id, comment)).collect());

        let bodies: Vec<_> = shown.iter().map(|comment| comment.body.as_str()).collect();
        assert_eq!(bodies, ["", "Back", "Changed meanwhile"]);
    }
}
