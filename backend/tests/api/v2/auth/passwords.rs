//! Which passwords may be chosen, and the meter that says so while one is typed.

use broadsheet::{
    domain::actor::Actor,
    services::{
        ServiceError,
        accounts::{self, NewAccount},
        setup,
    },
};
use broadsheet_shared::{v2, value::Password};
use serde_json::{Value, json};

use crate::support::{App, PASSWORD, token_in};

fn form(username: &str, password: &str) -> Value {
    json!({
        "username": username, "display_name": "Ada King", "email": "countess.l@example.org", "password": password,
    })
}

/// A password and the rule that it breaks.
const BAD: [(&str, &str); 8] = [
    ("password1", "too_common"),
    ("QWERTYUIOP", "too_common"),
    ("iloveyou2", "too_common"),
    ("lovelace-in-paris", "holds_own_name"),
    ("my-L0vel4ce-words", "holds_own_name"),
    ("ada-king-is-here", "holds_own_name"),
    ("countess.l at home", "holds_own_name"),
    ("broadsheet-reader-1", "holds_site_name"),
];

#[tokio::test]
async fn a18_common_passwords_and_names_are_refused_by_the_rule_they_break() {
    let app = App::new().await;
    for (password, code) in BAD {
        for version in ["v1", "v2"] {
            let path = format!("/api/{version}/auth/register");
            let answer =
                app.anonymous().post(&path, form("lovelace", password)).await.is_problem(422, "request.invalid");
            if version == "v2" {
                let error = &answer.body()["errors"][0];
                assert_eq!((&error["pointer"], &error["code"]), (&json!("/password"), &json!(code)), "{password}");
            } else {
                assert!(answer.body()["error"]["fields"]["password"].is_array(), "{password}");
            }
        }
    }
    assert!(app.texts("SELECT username FROM users").await.is_empty());

    app.anonymous().post("/api/v2/auth/register", form("lovelace", "nine-lanterns-by-the-quay")).await.is(202);
}

#[tokio::test]
async fn a18_set_up_and_the_command_line_keep_the_same_rules() {
    let app = App::new().await;
    let link = setup::ensure_link(app.context()).await.unwrap().unwrap();
    let token = link.split_once("#token=").unwrap().1;
    let mut set_up = json!({
        "token": token, "site_name": "The Daily Ferris", "site_language": "en", "site_base_url": app.context().config.site.address(""),
        "username": "lovelace", "email": "ada@example.org", "password": "the-daily-ferris-1",
    });

    let named = app.anonymous().post("/api/v2/setup", set_up.clone()).await.is_problem(422, "request.invalid");
    set_up["password"] = json!("Lovelace 1815");
    let own = app.anonymous().post("/api/v2/setup", set_up).await.is_problem(422, "request.invalid");

    assert_eq!(named.body()["errors"][0]["code"], "holds_site_name");
    assert_eq!(own.body()["errors"][0]["code"], "holds_own_name");
    for (password, code) in BAD {
        let registration = v2::Register {
            username: "lovelace".to_owned(),
            email: "countess.l@example.org".to_owned(),
            password: password.to_owned(),
            display_name: "Ada King".to_owned(),
            ..v2::Register::default()
        };
        let registration = registration.parse().unwrap();
        let account = NewAccount { registration, role: "author".to_owned(), is_confirmed: true };
        let refused = accounts::create(app.context(), &Actor::System, account).await.unwrap_err();
        assert_eq!(refused.fields()[0].code, code, "{password}");
    }
}

#[tokio::test]
async fn a18_a_reset_and_a_change_keep_the_same_rules_and_use_nothing_up() {
    let app = App::new().await;
    let lovelace = app.author("lovelace").await;
    app.anonymous().post("/api/v2/auth/forgot-password", json!({"login": "lovelace"})).await.is(202);
    let token = token_in(&app.last_mail_to("lovelace@example.org").await);
    let bad = [
        ("password1", "too_common"),
        ("lovelace-in-paris", "holds_own_name"),
        ("broadsheet-reader-1", "holds_site_name"),
    ];

    for (password, code) in bad {
        let reset = json!({"token": token, "password": password});
        let reset = app.anonymous().post("/api/v2/auth/reset-password", reset).await.is_problem(422, "request.invalid");
        let change = json!({"current_password": PASSWORD, "password": password});
        let change = lovelace.put("/api/v2/me/password", change).await.is_problem(422, "request.invalid");
        let parsed = Password::parse(password).unwrap();
        let set = accounts::set_password(app.context(), &Actor::System, "lovelace", &parsed).await.unwrap_err();

        for refused in [reset, change] {
            let error = &refused.body()["errors"][0];
            assert_eq!((&error["pointer"], &error["code"]), (&json!("/password"), &json!(code)), "{password}");
        }
        assert_eq!(set.fields()[0].code, code, "{password}");
    }

    lovelace.get("/api/v2/me").await.is(200);
    let good = json!({"token": token, "password": "nine-lanterns-by-the-quay"});
    app.anonymous().post("/api/v2/auth/reset-password", good).await.is(200);
}

