//! A list of one's own things: asked for once it is known who asks, and again after a failure.

use broadsheet_shared::v2;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Api, ApiError, use_api},
    state::session::use_session,
};

/// The things, as far as they are known.
pub(super) struct OwnList<T: Send + Sync + 'static> {
    pub items: RwSignal<Vec<T>>,
    pub is_loading: RwSignal<bool>,
    pub failure: RwSignal<Option<ApiError>>,
    /// Asks again.
    pub load: Callback<()>,
}

impl<T: Send + Sync + 'static> Clone for OwnList<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for OwnList<T> {}

impl<T: Send + Sync + 'static> OwnList<T> {
    /// Asks by `ask` whenever somebody has signed in.
    pub fn of<Answer>(ask: fn(Api) -> Answer) -> Self
    where
        Answer: Future<Output = Result<v2::List<T>, ApiError>> + 'static,
    {
        let (api, session) = (use_api(), use_session());
        let (items, is_loading, failure) =
            (RwSignal::new(Vec::new()), RwSignal::new(true), RwSignal::new(None::<ApiError>));
        let load = Callback::new(move |()| {
            is_loading.set(true);
            failure.set(None);
            spawn_local(async move {
                let answer = ask(api).await;
                // The page may be gone by now.
                if is_loading.try_set(false).is_some() {
                    return;
                }
                match answer {
                    Ok(list) => items.set(list.items),
                    Err(error) => failure.set(Some(error)),
                }
            });
        });
        let person = Memo::new(move |_| session.person().map(|me| me.user.id));
        Effect::new(move |_| {
            if person.get().is_some() {
                load.run(());
            }
        });
        Self { items, is_loading, failure, load }
    }
}
