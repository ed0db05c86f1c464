//! The form in which a comment is written or changed.

use broadsheet_shared::{time::Timestamp, v2};
use leptos::{ev, html, prelude::*};

use crate::{
    components::{
        editor::TextHandle,
        mention::Mentions,
        ui::{Button, Callout, CalloutTone, Weight},
    },
    forms::{Field, TextArea},
    text::{self, talk},
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
    /// Since when the device keeps what stands in it, if that was not typed just now.
    #[prop(into)]
    kept_since: Signal<Option<Timestamp>>,
    /// Those who may be named.
    people: Signal<Vec<v2::UserRef>>,
    /// Asks for those who may be named.
    on_ask: Callback<Option<String>>,
    /// Takes away what was kept.
    #[prop(into)]
    on_discard: Callback<()>,
    /// Sends it.
    #[prop(into)]
    on_send: Callback<()>,
    /// Closes the form; the one above the threads stays.
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
        view! { <Button weight=Weight::Quiet on_click=on_cancel>{talk::CANCEL}</Button> }
    });
    let kept = Memo::new(move |_| kept_since.get().filter(|_| field.text.with(|text| !text.trim().is_empty())));
    let kept = move || {
        kept.get().map(|at| {
            view! {
                <p class="composer__kept">
                    {talk::kept_since(&text::moment(at))}
                    <Button weight=Weight::Quiet is_small=true on_click=on_discard>{talk::DISCARD}</Button>
                </p>
            }
        })
    };
    view! {
        <form class="composer" data-keeps="" novalidate=true on:submit=submit on:keydown=keydown>
            {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p class="callout__quote">{said}</p></Callout> })}
            <Mentions handle=TextHandle::of(node) id=format!("{}-people", field.id) people on_ask>
                <TextArea
                    field
                    label=words.label
                    hint=talk::HINT
                    example=talk::EXAMPLE
                    max=broadsheet_shared::value::CommentBody::MAX
                    node
                />
            </Mentions>
            {kept}
            <div class="composer__actions">
                {cancel}
                <Button weight=Weight::Primary is_submit=true is_busy>{words.send}</Button>
            </div>
        </form>
    }
}
