//! What is shown: each component takes data and callbacks and can be rendered alone, natively or in the browser.

pub mod category;
pub mod comment;
pub mod editor;
pub mod follow;
pub mod growing;
pub mod language;
pub mod layout;
pub mod like;
pub mod mention;
pub mod notification;
pub mod post;
pub mod prose;
pub mod search;
pub mod share;
pub mod state;
pub mod switch;
pub mod tag;
pub mod ui;
pub mod user;
