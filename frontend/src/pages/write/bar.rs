//! The bar above the editor: what state the text is in, and what can be done with it.

use broadsheet_shared::v2::PostState;
use leptos::prelude::*;

use super::{
    desk::{Desk, Work},
    live::Live,
    panel::DETAILS_BUTTON,
    uploads::UnderWay,
};
use crate::{
    components::ui::{
        Button, Menu, Weight,
        icon::{Glyph, Icon},
    },
    paths,
    text::{self, writing},
};

/// The bar.
#[component]
pub(super) fn Bar(
    desk: Desk,
    live: Live,
    /// Asks before deletion.
    is_deleting: RwSignal<bool>,
    /// Asks before unpublishing.
    is_unpublishing: RwSignal<bool>,
) -> impl IntoView {
    let length = move || {
        let words = live.word_count.get();
        (words > 0).then(|| writing::length(words.into(), live.reading_minutes.get()))
    };
    let toggle = move |_| desk.are_details_open.update(|is_open| *is_open = !*is_open);
    let working = move |work: Work| Signal::derive(move || desk.work.get() == work);
    let actions = move || match desk.state() {
        PostState::Published | PostState::Archived => view! {
            <Button
                weight=Weight::Primary
                is_busy=working(Work::Saving)
                is_disabled=Signal::derive(move || !desk.is_changed())
                on_click=move |()| desk.save()
            >
                {writing::UPDATE}
            </Button>
        }
        .into_any(),
        PostState::Draft | PostState::Scheduled => view! {
            <Button
                is_busy=working(Work::Saving)
                is_disabled=Signal::derive(move || !desk.is_changed())
                on_click=move |()| desk.save()
            >
                {writing::SAVE_DRAFT}
            </Button>
            <Button weight=Weight::Primary is_busy=working(Work::Publishing) on_click=move |()| desk.publish()>
                {writing::PUBLISH}
            </Button>
        }
        .into_any(),
        PostState::Removed | PostState::Deleted => ().into_any(),
    };
    let state = Memo::new(move |_| desk.state());
    view! {
        <header class="editor-bar">
            <div class="editor-bar__facts">
                <h1 class="visually-hidden">
                    {move || if desk.stored.with(Option::is_some) { writing::EDIT_POST } else { writing::NEW_POST }}
                </h1>
                <span class="badge" data-state=move || state.get().as_str()>{move || writing::state(state.get())}</span>
                <SaveState desk />
                <span class="editor-bar__length">{length}</span>
            </div>
            <div class="editor-bar__actions">
                <button
                    class="button button--quiet"
                    type="button"
                    id=DETAILS_BUTTON
                    aria-expanded=move || desk.are_details_open.get().to_string()
                    aria-controls="post-details"
                    on:click=toggle
                >
                    {writing::DETAILS}
                </button>
                <More desk is_deleting is_unpublishing />
                {move || { state.track(); actions() }}
            </div>
        </header>
    }
}

/// Whether what is on the screen is stored.
#[component]
fn SaveState(desk: Desk) -> impl IntoView {
    let said = move || {
        if desk.work.get() == Work::Saving || desk.work.get() == Work::Publishing {
            let is_waiting = desk.under_way.with(UnderWay::is_any);
            return if is_waiting { writing::WAITING } else { writing::SAVING }.to_owned();
        }
        match (desk.is_changed(), desk.stored.with(|stored| stored.as_ref().map(|post| post.summary.updated_at))) {
            (true, _) if !desk.is_kept.get() => writing::NOT_KEPT.to_owned(),
            (true, _) => writing::KEPT_HERE.to_owned(),
            (false, Some(at)) => writing::saved_at(&text::moment(at)),
            (false, None) => writing::NOTHING_YET.to_owned(),
        }
    };
    let said = Memo::new(move |_| said());
    view! {
        <span class="editor-bar__state" class:editor-bar__state--changed=move || desk.is_changed() role="status">
            {said}
        </span>
    }
}

/// The rarer actions; nothing before the first save.
#[component]
fn More(desk: Desk, is_deleting: RwSignal<bool>, is_unpublishing: RwSignal<bool>) -> impl IntoView {
    let has_stored = Memo::new(move |_| desk.stored.with(Option::is_some));
    let address = move || {
        desk.stored.with(|stored| {
            let post = stored.as_ref()?;
            let is_seen = matches!(post.summary.state, PostState::Published | PostState::Archived);
            is_seen.then(|| paths::post(&post.summary.slug))
        })
    };
    let view_link =
        move || address().map(|address| view! { <a role="menuitem" tabindex="-1" href=address>{writing::VIEW}</a> });
    let unpublish = move || {
        (desk.state() == PostState::Published).then(|| {
            view! {
                <button type="button" role="menuitem" tabindex="-1" on:click=move |_| is_unpublishing.set(true)>
                    {writing::UNPUBLISH}
                </button>
            }
        })
    };
    move || {
        has_stored.get().then(|| {
            view! {
                <Menu id="post-actions" label=writing::MORE button_class="icon-button" face=|| view! { <Icon icon=Glyph::More /> }>
                    {view_link}
                    {unpublish}
                    <button
                        class="menu__danger"
                        type="button"
                        role="menuitem"
                        tabindex="-1"
                        on:click=move |_| is_deleting.set(true)
                    >
                        {writing::DELETE}
                    </button>
                </Menu>
            }
        })
    }
}
