//! Pages without their content: nothing there, not found, failed, still loading.

use leptos::prelude::*;

use crate::{
    components::ui::icon::{Glyph, Icon},
    paths,
    text::{notifications, reading as text},
};

/// A list without entries.
#[component]
pub fn Empty(title: String, #[prop(optional)] hint: &'static str) -> AnyView {
    view! {
        <div class="notice">
            <p class="notice__title">{title}</p>
            {(!hint.is_empty()).then(|| view! { <p class="notice__hint">{hint}</p> })}
        </div>
    }
    .into_any()
}

/// A page that is not there.
#[component]
pub fn NotFound(
    #[prop(default = text::NOT_FOUND)] title: &'static str,
    #[prop(default = text::NOT_FOUND_HINT)] hint: &'static str,
    #[prop(default = "404")] number: &'static str,
) -> AnyView {
    view! {
        <div class="notice notice--page">
            <p class="notice__number" aria-hidden="true">
                {number}
            </p>
            <h1 class="notice__title">{title}</h1>
            <p class="notice__hint">{hint}</p>
            <p class="notice__actions">
                <a class="button button--primary" href=paths::HOME>
                    {text::GO_HOME}
                </a>
                <a class="button" href=paths::SEARCH>
                    {text::GO_SEARCH}
                </a>
            </p>
        </div>
    }
    .into_any()
}

/// A page that could not be made.
#[component]
pub fn Failed(
    #[prop(default = text::ERROR)] title: &'static str,
    #[prop(default = text::ERROR_HINT.to_owned(), into)] hint: String,
    /// Names the failed request in the log.
    #[prop(optional_no_strip)]
    request_id: Option<String>,
    /// Repeats what failed; without it a link loads the page again.
    #[prop(optional_no_strip)]
    retry: Option<Callback<()>>,
) -> AnyView {
    let request = request_id.map(|id| {
        view! {
            <p class="notice__request">
                {text::REQUEST} " " <code>{id}</code>
            </p>
        }
    });
    let again = match retry {
        Some(retry) => view! {
            <button type="button" class="button button--primary" on:click=move |_| retry.run(())>
                {text::TRY_AGAIN}
            </button>
        }
        .into_any(),
        None => view! {
            <a class="button button--primary" href="" rel="external">
                {text::TRY_AGAIN}
            </a>
        }
        .into_any(),
    };
    view! {
        <div class="notice notice--page">
            <span class="notice__sign">
                <Icon icon=Glyph::Alert />
            </span>
            <h1 class="notice__title">{title}</h1>
            <p class="notice__hint">{hint}</p>
            {request}
            <p class="notice__actions">
                {again} <a class="button" href=paths::HOME>
                    {text::GO_HOME}
                </a>
            </p>
        </div>
    }
    .into_any()
}

/// The outline of a page that is still on its way; seen only if that takes a moment.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div class="page page--narrow skeleton" role="status" aria-label=text::LOADING>
            <div class="skeleton__line skeleton__line--title"></div>
            <div class="skeleton__line"></div>
            <div class="skeleton__line"></div>
            <div class="skeleton__line skeleton__line--short"></div>
            <div class="skeleton__line skeleton__line--title"></div>
            <div class="skeleton__line"></div>
            <div class="skeleton__line"></div>
            <div class="skeleton__line skeleton__line--short"></div>
        </div>
    }
}

/// The outline of the comments beneath a post, while they are on their way.
#[component]
pub fn TalkOutline() -> impl IntoView {
    view! {
        <section class="comments" id="comments" aria-labelledby="comments-title">
            <div class="comments__head">
                <h2 class="comments__title" id="comments-title">{text::COMMENTS}</h2>
            </div>
            <div class="talk-outline" role="status" aria-label=text::LOADING>
                <div class="skeleton__line skeleton__line--short"></div>
                <div class="skeleton__line"></div>
                <div class="skeleton__line"></div>
            </div>
            // Seen where nothing has come for long.
            <p class="talk-outline__late">{text::COMMENTS_LATE}" "<a href="" rel="external">{text::LOAD_IN_FULL}</a></p>
        </section>
    }
}

/// The place for the bell, which comes a little later than the page; until then a link leads where the bell leads.
#[component]
pub fn BellPlace() -> impl IntoView {
    view! {
        <div class="live-place" data-live="bell">
            <div class="bell">
                <a class="icon-button" href=paths::NOTIFICATIONS aria-label=notifications::NOTIFICATIONS title=notifications::NOTIFICATIONS>
                    <Icon icon=Glyph::Bell />
                </a>
            </div>
        </div>
    }
}
