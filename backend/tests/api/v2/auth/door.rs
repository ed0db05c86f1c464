//! The open door: who may make an account, and what a registration must show.

use broadsheet::{
    config::{self, Config, RegistrationMode},
    platform::form_tokens,
};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Answer, App, Caller, PASSWORD};

fn form(username: &str) -> Value {
    json!({"username": username, "email": format!("{username}@example.org"), "password": PASSWORD})
}

fn with(mut form: Value, more: Value) -> Value {
    form.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    form
}

async fn app(change: impl FnOnce(&mut Config)) -> App {
    let mut config = config::testing();
    change(&mut config);
    App::with(config).await
}

async fn register(app: &App, form: Value) -> Answer {
    app.anonymous().post("/api/v2/auth/register", form).await
}

async fn set(admin: &Caller, registration: Value) {
    admin.patch("/api/v2/admin/settings", json!({ "registration": registration })).await.is(200);
}

fn wrong(answer: &Answer) -> (String, String) {
    let error = &answer.body()["errors"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&error["pointer"]), text(&error["code"]))
}

async fn names(app: &App) -> Vec<String> {
    app.texts("SELECT username FROM users ORDER BY username").await
}

#[tokio::test]
async fn a_mode_that_the_owner_sets_holds_at_once_and_in_both_versions() {
    let app = App::new().await;
    let rita = app.admin("rita").await;

    set(&rita, json!({"mode": "closed"})).await;

    for version in ["v1", "v2"] {
        let path = format!("/api/{version}/auth/register");
        app.anonymous().post(&path, form("ada")).await.is_problem(403, "registration.closed");
        let asked = app.anonymous().get(&format!("/api/{version}/auth/registration")).await.is(200);
        assert_eq!(asked.body()["mode"], "closed");
        assert_eq!(asked.header("cache-control"), "no-store");
    }
    assert_eq!(app.anonymous().get("/api/v2/site").await.body()["registration"], "closed");
    set(&rita, json!({"mode": "open"})).await;
    register(&app, form("ada")).await.is(202);
}

#[tokio::test]
async fn a_setting_reaches_another_process_within_a_second() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    let neighbour = app.neighbour().await;
    let mode = async || neighbour.settings.read(&neighbour.database).await.unwrap().registration.mode.as_str();
    assert_eq!(mode().await, "open");

    set(&rita, json!({"mode": "closed"})).await;

    crate::support::eventually("the other process to hear of it", async || mode().await == "closed").await;
}

#[tokio::test]
async fn who_waits_cannot_sign_in_and_learns_why_with_the_right_password_alone() {
    let app = app(|config| config.registration.mode = RegistrationMode::Approval).await;
    let rita = app.admin("rita").await;
    let answer = register(&app, with(form("ada"), json!({"note": "I bake."}))).await.is(202);
    assert!(answer.text().contains("waits"), "{}", answer.text());
    let login = async |password: &str| {
        app.anonymous().post("/api/v2/auth/login", json!({"login": "ada", "password": password})).await
    };

    login(PASSWORD).await.is_problem(403, "registration.waiting");
    let script = json!({"login": "ada", "password": PASSWORD});
    app.anonymous().post("/api/v1/auth/login", script).await.is_problem(403, "registration.waiting");
    let unknown = app.anonymous().post("/api/v2/auth/login", json!({"login": "nobody", "password": "x"})).await.is(401);
    let wrong = login("not the password").await.is(401);
    assert_eq!((wrong.code(), wrong.body()["detail"].clone()), (unknown.code(), unknown.body()["detail"].clone()));
    app.anonymous().get("/api/v2/users/ada").await.is(404);
    assert!(app.anonymous().get("/api/v2/users?q=ada").await.body()["items"].as_array().unwrap().is_empty());

    let waiting = rita.get("/api/v2/admin/registrations").await.is(200).body();
    let entry = &waiting["items"][0];
    assert_eq!(
        (&entry["user"]["username"], &entry["email"], &entry["note"]),
        (&json!("ada"), &json!("ada@example.org"), &json!("I bake."))
    );
    rita.post("/api/v2/admin/registrations/ada/approve", json!({})).await.is(204);

    login(PASSWORD).await.is(200);
    app.anonymous().get("/api/v2/users/ada").await.is(200);
    assert!(rita.get("/api/v2/admin/registrations").await.body()["items"].as_array().unwrap().is_empty());
    rita.post("/api/v2/admin/registrations/ada/refuse", json!({})).await.is_problem(404, "registration.not_found");
}

