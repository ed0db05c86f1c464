//! A post with its comments.

#[cfg(feature = "csr")]
mod conversation;
#[cfg(feature = "csr")]
mod live;
#[cfg(feature = "csr")]
mod standing;
#[cfg(feature = "csr")]
mod talk;

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{
    components::{
        comment::{CommentSection, CommentSlots, Intake, ThreadSignals},
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
    /// Its comments.
    pub threads: ThreadSignals,
}

impl PostSignals {
    /// For a page that stands still.
    pub fn still(post: &v2::Post, author: v2::Profile, comments: v2::List<v2::Comment>, part: CommentPart) -> Self {
        Self {
            reactions: Reactions::still(&post.summary),
            author: Signal::stored(Some((author.clone(), Tie::still(author.follower_count)))),
            viewer: Signal::stored(post.viewer),
            threads: ThreadSignals::still(comments, post.summary.comment_count, part),
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
    /// What the app adds to the comments.
    #[prop(optional)]
    slots: CommentSlots,
    /// What the app adds to the post.
    #[prop(optional)]
    post_slots: PostSlots,
) -> AnyView {
    let intake = Intake::of(&post);
    let slug = post.summary.slug.clone();
    let post_author = post.summary.author.id;
    view! {
        <div class="page page--post">
            {post_slots.above}
            <PostArticle post=post author=signals.author viewer=signals.viewer reactions=signals.reactions />
            {post_slots.beneath}
            <CommentSection threads=signals.threads intake=intake slug=slug post_author=post_author slots=slots />
        </div>
    }
    .into_any()
}

/// Fetches a post, its author and its comments.
#[cfg(feature = "csr")]
pub fn post_page(slug: String, part: CommentPart) -> AnyView {
    use crate::{
        api::addresses,
        components::comment::Comments,
        head::Head,
        pages::{arrival::arrival, switches::Switches},
        realtime::{Line, use_line},
        state::{
            notifications::use_notifications,
            reading::{asked_at, read},
            tab::use_head,
        },
    };

    let post = read::<v2::Post>(addresses::post(&slug));
    let comments = read::<Comments>(addresses::comments(&slug, &part));
    let shown = post;
    let view = move || {
        let (slug, part) = (slug.clone(), part.clone());
        arrival(post.get().and(comments.get()), move |(post, comments)| {
            use_head(&Head::post(&post, &part));
            use_notifications().see_page_of(&post.summary, matches!(part, CommentPart::Holding(_)));
            let line = use_line();
            let is_live = Signal::derive(move || line.get() == Line::Live);
            let talk = talk::Talk::new(&post, comments, part, is_live);
            talk::keep(&slug, talk);
            let switches = Switches::new().at(asked_at(&addresses::post(&slug)));
            let signals = talk::signals(&post, talk, switches);
            let live = live::Live::hear(&post, talk, switches);
            let slots = conversation::slots(&post, talk, live, switches);
            let post_slots = standing::slots(&post, shown, signals.viewer);
            view! { <PostView post=post signals=signals slots=slots post_slots=post_slots /> }.into_any()
        })
    };
    view.into_any()
}
