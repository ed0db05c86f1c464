//! The application of a test with some parts exchanged: another database, another Redis.

use axum::Router;
use broadsheet::{
    http::{self, AppState},
    platform::log::LineLog,
    services::{Context, context::Parts},
};

use super::{App, Caller};

/// Another process of the same site.
pub struct Adjusted {
    context: Context,
    router: Router,
}

impl App {
    /// Another process of this site, with nothing of this one but the servers behind both.
    pub async fn second(&self) -> Adjusted {
        let neighbour = self.neighbour().await;
        self.adjusted(|own| *own = Parts::clone(&*neighbour))
    }

    /// Another process of this site, with other parts.
    pub fn adjusted(&self, adjust: impl FnOnce(&mut Parts)) -> Adjusted {
        let mut parts = Parts::clone(self.context());
        adjust(&mut parts);
        let context = Context::new(parts);
        let state = AppState::new(context.clone(), LineLog::off());
        state.readiness().set(true);
        Adjusted { context, router: http::router(state) }
    }
}

impl Adjusted {
    /// What its services use.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Its routes.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The same person, calling this process.
    pub fn caller(&self, caller: &Caller) -> Caller {
        caller.at(self.router())
    }

    /// A reader who is not signed in.
    pub fn anonymous(&self) -> Caller {
        Caller::new(self.router())
    }
}
