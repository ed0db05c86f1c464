//! Following: a button that knows whether one follows, and what people are to one another.

use leptos::{ev, prelude::*};

use super::{
    notification::FollowBell,
    switch::{Switch, SwitchButton},
};
use crate::{forms::catch_focus, paths, text::social as text};

/// How a person on the page and the one who reads stand to one another.
#[derive(Clone, Copy)]
pub struct Tie {
    /// Following them.
    pub follow: Switch,
    /// Being told of each of their posts.
    pub bell: Switch,
    /// True once they are followed for certain, so that there is something to tell.
    pub has_bell: Signal<bool>,
    /// True if they follow the reader.
    pub follows_you: Signal<bool>,
    /// True if they are here at the moment, as far as the reader may know.
    pub is_online: Signal<bool>,
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
            bell: Switch::still(0),
            has_bell: Signal::stored(false),
            follows_you: Signal::stored(false),
            is_online: Signal::stored(false),
            block: Switch::still(0),
            mute: Switch::still(0),
            is_oneself: Signal::stored(false),
        }
    }
}

/// The id of the button on a person, of whom a page has one.
const PERSON: &str = "follow-person";

/// The button on a person, and a bell before it while they are followed. In the button's place and size stands, on one's
/// own page, the way to change it, and on the page of somebody who is blocked, the way back from that.
#[component]
pub fn FollowPerson(
    tie: Tie,
    /// The person's name, for those who do not see it beside the button.
    name: String,
    /// Where a stranger comes back to.
    back: String,
) -> AnyView {
    let bell = view! { <FollowBell switch=tie.bell is_shown=tie.has_bell name=name.clone() back=back.clone() /> };
    let is_pressed = StoredValue::new(false);
    let unblock = move |_: ev::MouseEvent| {
        is_pressed.set_value(true);
        tie.block.flip.run(());
    };
    let view = move || {
        if tie.is_oneself.get() {
            return view! { <a class="button follow" href=paths::SETTINGS_PROFILE>{text::EDIT_PROFILE}</a> }.into_any();
        }
        let is_blocked = tie.block.is_on.get();
        if is_pressed.get_value() {
            catch_focus(PERSON);
        }
        if is_blocked {
            let label = text::unblock(&name);
            return view! {
                <button type="button" class="button follow" id=PERSON on:click=unblock>
                    <span aria-hidden="true">{text::UNBLOCK}</span>
                    <span class="visually-hidden">{label}</span>
                </button>
            }
            .into_any();
        }
        view! { <FollowButton switch=tie.follow name=name.clone() back=back.clone() id=PERSON /> }.into_any()
    };
    view! { {bell} {view} }.into_any()
}

/// The button: `Follow`, then `Following`, and `Unfollow` while one points at it. All three words lie in one place, so
/// that it keeps its size. Its name stays: whether it is pressed says what is so.
#[component]
pub fn FollowButton(
    switch: Switch,
    /// Whom or what, for those who do not see it beside the button.
    name: String,
    /// Where a stranger comes back to.
    back: String,
    /// Names it in the page.
    #[prop(optional)]
    id: Option<&'static str>,
) -> AnyView {
    // Whoever has just pressed it reads what came of it, not what another press would do.
    let is_fresh = RwSignal::new(false);
    let flip = Callback::new(move |()| {
        switch.flip.run(());
        is_fresh.set(true);
    });
    let switch = Switch { flip, ..switch };
    let class = move || if is_fresh.get() { "follow__words follow__words--fresh" } else { "follow__words" };
    let face = move || {
        view! {
            <span class=class aria-hidden="true">
                <span class="follow__off">{text::FOLLOW}</span>
                <span class="follow__on">{text::FOLLOWING}</span>
                <span class="follow__undo">{text::UNFOLLOW}</span>
            </span>
            <span class="visually-hidden">{text::follow(&name)}</span>
        }
    };
    view! {
        <SwitchButton
            switch=switch
            class="button follow"
            back=back
            face=ViewFn::from(face)
            id
            on_leave=move |()| is_fresh.set(false)
        />
    }
    .into_any()
}
