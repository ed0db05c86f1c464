//! Roles of the owners' own, and who may make them.

use serde_json::{Value, json};

use crate::support::{App, Caller};

const ROLES: &str = "/api/v2/admin/roles";

fn editor() -> Value {
    json!({"name": "editor", "label": "Editor", "position": 250, "permissions": ["posts.write", "posts.manage_any"]})
}

/// Somebody who may change roles and little else, at place 500.
async fn keeper(app: &App, rita: &Caller) -> Caller {
    let role = json!({
        "name": "keeper", "label": "Keeper of roles", "position": 500,
        "permissions": ["comments.write", "posts.write", "roles.manage"],
    });
    rita.post(ROLES, role).await.is(201);
    app.person("kay", "keeper").await
}

#[tokio::test]
async fn owners_make_change_and_delete_their_own_roles() {
    let app = App::new().await;
    let rita = app.admin("rita").await;

    let made = rita.post(ROLES, editor()).await.is(201).body();
    assert_eq!((&made["is_built_in"], &made["member_count"]), (&json!(false), &json!(0)));
    let list = rita.get(ROLES).await.is(200).body();
    let names: Vec<_> = list["items"].as_array().unwrap().iter().map(|role| role["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["reader", "author", "editor", "moderator", "admin"]);
    rita.post(ROLES, editor()).await.is_problem(409, "role.name_taken");

    let changed = rita.patch(&format!("{ROLES}/editor"), json!({"label": "Sub-editor", "position": 310})).await;
    let changed = changed.is(200).body();
    assert_eq!((&changed["label"], &changed["position"]), (&json!("Sub-editor"), &json!(310)));
    assert_eq!(changed["permissions"], made["permissions"], "absent fields stay");
    rita.delete(&format!("{ROLES}/editor")).await.is(204);
    rita.get(&format!("{ROLES}/editor")).await.is_problem(404, "role.not_found");
}

#[tokio::test]
async fn every_permission_is_listed_with_its_scope() {
    let app = App::new().await;
    let rita = app.admin("rita").await;

    let list = rita.get("/api/v2/admin/permissions").await.is(200).body();

    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), broadsheet_shared::permission::Permission::ALL.len());
    let remove = items.iter().find(|item| item["name"] == "posts.moderate").unwrap();
    assert_eq!(
        (&remove["scope"], &remove["description"]),
        (&json!("moderate"), &json!("Remove and restore posts of others"))
    );
}

#[tokio::test]
async fn a_role_that_is_needed_stays() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    rita.post(ROLES, editor()).await.is(201);
    app.person("eve", "editor").await;
    let delete = async |name: &str| rita.delete(&format!("{ROLES}/{name}")).await;

    delete("editor").await.is_problem(409, "role.in_use");
    for built_in in ["reader", "author", "moderator", "admin"] {
        delete(built_in).await.is_problem(409, "role.built_in");
    }
    rita.put("/api/v2/admin/users/eve/roles", json!({"roles": []})).await.is(200);
    app.sql("INSERT INTO settings (key, value, updated_at) VALUES ('registration.default_role', 'editor', 0)").await;
    app.context().settings.forget();
    delete("editor").await.is_problem(409, "role.in_use");
    app.sql("DELETE FROM settings").await;
    app.context().settings.forget();

    delete("editor").await.is(204);
    delete("nothing").await.is_problem(404, "role.not_found");
}

#[tokio::test]
async fn built_in_roles_keep_their_place_and_administrators_their_rights() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    let change = async |name: &str, patch: Value| rita.patch(&format!("{ROLES}/{name}"), patch).await;

    change("author", json!({"position": 201})).await.is_problem(409, "role.built_in");
    change("admin", json!({"permissions": ["posts.write"]})).await.is_problem(409, "role.built_in");
    change("author", json!({"position": 200, "label": "Writer"})).await.is(200);
    change("reader", json!({"permissions": ["comments.write", "likes.write"]})).await.is(200);

    let rob = app.reader("rob").await;
    assert_eq!(rob.get("/api/v2/me").await.body()["permissions"], json!(["comments.write", "likes.write"]));
}

