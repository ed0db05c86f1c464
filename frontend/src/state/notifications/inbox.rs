//! A list of notifications on the screen: asked for part by part, kept up with what comes since. What is new waits until
//! somebody wants to see it, so that nothing moves under the reader's eyes.

use std::time::Duration;

use broadsheet_shared::{id::NotificationId, v2};
use leptos::{prelude::*, task::spawn_local};

use super::Notifications;
use crate::api::{
    ApiError,
    notifications::{self, Filter},
};

/// The server gives no more at once.
const MOST_AT_ONCE: usize = 100;
/// Many changes at once are one look.
const LOOK_AFTER: Duration = Duration::from_millis(300);

/// What came since the list was read, as the server has it now.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fresh {
    list: v2::NotificationList,
    /// So many at the beginning are not on the screen.
    count: usize,
}

/// What a history entry keeps of a list.
#[derive(Debug, Clone)]
pub struct KeptInbox {
    filter: Filter,
    items: Vec<v2::Notification>,
    next: Option<String>,
}

/// A list on the screen.
#[derive(Clone, Copy)]
pub struct Inbox {
    notifications: Notifications,
    /// So many are asked for at once.
    part: usize,
    filter: RwSignal<Filter>,
    /// Those on the screen, the last to happen first.
    pub items: RwSignal<Vec<v2::Notification>>,
    /// True if there are older ones.
    pub has_more: Memo<bool>,
    next: RwSignal<Option<String>>,
    fresh: RwSignal<Option<Fresh>>,
    /// True while a part is on its way.
    pub is_loading: RwSignal<bool>,
    /// Why the last part did not come.
    pub failure: RwSignal<Option<ApiError>>,
    /// The number of the last question: the answer to an earlier one comes too late.
    asked: StoredValue<u32>,
    is_about_to_look: StoredValue<bool>,
    /// The changes that it has seen.
    seen: StoredValue<Option<u32>>,
}

impl Inbox {
    /// Empty; [`Self::fill`] asks.
    pub fn new(notifications: Notifications, part: usize) -> Self {
        let next = RwSignal::new(None::<String>);
        Self {
            notifications,
            part,
            filter: RwSignal::new(Filter::default()),
            items: RwSignal::new(Vec::new()),
            has_more: Memo::new(move |_| next.with(Option::is_some)),
            next,
            fresh: RwSignal::new(None),
            is_loading: RwSignal::new(true),
            failure: RwSignal::new(None),
            asked: StoredValue::new(0),
            is_about_to_look: StoredValue::new(false),
            seen: StoredValue::new(None),
        }
    }

    /// Which notifications it holds. Tracked.
    pub fn filter(self) -> Filter {
        self.filter.get()
    }

    /// How many are new, and whether there are still more than these. Tracked.
    pub fn news(self) -> Option<(usize, bool)> {
        self.fresh.with(|fresh| {
            let fresh = fresh.as_ref()?;
            Some((fresh.count, fresh.is_whole_part()))
        })
    }

    /// Empties it, and asks for the first part.
    pub fn fill(self, filter: Filter) {
        self.filter.set(filter);
        self.items.set(Vec::new());
        self.next.set(None);
        self.fresh.set(None);
        self.ask();
    }

    /// Empties it and asks, if it is no longer what the server has.
    pub fn refill(self, filter: Filter) {
        let is_current = self.seen.get_value() == Some(self.notifications.changes.get_untracked());
        if !is_current || self.failure.with_untracked(Option::is_some) {
            self.fill(filter);
        }
    }

