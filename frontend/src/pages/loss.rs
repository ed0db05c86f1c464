//! Asks before something typed is lost with its page: the device did not keep it, or its form is kept nowhere.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use crate::{
    components::ui::{Button, Callout, CalloutTone, Dialog, Weight},
    state::leaving::{typed, use_leaving},
    text::account as text,
};

/// The question. Stands once in the app.
#[component]
pub fn LossQuestion() -> impl IntoView {
    let leaving = use_leaving();
    // Said in the dialog: messages in the corner are out of reach behind it.
    let copied = RwSignal::new(None::<bool>);
    let is_open = Memo::new(move |_| leaving.is_losing());
    Effect::new(move |_| {
        is_open.track();
        copied.set(None);
    });
    let copy = move |()| {
        spawn_local(async move {
            let written = JsFuture::from(window().navigator().clipboard().write_text(&typed::text())).await;
            copied.set(Some(written.is_ok()));
        });
    };
    let said = move || {
        copied.get().map(|is_copied| match is_copied {
            true => view! { <Callout><p>{text::TYPED_COPIED}</p></Callout> },
            false => view! { <Callout tone=CalloutTone::Error><p>{text::TYPED_NOT_COPIED}</p></Callout> },
        })
    };
    view! {
        <Dialog
            id="ask-loss"
            is_open
            title=Signal::stored(text::LOSS_TITLE.to_owned())
            on_close=move |()| leaving.answer_loss(false)
        >
            <p class="dialog__text">{text::LOSS_TEXT}</p>
            {said}
            <div class="dialog__actions">
                <Button weight=Weight::Danger on_click=move |()| leaving.answer_loss(true)>{text::LOSE}</Button>
                <Button on_click=copy>{text::COPY_TYPED}</Button>
                <Button weight=Weight::Primary is_first_choice=true on_click=move |()| leaving.answer_loss(false)>
                    {text::STAY_HERE}
                </Button>
            </div>
        </Dialog>
    }
}
