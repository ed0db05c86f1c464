//! The picture that stands for a person: chosen, changed, taken away, each at once.

use broadsheet_shared::v2;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Api, ApiError, Cancel, failure, me, media, use_api},
    forms::{PictureField, PictureText},
    state::{session::use_session, toasts::use_toasts},
    text::profile as text,
};

const TEXT: PictureText = PictureText {
    label: text::PICTURE,
    hint: text::PICTURE_HINT,
    choose: text::PICTURE_CHOOSE,
    change: text::PICTURE_CHANGE,
    uploading: text::PICTURE_UPLOADING,
    remove: text::PICTURE_REMOVE,
};

/// The picture and what can be done with it.
#[component]
pub(super) fn Picture(
    /// The one that stands there.
    avatar: RwSignal<Option<v2::Image>>,
) -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let is_busy = RwSignal::new(false);
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
    let choose = move |file: web_sys::File| {
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
    let has_picture = Signal::derive(move || avatar.with(Option::is_some));
    view! {
        <PictureField text=TEXT accepted=media::ACCEPTED has_picture is_busy on_choose=choose on_remove=remove>
            {picture}
        </PictureField>
    }
}

async fn upload(api: Api, file: &web_sys::File) -> Result<v2::Me, ApiError> {
    let media = media::upload(api, file, "", &Cancel::new()).await?;
    let change = v2::UpdateMe { avatar_id: Some(Some(media.image.id)), ..v2::UpdateMe::default() };
    me::update(api, &change).await
}
