//! What was published since a list was read: a quiet pill says how much, and it comes when it is asked for. Until then
//! nothing on the page moves.

use broadsheet_shared::{
    frames::{Event, Topic},
    id::{PostId, UserId},
    v2,
};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::{
    OwnedFilter, growing,
    grown::{Grown, newer},
};
use crate::{
    api::{Api, failure, use_api},
    components::{post::Feed, ui::Pill},
    realtime::{Told, listen},
    state::{
        session::{Session, use_session},
        tab::Tab,
        toasts::{Toasts, use_toasts},
    },
    text::reading as text,
};

/// So long after something was published a list that must be asked for is asked for; everybody who reads it a moment
/// earlier or later.
const ASK_AFTER_MS: f64 = 1_000.0;
/// How far these moments lie apart.
const SPREAD_MS: f64 = 2_000.0;
/// Screen readers are told at most this often.
const ANNOUNCE_EVERY_MS: u32 = 5_000;

/// What is new above a list.
#[derive(Clone, Copy)]
struct Newer {
    api: Api,
    session: Session,
    toasts: Toasts,
    list: Grown<v2::PostSummary>,
    filter: StoredValue<OwnedFilter>,
    /// The new posts, as far as is known.
    waiting: RwSignal<Vec<PostId>>,
    /// Runs until the list is asked for.
    pause: StoredValue<Option<TimeoutHandle>>,
    is_asking: RwSignal<bool>,
}

/// The posts of `path` from the newest on, and a pill for what is published while the page stands.
pub fn use_newest(first: v2::List<v2::PostSummary>, filter: OwnedFilter, path: &str) -> (Feed, AnyView) {
    let list = Grown::new(first, &filter.address(None));
    let news = Newer {
        api: use_api(),
        session: use_session(),
        toasts: use_toasts(),
        list,
        filter: StoredValue::new(filter.clone()),
        waiting: RwSignal::new(Vec::new()),
        pause: StoredValue::new(None),
        is_asking: RwSignal::new(false),
    };
    listen(Topic::Home, move |told| news.hear(told));
    on_cleanup(move || news.end_pause());
    let count = Memo::new(move |_| news.waiting.with(Vec::len));
    announce(count);
    let words = move || text::new_posts(count.get());
    let pill = view! {
        <Pill is_shown=Signal::derive(move || count.get() > 0) words=Signal::derive(words) on_press=move |()| news.show() />
    };
    (growing(list, path, None, move |cursor| filter.address(cursor)), pill.into_any())
}

/// Tells screen readers how many wait, once they are done with what they say, and not too often.
fn announce(count: Memo<usize>) {
    let tab: Tab = expect_context();
    let silence = StoredValue::new_local(None::<gloo_timers::callback::Timeout>);
    let said = StoredValue::new(0);
    let say = move || {
        let count = count.try_get_untracked().unwrap_or_default();
        if count > 0 && said.try_get_value() != Some(count) {
            tab.announce(text::new_posts(count));
        }
        said.try_set_value(count);
    };
    Effect::new(move |_| {
        if count.get() == 0 {
            said.set_value(0);
        } else if silence.with_value(Option::is_none) {
            say();
            let end = move || {
                silence.try_set_value(None);
                say();
            };
            silence.set_value(Some(gloo_timers::callback::Timeout::new(ANNOUNCE_EVERY_MS, end)));
        }
    });
}

impl Newer {
    fn hear(self, told: &Told) {
        match told {
            Told::Event(Event::PostPublished(post)) if self.is_own(post.author_id) => {}
            // Everything that is published stands on the front page: no need to ask.
            Told::Event(Event::PostPublished(post))
                if self.filter.with_value(|filter| *filter == OwnedFilter::Latest) =>
            {
                self.wait_for(post.id);
            }
            Told::Event(Event::PostPublished(_)) | Told::Resync => self.ask_soon(),
            Told::Event(_) => {}
        }
    }

    fn is_own(self, author: UserId) -> bool {
        untrack(|| self.session.person()).is_some_and(|me| me.user.id == author)
    }

    fn wait_for(self, id: PostId) {
        let is_known = self.list.list.with_untracked(|list| list.items.iter().any(|post| post.id == id))
            || self.waiting.with_untracked(|waiting| waiting.contains(&id));
        if !is_known {
            self.waiting.update(|waiting| waiting.push(id));
        }
    }

    /// Asks in a moment what is new, unless that is going to happen anyway.
    fn ask_soon(self) {
        if self.pause.with_value(Option::is_some) {
            return;
        }
        let after = ASK_AFTER_MS + js_sys::Math::random() * SPREAD_MS;
        let ask = move || {
            self.pause.set_value(None);
            self.ask(false);
        };
        let pause = set_timeout_with_handle(ask, std::time::Duration::from_millis(after as u64)).ok();
        self.pause.set_value(pause);
    }

    fn end_pause(self) {
        if let Some(pause) = self.pause.try_get_value().flatten() {
            pause.clear();
        }
    }

    /// Asks for the beginning of the list: to count what is new, or to show it.
    fn ask(self, shows: bool) {
        let call = self.api.get(self.filter.with_value(|filter| filter.address(None)));
        if shows {
            self.is_asking.set(true);
        }
        spawn_local(async move {
            let answer = call.fetch::<v2::List<v2::PostSummary>>().await;
            // The page may be gone by now.
            if self.waiting.is_disposed() {
                return;
            }
            self.is_asking.set(self.is_asking.get_untracked() && !shows);
            match answer {
                Ok(fresh) if shows => self.put_before(fresh),
                Ok(fresh) => self.count(&fresh.items),
                Err(error) if shows => self.toasts.error(failure::said(&error)),
                // It is asked for again when something else is published.
                Err(_) => {}
            }
        });
    }

    /// One's own posts are no news.
    fn count(self, fresh: &[v2::PostSummary]) {
        let found: Vec<PostId> = self.list.list.with_untracked(|list| {
            newer(&list.items, fresh).filter(|post| !self.is_own(post.author.id)).map(|post| post.id).collect()
        });
        if self.waiting.with_untracked(|waiting| *waiting != found) {
            self.waiting.set(found);
        }
    }

    fn show(self) {
        if !self.is_asking.get_untracked() {
            self.ask(true);
        }
    }

    /// Whoever asked for them goes on at the first of them.
    fn put_before(self, fresh: v2::List<v2::PostSummary>) {
        self.list.put_before(fresh);
        self.waiting.set(Vec::new());
        request_animation_frame(|| {
            let first = document().query_selector(".card-list .card__title a").ok().flatten();
            if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
                // Taking the focus brings it into view.
                let _ = first.focus();
            }
        });
    }
}
