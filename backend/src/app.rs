//! The server from start to stop: schema, context, doors, readiness, and all of it backwards.

use std::{io, time::Duration};

use tokio::time::timeout;

use crate::{
    cli::say,
    config::Config,
    http::{
        self,
        server::{Limits, Listeners},
    },
    lifecycle,
    services::{
        freshness::Freshness,
        setup::{self, SetupError},
    },
    startup::{
        self, StartError,
        demo::{self, Demo},
    },
    telemetry::Logs,
    worker::{self, WorkError, Worker},
};

/// Said in place of the link by all but one of several processes that start together.
const LINK_IS_PRINTED: &str = "This site has no admin yet. The link to set it up was printed less than a minute ago, by \
     another process or before this one was started again. If it is lost, start the server once more in a minute.";
/// Longest wait for the database to say goodbye.
const CLOSE: Duration = Duration::from_secs(2);

/// Why serving ended early.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Something that the server needs is missing.
    #[error("cannot start: {0}")]
    Start(#[from] StartError),
    /// The set-up link could not be made.
    #[error("cannot make a set-up link: {0}")]
    SetUp(#[from] SetupError),
    /// The queue of jobs or the outbox cannot be read.
    #[error("background work: {0}")]
    Work(#[from] WorkError),
    /// Somebody else listens there, or nobody may.
    #[error("cannot listen: {0}; choose another place with BROADSHEET_SERVER__PORT or BROADSHEET_SERVER__ADDRESSES")]
    Listen(io::Error),
}

/// Serves until a signal, then stops within 15 seconds.
pub async fn serve(config: Config, logs: &Logs) -> Result<(), ServeError> {
    // The doors first: a port that is taken is found out before a schema is touched.
    let listeners = Listeners::bind(&config.server.addresses, config.server.port).map_err(ServeError::Listen)?;
    let limits = Limits::new(&config.server);
    let drain = Duration::from_millis(config.server.drain_delay_ms);
    startup::prepare_schema(&config).await?;
    let context = startup::context(config).await?;
    startup::check_settings(&context).await?;
    let state = startup::state(context.clone(), logs.access.clone());
    let (readiness, hub) = (state.readiness().clone(), state.hub().clone());
    for address in listeners.addresses() {
        tracing::info!(%address, "listening");
    }
    match demo::ensure(&context).await {
        Ok(Some(demo)) => announce_demo(&context.config.site.address("/login"), &demo),
        Ok(None) => {}
        // A site without its demo is still a site.
        Err(error) => tracing::warn!(%error, "the demo could not be made whole"),
    }
    match setup::ensure_link(&context).await? {
        // To the person who started it, not to the log: the link makes an admin.
        Some(link) => say(&format!("This site has no admin yet. Open this link to set it up:\n\n    {link}\n")),
        None if setup::has_link(&context).await? => say(LINK_IS_PRINTED),
        None => {}
    }
    readiness.set(true);
    tracing::info!(site = context.config.site.address("/"), profile = %context.config.profile, "ready");
    let freshness = tokio::spawn(Freshness::begin(&context).await.map_err(StartError::from)?.watch(context.clone()));
    let worker = context.config.worker.enabled.then(|| Worker::start(&context));
    let tell_worker = worker.as_ref().map(Worker::teller);
    let stop = async {
        lifecycle::told_to_stop(&readiness, &hub, drain).await;
        // Both wind up at the same time: there are 15 seconds for all.
        if let Some(tell) = tell_worker {
            tell();
        }
    };
    let cut = http::server::serve(listeners, http::router(state), limits, stop).await;
    if cut > 0 {
        tracing::warn!(connections = cut, "connections that did not finish in time were cut");
    }
    if let Some(worker) = worker {
        worker.stop().await;
    }
    freshness.abort();
    let _ = timeout(CLOSE, context.database.close()).await;
    tracing::info!("stopped");
    Ok(())
}

/// Does background jobs and nothing else until a signal, then stops within 15 seconds.
pub async fn work(config: Config) -> Result<(), ServeError> {
    startup::prepare_schema(&config).await?;
    let context = startup::context(config).await?;
    let worker = Worker::start(&context);
    tracing::info!("working");
    lifecycle::signal().await;
    tracing::info!("stopping");
    worker.stop().await;
    let _ = timeout(CLOSE, context.database.close()).await;
    tracing::info!("stopped");
    Ok(())
}

/// Does what is due, also by the calendar, and ends.
pub async fn work_once(config: Config) -> Result<(), ServeError> {
    startup::prepare_schema(&config).await?;
    let context = startup::context(config).await?;
    worker::enqueue_scheduled(&context).await?;
    let attempts = worker::run_due(&context).await?;
    tracing::info!(attempts, "nothing more is due");
    let _ = timeout(CLOSE, context.database.close()).await;
    Ok(())
}

/// To the person who started it: whom to sign in as.
fn announce_demo(address: &str, demo: &Demo) {
    say(&match demo.is_new {
        true => format!("\nA demo was made for you to look around. Sign in at {address} as one of:\n"),
        false => format!(
            "\nThis site has its demo. Sign in at {address} as one of these, as long as nobody changed their passwords:\n"
        ),
    });
    say(&format!("    {:<10} {:<16} role", "username", "password"));
    for login in &demo.logins {
        say(&format!("    {:<10} {:<16} {}", login.username, demo::PASSWORD, login.role));
    }
    say("");
}
