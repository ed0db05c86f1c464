//! A post with its comments.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::components::{
    comment::{CommentSection, CommentSlots},
    post::PostArticle,
};

/// The post, its author, its comments.
#[component]
pub fn PostView(
    post: v2::Post,
    author: Option<v2::Profile>,
    comments: v2::List<v2::Comment>,
    /// What the app adds to the comments.
    #[prop(optional)]
    slots: CommentSlots,
) -> AnyView {
    let count = post.summary.comment_count;
    let is_open = post.comments_open;
    let slug = post.summary.slug.clone();
    let post_author = post.summary.author.id;
    view! {
        <div class="page page--post">
            <PostArticle post=post author=author />
            <CommentSection
                comments=comments
                count=count
                is_open=is_open
                slug=slug
                post_author=post_author
                slots=slots
            />
        </div>
    }
    .into_any()
}
