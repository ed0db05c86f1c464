//! Categories: the row to browse by, and the head of a category's page.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{components::language::site_language, paths, text, text::reading};

/// The latest, and each category: the row to browse by.
#[component]
pub fn CategoryBar(
    categories: Vec<v2::Category>,
    /// The one that the page shows; none on the front page.
    #[prop(optional_no_strip)]
    current: Option<String>,
) -> AnyView {
    let shown =
        categories.into_iter().filter(|category| category.post_count > 0 || current.as_ref() == Some(&category.slug));
    let links: Vec<_> = shown
        .map(|category| {
            let is_current = current.as_ref() == Some(&category.slug);
            view! {
                <li>
                    <a class="category-link" href=paths::category(&category.slug) aria-current=is_current.then_some("page")>
                        <span lang=site_language() dir="auto">{category.name}</span>
                        <span class="category-link__count">{text::number(category.post_count)}</span>
                    </a>
                </li>
            }
        })
        .collect();
    (!links.is_empty())
        .then(|| {
            view! {
                <nav class="category-bar" aria-label=reading::CATEGORIES>
                    <ul role="list">
                        <li>
                            <a class="category-link" href=paths::HOME aria-current=current.is_none().then_some("page")>
                                {reading::LATEST}
                            </a>
                        </li>
                        {links}
                    </ul>
                </nav>
            }
        })
        .into_any()
}

/// The head of a category's page.
#[component]
pub fn CategoryHeader(category: v2::Category) -> AnyView {
    let description = (!category.description.is_empty()).then(|| {
        view! {
            <p class="page-header__about" lang=site_language() dir="auto">
                {category.description}
            </p>
        }
    });
    view! {
        <header class="page-header">
            <p class="page-header__kind">{reading::CATEGORY}</p>
            <h1 class="page-header__title" lang=site_language() dir="auto">
                {category.name}
            </h1>
            {description}
            <p class="page-header__facts">{reading::posts(category.post_count)}</p>
        </header>
    }
    .into_any()
}
