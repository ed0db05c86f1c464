//! What one is told of, as far as this tab knows: how many are unread, and what was marked here. The screen answers at
//! once; the server is told after, one call at a time in the order of the presses, and has the last word.
//!
//! One for the whole tab: the bell and the page show the same. What the channel tells comes by [`Notifications::hear`].

mod inbox;
mod orders;
mod others;

use std::time::Duration;

use broadsheet_shared::{
    id::{NotificationId, PostId, UserId},
    v2,
};
use leptos::{prelude::*, task::spawn_local};

pub use self::inbox::{Inbox, KeptInbox};
use self::{
    orders::{Order, Orders, What},
    others::Others,
};
use super::toasts::Toasts;
use crate::api::{
    Api,
    again::{Again, use_again},
    failure,
    notifications::{self, Filter},
};

/// So long after something is told it is taken for seen: what it tells of comes to the page by another way, and may be a
/// little later.
const SEEN_AFTER: Duration = Duration::from_millis(600);

/// What this tab knows of them.
#[derive(Clone, Copy)]
pub struct Notifications {
    api: Api,
    toasts: Toasts,
    /// Whose they are.
    person: RwSignal<Option<UserId>>,
    unread: RwSignal<u64>,
    /// Goes up whenever a list on the screen may no longer be what the server has.
    changes: RwSignal<u32>,
    /// What is known of some of them since they were read: whether they are marked as read.
    marked: RwSignal<Vec<(NotificationId, bool)>>,
    orders: StoredValue<Orders>,
    others: StoredValue<Option<Others>, LocalStorage>,
    again: Again,
}

impl Notifications {
    /// How many are unread, as far as is known. Tracked.
    pub fn unread(&self) -> u64 {
        self.unread.get()
    }

    /// Whether one is marked as read, which was `told` at some time. Tracked.
    pub fn is_read(&self, told: &v2::Notification) -> bool {
        self.marked.with(|marked| known(marked, told.id)).unwrap_or(told.is_read)
    }

    /// Somebody is there, of whom nothing is known yet; or nobody is.
    pub fn belong_to(&self, person: Option<UserId>) {
        if self.person.get_untracked() == person {
            return;
        }
        self.orders.update_value(Orders::forget);
        self.marked.set(Vec::new());
        self.unread.set(0);
        self.person.set(person);
    }

    /// The channel tells that something is new, or was read or taken back; as many as before may be others than before.
    pub fn hear(&self, unread: u64) {
        self.unread.set(unread);
        self.change();
    }

    /// Something may have been missed: asks how many are unread, and has the lists on the screen look.
    pub fn look_again(&self) {
        if self.person.get_untracked().is_some() {
            self.change();
            self.count();
        }
    }

    fn change(&self) {
        self.changes.update(|changes| *changes = changes.wrapping_add(1));
    }

    /// Marks one as read, or as unread again.
    pub fn mark(&self, told: &v2::Notification, is_read: bool) {
        if untrack(|| self.is_read(told)) != is_read {
            self.press(Order { ids: vec![told.id], is_read, counted: 1, what: What::One(told.id) });
        }
    }

    /// Marks all of a list as read that has `shown` on the screen; what came since stays unread.
    pub fn read_all(&self, filter: Filter, shown: &[v2::Notification]) {
        let ids: Vec<_> = shown.iter().filter(|told| !untrack(|| self.is_read(told))).map(|told| told.id).collect();
        let until = shown.iter().map(|told| told.happened_at).max();
        let counted = match filter.kind {
            Some(_) => ids.len() as u64,
            None => self.unread.get_untracked(),
        };
        let all = v2::ReadNotifications { kind: filter.kind, post_id: None, until };
        self.press(Order { ids, is_read: true, counted, what: What::All(all) });
    }

    /// The page of a post is being read, and with it what is unread about it: what was there before, and what comes while
    /// somebody looks, unless some of it waits to be shown. For as long as the page stands.
    pub fn see_page_of(&self, id: PostId, is_all_shown: impl Fn() -> bool + Copy + 'static) {
        let this = *self;
        let arranged = StoredValue::new(0_u32);
        let see = move |number| {
            // What came since has a time of its own to be seen.
            let is_last = arranged.try_get_value() == Some(number);
            if is_last && untrack(is_all_shown) && this.unread.get_untracked() > 0 {
                let all = v2::ReadNotifications { kind: None, post_id: Some(id), until: None };
                this.press(Order { ids: Vec::new(), is_read: true, counted: 0, what: What::All(all) });
            }
        };
        Effect::new(move |_: Option<()>| {
            if is_all_shown() && this.unread() > 0 {
                let number = arranged.get_value().wrapping_add(1);
                arranged.set_value(number);
                // Nothing is drawn in a tab that nobody looks at: there it is seen once somebody does.
                set_timeout(move || request_animation_frame(move || see(number)), SEEN_AFTER);
            }
        });
    }

