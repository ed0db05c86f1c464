//! Logs: `tracing` for what happens, one line a request beside it, both written by threads of their own.

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
    time::Duration,
};

use tracing_subscriber::EnvFilter;

use crate::{
    config::{AccessLog, LogFormat, Logging},
    platform::log::LineLog,
};

/// How long the end of the program waits for the last lines.
const FLUSH: Duration = Duration::from_secs(2);

/// Where lines go.
#[derive(Debug, Clone)]
pub struct Logs {
    /// The line of each request.
    pub access: LineLog,
    /// Everything else.
    events: LineLog,
}

impl Logs {
    /// Starts the writers and takes over `tracing`. Once a process; a second call keeps the first subscriber.
    pub fn start(logging: &Logging) -> io::Result<Self> {
        let events = LineLog::start(io::stdout())?;
        let access = match &logging.access_log {
            AccessLog::Off => LineLog::off(),
            AccessLog::Stdout => events.clone(),
            AccessLog::File(path) => LineLog::start(append_to(path)?)?,
        };
        subscribe(logging, &events);
        Ok(Self { access, events })
    }

    /// Waits for the last lines.
    pub fn flush(&self) {
        self.access.flush(FLUSH);
        self.events.flush(FLUSH);
    }
}

fn append_to(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

fn subscribe(logging: &Logging, events: &LineLog) {
    // fred tells every attempt to reconnect; our own breaker says one line for lost and one for back.
    // The migration crate tells every step twice; `startup` says how many there were.
    // The libraries that draw text write it into the log where a letter is not in a font.
    let filter = format!("fred=off,sea_orm_migration=warn,usvg=error,fontdb=error,{}", logging.filter);
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let writer = {
        let events = events.clone();
        move || events.clone()
    };
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_ansi(false);
    let _ = match logging.format {
        LogFormat::Json => builder.json().flatten_event(true).with_current_span(false).try_init(),
        LogFormat::Text => builder.compact().try_init(),
    };
}
