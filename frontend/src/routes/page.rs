//! Which screen each route shows. Each program has a function of its own, so that what is not in it is not in the
//! program's size either.

use leptos::prelude::*;

use super::Route;
use crate::pages::{
    arrival::not_found,
    author::author_page,
    bookmarks::bookmarks_page,
    category::category_page,
    circle::circle_page,
    confirm::confirm_page,
    following::following_page,
    forgot::forgot_page,
    home::home_page,
    login::login_page,
    my_posts::my_posts_page,
    notifications::notifications_page,
    post::post_page,
    register::register_page,
    reset::reset_page,
    search::search_page,
    settings::{
        account::account_page, appearance::appearance_page, data::data_page, notifications::notification_settings_page,
        privacy::privacy_page, profile::profile_page, security::security_page, tokens::tokens_page,
    },
    setup::set_up_page,
    tag::tag_page,
    write::write_page,
};

/// The screens of the program for those who read.
pub fn reader(route: Route) -> AnyView {
    match route {
        Route::Home { after } => home_page(after),
        Route::Post { slug, part } => post_page(slug, part),
        Route::Tag { slug, after } => tag_page(slug, after),
        Route::Category { slug, after } => category_page(slug, after),
        Route::Author { username, after } => author_page(username, after),
        Route::Search { kind } => search_page(kind),
        // The other programs have them, and the outlet has only what the program has.
        _ => not_found(),
    }
}

/// The screens of the way in.
pub fn door(route: Route) -> AnyView {
    match route {
        Route::Login => login_page(),
        Route::Register => register_page(),
        Route::SetUp => set_up_page(),
        Route::Confirm => confirm_page(),
        Route::Forgot => forgot_page(),
        Route::Reset => reset_page(),
        Route::Appearance => appearance_page(),
        _ => not_found(),
    }
}

/// The screens of the program for one's own account.
pub fn account(route: Route) -> AnyView {
    match route {
        Route::Account => account_page(),
        Route::ProfileSettings => profile_page(),
        Route::Security => security_page(),
        Route::AccessTokens => tokens_page(),
        Route::YourData => data_page(),
        Route::Privacy => privacy_page(),
        Route::NotificationSettings => notification_settings_page(),
        _ => not_found(),
    }
}

/// The screens of the program for those who write.
pub fn desk(route: Route) -> AnyView {
    match route {
        Route::Write { id } => write_page(id),
        Route::MyPosts => my_posts_page(),
        _ => not_found(),
    }
}

/// The screens of the program for the people around one.
pub fn circle(route: Route) -> AnyView {
    match route {
        Route::Following { after } => following_page(after),
        Route::Bookmarks { after } => bookmarks_page(after),
        Route::Circle { username, side, after } => circle_page(username, side, after),
        Route::Notifications => notifications_page(),
        _ => not_found(),
    }
}
