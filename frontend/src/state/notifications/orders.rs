//! What the server is still to be told of presses: in their order, one call at a time.

use std::collections::VecDeque;

use broadsheet_shared::{id::NotificationId, v2};

/// One press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    /// Those on the screen that it changes.
    pub ids: Vec<NotificationId>,
    /// What they become.
    pub is_read: bool,
    /// By how much it changes the number of those that are unread.
    pub counted: u64,
    /// What the server is told.
    pub what: What,
}

/// What an order is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// One of them.
    One(NotificationId),
    /// All that have this in common, on the screen or not.
    All(v2::ReadNotifications),
}

/// The presses.
#[derive(Debug, Default)]
pub(super) struct Orders {
    waiting: VecDeque<Order>,
    /// True while the server is being told of one.
    is_busy: bool,
    /// The one that the server is being told of belongs to somebody who is no longer there.
    is_forgotten: bool,
    /// Counts presses and answers.
    steps: u32,
}

impl Orders {
    /// Somebody pressed.
    pub fn add(&mut self, order: Order) {
        self.steps = self.steps.wrapping_add(1);
        self.waiting.push_back(order);
    }

    /// What to tell now; nothing while a call is under way.
    pub fn next(&mut self) -> Option<Order> {
        let order = if self.is_busy { None } else { self.waiting.pop_front() };
        self.is_busy |= order.is_some();
        order
    }

    /// The call has been answered. Gives what to tell next.
    pub fn go_on(&mut self) -> Option<Order> {
        self.steps = self.steps.wrapping_add(1);
        (self.is_busy, self.is_forgotten) = (false, false);
        self.next()
    }

    /// What is as it was before, now that the order under way was refused: what no later press is about. `None` if it is
    /// nobody's any more.
    pub fn left_by(&self, order: &Order) -> Option<Vec<NotificationId>> {
        let is_left = |id: &NotificationId| !self.waiting.iter().any(|later| later.ids.contains(id));
        (!self.is_forgotten).then(|| order.ids.iter().copied().filter(is_left).collect())
    }

    /// Names the moment between two presses; `None` while something is being told.
    pub fn moment(&self) -> Option<u32> {
        (!self.is_busy && self.waiting.is_empty()).then_some(self.steps)
    }

    /// Somebody else is there.
    pub fn forget(&mut self) {
        self.steps = self.steps.wrapping_add(1);
        self.waiting.clear();
        self.is_forgotten = self.is_busy;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(last: u8) -> NotificationId {
        format!("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e{last:02x}").parse().unwrap()
    }

    fn order(ids: &[u8], is_read: bool) -> Order {
        let ids: Vec<_> = ids.iter().map(|last| id(*last)).collect();
        Order { what: What::One(ids[0]), ids, is_read, counted: 1 }
    }

    #[test]
    fn presses_are_told_in_their_order_and_one_at_a_time() {
        let mut orders = Orders::default();
        orders.add(order(&[1], true));
        assert_eq!(orders.next(), Some(order(&[1], true)));

        orders.add(order(&[1], false));
        orders.add(order(&[2], true));
        assert_eq!(orders.next(), None, "the first one is under way");

        assert_eq!(orders.go_on(), Some(order(&[1], false)));
        assert_eq!(orders.go_on(), Some(order(&[2], true)));
        assert_eq!(orders.go_on(), None);
        orders.add(order(&[3], true));
        assert_eq!(orders.next(), Some(order(&[3], true)));
    }

    #[test]
    fn a_refused_press_leaves_what_was_pressed_since() {
        let mut orders = Orders::default();
        orders.add(order(&[1, 2], true));
        let refused = orders.next().unwrap();
        orders.add(order(&[2], false));

        assert_eq!(orders.left_by(&refused), Some(vec![id(1)]));
    }

    #[test]
    fn what_was_asked_for_before_a_press_or_its_answer_is_too_old() {
        let mut orders = Orders::default();
        let before = orders.moment();
        assert!(before.is_some());

        orders.add(order(&[1], true));
        orders.next();
        assert_eq!(orders.moment(), None);
        orders.go_on();

        assert!(orders.moment().is_some_and(|moment| Some(moment) != before));
    }

    #[test]
    fn what_somebody_pressed_who_is_gone_is_nobodys() {
        let mut orders = Orders::default();
        orders.add(order(&[1], true));
        let under_way = orders.next().unwrap();
        orders.add(order(&[2], true));
        orders.forget();

        assert_eq!(orders.left_by(&under_way), None);
        assert_eq!(orders.go_on(), None);
        orders.add(order(&[3], true));
        let next = orders.next().unwrap();
        assert_eq!(orders.left_by(&next), Some(vec![id(3)]));
    }
}
