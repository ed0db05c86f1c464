//! A post in a list.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::{Picture, PostFacts};
use crate::{
    components::{
        language::{language_of, site_language},
        tag::TagLinks,
        user::{Avatar, PersonName},
    },
    paths,
};

/// Cover, title, excerpt, who, when and how long.
#[component]
pub fn PostCard(
    post: v2::PostSummary,
    /// The first of the front page: larger.
    #[prop(optional)]
    lead: bool,
    /// Leave out the author, on their own page.
    #[prop(optional)]
    without_author: bool,
    /// Leave out the category, on its own page.
    #[prop(optional)]
    without_category: bool,
) -> AnyView {
    let address = paths::post(&post.slug);
    let language = language_of(post.language.clone());
    let sizes = if lead { "(min-width: 64rem) 34rem, 92vw" } else { "(min-width: 40rem) 13rem, 92vw" };
    let cover = post.cover.clone().map(|image| {
        view! {
            <a class="card__cover" href=address.clone() tabindex="-1" aria-hidden="true">
                <Picture image=image sizes=sizes first=lead decorative=true />
            </a>
        }
    });
    let kicker = post.category.clone().filter(|_| !without_category).map(|category| {
        view! {
            <p class="card__kicker">
                <a href=paths::category(&category.slug) lang=site_language() dir="auto">
                    {category.name}
                </a>
            </p>
        }
    });
    let excerpt = (!post.excerpt.is_empty()).then(|| {
        view! {
            <p class="card__excerpt" lang=language.clone() dir="auto">
                {post.excerpt.clone()}
            </p>
        }
    });
    view! {
        <article class=if lead { "card card--lead" } else { "card" }>
            <div class="card__text">
                {kicker}
                <h2 class="card__title" lang=language.clone() dir="auto">
                    <a href=address>{post.title.clone()}</a>
                </h2>
                {excerpt}
                <CardFoot post=post.clone() without_author=without_author />
                <TagLinks tags=post.tags />
            </div>
            {cover}
        </article>
    }
    .into_any()
}

#[component]
fn CardFoot(post: v2::PostSummary, without_author: bool) -> AnyView {
    let avatar = (!without_author).then(|| view! { <Avatar user=post.author.clone() /> });
    let author = (!without_author).then(|| {
        view! {
            <PersonName user=post.author.clone() class="card__author" />
        }
    });
    view! {
        <div class="card__foot">
            {avatar} <div class="card__who">
                {author} <p class="facts">
                    <PostFacts post=post />
                </p>
            </div>
        </div>
    }
    .into_any()
}
