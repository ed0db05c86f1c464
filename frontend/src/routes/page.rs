//! Which screen each route shows.

use leptos::prelude::*;

use super::{Route, guard};
use crate::pages::{
    arrival::not_found, author::author_page, category::category_page, home::home_page, login::login_page,
    my_posts::my_posts_page, post::post_page, register::register_page, search::search_page, setup::set_up_page,
    tag::tag_page, write::write_page,
};

/// The screen of a route, behind its guard.
pub fn page(route: Route) -> AnyView {
    let access = route.access();
    guard::guarded(access, move || match route.clone() {
        Route::Home { after } => home_page(after),
        Route::Post { slug } => post_page(slug),
        Route::Tag { slug, after } => tag_page(slug, after),
        Route::Category { slug, after } => category_page(slug, after),
        Route::Author { username, after } => author_page(username, after),
        Route::Search { kind } => search_page(kind),
        Route::Login => login_page(),
        Route::Register => register_page(),
        Route::Write { id } => write_page(id),
        Route::MyPosts => my_posts_page(),
        Route::SetUp => set_up_page(),
        Route::NotFound => not_found(),
    })
}
