//! A context for one test: its own database and folder, a fixed clock, predictable ids, weak passwords; Redis where
//! `TEST_REDIS_URL` names one. A test that ends while a job is due that nobody has done has forgotten it, and fails.

pub mod seed;

use std::{sync::Arc, thread, time::Duration};

use broadsheet_shared::time::Timestamp;

use super::{
    Context,
    context::{Parts, SiteSettingsReader},
    limits::Ledger,
    sessions::Standings,
};
use crate::{
    config::{self, Config, MailTransport},
    platform::{
        access_tokens::AccessTokens,
        archive::Archives,
        cache::{Cache, CacheSettings},
        cards::Cards,
        clock::Clock,
        events::Events,
        ids::Ids,
        images::{ImageSettings, Images},
        limiter::{Limiter, LimiterSettings},
        mail::Mailer,
        markdown::Markdown,
        passkeys::Passkeys,
        passwords::{PasswordSettings, Passwords},
        redis::{Redis, RedisSettings},
        sealing::Vault,
        storage::Storage,
    },
    repositories::{Database, DatabaseSettings, Executor, jobs, testing::TestDatabase},
};

/// Keep it alive as long as the context is used.
pub struct TestContext {
    /// The context.
    pub context: Context,
    /// The database, which goes with this value.
    pub database: TestDatabase,
    redis_namespace: String,
    _folder: tempfile::TempDir,
}

impl TestContext {
    /// With the testing profile.
    pub async fn new() -> Self {
        Self::with(config::testing()).await
    }

    /// With the testing profile but for what the test changes.
    pub async fn changed(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = config::testing();
        change(&mut config);
        Self::with(config).await
    }

    /// With a configuration of the test's own.
    pub async fn with(mut config: Config) -> Self {
        let statement_timeout = Duration::from_millis(config.database.statement_timeout_ms);
        let database = TestDatabase::with(|settings| settings.statement_timeout = statement_timeout).await;
        let folder = tempfile::tempdir().expect("a test can make a folder");
        config.media.folder = folder.path().join("media");
        let redis_namespace = format!("test:{}", crate::platform::crypto::Token::random().as_str());
        // 2026-01-01T12:00:00Z
        let clock = Clock::fixed(Timestamp::from_millis(1_767_268_800_000));
        let parts = (database.database.clone(), clock, Ids::predictable());
        let context = context(Arc::new(config), parts, &redis_namespace).await;
        Self { context, database, redis_namespace, _folder: folder }
    }

    /// Another process of the same site at the same time: it shares database, folder and Redis, and nothing else.
    pub async fn neighbour(&self) -> Context {
        let settings = DatabaseSettings { max_connections: 5, ..DatabaseSettings::new(&self.database.url) };
        let database = Database::connect(&settings).await.expect("the test's database");
        let Parts { config, clock, .. } = &*self.context;
        context(config.clone(), (database, clock.clone(), Ids::Random), &self.redis_namespace).await
    }
}

/// A column of texts, for tests of rooms that see no database.
///
/// # Panics
/// When the query does not work.
pub async fn texts(context: &Context, sql: &str) -> Vec<String> {
    context.database.read().rows(sql, vec![]).await.expect("a query that works")
}

/// The rule about forgotten jobs. Only a test that enqueued something pays for the question, which a thread of its own
/// asks: the test's runtime may be gone already.
impl Drop for TestContext {
    fn drop(&mut self) {
        if thread::panicking() || self.context.database.enqueued().rings() == 0 {
            return;
        }
        let (url, now) = (self.database.url.clone(), self.context.clock.now());
        let asking = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                let settings = DatabaseSettings { max_connections: 1, ..DatabaseSettings::new(url) };
                let database = Database::connect(&settings).await.expect("the test's database");
                let due = jobs::list_due_kinds(database.read(), now).await.expect("the queue");
                database.close().await.expect("a goodbye");
                due
            })
        });
        let due = asking.join().expect("an answer about the queue");
        assert!(due.is_empty(), "forgotten jobs: {}", due.join(", "));
    }
}

async fn context(config: Arc<Config>, (database, clock, ids): (Database, Clock, Ids), namespace: &str) -> Context {
    let redis = redis(namespace).await;
    let events = match (&redis, database.line()) {
        (Some(redis), _) => Events::through_redis(redis).expect("a bus on the test server"),
        (None, Some(line)) => Events::through_line(&line),
        (None, None) => Events::in_process(),
    };
    Context::new(Parts {
        database,
        cache: Cache::new(&CacheSettings::of(&config.cache), redis.clone(), events.clone()),
        events,
        limiter: Limiter::new(&LimiterSettings::of(&config), redis.clone(), &clock),
        ledger: Ledger::new(),
        redis,
        clock,
        ids,
        passwords: Passwords::new(&PasswordSettings::weak()).expect("weak parameters are within Argon2's bounds"),
        vault: Vault::of(&config),
        passkeys: Passkeys::of(&config),
        access_tokens: AccessTokens::of(&config),
        standings: Standings::new(),
        settings: SiteSettingsReader::new(&config),
        markdown: Markdown::new(),
        images: Images::new(&ImageSettings::of(&config.media)),
        cards: Cards::new(&config.cards),
        storage: Storage::open(&config.media.folder).await.expect("a test's folder can be written"),
        archives: Archives::new(2, Duration::from_secs(600)),
        mail: mailer(&config),
        config,
    })
}

/// Mails stay in memory, unless the test wants a server, or no way out.
fn mailer(config: &Config) -> Mailer {
    let mailer = match config.mail.transport {
        MailTransport::File => Mailer::in_memory(config),
        MailTransport::Smtp | MailTransport::None => Mailer::of(config),
    };
    mailer.expect("a configuration of mails that is right")
}

/// The server of `TEST_REDIS_URL`, with a namespace of the test's own.
async fn redis(namespace: &str) -> Option<Redis> {
    let url = std::env::var("TEST_REDIS_URL").ok()?;
    let settings = RedisSettings { namespace: namespace.to_owned(), ..RedisSettings::new(url) };
    Some(Redis::connect(settings).await.expect("TEST_REDIS_URL is an address"))
}
