//! The picture that stands for a person: chosen, changed, taken away, each at once.

use broadsheet_shared::v2;
use leptos::{ev, html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use crate::{
    api::{Api, ApiError, Cancel, failure, me, media, use_api},
    components::ui::Button,
    state::{session::use_session, toasts::use_toasts},
    text::profile as text,
};

/// The picture and what can be done with it.
#[component]
pub(super) fn Picture(
    /// The one that stands there.
    avatar: RwSignal<Option<v2::Image>>,
) -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let chooser = NodeRef::<html::Input>::new();
    let is_busy = RwSignal::new(false);
    let choose = move |()| {
        if let Some(chooser) = chooser.get_untracked() {
            chooser.click();
        }
    };
    let take = move |answer: Result<v2::Me, ApiError>, done: &'static str| {
        // The page may be gone by now.
        if is_busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(me) => {
                avatar.set(me.user.avatar.clone());
                session.take_account(me);
                toasts.success(done);
            }
            Err(error) => toasts.error(failure::said(&error)),
        }
    };
    let chosen = move |event: ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(input) = input else { return };
        let file = input.files().and_then(|files| files.get(0));
        // The same file can be chosen again.
        input.set_value("");
        let Some(file) = file else { return };
        if !media::is_accepted(&file.type_()) {
            toasts.error(text::NOT_A_PICTURE);
            return;
        }
        is_busy.set(true);
        spawn_local(async move { take(upload(api, &file).await, text::PICTURE_CHANGED) });
    };
    let remove = move |()| {
        is_busy.set(true);
        let change = v2::UpdateMe { avatar_id: Some(None), ..v2::UpdateMe::default() };
        spawn_local(async move { take(me::update(api, &change).await, text::PICTURE_REMOVED) });
    };
    let picture = move || {
        avatar.get().map(|image| {
            let address = image.variants.first().map_or(image.url, |variant| variant.url.clone());
            view! { <img class="avatar avatar--large" src=address alt="" width="80" height="80" /> }
        })
    };
    let has_picture = move || avatar.with(Option::is_some);
    let label = move || match (is_busy.get(), has_picture()) {
        (true, _) => text::PICTURE_UPLOADING,
        (false, true) => text::PICTURE_CHANGE,
        (false, false) => text::PICTURE_CHOOSE,
    };
    view! {
        <div class="field settings__form" role="group" aria-label=text::PICTURE>
            <span class="field__label">{text::PICTURE}</span>
            {picture}
            <div class="settings__actions">
                <Button is_small=true is_busy on_click=choose>{label}</Button>
                <Show when=has_picture>
                    <Button is_small=true is_busy on_click=remove>{text::PICTURE_REMOVE}</Button>
                </Show>
            </div>
            <p class="field__hint">{text::PICTURE_HINT}</p>
            <input
                class="visually-hidden"
                type="file"
                tabindex="-1"
                aria-hidden="true"
                accept=media::ACCEPTED
                node_ref=chooser
                on:change=chosen
            />
        </div>
    }
}

async fn upload(api: Api, file: &web_sys::File) -> Result<v2::Me, ApiError> {
    let media = media::upload(api, file, "", &Cancel::new()).await?;
    let change = v2::UpdateMe { avatar_id: Some(Some(media.image.id)), ..v2::UpdateMe::default() };
    me::update(api, &change).await
}
