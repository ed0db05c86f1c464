//! A context for one test: its own database and folder, a fixed clock, predictable ids, weak passwords.

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
        let events = Events::in_process();
        let context = Context::new(Parts {
            database: database.database.clone(),
            cache: Cache::new(&CacheSettings::default(), None, events.clone()),
            events,
            redis: None,
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
