//! Whether the comparison finds what it is for: a break of each kind, made in a copy of the frozen document.

use serde_json::{Value, json};

use super::{document, promise::broken};

const POSTS: &str = "/api/v1/posts";
const LOGIN: &str = "/api/v1/auth/login";

/// What is told of a copy that was changed.
fn told(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let frozen = document();
    let mut present = frozen.clone();
    change(&mut present);
    assert_ne!(frozen, present, "nothing was changed");
    broken(&frozen, &present)
}

/// A break that is told in these words.
#[track_caller]
fn is_found(words: &str, change: impl FnOnce(&mut Value)) {
    let told = told(change);
    assert!(told.iter().any(|line| line.contains(words)), "{words}: {told:#?}");
}

#[track_caller]
fn is_allowed(change: impl FnOnce(&mut Value)) {
    assert_eq!(told(change), Vec::<String>::new());
}

fn operation<'a>(document: &'a mut Value, method: &str, path: &str) -> &'a mut Value {
    at(document, &format!("/paths/{}/{method}", path.replace('/', "~1")))
}

fn field<'a>(document: &'a mut Value, schema: &str, name: &str) -> &'a mut Value {
    at(document, &format!("/components/schemas/{schema}/properties/{name}"))
}

fn at<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
    document.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing is at {pointer}"))
}

fn remove(value: &mut Value, name: &str) {
    let removed = value.as_object_mut().expect("an object").remove(name);
    assert!(removed.is_some(), "{name} was not there");
}

/// Takes an entry out of a list, or puts one in.
fn retain(list: &mut Value, keep: impl Fn(&Value) -> bool) {
    list.as_array_mut().expect("a list").retain(keep);
}

fn push(list: &mut Value, entry: Value) {
    list.as_array_mut().expect("a list").push(entry);
}

#[test]
fn the_frozen_document_keeps_its_own_promises() {
    assert_eq!(broken(&document(), &document()), Vec::<String>::new());
}

#[test]
fn what_is_for_people_may_change() {
    is_allowed(|document| {
        document["info"]["version"] = json!("9.0.0");
        document["info"]["description"] = json!("Other words.");
        let list = operation(document, "get", POSTS);
        list["summary"] = json!("Other words");
        list["tags"] = json!(["blog"]);
        list["x-limit-action"] = json!("search");
        remove(&mut list["responses"]["200"]["content"]["application/json"], "example");
        field(document, "Post", "title")["description"] = json!("Other words.");
    });
}

#[test]
fn optional_fields_and_parameters_may_be_added() {
    is_allowed(|document| {
        at(document, "/components/schemas/Post/properties")["language"] = json!({"type": "string", "maxLength": 35});
        at(document, "/components/schemas/CreatePost/properties")["language"] =
            json!({"type": ["string", "null"], "maxLength": 35});
        let sort =
            json!({"in": "query", "name": "sort", "schema": {"type": "string", "enum": ["latest"], "maxLength": 6}});
        push(&mut operation(document, "get", POSTS)["parameters"], sort);
    });
}

#[test]
fn codes_of_errors_may_be_added_and_none_goes() {
    is_allowed(|document| push(at(document, "/components/schemas/Code/enum"), json!("sheet.torn")));
    is_found("409: can be string now", |document| {
        let response = at(document, "/paths/~1api~1v1~1posts/post/responses/409");
        response["content"]["application/json"]["schema"] = json!({"type": "string", "maxLength": 9});
    });
    is_found("/code: has no \"post.not_found\" any more", |document| {
        retain(at(document, "/components/schemas/Code/enum"), |code| code != "post.not_found");
    });
    is_found("has no room for", |document| {
        push(at(document, "/components/schemas/Code/enum"), json!("x".repeat(61)));
    });
}

#[test]
fn operations_stay_where_they_are_and_none_is_added() {
    is_found("get /api/v1/tags: is gone", |document| {
        let tags = document["paths"]["/api/v1/tags"].take();
        remove(&mut document["paths"], "/api/v1/tags");
        document["paths"]["/api/v1/labels"] = tags;
    });
    is_found("get /api/v1/labels: is new", |document| {
        document["paths"]["/api/v1/labels"] = document["paths"]["/api/v1/tags"].clone();
    });
    is_found("delete /api/v1/posts/{post}: is gone", |document| {
        remove(&mut document["paths"]["/api/v1/posts/{post}"], "delete");
    });
    is_found("is called \"signIn\" now", |document| {
        operation(document, "post", LOGIN)["operationId"] = json!("signIn");
    });
    is_found("servers: are others", |document| document["servers"] = json!([{"url": "/blog"}]));
}

