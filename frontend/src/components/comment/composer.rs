//! The form in which a comment is written or changed.

use leptos::{ev, html, prelude::*};

use crate::{
    components::ui::{Button, Callout, CalloutTone, Weight},
    forms::{Field, TextArea},
    text::talk as text,
};

/// What a form is for: its words.
#[derive(Debug, Clone, Copy)]
pub struct ComposerText {
    /// Stands above the field.
    pub label: &'static str,
    /// The button that sends.
    pub send: &'static str,
}

/// The form in which a comment is written or changed. Ctrl + Enter sends.
#[component]
pub fn CommentComposer(
    /// What is typed and judged.
    field: Field,
    /// Its words.
    words: ComposerText,
    /// True while it is being sent.
    #[prop(into)]
    is_busy: Signal<bool>,
    /// Why it was not taken.
    #[prop(into)]
    failure: Signal<Option<String>>,
    /// Sends it.
    #[prop(into)]
    on_send: Callback<()>,
    /// Closes the form; the one above the threads stays.
    #[prop(optional)]
    on_cancel: Option<Callback<()>>,
) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    let is_opened = on_cancel.is_some();
    // A form that was asked for wants the focus; the one that always stands does not.
    Effect::new(move |_| {
        if let Some(area) = node.get().filter(|_| is_opened) {
            // A field that stands in the page can take it.
            let _ = area.focus();
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        on_send.run(());
    };
    let keydown = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            on_send.run(());
        } else if let (true, Some(on_cancel)) = (event.key() == "Escape", on_cancel) {
            on_cancel.run(());
        }
    };
    let cancel = on_cancel.map(|on_cancel| {
        view! { <Button weight=Weight::Quiet on_click=on_cancel>{text::CANCEL}</Button> }
    });
    view! {
        <form class="composer" novalidate=true on:submit=submit on:keydown=keydown>
            {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p class="callout__quote">{said}</p></Callout> })}
            <TextArea
                field
                label=words.label
                hint=text::HINT
                example=text::EXAMPLE
                max=broadsheet_shared::value::CommentBody::MAX
                node
            />
            <div class="composer__actions">
                {cancel}
                <Button weight=Weight::Primary is_submit=true is_busy>{words.send}</Button>
            </div>
        </form>
    }
}