#[tokio::test]
async fn who_was_refused_is_told_and_forgotten_after_a_month() {
    let app = app(|config| config.registration.mode = RegistrationMode::Approval).await;
    let rita = app.admin("rita").await;
    register(&app, form("ada")).await.is(202);
    app.last_mail_to("ada@example.org").await;

    rita.post("/api/v2/admin/registrations/ADA/refuse", json!({})).await.is(204);

    let login = json!({"login": "ada", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/login", login.clone()).await.is_problem(403, "registration.refused");
    let factor = "INSERT INTO totp_secrets (user_id, sealed_secret, created_at) SELECT id, 'sealed', 0 FROM users
        WHERE username = 'ada'";
    app.sql(factor).await;
    let shut = "INSERT INTO suspensions (user_id, reason, created_at) SELECT id, 'Spam', 0 FROM users
        WHERE username = 'ada'";
    app.sql(shut).await;
    app.wait_secs(29 * 24 * 3_600);
    broadsheet::services::registrations::purge(app.context()).await.unwrap();
    assert_eq!(names(&app).await, ["ada", "rita"]);
    app.wait_secs(2 * 24 * 3_600);
    broadsheet::services::registrations::purge(app.context()).await.unwrap();
    let left = names(&app).await;
    assert!(left.len() == 2 && left[0].starts_with("deleted-") && left[1] == "rita", "{left:?}");
    let personal =
        "SELECT email || email_canonical || display_name || bio_markdown FROM users WHERE status = 'deleted'";
    assert_eq!(app.texts(personal).await, ["Deleted user"]);
    assert!(app.texts("SELECT note FROM registrations").await.iter().all(String::is_empty));
    assert!(app.texts("SELECT sealed_secret FROM totp_secrets").await.is_empty());
    assert!(app.texts("SELECT template FROM mails WHERE template = 'confirm_email'").await.is_empty());
    assert!(app.texts("SELECT reason FROM suspensions").await.is_empty());
    let roles = "SELECT u.status FROM user_roles ur JOIN users u ON u.id = ur.user_id";
    assert_eq!(app.texts(roles).await, ["active"], "rita's alone");
    assert!(app.mails().await.iter().all(|mail| mail.to != "ada@example.org"));
    app.anonymous().get(&format!("/api/v2/users/{}", left[0])).await.is(404);
    register(&app, form("ada")).await.is(202);
}

#[tokio::test]
async fn b7_deciding_about_others_and_reading_addresses_is_for_those_who_may() {
    let app = app(|config| config.registration.mode = RegistrationMode::Approval).await;
    register(&app, form("ada")).await.is(202);
    for caller in [app.moderator("maud").await, app.author("bob").await] {
        caller.get("/api/v2/admin/registrations").await.is_problem(403, "permission.denied");
        caller.post("/api/v2/admin/registrations/ada/approve", json!({})).await.is_problem(403, "permission.denied");
        caller.post("/api/v2/admin/registrations/ada/refuse", json!({})).await.is_problem(403, "permission.denied");
        caller.get("/api/v2/admin/settings").await.is_problem(403, "permission.denied");
        caller.patch("/api/v2/admin/settings", json!({})).await.is_problem(403, "permission.denied");
        caller.get("/api/v2/invitations").await.is_problem(403, "permission.denied");
        caller.post("/api/v2/invitations", json!({})).await.is_problem(403, "permission.denied");
    }
    app.sql("DELETE FROM role_permissions WHERE permission = 'users.read_private'").await;

    let rita = app.admin("rita").await;

    assert_eq!(rita.get("/api/v2/admin/registrations").await.is(200).body()["items"][0]["email"], Value::Null);
}

#[tokio::test]
async fn who_waits_is_paged_by_time_without_gaps() {
    let app = app(|config| config.registration.mode = RegistrationMode::Approval).await;
    let rita = app.admin("rita").await;
    for name in ["dora", "ada", "cleo"] {
        register(&app, form(name)).await.is(202);
        app.wait_secs(1);
    }
    let names = |body: &Value| {
        let items = body["items"].as_array().unwrap();
        items.iter().map(|item| item["user"]["username"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    let first = rita.get("/api/v2/admin/registrations?limit=2").await.is(200).body();
    let after = first["next"].as_str().unwrap();
    let second = rita.get(&format!("/api/v2/admin/registrations?limit=2&after={after}")).await.is(200).body();

    assert_eq!((names(&first), names(&second)), (vec!["dora".into(), "ada".into()], vec!["cleo".to_owned()]));
    rita.get("/api/v2/admin/registrations?after=AAAA").await.is_problem(400, "cursor.invalid");
}

#[tokio::test]
async fn l2_domains_are_matched_at_labels_and_end_to_end() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    set(&rita, json!({"allowed_domains": ["Example.org", "example.net"]})).await;
    assert_eq!(
        app.anonymous().get("/api/v2/auth/registration").await.body()["allowed_domains"],
        json!(["example.org", "example.net"])
    );
    let with_address = |name: &str, address: &str| with(form(name), json!({ "email": address }));

    for (name, address) in [("ada", "ada@EXAMPLE.org"), ("bob", "bob@mail.example.org"), ("cleo", "cleo@example.net")] {
        register(&app, with_address(name, address)).await.is(202);
    }
    for address in ["eve@notexample.org", "eve@example.org.evil.net", "eve@example.com", "example.org@evil.net"] {
        let refused = register(&app, with_address("eve", address)).await.is(422);
        assert_eq!(wrong(&refused), ("/email".into(), "not_allowed".into()), "{address}");
    }
    register(&app, with_address("eve", "eve@evil.net@example.org")).await.is(422);
}

#[tokio::test]
async fn terms_are_agreed_to_in_the_version_that_holds_and_kept_with_the_time() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    set(&rita, json!({"terms_url": "https://blog.example.org/posts/terms", "terms_text": "Be kind.\nAlways."})).await;
    let asked = app.anonymous().get("/api/v2/auth/registration").await.is(200).body();
    let version = asked["terms"]["version"].as_str().unwrap().to_owned();
    assert_eq!(asked["terms"]["text"], "Be kind.\nAlways.");
    assert_eq!(app.anonymous().get("/api/v1/auth/registration").await.body()["terms_version"], json!(version));

    let none = register(&app, form("ada")).await.is(422);
    assert_eq!(wrong(&none), ("/accepted_terms".into(), "required".into()));
    register(&app, with(form("ada"), json!({ "accepted_terms": version }))).await.is(202);
    set(&rita, json!({"terms_text": "Be kinder."})).await;
    let old = register(&app, with(form("bob"), json!({ "accepted_terms": version }))).await.is(422);
    assert_eq!(wrong(&old), ("/accepted_terms".into(), "outdated".into()));

    let kept = "SELECT terms_version || ' ' || CAST(terms_accepted_at AS TEXT) FROM registrations";
    assert_eq!(app.texts(kept).await, [format!("{version} 1767268800000")]);
    set(&rita, json!({"terms_url": null, "terms_text": ""})).await;
    register(&app, form("bob")).await.is(202);
}

#[tokio::test]
async fn a_form_needs_time_to_be_filled_in() {
    let app = app(|config| config.registration.min_fill_secs = 3).await;
    for version in ["v1", "v2"] {
        let path = format!("/api/{version}/auth/register");
        let asked = app.anonymous().get(&format!("/api/{version}/auth/registration")).await.is(200).body();
        let name = format!("ada-{version}");
        let send = async |more: Value| app.anonymous().post(&path, with(form(&name), more)).await;
        let token = json!({"form_token": asked["form_token"]});

        send(json!({})).await.is(422);
        send(json!({"form_token": "AAAA"})).await.is(422);
        send(token.clone()).await.is(422);
        app.wait_secs(2);
        send(token.clone()).await.is(422);
        app.wait_secs(1);
        send(token).await.is(202);
    }
    let old = app.anonymous().get("/api/v2/auth/registration").await.body()["form_token"].clone();
    app.wait_secs(24 * 3_600 + 1);
    let expired = register(&app, with(form("bob"), json!({ "form_token": old }))).await.is(422);
    assert_eq!(wrong(&expired), ("/form_token".into(), "expired".into()));
}

#[tokio::test]
async fn too_fast_and_missing_tokens_are_told_apart() {
    let app = app(|config| config.registration.min_fill_secs = 3).await;
    let token = app.anonymous().get("/api/v2/auth/registration").await.body()["form_token"].clone();

    let missing = register(&app, form("ada")).await;
    let fast = register(&app, with(form("ada"), json!({ "form_token": token }))).await;
    let foreign = register(&app, with(form("ada"), json!({ "form_token": "x" }))).await;

    assert_eq!(wrong(&missing), ("/form_token".into(), "required".into()));
    assert_eq!(wrong(&fast), ("/form_token".into(), "too_fast".into()));
    assert_eq!(wrong(&foreign), ("/form_token".into(), "invalid".into()));
}

#[tokio::test]
async fn a_program_that_fills_in_every_field_goes_away_content_and_makes_nothing() {
    let app = App::new().await;
    for version in ["v1", "v2"] {
        let path = format!("/api/{version}/auth/register");
        let human = app.anonymous().post(&path, form(&format!("ada-{version}"))).await.is(202);
        let filled = with(form(&format!("bot-{version}")), json!({"website": "https://spam.example"}));

        let program = app.anonymous().post(&path, filled).await.is(202);

        assert_eq!(program.bytes(), human.bytes());
    }
    assert_eq!(names(&app).await, ["ada-v1", "ada-v2"]);
}

#[tokio::test]
async fn work_is_asked_for_where_the_owner_wants_it_and_is_good_for_one_name() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    set(&rita, json!({"proof_of_work_bits": 8})).await;
    let asked = app.anonymous().get("/api/v2/auth/registration").await.is(200).body();
    assert_eq!(asked["proof_of_work_bits"], 8);
    let token = asked["form_token"].as_str().unwrap();
    let worked = |name: &str| {
        let proofs = (0..).map(|number: u32| number.to_string());
        proofs.into_iter().find(|proof| form_tokens::is_worked(token, name, proof, 8)).unwrap()
    };
    let idle = |name: &str| {
        let proofs = (0..).map(|number: u32| number.to_string());
        proofs.into_iter().find(|proof| !form_tokens::is_worked(token, name, proof, 8)).unwrap()
    };
    let shown = |name: &str, proof: &str| with(form(name), json!({"form_token": token, "proof": proof}));

    register(&app, with(form("ada"), json!({ "form_token": token }))).await.is(422);
    let refused = register(&app, shown("ada", &idle("ada"))).await.is(422);
    register(&app, shown("ada", &worked("ada"))).await.is(202);

    assert_eq!(wrong(&refused), ("/proof".into(), "invalid".into()));
    let proof = worked("ada");
    let others =
        ["bob", "cleo", "dora", "eve"].into_iter().filter(|name| !form_tokens::is_worked(token, name, &proof, 8));
    for name in others {
        register(&app, shown(name, &proof)).await.is(422);
    }
}

#[tokio::test]
async fn h2_no_mode_tells_whether_an_address_is_known() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    app.account("ada", "author").await;
    for mode in ["open", "approval"] {
        set(&rita, json!({ "mode": mode })).await;
        let known = with(form(&format!("one-{mode}")), json!({"email": "ada@example.org"}));

        let known = register(&app, known).await.is(202);
        let fresh = register(&app, form(&format!("two-{mode}"))).await.is(202);

        assert_eq!(known.bytes(), fresh.bytes());
    }
}

#[tokio::test]
async fn b3_settings_are_typed_bounded_and_known() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    for (body, pointer) in [
        (json!({"registration": {"mode": "ajar"}}), "/registration/mode"),
        (json!({"registration": {"min_fill_secs": 61}}), "/registration/min_fill_secs"),
        (json!({"registration": {"min_fill_secs": -1}}), "/registration/min_fill_secs"),
        (json!({"registration": {"proof_of_work_bits": 25}}), "/registration/proof_of_work_bits"),
        (json!({"registration": {"hold_links_hours": 721}}), "/registration/hold_links_hours"),
        (json!({"registration": {"allowed_domains": ["example.org", "*"]}}), "/registration/allowed_domains/1"),
        (json!({"registration": {"terms_url": "javascript:alert(1)"}}), "/registration/terms_url"),
        (json!({"registration": {"default_role": "wizard"}}), "/registration/default_role"),
        (json!({"registration": {"default_role": "admin"}}), "/registration/default_role"),
        (json!({"registration": {"terms_version": "1"}}), "/registration/terms_version"),
        (json!({"site": {}}), "/site"),
    ] {
        let refused = rita.patch("/api/v2/admin/settings", body).await.is_problem(422, "request.invalid");
        assert_eq!(refused.body()["errors"][0]["pointer"], pointer);
    }
    assert!(app.texts("SELECT key FROM settings WHERE key LIKE 'registration.%'").await.is_empty());

    set(&rita, json!({"default_role": "reader", "hold_links_hours": 12})).await;

    let settings = rita.get("/api/v2/admin/settings").await.is(200).body()["registration"].clone();
    assert_eq!((&settings["default_role"], &settings["hold_links_hours"]), (&json!("reader"), &json!(12)));
    register(&app, form("ada")).await.is(202);
    assert_eq!(app.sign_in("ada").await.get("/api/v2/me").await.body()["roles"], json!(["reader"]));
}

#[tokio::test]
async fn k2_of_thirty_look_alikes_at_once_one_gets_the_name() {
    let app = App::new().await;
    let caller = app.anonymous();
    let alike = ["paypal", "paypa1", "paypaI", "PAYPAL", "pаураl", "PayPal"];
    let forms = (0..30).map(|number| {
        let name = alike[number % alike.len()];
        json!({"username": name, "email": format!("n{number}@example.org"), "password": PASSWORD})
    });

    let answers = join_all(forms.map(|form| caller.post("/api/v2/auth/register", form))).await;

    let made = answers.iter().filter(|answer| answer.status() == 202).count();
    assert_eq!(made, 1);
    assert!(answers.iter().all(|answer| matches!(answer.status(), 202 | 409 | 422)));
    assert_eq!(names(&app).await.len(), 1);
}
