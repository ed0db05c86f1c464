//! X11: the mail server down, silent, refusing, dying in the middle of a mail. No request waits for it, no mail is lost,
//! and none goes out twice but where nobody can know whether it went out once.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    time::{Duration, Instant},
};

use broadsheet::{
    config::{self, Config, Secret, SmtpTls},
    services::{Context, mails},
    worker::{self, Worker},
};
use futures_util::future::join_all;
use serde_json::json;

use crate::support::{App, Mood, Offer, PASSWORD, Received, SmtpServer, eventually};

/// Longer than any wait between two attempts, in the time of the test's clock.
const A_MINUTE: i64 = 60;

pub(super) fn through(server: &SmtpServer, tls: SmtpTls) -> Config {
    let mut config = config::testing();
    config.mail.transport = config::MailTransport::Smtp;
    config.mail.smtp_host = Some("127.0.0.1".to_owned());
    config.mail.smtp_port = Some(server.port());
    config.mail.smtp_tls = tls;
    config.mail.smtp_timeout_secs = 1;
    config
}

fn authority() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/smtp/certificate.pem"))
}

/// Puts so many mails into the outbox, each to another address.
async fn register(app: &App, count: usize) {
    for number in 0..count {
        let name = format!("ada{number}");
        let form = json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
        app.anonymous().post("/api/v2/auth/register", form).await.is(202);
    }
}

/// Whom the server has mails for.
pub(super) fn recipients(kept: &[Received]) -> BTreeSet<String> {
    kept.iter().flat_map(|mail| mail.to.clone()).collect()
}

async fn states(app: &App) -> Vec<String> {
    app.texts("SELECT DISTINCT state FROM mails ORDER BY state").await
}

/// Ten people who register and ask for a link to a new password: twenty mails, ten of them for nobody. How long that took.
async fn ask_for_mails(app: &App, family: &str) -> Duration {
    let begun = Instant::now();
    for number in 0..10 {
        let name = format!("{family}{number}");
        let form = json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
        app.anonymous().post("/api/v2/auth/register", form).await.is(202);
        app.anonymous().post("/api/v2/auth/forgot-password", json!({"login": name})).await.is(202);
    }
    begun.elapsed()
}

#[tokio::test]
async fn x11_no_request_waits_for_a_mail_server_and_every_mail_leaves_after_its_return() {
    let server = SmtpServer::asleep(Offer::default());
    let mut config = through(&server, SmtpTls::None);
    config.mail.smtp_timeout_secs = 30;
    let app = App::with(config).await;
    let worker = Worker::start(app.context());

    // Down.
    let took = ask_for_mails(&app, "ada").await;
    assert!(took.as_secs() < 20, "twenty requests took {took:?}");
    eventually("a reason to be written down", async || {
        !app.texts("SELECT last_error FROM mails WHERE last_error LIKE '%cannot be used%'").await.is_empty()
    })
    .await;
    server.wake();
    eventually("the first mails to arrive", async || recipients(&server.kept()).len() == 10).await;

    // Up and silent: a tarpit. Whoever waits for it even once waits for thirty seconds.
    server.set(Mood::Silent);
    let took = ask_for_mails(&app, "bob").await;
    assert!(took.as_secs() < 20, "twenty requests took {took:?}");
    eventually("a mail to be under way", async || {
        let under_way = "SELECT state FROM mails WHERE locked_until IS NOT NULL AND user_id IS NOT NULL";
        !app.texts(under_way).await.is_empty()
    })
    .await;
    worker.stop().await;
    assert_eq!(server.kept().len(), 10, "none in the tarpit");

    // Back: what was under way is sent once its claim has run out.
    server.set(Mood::Willing);
    app.wait_secs(A_MINUTE);
    let worker = Worker::start(app.context());
    eventually("every mail to arrive", async || recipients(&server.kept()).len() == 20).await;
    worker.stop().await;
    app.work().await;
    assert_eq!(server.kept().len(), 20, "each once");
    assert_eq!(states(&app).await, ["dropped", "sent"], "twenty for nobody, twenty sent");
}

