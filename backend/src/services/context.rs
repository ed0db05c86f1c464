//! `Context`: what every service may use, handed in and never global. Pattern: dependency injection by one argument.

mod settings;

use std::{fmt, ops::Deref, sync::Arc};

pub use settings::{SiteSettings, SiteSettingsReader, key as setting_key};

use super::{limits::Ledger, sessions::Standings};

use crate::{
    config::Config,
    domain::event::Event,
    platform::{
        access_tokens::AccessTokens, archive::Archives, cache::Cache, cards::Cards, clock::Clock, events::Events,
        ids::Ids, images::Images, limiter::Limiter, mail::Mailer, markdown::Markdown, passkeys::Passkeys,
        passwords::Passwords, redis::Redis, sealing::Vault, storage::Storage,
    },
    repositories::Database,
};

/// The parts, behind one reference count: cloning is cheap, so a cached loader may own one.
#[derive(Clone)]
pub struct Context {
    parts: Arc<Parts>,
    mails_deeds: bool,
}

/// What services use. `startup` puts it together; tests bring a fixed clock, predictable ids and a small database.
#[derive(Clone)]
pub struct Parts {
    /// The doors to the database.
    pub database: Database,
    /// Ready answers.
    pub cache: Cache,
    /// What happened, for every process of the site.
    pub events: Events,
    /// The Redis server, where one is configured.
    pub redis: Option<Redis>,
    /// The time.
    pub clock: Clock,
    /// New ids.
    pub ids: Ids,
    /// How often somebody may do something.
    pub limiter: Limiter,
    /// What the database counts of that.
    pub ledger: Ledger,
    /// Slow hashes.
    pub passwords: Passwords,
    /// Seals secrets that must be read again.
    pub vault: Vault,
    /// Ceremonies with authenticators.
    pub passkeys: Passkeys,
    /// Mints and reads access tokens.
    pub access_tokens: AccessTokens,
    /// Who may act, remembered for a second.
    pub standings: Standings,
    /// The site's settings, remembered for a second.
    pub settings: SiteSettingsReader,
    /// The renderer.
    pub markdown: Markdown,
    /// Makes pictures of uploads, a few at once.
    pub images: Images,
    /// Draws the pictures that stand for pages, a few at once.
    pub cards: Cards,
    /// The files of images.
    pub storage: Storage,
    /// Writes exports, a few at once.
    pub archives: Archives,
    /// The way out for mails.
    pub mail: Mailer,
    /// The configuration.
    pub config: Arc<Config>,
}

impl Context {
    /// From its parts.
    pub fn new(parts: Parts) -> Self {
        // What a commit and a change of rights set going is told to every process, whoever made it.
        let events = parts.events.clone();
        parts.database.on_advance(move |advances| events.publish_event(Event::StreamsAdvanced { advances }));
        let events = parts.events.clone();
        parts.standings.on_change(move |whose| events.publish_event(Event::StandingsChanged { whose }));
        Self { parts: Arc::new(parts), mails_deeds: true }
    }

    /// The same context at another time: for what is told again with its own date.
    pub fn with_clock(&self, clock: Clock) -> Self {
        Self { mails_deeds: self.mails_deeds, ..Self::new(Parts { clock, ..Parts::clone(&self.parts) }) }
    }

    /// The same context, in which nobody gets a mail of what others do: for deeds that are nobody's, as those of the demo.
    #[must_use]
    pub fn without_mails_of_deeds(&self) -> Self {
        Self { mails_deeds: false, ..self.clone() }
    }

    /// Whether people get mails of what others do.
    pub fn mails_deeds(&self) -> bool {
        self.mails_deeds
    }
}

impl Deref for Context {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Context")
    }
}