    /// Asks for what follows; the first part, if there is none.
    pub fn ask(self) {
        let after = self.next.get_untracked();
        let number = self.asked.with_value(|number| number.wrapping_add(1));
        self.asked.set_value(number);
        self.seen.set_value(Some(self.notifications.changes.get_untracked()));
        self.is_loading.set(true);
        self.failure.set(None);
        let (filter, part) = (self.filter.get_untracked(), self.part);
        let moment = self.notifications.moment();
        spawn_local(async move {
            let answer = notifications::list(self.notifications.api, filter, after, part).await;
            // The list may be gone by now, or another one wanted.
            if self.asked.try_with_value(|last| *last == number) != Some(true) {
                return;
            }
            self.is_loading.set(false);
            match answer {
                Ok(list) => {
                    self.learn(&list, moment);
                    let more = self.items.with_untracked(|shown| unknown(shown, list.items));
                    self.items.update(|items| items.extend(more));
                    self.next.set(list.next);
                }
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }

    /// Looks, a moment after something changed, what the server has now. For as long as the owner that calls it lives.
    pub fn keep_up(self) {
        let changes = self.notifications.changes;
        Effect::new(move |_| {
            let is_news = Some(changes.get()) != self.seen.get_value();
            if !is_news || self.is_about_to_look.get_value() {
                return;
            }
            self.is_about_to_look.set_value(true);
            set_timeout(move || self.look(), LOOK_AFTER);
        });
    }

    fn look(self) {
        // The list may be gone by now.
        if self.is_about_to_look.try_update_value(|is_about| *is_about = false).is_none() {
            return;
        }
        // While the server is being told of presses, whoever tells it makes a change of its end.
        let Some(moment) = self.notifications.moment() else { return };
        let number = self.asked.get_value();
        self.seen.set_value(Some(self.notifications.changes.get_untracked()));
        let filter = self.filter.get_untracked();
        let wanted = self.items.with_untracked(Vec::len).clamp(self.part, MOST_AT_ONCE);
        spawn_local(async move {
            let answer = notifications::list(self.notifications.api, filter, None, wanted).await;
            // The list may be gone by now, or another one wanted.
            if self.asked.try_with_value(|last| *last == number) != Some(true) {
                return;
            }
            // Without an answer what is on the screen stays as it is.
            if let (Ok(list), true) = (answer, self.notifications.is_at(Some(moment))) {
                self.learn(&list, Some(moment));
                let count = self.items.with_untracked(|shown| newcomers(shown, &list.items));
                let fresh = (count > 0).then_some(Fresh { list, count });
                if self.fresh.with_untracked(|former| *former != fresh) {
                    self.fresh.set(fresh);
                }
            }
        });
    }

    /// Puts what is new at the head of the list.
    pub fn show_news(self) {
        let mut fresh = None;
        self.fresh.update(|waiting| fresh = waiting.take());
        let Some(fresh) = fresh else { return };
        // A whole part of new ones may not reach what is on the screen: the list begins anew.
        if fresh.is_whole_part() {
            self.next.set(fresh.list.next);
            self.items.set(fresh.list.items);
            return;
        }
        self.items.update(|items| {
            let mut news: Vec<_> = fresh.list.items.into_iter().take(fresh.count).collect();
            items.retain(|told| !news.iter().any(|new| new.id == told.id));
            news.append(items);
            *items = news;
        });
    }

    /// What a history entry is to keep. Tracked.
    pub fn kept(self) -> KeptInbox {
        KeptInbox { filter: self.filter.get(), items: self.items.get(), next: self.next.get() }
    }

    /// As a history entry had it, and what came since; filled anew, if it had none.
    pub fn restore(self, kept: Option<KeptInbox>, filter: Filter) {
        let Some(kept) = kept.filter(|kept| kept.filter == filter && !kept.items.is_empty()) else {
            return self.fill(filter);
        };
        self.filter.set(kept.filter);
        self.items.set(kept.items);
        self.next.set(kept.next);
        self.is_loading.set(false);
        self.look();
    }

    /// Takes what an answer says of which are read, unless it is older than what was pressed.
    fn learn(self, list: &v2::NotificationList, moment: Option<u32>) {
        if !self.notifications.is_at(moment) {
            return;
        }
        self.notifications.take(list.unread_count);
        let filter = self.filter.get_untracked();
        let known = self.items.with_untracked(|shown| states(shown, list, filter.is_unread));
        self.notifications.learn(&known);
    }
}

impl Fresh {
    /// True if nothing else came along: there may be more of them.
    fn is_whole_part(&self) -> bool {
        self.count == self.list.items.len() && self.list.next.is_some()
    }
}

/// How many at the beginning of `now` are not on the screen, or have happened again.
fn newcomers(shown: &[v2::Notification], now: &[v2::Notification]) -> usize {
    let is_shown = |told: &v2::Notification| {
        shown.iter().any(|other| (other.id, other.happened_at) == (told.id, told.happened_at))
    };
    now.iter().take_while(|told| !is_shown(told)).count()
}

/// Those that the screen does not have yet.
fn unknown(shown: &[v2::Notification], more: Vec<v2::Notification>) -> Vec<v2::Notification> {
    more.into_iter().filter(|told| !shown.iter().any(|other| other.id == told.id)).collect()
}

/// Which are read, as an answer says it of those in it, and lets one infer it of others on the screen: none is unread where
/// the server counts none, nor where it leaves one out of those that are unread.
fn states(shown: &[v2::Notification], list: &v2::NotificationList, is_unread: bool) -> Vec<(NotificationId, bool)> {
    let oldest = list.items.last().filter(|_| list.next.is_some()).map(|told| told.happened_at);
    let is_covered = |told: &v2::Notification| oldest.is_none_or(|oldest| told.happened_at > oldest);
    let is_there = |told: &v2::Notification| list.items.iter().any(|other| other.id == told.id);
    let read = shown.iter().filter(|told| !is_there(told));
    let read =
        read.filter(|told| list.unread_count == 0 || (is_unread && is_covered(told))).map(|told| (told.id, true));
    list.items.iter().map(|told| (told.id, told.is_read)).chain(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(last: u8, at: i64, is_read: bool) -> v2::Notification {
        serde_json::from_value(serde_json::json!({
            "id": format!("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e{last:02x}"), "type": "follow", "actors": [], "actor_count": 1,
            "post": null, "comment": null, "is_read": is_read, "created_at": "2026-01-01T00:00:00Z",
            "happened_at": broadsheet_shared::time::Timestamp::from_millis(at)
        }))
        .unwrap()
    }

    fn list(items: Vec<v2::Notification>, next: Option<&str>, unread_count: u64) -> v2::NotificationList {
        v2::NotificationList { items, next: next.map(str::to_owned), total: None, unread_count }
    }

    #[test]
    fn what_is_not_on_the_screen_or_happened_again_is_new() {
        let shown = [told(3, 30, false), told(2, 20, false), told(1, 10, true)];

        let now = [told(5, 60, false), told(2, 50, false), told(3, 30, false), told(1, 10, true)];
        assert_eq!(newcomers(&shown, &now), 2);
        assert_eq!(newcomers(&shown, &shown), 0);
        assert_eq!(newcomers(&shown, &shown[1..]), 0, "one that was taken back makes nothing new");
        assert_eq!(newcomers(&[], &now), 4);
    }

    #[test]
    fn a_later_part_brings_nothing_twice() {
        let shown = [told(3, 30, false), told(2, 20, false)];

        let more = unknown(&shown, vec![told(2, 20, false), told(1, 10, false)]);

        assert_eq!(more, [told(1, 10, false)]);
    }

    #[test]
    fn what_was_read_elsewhere_is_known_from_the_answer() {
        let shown = [told(3, 30, false), told(2, 20, false), told(1, 10, false)];
        let read = |list: &v2::NotificationList, is_unread| {
            let mut read = states(&shown, list, is_unread);
            read.retain(|(_, is_read)| *is_read);
            read.into_iter().map(|(id, _)| shown.iter().position(|told| told.id == id).unwrap()).collect::<Vec<_>>()
        };

        assert_eq!(read(&list(vec![told(3, 30, true), told(2, 20, false)], Some("c"), 2), false), [0]);
        assert_eq!(read(&list(vec![told(3, 30, true)], Some("c"), 0), false), [0, 1, 2]);
        assert_eq!(read(&list(vec![told(2, 20, false)], Some("c"), 2), true), [0], "left out of the unread ones");
        assert_eq!(read(&list(vec![told(2, 20, false)], None, 1), true), [0, 2]);
    }
}
