//! Nothing personal is left of who has left: every column of every table is read, whatever tables there are, and so are
//! the files.

mod ties;

use std::{collections::BTreeSet, fs, path::Path};

use axum::http::Method;
use broadsheet::config::RegistrationMode;
use broadsheet_shared::{limit::Action, v2::ContentChoice};
use serde_json::{Value, json};

use super::leaving::{erase, leave};
use crate::support::{App, Call, Caller, PASSWORD, form, limited, token_in};

/// Words that stand for the person: names, addresses, page, program. Each begins with a letter of its own, for indexes
/// write down only where a word differs from its neighbour.
const PERSON: [&str; 16] = [
    "zugzwang",              // username
    "quetzal",               // the name before it
    "Wisteria",              // shown name
    "xylo@example.org",      // address
    "ypres@example.org",     // the address before it
    "knapsack@example.org",  // an address that waited
    "kerfuffle@example.org", // one that waited before it
    "Ultramarine",           // biography
    "jackdaw.example",       // website
    "omphalos.example",      // link
    "203.0.113.77",          // network address
    "Vellichor/1.0",         // program
    "Inglenook",             // note at registration
    "Hullabaloo",            // name of a token
    "Gazebo",                // name of a passkey
    "Rigmarole",             // reason of a suspension
];

/// Those of them that she shows to whom she invites.
const NAMES: [&str; 3] = ["zugzwang", "quetzal", "Wisteria"];

/// Words of what nobody else could read: it goes, whatever was chosen.
const UNSEEN: [&str; 6] = ["Flibbertigibbet", "Eglantine", "Dragoon", "Collywobbles", "Numnah", "Mumpsimus"];

/// Words of what everybody could read.
const SEEN: [&str; 6] = ["Bumbershoot", "Aspidistra", "Lollygag", "Taradiddle", "Skedaddle", "periwinkle"];

const AGENT: &str = "Vellichor/1.0 (X11; Linux)";

