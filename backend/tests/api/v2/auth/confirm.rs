//! Confirming an address.

use axum::http::Method;
use broadsheet_shared::v2::MailTemplate;
use serde_json::{Value, json};

use crate::support::{App, PASSWORD, ROUNDS, together, token_in};

const CONFIRM: &str = "/api/v2/auth/confirm-email";
const RESEND: &str = "/api/v2/auth/resend-confirmation";
const DAY: i64 = 86_400;

fn with(token: &str) -> Value {
    json!({ "token": token })
}

/// Templates and recipients of all mails so far.
async fn sent(app: &App) -> Vec<(String, String)> {
    app.work().await;
    let templates = app.texts("SELECT template FROM mails WHERE state = 'sent' ORDER BY id").await;
    let kept = app.context().mail.kept();
    templates.into_iter().zip(kept.into_iter().map(|mail| mail.to)).collect()
}

#[tokio::test]
async fn a_newcomer_confirms_by_the_link_in_the_mail_and_can_publish() {
    let app = App::new().await;
    let ada = app.newcomer("ada").await;

    let mail = app.last_mail_to("ada@example.org").await;
    app.anonymous().post(CONFIRM, with(&token_in(&mail))).await.is(200);

    assert!(mail.text.contains(&format!("{}confirm#token=", app.context().config.site.address("/"))));
    assert_eq!(ada.get("/api/v2/me").await.is(200).body()["is_email_confirmed"], true);
    ada.publish("At last").await;
    let by_address = json!({"login": "ada@example.org", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/login", by_address).await.is(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a7_of_thirty_at_once_one_confirms_and_all_others_hear_the_same() {
    let app = App::new().await;
    app.newcomer("ada").await;
    let token = token_in(&app.last_mail_to("ada@example.org").await);
    let anyone = app.anonymous();

    let answers = together((0..30).map(|_| anyone.call(Method::POST, CONFIRM).json(&with(&token)))).await;

    assert_eq!(answers.iter().filter(|answer| answer.status() == 200).count(), 1);
    for refused in answers.into_iter().filter(|answer| answer.status() != 200) {
        refused.is_problem(400, "link.invalid");
    }
    anyone.post(CONFIRM, with(&token)).await.is_problem(400, "link.invalid");
}

#[tokio::test]
async fn a7_whatever_leads_nowhere_gets_one_answer() {
    let app = App::new().await;
    app.newcomer("ada").await;
    let token = token_in(&app.last_mail_to("ada@example.org").await);
    let anyone = app.anonymous();
    let wrong = [
        json!({}),
        with(""),
        json!({"token": null}),
        json!({ "token": [token] }),
        json!({"token": {"token": token}}),
        json!({"token": 7}),
        with(&token[..token.len() - 1]),
        with(&format!("{token} ")),
        with(&token.to_uppercase()),
        with(&"x".repeat(100_000)),
        with("q0aC2g5zJt1v0b5r1mJcE9nM7yq3nD8kX2wLhT4uVsA"),
    ];

    let mut bodies = Vec::new();
    for body in wrong {
        let mut answer = anyone.post(CONFIRM, body.clone()).await.is_problem(400, "link.invalid").body();
        answer.as_object_mut().unwrap().remove("request_id");
        bodies.push(answer);
    }

    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    anyone.post(CONFIRM, with(&token)).await.is(200);
}

#[tokio::test]
async fn a7_a_link_ends_after_a_day_and_a_newer_one_ends_it_sooner() {
    let app = App::new().await;
    app.newcomer("ada").await;
    let first = token_in(&app.last_mail_to("ada@example.org").await);
    app.anonymous().post(RESEND, json!({"login": "ada"})).await.is(202);
    let second = token_in(&app.last_mail_to("ada@example.org").await);
    assert_ne!(first, second);

    app.anonymous().post(CONFIRM, with(&first)).await.is_problem(400, "link.invalid");
    app.wait_secs(DAY);
    app.anonymous().post(CONFIRM, with(&second)).await.is_problem(400, "link.invalid");
    app.anonymous().post(RESEND, json!({"login": "ada@example.org"})).await.is(202);
    let third = token_in(&app.last_mail_to("ada@example.org").await);
    app.wait_secs(DAY - 1);

    app.anonymous().post(CONFIRM, with(&third)).await.is(200);
}

#[tokio::test]
async fn a7_a_link_is_bound_to_the_password_that_the_account_had() {
    let app = App::new().await;
    let ada = app.newcomer("ada").await;
    let token = token_in(&app.last_mail_to("ada@example.org").await);
    let change = json!({"current_password": PASSWORD, "password": "another horse entirely"});

    ada.put("/api/v2/me/password", change).await.is(204);

    app.anonymous().post(CONFIRM, with(&token)).await.is_problem(400, "link.invalid");
}

#[tokio::test]
async fn a8_looking_at_the_link_uses_nothing_up() {
    let app = App::new().await;
    app.newcomer("ada").await;
    let token = token_in(&app.last_mail_to("ada@example.org").await);
    let scanner = app.anonymous();

    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        for path in ["/confirm", "/reset", CONFIRM] {
            for query in [String::new(), format!("?token={token}")] {
                let call = scanner.call(method.clone(), &format!("{path}{query}"));
                call.header("accept", "text/html").send().await;
            }
        }
        assert_eq!(scanner.call(method, CONFIRM).send().await.status(), 405);
    }

    scanner.get("/confirm").await.is(200);
    scanner.post(CONFIRM, with(&token)).await.is(200);
}

#[tokio::test]
async fn a8_pages_behind_mailed_links_tell_nobody_where_someone_came_from() {
    let app = App::new().await;
    for path in ["/confirm", "/reset", "/forgot", "/setup"] {
        let page = app.anonymous().get(path).await.is(200);
        assert_eq!(page.header("referrer-policy"), "no-referrer", "{path}");
        assert!(page.text().contains("noindex"), "{path}");
    }
    assert_eq!(app.anonymous().get("/login").await.header("referrer-policy"), "strict-origin-when-cross-origin");
}

#[tokio::test]
async fn a14_other_sites_and_forms_confirm_nothing() {
    let app = App::new().await;
    app.newcomer("ada").await;
    let token = token_in(&app.last_mail_to("ada@example.org").await);
    let anyone = app.anonymous();
    for path in [CONFIRM, RESEND, "/api/v2/auth/forgot-password", "/api/v2/auth/reset-password"] {
        let call = || anyone.call(Method::POST, path).json(&with(&token));

        call().header("origin", "https://evil.example").send().await.is_problem(403, "request.origin_forbidden");
        call().header("origin", "null").send().await.is_problem(403, "request.origin_forbidden");
        call().header("sec-fetch-site", "cross-site").send().await.is_problem(403, "request.origin_forbidden");
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            call().header("content-type", kind).send().await.is(415);
        }
    }

    anyone.post(CONFIRM, with(&token)).await.is(200);
}

