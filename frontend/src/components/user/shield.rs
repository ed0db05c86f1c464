//! What keeps a person away: a small menu to mute and to block, which asks before it does.

use leptos::prelude::*;

use crate::{
    components::{
        follow::Tie,
        switch::Switch,
        ui::{
            ConfirmDialog, Menu,
            icon::{Glyph, Icon},
        },
    },
    text::social as text,
};

/// The menu on a person's page, for those who are signed in; none on one's own. The room for it is there for everybody,
/// so that nothing moves when it is known who reads.
#[component]
pub fn PersonMenu(
    tie: Tie,
    /// The person's name.
    name: String,
) -> AnyView {
    let is_shown = move || tie.follow.is_live.get() && !tie.is_oneself.get();
    let view = move || is_shown().then(|| view! { <Shields tie=tie name=name.clone() /> });
    view! { <div class="person-menu">{view}</div> }.into_any()
}

#[component]
fn Shields(tie: Tie, name: String) -> impl IntoView {
    let (is_muting, is_blocking) = (RwSignal::new(false), RwSignal::new(false));
    let (mute, block) = (tie.mute, tie.block);
    let (mute_name, block_name) = (name.clone(), name.clone());
    view! {
        <Menu id="person-menu" label=text::more_about(&name) button_class="icon-button" face=|| view! { <Icon icon=Glyph::More /> }>
            <Entry shield=mute on_words=text::unmute(&name) off_words=text::mute(&name) is_asking=is_muting />
            <Entry shield=block on_words=text::unblock(&name) off_words=text::block(&name) is_asking=is_blocking />
        </Menu>
        <ConfirmDialog
            id="ask-mute"
            is_open=is_muting
            title=Signal::derive(move || text::mute_title(&mute_name))
            text=Signal::stored(text::MUTE_TEXT.to_owned())
            confirm=Signal::stored(text::MUTE.to_owned())
            cancel=text::CANCEL
            on_confirm=move |()| {
                is_muting.set(false);
                mute.flip.run(());
            }
        />
        <ConfirmDialog
            id="ask-block"
            is_open=is_blocking
            title=Signal::derive(move || text::block_title(&block_name))
            text=Signal::stored(text::BLOCK_TEXT.to_owned())
            confirm=Signal::stored(text::BLOCK.to_owned())
            cancel=text::CANCEL
            is_danger=true
            on_confirm=move |()| {
                is_blocking.set(false);
                block.flip.run(());
            }
        />
    }
}

/// Asks before a shield goes up, and takes one down at once.
#[component]
fn Entry(shield: Switch, on_words: String, off_words: String, is_asking: RwSignal<bool>) -> impl IntoView {
    let press = move |_| {
        if shield.is_on.get_untracked() {
            shield.flip.run(());
        } else {
            is_asking.set(true);
        }
    };
    view! {
        <button type="button" role="menuitem" tabindex="-1" on:click=press>
            {move || if shield.is_on.get() { on_words.clone() } else { off_words.clone() }}
        </button>
    }
}