#[tokio::test]
async fn x11_a_mail_server_that_does_not_answer_holds_up_no_job() {
    let server = SmtpServer::start(Offer::default());
    let mut config = through(&server, SmtpTls::None);
    config.mail.smtp_timeout_secs = 30;
    config.worker.concurrency = 1;
    config.worker.poll_interval_ms = 50;
    let app = App::with(config).await;
    let ada = app.author("ada").await;
    ada.schedule("Later", "2026-01-01T13:00:00Z").await;
    server.set(Mood::Silent);
    let worker = Worker::start(app.context());
    register(&app, 8).await;
    app.wait_secs(3_600);

    eventually("the post to be published", async || app.anonymous().get("/api/v2/posts/later").await.status() == 200)
        .await;

    assert_eq!(states(&app).await, ["waiting"]);
    let begun = Instant::now();
    worker.stop().await;
    assert!(begun.elapsed().as_secs() < 60, "a stop takes no longer than its grace");
    server.set(Mood::Willing);
    app.wait_secs(A_MINUTE);
    app.work().await;
}

#[tokio::test]
async fn x11_whatever_the_server_does_each_mail_arrives_once_in_the_end() {
    for mood in [
        Mood::Greets("554 no service here"),
        Mood::Greets("421 too busy"),
        Mood::AtMail("451 4.3.0 try later"),
        Mood::AtMail("452 4.3.1 no room"),
        Mood::AtMail("421 4.7.0 go away for now"),
        Mood::AtRcpt("450 4.2.0 greylisted"),
        Mood::AtData("451 4.3.0 try later"),
        Mood::AfterData("451 4.3.0 try later"),
        Mood::ClosesInData,
        Mood::Silent,
    ] {
        let server = SmtpServer::start(Offer::default());
        let app = App::with(through(&server, SmtpTls::None)).await;
        register(&app, 3).await;
        server.set(mood);
        app.work().await;
        assert_eq!(states(&app).await, ["waiting"], "{mood:?}");
        assert!(server.kept().is_empty(), "{mood:?}");

        server.set(Mood::Willing);
        app.wait_secs(A_MINUTE);
        app.work().await;

        assert_eq!(states(&app).await, ["sent"], "{mood:?}");
        assert_eq!((server.kept().len(), recipients(&server.kept()).len()), (3, 3), "{mood:?}");
    }
}

#[tokio::test]
async fn x11_a_line_that_dies_after_the_mail_costs_one_copy() {
    let server = SmtpServer::start(Offer::default());
    let app = App::with(through(&server, SmtpTls::None)).await;
    register(&app, 1).await;

    server.set(Mood::ClosesAfterData);
    app.work().await;
    server.set(Mood::Willing);
    app.wait_secs(A_MINUTE);
    app.work().await;

    let kept = server.kept();
    assert_eq!((kept.len(), states(&app).await), (2, vec!["sent".to_owned()]));
    let ids: BTreeSet<_> = kept.iter().map(|mail| field(mail, "Message-ID")).collect();
    assert_eq!(ids.len(), 1, "the same mail, so that the recipient's program can tell");
    // Whichever copy is read, its link works: the first may be the only one.
    let tokens: Vec<_> = kept.iter().map(token_of).collect();
    assert_ne!(tokens[0], tokens[1]);
    app.anonymous().post("/api/v2/auth/confirm-email", json!({"token": tokens[0]})).await.is(200);
}

#[tokio::test]
async fn x11_a_worker_that_dies_with_the_mail_under_way_costs_one_copy() {
    let server = SmtpServer::start(Offer::default());
    let mut config = through(&server, SmtpTls::None);
    config.mail.smtp_timeout_secs = 30;
    let app = App::with(config).await;
    register(&app, 1).await;
    server.set(Mood::HoldsAfterData);
    let context = app.context().clone();
    let dying = tokio::spawn(async move { worker::run_due(&context).await });
    eventually("the server to have the mail", async || server.kept().len() == 1).await;

    dying.abort();
    let _ = dying.await;
    server.set(Mood::Willing);
    app.work().await;
    assert_eq!(server.kept().len(), 1, "its claim still holds");
    app.wait_secs(A_MINUTE);
    app.work().await;

    assert_eq!((server.kept().len(), states(&app).await), (2, vec!["sent".to_owned()]));
    app.wait_secs(A_MINUTE);
    assert_eq!(app.work().await, 0);
}

