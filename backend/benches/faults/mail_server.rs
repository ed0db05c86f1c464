//! X11: people register and forget their passwords while the mail server is well, refuses every connection, or takes
//! connections and says no word. Registrations at a pace that leaves room; what is compared is the time of the answer.

use std::{sync::Arc, time::Duration};

use broadsheet::services::testing::seed;
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, sleep_until},
};

use super::{
    Effort,
    finding::Finding,
    line::Question,
    site::Site,
    smtp::{Mood, Offer, SmtpServer},
};

/// Registrations a second, and as many forgotten passwords.
const A_SECOND: u32 = 8;
/// How long the outbox may take to empty: a minute until a mail is tried again, and then its work.
const DRAINED: Duration = Duration::from_secs(180);

/// How long each answer took.
#[derive(Default)]
struct Times {
    registrations: Vec<Duration>,
    forgotten: Vec<Duration>,
}

/// Four lines: two kinds of requests, two ways to be ill.
pub async fn measure(effort: Effort) -> Vec<Finding> {
    let server = SmtpServer::asleep(Offer::default());
    let port = server.port().to_string();
    let settings = [
        ("MAIL__TRANSPORT", "smtp"),
        ("MAIL__FROM", "Blog <blog@example.org>"),
        ("MAIL__SMTP_HOST", "127.0.0.1"),
        ("MAIL__SMTP_PORT", &port),
        ("MAIL__SMTP_TLS", "none"),
        // Nobody waits before a form here, and a form's age is not what is measured.
        ("REGISTRATION__MIN_FILL_SECS", "0"),
    ];
    let mut people = People { site: Arc::new(Site::start(&settings).await), count: 0 };
    people.come(effort.registrations.min(20)).await;

    let down = people.come(effort.registrations).await;
    server.wake();
    people.until_all_have_mail(&server).await;
    let well = people.come(effort.registrations).await;
    server.set(Mood::Silent);
    let silent = people.come(effort.registrations).await;
    server.set(Mood::Willing);
    people.until_all_have_mail(&server).await;
    println!("{} mails, each of them delivered once", server.kept().len());

    let finding = |what: &str, otherwise: &[Duration], then: &[Duration]| {
        Finding::of_p99("X11", what.to_owned(), [otherwise, then], "within 10 %", 1.1)
    };
    vec![
        finding("registrations, mail server refuses connections", &well.registrations, &down.registrations),
        finding("registrations, mail server says nothing", &well.registrations, &silent.registrations),
        finding("forgotten passwords, mail server refuses connections", &well.forgotten, &down.forgotten),
        finding("forgotten passwords, mail server says nothing", &well.forgotten, &silent.forgotten),
    ]
}

/// Whoever wants something that ends with a mail.
struct People {
    site: Arc<Site>,
    /// How many of each kind have come, and so half of the mails there are to be.
    count: u32,
}

impl People {
    /// So many who register and as many who have forgotten, at a steady pace: each begins when its time has come.
    async fn come(&mut self, count: u32) -> Times {
        let begun = Instant::now();
        let (mut registrations, mut forgotten) = (JoinSet::new(), JoinSet::new());
        for number in 0..count {
            let (person, due) = (self.count + number, begun + Duration::from_secs(1) / A_SECOND * number);
            let half_way = due + Duration::from_secs(1) / A_SECOND / 2;
            registrations.spawn(register(Arc::clone(&self.site), person, due));
            forgotten.spawn(forget(Arc::clone(&self.site), person, half_way));
        }
        self.count += count;
        Times { registrations: registrations.join_all().await, forgotten: forgotten.join_all().await }
    }

    async fn until_all_have_mail(&self, server: &SmtpServer) {
        let (begun, expected) = (Instant::now(), 2 * self.count as usize);
        while server.kept().len() < expected {
            let kept = server.kept().len();
            assert!(begun.elapsed() < DRAINED, "{kept} of {expected} mails arrived in {DRAINED:?}");
            sleep(Duration::from_millis(100)).await;
        }
        // Whatever else the worker has to write down about them.
        sleep(Duration::from_secs(2)).await;
        assert_eq!(server.kept().len(), expected, "each mail once");
    }
}

async fn register(site: Arc<Site>, number: u32, due: Instant) -> Duration {
    let name = format!("newcomer{number}");
    let body = json!({"username": name, "email": format!("{name}@example.net"), "password": seed::PASSWORD});
    answered(&site, "/api/v2/auth/register", 2 * number, &body, due).await
}

async fn forget(site: Arc<Site>, number: u32, due: Instant) -> Duration {
    let body = json!({"login": seed::username(number)});
    answered(&site, "/api/v2/auth/forgot-password", 2 * number + 1, &body, due).await
}

async fn answered(site: &Site, path: &str, from: u32, body: &serde_json::Value, due: Instant) -> Duration {
    sleep_until(due).await;
    let (status, told) = site.ask(Question::post(path, from, body)).await;
    assert_eq!(status, 202, "{path}: {told}");
    due.elapsed()
}
