//! One comment and its answers.

use broadsheet_shared::{id::UserId, time::Timestamp, v2};
use leptos::prelude::*;

use super::{
    section::{CommentSlot, CommentSlots},
    tree::Thread,
};
use crate::{
    components::{
        language::site_language,
        like::CommentLike,
        post::Moment,
        prose::with_code_bars,
        user::{Avatar, PersonName},
    },
    paths::{self, CommentPart},
    text,
    text::{reading, talk},
};

/// Past this depth a phone has no room left: deeper answers stand at the same margin, and say whom they answer.
const DEEPEST_MARGIN: u32 = 4;

/// A comment with everything beneath it.
#[component]
pub fn CommentEntry(
    thread: Thread,
    /// The post's slug, for the comment's own address.
    slug: String,
    /// The post's author, whose comments are marked.
    post_author: UserId,
    /// What stands beneath each comment.
    slots: CommentSlots,
    /// Whom it answers, where the margin no longer shows it.
    #[prop(optional_no_strip)]
    answers_to: Option<String>,
) -> AnyView {
    let Thread { comment, answers } = thread;
    let anchor = paths::comment_anchor(comment.id);
    let address = paths::comment(&slug, comment.id);
    let is_deepest = comment.depth >= DEEPEST_MARGIN;
    let named = comment.author.as_ref().filter(|_| is_deepest).map(|author| author.display_name.clone());
    let CommentSlot { like, buttons, form } = slots.beneath(&comment);
    let heart = comment.author.clone().filter(|_| comment.state == v2::CommentState::Visible).map(|author| {
        view! { <CommentLike switch=like author=author.display_name back=address.clone() /> }
    });
    // What was taken away keeps its place and is not counted.
    let visible = answers.iter().filter(|answer| answer.comment.state == v2::CommentState::Visible).count();
    let shown = u64::try_from(visible).unwrap_or(u64::MAX);
    let all_answers = (comment.reply_count > shown).then(|| {
        let part = CommentPart::Answers { to: comment.id, after: None };
        view! {
            <p class="thread__more">
                <a href=paths::comments(&slug, &part)>{talk::all_answers(comment.reply_count)}</a>
            </p>
        }
    });
    let answers = (!answers.is_empty()).then(|| {
        let entries = answers.into_iter().map(|thread| {
            view! {
                <CommentEntry
                    thread=thread
                    slug=slug.clone()
                    post_author=post_author
                    slots=slots.clone()
                    answers_to=named.clone()
                />
            }
        });
        let class = if is_deepest { "thread thread--deep" } else { "thread" };
        view! {
            <ol class=class role="list">
                {entries.collect::<Vec<_>>()}
            </ol>
        }
    });
    view! {
        <li class="thread__item">
            <article class="comment" id=anchor>
                <CommentHead comment=comment.clone() post_author=post_author address=address answers_to=answers_to />
                <CommentBody comment=comment />
                <div class="comment__actions">{heart} {buttons}</div>
                {form}
            </article>
            {answers}
            {all_answers}
        </li>
    }
    .into_any()
}

#[component]
fn CommentHead(
    comment: v2::Comment,
    post_author: UserId,
    address: String,
    #[prop(optional_no_strip)] answers_to: Option<String>,
) -> AnyView {
    let avatar = match &comment.author {
        Some(author) => view! { <Avatar user=author.clone() /> }.into_any(),
        None => view! { <span class="avatar avatar--nobody" aria-hidden="true"></span> }.into_any(),
    };
    let who = match comment.author {
        Some(author) => {
            let mark = (author.id == post_author).then(|| view! { <span class="badge">{reading::AUTHOR}</span> });
            view! {
                <PersonName user=author class="comment__author" />
                {mark}
            }
            .into_any()
        }
        None => gone(&comment).map(|words| view! { <span class="comment__gone">{words}</span> }).into_any(),
    };
    let answers_to = answers_to.map(|name| {
        view! {
            <span class="comment__to" dir="auto">
                {talk::in_reply_to(&name)}
            </span>
        }
    });
    let edited = comment.edited_at.map(|at| view! { <Edited at=at /> });
    view! {
        <header class="comment__head">
            {avatar}
            <div class="comment__by">
                {who} <a class="comment__time" href=address>
                    <Moment at=comment.created_at />
                </a>
                {edited} {answers_to}
            </div>
        </header>
    }
    .into_any()
}

/// That it was changed, and when for whoever points at it: in UTC, then in the reader's own zone, as with all times.
#[component]
fn Edited(at: Timestamp) -> impl IntoView {
    let title = RwSignal::new(reading::edited_at(&text::date_time_utc(at)));
    Effect::new(move |_| title.set(reading::edited_at(&text::local_date_time(at))));
    view! {
        <span class="comment__edited" title=title>
            {reading::EDITED}
        </span>
    }
}

#[component]
fn CommentBody(comment: v2::Comment) -> impl IntoView {
    match gone(&comment) {
        None => {
            let html = with_code_bars(&comment.body_html);
            view! { <div class="prose prose--comment" lang=site_language() dir="auto" inner_html=html></div> }
                .into_any()
        }
        // Its author, and staff, read what waits.
        Some(words) if comment.is_held && comment.author.is_some() => view! {
            <p class="comment__gone">{words}</p>
            <div class="prose prose--comment" dir="auto" inner_html=with_code_bars(&comment.body_html)></div>
        }
        .into_any(),
        // Without an author the head says it.
        Some(words) => comment.author.map(|_| view! { <p class="comment__gone">{words}</p> }).into_any(),
    }
}

/// What stands in a text's place.
const fn gone(comment: &v2::Comment) -> Option<&'static str> {
    match comment.state {
        v2::CommentState::Visible => None,
        v2::CommentState::Deleted => Some(reading::COMMENT_DELETED),
        v2::CommentState::Hidden if comment.is_held => Some(reading::COMMENT_HELD),
        v2::CommentState::Hidden => Some(reading::COMMENT_HIDDEN),
    }
}
