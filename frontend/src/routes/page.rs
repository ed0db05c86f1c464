//! Which screen each route shows. Each program has a function of its own, so that what is not in it is not in the
//! program's size either.

use leptos::prelude::*;

use super::Route;
use crate::pages::{
    arrival::not_found, author::author_page, category::category_page, home::home_page, login::login_page,
    my_posts::my_posts_page, post::post_page, profile_settings::profile_settings_page, register::register_page,
    search::search_page, setup::set_up_page, tag::tag_page, write::write_page,
};

/// The screens of the program for those who read.
pub fn reader(route: Route) -> AnyView {
    match route {
        Route::Home { after } => home_page(after),
        Route::Post { slug } => post_page(slug),
        Route::Tag { slug, after } => tag_page(slug, after),
        Route::Category { slug, after } => category_page(slug, after),
        Route::Author { username, after } => author_page(username, after),
        Route::Search { kind } => search_page(kind),
        Route::Login => login_page(),
        Route::Register => register_page(),
        // The desk has them, and the outlet has only what the program has.
        Route::Write { .. } | Route::MyPosts | Route::ProfileSettings | Route::SetUp | Route::NotFound => not_found(),
    }
}

/// The screens of the program for those who write and keep house.
pub fn desk(route: Route) -> AnyView {
    match route {
        Route::Write { id } => write_page(id),
        Route::MyPosts => my_posts_page(),
        Route::ProfileSettings => profile_settings_page(),
        Route::SetUp => set_up_page(),
        _ => not_found(),
    }
}