#[tokio::test]
async fn h2_asking_again_is_answered_alike_whoever_is_meant_and_costs_alike() {
    let app = App::new().await;
    app.account("ada", "author").await;
    app.newcomer("bob").await;
    app.work().await;
    let (mut answers, mut costs) = (Vec::new(), Vec::new());

    for (number, login) in
        ["ada", "ada@example.org", "bob", "bob@example.org", "nobody", "x@example.org"].iter().enumerate()
    {
        let cost = app.cost_of(async |_| {
            answers.push(app.anonymous().post(RESEND, json!({ "login": login })).await.is(202).bytes().clone());
        });
        costs.push(cost.await);
        // Each leaves one row.
        assert_eq!(app.texts("SELECT template FROM mails").await.len(), (number + 1) * ROUNDS + 1, "{login}");
    }

    answers.dedup();
    costs.dedup();
    assert_eq!((answers.len(), costs.len()), (1, 1), "{costs:?}");
    let to: Vec<_> = sent(&app).await.into_iter().map(|(_, to)| to).collect();
    assert!(to.iter().all(|to| to == "bob@example.org"), "{to:?}");
}

#[tokio::test]
async fn f5_no_address_gets_more_than_three_mails_of_a_kind_an_hour() {
    let app = App::new().await;
    app.account("ada", "author").await;
    for number in 0..10 {
        let form = json!({"username": format!("bob{number}"), "email": "bob@example.org", "password": PASSWORD});
        app.anonymous().post("/api/v2/auth/register", form).await.is(202);
        app.anonymous().post(RESEND, json!({"login": "bob@example.org"})).await.is(202);
        app.anonymous().post("/api/v2/auth/forgot-password", json!({"login": "ada"})).await.is(202);
        app.anonymous().post("/api/v2/auth/forgot-password", json!({"login": "ADA@example.org"})).await.is(202);
    }

    assert_eq!(app.mails().await.len(), 6, "three to confirm, three to reset");
    app.wait_secs(3_600);
    for _ in 0..2 {
        app.anonymous().post(RESEND, json!({"login": "bob@example.org"})).await.is(202);
        assert_eq!(app.mails().await.len(), 9, "three of the ten who claim it, and then none");
    }
}

#[tokio::test]
async fn each_claimant_of_an_address_gets_a_link_that_says_for_whom_it_is() {
    let app = App::new().await;
    for name in ["ada", "mallory"] {
        let form = json!({"username": name, "email": "ada@example.org", "password": PASSWORD});
        app.anonymous().post("/api/v2/auth/register", form).await.is(202);
    }
    let registered = app.mails().await.len();
    app.wait_secs(3_600);

    app.anonymous().post(RESEND, json!({"login": "ada@example.org"})).await.is(202);

    let mails = app.mails().await.split_off(registered);
    assert_eq!(mails.len(), 2, "{mails:?}");
    let of = |name: &str| {
        let words = format!("the account with the username {name}.");
        mails.iter().find(|mail| mail.text.contains(&words) && mail.html.contains(&words)).expect("a mail for each")
    };
    assert_ne!(token_in(of("ada")), token_in(of("mallory")));
    app.anonymous().post(CONFIRM, with(&token_in(of("ada")))).await.is(200);
    assert_eq!(app.texts("SELECT username FROM users WHERE email_confirmed_at IS NOT NULL").await, ["ada"]);
}

