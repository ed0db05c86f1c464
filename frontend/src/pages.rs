//! One screen each: a view that arranges components, and a page that fetches for it. The views are shared with the
//! server's first HTML; the pages live in the browser.

#[cfg(feature = "csr")]
pub mod arrival;
pub mod author;
#[cfg(feature = "csr")]
pub mod bookmarks;
pub mod category;
pub mod circle;
#[cfg(feature = "csr")]
pub mod confirm;
#[cfg(feature = "csr")]
pub mod feed;
#[cfg(feature = "csr")]
pub mod following;
#[cfg(feature = "csr")]
pub mod forgot;
pub mod home;
#[cfg(feature = "csr")]
mod link;
#[cfg(feature = "csr")]
pub mod login;
#[cfg(feature = "csr")]
pub mod loss;
#[cfg(feature = "csr")]
mod mail_form;
#[cfg(feature = "csr")]
pub mod my_posts;
#[cfg(feature = "csr")]
mod naming;
#[cfg(feature = "csr")]
pub mod notifications;
pub mod post;
#[cfg(feature = "csr")]
pub mod register;
#[cfg(feature = "csr")]
pub mod reset;
pub mod search;
#[cfg(feature = "csr")]
pub mod settings;
#[cfg(feature = "csr")]
pub mod setup;
#[cfg(feature = "csr")]
pub mod succession;
#[cfg(feature = "csr")]
mod switches;
pub mod tag;
#[cfg(feature = "csr")]
pub mod talk;
#[cfg(feature = "csr")]
pub mod write;
