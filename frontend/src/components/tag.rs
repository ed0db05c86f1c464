//! Tags: links in a row, and the head of a tag's page.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{
    components::{follow::FollowButton, language::site_language, switch::Switch},
    paths,
    text::{reading as text, social},
};

/// Links to the pages of tags.
#[component]
pub fn TagLinks(tags: Vec<v2::TagRef>) -> AnyView {
    (!tags.is_empty())
        .then(|| {
            let links = tags.into_iter().map(|tag| {
                view! {
                    <li>
                        <a class="tag" href=paths::tag(&tag.slug) lang=site_language() dir="auto">
                            {tag.name}
                        </a>
                    </li>
                }
            });
            view! {
                <ul class="tags" role="list" aria-label=text::TAGS>
                    {links.collect::<Vec<_>>()}
                </ul>
            }
        })
        .into_any()
}

/// The head of a tag's page.
#[component]
pub fn TagHeader(
    tag: v2::Tag,
    /// Following it.
    follow: Switch,
) -> AnyView {
    let name = format!("#{}", tag.name);
    let followers = follow.count;
    view! {
        <header class="page-header page-header--tag">
            <div>
                <p class="page-header__kind">{text::TAG}</p>
                <h1 class="page-header__title" lang=site_language() dir="auto">
                    {name.clone()}
                </h1>
                <p class="page-header__facts">
                    {text::posts(tag.post_count)} " · " {move || social::followers(followers.get())}
                </p>
            </div>
            <div class="page-header__action">
                <FollowButton switch=follow name=name back=paths::tag(&tag.slug) />
            </div>
        </header>
    }
    .into_any()
}
