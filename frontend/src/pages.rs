//! One screen each: a view that arranges components, and a page that fetches for it. The views are shared with the
//! server's first HTML; the pages live in the browser.

#[cfg(feature = "csr")]
pub mod arrival;
pub mod author;
pub mod category;
#[cfg(feature = "csr")]
pub mod feed;
pub mod home;
pub mod post;
pub mod search;
pub mod tag;
