//! A post with its comments.

#[cfg(feature = "csr")]
mod conversation;
#[cfg(feature = "csr")]
mod standing;
#[cfg(feature = "csr")]
mod talk;

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{
    components::{
        comment::{CommentSection, CommentSlots},
        follow::Tie,
        post::{PostArticle, Reactions},
    },
    paths::CommentPart,
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
    /// The threads so far, in reading order.
    pub comments: Signal<v2::List<v2::Comment>>,
    /// How many comments there are in all.
    pub comment_count: Signal<u64>,
    /// True while the next part of the threads is on its way.
    pub is_loading: Signal<bool>,
    /// Loads the next part of the threads.
    pub more_comments: Callback<()>,
}

impl PostSignals {
    /// For a page that stands still.
    pub fn still(post: &v2::Post, author: v2::Profile, comments: v2::List<v2::Comment>) -> Self {
        Self {
            reactions: Reactions::still(&post.summary),
            author: Signal::stored(Some((author.clone(), Tie::still(author.follower_count)))),
            viewer: Signal::stored(post.viewer),
            comments: Signal::stored(comments),
            comment_count: Signal::stored(post.summary.comment_count),
            is_loading: Signal::stored(false),
            more_comments: Callback::new(|()| {}),
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
    /// Which comments the page begins with.
    part: CommentPart,
    signals: PostSignals,
    /// What the app adds to the comments.
    #[prop(optional)]
    slots: CommentSlots,
    /// What the app adds to the post.
    #[prop(optional)]
    post_slots: PostSlots,
) -> AnyView {
    let is_open = post.comments_open;
    let slug = post.summary.slug.clone();
    let post_author = post.summary.author.id;
    view! {
        <div class="page page--post">
            {post_slots.above}
            <PostArticle post=post author=signals.author viewer=signals.viewer reactions=signals.reactions />
            {post_slots.beneath}
            <CommentSection
                comments=signals.comments
                count=signals.comment_count
                is_open=is_open
                slug=slug
                post_author=post_author
                part=part
                is_loading=signals.is_loading
                more=signals.more_comments
                slots=slots
            />
        </div>
    }
    .into_any()
}

/// Fetches a post, its author and its comments.
#[cfg(feature = "csr")]
pub fn post_page(slug: String, part: CommentPart) -> AnyView {
    use crate::{
        api::addresses,
        head::Head,
        pages::{arrival::arrival, switches::Switches},
        state::{reading::read, tab::use_head},
    };

    let post = read::<v2::Post>(addresses::post(&slug));
    let comments = read::<v2::List<v2::Comment>>(addresses::comments(&slug, &part));
    let shown = post;
    let view = move || {
        let (slug, part) = (slug.clone(), part.clone());
        arrival(post.get().and(comments.get()), move |(post, comments)| {
            use_head(&Head::post(&post, &part));
            let talk = talk::Talk::new(&post, comments);
            talk::keep(&slug, &part, talk);
            let switches = Switches::new();
            let signals = talk::signals(&post, part.clone(), talk, switches);
            let slots = conversation::slots(&post, talk, switches);
            let post_slots = standing::slots(&post, shown, signals.viewer);
            view! { <PostView post=post part=part signals=signals slots=slots post_slots=post_slots /> }.into_any()
        })
    };
    view.into_any()
}
