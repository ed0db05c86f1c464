//! F4: whatever strangers use up, open sessions and known devices go on.

use axum::http::Method;
use broadsheet::{
    domain::{actor::Actor, user::role},
    platform::personal_tokens::PersonalTokenText,
    services::accounts,
};
use broadsheet_shared::{limit::Action, value::Password};
use serde_json::json;

use crate::support::{Answer, App, Call, Caller, PASSWORD, limited};

#[tokio::test]
async fn f4_strangers_who_guess_keep_nobody_out_of_a_browser_that_is_known() {
    let app = App::with(limited(&[(Action::AuthLogin, "3/15m per account, 3/15m per device")])).await;
    let mut ada = app.author("ada").await;
    let wrong = json!({"login": "ada", "password": "wrong horse"});
    let right = json!({"login": "ada", "password": PASSWORD});
    for _ in 0..10 {
        app.anonymous().post("/api/v2/auth/login", wrong.clone()).await;
    }

    app.anonymous().post("/api/v2/auth/login", right.clone()).await.is(429);

    ada.get("/api/v2/me").await.is(200);
    ada.refresh().await.is(200);
    ada.get("/api/v2/me").await.is(200);
    let out = ada.call(Method::POST, "/api/v2/auth/logout").header("x-broadsheet-client", "web").json(&json!({}));
    let out = out.send().await.is(204);
    assert!(out.cookies().iter().all(|(name, _)| name != "__Host-device"), "the browser stays known");
    ada.sign_in("ada", PASSWORD).await;
    ada.get("/api/v2/me").await.is(200);
    // Even a known browser may not guess for ever.
    let statuses: Vec<_> = {
        let mut statuses = Vec::new();
        for _ in 0..4 {
            statuses.push(ada.post("/api/v2/auth/login", wrong.clone()).await.status());
        }
        statuses
    };
    assert_eq!(statuses, [401, 401, 429, 429]);
}

#[tokio::test]
async fn the_owner_of_a_name_whose_tries_are_used_up_hears_of_it_once_a_day() {
    let app = App::with(limited(&[(Action::AuthLogin, "3/15m per account")])).await;
    app.account("ada", role::AUTHOR).await;
    let told = async || {
        app.work().await;
        let mails = app.context().mail.kept();
        mails.iter().filter(|mail| mail.to == "ada@example.org" && mail.subject.contains("locked")).count()
    };
    let guess = async |login: &str, times: usize| {
        for _ in 0..times {
            app.anonymous().post("/api/v2/auth/login", json!({"login": login, "password": "wrong horse"})).await;
        }
    };

    guess("ada", 2).await;
    assert_eq!(told().await, 0);

    guess("ada", 3).await;
    guess("nobody", 5).await;
    assert_eq!(told().await, 1);
    app.wait_secs(3_600);
    guess("ada", 5).await;
    assert_eq!(told().await, 1);
    app.wait_secs(86_400);
    guess("ada", 5).await;
    assert_eq!(told().await, 2);
    let for_nobody = app.texts("SELECT state FROM mails WHERE template = 'account_locked' AND user_id IS NULL").await;
    assert!(for_nobody.iter().all(|state| state == "dropped") && !for_nobody.is_empty());
}

#[tokio::test]
async fn f4_the_cookie_of_one_account_opens_no_tries_at_another() {
    let app = App::with(limited(&[(Action::AuthLogin, "2/15m per account, 50/15m per device")])).await;
    app.account("victim", role::AUTHOR).await;
    let mallory = app.author("mallory").await;
    assert!(mallory.cookie("__Host-device").is_some());

    let mut statuses = Vec::new();
    for _ in 0..4 {
        let body = json!({"login": "victim", "password": "wrong horse"});
        statuses.push(mallory.post("/api/v2/auth/login", body).await.status());
    }

    assert_eq!(statuses, [401, 401, 429, 429]);
}

#[tokio::test]
async fn f4_neighbours_who_use_up_the_address_shut_out_strangers_alone() {
    let app = App::with(limited(&[
        (Action::AuthRefresh, "5/15m per address"),
        (Action::AuthLogin, "5/15m per address"),
        (Action::ApiRead, "5/1h per address"),
        (Action::SiteRead, "5/1h per address"),
        (Action::CommentsWrite, "5/1h per address"),
    ]))
    .await;
    let mut ada = app.author("ada").await;
    ada.publish("Talk").await;
    let script = app.anonymous().post("/api/v1/auth/login", json!({"login": "ada", "password": PASSWORD})).await;
    let token = script.is(200).body()["token"].as_str().unwrap().to_owned();
    let use_up = async |call: &dyn Fn() -> Call| {
        let mut last = 0;
        for _ in 0..8 {
            last = call().send().await.status();
        }
        assert_eq!(last, 429);
    };
    let nobody = app.anonymous();
    let garbage = nobody.clone().with_token("garbage").with_cookie("__Host-device", &"x".repeat(64));
    use_up(&|| nobody.call(Method::GET, "/api/v2/posts")).await;
    use_up(&|| garbage.call(Method::GET, "/api/v2/me")).await;
    use_up(&|| nobody.call(Method::GET, "/")).await;
    use_up(&|| nobody.call(Method::POST, "/api/v2/posts/talk/comments").json(&json!({"body": "Hm"}))).await;
    use_up(&|| nobody.call(Method::POST, "/api/v2/auth/login").json(&json!({"login": "x", "password": "y"}))).await;
    let refresh =
        || nobody.call(Method::POST, "/api/v2/auth/refresh").header("x-broadsheet-client", "web").json(&json!({}));
    use_up(&refresh).await;

    ada.refresh().await.is(200);
    ada.get("/api/v2/me").await.is(200);
    ada.get("/").await.is(200);
    ada.post("/api/v2/posts/talk/comments", json!({"body": "Hm"})).await.is(201);
    ada.sign_in("ada", PASSWORD).await;
    // A script has no cookie; its token speaks for it.
    app.anonymous().with_token(&token).get("/api/v1/me").await.is(200);
    // And who is known has an address's limit of their own, not none.
    let statuses: Vec<u16> = {
        let mut statuses = Vec::new();
        for _ in 0..8 {
            statuses.push(ada.get("/").await.status());
        }
        statuses
    };
    assert_eq!(statuses, [200, 200, 200, 200, 429, 429, 429, 429]);
}

