//! What was read for one pair of eyes is not shown to another, and whom its reader does not see the next page leaves out.

use broadsheet_shared::{id::UserId, permission::Permission, v2};
use leptos::prelude::*;

use crate::state::{
    deeds::{Deeds, use_deeds},
    session::{Session, SessionState},
    shielded,
    visits::Visits,
};

/// Sees to it as long as the page lives.
pub(super) fn keep(session: Session) {
    forget(session);
    keep_shields(session);
}

/// Forgets what was read for somebody else.
pub(super) fn forget(session: Session) {
    forget_answers(session, expect_context());
    forget_deeds(session, use_deeds());
}

/// Another person sees other things, and the same one does who has blocked somebody: what was read before is not shown any
/// more.
fn forget_answers(session: Session, visits: Visits) {
    Effect::new(move |last: Option<Option<(v2::UserRef, Vec<UserId>)>>| {
        let person = session.me().map(|me| (me.user, me.hides));
        if last.is_some_and(|last| last != person) {
            visits.forget_answers();
        }
        person
    });
}

/// The next page that is made for everybody leaves out whom its reader does not see.
fn keep_shields(session: Session) {
    Effect::new(move |_| match session.state() {
        SessionState::SignedIn(me) | SessionState::Ended(me) => {
            shielded::keep(&me.hides, me.may(Permission::CommentsModerate));
        }
        SessionState::Anonymous if session.unknown_for().is_none() => shielded::keep(&[], false),
        SessionState::Anonymous | SessionState::Unknown => {}
    });
}

/// What one person has liked and follows is not the next one's doing. It stays while a session has ended: the person is
/// the same who signs in again.
fn forget_deeds(session: Session, deeds: Deeds) {
    Effect::new(move |last: Option<Option<UserId>>| {
        let person = session.person().map(|me| me.user.id);
        if last.is_some_and(|last| last != person) {
            deeds.forget();
        }
        person
    });
}
