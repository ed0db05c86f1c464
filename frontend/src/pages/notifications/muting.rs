//! The menu of a row: hear nothing more of a thread, or of a person. It is done at once, and a message offers to take it
//! back.

use broadsheet_shared::v2;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::{
    api::shields::Shield,
    components::ui::{
        Menu,
        icon::{Glyph, Icon},
    },
    state::{
        deeds::{AsOf, Deed, Doing, use_deeds},
        toasts::use_toasts,
    },
    text::{notifications as text, social},
};

/// Something of a row that can be muted.
#[derive(Clone)]
struct Mute {
    doing: Doing,
    /// What the entry says that does it.
    mute: String,
    /// What the entry says that takes it back.
    unmute: String,
    /// After it.
    said: String,
}

/// The menu, and the mark of a row about which something is muted.
pub(super) fn muting(told: &v2::Notification) -> (AnyView, AnyView) {
    let mutes = mutes(told);
    if mutes.is_empty() {
        return (().into_any(), ().into_any());
    }
    let doings: Vec<_> = mutes.iter().map(|mute| mute.doing.clone()).collect();
    let is_muted = Memo::new(move |_| doings.iter().any(Doing::is_done));
    let note = move || is_muted.get().then(|| view! { <span class="badge">{text::MUTED}</span> });
    let menu = format!("told-menu-{}", told.id);
    let entries: Vec<_> = mutes.into_iter().map(|mute| view! { <Entry mute menu=menu.clone() /> }).collect();
    let view = view! {
        <Menu id=menu label=text::more_about(&text::said(told)) button_class="icon-button" face=|| view! { <Icon icon=Glyph::More /> }>
            {entries}
        </Menu>
    };
    (view.into_any(), note.into_any())
}

/// The thread, and the people who did it.
fn mutes(told: &v2::Notification) -> Vec<Mute> {
    let deeds = use_deeds();
    let thread = told.post.iter().map(|post| Mute {
        doing: deeds.of(Deed::MuteThread(post.id), 0, Some(post.is_muted), AsOf::default()),
        mute: text::MUTE_THREAD.to_owned(),
        unmute: text::UNMUTE_THREAD.to_owned(),
        said: text::thread_muted(&post.title),
    });
    let people = told.actors.iter().filter(|user| !user.is_gone()).map(|user| Mute {
        doing: deeds.unseen(Deed::Shield(Shield::Mute, user.username.clone())),
        mute: social::mute(&user.display_name),
        unmute: social::unmute(&user.display_name),
        said: text::person_muted(&user.display_name),
    });
    thread.chain(people).collect()
}

#[component]
fn Entry(
    mute: Mute,
    /// The id of the menu.
    menu: String,
) -> impl IntoView {
    let toasts = use_toasts();
    let Mute { doing, mute, unmute, said } = mute;
    let (shown, stored) = (doing.clone(), doing.clone());
    let is_pressed = StoredValue::new(false);
    let press = move |_| {
        doing.flip();
        is_pressed.set_value(untrack(|| doing.is_done()));
    };
    // Once it is done for certain: a refusal has words of its own.
    Effect::new(move |was: Option<bool>| {
        let is_stored = stored.is_known();
        if was == Some(false) && is_stored && is_pressed.get_value() {
            is_pressed.set_value(false);
            let (doing, menu) = (stored.clone(), menu.clone());
            toasts.offer(said.clone(), text::UNDO, move || {
                doing.set(false);
                focus_button(&menu);
            });
        }
        is_stored
    });
    view! {
        <button type="button" role="menuitem" tabindex="-1" on:click=press>
            {move || if shown.is_done() { unmute.clone() } else { mute.clone() }}
        </button>
    }
}

/// The button on the message goes with it: the focus finds the row again, if that is still there.
fn focus_button(menu: &str) {
    let button = document().query_selector(&format!("[aria-controls=\"{menu}\"]")).ok().flatten();
    if let Some(button) = button {
        // A button that cannot take the focus is no reason to stop.
        let _ = button.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}
