//! The frame around every page: skip link, header, main, footer, and the place where changes are announced.

mod account_menu;
mod departing;
mod footer;
mod header;
mod line_bar;
mod missing_factor;
mod unconfirmed;

use broadsheet_shared::v2;
use leptos::prelude::*;

pub use account_menu::AccountMenu;
pub use departing::DepartingBar;
pub use footer::SiteFooter;
pub use header::SiteHeader;
pub use line_bar::{LineBar, LineNotice};
pub use missing_factor::MissingFactorBar;
pub use unconfirmed::UnconfirmedBar;

use super::language::provide_site_language;
use crate::{paths, text::reading as text};

/// What the frame's controls do. Nothing, where no script runs.
#[derive(Clone, Copy)]
pub struct FrameActions {
    /// Switches between light and dark.
    pub switch_theme: Callback<()>,
    /// Ends the session.
    pub sign_out: Callback<()>,
    /// Has the mail that confirms one's address sent again.
    pub resend: Callback<()>,
}

impl FrameActions {
    /// For views that stand still.
    pub fn none() -> Self {
        Self { switch_theme: Callback::new(|()| {}), sign_out: Callback::new(|()| {}), resend: Callback::new(|()| {}) }
    }
}

/// The frame with a page inside.
#[component]
pub fn Frame(
    /// The site's name and description.
    site: v2::Site,
    /// Who is signed in, once that is known.
    viewer: Signal<Option<v2::Me>>,
    /// What the controls do.
    actions: FrameActions,
    /// What was last announced to screen readers.
    #[prop(into)]
    announcement: Signal<String>,
    /// The bell of those who are signed in.
    #[prop(optional)]
    bell: ViewFn,
    children: Children,
) -> AnyView {
    provide_site_language(&site.language);
    view! {
        <a class="skip-link" href=paths::CONTENT>
            {text::SKIP}
        </a>
        <SiteHeader site=site.clone() viewer=viewer actions=actions bell=bell />
        <UnconfirmedBar viewer=viewer sends_mail=site.sends_mail resend=actions.resend />
        <MissingFactorBar viewer=viewer />
        <DepartingBar viewer=viewer />
        <main id="content" class="site-main" tabindex="-1">
            {children()}
        </main>
        <SiteFooter site=site />
        <p class="visually-hidden" role="status" id="announcer">
            {move || announcement.with(|words| (!words.is_empty()).then(|| words.clone()))}
        </p>
    }
    .into_any()
}
