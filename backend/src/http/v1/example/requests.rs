//! Requests as the document shows them, one for each operation that takes a body.

use broadsheet_shared::v1;

use super::MORNING;
use crate::http::doc::RequestExample;

const PASSWORD: &str = "correct horse battery staple";

/// All of them.
pub(in crate::http) fn requests() -> Vec<RequestExample> {
    let text = str::to_owned;
    let register = v1::Register {
        username: text("ada"),
        email: text("ada@example.org"),
        password: text(PASSWORD),
        display_name: text("Ada Lovelace"),
        ..v1::Register::default()
    };
    let login = v1::Login { login: text("ada"), password: text(PASSWORD) };
    let create = v1::CreatePost {
        title: text("Notes on the engine"),
        body: text("A first *line*.\n"),
        category: Some(text("craft")),
        tags: vec![text("engines")],
        status: v1::PostStatus::Published,
        ..v1::CreatePost::default()
    };
    let update = v1::UpdatePost {
        body: Some(text("A better *line*.\n")),
        updated_at: Some(MORNING),
        ..v1::UpdatePost::default()
    };
    let comment = v1::CreateComment { body: text("Well *said*."), parent_id: None };
    vec![
        RequestExample::new("register", &register, |body| body.application().is_ok()),
        RequestExample::new("login", &login, |body| body.parse().is_ok()),
        RequestExample::new("createPost", &create, |body| body.parse().is_ok()),
        RequestExample::new("updatePost", &update, |body| body.parse().is_ok()),
        RequestExample::new("createComment", &comment, |body| body.parse().is_ok()),
    ]
}
