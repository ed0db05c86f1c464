//! Signing in again, in place: a session that ended takes nothing of what was being typed. Whoever is somebody else, or
//! nobody, gets a page of their own: what was typed stays on the device under the name of who typed it.

use leptos::prelude::*;

use super::SignInForm;
use crate::{
    components::ui::{Button, Dialog, Weight},
    state::{
        location::use_navigator,
        session::{SessionState, use_session},
        toasts::use_toasts,
    },
    text::account as text,
};

/// A dialog, and a bar after it was put off, while the session has ended. Stands once in the app.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let (session, navigator, toasts) = (use_session(), use_navigator(), use_toasts());
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
    Effect::new(move |_| {
        if let Some(person) = session.successor() {
            toasts.info(text::signed_in_as(&person.display_name));
            navigator.reload();
        }
    });
    let go_on = move |()| navigator.reload();
    let put_off = move |()| is_put_off.set(true);
    let form = move || {
        let name = ended.get()?;
        Some(view! { <SignInForm fixed=name on_done=|()| {} /> })
    };
    view! {
        <Dialog
            id="sign-in-again"
            is_open=Signal::derive(move || ended.with(Option::is_some) && !is_put_off.get())
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
        <Show when=move || ended.with(Option::is_some) && is_put_off.get()>
            <div class="ended-bar" role="status">
                <p>{text::ENDED_BAR}</p>
                <Button is_small=true on_click=move |()| is_put_off.set(false)>{text::SIGN_IN}</Button>
            </div>
        </Show>
    }
}