    fn press(&self, order: Order) {
        self.put(&order.ids, order.is_read);
        self.add(order.is_read, order.counted);
        self.orders.update_value(|orders| orders.add(order));
        if let Some(first) = self.orders.try_update_value(Orders::next).flatten() {
            spawn_local(self.tell(first));
        }
    }

    /// Tells the server what was pressed, until there is no more.
    async fn tell(self, first: Order) {
        let mut next = Some(first);
        while let Some(order) = next.take() {
            let answer = match &order.what {
                What::One(id) => notifications::mark(self.api, *id, order.is_read).await,
                What::All(which) => notifications::read_all(self.api, which).await,
            };
            if let Err(error) = answer {
                self.take_back(&order);
                // Of what nobody pressed nobody need hear.
                if order.counted > 0 || !order.ids.is_empty() {
                    self.toasts.error(failure::said(&error));
                }
            }
            next = self.orders.try_update_value(Orders::go_on).flatten();
        }
        if let Some(person) = self.person.get_untracked() {
            let unread = self.unread.get_untracked();
            self.others.with_value(|others| others.iter().for_each(|others| others.tell(person, unread)));
        }
        self.look_again();
    }

    /// The server did not do it, as far as is known.
    fn take_back(&self, order: &Order) {
        // What belonged to somebody who is no longer there is forgotten already.
        let Some(ids) = self.orders.with_value(|orders| orders.left_by(order)) else { return };
        self.put(&ids, !order.is_read);
        self.add(!order.is_read, order.counted);
    }

    /// Asks how many are unread, until there is an answer; so long the number stands as it is. What was told since then is
    /// newer than the answer.
    fn count(&self) {
        let this = *self;
        let (moment, changes, asked) = (self.moment(), self.changes.get_untracked(), self.again.begin());
        spawn_local(async move {
            let answer = notifications::list(this.api, Filter::default(), None, 1).await;
            // The lists on the screen may have had no answer either.
            this.again.settle(asked, answer.as_ref().err(), Box::new(move || this.look_again()));
            let is_last = this.is_at(moment) && this.changes.get_untracked() == changes;
            if let (Ok(list), true) = (answer, is_last) {
                this.take(list.unread_count);
            }
        });
    }

    fn take(&self, unread: u64) {
        if self.unread.get_untracked() != unread {
            self.unread.set(unread);
        }
    }

    fn add(&self, is_read: bool, count: u64) {
        let unread = self.unread.get_untracked();
        self.take(if is_read { unread.saturating_sub(count) } else { unread.saturating_add(count) });
    }

    fn put(&self, ids: &[NotificationId], is_read: bool) {
        self.learn(&ids.iter().map(|id| (*id, is_read)).collect::<Vec<_>>());
    }

    /// Takes what is known by now.
    fn learn(&self, known_now: &[(NotificationId, bool)]) {
        let differs = self
            .marked
            .with_untracked(|marked| known_now.iter().any(|(id, is_read)| known(marked, *id) != Some(*is_read)));
        if differs {
            self.marked.update(|marked| {
                marked.retain(|(id, _)| !known_now.iter().any(|(other, _)| other == id));
                marked.extend_from_slice(known_now);
            });
        }
    }

    /// Names the moment between two presses, in which an answer is asked for; `None` while the server is being told of
    /// some: what it says then may be older than they are.
    fn moment(&self) -> Option<u32> {
        self.orders.with_value(Orders::moment)
    }

    /// True if nothing was pressed since that moment.
    fn is_at(&self, moment: Option<u32>) -> bool {
        moment.is_some() && self.moment() == moment
    }
}

fn known(marked: &[(NotificationId, bool)], id: NotificationId) -> Option<bool> {
    marked.iter().find(|(other, _)| *other == id).map(|(_, is_read)| *is_read)
}

/// Makes them known to everything beneath.
pub fn provide_notifications(api: Api, toasts: Toasts) -> Notifications {
    let notifications = Notifications {
        api,
        toasts,
        person: RwSignal::new(None),
        unread: RwSignal::new(0),
        changes: RwSignal::new(0),
        marked: RwSignal::new(Vec::new()),
        orders: StoredValue::new(Orders::default()),
        others: StoredValue::new_local(None),
        again: use_again(),
    };
    notifications.others.set_value(Others::listen(move |person, unread| {
        if notifications.person.get_untracked() == Some(person) {
            notifications.take(unread);
            notifications.change();
        }
    }));
    provide_context(notifications);
    notifications
}

/// The app's own.
pub fn use_notifications() -> Notifications {
    expect_context()
}
