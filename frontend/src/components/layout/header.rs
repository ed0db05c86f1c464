//! The bar at the head of every page.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::{AccountMenu, FrameActions};
use crate::{
    components::{
        language::site_language,
        ui::icon::{Glyph, Icon},
    },
    paths,
    text::reading as text,
};

/// The bar: name, search, theme and account. A site that nobody has set up has a name, and nothing to lead to yet.
#[component]
pub fn SiteHeader(
    site: v2::Site,
    viewer: Signal<Option<v2::Me>>,
    actions: FrameActions,
    /// The bell of those who are signed in.
    bell: ViewFn,
) -> AnyView {
    let registration = site.registration;
    let navigation = (!site.needs_set_up).then(|| {
        view! {
            <nav class="site-nav" aria-label=text::SITE_NAVIGATION>
                <a class="site-nav__search" href=paths::SEARCH aria-label=text::SEARCH>
                    <Icon icon=Glyph::Search />
                    <span class="site-nav__label">{text::SEARCH}</span>
                </a>
                <button
                    type="button"
                    class="icon-button needs-script"
                    aria-label=text::SWITCH_THEME
                    title=text::SWITCH_THEME
                    on:click=move |_| actions.switch_theme.run(())
                >
                    <span class="theme-icon theme-icon--light">
                        <Icon icon=Glyph::Moon />
                    </span>
                    <span class="theme-icon theme-icon--dark">
                        <Icon icon=Glyph::Sun />
                    </span>
                </button>
                <AccountMenu viewer=viewer registration=registration sign_out=actions.sign_out bell=bell />
            </nav>
        }
    });
    view! {
        <header class="site-header">
            <div class="site-header__inner">
                <a class="wordmark" href=paths::HOME>
                    <svg class="wordmark__mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
                        <rect width="32" height="32" rx="7" fill="currentColor"></rect>
                        <path class="wordmark__cut" d="M8 10h16M8 16h7M8 21.5h7M19 16h5M19 21.5h5"></path>
                    </svg>
                    <span class="wordmark__name" lang=site_language() dir="auto">
                        {site.name}
                    </span>
                </a>
                {navigation}
            </div>
        </header>
    }
    .into_any()
}
