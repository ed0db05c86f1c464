//! The harness: an application of the test's own, callers as people, answers that can be asked.

mod adjusted;
mod answer;
mod app;
mod authenticator;
mod call;
mod caller;
mod chaos;
mod counts;
mod eventually;
mod factors;
mod form;
mod limits;
mod listener;
mod mailbox;
mod posts;
pub mod raw;
pub mod servers;
mod smtp;
mod socket;
mod together;

pub use adjusted::Adjusted;
pub use answer::Answer;
pub use app::App;
pub use authenticator::Authenticator;
pub use call::Call;
pub use caller::{Caller, PASSWORD};
pub use chaos::{Chaos, Line};
pub use eventually::eventually;
pub use factors::passkey_answer;
pub use form::{form, upload};
pub use limits::limited;
pub use listener::Listener;
pub use mailbox::token_in;
pub use smtp::{Mood, Offer, Received, SmtpServer};
pub use socket::Socket;
pub use together::together;
