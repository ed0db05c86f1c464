//! A post as people read it.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::{Day, Picture, PostFacts, TableOfContents};
use crate::{
    components::{
        follow::Tie,
        language::{language_of, site_language},
        like::{BookmarkButton, PostLike},
        prose::with_code_bars,
        share::ShareButton,
        switch::Switch,
        tag::TagLinks,
        ui::icon::{Glyph, Icon},
        user::{AuthorCard, Avatar, PersonName},
    },
    paths,
    text::{reading, social},
};

/// Changes within this many seconds of publishing are not worth a line.
const UPDATE_WORTH_SAYING_SECS: i64 = 86_400;

/// What people do with a post by one press.
#[derive(Clone, Copy)]
pub struct Reactions {
    /// Liking it.
    pub like: Switch,
    /// Putting it aside.
    pub bookmark: Switch,
}

impl Reactions {
    /// For a page that stands still.
    pub fn still(post: &v2::PostSummary) -> Self {
        Self { like: Switch::still(post.like_count), bookmark: Switch::still(0) }
    }
}

/// Head, cover, contents, text, tags and author.
#[component]
pub fn PostArticle(
    post: v2::Post,
    /// The author with bio and counts, and how they and the reader stand to one another; the card is left out without it.
    author: Signal<Option<(v2::Profile, Tie)>>,
    /// What the one who is signed in may do with it.
    viewer: Signal<Option<v2::PostViewer>>,
    /// What people do with it.
    reactions: Reactions,
) -> AnyView {
    let v2::Post { summary, body_html, table_of_contents, has_own_excerpt, canonical_url, .. } = post;
    let language = language_of(summary.language.clone());
    let address = paths::write_post(summary.id);
    let edit = Signal::derive(move || viewer.get().is_some_and(|viewer| viewer.can_edit).then(|| address.clone()));
    let has_contents = !table_of_contents.is_empty();
    let cover = summary.cover.clone().map(|image| {
        view! {
            <figure class="post__cover">
                <Picture image=image sizes="(min-width: 64rem) 60rem, 100vw" first=true />
            </figure>
        }
    });
    let origin = canonical_url.map(|address| {
        let words = address.clone();
        view! {
            <p class="post__origin">
                {reading::FIRST_PUBLISHED_AT} " "
                <a href=address>
                    {words}
                </a>
            </p>
        }
    });
    let tags = summary.tags.clone();
    let back = paths::post(&summary.slug);
    let card_back = back.clone();
    // What not everybody may read is liked by nobody.
    let is_open = matches!(summary.state, v2::PostState::Published | v2::PostState::Archived);
    let bar = is_open.then(|| {
        view! {
            <div class="reactions" role="group" aria-label=social::REACTIONS>
                <PostLike switch=reactions.like title=summary.title.clone() back=back.clone() />
                <BookmarkButton switch=reactions.bookmark title=summary.title.clone() back=back.clone() />
                <ShareButton title=summary.title.clone() path=back.clone() />
            </div>
        }
    });
    let ribbon = is_open.then(|| {
        view! { <BookmarkButton switch=reactions.bookmark title=summary.title.clone() back=back is_bare=true /> }
    });
    view! {
        <article class="post">
            <PostHeader post=summary has_own_excerpt=has_own_excerpt edit=edit ribbon=ribbon.into_any() />
            {cover}
            <div class=if has_contents { "post__columns post__columns--contents" } else { "post__columns" }>
                <TableOfContents headings=table_of_contents />
                <div class="prose" lang=language dir="auto" inner_html=with_code_bars(&body_html)></div>
            </div>
            <footer class="post__footer">
                {bar} {origin} <TagLinks tags=tags />
                {move || {
                    let (profile, tie) = author.get()?;
                    Some(view! { <AuthorCard profile=profile tie=tie back=card_back.clone() /> })
                }}
            </footer>
        </article>
    }
    .into_any()
}

#[component]
fn PostHeader(
    post: v2::PostSummary,
    has_own_excerpt: bool,
    /// Where the viewer may change it.
    edit: Signal<Option<String>>,
    /// The way to put it aside.
    ribbon: AnyView,
) -> AnyView {
    let language = language_of(post.language.clone());
    let category = post.category.clone().map(|category| {
        view! {
            <p class="post__kicker">
                <a href=paths::category(&category.slug) lang=site_language() dir="auto">
                    {category.name}
                </a>
            </p>
        }
    });
    let excerpt = has_own_excerpt.then(|| {
        view! {
            <p class="post__excerpt" lang=language.clone() dir="auto">
                {post.excerpt.clone()}
            </p>
        }
    });
    let edit = move || {
        edit.get().map(|address| {
            view! {
                <a class="button post__edit" href=address>
                    <Icon icon=Glyph::Pen />
                    {reading::EDIT}
                </a>
            }
        })
    };
    let author = post.author.clone();
    view! {
        <header class="post__header">
            {category}
            <h1 class="post__title" lang=language dir="auto">
                {post.title.clone()}
            </h1>
            {excerpt}
            <div class="byline">
                <Avatar user=author.clone() />
                <div class="byline__text">
                    <PersonName user=author class="byline__name" />
                    <p class="facts">
                        <PostFacts post=post.clone() without_likes=true />
                        <Updated post=post />
                    </p>
                </div>
                <div class="byline__actions">{edit} {ribbon}</div>
            </div>
        </header>
    }
    .into_any()
}

#[component]
fn Updated(post: v2::PostSummary) -> impl IntoView {
    let published = post.published_at?;
    let is_worth_saying = post.updated_at > published.plus_secs(UPDATE_WORTH_SAYING_SECS);
    is_worth_saying.then(|| view! { <span>{reading::UPDATED} " " <Day at=post.updated_at /></span> })
}
