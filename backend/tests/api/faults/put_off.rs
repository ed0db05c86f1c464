//! X11: a server that puts off one mail, and one that is away altogether, are two things.

use broadsheet::{config::SmtpTls, worker::Worker};
use serde_json::json;

use super::mail::{recipients, through};
use crate::support::{App, Mood, Offer, PASSWORD, SmtpServer, eventually};

#[tokio::test]
async fn x11_a_mail_put_off_waits_for_its_time_while_others_leave_and_not_once_the_server_is_back() {
    let server = SmtpServer::start(Offer::default());
    let app = App::with(through(&server, SmtpTls::None)).await;
    let worker = Worker::start(app.context());
    let join = async |name: &str| {
        let form = json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
        app.anonymous().post("/api/v2/auth/register", form).await.is(202);
    };
    let attempts = async |name: &str| {
        let sql = format!(
            "SELECT CAST(m.attempts AS TEXT) FROM mails m JOIN users u ON u.id = m.user_id
            WHERE u.username = '{name}' AND (m.last_error IS NOT NULL OR m.state = 'sent')"
        );
        app.texts(&sql).await.concat()
    };

    server.set(Mood::AtRcpt("452 4.2.2 mailbox full"));
    join("full").await;
    eventually("the full mailbox to be tried", async || attempts("full").await == "1").await;
    server.set(Mood::Willing);
    for name in ["bob", "cleo", "dora"] {
        join(name).await;
        eventually("another mail to leave", async || attempts(name).await == "1").await;
    }
    assert_eq!(attempts("full").await, "1", "the clock stands still, so its time has not come");

    server.set(Mood::Greets("421 too busy"));
    join("emil").await;
    eventually("the way to be closed", async || !attempts("emil").await.is_empty()).await;
    server.set(Mood::Willing);
    eventually("every mail to leave", async || recipients(&server.kept()).len() == 5).await;
    worker.stop().await;
    app.work().await;
}
