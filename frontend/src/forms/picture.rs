//! A picture that is chosen from the person's files, changed, and taken away.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

use crate::components::ui::Button;

/// What the field says.
#[derive(Debug, Clone, Copy)]
pub struct PictureText {
    /// Stands above it.
    pub label: &'static str,
    /// Stands below it.
    pub hint: &'static str,
    /// On the button while there is no picture.
    pub choose: &'static str,
    /// On the button while there is one.
    pub change: &'static str,
    /// On the button while it is on its way.
    pub uploading: &'static str,
    /// On the button that takes the picture away.
    pub remove: &'static str,
}

/// The picture that stands there, and what can be done with it.
#[component]
pub fn PictureField(
    /// What the field says.
    text: PictureText,
    /// What may be chosen, as the `accept` attribute says it.
    accepted: &'static str,
    /// True while there is a picture.
    #[prop(into)]
    has_picture: Signal<bool>,
    /// True while one is on its way.
    #[prop(into)]
    is_busy: Signal<bool>,
    /// Takes the file that was chosen. Whatever the dialog let through is to be judged.
    #[prop(into)]
    on_choose: Callback<web_sys::File>,
    /// Takes the picture away.
    #[prop(into)]
    on_remove: Callback<()>,
    /// The picture as it shows.
    children: Children,
) -> impl IntoView {
    let chooser = NodeRef::<html::Input>::new();
    let choose = move |()| {
        if let Some(chooser) = chooser.get_untracked() {
            chooser.click();
        }
    };
    let chosen = move |event: ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(input) = input else { return };
        let file = input.files().and_then(|files| files.get(0));
        // The same file can be chosen again.
        input.set_value("");
        if let Some(file) = file {
            on_choose.run(file);
        }
    };
    let label = move || match (is_busy.get(), has_picture.get()) {
        (true, _) => text.uploading,
        (false, true) => text.change,
        (false, false) => text.choose,
    };
    view! {
        <div class="field picture-field" role="group" aria-label=text.label>
            <span class="field__label">{text.label}</span>
            {children()}
            <div class="picture-field__actions">
                <Button is_small=true is_busy on_click=choose>{label}</Button>
                <Show when=move || has_picture.get()>
                    <Button is_small=true is_busy on_click=move |()| on_remove.run(())>{text.remove}</Button>
                </Show>
            </div>
            <p class="field__hint">{text.hint}</p>
            <input
                class="visually-hidden"
                type="file"
                tabindex="-1"
                aria-hidden="true"
                accept=accepted
                node_ref=chooser
                on:change=chosen
            />
        </div>
    }
}
