//! The harness: an application of the test's own, callers as people, answers that can be asked.

mod adjusted;
mod answer;
mod app;
mod call;
mod caller;
mod chaos;
mod eventually;
mod form;
mod limits;
mod posts;
mod socket;

pub use adjusted::Adjusted;
pub use answer::Answer;
pub use app::App;
pub use call::Call;
pub use caller::{Caller, PASSWORD};
pub use chaos::{Chaos, Line};
pub use eventually::eventually;
pub use form::{form, upload};
pub use limits::limited;
pub use socket::Socket;
