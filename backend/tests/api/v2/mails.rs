//! `/admin/mails`: the outbox, for staff.

use broadsheet::platform::mail::Mailer;
use serde_json::{Value, json};

use crate::support::{App, Mood, Offer, PASSWORD, SmtpServer};

const MAILS: &str = "/api/v2/admin/mails";

/// A site whose mails go through this server.
async fn through(server: &SmtpServer) -> App {
    let mut config = broadsheet::config::testing();
    config.mail.transport = broadsheet::config::MailTransport::Smtp;
    config.mail.smtp_host = Some("127.0.0.1".to_owned());
    config.mail.smtp_port = Some(server.port());
    config.mail.smtp_tls = broadsheet::config::SmtpTls::None;
    App::with(config).await
}

fn ids(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|mail| mail["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn b7_the_outbox_is_for_those_who_manage_jobs() {
    let app = App::new().await;
    let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
    let retry = format!("{MAILS}/{id}/retry");
    app.anonymous().get(MAILS).await.is_problem(401, "auth.required");
    app.anonymous().post(&retry, json!({})).await.is_problem(401, "auth.required");
    for caller in [app.reader("rob").await, app.author("ada").await, app.moderator("maud").await] {
        caller.get(MAILS).await.is_problem(403, "permission.denied");
        caller.post(&retry, json!({})).await.is_problem(403, "permission.denied");
    }

    let admin = app.admin("rita").await;

    assert_eq!(admin.get(MAILS).await.is(200).body()["items"], json!([]));
    admin.post(&retry, json!({})).await.is_problem(404, "mail.not_found");
    admin.get(&format!("{MAILS}?state=lost")).await.is_problem(422, "request.invalid");
}

#[tokio::test]
async fn a_refused_mail_is_seen_with_its_reason_and_tried_again_by_hand() {
    let server = SmtpServer::start(Offer::default());
    let app = through(&server).await;
    let admin = app.admin("rita").await;
    app.newcomer("ada").await;
    server.set(Mood::AtRcpt("550 5.1.1 <ada@example.org>: no such user, see https://mx.example/#token=x"));
    app.work().await;

    let list = admin.get(&format!("{MAILS}?state=failed")).await.is(200).body();
    let mail = &list["items"][0];

    assert_eq!((&mail["template"], &mail["user"]["username"]), (&json!("confirm_email"), &json!("ada")));
    assert_eq!(
        (&mail["state"], &mail["attempts"], &mail["next_attempt_at"]),
        (&json!("failed"), &json!(1), &Value::Null)
    );
    let reason = mail["last_error"].as_str().unwrap();
    assert!(reason.contains("550") && reason.contains("no such user"), "{reason}");
    assert!(!reason.contains('@') && !reason.contains("token"), "{reason}");
    app.wait_secs(3_600);
    assert_eq!(app.work().await, 0, "nothing is tried again by itself");
    server.set(Mood::Willing);
    let retry = format!("{MAILS}/{}/retry", mail["id"].as_str().unwrap());
    let again = app.sign_in("rita").await;
    assert_eq!(again.post(&retry, json!({})).await.is(200).body()["state"], "waiting");
    app.work().await;
    let arrived = server.kept().iter().filter(|mail| mail.to == ["ada@example.org"]).count();
    assert_eq!(arrived, 1);
    again.post(&retry, json!({})).await.is_problem(409, "mail.over");

    let log = again.get("/api/v2/admin/audit-log?action=mail.retried").await.is(200).body();
    let [line] = &log["items"].as_array().unwrap()[..] else { panic!("one, for what is over was not tried: {log}") };
    assert_eq!((&line["actor"]["username"], &line["person"]["username"]), (&json!("rita"), &json!("ada")));
    assert_eq!(line["subject"], json!({"kind": "mail", "id": mail["id"]}));
    assert!(!line.to_string().contains('@'), "{line}");
}

#[tokio::test]
async fn b10_the_list_pages_through_everything_and_holds_no_address() {
    let app = App::new().await;
    let admin = app.admin("rita").await;
    for number in 0..5 {
        app.newcomer(&format!("ada{number}")).await;
    }
    app.anonymous().post("/api/v2/auth/forgot-password", json!({"login": "nobody"})).await.is(202);
    app.work().await;

    let whole = admin.get(MAILS).await.is(200);
    let (mut path, mut found) = (format!("{MAILS}?limit=2"), Vec::new());
    loop {
        let page = admin.get(&path).await.is(200);
        found.extend(ids(&page.body()).into_iter().map(str::to_owned));
        let body = page.body();
        let Some(next) = body["next"].as_str() else { break };
        assert!(page.header("link").contains("rel=\"next\""));
        path = format!("{MAILS}?limit=2&after={next}");
    }

    assert_eq!(ids(&whole.body()), found);
    assert_eq!(found.len(), 6);
    assert!(found.windows(2).all(|pair| pair[0] > pair[1]), "newest first");
    assert!(!whole.text().contains('@') && !whole.text().contains("token"), "{}", whole.text());
    assert_eq!(whole.header("cache-control"), "no-store");
    let dropped = admin.get(&format!("{MAILS}?state=dropped")).await.is(200).body();
    assert_eq!((ids(&dropped).len(), &dropped["items"][0]["user"]), (1, &Value::Null));
    let cursor = admin.get(&format!("{MAILS}?limit=2")).await.body()["next"].as_str().unwrap().to_owned();
    admin.get(&format!("{MAILS}?state=sent&after={cursor}")).await.is_problem(400, "cursor.invalid");
}

#[tokio::test]
async fn mails_and_tokens_are_forgotten_in_their_time() {
    const DAY: i64 = 86_400;
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.put("/api/v2/me/email", json!({"email": "a@new.example", "current_password": PASSWORD})).await.is(202);
    app.work().await;
    let rows = async |table: &str, column: &str| app.texts(&format!("SELECT {column} FROM {table}")).await.len();
    let clean = async || {
        broadsheet::worker::enqueue_scheduled(app.context()).await.unwrap();
        app.work().await;
    };

    app.wait_secs(2 * DAY);
    clean().await;
    assert_eq!((rows("account_tokens", "purpose").await, rows("mails", "template").await), (0, 1));
    app.wait_secs(6 * DAY);
    clean().await;
    assert_eq!((rows("mails", "template").await, rows("email_changes", "new_email").await), (0, 1));
    app.wait_secs(25 * DAY);
    clean().await;

    assert_eq!(rows("email_changes", "new_email").await, 0);
}

#[tokio::test]
async fn a_probe_gets_in_and_sends_nothing() {
    let server = SmtpServer::start(Offer::default());
    let app = through(&server).await;

    Mailer::of(&app.context().config).unwrap().probe().await.unwrap();

    assert_eq!(server.heard(), ["EHLO localhost", "QUIT"]);
    assert!(server.kept().is_empty(), "asking how the server is sends nothing");
}
