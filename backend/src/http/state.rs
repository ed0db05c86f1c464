//! `AppState`: what every handler may reach, behind one reference count. Pattern: application state, no globals.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::extract::FromRef;

use super::{cursor::Cursors, site::assets::Assets};
use crate::{config::Config, platform::log::LineLog, realtime::Hub, services::Context};

/// Shared by all requests; cloning is one atomic increment.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    context: Context,
    cursors: Cursors,
    assets: Assets,
    readiness: Readiness,
    access_log: LineLog,
    hub: Hub,
}

impl AppState {
    /// Assembles the state; done once, in `startup` and in tests. Needs a Tokio runtime.
    pub fn new(context: Context, access_log: LineLog) -> Self {
        let cursors = Cursors::new(context.config.secrets.key.expose().as_bytes());
        let assets = assets(context.config.server.assets_dir.as_deref());
        let hub = Hub::new(&context);
        Self(Arc::new(Inner { context, cursors, assets, readiness: Readiness::default(), access_log, hub }))
    }

    /// What services need.
    pub fn context(&self) -> &Context {
        &self.0.context
    }

    /// The configuration as validated at start.
    pub fn config(&self) -> &Config {
        &self.0.context.config
    }

    /// Seals and opens cursors.
    pub fn cursors(&self) -> &Cursors {
        &self.0.cursors
    }

    /// The browser's files.
    pub fn assets(&self) -> &Assets {
        &self.0.assets
    }

    /// Where the line of each request goes.
    pub fn access_log(&self) -> &LineLog {
        &self.0.access_log
    }

    /// Who listens to live updates.
    pub fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// Whether this process wants traffic.
    pub fn readiness(&self) -> &Readiness {
        &self.0.readiness
    }
}

/// The files inside this binary, or those of a folder while someone develops.
fn assets(folder: Option<&Path>) -> Assets {
    let Some(folder) = folder else { return Assets::embedded() };
    Assets::from_dir(folder).unwrap_or_else(|error| {
        tracing::error!(folder = %folder.display(), %error, "the browser's files cannot be read; pages come without them");
        Assets::default()
    })
}

impl FromRef<AppState> for Context {
    fn from_ref(state: &AppState) -> Self {
        state.context().clone()
    }
}

/// Whether this process wants traffic: from when it serves until it is told to stop.
#[derive(Debug, Clone, Default)]
pub struct Readiness(Arc<AtomicBool>);

impl Readiness {
    /// Says yes or no from now on.
    pub fn set(&self, is_ready: bool) {
        self.0.store(is_ready, Ordering::Release);
    }

    /// The present answer.
    pub fn is_ready(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
