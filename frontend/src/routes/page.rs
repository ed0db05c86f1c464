//! Which screen each route shows. Two tables: one for those who read, with everything that reading needs, and one with
//! every page. A program holds one of them, so that what is not in its table is not in its size either.

use leptos::prelude::*;

use super::{Route, guard};
use crate::{
    components::state::Skeleton,
    pages::{
        arrival::not_found, author::author_page, category::category_page, home::home_page, login::login_page,
        my_posts::my_posts_page, post::post_page, register::register_page, search::search_page, setup::set_up_page,
        tag::tag_page, write::write_page,
    },
};

/// The pages of one program.
#[derive(Clone, Copy)]
pub struct Table {
    /// The screen of a route.
    pub page: fn(Route) -> AnyView,
    /// False for the routes that another program shows.
    pub holds: fn(&Route) -> bool,
}

impl Table {
    /// For those who read: everything but the desk.
    pub const READING: Self = Self { page: reading_page, holds: |route| !route.is_desk() };
    /// Every page.
    pub const WHOLE: Self = Self { page: any_page, holds: |_| true };
}

fn any_page(route: Route) -> AnyView {
    let access = route.access();
    match route {
        Route::Write { id } => guard::guarded(access, move || write_page(id.clone())),
        Route::MyPosts => guard::guarded(access, my_posts_page),
        Route::SetUp => set_up_page(),
        other => reading_page(other),
    }
}

fn reading_page(route: Route) -> AnyView {
    let access = route.access();
    match route {
        Route::Home { after } => home_page(after),
        Route::Post { slug } => post_page(slug),
        Route::Tag { slug, after } => tag_page(slug, after),
        Route::Category { slug, after } => category_page(slug, after),
        Route::Author { username, after } => author_page(username, after),
        Route::Search { kind } => search_page(kind),
        Route::Login => guard::guarded(access, login_page),
        Route::Register => guard::guarded(access, register_page),
        Route::Write { .. } | Route::MyPosts | Route::SetUp => leave_for_desk(),
        Route::NotFound => not_found(),
    }
}

/// The address in the bar is one of the desk's: loading it brings the program that has the page.
fn leave_for_desk() -> AnyView {
    let _ = window().location().reload();
    view! { <Skeleton /> }.into_any()
}
