//! A post with its comments.

#[cfg(feature = "csr")]
mod place;
#[cfg(feature = "csr")]
mod signals;
#[cfg(feature = "csr")]
mod standing;

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::components::{
    follow::Tie,
    post::{PostArticle, Reactions},
};

/// What of a post's page changes while it stands.
#[derive(Clone, Copy)]
pub struct PostSignals {
    /// The author's public page, and how they and the reader stand to one another.
    pub author: Signal<Option<(v2::Profile, Tie)>>,
    /// What the one who is signed in may do with the post.
    pub viewer: Signal<Option<v2::PostViewer>>,
    /// Liking it, putting it aside.
    pub reactions: Reactions,
}

impl PostSignals {
    /// For a page that stands still.
    pub fn still(post: &v2::Post, author: v2::Profile) -> Self {
        Self {
            reactions: Reactions::still(&post.summary),
            author: Signal::stored(Some((author.clone(), Tie::still(author.follower_count)))),
            viewer: Signal::stored(post.viewer),
        }
    }
}

/// What the app adds to the post itself.
#[derive(Default)]
pub struct PostSlots {
    /// What is to be known of a post that not everyone sees.
    pub above: Option<AnyView>,
    /// What staff can do with it.
    pub beneath: Option<AnyView>,
}

/// The post, its author, its comments.
#[component]
pub fn PostView(
    post: v2::Post,
    signals: PostSignals,
    /// The comments, or the place for them.
    comments: AnyView,
    /// What the app adds to the post.
    #[prop(optional)]
    slots: PostSlots,
) -> AnyView {
    view! {
        <div class="page page--post">
            {slots.above}
            <PostArticle post=post author=signals.author viewer=signals.viewer reactions=signals.reactions />
            {slots.beneath}
            {comments}
        </div>
    }
    .into_any()
}

/// The comments of a post on a page that stands still.
#[cfg(feature = "ssr")]
pub fn still_comments(post: &v2::Post, comments: v2::List<v2::Comment>, part: crate::paths::CommentPart) -> AnyView {
    use crate::components::comment::{CommentSection, Intake, ThreadSignals};

    let threads = ThreadSignals::still(comments, post.summary.comment_count, part);
    let (intake, slug, post_author) = (Intake::of(post), post.summary.slug.clone(), post.summary.author.id);
    view! { <CommentSection threads intake slug post_author /> }.into_any()
}

/// Fetches a post and its author, and leaves a place for its comments.
#[cfg(feature = "csr")]
pub fn post_page(slug: String, part: crate::paths::CommentPart) -> AnyView {
    use crate::{
        api::addresses,
        head::Head,
        pages::{arrival::arrival, switches::Switches},
        state::{
            reading::{asked_at, read},
            tab::use_head,
        },
    };

    let shown = read::<v2::Post>(addresses::post(&slug));
    let view = move || {
        let (slug, part) = (slug.clone(), part.clone());
        arrival(shown.get(), move |post| {
            use_head(&Head::post(&post, &part));
            let switches = Switches::new().at(asked_at(&addresses::post(&slug)));
            let signals = signals::signals(&post, switches);
            let comments = place::place(&post, slug, part, switches);
            let slots = standing::slots(&post, shown, signals.viewer);
            view! { <PostView post signals comments slots /> }.into_any()
        })
    };
    view.into_any()
}