#[tokio::test]
async fn who_asks_by_name_gets_a_link_for_that_account_alone() {
    let app = App::new().await;
    for name in ["ada", "mallory"] {
        let form = json!({"username": name, "email": "ada@example.org", "password": PASSWORD});
        app.anonymous().post("/api/v2/auth/register", form).await.is(202);
    }
    let registered = app.mails().await.len();

    app.anonymous().post(RESEND, json!({"login": "ada"})).await.is(202);

    let mails = app.mails().await.split_off(registered);
    let [mail] = &mails[..] else { panic!("one mail: {mails:?}") };
    assert!(mail.text.contains("the account with the username ada."), "{}", mail.text);
}

#[tokio::test]
async fn f5_what_is_refused_openly_costs_an_address_none_of_its_mails() {
    let app = App::new().await;
    app.account("ada", "author").await;
    let form = |name: &str| json!({"username": name, "email": "bob@example.org", "password": PASSWORD});
    for _ in 0..3 {
        app.anonymous().post("/api/v2/auth/register", form("ada")).await.is(409);
    }

    app.anonymous().post("/api/v2/auth/register", form("bob")).await.is(202);

    assert_eq!(sent(&app).await.len(), 1);
    assert_eq!(app.last_mail_to("bob@example.org").await.to, "bob@example.org");
}

#[tokio::test]
async fn h2_a_taken_address_is_told_to_its_owner_alone() {
    let app = App::new().await;
    app.account("ada", "author").await;
    let form = json!({"username": "eve", "email": "Ada@Example.org", "password": PASSWORD});

    app.anonymous().post("/api/v2/auth/register", form).await.is(202);

    let mails = app.mails().await;
    let [mail] = &mails[..] else { panic!("one mail: {mails:?}") };
    assert_eq!(mail.to, "ada@example.org");
    assert!(
        mail.text.contains("Your username is ada.") && !mail.text.contains("eve") && !mail.text.contains("#token=")
    );
    assert_eq!(app.texts("SELECT template FROM mails").await, [MailTemplate::AddressTaken.as_str()]);
    let eve = app.sign_in("eve").await;
    assert_eq!(eve.get("/api/v2/me").await.is(200).body()["is_email_confirmed"], false);
}

#[tokio::test]
async fn k2_of_two_who_claim_an_address_the_first_to_confirm_has_it() {
    let app = App::new().await;
    for name in ["ada", "eve"] {
        let form = json!({"username": name, "email": "ada@example.org", "password": PASSWORD});
        app.anonymous().post("/api/v2/auth/register", form).await.is(202);
    }
    let tokens: Vec<_> = app.mails().await.iter().map(token_in).collect();

    app.anonymous().post(CONFIRM, with(&tokens[0])).await.is(200);

    app.anonymous().post(CONFIRM, with(&tokens[1])).await.is_problem(409, "email.taken");
    assert_eq!(app.texts("SELECT username FROM users WHERE email_confirmed_at IS NOT NULL").await, ["ada"]);
}

#[tokio::test]
async fn l2_a_stranger_puts_no_words_into_a_mail_to_somebody_else() {
    let app = App::new().await;
    let words = "You won! Claim at https://evil.example/claim now";
    let form = json!({
        "username": "eve", "email": "ada@example.org", "password": PASSWORD, "display_name": words,
    });

    app.anonymous().post("/api/v2/auth/register", form).await.is(202);

    let mail = app.last_mail_to("ada@example.org").await;
    assert!(mail.text.contains("Hello eve,"), "{}", mail.text);
    assert!(!mail.text.contains("evil.example") && !mail.html.contains("evil.example"));
}

#[tokio::test]
async fn without_a_way_out_staff_confirm_and_nothing_piles_up() {
    use broadsheet::{domain::actor::Actor, services::accounts};
    let mut config = broadsheet::config::testing();
    config.mail.transport = broadsheet::config::MailTransport::None;
    let app = App::with(config).await;
    let ada = app.newcomer("ada").await;
    let asked = app.anonymous().post(RESEND, json!({"login": "ada"})).await.is(202);
    app.work().await;

    assert!(asked.text().contains("sends no mail"));
    assert_eq!(app.texts("SELECT state FROM mails").await, ["dropped", "dropped"]);
    assert_eq!(app.anonymous().get("/api/v2/site").await.is(200).body()["sends_mail"], false);
    assert!(accounts::confirm(app.context(), &Actor::Anonymous, "ada").await.is_err());
    accounts::confirm(app.context(), &Actor::System, "ada").await.unwrap();
    ada.publish("By hand").await;
}
