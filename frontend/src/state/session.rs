//! Who is signed in. The access token lives here, in memory alone; the refresh token is a cookie that no script can read.
//!
//! One refresh runs at a time: [`flight`] sees to it within the tab, a Web Lock among tabs, which sign-ins hold too, and a
//! broadcast spares the others their own. A visitor without the hint cookie causes no request. SECURITY rows A5 and L4,
//! section 5.

mod admission;
mod channel;
pub mod flight;
mod hint;
mod said;
mod token;

use std::rc::Rc;

use broadsheet_shared::{id::UserId, permission::Permission, v2};
use leptos::prelude::*;

pub use self::said::Said;
use self::{
    channel::{Channel, Message},
    flight::Flight,
    token::Token,
};
use super::lock;
use crate::api::{
    Api, ApiError, auth,
    client::{Credentials, LocalFuture, Turn},
};

/// The lock among tabs, and between a refresh and a sign-in.
const LOCK: &str = "broadsheet.refresh";

/// Whether somebody is signed in.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionState {
    /// Not known yet: the hint says there may be a session, and the server is being asked.
    Unknown,
    /// Nobody.
    Anonymous,
    /// This person.
    SignedIn(Box<v2::Me>),
    /// This person was, until the session ended elsewhere; what they were typing is still here.
    Ended(Box<v2::Me>),
}

impl SessionState {
    /// Whose it is: who is signed in, or was until the session ended.
    pub fn person(&self) -> Option<&v2::Me> {
        match self {
            Self::SignedIn(me) | Self::Ended(me) => Some(me),
            Self::Unknown | Self::Anonymous => None,
        }
    }

    /// True if it is somebody's, and that is another than `user`.
    fn is_anothers(&self, user: UserId) -> bool {
        self.person().is_some_and(|me| me.user.id != user)
    }
}

/// What a refresh came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Renewal {
    Renewed,
    Ended,
    Unreachable,
}

/// The session of this browser, seen from this tab.
#[derive(Clone, Copy)]
pub struct Session {
    api: Api,
    state: RwSignal<SessionState>,
    /// Who has signed in in this browser, while this page still is another person's.
    successor: RwSignal<Option<v2::UserRef>>,
    /// Why nobody could say who is signed in, while the hint says that somebody is.
    unknown_for: RwSignal<Option<ApiError>>,
    kept: StoredValue<Kept, LocalStorage>,
}

/// What is kept beside what pages see.
struct Kept {
    token: Option<Token>,
    flight: Flight<Renewal>,
    channel: Option<Channel>,
    timer: Option<gloo_timers::callback::Timeout>,
}

impl Session {
    fn new(api: Api) -> Self {
        let kept = Kept { token: None, flight: Flight::new(), channel: None, timer: None };
        Self {
            api,
            state: RwSignal::new(SessionState::Unknown),
            unknown_for: RwSignal::new(None),
            successor: RwSignal::new(None),
            kept: StoredValue::new_local(kept),
        }
    }

    /// Finds out who is signed in; asks the server only if the hint says that somebody may be.
    pub fn start(&self) {
        let session = *self;
        self.api.set_credentials(Rc::new(session));
        self.kept.update_value(|kept| kept.channel = Channel::open(move |message| session.hear(message)));
        if hint::is_set() {
            leptos::task::spawn_local(async move {
                session.renew_once().await;
            });
        } else {
            self.state.set(SessionState::Anonymous);
        }
    }

    /// Where things stand. Tracked.
    pub fn state(&self) -> SessionState {
        self.state.get()
    }

    /// True if things stand so. Tracked.
    pub fn state_is(&self, is_so: impl Fn(&SessionState) -> bool) -> bool {
        self.state.with(is_so)
    }

    /// Who is signed in. Tracked.
    pub fn me(&self) -> Option<v2::Me> {
        self.state.with(|state| match state {
            SessionState::SignedIn(me) => Some((**me).clone()),
            _ => None,
        })
    }

    /// Who is signed in, or was until the session ended: whose page this is. Tracked.
    pub fn person(&self) -> Option<v2::Me> {
        self.state.with(|state| state.person().cloned())
    }

