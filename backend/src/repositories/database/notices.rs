//! PostgreSQL's LISTEN and NOTIFY as a line between the processes on one database.

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, Statement,
    sqlx::{self, postgres::PgListener},
};
use tokio::time::timeout;

use super::{Reader, params};
use crate::platform::events::{Ear, Line};

/// One channel a database: whoever is on it is of one site.
const CHANNEL: &str = "broadsheet";
/// PostgreSQL takes less than 8,000 bytes.
const MAX_BYTES: usize = 7_900;
/// A connection that only listens cannot tell silence from death: after so much silence it is asked.
const SILENCE: Duration = Duration::from_secs(1);
/// How long it may take to connect, and to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// The line of one database. Clones are the same.
#[derive(Clone)]
pub(super) struct Notices(Arc<Inner>);

struct Inner {
    url: String,
    reader: Reader,
}

impl Notices {
    pub fn new(url: &str, reader: &Reader) -> Self {
        Self(Arc::new(Inner { url: url.to_owned(), reader: reader.clone() }))
    }
}

impl fmt::Debug for Notices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Notices")
    }
}

#[async_trait]
impl Line for Notices {
    fn max_bytes(&self) -> usize {
        MAX_BYTES
    }

    /// Through a connection that may not write: a notice is no write.
    async fn say(&self, text: &str) -> bool {
        let reader = &self.0.reader;
        let backend = reader.get_database_backend();
        let notify = Statement::from_sql_and_values(backend, "SELECT pg_notify($1, $2)", params![CHANNEL, text]);
        reader.lanes().run_aside(|handle| async move { handle.query_one_raw(notify).await }).await.is_ok()
    }

    async fn listen(&self) -> Option<Box<dyn Ear>> {
        let begin = async {
            let mut listener = PgListener::connect(&self.0.url).await?;
            listener.listen(CHANNEL).await?;
            Ok::<_, sqlx::Error>(listener)
        };
        match timeout(PATIENCE, begin).await {
            Ok(Ok(listener)) => Some(Box::new(Listening(listener))),
            _ => None,
        }
    }
}

struct Listening(PgListener);

#[async_trait]
impl Ear for Listening {
    async fn hear(&mut self) -> Option<String> {
        loop {
            match timeout(SILENCE, self.0.try_recv()).await {
                Ok(Ok(Some(notice))) => return Some(notice.payload().to_owned()),
                // The listener would connect again by itself; what was said meanwhile would be missed unseen.
                Ok(Ok(None) | Err(_)) => return None,
                Err(_silence) => {
                    let asked = timeout(PATIENCE, sqlx::query("SELECT 1").execute(&mut self.0)).await;
                    if !matches!(asked, Ok(Ok(_))) {
                        return None;
                    }
                }
            }
        }
    }
}
