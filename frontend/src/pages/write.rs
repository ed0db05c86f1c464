//! The editor: title and text with the preview beside them, details in a side panel, and nothing lost on the way.

mod bar;
mod copies;
mod desk;
mod found;
mod live;
mod panel;
mod questions;
mod saving;
mod uploads;

use broadsheet_shared::{permission::Permission, v2};
use leptos::{ev, html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use self::{
    bar::Bar,
    desk::Desk,
    found::FoundCopies,
    live::Live,
    panel::Panel,
    questions::{Questions, Versions},
};
use crate::{
    api::{self, ApiError, media, use_api},
    components::{
        editor::{Preview, TextArea, Toolbar, action_of_key},
        mention::Mentions,
        state::{Empty, Skeleton},
        ui::{Callout, CalloutTone, Tab, Tabs},
    },
    head::Head,
    pages::{
        arrival::{failure, not_found},
        naming::Naming,
    },
    paths,
    state::{
        drafts::Place,
        location::{self, use_navigator},
        session::use_session,
        tab::use_head,
    },
    text::writing as text,
};

/// A post as it was loaded; `Ok(None)` for a new one.
type Loaded = Option<Result<Option<v2::Post>, ApiError>>;

/// The editor's page: a new post, or the one with this id.
pub fn write_page(id: Option<String>) -> AnyView {
    let api = use_api();
    let loaded = RwSignal::new(Loaded::None);
    use_head(&Head::hidden(if id.is_some() { text::EDIT_POST } else { text::NEW_POST }));
    match id {
        None => {
            loaded.set(Some(Ok(None)));
            start_anew(loaded);
        }
        Some(id) => spawn_local(async move {
            let post = api::posts::find(api, &id).await;
            // The page may be gone by now.
            loaded.try_set(Some(post.map(Some)));
        }),
    }
    // Whose page it is, once: a session that ends and begins again does not take the editor away.
    let session = use_session();
    let person =
        Memo::new(move |former: Option<&Option<v2::Me>>| session.person().or_else(|| former.cloned().flatten()));
    let owner =
        Memo::new(move |_| person.with(|me| me.as_ref().map(|me| (me.user.id, me.may(Permission::PostsWrite)))));
    let view = move || match (owner.get(), loaded.get()) {
        (Some((_, false)), _) => {
            let title = text::MAY_NOT_WRITE.to_owned();
            view! { <div class="page"><Empty title hint=text::MAY_NOT_WRITE_HINT /></div> }.into_any()
        }
        (Some((person, true)), Some(Ok(post))) => {
            let desk = Desk::open(person, post);
            restore_chosen(desk);
            view! { <Editor desk /> }.into_any()
        }
        (_, Some(Err(error))) if matches!(error.status(), Some(403 | 410)) => not_found(),
        (_, Some(Err(error))) => failure(&error),
        _ => view! { <Skeleton /> }.into_any(),
    };
    view.into_any()
}

/// A link to the editor from a post that was new here begins another: its address has changed, its route has not.
fn start_anew(loaded: RwSignal<Loaded>) {
    let navigator = use_navigator();
    let opened_as = navigator.location_untracked().key;
    Effect::new(move |_| {
        let here = navigator.location();
        let is_asked_for = here.path == paths::WRITE && location::address_shown() == paths::WRITE;
        if is_asked_for && here.key != opened_as && loaded.with_untracked(Option::is_some) {
            loaded.set(Some(Ok(None)));
        }
    });
}

/// One's own posts name the copy that is to be gone on with.
fn restore_chosen(desk: Desk) {
    let slot = paths::parameter(&desk.navigator.location_untracked().query, "copy");
    let chosen = slot.map(|slot| Place::Post { id: desk.target().map(|(id, _)| id), slot });
    if let Some(place) = chosen {
        copies::restore(desk, &place);
    }
}

const WRITE_TAB: &str = "editor-write";
const PREVIEW_TAB: &str = "editor-preview";

#[component]
fn Editor(desk: Desk) -> impl IntoView {
    let live = Live::follow(desk);
    copies::keep(desk);
    copies::guard(desk);
    let (categories, known_tags) = choices(desk);
    let half = RwSignal::new(WRITE_TAB);
    let is_deleting = RwSignal::new(false);
    let is_unpublishing = RwSignal::new(false);
    let keys = window_event_listener(ev::keydown, move |event| shortcut(desk, &event));
    on_cleanup(move || keys.remove());
    let tabs = vec![Tab { id: WRITE_TAB, label: text::WRITE_TAB }, Tab { id: PREVIEW_TAB, label: text::PREVIEW_TAB }];
    view! {
        <div class="editor" data-keeps="" data-half=move || half.get()>
            <Bar desk live is_deleting is_unpublishing />
            <div class="editor__notes">
                <Failure desk />
                <FoundCopies desk />
                <Versions desk />
            </div>
            <div class="editor__tabs"><Tabs label=text::VIEWS tabs selected=half /></div>
            <div class="editor__halves">
                <Paper desk />
                <Panel desk categories known_tags />
                <section class="editor__preview" id="editor-preview-panel" role="tabpanel" aria-label=text::PREVIEW>
                    <Behind live />
                    <Preview
                        html=live.html
                        title=desk.title.text
                        language=desk.details.language.text
                        empty=text::PREVIEW_EMPTY
                    />
                </section>
            </div>
            <Questions desk is_deleting is_unpublishing />
        </div>
    }
}

/// The half where one writes.
#[component]
fn Paper(desk: Desk) -> impl IntoView {
    let chooser = NodeRef::<html::Input>::new();
    let choose = move |()| {
        if let Some(chooser) = chooser.get_untracked() {
            chooser.click();
        }
    };
    let chosen = move |event: ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(input) = input else { return };
        let files = input.files();
        let count = files.as_ref().map_or(0, web_sys::FileList::length);
        desk.insert_pictures((0..count).filter_map(|index| files.as_ref()?.get(index)).collect());
        // The same file can be chosen again.
        input.set_value("");
    };
    let title_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            desk.text.focus();
        }
    };
    let title_error = move || desk.title.error();
    let Naming { people, ask } = Naming::new();
    view! {
        <section class="editor__paper" id="editor-write-panel" role="tabpanel" aria-label=text::WRITE_TAB>
            <textarea
                class="editor__title"
                id=desk.title.id
                rows="1"
                dir="auto"
                aria-label=text::TITLE
                placeholder=text::TITLE
                autocomplete="off"
                aria-invalid=move || title_error().map(|_| "true")
                aria-describedby=move || desk.title.described_by(false)
                prop:value=desk.title.text
                on:input=move |event| desk.title.type_text(event_target_value(&event))
                on:keydown=title_key
            ></textarea>
            <p class="field__error" id=desk.title.error_id() role="alert">{title_error}</p>
            <Toolbar
                label=text::TOOLBAR
                controls="post-body"
                picture_label=text::PICTURE
                on_action=move |action| desk.text.act(action)
                on_picture=choose
            />
            <Mentions handle=desk.text id="post-body-people" people=people on_ask=ask>
                <TextArea
                    handle=desk.text
                    id="post-body"
                    label=text::BODY
                    example=text::BODY_EXAMPLE
                    initial=desk.body.get_untracked()
                    language=desk.details.language.text
                    on_change=move |text| desk.body.set(text)
                    on_files=move |files| desk.insert_pictures(files)
                />
            </Mentions>
            <input
                class="visually-hidden"
                type="file"
                multiple=true
                tabindex="-1"
                aria-hidden="true"
                accept=media::ACCEPTED
                node_ref=chooser
                on:change=chosen
            />
        </section>
    }
}

