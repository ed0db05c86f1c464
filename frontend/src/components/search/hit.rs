//! One thing found, with the matches marked.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{
    components::{
        language::{language_of, site_language},
        post::{Moment, PostFacts},
        user::Avatar,
    },
    paths,
    text::reading as text,
};

/// Text with its matches marked.
#[component]
pub fn Segments(segments: Vec<v2::Segment>) -> impl IntoView {
    let pieces = segments.into_iter().map(|segment| {
        if segment.is_match { view! { <mark>{segment.text}</mark> }.into_any() } else { segment.text.into_any() }
    });
    pieces.collect::<Vec<_>>()
}

/// One result.
#[component]
pub fn SearchHitEntry(hit: v2::SearchHit) -> impl IntoView {
    match hit {
        v2::SearchHit::Post { post, title, snippet } => {
            view! { <PostHit post=*post title=title snippet=snippet /> }.into_any()
        }
        v2::SearchHit::User { user, name } => view! {
            <article class="hit hit--person">
                <Avatar user=user.clone() />
                <div>
                    <h2 class="hit__title" dir="auto">
                        <a href=paths::author(&user.username)>
                            <Segments segments=name />
                        </a>
                    </h2>
                    <p class="facts">
                        <span>{format!("@{}", user.username)}</span>
                    </p>
                </div>
            </article>
        }
        .into_any(),
        v2::SearchHit::Tag { tag, name } => view! {
            <article class="hit">
                <h2 class="hit__title" dir="auto">
                    <a href=paths::tag(&tag.slug)>"#" <Segments segments=name /></a>
                </h2>
                <p class="facts">
                    <span>{text::posts(tag.post_count)}</span>
                </p>
            </article>
        }
        .into_any(),
        v2::SearchHit::Comment { id, post_slug, post_title, author, snippet, created_at, .. } => view! {
            <article class="hit">
                <p class="hit__snippet" lang=site_language() dir="auto">
                    <Segments segments=snippet />
                </p>
                <h2 class="hit__title hit__title--comment" lang=site_language() dir="auto">
                    <a href=paths::comment(&post_slug, id)>{post_title}</a>
                </h2>
                <p class="facts">
                    <span dir="auto">{author.display_name}</span>
                    <Moment at=created_at />
                </p>
            </article>
        }
        .into_any(),
    }
}

#[component]
fn PostHit(post: v2::PostSummary, title: Vec<v2::Segment>, snippet: Vec<v2::Segment>) -> AnyView {
    let language = language_of(post.language.clone());
    view! {
        <article class="hit">
            <h2 class="hit__title" lang=language.clone() dir="auto">
                <a href=paths::post(&post.slug)>
                    <Segments segments=title />
                </a>
            </h2>
            <p class="hit__snippet" lang=language dir="auto">
                <Segments segments=snippet />
            </p>
            <p class="facts">
                <span dir="auto">{post.author.display_name.clone()}</span>
                <PostFacts post=post />
            </p>
        </article>
    }
    .into_any()
}
