//! Sessions: signing in and out, staying signed in, and finding out who asks.
//!
//! A browser holds a short-lived access token in memory and a rotating refresh token in a cookie; a script of version 1
//! holds one opaque token. Rights are never in a token: each request looks up its session, a second old at most, so that
//! whatever ends a session or changes rights counts at once.

mod authenticate;
mod error;
mod grant;
mod login;
mod logout;
mod novelty;
mod opening;
mod own;
mod plea;
mod refresh;
mod second_factor;
mod standings;
mod ticket;

pub use authenticate::{Door, SCRIPT_TOKEN_PREFIX, authenticate};
pub use error::SessionError;
pub use grant::{Grant, ScriptGrant};
pub use login::{SignIn, login, login_script};
pub use logout::logout;
pub use opening::Arrival;
pub use own::{end, end_others, own_sessions, purge};
pub use plea::plead;
pub use refresh::refresh;
pub use second_factor::{Challenge, begin_passkey, give_second_factor, sign_in_by_passkey};
pub use standings::Standings;
pub use ticket::{TICKET_SECS, again, give_ticket, take_ticket};
