//! Tags: links in a row, and the head of a tag's page.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{components::language::site_language, paths, text::reading as text};

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
pub fn TagHeader(tag: v2::Tag) -> AnyView {
    view! {
        <header class="page-header">
            <p class="page-header__kind">{text::TAG}</p>
            <h1 class="page-header__title" lang=site_language() dir="auto">
                {format!("#{}", tag.name)}
            </h1>
            <p class="page-header__facts">{text::posts(tag.post_count)}</p>
        </header>
    }
    .into_any()
}