#[test]
fn credentials_stay_good() {
    is_found("is no longer opened by {}", |document| {
        retain(&mut operation(document, "get", POSTS)["security"], |way| *way != json!({}));
    });
    is_found("is no longer opened by {\"personal_token\":[\"posts:write\"]}", |document| {
        operation(document, "post", POSTS)["security"][1] = json!({"personal_token": ["admin"]});
    });
    is_found("securitySchemes bearer: is another", |document| {
        document["components"]["securitySchemes"]["bearer"] = json!({"type": "apiKey", "in": "header", "name": "Key"});
    });
    is_allowed(|document| push(&mut operation(document, "post", POSTS)["security"], json!({"personal_token": ["x"]})));
}

#[test]
fn parameters_get_no_stricter() {
    is_found("get /api/v1/posts query tag: is not taken any more", |document| {
        retain(&mut operation(document, "get", POSTS)["parameters"], |parameter| parameter["name"] != "tag");
    });
    is_found("query author: must be given now", |document| {
        operation(document, "get", POSTS)["parameters"][0]["required"] = json!(true);
    });
    is_found("query language: is new and must be given", |document| {
        let language = json!({"in": "query", "name": "language", "required": true, "schema": {"type": "string"}});
        push(&mut operation(document, "get", POSTS)["parameters"], language);
    });
    is_found("query author: has another style now", |document| {
        operation(document, "get", POSTS)["parameters"][0]["style"] = json!("deepObject");
    });
    is_found("query page: does not take integer any more", |document| {
        operation(document, "get", POSTS)["parameters"][3]["schema"] = json!({"type": "boolean", "default": 1});
    });
    is_found("query page: maximum is 1000 now, and was 1000000", |document| {
        operation(document, "get", POSTS)["parameters"][3]["schema"]["maximum"] = json!(1_000);
    });
    is_found("query per_page: minimum is 5 now, and was 1", |document| {
        operation(document, "get", POSTS)["parameters"][4]["schema"]["minimum"] = json!(5);
    });
    is_found("query per_page: is 10 where it is left out, and was 20", |document| {
        operation(document, "get", POSTS)["parameters"][4]["schema"]["default"] = json!(10);
    });
    is_found("query author: pattern is", |document| {
        operation(document, "get", POSTS)["parameters"][0]["schema"]["pattern"] = json!("^[a-z]+$");
    });
}

#[test]
fn bodies_of_requests_get_no_stricter() {
    is_found("body: is not taken any more", |document| remove(operation(document, "post", LOGIN), "requestBody"));
    is_found("delete /api/v1/posts/{post} body: is new and must be given", |document| {
        operation(document, "delete", "/api/v1/posts/{post}")["requestBody"] = json!({"required": true, "content": {}});
    });
    is_found("post /api/v1/auth/login body: is not taken as application/json any more", |document| {
        let content = &mut operation(document, "post", LOGIN)["requestBody"]["content"];
        content["application/xml"] = content["application/json"].take();
        remove(content, "application/json");
    });
    is_found("body/body: must be given now", |document| {
        push(at(document, "/components/schemas/CreatePost/required"), json!("body"));
    });
    is_found("body/language: is new and not optional", |document| {
        field_is_new_and_required(document, "CreatePost");
    });
    is_found("body/excerpt: is gone", |document| {
        remove(at(document, "/components/schemas/CreatePost/properties"), "excerpt");
    });
    is_found("body/title: does not take string any more", |document| {
        *field(document, "CreatePost", "title") = json!({"type": "array", "items": {"type": "string"}});
    });
    is_found("body/excerpt: does not take null any more", |document| {
        field(document, "CreatePost", "excerpt")["type"] = json!("string");
    });
    is_found("body/title: maxLength is 100 now, and was 200", |document| {
        field(document, "CreatePost", "title")["maxLength"] = json!(100);
    });
    is_found("body/title: minLength is 2 now, and was 1", |document| {
        field(document, "CreatePost", "title")["minLength"] = json!(2);
    });
    is_found("body/tags: maxItems is 3 now, and was 5", |document| {
        field(document, "CreatePost", "tags")["maxItems"] = json!(3);
    });
    is_found("body/tags[]: maxLength is 20 now, and was 40", |document| {
        field(document, "CreatePost", "tags")["items"]["maxLength"] = json!(20);
    });
    is_found("body/status: is \"published\" where it is left out", |document| {
        field(document, "CreatePost", "status")["default"] = json!("published");
    });
    is_found("body/status: does not take \"draft\" any more", |document| {
        retain(at(document, "/components/schemas/PostStatus/oneOf"), |choice| choice["const"] != "draft");
    });
    is_found("body/title: not has changed", |document| field(document, "CreatePost", "title")["not"] = json!({}));
    is_allowed(|document| {
        field(document, "CreatePost", "title")["maxLength"] = json!(300);
        field(document, "CreatePost", "title")["type"] = json!(["string", "null"]);
    });
}

