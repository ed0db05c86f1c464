//! Lists that grow in their page: what stands there so far, and links to more of it that work without scripts too.

use broadsheet_shared::v2;
use leptos::{ev::MouseEvent, prelude::*};

use crate::{paths, text::reading as text};

/// A list as it has grown so far, and how it goes on.
#[derive(Clone)]
pub struct Growing<T: Send + Sync + 'static> {
    /// What stands there, in order.
    pub items: Signal<Vec<T>>,
    /// Where more of it is.
    pub next: Signal<Option<String>>,
    /// True while the next part is on its way.
    pub is_loading: Signal<bool>,
    /// Loads the next part.
    pub more: Callback<()>,
    /// The page's own path, for the links to other parts.
    pub path: String,
    /// True if the page starts at a later part.
    pub is_later_part: bool,
}

impl<T: Send + Sync + 'static> Growing<T> {
    /// One part that does not grow.
    pub fn still(part: v2::List<T>, path: &str, is_later_part: bool) -> Self {
        Self {
            items: Signal::stored(part.items),
            next: Signal::stored(part.next),
            is_loading: Signal::stored(false),
            more: Callback::new(|()| {}),
            path: path.to_owned(),
            is_later_part,
        }
    }

    /// True while nothing stands there and nothing would come. Tracked.
    pub fn is_empty(&self) -> bool {
        self.items.with(Vec::is_empty) && self.next.with(Option::is_none)
    }
}

/// Above a page that starts at a later part: the way to the first.
#[component]
pub fn FirstLink(
    /// The first part as a page of its own.
    address: String,
    /// What it says.
    words: &'static str,
) -> AnyView {
    view! {
        <p class="more more--newest">
            <a class="button" href=address>
                {words}
            </a>
        </p>
    }
    .into_any()
}

/// Beneath a list: the way to the next part, as long as there is one.
#[component]
pub fn NextLink(
    /// Where the next part begins.
    next: Signal<Option<String>>,
    /// The page's own path.
    path: String,
    /// True while that part is on its way.
    is_loading: Signal<bool>,
    /// Loads it.
    more: Callback<()>,
    /// What it says.
    words: &'static str,
) -> AnyView {
    let next = Memo::new(move |_| next.get());
    let link = move || {
        let address = paths::after(&path, &next.get()?);
        Some(view! { <MoreLink address is_loading more words /> })
    };
    link.into_any()
}

/// True if a click on a link asks for more than to go there.
pub fn wants_new_tab(event: &MouseEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()
}

/// A link to the next part, which loads it into the page where scripts run.
#[component]
pub fn MoreLink(
    /// The next part as a page of its own.
    address: String,
    is_loading: Signal<bool>,
    more: Callback<()>,
    words: &'static str,
) -> AnyView {
    let load = move |event: MouseEvent| {
        if !wants_new_tab(&event) {
            event.prevent_default();
            more.run(());
        }
    };
    view! {
        <p class="more">
            <a class="button" href=address rel="next" aria-busy=move || is_loading.get().then_some("true") on:click=load>
                {move || if is_loading.get() { text::LOADING } else { words }}
            </a>
        </p>
    }
    .into_any()
}
