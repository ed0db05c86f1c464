//! What all lists keep: pages that hold everything once, and `count=exact`, which says how much that is.

use broadsheet::{
    config::{self, RegistrationMode},
    domain::user::role,
};
use serde_json::{Value, json};

use super::media::PIXEL;
use crate::support::{App, Caller, PASSWORD, upload};

/// A list with a query of its own, and how many entries it has.
type List = (&'static str, u64);

/// Pages through a list by one and by two, counted and not.
async fn holds(caller: &Caller, (list, expected): List) {
    let with = |more: &str| format!("{list}{}{more}", if list.contains('?') { '&' } else { '?' });
    for limit in [1, 2] {
        let (mut path, mut found) = (with(&format!("count=exact&limit={limit}")), Vec::new());
        loop {
            let page = caller.get(&path).await.is(200).body();
            assert_eq!(page["total"], expected, "{path}");
            found.extend(page["items"].as_array().unwrap().iter().map(Value::to_string));
            let Some(next) = page["next"].as_str() else { break };
            path = with(&format!("count=exact&limit={limit}&after={next}"));
        }
        assert_eq!(found.len() as u64, expected, "{list} by {limit}: {found:#?}");
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len() as u64, expected, "{list} repeats itself");
    }
    assert_eq!(caller.get(list).await.is(200).body().get("total"), None, "{list}: nobody asked");
    for wrong in ["count=all", "count=true", "count=", "count=EXACT", "count=exact&count=exact"] {
        let refused = caller.get(&with(wrong)).await.is_problem(422, "request.invalid");
        assert_eq!(refused.body()["errors"][0]["pointer"], "count", "{list} {wrong}");
    }
}

async fn all_hold(caller: &Caller, lists: &[List]) {
    for list in lists {
        holds(caller, *list).await;
    }
}

/// A published post with these words and tags; its slug.
async fn publish(author: &Caller, title: &str, body: &str, tags: &[&str]) -> String {
    let draft = author.post("/api/v2/posts", json!({"title": title, "body": body, "tags": tags})).await.is(201).body();
    let path = format!("/api/v2/posts/{}/publish", draft["id"].as_str().unwrap());
    author.post(&path, json!({})).await.is(200).body()["slug"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn public_lists_say_how_many_they_hold() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.author("bob").await);
    for title in ["One", "Two", "Three"] {
        publish(&ada, title, "Words.", &["looms", "engines"]).await;
        app.wait_secs(1);
    }
    publish(&bob, "Four", "Words.", &["looms"]).await;
    ada.draft("Not yet").await;
    for body in ["First", "Second", "Third"] {
        bob.comment("one", body).await;
    }

    all_hold(
        &app.anonymous(),
        &[
            ("/api/v2/posts", 4),
            ("/api/v2/posts?author=ada&tag=looms&sort=oldest", 3),
            ("/api/v2/posts?sort=top", 4),
            ("/api/v2/posts?author=ada&sort=top", 3),
            ("/api/v2/posts?author=nobody", 0),
            ("/api/v2/users/ada/posts", 3),
            ("/api/v2/users/ada/posts?tag=lathes", 0),
            ("/api/v2/users", 2),
            ("/api/v2/users?q=ad", 1),
            ("/api/v2/tags", 2),
            ("/api/v2/tags?q=lo", 1),
            ("/api/v2/posts/one/comments", 3),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_search_says_how_many_its_pages_hold() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    for name in ["anna", "annabel", "hannah"] {
        app.account(name, role::READER).await;
    }
    let mut slugs = Vec::new();
    for title in ["Looms", "More looms", "Looms again", "Loom"] {
        slugs.push(publish(&ada, title, "Words.", &[&format!("loom-{title}")]).await);
    }
    ada.post("/api/v2/posts", json!({"title": "Looms unseen", "body": "x", "tags": ["loom-unseen"]})).await.is(201);
    for slug in &slugs {
        ada.comment(slug, "Of looms").await;
    }
    // The index keeps what hangs on a post that leaves the public: nobody sees it, nor is it counted.
    ada.post(&format!("/api/v2/posts/{}/archive", slugs[1]), json!({})).await.is(200);

    all_hold(
        &app.anonymous(),
        &[
            ("/api/v2/search?q=loo", 3),
            ("/api/v2/search?q=looms", 2),
            ("/api/v2/search?q=looms&type=comments", 3),
            ("/api/v2/search?q=loom&type=tags", 3),
            ("/api/v2/search?q=ann&type=users", 2),
            ("/api/v2/search?q=ann&type=posts", 0),
            ("/api/v2/search?q=%25", 0),
        ],
    )
    .await;
}

#[tokio::test]
async fn ones_own_lists_say_how_many_they_hold() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.author("bob").await);
    for title in ["One", "Two"] {
        ada.publish(title).await;
    }
    ada.draft("Three").await;
    let gone = ada.draft("Four").await;
    let path = format!("/api/v2/posts/{}", gone["id"].as_str().unwrap());
    ada.take_away(&path, &ada.get(&path).await.etag()).await.is(204);
    bob.publish("Another").await;
    upload(&ada, "a.png", PIXEL, "").await.is(201);
    upload(&bob, "b.png", PIXEL, "").await.is(201);
    let lines = ada.get("/api/v2/me/audit-log?limit=100").await.is(200).body()["items"].as_array().unwrap().len();
    assert!(lines > 0);

    all_hold(
        &ada,
        &[
            ("/api/v2/me/posts", 3),
            ("/api/v2/me/posts?state=published", 2),
            ("/api/v2/me/posts?state=deleted", 1),
            ("/api/v2/me/posts?state=archived", 0),
            ("/api/v2/media", 1),
            ("/api/v2/me/audit-log", lines as u64),
        ],
    )
    .await;
    all_hold(&app.reader("rea").await, &[("/api/v2/me/posts", 0), ("/api/v2/media", 0)]).await;
}

