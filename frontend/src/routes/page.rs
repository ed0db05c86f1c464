//! Which screen each route shows.

use leptos::prelude::*;

use super::{Route, guard};
use crate::pages::{
    arrival::not_found, author::author_page, category::category_page, home::home_page, post::post_page,
    search::search_page, tag::tag_page,
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
        Route::Login | Route::Register | Route::Write { .. } | Route::MyPosts | Route::SetUp | Route::NotFound => {
            not_found()
        }
    })
}