#[tokio::test]
async fn f4_being_known_makes_no_further_accounts() {
    let app = App::with(limited(&[(Action::AuthRegister, "2/1h per address")])).await;
    let mallory = app.author("mallory").await;
    let register = async |name: &str| {
        let body = json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
        mallory.post("/api/v2/auth/register", body).await.status()
    };

    assert_eq!([register("one").await, register("two").await, register("three").await], [202, 202, 429]);
}

#[tokio::test]
async fn f4_a_refresh_makes_no_mark_and_renews_the_one_there_is() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let bare = app.anonymous().with_cookie("__Host-rt", ada.cookie("__Host-rt").unwrap());
    let marks = |answer: &Answer| answer.cookies().iter().filter(|(name, _)| name == "__Host-device").count();

    assert_eq!(marks(&bare.try_refresh().await.is(200)), 0);
    assert_eq!(marks(&ada.try_refresh().await.is(200)), 1);
    let other = app.author("bob").await;
    let strange = bare.with_cookie("__Host-device", other.cookie("__Host-device").unwrap());
    assert_eq!(marks(&strange.try_refresh().await.is(200)), 0, "a mark of another account vouches for nothing");
}

#[tokio::test]
async fn f4_a_mark_ends_with_the_password_that_it_was_made_under() {
    let app = App::with(limited(&[(Action::AuthLogin, "3/15m per account, 50/15m per device")])).await;
    let old = app.author("ada").await.cookie("__Host-device").unwrap().to_owned();
    let password = Password::parse("a better horse battery").unwrap();
    accounts::set_password(app.context(), &Actor::System, "ada", &password).await.unwrap();
    let ada = app.sign_in_with("ada", password.expose()).await;
    let guess = async |caller: &Caller| {
        let wrong = json!({"login": "ada", "password": "wrong horse"});
        caller.post("/api/v2/auth/login", wrong).await.status()
    };

    // Whoever once had a session of hers is a stranger now, who uses up what strangers have.
    let thief = app.anonymous().with_cookie("__Host-device", &old);
    let statuses = [guess(&thief).await, guess(&thief).await, guess(&thief).await];

    // She has used two of the name's tries herself, each time that her browser was new.
    assert_eq!(statuses, [401, 429, 429]);
    assert_eq!(guess(&ada).await, 401);
    app.work().await;
}

#[tokio::test]
async fn f2_all_browsers_of_one_account_have_one_share_of_a_flooded_address() {
    let app = App::with(limited(&[(Action::SiteRead, "3/1h per address")])).await;
    let (here, there) = (app.author("ada").await, app.sign_in("ada").await);
    assert_ne!(here.cookie("__Host-device"), there.cookie("__Host-device"));
    for _ in 0..4 {
        app.anonymous().get("/").await;
    }

    let mut statuses = Vec::new();
    for browser in [&here, &there, &here, &there] {
        statuses.push(browser.get("/").await.status());
    }

    assert_eq!(statuses, [200, 200, 200, 429]);
}

#[tokio::test]
async fn f4_a_flooded_address_has_few_looks_for_made_up_tokens_and_good_ones_pass() {
    let app = App::with(limited(&[(Action::ApiRead, "5/1h per address")])).await;
    let ada = app.author("ada").await;
    let script = async || {
        let login = json!({"login": "ada", "password": PASSWORD});
        let grant = app.anonymous().post("/api/v1/auth/login", login).await.is(200).body();
        grant["token"].as_str().unwrap().to_owned()
    };
    let (used, never_used) = (script().await, script().await);
    let ask = async |token: &str| app.anonymous().with_token(token).get("/api/v1/me").await.status();
    assert_eq!(ask(&used).await, 200);
    for _ in 0..8 {
        app.anonymous().get("/api/v2/posts").await;
    }
    // Statements that so many made-up tokens cost.
    let flood = async |times: usize, make: &dyn Fn(usize) -> String| {
        let before = app.context().database.statements();
        for number in 0..times {
            assert_eq!(ask(&make(number)).await, 429);
        }
        app.context().database.statements() - before
    };

    let first = flood(50, &|number: usize| format!("bs_v1_first-{number}")).await;
    assert_eq!(ask(&never_used).await, 200, "who is found uses nothing up");
    let more = flood(100, &|number: usize| format!("bs_v1_more-{number}")).await;
    let personal = flood(100, &|_: usize| PersonalTokenText::random().into_string()).await;

    // Sixty looks, and what this process reads anew each second.
    assert!(first + more < 80 && personal < 20, "{first}, {more}, {personal}");
    // Whoever was let in before goes on, though nothing is remembered of how their sessions stand.
    app.context().standings.forget_all();
    assert_eq!(ask(&used).await, 200);
    app.anonymous().with_token(ada.token()).get("/api/v2/me").await.is(200);
}
