//! Following: a button that knows whether one follows, and what people are to one another.

use leptos::prelude::*;

use super::switch::{Switch, SwitchButton};
use crate::{paths, text::social as text};

/// How a person on the page and the one who reads stand to one another.
#[derive(Clone, Copy)]
pub struct Tie {
    /// Following them.
    pub follow: Switch,
    /// True if they follow the reader.
    pub follows_you: Signal<bool>,
    /// Keeping them away, and keeping away from them.
    pub block: Switch,
    /// Not seeing them.
    pub mute: Switch,
    /// True if they are the reader.
    pub is_oneself: Signal<bool>,
}

impl Tie {
    /// For a page that stands still.
    pub fn still(follower_count: u64) -> Self {
        Self {
            follow: Switch::still(follower_count),
            follows_you: Signal::stored(false),
            block: Switch::still(0),
            mute: Switch::still(0),
            is_oneself: Signal::stored(false),
        }
    }
}

/// The button on a person. In its place and size stands, on one's own page, the way to change it, and on the page of
/// somebody who is blocked, the way back from that.
#[component]
pub fn FollowPerson(
    tie: Tie,
    /// The person's name, for those who do not see it beside the button.
    name: String,
    /// Where a stranger comes back to.
    back: String,
) -> AnyView {
    let view = move || {
        if tie.is_oneself.get() {
            return view! { <a class="button follow" href=paths::SETTINGS_PROFILE>{text::EDIT_PROFILE}</a> }.into_any();
        }
        if tie.block.is_on.get() {
            let label = text::unblock(&name);
            return view! {
                <button type="button" class="button follow" on:click=move |_| tie.block.flip.run(())>
                    <span aria-hidden="true">{text::UNBLOCK}</span>
                    <span class="visually-hidden">{label}</span>
                </button>
            }
            .into_any();
        }
        view! { <FollowButton switch=tie.follow name=name.clone() back=back.clone() /> }.into_any()
    };
    view.into_any()
}

/// The button: `Follow`, then `Following`, and `Unfollow` while one points at it. All three words lie in one place, so
/// that it keeps its size.
#[component]
pub fn FollowButton(
    switch: Switch,
    /// Whom or what, for those who do not see it beside the button.
    name: String,
    /// Where a stranger comes back to.
    back: String,
) -> AnyView {
    // Whoever has just pressed it reads what came of it, not what another press would do.
    let is_fresh = RwSignal::new(false);
    let flip = Callback::new(move |()| {
        switch.flip.run(());
        is_fresh.set(true);
    });
    let is_on = switch.is_on;
    let switch = Switch { flip, ..switch };
    let class = move || if is_fresh.get() { "follow__words follow__words--fresh" } else { "follow__words" };
    let face = move || {
        let name = name.clone();
        view! {
            <span class=class aria-hidden="true">
                <span class="follow__off">{text::FOLLOW}</span>
                <span class="follow__on">{text::FOLLOWING}</span>
                <span class="follow__undo">{text::UNFOLLOW}</span>
            </span>
            <span class="visually-hidden">{move || text::follow(&name, is_on.get())}</span>
        }
    };
    view! {
        <SwitchButton
            switch=switch
            class="button follow"
            back=back
            face=ViewFn::from(face)
            on_leave=move |()| is_fresh.set(false)
        />
    }
    .into_any()
}
