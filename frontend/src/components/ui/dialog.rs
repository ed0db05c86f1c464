//! Dialogs on the browser's own `<dialog>`: the focus stays inside, Escape closes, and the focus goes back afterwards.

use leptos::{ev, html, prelude::*};

use super::{Button, Weight};

/// A dialog over the page. Its content exists only while it is open.
#[component]
pub fn Dialog(
    /// Names it; its heading's id is made from this.
    id: &'static str,
    /// Opens and closes it.
    #[prop(into)]
    is_open: Signal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Someone closed it by Escape or the page asked for it.
    #[prop(into)]
    on_close: Callback<()>,
    /// Room for two texts side by side.
    #[prop(optional)]
    is_wide: bool,
    /// What it holds.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        // Both calls fail only if the dialog already is in the wanted state, or has left the page.
        if is_open.get() && !dialog.open() {
            // The browser looks for what is to have the focus as it opens, so the content stands there by then.
            request_animation_frame(move || {
                if is_open.try_get_untracked() == Some(true) && !dialog.open() {
                    let _ = dialog.show_modal();
                }
            });
        } else if !is_open.get() && dialog.open() {
            dialog.close();
        }
    });
    let heading = StoredValue::new(format!("{id}-title"));
    let cancel = move |event: ev::Event| {
        event.prevent_default();
        on_close.run(());
    };
    view! {
        <dialog class="dialog" class:dialog--wide=is_wide node_ref=node id=id aria-labelledby=heading.get_value() on:cancel=cancel>
            <Show when=move || is_open.get()>
                <div class="dialog__box">
                    <h2 class="dialog__title" id=heading.get_value()>{title}</h2>
                    {children()}
                </div>
            </Show>
        </dialog>
    }
}

/// Asks before something is done that is hard to undo.
#[component]
pub fn ConfirmDialog(
    /// Names it.
    id: &'static str,
    /// Opens and closes it.
    is_open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What will happen.
    #[prop(into)]
    text: Signal<String>,
    /// The verb, on the button that does it.
    #[prop(into)]
    confirm: Signal<String>,
    /// The button that does not.
    cancel: &'static str,
    /// True if something is taken away.
    #[prop(optional)]
    is_danger: bool,
    /// True while it is being done.
    #[prop(optional, into)]
    is_busy: Signal<bool>,
    /// Does it. The caller closes the dialog.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    let weight = if is_danger { Weight::Danger } else { Weight::Primary };
    let close = move |()| is_open.set(false);
    view! {
        <Dialog id is_open title on_close=close>
            <p class="dialog__text">{text}</p>
            <div class="dialog__actions">
                <Button on_click=close>{cancel}</Button>
                <Button weight is_busy on_click=on_confirm>{confirm}</Button>
            </div>
        </Dialog>
    }
}
