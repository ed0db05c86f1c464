//! What was published since a list was read: a quiet pill says how much, and it comes when it is asked for. Until then
//! nothing on the page moves.
//!
//! A list that came with the document is told of from where the server was when it made that, and so it is for whoever
//! comes back. Any other is asked for once more when the line is there.

use broadsheet_shared::{
    frames::{Event, Topic},
    id::{PostId, UserId},
    v2,
};
use gloo_timers::callback::Timeout;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::{
    OwnedFilter, growing,
    grown::{Grown, newer},
};
use crate::{
    api::{
        Api,
        again::{Again, use_again},
        failure, use_api,
    },
    components::{post::Feed, ui::Pill},
    realtime::{Told, listen_from, once_live},
    state::{
        here::use_here,
        page_data::PageData,
        session::{Session, use_session},
        tab::Tab,
        toasts::{Toasts, use_toasts},
        visits::Visits,
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

/// From where a list is told of, among what a history entry keeps.
const PLACE: &str = "told from";

/// What is new above a list.
#[derive(Clone, Copy)]
struct Newer {
    api: Api,
    session: Session,
    toasts: Toasts,
    again: Again,
    visits: Visits,
    /// The history entry whose list it is.
    key: StoredValue<String>,
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
        again: use_again(),
        visits: expect_context(),
        key: StoredValue::new(use_here().key()),
        list,
        filter: StoredValue::new(filter.clone()),
        waiting: RwSignal::new(Vec::new()),
        pause: StoredValue::new(None),
        is_asking: RwSignal::new(false),
    };
    let place = news.place();
    listen_from(Topic::Home, place, move |told| news.hear(told));
    if place.is_none() {
        once_live(move || news.ask_soon());
    }
    on_cleanup(move || news.end_pause());
    let count = Memo::new(move |_| news.waiting.with(Vec::len));
    announce(count);
    let words = move || text::new_posts(count.get());
    let pill = view! {
        <Pill is_shown=Signal::derive(move || count.get() > 0) words=Signal::derive(words) on_press=move |()| news.show() />
    };
    let learn = move |fresh: &[v2::PostSummary]| {
        // The page may be gone by now.
        if !news.waiting.is_disposed() {
            news.count(fresh, &[]);
        }
    };
    (growing(list, path, None, move |cursor| filter.address(cursor), learn), pill.into_any())
}

/// Tells screen readers how many wait, once they are done with what they say, and not too often.
fn announce(count: Memo<usize>) {
    let teller = Teller {
        tab: expect_context(),
        count,
        said: StoredValue::new(Said::default()),
        silence: StoredValue::new_local(None),
    };
    Effect::new(move |_| teller.tell(count.get()));
}

/// Tells screen readers how many wait.
#[derive(Clone, Copy)]
struct Teller {
    tab: Tab,
    count: Memo<usize>,
    said: StoredValue<Said>,
    /// Runs until something may be said again.
    silence: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Teller {
    fn tell(self, count: usize) {
        if self.said.try_update_value(|said| said.is_to_say(count)) != Some(true) {
            return;
        }
        self.tab.tell(text::new_posts(count));
        let end = move || {
            self.said.update_value(Said::end_silence);
            self.tell(self.count.try_get_untracked().unwrap_or_default());
        };
        self.silence.set_value(Some(Timeout::new(ANNOUNCE_EVERY_MS, end)));
    }
}

/// What screen readers were told.
#[derive(Default)]
struct Said {
    /// How many wait.
    count: usize,
    /// True if that was a moment ago, so that nothing else is said yet.
    is_recent: bool,
}

impl Said {
    /// True if so many are to be spoken of now; from then on it counts as said.
    fn is_to_say(&mut self, count: usize) -> bool {
        if count == 0 {
            // Nobody is told of that: the next one that waits is news again.
            self.count = 0;
        }
        if self.is_recent || self.count == count {
            return false;
        }
        *self = Self { count, is_recent: true };
        true
    }

    fn end_silence(&mut self) {
        self.is_recent = false;
    }
}

/// What was published while a list was on its way: it waits, waited not `before` that, and did not come with it.
fn published_since(waiting: &[PostId], before: &[PostId], came: &[PostId]) -> Vec<PostId> {
    waiting.iter().copied().filter(|id| !before.contains(id) && !came.contains(id)).collect()
}

impl Newer {
    /// The event behind which the list is told of: all up to that one was known when the server made the document. What the
    /// list has by now may be told once more, and is passed over.
    fn place(self) -> Option<u64> {
        let page_data: PageData = expect_context();
        let key = self.key.get_value();
        let kept = || self.visits.find::<Option<u64>>(&key, PLACE).flatten();
        let place = page_data.find::<u64>(&Topic::Home.to_string()).or_else(kept);
        self.visits.keep(&key, PLACE, place);
        place
    }

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

    /// Asks for the beginning of the list: to count what is new, until there is an answer, or to show it.
    fn ask(self, shows: bool) {
        let call = self.api.get(self.filter.with_value(|filter| filter.address(None)));
        let before = self.waiting.get_untracked();
        let asked = self.again.begin();
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
            // Whoever pressed is told of it, and may press again; what is new is to be counted all the same.
            self.again.settle(asked, answer.as_ref().err(), Box::new(move || self.ask(false)));
            match answer {
                Ok(fresh) if shows => self.put_before(fresh, &before),
                Ok(fresh) => self.count(&fresh.items, &before),
                Err(error) if shows => self.toasts.error(failure::said(&error)),
                Err(_) => {}
            }
        });
    }

    /// One's own posts are no news. What was published while the list was on its way waits as well.
    fn count(self, fresh: &[v2::PostSummary], before: &[PostId]) {
        let mut found: Vec<PostId> = self.list.list.with_untracked(|list| {
            newer(&list.items, fresh).filter(|post| !self.is_own(post.author.id)).map(|post| post.id).collect()
        });
        found.extend(self.published_since(before, fresh));
        if self.waiting.with_untracked(|waiting| *waiting != found) {
            self.waiting.set(found);
        }
    }

    fn published_since(self, before: &[PostId], fresh: &[v2::PostSummary]) -> Vec<PostId> {
        let came: Vec<PostId> = fresh.iter().map(|post| post.id).collect();
        self.waiting.with_untracked(|waiting| published_since(waiting, before, &came))
    }

    fn show(self) {
        if !self.is_asking.get_untracked() {
            self.ask(true);
        }
    }

    /// Whoever asked for them goes on at the first of them. What waited `before` waits no longer, even where it has not come:
    /// it was taken back, is not for this reader or stands further down. Or the answer was made before it was published,
    /// so that is looked after.
    fn put_before(self, fresh: v2::List<v2::PostSummary>, before: &[PostId]) {
        self.waiting.set(self.published_since(before, &fresh.items));
        if before.iter().any(|id| fresh.items.iter().all(|post| post.id != *id)) {
            self.ask_soon();
        }
        // The list may have begun anew: of what is told from there on it would lack some, and take it for new.
        self.visits.keep(&self.key.get_value(), PLACE, None::<u64>);
        self.list.put_before(fresh);
        request_animation_frame(|| {
            let first = document().query_selector(".card-list .card__title a").ok().flatten();
            if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
                // Taking the focus brings it into view.
                let _ = first.focus();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posts(numbers: &[u32]) -> Vec<PostId> {
        numbers.iter().map(|number| PostId(format!("0190c9d2-7c1e-7a7b-8c11-{number:012}").parse().unwrap())).collect()
    }

    #[test]
    fn whatever_was_said_is_followed_by_silence() {
        let mut said = Said::default();

        assert!(said.is_to_say(1));
        assert!(!said.is_to_say(2), "too soon");
        said.end_silence();
        assert!(said.is_to_say(2), "it is made up for");
        assert!(!said.is_to_say(3), "that was a moment ago");
        said.end_silence();
        assert!(said.is_to_say(3));
    }

    #[test]
    fn nothing_is_said_twice_and_the_next_one_after_none_is_news() {
        let mut said = Said::default();

        assert!(!said.is_to_say(0));
        assert!(said.is_to_say(1));
        said.end_silence();
        assert!(!said.is_to_say(1));
        assert!(!said.is_to_say(0));
        assert!(said.is_to_say(1));
    }

    #[test]
    fn none_during_a_silence_makes_the_next_one_news() {
        let mut said = Said::default();

        assert!(said.is_to_say(2));
        assert!(!said.is_to_say(0));
        assert!(!said.is_to_say(2), "too soon");
        said.end_silence();
        assert!(said.is_to_say(2));
    }

    #[test]
    fn what_is_published_while_a_list_is_on_its_way_waits_on() {
        let waiting = posts(&[1, 2, 3, 4]);

        // The first was taken back, the second and the third came.
        let since = published_since(&waiting, &posts(&[1, 2]), &posts(&[3, 2, 0]));

        assert_eq!(since, posts(&[4]));
    }
}
