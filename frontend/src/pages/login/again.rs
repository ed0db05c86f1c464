//! Signing in again, in place: a session that ended takes nothing of what was being typed.

use leptos::prelude::*;

use super::SignInForm;
use crate::{
    bridge::{self, FromLive},
    components::ui::{Button, Dialog, Weight},
    state::session::{SessionState, use_session},
    text::account as text,
};

/// A dialog, and a bar after it was put off, while the session has ended. Stands once in the document.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let session = use_session();
    let is_put_off = RwSignal::new(false);
    let ended = Memo::new(move |_| match session.state() {
        SessionState::Ended(me) => Some(me.user.username),
        _ => None,
    });
    Effect::new(move |_| {
        if ended.with(Option::is_none) {
            is_put_off.set(false);
        }
    });
    // Once somebody else is there the page waits to be loaded anew for them, and says so.
    let is_due = Memo::new(move |_| ended.with(Option::is_some) && session.successor().is_none());
    let go_on = move |()| bridge::say(&FromLive::Reload);
    let put_off = move |()| is_put_off.set(true);
    let form = move || {
        let name = ended.get()?;
        Some(view! { <SignInForm fixed=name on_done=|()| {} /> })
    };
    view! {
        <Dialog
            id="sign-in-again"
            is_open=Signal::derive(move || is_due.get() && !is_put_off.get())
            title=Signal::stored(text::ENDED.to_owned())
            on_close=put_off
        >
            <p class="dialog__text">{text::ENDED_TEXT}</p>
            {form}
            <div class="dialog__actions">
                <Button weight=Weight::Quiet on_click=go_on>{text::GO_ON_AS_STRANGER}</Button>
                <Button weight=Weight::Quiet on_click=put_off>{text::NOT_NOW}</Button>
            </div>
        </Dialog>
        <Show when=move || is_due.get() && is_put_off.get()>
            <div class="ended-bar" role="status">
                <p>{text::ENDED_BAR}</p>
                <Button is_small=true on_click=move |()| is_put_off.set(false)>{text::SIGN_IN}</Button>
            </div>
        </Show>
    }
}
