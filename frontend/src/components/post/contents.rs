//! The table of contents: beside the text on wide screens, folded above it on phones.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::text::reading as text;

/// With fewer headings a table of contents is only in the way.
const MIN_HEADINGS: usize = 3;

/// Links to the text's headings of the two upper levels in use.
#[component]
pub fn TableOfContents(headings: Vec<v2::Heading>) -> AnyView {
    let top = headings.iter().map(|heading| heading.level).min().unwrap_or(2);
    let entries: Vec<_> = headings.into_iter().filter(|heading| heading.level <= top.saturating_add(1)).collect();
    (entries.len() >= MIN_HEADINGS)
        .then(|| {
            let links = entries.into_iter().map(|heading| {
                let class =
                    if heading.level == top { "contents__entry" } else { "contents__entry contents__entry--inner" };
                view! {
                    <li class=class>
                        <a href=format!("#{}", heading.id) dir="auto">
                            {heading.text}
                        </a>
                    </li>
                }
            });
            view! {
                <nav class="contents" aria-label=text::CONTENTS>
                    <details>
                        <summary class="contents__title">{text::CONTENTS}</summary>
                        <ol role="list">{links.collect::<Vec<_>>()}</ol>
                    </details>
                </nav>
            }
        })
        .into_any()
}