    /// Somebody else, who has signed in in this browser: the page is to be loaded anew for them. Tracked.
    pub fn successor(&self) -> Option<v2::UserRef> {
        self.successor.get()
    }

    /// True if the person signed in may do it. Tracked.
    pub fn may(&self, permission: Permission) -> bool {
        self.me().is_some_and(|me| me.may(permission))
    }

    /// True once it is known whether somebody is signed in. Tracked.
    pub fn is_known(&self) -> bool {
        self.state.with(|state| *state != SessionState::Unknown)
    }

    /// Why it could not be found out who is signed in; such a person is taken for nobody meanwhile. Tracked.
    pub fn unknown_for(&self) -> Option<ApiError> {
        self.unknown_for.get()
    }

    /// Asks once more who is signed in, after nobody could say.
    pub fn start_again(&self) {
        let session = *self;
        self.state.set(SessionState::Unknown);
        leptos::task::spawn_local(async move {
            session.renew_once().await;
        });
    }

    /// Takes what the sign-in gave, here and in the other tabs. False if this page is somebody else's.
    pub fn sign_in(&self, grant: v2::AccessGrant) -> bool {
        self.tell(&Message { grant: Some(grant.clone()) });
        self.take(grant)
    }

    /// Takes what the server says of the account now, after the person changed it.
    pub fn take_account(&self, me: v2::Me) {
        if self.state.with_untracked(|state| matches!(state, SessionState::SignedIn(_))) {
            self.state.set(SessionState::SignedIn(Box::new(me)));
        }
    }

    /// Ends the session on the server, then here and in the other tabs.
    pub async fn sign_out(&self) -> Result<(), ApiError> {
        auth::logout(self.api).await?;
        self.tell(&Message { grant: None });
        self.drop_token();
        self.state.set(SessionState::Anonymous);
        Ok(())
    }

    /// Gives up an ended session: the person goes on as a stranger.
    pub fn give_up(&self) {
        self.state.set(SessionState::Anonymous);
    }

    /// Asks the server anew who is signed in: the account has changed, or the session may have ended.
    pub async fn look_again(&self) {
        if self.token().is_some() || hint::is_set() {
            self.renew_once().await;
        }
    }

    /// A page belongs to whom it was made for, with what they were typing: another person's token is not taken in its place,
    /// and it sends nothing more.
    fn take(&self, grant: v2::AccessGrant) -> bool {
        if self.state.with_untracked(|state| state.is_anothers(grant.user.user.id)) {
            self.drop_token();
            self.successor.set(Some(grant.user.user));
            return false;
        }
        let token = Token::new(&grant, js_sys::Date::now());
        let session = *self;
        let timer = gloo_timers::callback::Timeout::new(token.renew_in_ms(js_sys::Date::now()), move || {
            leptos::task::spawn_local(async move {
                session.renew_once().await;
            });
        });
        self.kept.update_value(|kept| {
            kept.token = Some(token);
            kept.timer = Some(timer);
        });
        self.unknown_for.set(None);
        let me = SessionState::SignedIn(Box::new(grant.user));
        // Pages follow this signal: an unchanged person is no news.
        if self.state.with_untracked(|state| *state != me) {
            self.state.set(me);
        }
        true
    }

    fn drop_token(&self) {
        self.kept.update_value(|kept| {
            kept.token = None;
            kept.timer = None;
        });
    }

    fn end(&self) {
        self.drop_token();
        self.unknown_for.set(None);
        self.state.update(|state| {
            *state = match std::mem::replace(state, SessionState::Anonymous) {
                SessionState::SignedIn(me) | SessionState::Ended(me) => SessionState::Ended(me),
                SessionState::Unknown | SessionState::Anonymous => SessionState::Anonymous,
            };
        });
    }

    fn hear(&self, message: Message) {
        match message.grant {
            Some(grant) => {
                self.take(grant);
            }
            None => self.end(),
        }
    }

    fn tell(&self, message: &Message) {
        self.kept.with_value(|kept| {
            if let Some(channel) = &kept.channel {
                channel.send(message);
            }
        });
    }

