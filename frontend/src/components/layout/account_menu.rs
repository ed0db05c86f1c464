//! Who is signed in, and what they can go to; ways in for everyone else.

use broadsheet_shared::{permission::Permission, v2};
use leptos::prelude::*;

use crate::{
    components::{
        ui::icon::{Glyph, Icon},
        user::Avatar,
    },
    paths,
    text::{reading as text, social},
};

/// The end of the header's bar.
#[component]
pub fn AccountMenu(
    viewer: Signal<Option<v2::Me>>,
    registration: v2::RegistrationMode,
    sign_out: Callback<()>,
    /// The bell of those who are signed in.
    bell: ViewFn,
) -> impl IntoView {
    move || match viewer.get() {
        Some(me) => view! { <SignedIn me=me sign_out=sign_out bell=bell.clone() /> }.into_any(),
        None => view! { <SignedOut registration=registration /> }.into_any(),
    }
}

#[component]
fn SignedOut(registration: v2::RegistrationMode) -> AnyView {
    let register = registration.is_for_all().then(|| {
        view! {
            <a class="button button--primary site-nav__register" href=paths::REGISTER>
                {text::REGISTER}
            </a>
        }
    });
    view! {
        <a class="site-nav__link" href=paths::LOGIN>
            {text::SIGN_IN}
        </a>
        {register}
    }
    .into_any()
}

#[component]
fn SignedIn(me: v2::Me, sign_out: Callback<()>, bell: ViewFn) -> AnyView {
    // Whose account goes, or has no second factor yet, gets no other answer until that is settled.
    let bell = (me.departure.is_none() && !me.needs_second_factor).then(|| bell.run());
    let may_write = me.may(Permission::PostsWrite);
    let write = may_write.then(|| {
        view! {
            <a class="button button--primary site-nav__write" href=paths::WRITE aria-label=text::WRITE>
                <Icon icon=Glyph::Pen />
                <span class="site-nav__label">{text::WRITE}</span>
            </a>
        }
    });
    let my_posts = may_write.then(|| view! { <a href=paths::MY_POSTS>{text::MY_POSTS}</a> });
    let following = view! {
        <a class="site-nav__link site-nav__following" href=paths::FOLLOWING>
            {social::FEED_LINK}
        </a>
    };
    let name = me.user.display_name.clone();
    let my_page = paths::author(&me.user.username);
    view! {
        {following}
        {bell}
        {write}
        <details class="account-menu">
            <summary class="account-menu__button">
                <Avatar user=me.user />
                <span class="visually-hidden">{text::ACCOUNT}</span>
            </summary>
            <div class="account-menu__sheet">
                <p class="account-menu__name" dir="auto">
                    {name}
                </p>
                <a href=my_page>{text::MY_PAGE}</a>
                <a class="account-menu__following" href=paths::FOLLOWING>{social::FEED_LINK}</a>
                <a href=paths::BOOKMARKS>{social::BOOKMARKS}</a>
                {my_posts}
                <a href=paths::SETTINGS_ACCOUNT>{text::SETTINGS}</a>
                <button type="button" on:click=move |_| sign_out.run(())>
                    {text::SIGN_OUT}
                </button>
            </div>
        </details>
    }
    .into_any()
}