#[tokio::test]
async fn x11_what_is_refused_for_good_is_given_up_and_holds_up_nobody() {
    let server = SmtpServer::start(Offer::default());
    let app = App::with(through(&server, SmtpTls::None)).await;
    for mood in [
        Mood::AtMail("550 5.7.1 not from you"),
        Mood::AtRcpt("550 5.1.1 no such user"),
        Mood::AfterData("554 5.6.0 spam"),
    ] {
        server.set(mood);
        app.anonymous().post("/api/v2/auth/register", form_of(mood)).await.is(202);
        app.work().await;
    }
    assert_eq!(states(&app).await, ["failed"]);

    server.set(Mood::Willing);
    register(&app, 2).await;
    app.wait_secs(A_MINUTE);
    app.work().await;

    assert_eq!(recipients(&server.kept()).len(), 2);
    assert_eq!(app.texts("SELECT last_error FROM mails WHERE state = 'failed'").await.len(), 3);
}

fn form_of(mood: Mood) -> serde_json::Value {
    let name = match mood {
        Mood::AtMail(_) => "cleo",
        Mood::AtRcpt(_) => "dora",
        _ => "emil",
    };
    json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD})
}

#[tokio::test]
async fn x11_after_three_days_in_vain_a_mail_is_given_up_and_can_be_tried_again() {
    let server = SmtpServer::start(Offer::default());
    let app = App::with(through(&server, SmtpTls::None)).await;
    register(&app, 1).await;
    server.set(Mood::AtRcpt("450 4.2.0 later"));
    app.work().await;
    app.wait_secs(3 * 86_400 - 1);
    app.work().await;
    assert_eq!(states(&app).await, ["waiting"]);
    app.wait_secs(A_MINUTE);
    app.work().await;
    assert_eq!(states(&app).await, ["failed"]);

    let admin = app.admin("rita").await;
    let failed = admin.get("/api/v2/admin/mails?state=failed").await.is(200).body();
    let path = format!("/api/v2/admin/mails/{}/retry", failed["items"][0]["id"].as_str().unwrap());
    admin.post(&path, json!({})).await.is(200);
    app.work().await;
    assert_eq!(states(&app).await, ["waiting"], "three more days");
    server.set(Mood::Willing);
    app.wait_secs(A_MINUTE);
    app.work().await;

    assert_eq!(states(&app).await, ["sent"]);
}

#[tokio::test]
async fn x11_without_the_encryption_that_is_wanted_nothing_is_said() {
    let account = Some(("blog", "a secret for the server"));
    let lacking = Offer { account, ..Offer::default() };
    let offering = Offer { starttls: true, ..lacking };
    for (offer, mood, knows_authority) in [
        (lacking, Mood::Willing, true),
        (offering, Mood::AtStartTls("454 4.7.0 not available"), true),
        (offering, Mood::BreaksTls, true),
        (offering, Mood::Willing, false),
        (Offer { tls: true, ..lacking }, Mood::Willing, true),
    ] {
        let server = SmtpServer::start(offer);
        server.set(mood);
        let mut config = through(&server, SmtpTls::StartTls);
        config.mail.smtp_authority = knows_authority.then(authority);
        with_account(&mut config, "a secret for the server");
        let app = App::with(config).await;
        register(&app, 1).await;

        app.work().await;

        let heard = server.heard().join("\n");
        assert_eq!(states(&app).await, ["waiting"], "{offer:?} {mood:?}");
        assert!(!heard.contains("AUTH") && !heard.contains("MAIL"), "{offer:?} {mood:?}: {heard}");
    }
}

