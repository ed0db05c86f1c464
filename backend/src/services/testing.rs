//! A context for one test: its own database and folder, a fixed clock, predictable ids, weak passwords; Redis where
//! `TEST_REDIS_URL` names one.

use std::sync::Arc;

use broadsheet_shared::time::Timestamp;

use super::{
    Context,
    context::{Parts, SiteSettingsReader},
    sessions::Standings,
};
use crate::{
    config::{self, Config},
    platform::{
        access_tokens::AccessTokens,
        cache::{Cache, CacheSettings},
        clock::Clock,
        events::Events,
        ids::Ids,
        markdown::Markdown,
        passwords::{PasswordSettings, Passwords},
        redis::{Redis, RedisSettings},
        storage::Storage,
    },
    repositories::testing::TestDatabase,
};

/// Keep it alive as long as the context is used.
pub struct TestContext {
    /// The context.
    pub context: Context,
    /// The database, which goes with this value.
    pub database: TestDatabase,
    _folder: tempfile::TempDir,
}

impl TestContext {
    /// With the testing profile.
    pub async fn new() -> Self {
        Self::with(config::testing()).await
    }

    /// With a configuration of the test's own.
    pub async fn with(mut config: Config) -> Self {
        let database = TestDatabase::new().await;
        let folder = tempfile::tempdir().expect("a test can make a folder");
        config.media.folder = folder.path().join("media");
        let redis = redis().await;
        let events = match &redis {
            Some(redis) => Events::through_redis(redis).expect("a bus on the test server"),
            None => Events::in_process(),
        };
        let context = Context::new(Parts {
            database: database.database.clone(),
            cache: Cache::new(&CacheSettings::default(), redis.clone(), events.clone()),
            events,
            redis,
            // 2026-01-01T12:00:00Z
            clock: Clock::fixed(Timestamp::from_millis(1_767_268_800_000)),
            ids: Ids::predictable(),
            passwords: Passwords::new(&PasswordSettings::weak()).expect("weak parameters are within Argon2's bounds"),
            access_tokens: AccessTokens::of(&config),
            standings: Standings::new(),
            settings: SiteSettingsReader::new(&config),
            markdown: Markdown::new(),
            storage: Storage::open(&config.media.folder).await.expect("a test's folder can be written"),
            config: Arc::new(config),
        });
        Self { context, database, _folder: folder }
    }
}

/// The server of `TEST_REDIS_URL`, with a namespace of the test's own.
async fn redis() -> Option<Redis> {
    let url = std::env::var("TEST_REDIS_URL").ok()?;
    let namespace = format!("test:{}", crate::platform::crypto::Token::random().as_str());
    let settings = RedisSettings { namespace, ..RedisSettings::new(url) };
    Some(Redis::connect(settings).await.expect("TEST_REDIS_URL is an address"))
}