#[tokio::test]
async fn the_meter_beside_a_reset_says_what_the_reset_would_say_and_uses_no_link_up() {
    const OWN: &str = "lovelace-writes-here";
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.patch("/api/v2/me", json!({"display_name": "Lovelace"})).await.is(200);
    app.anonymous().post("/api/v2/auth/forgot-password", json!({"login": "ada"})).await.is(202);
    let token = token_in(&app.last_mail_to("ada@example.org").await);
    let reset = async |password: &str| {
        app.anonymous().post("/api/v2/auth/reset-password", json!({"token": token, "password": password})).await
    };
    let measure = async |link: &Value| {
        let question = json!({"password": OWN, "token": link});
        app.anonymous().post("/api/v2/auth/password-strength", question).await.is(200).body()
    };
    let link = json!(token);
    let odd = [json!(null), json!(""), json!("no such link"), json!(7)];

    for _ in 0..2 {
        let measured = measure(&link).await;
        assert_eq!(measured["is_accepted"], false);
        assert_eq!(measured["errors"], reset(OWN).await.is(422).body()["errors"]);
    }
    for odd in &odd {
        assert_eq!(measure(odd).await["is_accepted"], true, "{odd}: whose it is, nobody knows");
    }
    let good = app.cost_of(async |_| drop(measure(&link).await)).await;
    assert_eq!(app.cost_of(async |_| drop(measure(&odd[2]).await)).await, good, "as much work");

    reset("nine-lanterns-by-the-quay").await.is(200);
    assert_eq!(measure(&link).await["is_accepted"], true, "the link is used up");
}

#[tokio::test]
async fn a12_passwords_are_measured_by_their_characters_and_never_cut() {
    let app = App::new().await;
    let register = async |name: &str, password: &str| {
        let body = json!({"username": name, "email": format!("{name}@example.org"), "password": password});
        app.anonymous().post("/api/v2/auth/register", body).await
    };
    let (long, longest) = ("ñandú-".repeat(11), "quay ".repeat(26));
    let (sixty_five, limit) = (&long[..long.char_indices().nth(65).unwrap().0], &longest[..128]);

    register("sixty-five", sixty_five).await.is(202);
    register("longest", limit).await.is(202);
    register("too-long", &format!("{limit}x")).await.is(422);
    register("nul", "nine lan\u{0}terns").await.is(422);
    register("short", "quay-12").await.is(422);
    register("heavy", &"x".repeat(10 << 20)).await.is(413);

    let login = async |name: &str, password: &str| {
        app.anonymous().post("/api/v2/auth/login", json!({"login": name, "password": password})).await.status()
    };
    assert_eq!(login("sixty-five", sixty_five).await, 200);
    assert_eq!(login("longest", limit).await, 200);
    assert_eq!(login("longest", &limit[..127]).await, 401);
}

#[tokio::test]
async fn the_meter_says_what_registration_would_say() {
    let app = App::new().await;
    let measure = async |body: Value| app.anonymous().post("/api/v2/auth/password-strength", body).await.is(200);

    for (password, _) in BAD.iter().chain(&[("short", "too_short")]) {
        let measured = measure(form("lovelace", password)).await;
        let refused = app.anonymous().post("/api/v2/auth/register", form("lovelace", password)).await.is(422);

        assert_eq!(measured.body()["is_accepted"], false, "{password}");
        assert_eq!(measured.body()["errors"], refused.body()["errors"], "{password}");
        assert_eq!(measured.header("cache-control"), "no-store");
    }
    let good = measure(form("lovelace", "nine-lanterns-by-the-quay")).await.body();
    assert_eq!((&good["score"], &good["is_accepted"], &good["errors"]), (&json!(4), &json!(true), &json!([])));
    // Weak, but no rule forbids it: the meter advises and refuses nothing.
    let weak = measure(json!({"password": "aaaabbbbcccc"})).await.body();
    assert_eq!(weak["is_accepted"], true);
    assert!(weak["score"].as_u64().unwrap() < 3);
    app.anonymous().post("/api/v2/auth/register", form("lovelace", "aaaabbbbcccc")).await.is(202);
    measure(json!({"password": ""})).await;
    let long = measure(json!({"password": "x".repeat(500_000), "username": "y".repeat(300_000)})).await.body();
    assert_eq!((&long["score"], &long["errors"][0]["code"]), (&json!(0), &json!("too_long")));
}
