//! How the site looks and behaves in this browser. It is everyone's: who has no account chooses here as well.

use leptos::{ev, prelude::*};

use super::frame;
use crate::{
    components::state::Skeleton,
    head::Head,
    paths,
    state::{
        live_updates::use_live_updates,
        reading::use_site,
        session::use_session,
        tab::use_head,
        theme::{self, Theme},
    },
    text::{live as text, reading, settings},
};

/// What can be chosen.
const THEMES: [(Theme, &str); 3] =
    [(Theme::System, reading::THEME_SYSTEM), (Theme::Light, reading::THEME_LIGHT), (Theme::Dark, reading::THEME_DARK)];

/// The page about this browser.
pub fn appearance_page() -> AnyView {
    let session = use_session();
    let has_account = Memo::new(move |_| session.is_known().then(|| session.person().is_some()));
    let view = move || match has_account.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(true) => frame(paths::SETTINGS_APPEARANCE, view! { <Parts /> }),
        Some(false) => {
            use_head(&Head::hidden(settings::APPEARANCE));
            view! {
                <div class="page page--narrow settings">
                    <h1 class="page-header__title settings__title">{settings::APPEARANCE}</h1>
                    <Parts />
                </div>
            }
            .into_any()
        }
    };
    view.into_any()
}

#[component]
fn Parts() -> impl IntoView {
    let is_offered = use_site().live_updates;
    view! {
        <ThemePart />
        <LivePart is_offered />
        <p class="settings__hint">{if is_offered { text::KEPT_HERE } else { text::THEME_KEPT_HERE }}</p>
    }
}

#[component]
fn ThemePart() -> impl IntoView {
    let chosen = RwSignal::new(theme::chosen());
    // The button at the head of the page changes it as well.
    let clicks = window_event_listener(ev::click, move |_| {
        request_animation_frame(move || {
            let _ = chosen.try_set(theme::chosen());
        });
    });
    on_cleanup(move || clicks.remove());
    let choices = THEMES.map(|(theme, words)| {
        let id = format!("theme-{}", theme.word());
        let choose = move |_: ev::Event| {
            theme::choose(theme);
            chosen.set(theme);
        };
        view! {
            <div class="scope">
                <input
                    type="radio"
                    name="theme"
                    id=id.clone()
                    prop:checked=move || chosen.get() == theme
                    on:change=choose
                />
                <label class="scope__name" for=id>{words}</label>
            </div>
        }
    });
    view! {
        <section class="settings__section">
            <fieldset class="scopes">
                <legend class="settings__heading">{reading::THEME}</legend>
                <div class="scopes__boxes">{choices.into_iter().collect_view()}</div>
            </fieldset>
        </section>
    }
}

#[component]
fn LivePart(
    /// False if the site has turned them off for everyone.
    is_offered: bool,
) -> impl IntoView {
    let choice = use_live_updates();
    let control = if is_offered {
        view! {
            <div class="scope">
                <input
                    type="checkbox"
                    id="live-updates"
                    aria-describedby="live-updates-lead"
                    prop:checked=move || choice.are_wanted()
                    on:change=move |event| choice.want(event_target_checked(&event))
                />
                <label class="scope__name" for="live-updates">{text::LIVE_WANTED}</label>
            </div>
        }
        .into_any()
    } else {
        view! { <p class="settings__note">{text::LIVE_NOT_OFFERED}</p> }.into_any()
    };
    view! {
        <section class="settings__section" aria-labelledby="live-updates-title">
            <h2 class="settings__heading" id="live-updates-title">{text::LIVE}</h2>
            <p class="settings__lead" id="live-updates-lead">{text::LIVE_LEAD}</p>
            {control}
        </section>
    }
}