/// A site where strangers wait to be let in and links are held, with something in each list of staff.
async fn busy_site() -> (App, Caller) {
    let mut config = config::testing();
    config.registration.mode = RegistrationMode::Approval;
    config.registration.hold_links_hours = 24;
    let app = App::with(config).await;
    let rita = app.admin("rita").await;
    app.account("ada", role::AUTHOR).await;
    for name in ["anna", "annabel", "bob"] {
        let form = json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
        app.anonymous().post("/api/v2/auth/register", form).await.is(202);
    }
    app.work().await;
    rita.post("/api/v2/admin/registrations/bob/approve", json!({})).await.is(204);
    rita.post("/api/v2/admin/users/ada/suspend", json!({"reason": "Noise"})).await.is(200);
    rita.post("/api/v2/admin/users/ada/unsuspend", json!({})).await.is(200);
    for _ in 0..3 {
        rita.post("/api/v2/invitations", json!({})).await.is(201);
    }
    let ada = app.sign_in("ada").await;
    for title in ["Talk", "Former talk"] {
        ada.publish(title).await;
    }
    for slug in ["talk", "talk", "former-talk"] {
        ada.comment(slug, "See <https://spam.example/pills>.").await;
    }
    ada.comment("talk", "Plain words.").await;
    ada.post("/api/v2/posts/former-talk/unpublish", json!({})).await.is(200);
    (app, rita)
}

#[tokio::test]
async fn lists_of_staff_say_how_many_they_hold() {
    let (app, rita) = busy_site().await;
    let number = async |list: &str| {
        let page = rita.get(&format!("{list}limit=100")).await.is(200).body();
        assert_eq!(page["next"], Value::Null, "{list}: a test of one page");
        page["items"].as_array().unwrap().len() as u64
    };
    let lines = number("/api/v2/admin/audit-log?").await;
    let of_ada = number("/api/v2/admin/audit-log?involving=ada&").await;
    let by_ada = number("/api/v2/admin/audit-log?actor=ada&").await;
    assert!(by_ada > 0 && by_ada < of_ada && of_ada < lines, "{by_ada}, {of_ada}, {lines}");
    let mails = app.texts("SELECT state FROM mails").await;
    let waiting = mails.iter().filter(|state| *state == "waiting").count();
    assert!(waiting > 0 && waiting < mails.len(), "{mails:?}");

    all_hold(
        &rita,
        &[
            ("/api/v2/admin/audit-log", lines),
            ("/api/v2/admin/audit-log?involving=ada", of_ada),
            ("/api/v2/admin/audit-log?actor=ada", by_ada),
            ("/api/v2/admin/audit-log?action=invitation.created&actor=rita", 3),
            ("/api/v2/admin/audit-log?actor=nobody", 0),
            ("/api/v2/admin/users", 5),
            ("/api/v2/admin/users?q=ann", 2),
            ("/api/v2/admin/users?q=ann&status=suspended", 2),
            ("/api/v2/admin/users?status=active&role=author", 2),
            ("/api/v2/admin/users?role=nothing", 0),
            ("/api/v2/admin/mails", mails.len() as u64),
            ("/api/v2/admin/mails?state=waiting", waiting as u64),
            ("/api/v2/invitations", 3),
            ("/api/v2/admin/registrations", 2),
            ("/api/v2/admin/held-comments", 2),
        ],
    )
    .await;
}

#[tokio::test]
async fn who_may_not_read_a_list_is_not_told_how_long_it_is() {
    let (app, _) = busy_site().await;
    let maud = app.moderator("maud").await;
    for list in ["/admin/audit-log", "/admin/mails", "/invitations", "/admin/registrations"] {
        maud.get(&format!("/api/v2{list}?count=exact")).await.is_problem(403, "permission.denied");
    }
    let ada = app.sign_in("ada").await;
    for list in ["/admin/users", "/admin/held-comments"] {
        ada.get(&format!("/api/v2{list}?count=exact")).await.is_problem(403, "permission.denied");
    }
    for list in ["/me/posts", "/media", "/me/audit-log"] {
        app.anonymous().get(&format!("/api/v2{list}?count=exact")).await.is(401);
    }
}
