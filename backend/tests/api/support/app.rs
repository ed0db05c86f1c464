//! The application of one test.

use axum::Router;
use broadsheet::{
    config::{self, Config},
    domain::{actor::Actor, user::role},
    http::{self, AppState},
    platform::log::LineLog,
    realtime::Hub,
    repositories::{DatabaseError, Executor},
    services::{
        Context,
        accounts::{self, NewAccount},
        testing::TestContext,
    },
    worker,
};
use broadsheet_shared::{id::UserId, v2};

use super::{Caller, PASSWORD};

/// A whole application with a database of its own.
pub struct App {
    test: TestContext,
    hub: Hub,
    router: Router,
}

impl App {
    /// With the testing profile.
    pub async fn new() -> Self {
        Self::with(config::testing()).await
    }

    /// With a configuration of the test's own.
    pub async fn with(config: Config) -> Self {
        let test = TestContext::with(config).await;
        let state = AppState::new(test.context.clone(), LineLog::off());
        let hub = state.hub().clone();
        Self { test, hub, router: http::router(state) }
    }

    /// What services use, for what the API does not offer.
    pub fn context(&self) -> &Context {
        &self.test.context
    }

    /// Who listens to live updates.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// The address of the database.
    pub fn database_url(&self) -> &str {
        &self.test.database.url
    }

    /// The router, for requests that no [`Caller`] would make.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Changes rows behind the services' back, for states that no service makes yet.
    pub async fn sql(&self, sql: &str) {
        let write =
            self.context().database.write(|transaction| async move { transaction.execute_sql(sql, vec![]).await });
        let written: Result<u64, DatabaseError> = write.await;
        written.expect("a statement that works");
    }

    /// A column of texts, for looking at what is stored.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        self.context().database.read().rows(sql, vec![]).await.expect("a query that works")
    }

    /// Has the database refuse to erase somebody, as where a row is broken.
    pub async fn refuse_to_erase(&self, usernames: &[String]) {
        let condition = format!("OLD.username IN ('{}') AND NEW.status = 'deleted'", usernames.join("', '"));
        if self.database_url().starts_with("postgres") {
            let refusal = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'broken'; END $$";
            self.sql(refusal).await;
            let trigger = format!(
                "CREATE TRIGGER refusal BEFORE UPDATE ON users FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION refuse()"
            );
            self.sql(&trigger).await;
        } else {
            let trigger = format!(
                "CREATE TRIGGER refusal BEFORE UPDATE ON users WHEN {condition}
                BEGIN SELECT RAISE(ABORT, 'broken'); END"
            );
            self.sql(&trigger).await;
        }
    }

    /// Takes that back.
    pub async fn erase_as_ever(&self) {
        let of = if self.database_url().starts_with("postgres") { " ON users" } else { "" };
        self.sql(&format!("DROP TRIGGER refusal{of}")).await;
    }

    /// Does what is due of background jobs and says how many attempts that took.
    pub async fn work(&self) -> u64 {
        worker::run_due(self.context()).await.expect("a queue in reach")
    }

    /// Another process of the same site.
    pub async fn neighbour(&self) -> Context {
        self.test.neighbour().await
    }

    /// Moves the clock.
    pub fn wait_secs(&self, secs: i64) {
        self.context().clock.advance_secs(secs);
    }

    /// A reader who is not signed in.
    pub fn anonymous(&self) -> Caller {
        Caller::new(self.router())
    }

    /// Somebody who writes posts, signed in.
    pub async fn author(&self, username: &str) -> Caller {
        self.person(username, role::AUTHOR).await
    }

    /// Somebody who comments alone, signed in.
    pub async fn reader(&self, username: &str) -> Caller {
        self.person(username, role::READER).await
    }

    /// Somebody who keeps order, signed in.
    pub async fn moderator(&self, username: &str) -> Caller {
        self.person(username, role::MODERATOR).await
    }

    /// Somebody who may do everything, signed in.
    pub async fn admin(&self, username: &str) -> Caller {
        self.person(username, role::ADMIN).await
    }

    /// Somebody with that role, signed in as a browser.
    pub async fn person(&self, username: &str, role: &str) -> Caller {
        self.account(username, role).await;
        self.sign_in(username).await
    }

    /// An account with a confirmed address and [`PASSWORD`]; nobody is signed in with it.
    pub async fn account(&self, username: &str, role: &str) -> UserId {
        let registration = v2::Register {
            username: username.to_owned(),
            email: format!("{username}@example.org"),
            password: PASSWORD.to_owned(),
            ..v2::Register::default()
        };
        let registration = registration.parse().expect("the names of tests are good names");
        let account = NewAccount { registration, role: role.to_owned(), is_confirmed: true };
        accounts::create(self.context(), &Actor::System, account).await.expect("a new account")
    }

    /// Another browser of somebody who has an account.
    pub async fn sign_in(&self, username: &str) -> Caller {
        self.sign_in_with(username, PASSWORD).await
    }

    /// The same for somebody who has another password.
    pub async fn sign_in_with(&self, username: &str, password: &str) -> Caller {
        let mut caller = self.anonymous();
        caller.sign_in(username, password).await;
        caller
    }
}
