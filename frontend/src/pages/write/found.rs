//! Texts that lie on this device beside the one in the editor: each is named, and one is chosen.

use leptos::prelude::*;

use super::{
    copies::{self, Found},
    desk::{Desk, Work},
};
use crate::{
    components::ui::{Button, Callout, CalloutTone, Weight},
    paths,
    state::drafts::Place,
    text::{self, writing},
};

/// What former editors have left on this device, and what made room for it.
#[component]
pub(super) fn FoundCopies(desk: Desk) -> impl IntoView {
    let entry = move |found: Found| view! { <Entry desk found /> };
    view! { <For each=move || desk.left_behind.get() key=|found| found.place.to_string() children=entry /> }
}

#[component]
fn Entry(desk: Desk, found: Found) -> impl IntoView {
    let Found { place, copy, is_kept, .. } = found;
    let copy_at = text::moment(copy.saved_at);
    let Place::Post { id, slot } = place.clone() else { return None };
    let address = paths::write_copy(&slot);
    let sentence = move || match desk.stored.get().filter(|_| id.is_some()) {
        Some(post) => writing::copy_found(&copy_at, &text::moment(post.summary.updated_at)),
        None => writing::new_copy_found(&copy.content.title, &copy_at),
    };
    let restored = place.clone();
    let restore = Callback::new(move |()| copies::restore(desk, &restored));
    let is_busy = Signal::derive(move || desk.work.get() != Work::Nothing);
    // A new post that was saved meanwhile is this editor's; another one has no place in it.
    let is_of_this_post = Memo::new(move |_| id.is_some() || desk.stored.with(Option::is_none));
    let go_on = move || match is_of_this_post.get() {
        true => view! {
            <Button weight=Weight::Primary is_small=true is_busy on_click=restore>{writing::RESTORE_COPY}</Button>
        }
        .into_any(),
        false if is_kept => {
            view! { <a class="button button--small" href=address.clone()>{writing::GO_ON_WRITING}</a> }.into_any()
        }
        false => ().into_any(),
    };
    let discard = move |()| copies::discard(desk, &place);
    Some(view! {
        <Callout tone=CalloutTone::Warning>
            <p>{sentence}</p>
            <div class="callout__actions">
                {go_on}
                <Button is_small=true on_click=discard>{writing::DISCARD_COPY}</Button>
            </div>
        </Callout>
    })
}
