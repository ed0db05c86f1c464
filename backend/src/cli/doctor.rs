//! `broadsheet doctor`: everything that serving needs, checked one by one, each with the way to mend it.

mod secret;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use broadsheet_migration as migration;
use tokio::time::timeout;

use super::{Failure, Outcome, say};
use crate::{
    config::{Config, MailTransport, Profile},
    http::server::Listeners,
    platform::{
        mail::Mailer,
        private,
        redis::{Health, Redis},
    },
    repositories::Database,
    services::roles,
    startup,
};

/// What one check found.
enum Finding {
    Good(String),
    /// Works, but somebody should know.
    Note(String),
    /// Serving would fail.
    Bad(String),
}

pub(super) async fn run(file: Option<PathBuf>) -> Outcome {
    let (config, _) = super::effective(file)?;
    say(&format!("good  configuration: the {} profile", config.profile));
    let findings = [
        ("schema", schema(&config).await),
        ("database", database(&config).await),
        ("newcomers", newcomers(&config).await),
        ("redis", redis(&config).await),
        ("images", images(&config)),
        ("mail", mail(&config).await),
        ("address", address(&config)),
        ("port", port(&config)),
        ("secret", secret::look(&config)),
    ];
    let mut bad = 0;
    for (name, finding) in findings {
        let (word, text) = match finding {
            Finding::Good(text) => ("good", text),
            Finding::Note(text) => ("note", text),
            Finding::Bad(text) => {
                bad += 1;
                ("BAD ", text)
            }
        };
        say(&format!("{word}  {name}: {text}"));
    }
    if bad == 0 { Ok(()) } else { Err(Failure::Failed(format!("{bad} of these must be mended before serving"))) }
}

async fn schema(config: &Config) -> Finding {
    let status = match migration::status(config.database.url.expose()).await {
        Ok(status) => status,
        Err(error) => return Finding::Bad(error.to_string()),
    };
    if let Err(error) = status.ensure_known() {
        return Finding::Bad(error.to_string());
    }
    let (pending, all) = (status.pending.len(), status.pending.len() + status.applied.len());
    match pending {
        0 => Finding::Good(format!("{all} steps, all applied")),
        _ if config.database.migrate => {
            Finding::Note(format!("{pending} of {all} steps are pending; serve will apply them"))
        }
        _ => Finding::Bad(format!("{pending} of {all} steps are pending: run `broadsheet migrate up`")),
    }
}

async fn database(config: &Config) -> Finding {
    let connected = Database::connect(&startup::database_settings(config)).await;
    match connected {
        Err(_) if will_be_made(config) => Finding::Note("there is none yet; serve will make it".to_owned()),
        Err(error) => Finding::Bad(error.to_string()),
        Ok(database) => match database.ping().await {
            Ok(()) => Finding::Good(format!(
                "{} answers",
                if config.database.url.is_sqlite() { "SQLite" } else { "PostgreSQL" }
            )),
            Err(error) => Finding::Bad(error.to_string()),
        },
    }
}

/// The role that new accounts get is a row, so only the database knows whether it will do.
async fn newcomers(config: &Config) -> Finding {
    let name = &config.registration.default_role;
    let is_ready =
        matches!(migration::status(config.database.url.expose()).await, Ok(status) if status.pending.is_empty());
    if !is_ready {
        return Finding::Note(format!("get the role {name}; the schema must come first to tell whether it will do"));
    }
    match Database::connect(&startup::database_settings(config)).await {
        Err(error) => Finding::Bad(error.to_string()),
        Ok(database) => match roles::of_newcomers(&database, name).await {
            Ok(role) => Finding::Good(format!("get the role {}", role.name)),
            Err(error) => Finding::Bad(error.to_string()),
        },
    }
}

/// A first start makes the file of SQLite, if it may change the schema at all.
fn will_be_made(config: &Config) -> bool {
    let url = config.database.url.expose();
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//").split('?').next().unwrap_or_default();
    config.database.url.is_sqlite() && config.database.migrate && !Path::new(path).exists()
}

async fn redis(config: &Config) -> Finding {
    let Some(settings) = startup::redis_settings(config) else {
        return Finding::Note("none configured; one process serves alone".to_owned());
    };
    match Redis::connect(settings).await {
        Err(error) => Finding::Bad(error.to_string()),
        Ok(redis) => {
            let mut health = redis.health();
            let met = timeout(Duration::from_secs(2), health.wait_for(|health| *health == Health::Up)).await;
            if matches!(met, Ok(Ok(_))) {
                return Finding::Good("answers".to_owned());
            }
            Finding::Note("does not answer; the site works without it, more slowly, until it is back".to_owned())
        }
    }
}

fn images(config: &Config) -> Finding {
    let folder = &config.media.folder;
    let probe = folder.join(".doctor");
    match private::folder(folder).and_then(|()| fs::write(&probe, b"")).and_then(|()| fs::remove_file(&probe)) {
        Ok(()) => Finding::Good(format!("{} can be written", folder.display())),
        Err(error) => {
            Finding::Bad(format!("{} cannot be written: {error}; set BROADSHEET_MEDIA__FOLDER", folder.display()))
        }
    }
}

/// Asks the mail server how it is, within the time that one delivery may take. One that is away keeps nobody from serving:
/// mails wait for it.
async fn mail(config: &Config) -> Finding {
    let mailer = match Mailer::of(config) {
        Ok(mailer) => mailer,
        Err(error) => return Finding::Bad(error.to_string()),
    };
    let place = match config.mail.transport {
        MailTransport::None => {
            return Finding::Note(
                "none: `broadsheet user confirm` and `user password` do what mails would; set BROADSHEET_MAIL__TRANSPORT"
                    .to_owned(),
            );
        }
        MailTransport::File => format!("written to {} and not sent", config.mail.folder.display()),
        MailTransport::Smtp => config.mail.smtp_host.clone().unwrap_or_default(),
    };
    match (mailer.probe().await, config.mail.transport) {
        (Ok(()), MailTransport::Smtp) => Finding::Good(format!("{place} lets us in")),
        (Ok(()), _) => Finding::Note(place),
        (Err(error), MailTransport::Smtp) => Finding::Note(format!("{place}: {error}; mails wait until it is mended")),
        (Err(error), _) => Finding::Bad(error.to_string()),
    }
}

fn address(config: &Config) -> Finding {
    let address = config.site.address("/");
    let is_local = address.starts_with("http://");
    if is_local && config.profile == Profile::Production {
        Finding::Note(format!("{address} is for this machine alone; set BROADSHEET_SITE__BASE_ADDRESS"))
    } else {
        Finding::Good(address)
    }
}

fn port(config: &Config) -> Finding {
    // Binding needs no runtime of its own, but tokio's listener registers with the one that runs us.
    match Listeners::bind(&config.server.addresses, config.server.port) {
        Ok(_) => Finding::Good(format!("{} is free", config.server.port)),
        Err(error) => Finding::Note(format!("is this the running server? {error}")),
    }
}
