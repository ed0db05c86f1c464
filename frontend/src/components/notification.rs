//! What one is told of: the bell, a row of a list, the button beside somebody whom one follows.

mod bell;
mod follow_bell;
mod row;

pub use bell::Bell;
pub use follow_bell::FollowBell;
pub use row::NotificationRow;
