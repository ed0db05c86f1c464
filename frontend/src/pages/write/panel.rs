//! The side panel: everything about a post besides its title and text.

use broadsheet_shared::{v2, value::Excerpt};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

use super::desk::Desk;
use crate::{
    api::media,
    components::ui::use_sheet,
    forms::{CheckBox, Choice, PictureField, PictureText, Select, TagsField, TagsText, TextArea, TextField},
    text::writing as text,
};

/// On a screen as narrow as this the panel lies over the editor (styles/editor.css).
const NARROW: &str = "(max-width: 56rem)";
/// The id of the button that opens the panel.
pub(super) const DETAILS_BUTTON: &str = "post-details-button";

const COVER: PictureText = PictureText {
    label: text::COVER,
    hint: text::COVER_HINT,
    choose: text::COVER_CHOOSE,
    change: text::COVER_CHANGE,
    uploading: text::COVER_UPLOADING,
    remove: text::COVER_REMOVE,
};

/// The side panel.
#[component]
pub(super) fn Panel(
    desk: Desk,
    /// Known once they are loaded.
    categories: Signal<Vec<v2::Category>>,
    /// Tags to offer.
    known_tags: Signal<Vec<String>>,
) -> impl IntoView {
    let details = desk.details;
    let choices = Signal::derive(move || {
        let none = Choice { value: String::new(), label: text::NO_CATEGORY.to_owned() };
        let named = categories.get().into_iter().map(|category| Choice { value: category.slug, label: category.name });
        std::iter::once(none).chain(named).collect::<Vec<_>>()
    });
    let tags_text = TagsText { label: text::TAGS, hint: text::TAGS_HINT, remove: text::remove_tag };
    let close_button = NodeRef::<html::Button>::new();
    let sheet = NodeRef::<html::Aside>::new();
    use_sheet(sheet, desk.are_details_open.into(), NARROW);
    let close = move || {
        desk.are_details_open.set(false);
        // In the next frame the button can be reached again.
        request_animation_frame(|| focus(DETAILS_BUTTON));
    };
    let keydown = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
        }
    };
    // Whoever opens the panel goes on in it; a refused field has the focus already.
    Effect::new(move |was_open: Option<bool>| {
        let is_open = desk.are_details_open.get();
        if let (true, Some(false), Some(button)) = (is_open, was_open, close_button.get_untracked()) {
            request_animation_frame(move || {
                let is_inside =
                    document().active_element().is_some_and(|one| one.closest(".panel").ok().flatten().is_some());
                if !is_inside {
                    // A button that is shown can take the focus.
                    let _ = button.focus();
                }
            });
        }
        is_open
    });
    view! {
        <aside
            class="panel"
            id="post-details"
            node_ref=sheet
            aria-label=text::DETAILS
            hidden=move || !desk.are_details_open.get()
            on:keydown=keydown
        >
            <div class="panel__head">
                <h2 class="panel__title">{text::DETAILS}</h2>
                <button
                    class="panel__close"
                    type="button"
                    aria-label=text::CLOSE_DETAILS
                    node_ref=close_button
                    on:click=move |_| close()
                ></button>
            </div>
            <Cover desk />
            <TagsField field=details.tag tags=details.tags text=tags_text known=known_tags />
            <Select field=details.category label=text::CATEGORY choices />
            <TextArea field=details.excerpt label=text::EXCERPT hint=text::EXCERPT_HINT max=Excerpt::MAX />
            <TextField field=details.slug label=text::ADDRESS hint=text::ADDRESS_HINT is_verbatim=true />
            <TextField
                field=details.canonical_url
                label=text::CANONICAL
                hint=text::CANONICAL_HINT
                kind="url"
                is_verbatim=true
            />
            <TextField field=details.language label=text::LANGUAGE hint=text::LANGUAGE_HINT is_verbatim=true />
            <CheckBox id="post-comments-open" label=text::COMMENTS_OPEN is_ticked=details.comments_open />
        </aside>
    }
}

fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A button that is shown can take the focus.
        let _ = element.focus();
    }
}

/// The cover: chosen, changed, taken away.
#[component]
fn Cover(desk: Desk) -> impl IntoView {
    let is_busy = RwSignal::new(false);
    let picture = move || {
        desk.details.cover.get().map(|cover| {
            let (width, height) = (cover.width.to_string(), cover.height.to_string());
            view! { <img class="cover__picture" src=cover.url alt=cover.alt width=width height=height /> }
        })
    };
    view! {
        <PictureField
            text=COVER
            accepted=media::ACCEPTED
            has_picture=Signal::derive(move || desk.details.cover.with(Option::is_some))
            is_busy
            on_choose=move |file| desk.change_cover(file, is_busy)
            on_remove=move |()| desk.details.cover.set(None)
        >
            {picture}
        </PictureField>
    }
}
