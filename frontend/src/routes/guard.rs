//! Who may see a page: asked once it is known who is there; until then the page is still on its way.

use leptos::prelude::*;

use super::Access;
use crate::{
    components::state::Skeleton,
    pages::{arrival, login::local_path},
    paths,
    state::{
        location::{Navigator, use_navigator},
        session::{SessionState, use_session},
    },
};

/// What a guard says of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Wait,
    Show,
    SignIn,
    GoOn,
    /// The account is on its way to be deleted: one page is open to its owner.
    Depart,
    /// Somebody may be there, but who could not be found out.
    Failed,
}

/// The page, once its guard lets it be seen. A page stays while the session is renewed or has ended: nobody loses a text
/// because a token did.
pub fn guarded(access: Access, page: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    if access == Access::Everyone {
        return page();
    }
    let session = use_session();
    let navigator = use_navigator();
    // A page keeps its address as long as it is shown.
    let is_way_back = navigator.location_untracked().path == paths::SETTINGS_DATA;
    let verdict = Memo::new(move |last: Option<&Verdict>| match (access, session.state()) {
        (_, SessionState::SignedIn(me)) if me.departure.is_some() && !is_way_back => Verdict::Depart,
        (_, SessionState::Unknown) => last.copied().filter(|last| *last != Verdict::Failed).unwrap_or(Verdict::Wait),
        (Access::SignedIn, SessionState::Anonymous) if session.unknown_for().is_some() => Verdict::Failed,
        (Access::SignedIn, SessionState::Anonymous) => Verdict::SignIn,
        (Access::Anonymous, SessionState::SignedIn(_)) => Verdict::GoOn,
        _ => Verdict::Show,
    });
    Effect::new(move |_| match verdict.get() {
        Verdict::SignIn => navigator.go_instead(&paths::login_then(&navigator.location_untracked().address())),
        Verdict::GoOn => navigator.go_instead(&next_address(&navigator)),
        Verdict::Depart => navigator.go_instead(paths::SETTINGS_DATA),
        Verdict::Wait | Verdict::Show | Verdict::Failed => {}
    });
    let view = move || match verdict.get() {
        Verdict::Show => page(),
        Verdict::Failed => match untrack(|| session.unknown_for()) {
            Some(error) => arrival::failed(&error, Callback::new(move |()| session.start_again())),
            None => view! { <Skeleton /> }.into_any(),
        },
        _ => view! { <Skeleton /> }.into_any(),
    };
    view.into_any()
}

/// Where the sign-in page was asked to lead; only to places on this site.
fn next_address(navigator: &Navigator) -> String {
    let next = paths::parameter(&navigator.location_untracked().query, "next");
    local_path(next.as_deref())
}