#[test]
fn answers_keep_their_fields() {
    is_found("get /api/v1/posts 200/posts[]/slug: is gone", |document| {
        remove(at(document, "/components/schemas/Post/properties"), "slug");
        retain(at(document, "/components/schemas/Post/required"), |name| name != "slug");
    });
    is_found("/posts[]/body_html: is gone", |document| {
        remove(at(document, "/components/schemas/Post/properties"), "body_html");
    });
    is_found("/posts[]/title: may be missing now", |document| {
        retain(at(document, "/components/schemas/Post/required"), |name| name != "title");
    });
    is_found("/posts[]/language: is new and not optional", |document| field_is_new_and_required(document, "Post"));
    is_found("/posts[]/like_count: can be string now", |document| {
        field(document, "Post", "like_count")["type"] = json!("string");
    });
    is_found("/posts[]/title: can be null now", |document| {
        field(document, "Post", "title")["type"] = json!(["string", "null"]);
    });
    is_found("/posts[]/tags[]: can be object now", |document| {
        field(document, "Post", "tags")["items"] = json!({"type": "object"});
    });
    is_found("/posts[]/title: maxLength is 300 now, and was 200", |document| {
        field(document, "Post", "title")["maxLength"] = json!(300);
    });
    is_found("/posts[]/title: maxLength is null now, and was 200", |document| {
        remove(field(document, "Post", "title"), "maxLength");
    });
    is_found("/posts[]/id: format is null now, and was \"uuid\"", |document| {
        remove(field(document, "Post", "id"), "format");
    });
    is_found("/posts[]/status: can be \"shared\" now", |document| {
        push(at(document, "/components/schemas/PostStatus/oneOf"), json!({"type": "string", "const": "shared"}));
    });
    is_found("/posts[]/status: has no \"removed\" any more", |document| {
        retain(at(document, "/components/schemas/PostStatus/oneOf"), |choice| choice["const"] != "removed");
    });
    is_found("/comments[]/author: can be string now", |document| {
        field(document, "Comment", "author")["anyOf"][0] = json!({"type": "string"});
    });
    is_found("/fields/*: can be string now", |document| {
        field(document, "ErrorDetail", "fields")["additionalProperties"] = json!({"type": "string"});
    });
    is_allowed(|document| {
        push(at(document, "/components/schemas/Post/required"), json!("cover_url"));
        field(document, "Post", "title")["maxLength"] = json!(100);
    });
}

#[test]
fn answers_keep_their_statuses_and_their_frame() {
    is_found("get /api/v1/posts 429: is not answered any more", |document| {
        remove(&mut operation(document, "get", POSTS)["responses"], "429");
    });
    is_found("post /api/v1/posts 200: is answered now", |document| {
        let responses = &mut operation(document, "post", POSTS)["responses"];
        responses["200"] = responses["201"].clone();
    });
    is_found("get /api/v1/posts 429 Retry-After: is not sent any more", |document| {
        remove(&mut operation(document, "get", POSTS)["responses"]["429"]["headers"], "Retry-After");
    });
    is_found("get /api/v1/posts 429 Retry-After: can be string now", |document| {
        operation(document, "get", POSTS)["responses"]["429"]["headers"]["Retry-After"]["schema"] =
            json!({"type": "string", "maxLength": 40});
    });
    is_found("404: is not answered as application/json any more", |document| {
        let content = &mut operation(document, "get", POSTS)["responses"]["404"]["content"];
        *content = json!({"application/problem+json": {"schema": {}}});
    });
    is_found("delete /api/v1/posts/{post} 204: is answered as application/json now", |document| {
        operation(document, "delete", "/api/v1/posts/{post}")["responses"]["204"]["content"] =
            json!({"application/json": {"schema": {}}});
    });
}

fn field_is_new_and_required(document: &mut Value, schema: &str) {
    at(document, &format!("/components/schemas/{schema}/properties"))["language"] = json!({"type": "string"});
    push(at(document, &format!("/components/schemas/{schema}/required")), json!("language"));
}