#[tokio::test]
async fn mails_travel_encrypted_to_a_server_that_is_known() {
    for (offer, tls) in [
        (Offer { starttls: true, ..Offer::default() }, SmtpTls::StartTls),
        (Offer { tls: true, ..Offer::default() }, SmtpTls::Tls),
    ] {
        let server = SmtpServer::start(Offer { account: Some(("blog", "sesame")), ..offer });
        let mut config = through(&server, tls);
        config.mail.smtp_authority = Some(authority());
        with_account(&mut config, "sesame");
        let app = App::with(config).await;
        register(&app, 1).await;

        app.work().await;

        let kept = server.kept();
        assert_eq!(states(&app).await, ["sent"], "{tls:?}");
        assert!(kept.len() == 1 && kept[0].was_encrypted, "{tls:?}");
    }
}

#[tokio::test]
async fn x11_a_wrong_account_makes_mails_wait_and_its_password_stands_nowhere() {
    let server = SmtpServer::start(Offer { account: Some(("blog", "sesame")), ..Offer::default() });
    let mut config = through(&server, SmtpTls::None);
    with_account(&mut config, "open-up-4711");
    let app = App::with(config).await;
    register(&app, 1).await;

    app.work().await;

    let reason = app.texts("SELECT last_error FROM mails WHERE state = 'waiting'").await.concat();
    assert!(reason.contains("535") && !reason.contains("4711"), "{reason}");
    assert!(!format!("{:?} {:?}", app.context().mail, app.context().config.mail).contains("4711"));
}

fn with_account(config: &mut Config, password: &str) {
    config.mail.smtp_username = Some("blog".to_owned());
    config.mail.smtp_password = Some(Secret::new(password));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k6_four_processes_send_each_mail_once() {
    let server = SmtpServer::start(Offer::default());
    let mut config = through(&server, SmtpTls::None);
    config.mail.smtp_timeout_secs = 30;
    let app = App::with(config).await;
    let processes = [app.neighbour().await, app.neighbour().await, app.neighbour().await, app.neighbour().await];
    for round in 1..=3 {
        let names = (0..30).map(|number| format!("ada{round}x{number}"));
        let anyone = app.anonymous();
        let forms = names.map(|name| json!({"username": name, "email": format!("{name}@e.org"), "password": PASSWORD}));
        for answer in join_all(forms.map(|form| anyone.post("/api/v2/auth/register", form))).await {
            answer.is(202);
        }

        let working = processes.iter().cloned().map(|context: Context| {
            tokio::spawn(async move { worker::run_due(&context).await.expect("an outbox in reach") })
        });
        let attempts: u64 = join_all(working.collect::<Vec<_>>()).await.into_iter().map(Result::unwrap).sum();

        assert_eq!(attempts, 30, "round {round}");
        assert_eq!((server.kept().len(), recipients(&server.kept()).len()), (30 * round, 30 * round));
    }
}

#[tokio::test]
async fn k6_whoever_lost_a_claim_no_longer_ends_the_mail() {
    let app = App::new().await;
    register(&app, 1).await;
    let slow = mails::claim(app.context(), 9).await.unwrap().remove(0);
    assert!(mails::claim(app.context(), 9).await.unwrap().is_empty(), "it is held");
    app.wait_secs(A_MINUTE);
    let quick = mails::claim(app.context(), 9).await.unwrap().remove(0);
    assert_eq!((slow.attempts, quick.attempts), (1, 2));

    mails::deliver(app.context(), &slow).await.unwrap();
    assert_eq!(states(&app).await, ["waiting"], "the claim of the quick one stands");
    mails::deliver(app.context(), &quick).await.unwrap();

    assert_eq!(states(&app).await, ["sent"]);
}

/// A header field of a mail as it came.
fn field(mail: &Received, name: &str) -> String {
    let start = format!("{name}: ");
    mail.message.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_default().to_owned()
}

/// The secret in its link, from whichever form travelled in plain or quoted-printable lines.
fn token_of(mail: &Received) -> String {
    let whole = mail.message.replace("=\r\n", "").replace("=3D", "=");
    let (_, rest) = whole.split_once("#token=").unwrap_or_else(|| panic!("no link in {whole}"));
    rest.chars().take(43).collect()
}