    fn is_succeeded(&self) -> bool {
        self.successor.try_with_untracked(Option::is_some).unwrap_or_default()
    }

    fn token(&self) -> Option<Token> {
        self.kept.try_with_value(|kept| kept.token.clone()).flatten()
    }

    /// One refresh at a time, however many ask.
    async fn renew_once(&self) -> Renewal {
        let session = *self;
        let Some(flight) = self.kept.try_with_value(|kept| kept.flight.clone()) else { return Renewal::Unreachable };
        flight.join(|| async move { session.renew_in_turn().await }).await
    }

    /// Waits for the other tabs' turn; a token that one of them has told of meanwhile will do.
    async fn renew_in_turn(&self) -> Renewal {
        let before = self.token();
        let _turn = self.turn().await;
        let now = self.token();
        if now != before && now.is_some_and(|token| token.is_good(js_sys::Date::now())) {
            return Renewal::Renewed;
        }
        match auth::refresh(self.api).await {
            Ok(grant) => match self.sign_in(grant) {
                true => Renewal::Renewed,
                false => Renewal::Ended,
            },
            Err(error) if error.status() == Some(401) => {
                self.end();
                Renewal::Ended
            }
            Err(error) => {
                // Reading goes on without a name; the next call asks again.
                if self.state.with_untracked(|state| *state == SessionState::Unknown) {
                    self.unknown_for.set(Some(error));
                }
                self.state.update(|state| {
                    if *state == SessionState::Unknown {
                        *state = SessionState::Anonymous;
                    }
                });
                Renewal::Unreachable
            }
        }
    }

    async fn good_token(self) -> Option<String> {
        if self.is_succeeded() {
            return None;
        }
        let held = self.token();
        match held {
            Some(token) if token.is_good(js_sys::Date::now()) => Some(token.text),
            None if !hint::is_set() => None,
            held => match self.renew_once().await {
                Renewal::Renewed => self.token().map(|token| token.text),
                Renewal::Ended => None,
                Renewal::Unreachable => held.map(|token| token.text),
            },
        }
    }

    async fn token_after(self, refused: String) -> Result<Option<String>, ApiError> {
        if self.is_succeeded() {
            return Ok(None);
        }
        if let Some(token) = self.token().filter(|token| token.text != refused) {
            return Ok(Some(token.text));
        }
        match self.renew_once().await {
            Renewal::Renewed => Ok(self.token().map(|token| token.text)),
            Renewal::Ended => Ok(None),
            Renewal::Unreachable => Err(ApiError::Offline),
        }
    }
}

impl Credentials for Session {
    fn token(&self) -> LocalFuture<Option<String>> {
        Box::pin(self.good_token())
    }

    fn renew(&self, refused: String) -> LocalFuture<Result<Option<String>, ApiError>> {
        Box::pin(self.token_after(refused))
    }

    fn turn(&self) -> LocalFuture<Turn> {
        Box::pin(async { lock::acquire(LOCK).await.map(|held| Box::new(held) as Box<dyn std::any::Any>) })
    }
}

/// Makes it known to everything beneath; [`Session::start`] then finds out.
pub fn provide_session(api: Api) -> Session {
    let session = Session::new(api);
    provide_context(session);
    session
}

/// The app's own. A missing provider is a bug and never passes for a stranger.
pub fn use_session() -> Session {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn me(last: char) -> Box<v2::Me> {
        let me = serde_json::json!({
            "id": format!("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6{last}"), "username": "ada", "display_name": "Ada",
            "avatar": null, "email": null, "is_email_confirmed": true, "bio": "", "permissions": [], "roles": [],
            "created_at": "2026-01-01T00:00:00Z"
        });
        serde_json::from_value(me).unwrap()
    }

    #[test]
    fn a_page_is_its_persons_until_it_is_nobodys() {
        let (ada, ben) = (me('1').user.id, me('2').user.id);

        for state in [SessionState::SignedIn(me('1')), SessionState::Ended(me('1'))] {
            assert!(!state.is_anothers(ada));
            assert!(state.is_anothers(ben));
        }
        for state in [SessionState::Unknown, SessionState::Anonymous] {
            assert!(!state.is_anothers(ada));
        }
    }
}
