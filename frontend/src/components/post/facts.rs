//! Small lines about a post: when, how long, how much talk.

use broadsheet_shared::{time::Timestamp, v2};
use leptos::prelude::*;

use crate::{text, text::reading};

/// A day, with the exact time for machines.
#[component]
pub fn Day(at: Timestamp) -> impl IntoView {
    view! { <time datetime=at.to_string()>{text::date(at)}</time> }
}

/// When it was published, how long it takes, how many comments it has.
#[component]
pub fn PostFacts(post: v2::PostSummary) -> impl IntoView {
    let published = match post.published_at {
        Some(at) => view! { <Day at=at /> }.into_any(),
        None => view! { <span class="badge">{reading::NOT_PUBLISHED}</span> }.into_any(),
    };
    let comments = (post.comment_count > 0).then(|| view! { <span>{reading::comments(post.comment_count)}</span> });
    view! {
        {published}
        <span>{reading::reading_time(post.reading_minutes)}</span>
        {comments}
    }
}
