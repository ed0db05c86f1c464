//! The application of a test with some parts exchanged: another database, another Redis.

use axum::Router;
use broadsheet::{
    http::{self, AppState},
    platform::{
        cache::{Cache, CacheSettings},
        events::Events,
        limiter::{Limiter, LimiterSettings},
        log::LineLog,
    },
    repositories::{Database, DatabaseSettings},
    services::{Context, context::Parts, sessions::Standings},
};

use super::{App, Caller, eventually};

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

    /// Another process of this site on the same PostgreSQL, which knows of no Redis.
    pub async fn linked_by_notices(&self) -> Adjusted {
        let settings = DatabaseSettings { max_connections: 5, ..DatabaseSettings::new(self.database_url()) };
        let database = Database::connect(&settings).await.expect("the test's database");
        let events = Events::through_line(&database.line().expect("PostgreSQL"));
        let process = self.adjusted(|parts| {
            parts.cache = Cache::new(&CacheSettings::of(&parts.config.cache), None, events.clone());
            parts.limiter = Limiter::new(&LimiterSettings::of(&parts.config), None, &parts.clock);
            parts.standings = Standings::new();
            (parts.database, parts.events, parts.redis) = (database, events.clone(), None);
        });
        eventually("the line to stand", async || events.is_linked() == Some(true)).await;
        process
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