/// Why the last save failed.
#[component]
fn Failure(desk: Desk) -> impl IntoView {
    move || desk.failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })
}

/// Why the preview is behind.
#[component]
fn Behind(live: Live) -> impl IntoView {
    move || live.failure.get().map(|said| view! { <p class="editor__behind">{text::PREVIEW_BEHIND} {said}</p> })
}

/// What the side panel offers; an editor works without them, so a failure is told and no more.
fn choices(desk: Desk) -> (Signal<Vec<v2::Category>>, Signal<Vec<String>>) {
    let categories = RwSignal::new(Vec::new());
    let tags = RwSignal::new(Vec::new());
    spawn_local(async move {
        match api::choices::categories(desk.api).await {
            Ok(list) => drop(categories.try_set(list.items)),
            Err(error) => desk.toasts.error(api::failure::said(&error)),
        }
        if let Ok(list) = api::choices::tags(desk.api).await {
            tags.try_set(list.items.into_iter().map(|tag| tag.slug).collect());
        }
    });
    (categories.into(), tags.into())
}

/// Ctrl or Command with a key: save, or what the toolbar has.
fn shortcut(desk: Desk, event: &ev::KeyboardEvent) {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() || event.shift_key() {
        return;
    }
    // A dialog in front has the keyboard to itself.
    if document().query_selector("dialog[open]").ok().flatten().is_some() {
        return;
    }
    if event.key().eq_ignore_ascii_case("s") {
        event.prevent_default();
        desk.save();
        return;
    }
    let is_in_text = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.id() == "post-body");
    if let Some(action) = action_of_key(&event.key()).filter(|_| is_in_text) {
        event.prevent_default();
        desk.text.act(action);
    }
}
