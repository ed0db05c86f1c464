//! The last word to who leaves, three days before the account is erased.

use broadsheet::{services::leaving, worker};
use serde_json::json;

use super::leaving::{ME, erase, leave};
use crate::support::App;

const DAY: i64 = 86_400;

/// Lets time pass, and a worker do what is due then; says how many reminders there are.
async fn after(app: &App, secs: i64) -> usize {
    app.wait_secs(secs);
    worker::enqueue_scheduled(app.context()).await.unwrap();
    app.work().await;
    reminders(app).await
}

async fn reminders(app: &App) -> usize {
    app.texts("SELECT template FROM mails WHERE template = 'account_leaving_soon'").await.len()
}

#[tokio::test]
async fn who_leaves_is_reminded_once_three_days_before_the_end() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    leave(&ada, "anonymise").await;

    assert_eq!(after(&app, 11 * DAY - 1).await, 0);
    assert_eq!(after(&app, 3_600).await, 1);

    let mail = app.last_mail_to("ada@example.org").await;
    assert!(mail.subject.starts_with("Your account will be deleted soon"), "{}", mail.subject);
    assert!(mail.text.contains("15 January 2026") && mail.text.contains("/login"), "{}", mail.text);
    assert_eq!(after(&app, DAY).await, 1);
    assert_eq!(after(&app, DAY).await, 1);
    assert_eq!(after(&app, DAY).await, 0, "mails to the person went with the account");
    assert_eq!(app.texts("SELECT status FROM users").await, ["deleted"]);
}

#[tokio::test]
async fn who_stays_is_not_reminded_and_who_leaves_anew_is_by_the_new_day() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    leave(&ada, "anonymise").await;
    app.wait_secs(11 * DAY);
    // The mail is in the outbox when she comes back, and leaves anew.
    leaving::remind(app.context()).await.unwrap();
    assert_eq!(reminders(&app).await, 1);
    let back = app.sign_in("ada").await;
    back.post(&format!("{ME}/restore"), json!({})).await.is(200);

    leave(&back, "anonymise").await;

    let sent = app.mails().await;
    assert!(!sent.iter().any(|mail| mail.subject.contains("deleted soon")), "it is not soon any more");
    assert_eq!(app.texts("SELECT state FROM mails WHERE template = 'account_leaving_soon'").await, ["dropped"]);
    assert_eq!(after(&app, 10 * DAY).await, 0, "the outbox forgets after a week");
    assert_eq!(after(&app, DAY).await, 1);
    assert_eq!(app.texts("SELECT state FROM mails WHERE template = 'account_leaving_soon'").await, ["sent"]);
    app.sign_in("ada").await.post(&format!("{ME}/restore"), json!({})).await.is(200);
    app.work().await;
}

#[tokio::test]
async fn several_workers_at_once_write_one_reminder() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    leave(&ada, "anonymise").await;
    let (one, other) = (app.neighbour().await, app.neighbour().await);
    app.wait_secs(12 * DAY);

    let (first, second, third) =
        tokio::join!(leaving::remind(app.context()), leaving::remind(&one), leaving::remind(&other));

    assert_eq!(first.unwrap() + second.unwrap() + third.unwrap(), 1);
    assert_eq!(reminders(&app).await, 1);
    app.work().await;
}

/// No worker ran in the three days before the end, or none before it at all.
#[tokio::test]
async fn who_is_reminded_late_has_a_day_from_then_and_is_reminded_once() {
    for (late, end) in [(14 * DAY - 3_600, "2026-01-16T11:00:00.000Z"), (16 * DAY, "2026-01-18T12:00:00.000Z")] {
        let app = App::new().await;
        let ada = app.author("ada").await;
        leave(&ada, "remove").await;

        assert_eq!(after(&app, late).await, 1);

        assert_eq!(app.texts("SELECT status FROM users").await, ["active"], "nobody goes without the last word");
        let mail = app.last_mail_to("ada@example.org").await;
        assert!(mail.subject.starts_with("Your account will be deleted soon"), "{}", mail.subject);
        let day = format!("{} January 2026", &end[8..10]);
        assert!(mail.text.contains(&day), "{}", mail.text);
        let back = app.sign_in("ada").await;
        assert_eq!(back.get(ME).await.is(200).body()["departure"]["erase_at"], end);
        assert_eq!(after(&app, DAY - 1).await, 1);
        assert_eq!(app.texts("SELECT status FROM users").await, ["active"]);
        assert_eq!(after(&app, 3_600).await, 0, "mails to the person went with the account");
        assert_eq!(app.texts("SELECT status FROM users").await, ["deleted"]);
    }
}

#[tokio::test]
async fn an_account_that_is_half_erased_is_reminded_of_nothing() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    leave(&ada, "remove").await;
    erase(&app).await;
    // As an account stands that a worker left in the middle, before there were reminders.
    let half = "INSERT INTO departures (user_id, content, asked_at, erase_at) SELECT id, 'remove', 0, 0 FROM users";
    app.sql(half).await;

    assert_eq!(after(&app, 3_600).await, 0);

    assert!(app.texts("SELECT content FROM departures").await.is_empty(), "what is begun is finished");
}
