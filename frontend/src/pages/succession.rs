//! Somebody else has signed in in this browser: the page is loaded anew for them. What was typed stays on the device under
//! the name of who typed it.

use leptos::prelude::*;

use crate::{
    components::ui::Button,
    state::{leaving::use_leaving, location::use_navigator, session::use_session, toasts::use_toasts},
    text::account as text,
};

/// A bar while the page is to be loaded anew, and what is typed on it would be lost. Stands once in the app.
#[component]
pub fn Succession() -> impl IntoView {
    let (session, navigator, toasts, leaving) = (use_session(), use_navigator(), use_toasts(), use_leaving());
    let is_waiting = RwSignal::new(false);
    let make_room = move || {
        if let Some(person) = session.successor() {
            leaving.unless_lost(move || {
                toasts.info(text::signed_in_as(&person.display_name));
                navigator.reload();
            });
            is_waiting.set(untrack(|| leaving.is_losing()));
        }
    };
    Effect::new(move |_| make_room());
    let successor = move || session.successor().map(|person| text::succeeded_by(&person.display_name));
    view! {
        <Show when=move || is_waiting.get() && !leaving.is_losing()>
            <div class="ended-bar" role="status">
                <p>{successor}</p>
                <Button is_small=true on_click=move |()| untrack(make_room)>{text::LOAD_ANEW}</Button>
            </div>
        </Show>
    }
}