#[tokio::test]
async fn b6_nobody_grants_what_they_lack_or_reaches_above_themselves() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    let kay = keeper(&app, &rita).await;
    app.account("ada", "author").await;
    app.account("root2", "admin").await;
    rita.post(ROLES, editor()).await.is(201);
    let role = |name: &str, position: u32, permissions: &[&str]| json!({"name": name, "label": "x", "position": position, "permissions": permissions});
    let set = async |who: &str, roles: Value| kay.put(&format!("/api/v2/admin/users/{who}/roles"), roles).await;

    kay.post(ROLES, role("more", 100, &["posts.moderate"])).await.is_problem(403, "permission.denied");
    kay.post(ROLES, role("high", 501, &["posts.write"])).await.is_problem(403, "permission.denied");
    kay.post(ROLES, role("fine", 500, &["posts.write"])).await.is(201);
    for (name, patch) in [
        ("keeper", json!({"permissions": ["roles.manage", "users.manage"]})),
        ("keeper", json!({"position": 501})),
        ("admin", json!({"label": "Boss"})),
        ("fine", json!({"permissions": ["posts.write", "posts.manage_any"]})),
    ] {
        kay.patch(&format!("{ROLES}/{name}"), patch).await.is_problem(403, "permission.denied");
    }
    rita.patch(&format!("{ROLES}/fine"), json!({"position": 900})).await.is(200);
    kay.delete(&format!("{ROLES}/fine")).await.is_problem(403, "permission.denied");

    set("ada", json!({"roles": ["author", "editor"]})).await.is_problem(403, "permission.denied");
    set("ada", json!({"roles": ["admin"]})).await.is_problem(403, "permission.denied");
    set("kay", json!({"roles": ["keeper", "moderator"]})).await.is_problem(403, "permission.denied");
    set("rita", json!({"roles": ["author"]})).await.is_problem(403, "permission.denied");
    assert_eq!(rita.get("/api/v2/admin/users/ada").await.body()["roles"], json!(["author"]));
    assert_eq!(rita.get("/api/v2/admin/users/rita").await.body()["roles"], json!(["admin"]));
    // What a role holds already, its keeper may leave there, and take away.
    kay.patch(&format!("{ROLES}/editor"), json!({"label": "Sub", "permissions": ["posts.manage_any"]})).await.is(200);
}

#[tokio::test]
async fn wrong_fields_of_roles_are_named() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    let pointer = async |role: Value| {
        rita.post(ROLES, role).await.is_problem(422, "request.invalid").body()["errors"][0]["pointer"].clone()
    };
    let role = |name: &str, position: u32| json!({"name": name, "label": "x", "position": position, "permissions": []});

    assert_eq!(pointer(role("No Good", 1)).await, "/name");
    assert_eq!(pointer(role("fine", 0)).await, "/position");
    assert_eq!(pointer(role("fine", 1001)).await, "/position");
    let mut unknown = role("fine", 1);
    unknown["permissions"] = json!(["posts.write", "world.rule"]);
    assert_eq!(pointer(unknown).await, "/permissions/1");
    let mut built_in = role("fine", 1);
    built_in["is_built_in"] = json!(true);
    assert_eq!(pointer(built_in).await, "/is_built_in");
}

#[tokio::test]
async fn a_site_has_at_most_a_hundred_roles() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    for number in 0..96 {
        let role = json!({"name": format!("role{number}"), "label": "x", "position": 1, "permissions": []});
        rita.post(ROLES, role).await.is(201);
    }

    rita.post(ROLES, editor()).await.is_problem(409, "role.limit");
}

#[tokio::test]
async fn what_new_accounts_get_is_judged_by_what_holds_and_not_by_what_lies_ready() {
    let app = App::new().await;
    let other = app.second().await;
    let rita = app.admin("rita").await;
    rita.post(ROLES, editor()).await.is(201);
    let there = other.caller(&rita);
    there.get("/api/v2/site").await.is(200);
    there.get("/api/v2/admin/settings").await.is(200);
    let chosen = json!({"registration": {"default_role": "scribe"}});
    let scribe = json!({"name": "scribe", "label": "Scribe", "position": 150, "permissions": ["posts.write"]});
    rita.post(ROLES, scribe).await.is(201);

    rita.patch("/api/v2/admin/settings", chosen).await.is(200);

    let staff = json!({"permissions": ["posts.write", "posts.manage_any"]});
    there.patch(&format!("{ROLES}/scribe"), staff).await.is_problem(409, "role.in_use");
    there.delete(&format!("{ROLES}/scribe")).await.is_problem(409, "role.in_use");
}
