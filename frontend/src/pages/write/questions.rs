//! What the editor asks: two versions, leaving with changes, deleting, unpublishing.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use super::{
    copies,
    desk::{Desk, Work},
};
use crate::{
    components::{
        editor::{Comparison, Version},
        ui::{Button, Callout, CalloutTone, ConfirmDialog, Dialog, Weight},
    },
    text::{self, writing},
};

/// One's own version after the stored one was taken, and a conflict that waits for a decision.
#[component]
pub(super) fn Versions(desk: Desk) -> impl IntoView {
    let set_aside = move || {
        desk.set_aside.with(Option::is_some).then(|| {
            view! {
                <Callout>
                    <p>{writing::SET_ASIDE}</p>
                    <div class="callout__actions">
                        <Button is_small=true on_click=move |()| copies::put_back(desk)>{writing::PUT_BACK}</Button>
                        <Button weight=Weight::Quiet is_small=true on_click=move |()| copies::discard_set_aside(desk)>
                            {writing::DISCARD_COPY}
                        </Button>
                    </div>
                </Callout>
            }
        })
    };
    let waiting = move || {
        (desk.conflict.with(Option::is_some) && !desk.is_comparing.get()).then(|| {
            view! {
                <Callout tone=CalloutTone::Warning>
                    <p>{writing::CONFLICT_BAR}</p>
                    <div class="callout__actions">
                        <Button is_small=true on_click=move |()| desk.is_comparing.set(true)>{writing::COMPARE}</Button>
                    </div>
                </Callout>
            }
        })
    };
    view! {
        {set_aside}
        {waiting}
        <ConflictDialog desk />
    }
}

#[component]
fn ConflictDialog(desk: Desk) -> impl IntoView {
    let close = move |()| desk.is_comparing.set(false);
    // Said in the dialog: messages in the corner are out of reach behind it.
    let copied = RwSignal::new(None::<bool>);
    Effect::new(move |_| {
        desk.is_comparing.track();
        copied.set(None);
    });
    let copy = move |whole: String| {
        copied.set(None);
        spawn_local(async move {
            let written = JsFuture::from(window().navigator().clipboard().write_text(&whole)).await;
            let _ = copied.try_set(Some(written.is_ok()));
        });
    };
    let said = move || {
        copied.get().map(|is_copied| match is_copied {
            true => view! { <Callout><p>{writing::COPIED}</p></Callout> },
            false => view! { <Callout tone=CalloutTone::Error><p>{writing::COPY_FAILED}</p></Callout> },
        })
    };
    let versions = move || {
        let stored = desk.conflict.get()?;
        let mine = desk.document_untracked();
        let mine = Version { heading: writing::MINE.to_owned(), title: mine.title, body: mine.body };
        let heading = writing::stored(&text::moment(stored.summary.updated_at));
        let stored = Version { heading, title: stored.summary.title, body: stored.body };
        Some(view! { <Comparison mine stored copy_label=writing::COPY_TEXT on_copy=copy /> })
    };
    view! {
        <Dialog
            id="conflict"
            is_open=Signal::derive(move || desk.is_comparing.get() && desk.conflict.with(Option::is_some))
            title=Signal::stored(writing::CONFLICT_TITLE.to_owned())
            on_close=close
            is_wide=true
        >
            <p class="dialog__text">{writing::CONFLICT_TEXT}</p>
            {said}
            {versions}
            <div class="dialog__actions">
                <Button weight=Weight::Quiet on_click=close>{writing::DECIDE_LATER}</Button>
                <Button on_click=move |()| desk.take_stored()>{writing::TAKE_STORED}</Button>
                <Button weight=Weight::Primary on_click=move |()| desk.keep_mine()>{writing::KEEP_MINE}</Button>
            </div>
        </Dialog>
    }
}

/// The questions before something is lost or taken away.
#[component]
pub(super) fn Questions(
    desk: Desk,
    /// Asks before deletion.
    is_deleting: RwSignal<bool>,
    /// Asks before unpublishing.
    is_unpublishing: RwSignal<bool>,
) -> impl IntoView {
    let said = |words: &'static str| Signal::stored(words.to_owned());
    let delete = move |()| {
        is_deleting.set(false);
        desk.delete();
    };
    let unpublish = move |()| {
        is_unpublishing.set(false);
        desk.unpublish();
    };
    let is_busy = Signal::derive(move || desk.work.get() != Work::Nothing);
    view! {
        <ConfirmDialog
            id="ask-delete"
            is_open=is_deleting
            title=said(writing::DELETE_TITLE)
            text=said(writing::DELETE_TEXT)
            confirm=said(writing::DELETE)
            cancel=writing::CANCEL
            is_danger=true
            is_busy
            on_confirm=delete
        />
        <ConfirmDialog
            id="ask-unpublish"
            is_open=is_unpublishing
            title=said(writing::UNPUBLISH_TITLE)
            text=said(writing::UNPUBLISH_TEXT)
            confirm=said(writing::UNPUBLISH)
            cancel=writing::CANCEL
            is_busy
            on_confirm=unpublish
        />
        <LeaveDialog desk />
    }
}

#[component]
fn LeaveDialog(desk: Desk) -> impl IntoView {
    let wanted = move || desk.leaving.wanted();
    let stay = move |()| desk.leaving.stay();
    // The promise is made of a copy that was made just now.
    Effect::new(move |_| {
        if wanted().is_some() {
            copies::write(desk);
        }
    });
    let is_kept = move || desk.is_kept.get() && !desk.has_loose_text();
    let leave = move |()| {
        if let Some(address) = untrack(wanted) {
            desk.leaving.release();
            desk.navigator.go(&address);
        }
    };
    view! {
        <Dialog
            id="ask-leave"
            is_open=Signal::derive(move || wanted().is_some())
            title=Signal::stored(writing::LEAVE_TITLE.to_owned())
            on_close=stay
        >
            <p class="dialog__text">
                {move || if is_kept() { writing::LEAVE_TEXT } else { writing::LEAVE_TEXT_NOT_KEPT }}
            </p>
            <div class="dialog__actions">
                <Button on_click=leave>{writing::LEAVE}</Button>
                <Button weight=Weight::Primary is_first_choice=true on_click=stay>{writing::STAY}</Button>
            </div>
        </Dialog>
    }
}
