//! Small lines about a post: when, how long, how much talk.

use broadsheet_shared::{time::Timestamp, v2};
use leptos::prelude::*;

use crate::{
    text,
    text::{reading, social},
};

/// A day, as in `5 March 2026`.
#[component]
pub fn Day(at: Timestamp) -> impl IntoView {
    said(at, text::date, text::local_date)
}

/// A day and a time of day, as in `5 March 2026, 14:05`.
#[component]
pub fn Moment(at: Timestamp) -> impl IntoView {
    said(at, text::date_time, text::local_date_time)
}

/// A time in words, exactly for machines, and to the minute for whoever points at it.
///
/// The first HTML is the same for everyone and says it `in_utc`. The app begins with those very words, so that nothing
/// differs when it takes the page over, and then says it in the reader's own zone.
fn said(at: Timestamp, in_utc: fn(Timestamp) -> String, in_zone: fn(Timestamp) -> String) -> impl IntoView {
    let words = RwSignal::new((in_utc(at), text::date_time_utc(at)));
    // Where the first HTML is made, effects do not run.
    Effect::new(move |_| words.set((in_zone(at), text::local_date_time(at))));
    view! {
        <time datetime=at.to_string() title=move || words.read().1.clone()>
            {move || words.read().0.clone()}
        </time>
    }
}

/// When it was published, how long it takes, how many comments it has, and how many people like it.
#[component]
pub fn PostFacts(
    post: v2::PostSummary,
    /// Leave out the likes, where a heart says them.
    #[prop(optional)]
    without_likes: bool,
) -> impl IntoView {
    let published = match post.published_at {
        Some(at) => view! { <Day at=at /> }.into_any(),
        None => view! { <span class="badge">{reading::NOT_PUBLISHED}</span> }.into_any(),
    };
    let comments = (post.comment_count > 0).then(|| view! { <span>{reading::comments(post.comment_count)}</span> });
    let likes =
        (post.like_count > 0 && !without_likes).then(|| view! { <span>{social::likes(post.like_count)}</span> });
    view! {
        {published}
        <span>{reading::reading_time(post.reading_minutes)}</span>
        {comments}
        {likes}
    }
}
