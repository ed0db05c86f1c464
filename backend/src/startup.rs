//! Wiring: from a configuration to a context and a state, in the order in which things need each other.

pub mod demo;

use std::{sync::Arc, time::Duration};

use broadsheet_migration::MigrationError;

use crate::{
    config::Config,
    http::AppState,
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
        log::LineLog,
        mail::{Mailer, MailerError},
        markdown::Markdown,
        passkeys::Passkeys,
        passwords::{PasswordError, PasswordSettings, Passwords},
        redis::{Redis, RedisError, RedisSettings},
        sealing::Vault,
        storage::Storage,
    },
    repositories::{Database, DatabaseError, DatabaseSettings},
    services::{
        Context,
        context::{Parts, SiteSettingsReader},
        limits::Ledger,
        roles::{self, NewcomersRoleError},
        sessions::Standings,
    },
};

/// Exports that one process writes at a time: each holds a thread and a few pictures.
const ARCHIVES_AT_ONCE: usize = 4;
/// How long one may take: a gigabyte over a slow line.
const ARCHIVE_LONGEST: Duration = Duration::from_secs(30 * 60);

/// Why the program cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The schema is newer than the program, or a step failed.
    #[error("the database's schema: {0}")]
    Schema(#[from] MigrationError),
    /// The schema is older, and starting may not change it.
    #[error(
        "the database lacks {0} schema steps: run `broadsheet migrate up`, or set BROADSHEET_DATABASE__MIGRATE=true"
    )]
    SchemaBehind(usize),
    /// The database cannot be reached.
    #[error("the database: {0}")]
    Database(#[from] DatabaseError),
    /// The address of Redis is wrong. A Redis that is away is no error.
    #[error("Redis: {0}")]
    Redis(#[from] RedisError),
    /// Argon2 refuses its parameters.
    #[error("auth: {0}")]
    Passwords(#[from] PasswordError),
    /// The way out for mails is set up wrongly. A mail server that is away is no error.
    #[error("mail: {0}")]
    Mail(#[from] MailerError),
    /// Whoever makes an account would get no role, or one of staff.
    #[error("{0}")]
    NewcomersRole(#[from] NewcomersRoleError),
    /// The folder of images cannot be used.
    #[error("the folder for images, {0}: {1}")]
    Storage(String, std::io::Error),
}

/// Brings the schema up to date, or refuses.
pub async fn prepare_schema(config: &Config) -> Result<(), StartError> {
    let url = config.database.url.expose();
    if config.database.migrate {
        let report = broadsheet_migration::up(url, None).await?;
        if !report.steps.is_empty() {
            tracing::info!(steps = report.steps.len(), "the database's schema is up to date");
        }
        return Ok(());
    }
    let status = broadsheet_migration::status(url).await?;
    status.ensure_known()?;
    if status.pending.is_empty() { Ok(()) } else { Err(StartError::SchemaBehind(status.pending.len())) }
}

/// Everything that services need. The schema must exist.
pub async fn context(config: Config) -> Result<Context, StartError> {
    let storage = Storage::open(&config.media.folder)
        .await
        .map_err(|error| StartError::Storage(config.media.folder.display().to_string(), error))?;
    context_with(config, storage).await
}

/// The same for what changes nothing: the folder of images is neither made nor cleared up.
pub async fn looking_context(config: Config) -> Result<Context, StartError> {
    let storage = Storage::unopened(&config.media.folder);
    context_with(config, storage).await
}

async fn context_with(config: Config, storage: Storage) -> Result<Context, StartError> {
    let database = Database::connect(&database_settings(&config)).await?;
    let redis = match redis_settings(&config) {
        Some(settings) => Some(Redis::connect(settings).await?),
        None => None,
    };
    let events = match (&redis, database.line()) {
        (Some(redis), _) => Events::through_redis(redis)?,
        (None, Some(line)) => Events::through_line(&line),
        (None, None) => Events::in_process(),
    };
    Ok(Context::new(Parts {
        cache: Cache::new(&CacheSettings::of(&config.cache), redis.clone(), events.clone()),
        database,
        events,
        limiter: Limiter::new(&LimiterSettings::of(&config), redis.clone(), &Clock::System),
        ledger: Ledger::new(),
        redis,
        clock: Clock::System,
        ids: Ids::Random,
        passwords: Passwords::new(&password_settings(&config))?,
        vault: Vault::of(&config),
        passkeys: Passkeys::of(&config),
        access_tokens: AccessTokens::of(&config),
        standings: Standings::new(),
        settings: SiteSettingsReader::new(&config),
        markdown: Markdown::new(),
        images: Images::new(&ImageSettings::of(&config.media)),
        cards: Cards::new(&config.cards),
        storage,
        archives: Archives::new(ARCHIVES_AT_ONCE, ARCHIVE_LONGEST),
        mail: Mailer::of(&config)?,
        config: Arc::new(config),
    }))
}

/// Refuses settings that only the database can judge. Roles are rows: the configuration cannot know them.
pub async fn check_settings(context: &Context) -> Result<(), StartError> {
    let settings = context.settings.read(&context.database).await?;
    roles::of_newcomers(&context.database, &settings.registration.default_role).await?;
    Ok(())
}

/// The state of the server.
pub fn state(context: Context, access_log: LineLog) -> AppState {
    AppState::new(context, access_log)
}

/// The database as configured.
pub fn database_settings(config: &Config) -> DatabaseSettings {
    let database = &config.database;
    let mut settings = DatabaseSettings::new(database.url.expose());
    settings.max_connections = database.connections;
    settings.acquire_timeout = Duration::from_millis(database.acquire_timeout_ms);
    settings.statement_timeout = Duration::from_millis(database.statement_timeout_ms);
    settings
}

/// Redis as configured, if it is.
pub fn redis_settings(config: &Config) -> Option<RedisSettings> {
    let url = config.redis.url.as_ref()?;
    let mut settings = RedisSettings::new(url.expose());
    settings.namespace.clone_from(&config.redis.prefix);
    settings.command_timeout = Duration::from_millis(config.redis.command_timeout_ms);
    Some(settings)
}

fn password_settings(config: &Config) -> PasswordSettings {
    let auth = &config.auth;
    PasswordSettings {
        memory_kib: auth.argon2_memory_kib,
        iterations: auth.argon2_passes,
        max_concurrent: (auth.concurrent_hashes > 0).then_some(auth.concurrent_hashes),
        ..PasswordSettings::default()
    }
}