/// A picture of one colour that nobody else has; PNG.
fn picture(red: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::RgbImage::from_pixel(2, 2, image::Rgb([red, 10, 10]));
    image::DynamicImage::ImageRgb8(image).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A request of hers: from where she is, with what she calls her program.
fn hers(call: Call) -> Call {
    call.header("user-agent", AGENT).from("203.0.113.77")
}

async fn send(person: &Caller, method: Method, path: &str, body: Value) -> Value {
    let answer = hers(person.call(method, path).json(&body)).send().await;
    assert!(answer.status() < 300, "{path}: {}", answer.text());
    answer.body()
}

/// A site where staff let people in, with rita, who administrates it.
async fn site() -> (App, Caller) {
    let mut config = limited(&[(Action::AuthLogin, "1000/15m per account")]);
    config.registration.mode = RegistrationMode::Approval;
    let app = App::with(config).await;
    let rita = app.admin("rita").await;
    rita.publish("Bread").await;
    (app, rita)
}

/// A person with all that a person can have here.
async fn everything(app: &App, rita: &Caller) -> Caller {
    rita.post("/api/v2/invitations", json!({"email": "Ypres@example.org"})).await.is(201);
    let form = json!({
        "username": "quetzal", "email": "ypres@example.org", "password": PASSWORD, "note": "Inglenook",
    });
    send(&app.anonymous(), Method::POST, "/api/v2/auth/register", form).await;
    let token = token_in(&app.last_mail_to("ypres@example.org").await);
    send(&app.anonymous(), Method::POST, "/api/v2/auth/confirm-email", json!({"token": token})).await;
    rita.post("/api/v2/admin/registrations/quetzal/approve", json!({})).await.is(204);
    rita.put("/api/v2/admin/users/quetzal/roles", json!({"roles": ["author", "admin"]})).await.is(200);
    let login = json!({"login": "quetzal", "password": PASSWORD});
    send(&app.anonymous(), Method::POST, "/api/v1/auth/login", login.clone()).await;
    let mut her = app.anonymous();
    let wrong = json!({"login": "quetzal", "password": "not the password"});
    hers(her.call(Method::POST, "/api/v2/auth/login").json(&wrong)).send().await.is(401);
    let answer = hers(her.call(Method::POST, "/api/v2/auth/login").json(&login)).send().await.is(200);
    her.accept(answer);
    account(app, &her).await;
    her
}

/// Names, addresses, page, what opens the account.
async fn account(app: &App, her: &Caller) {
    let name = json!({"username": "zugzwang", "current_password": PASSWORD});
    send(her, Method::PUT, "/api/v2/me/username", name).await;
    let moved = json!({"email": "xylo@example.org", "current_password": PASSWORD});
    send(her, Method::PUT, "/api/v2/me/email", moved).await;
    let token = token_in(&app.last_mail_to("xylo@example.org").await);
    send(&app.anonymous(), Method::POST, "/api/v2/auth/confirm-email", json!({"token": token})).await;
    let made = json!({"name": "Hullabaloo", "scopes": ["read"], "expires_in_days": 365});
    send(her, Method::POST, "/api/v2/me/tokens", made).await;
    let invited = json!({"email": "guest@example.org"});
    send(her, Method::POST, "/api/v2/invitations", invited).await;
    app.set_up_totp(her).await;
    app.register_passkey(her, &mut app.authenticator(), "Gazebo").await;
    app.half_signed_in("zugzwang").await;
    let shut = "INSERT INTO suspensions (user_id, reason, created_at) SELECT id, 'Rigmarole', 0 FROM users
        WHERE username = 'zugzwang'";
    app.sql(shut).await;
    let upload = hers(her.upload(form(b"a.png", "image/png", &picture(200), "Numnah"))).send().await.is(201).body();
    let page = json!({
        "display_name": "Wisteria", "bio": "Ultramarine", "website": "https://jackdaw.example",
        "links": ["https://omphalos.example/@z"], "avatar_id": upload["id"],
    });
    send(her, Method::PATCH, "/api/v2/me", page).await;
    for waiting in ["kerfuffle@example.org", "knapsack@example.org"] {
        send(her, Method::PUT, "/api/v2/me/email", json!({"email": waiting, "current_password": PASSWORD})).await;
        app.mails().await;
    }
}

/// Posts in every state, comments, pictures.
async fn writings(app: &App, her: &Caller, rita: &Caller) {
    let own = hers(her.upload(form(b"b.png", "image/png", &picture(100), "Taradiddle"))).send().await.is(201).body();
    let body = format!("Aspidistra, ![]({})", own["url"].as_str().unwrap());
    let post = json!({"title": "Bumbershoot", "body": body, "tags": ["periwinkle"], "cover_id": own["id"]});
    let call = her.call(Method::POST, "/api/v2/posts").header("idempotency-key", "one-key").json(&post);
    let seen = hers(call).send().await.is(201).body();
    let publish = |post: &Value| format!("/api/v2/posts/{}/publish", post["id"].as_str().unwrap());
    send(her, Method::POST, &publish(&seen), json!({})).await;
    app.sql("INSERT INTO redirects (path, target, status, created_at) VALUES ('/old', '/posts/bumbershoot', 301, 0)")
        .await;
    let beneath = rita.comment("bumbershoot", "An umbrella?").await;
    assert!(beneath["id"].is_string());
    her.draft("Flibbertigibbet").await;
    her.schedule("Eglantine", "2026-06-01T00:00:00Z").await;
    let removed = her.publish("Dragoon").await;
    let path = format!("/api/v2/posts/{}/remove", removed["id"].as_str().unwrap());
    rita.post(&path, json!({"reason": "Noise"})).await.is(200);
    let deleted = her.publish("Collywobbles").await;
    let path = format!("/api/v2/posts/{}", deleted["id"].as_str().unwrap());
    her.take_away(&path, &her.get(&path).await.etag()).await.is(204);
    let top = her.comment("bread", "Lollygag").await;
    rita.post("/api/v2/posts/bread/comments", json!({"body": "Indeed", "parent_id": top["id"]})).await.is(201);
    let gone = her.comment("bread", "Numnah").await;
    let path = format!("/api/v2/comments/{}", gone["id"].as_str().unwrap());
    her.take_away(&path, &her.get(&path).await.etag()).await.is(204);
    let hidden = her.comment("bread", "Skedaddle").await;
    rita.put(&format!("/api/v2/comments/{}/hide", hidden["id"].as_str().unwrap()), json!({})).await.is(204);
    her.comment("bread", "Mumpsimus").await;
    app.sql("UPDATE comments SET state = 'hidden', held_at = 1 WHERE body_markdown = 'Mumpsimus'").await;
    // The same bytes are rita's too.
    rita.upload(form(b"b.png", "image/png", &picture(100), "Mine")).send().await.is(201);
}

/// Where each of these words stands: tables with columns, files, mails. Case does not matter.
async fn found(app: &App, words: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (table, column) in columns(app).await {
        for cell in cells(app, &table, &column).await {
            note(&mut found, words, &cell, &format!("{table}.{column}"));
        }
    }
    for mail in app.context().mail.kept() {
        let text = format!("{} {} {} {}", mail.to, mail.subject, mail.text, mail.html);
        // A mail to somebody else that names her is theirs; nothing else of her is.
        let is_to_a_guest = mail.to.starts_with("guest@");
        let words: Vec<_> = words.iter().copied().filter(|word| !is_to_a_guest || !NAMES.contains(word)).collect();
        note(&mut found, &words, text.as_bytes(), "a mail");
    }
    found
}

fn note(found: &mut BTreeSet<String>, words: &[&str], bytes: &[u8], place: &str) {
    let bytes = bytes.to_ascii_lowercase();
    for word in words {
        let wanted = word.to_ascii_lowercase();
        if bytes.windows(wanted.len()).any(|window| window == wanted.as_bytes()) {
            found.insert(format!("{word} in {place}"));
        }
    }
}

fn is_postgres(app: &App) -> bool {
    app.database_url().starts_with("postgres")
}

/// Every column of every table, as the engine lists them: those of its own index of words, too.
async fn columns(app: &App) -> Vec<(String, String)> {
    let sql = if is_postgres(app) {
        "SELECT c.table_name || ' ' || c.column_name FROM information_schema.columns c
            JOIN information_schema.tables t ON t.table_name = c.table_name AND t.table_schema = c.table_schema
            WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
    } else {
        "SELECT m.name || ' ' || c.name FROM sqlite_master m, pragma_table_info(m.name) c
            WHERE m.type = 'table' AND m.name <> 'search_index'"
    };
    let columns: Vec<_> = app.texts(sql).await;
    assert!(columns.len() > 200, "{columns:?}");
    columns.iter().map(|text| text.split_once(' ').unwrap()).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

/// What stands in a column, byte by byte.
async fn cells(app: &App, table: &str, column: &str) -> Vec<Vec<u8>> {
    let sql = if is_postgres(app) {
        format!(
            "SELECT encode(convert_to(\"{column}\"::text, 'UTF8'), 'hex') FROM \"{table}\" WHERE \"{column}\" IS NOT NULL"
        )
    } else {
        format!("SELECT hex(\"{column}\") FROM \"{table}\" WHERE \"{column}\" IS NOT NULL")
    };
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    app.texts(&sql).await.iter().map(|hex| hex.as_bytes().chunks(2).map(byte).collect()).collect()
}

/// Files of pictures.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            names.extend(files(&entry.path()));
        } else {
            names.insert(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names
}

/// Everything there is, then nothing; her id stands afterwards only in these columns, and where it always may.
async fn leave_nothing(choice: &str, goes: &[&str], stays: &[&str], names_her: &[&str]) -> (App, Caller) {
    let (app, rita) = site().await;
    let her = everything(&app, &rita).await;
    writings(&app, &her, &rita).await;
    ties::tie(&app, &her, &rita).await;
    let words = [goes, stays].concat();
    let before = found(&app, &words).await;
    for word in &words {
        assert!(before.iter().any(|place| place.starts_with(word)), "{word} stands nowhere: {before:?}");
    }
    // What was mailed to others is theirs: nobody is told of her by mail here, for this looks through all mails.
    rita.post("/api/v2/me/notifications/read-all", json!({})).await.is(200);
    let asked = json!({"content": choice, "password": PASSWORD});
    hers(her.call(Method::DELETE, "/api/v2/me").json(&asked)).send().await.is(202);
    app.work().await;

    erase(&app).await;

    ties::assert_untied(&app, &her, &rita, names_her).await;
    let left = found(&app, goes).await;
    assert!(left.is_empty(), "{left:?}");
    let kept = found(&app, stays).await;
    for word in stays {
        assert!(kept.iter().any(|place| place.starts_with(word)), "{word} is gone");
    }
    let rita = app.sign_in("rita").await;
    (app, rita)
}

#[tokio::test]
async fn nothing_is_left_of_who_has_everything_removed() {
    let goes = [&PERSON[..], &UNSEEN, &SEEN].concat();

    let (app, rita) = leave_nothing("remove", &goes, &[], &[]).await;

    let thread = rita.get("/api/v2/posts/bread/comments").await.is(200).body();
    assert!(thread.to_string().contains("Indeed"), "{thread}");
    assert_eq!(app.texts("SELECT DISTINCT body_markdown FROM comments WHERE state = 'deleted'").await, [""]);
    for path in ["/api/v2/posts/bumbershoot", "/old", "/api/v2/tags/periwinkle"] {
        app.anonymous().get(path).await.is(404);
    }
    // Rita has the same picture: its files stay, and no other.
    let left = files(&app.context().config.media.folder);
    let own = rita.get("/api/v2/media").await.is(200).body();
    let named: Vec<_> = own["items"][0]["variants"].as_array().unwrap().iter().map(|one| &one["url"]).collect();
    assert_eq!(left.len(), named.len(), "{left:?}");
    assert!(named.iter().all(|url| left.contains(url.as_str().unwrap().rsplit('/').next().unwrap())), "{left:?}");
}

#[tokio::test]
async fn of_who_stays_without_a_name_only_what_everybody_reads_is_left() {
    let goes = [&PERSON[..], &UNSEEN].concat();

    let (app, rita) = leave_nothing("anonymise", &goes, &SEEN, &["media.owner_id", "posts.author_id"]).await;

    let post = app.anonymous().get("/api/v2/posts/bumbershoot").await.is(200).body();
    assert_eq!((&post["author"]["display_name"], &post["author"]["avatar"]), (&json!("Deleted user"), &Value::Null));
    assert!(post["cover"]["url"].is_string() && post["comment_count"] == 1, "{post}");
    let shown = post["cover"]["url"].as_str().unwrap();
    app.anonymous().get(shown).await.is(200);
    let thread = rita.get("/api/v2/posts/bread/comments").await.is(200).text();
    assert!(thread.contains("Lollygag") && thread.contains("Deleted user"), "{thread}");
    assert_eq!(app.texts("SELECT count(*) || '' FROM media").await, ["2"], "her avatar went, the cover stayed");
}

#[tokio::test]
async fn a_worker_that_dies_in_the_middle_is_followed_by_one_that_goes_on() {
    let (app, rita) = site().await;
    let her = everything(&app, &rita).await;
    writings(&app, &her, &rita).await;
    leave(&her, "remove").await;
    app.work().await;
    let context = app.context();
    app.wait_secs(12 * 86_400);
    broadsheet::services::leaving::remind(context).await.unwrap();
    app.wait_secs(2 * 86_400);
    broadsheet::services::leaving::erase_person(context, her.id()).await.unwrap();
    broadsheet::services::posts::erase_of(context, her.id(), ContentChoice::Remove, 2).await.unwrap();
    assert!(found(&app, &PERSON).await.is_empty());

    broadsheet::worker::enqueue_scheduled(context).await.unwrap();
    app.work().await;

    let left = found(&app, &[&PERSON[..], &UNSEEN, &SEEN].concat()).await;
    assert!(left.is_empty(), "{left:?}");
    assert!(app.texts("SELECT content FROM departures").await.is_empty());
    assert_eq!(app.texts("SELECT action FROM audit_log WHERE action = 'user.erased'").await.len(), 1);
}
