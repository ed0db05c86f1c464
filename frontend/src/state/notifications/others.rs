//! What tabs tell one another: how many are unread, after something was marked in one of them. The channel says so too,
//! where there is one.

use broadsheet_shared::id::UserId;

use crate::state::broadcast::Broadcast;

const NAME: &str = "broadsheet.notifications";

/// The way to the other tabs, open as long as this lives.
pub(super) struct Others(Broadcast);

impl Others {
    /// `None` in a browser without such channels.
    pub fn listen(hear: impl Fn(UserId, u64) + 'static) -> Option<Self> {
        let hear = move |text: String| {
            if let Some((person, unread)) = read(&text) {
                hear(person, unread);
            }
        };
        Broadcast::open(NAME, hear).map(Self)
    }

    /// Tells all other tabs.
    pub fn tell(&self, person: UserId, unread: u64) {
        self.0.send(&write(person, unread));
    }
}

fn write(person: UserId, unread: u64) -> String {
    format!("{person} {unread}")
}

fn read(text: &str) -> Option<(UserId, u64)> {
    let (person, unread) = text.split_once(' ')?;
    Some((person.parse().ok()?, unread.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn what_is_told_is_understood_and_nonsense_is_not() {
        let person = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f".parse().unwrap();

        assert_eq!(read(&write(person, 3)), Some((person, 3)));
        assert_eq!(read("3"), None);
        assert_eq!(read("ada 3"), None);
    }
}
