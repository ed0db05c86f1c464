//! A post in a list.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::{Picture, PostFacts};
use crate::{
    components::{tag::TagLinks, user::Avatar},
    paths,
    text::reading as text,
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
) -> impl IntoView {
    let address = paths::post(&post.slug);
    let language = post.language.clone();
    let sizes = if lead { "(min-width: 64rem) 34rem, 92vw" } else { "(min-width: 40rem) 13rem, 92vw" };
    let cover = post.cover.clone().map(|image| {
        view! {
            <a class="card__cover" href=address.clone() tabindex="-1" aria-hidden="true">
                <Picture image=image sizes=sizes first=lead decorative=true />
            </a>
        }
    });
    let byline = (!without_author || post.category.is_some() && !without_category).then(
        || view! { <CardByline post=post.clone() without_author=without_author without_category=without_category /> },
    );
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
                {byline}
                <h2 class="card__title" lang=language.clone() dir="auto">
                    <a href=address>{post.title.clone()}</a>
                </h2>
                {excerpt}
                <div class="card__foot">
                    <p class="facts">
                        <PostFacts post=post.clone() />
                    </p>
                    <TagLinks tags=post.tags />
                </div>
            </div>
            {cover}
        </article>
    }
}

#[component]
fn CardByline(post: v2::PostSummary, without_author: bool, without_category: bool) -> impl IntoView {
    let author = (!without_author).then(|| {
        let address = paths::author(&post.author.username);
        view! {
            <Avatar user=post.author.clone() />
            <a class="card__author" href=address dir="auto">
                {post.author.display_name.clone()}
            </a>
        }
    });
    let category = post.category.filter(|_| !without_category).map(|category| {
        let joint = (!without_author).then(|| view! { <span class="card__in">{text::IN}</span> });
        view! {
            {joint}
            <a class="card__category" href=paths::category(&category.slug) dir="auto">
                {category.name}
            </a>
        }
    });
    view! {
        <p class="card__byline">
            {author}
            {category}
        </p>
    }
}
