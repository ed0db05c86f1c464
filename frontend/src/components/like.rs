//! Liking and putting aside: a heart with its number, a ribbon.

use leptos::prelude::*;

use super::{
    switch::{Switch, SwitchButton},
    ui::icon::{Glyph, Icon},
};
use crate::text::{self, social};

/// The heart beneath a post.
#[component]
pub fn PostLike(
    switch: Switch,
    /// The post's title, for those who do not see it beside the button.
    title: String,
    /// Where a stranger comes back to.
    back: String,
) -> AnyView {
    let name = move |count| social::like_post(&title, count);
    let face = heart(switch, social::LIKE, name);
    view! { <SwitchButton switch=switch class="react" back=back face=face /> }.into_any()
}

/// The heart beneath a comment: small, and without a word that is seen.
#[component]
pub fn CommentLike(
    switch: Switch,
    /// Whose comment it is, for those who do not see it above the button.
    author: String,
    /// Where a stranger comes back to.
    back: String,
) -> AnyView {
    let name = move |count| social::like_comment(&author, count);
    let face = heart(switch, "", name);
    view! { <SwitchButton switch=switch class="react react--small" back=back face=face /> }.into_any()
}

fn heart(switch: Switch, word: &'static str, name: impl Fn(u64) -> String + Clone + Send + Sync + 'static) -> ViewFn {
    let count = switch.count;
    ViewFn::from(move || {
        let name = name.clone();
        let word = (!word.is_empty()).then(|| view! { <span aria-hidden="true">{word}</span> });
        view! {
            <Icon icon=Glyph::Heart />
            {word}
            <span class="react__count" aria-hidden="true">
                {move || Some(count.get()).filter(|count| *count > 0).map(text::number)}
            </span>
            <span class="visually-hidden">{move || name(count.get())}</span>
        }
    })
}

/// The ribbon of a post.
#[component]
pub fn BookmarkButton(
    switch: Switch,
    /// The post's title, for those who do not see it beside the button.
    title: String,
    /// Where a stranger comes back to.
    back: String,
    /// The ribbon alone.
    #[prop(optional)]
    is_bare: bool,
) -> AnyView {
    let face = move || {
        let word = (!is_bare).then(|| view! { <span aria-hidden="true">{social::BOOKMARK}</span> });
        view! {
            <Icon icon=Glyph::Ribbon />
            {word}
            <span class="visually-hidden">{social::bookmark(&title)}</span>
        }
    };
    let class = if is_bare { "react react--bare" } else { "react" };
    view! { <SwitchButton switch=switch class=class back=back face=ViewFn::from(face) /> }.into_any()
}
