//! Through a mail server. Getting in and sending are two steps, for they fail in different ways: who is not let in waits
//! with all mails, who is let in hears of this one.

use std::{fs, time::Duration};

use lettre::{
    Message,
    transport::smtp::{
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        extension::ClientId,
    },
};
use tokio::time::timeout;
use url::{Host, Url};

use super::{MailerError, SendError};
use crate::config::{self, SmtpTls};

type SmtpError = lettre::transport::smtp::Error;

/// How long the server may take to say goodbye. The mail is with it by then.
const GOODBYE: Duration = Duration::from_secs(1);
/// The server closes the connection, whatever it was asked.
const CLOSING: u16 = 421;

pub(super) struct Smtp {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
    hello: ClientId,
    timeout: Duration,
}

enum Security {
    None,
    StartTls(TlsParameters),
    Tls(TlsParameters),
}

impl Smtp {
    pub(super) fn of(mail: &config::Mail, site: &Url) -> Result<Self, MailerError> {
        let host = mail.smtp_host.clone().unwrap_or_default();
        let (security, usual_port) = match mail.smtp_tls {
            SmtpTls::None => (Security::None, 25),
            SmtpTls::StartTls => (Security::StartTls(tls(&host, mail)?), 587),
            SmtpTls::Tls => (Security::Tls(tls(&host, mail)?), 465),
        };
        let account = mail.smtp_username.clone().zip(mail.smtp_password.as_ref());
        Ok(Self {
            host,
            port: mail.smtp_port.unwrap_or(usual_port),
            security,
            credentials: account.map(|(name, password)| Credentials::new(name, password.expose().to_owned())),
            hello: hello(site),
            timeout: Duration::from_secs(mail.smtp_timeout_secs),
        })
    }

    pub(super) async fn send(&self, message: &Message) -> Result<(), SendError> {
        let bytes = message.formatted();
        let sending = async {
            let mut connection = self.open().await?;
            connection.send(message.envelope(), &bytes).await.map_err(|error| judged(&error))?;
            Ok(connection)
        };
        let connection = self.in_time(sending).await?;
        part_from(connection).await;
        Ok(())
    }

    pub(super) async fn probe(&self) -> Result<(), SendError> {
        let connection = self.in_time(self.open()).await?;
        part_from(connection).await;
        Ok(())
    }

    /// One limit around all of it: a server that says a word every nine seconds does not hold us for ever.
    async fn in_time<T>(&self, work: impl Future<Output = Result<T, SendError>>) -> Result<T, SendError> {
        let late = || SendError::Unreachable(format!("no answer within {} s", self.timeout.as_secs()));
        timeout(self.timeout, work).await.unwrap_or_else(|_| Err(late()))
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, SendError> {
        self.try_open().await.map_err(|error| SendError::Unreachable(error.to_string()))
    }

    async fn try_open(&self) -> Result<AsyncSmtpConnection, SmtpError> {
        let from_the_start = match &self.security {
            Security::Tls(parameters) => Some(parameters.clone()),
            Security::None | Security::StartTls(_) => None,
        };
        let (place, limit) = ((self.host.as_str(), self.port), Some(self.timeout));
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(place, limit, &self.hello, from_the_start, None).await?;
        if let Security::StartTls(parameters) = &self.security {
            connection.starttls(parameters.clone(), &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

/// What a failure in the middle of a mail means.
fn judged(error: &SmtpError) -> SendError {
    let reason = error.to_string();
    match error.status().map(u16::from) {
        Some(CLOSING) | None if !error.is_client() => SendError::Unreachable(reason),
        Some(400..500) => SendError::Later(reason),
        _ => SendError::Refused(reason),
    }
}

/// The server has the mail, or was only asked how it is: how the line ends changes nothing.
async fn part_from(mut connection: AsyncSmtpConnection) {
    let _ = timeout(GOODBYE, connection.quit()).await;
}

fn tls(host: &str, mail: &config::Mail) -> Result<TlsParameters, MailerError> {
    let failed = |reason: String| MailerError::Tls(reason);
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(file) = &mail.smtp_authority {
        let pem = fs::read(file).map_err(|error| failed(error.to_string()))?;
        let authority = Certificate::from_pem(&pem).map_err(|error| failed(error.to_string()))?;
        builder = builder.add_root_certificate(authority);
    }
    builder.build().map_err(|error| failed(error.to_string()))
}

/// How we call ourselves: by the site's name.
fn hello(site: &Url) -> ClientId {
    match site.host() {
        Some(Host::Domain(name)) => ClientId::Domain(name.to_owned()),
        Some(Host::Ipv4(address)) => ClientId::Ipv4(address),
        Some(Host::Ipv6(address)) => ClientId::Ipv6(address),
        None => ClientId::default(),
    }
}
