//! The foot of every page.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{
    components::language::site_language,
    paths,
    text::{reading as text, settings},
};

/// The site's name, what it is about, and links for programs.
#[component]
pub fn SiteFooter(site: v2::Site) -> AnyView {
    let description = (!site.description.is_empty()).then(|| {
        view! {
            <p class="site-footer__about" lang=site_language() dir="auto">
                {site.description}
            </p>
        }
    });
    view! {
        <footer class="site-footer">
            <div class="site-footer__inner">
                <div>
                    <p class="site-footer__name" lang=site_language() dir="auto">
                        {site.name}
                    </p>
                    {description}
                </div>
                <ul class="site-footer__links">
                    <li>
                        <a href=paths::SETTINGS_APPEARANCE>{settings::APPEARANCE}</a>
                    </li>
                    <li>
                        <a href=paths::FEED rel="external">
                            {text::FEED}
                        </a>
                    </li>
                    <li>
                        <a href=paths::DOCS rel="external">
                            {text::API}
                        </a>
                    </li>
                    <li class="site-footer__powered">{text::POWERED_BY}</li>
                </ul>
            </div>
        </footer>
    }
    .into_any()
}
