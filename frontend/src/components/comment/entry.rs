//! One comment and its answers.

use broadsheet_shared::{id::UserId, v2};
use leptos::prelude::*;

use super::{section::CommentSlots, tree::Thread};
use crate::{
    components::{post::Day, prose::with_code_bars, user::Avatar},
    paths, text,
    text::reading,
};

/// A comment with everything beneath it.
#[component]
pub fn CommentEntry(
    thread: Thread,
    /// The post's author, whose comments are marked.
    post_author: UserId,
    /// What stands beneath each comment.
    slots: CommentSlots,
) -> AnyView {
    let Thread { comment, answers } = thread;
    let anchor = paths::comment_anchor(comment.id);
    let depth = comment.depth;
    let actions = slots.beneath(&comment);
    let answers = (!answers.is_empty()).then(|| {
        let entries = answers.into_iter().map(|thread| {
            view! { <CommentEntry thread=thread post_author=post_author slots=slots.clone() /> }
        });
        // Past a few steps a phone has no room left: deeper answers stand at the same margin.
        let class = if depth >= 4 { "thread thread--deep" } else { "thread" };
        view! {
            <ol class=class role="list">
                {entries.collect::<Vec<_>>()}
            </ol>
        }
    });
    view! {
        <li class="thread__item">
            <article class="comment" id=anchor.clone()>
                <CommentHead comment=comment.clone() post_author=post_author anchor=anchor.clone() />
                <CommentBody comment=comment />
                {actions}
            </article>
            {answers}
        </li>
    }
    .into_any()
}

#[component]
fn CommentHead(comment: v2::Comment, post_author: UserId, anchor: String) -> AnyView {
    let author = comment.author.map(|author| {
        let mark = (author.id == post_author).then(|| view! { <span class="badge">{reading::AUTHOR}</span> });
        view! {
            <Avatar user=author.clone() />
            <a class="comment__author" href=paths::author(&author.username) dir="auto">
                {author.display_name}
            </a>
            {mark}
        }
    });
    let edited = comment.edited_at.map(|at| {
        view! {
            <span class="comment__edited" title=reading::edited_at(&text::date(at))>
                {reading::EDITED}
            </span>
        }
    });
    view! {
        <header class="comment__head">
            {author}
            <a class="comment__time" href=format!("#{anchor}")>
                <Day at=comment.created_at />
            </a>
            {edited}
        </header>
    }
    .into_any()
}

#[component]
fn CommentBody(comment: v2::Comment) -> impl IntoView {
    match comment.state {
        v2::CommentState::Visible => {
            view! { <div class="prose prose--comment" dir="auto" inner_html=with_code_bars(&comment.body_html)></div> }
                .into_any()
        }
        v2::CommentState::Deleted => view! { <p class="comment__gone">{reading::COMMENT_DELETED}</p> }.into_any(),
        v2::CommentState::Hidden => view! { <p class="comment__gone">{reading::COMMENT_HIDDEN}</p> }.into_any(),
    }
}
