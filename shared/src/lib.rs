//! What browser and server share: DTOs by API version, value types, problem codes,
//! permissions, and the frames of the channel.
//!
//! Nothing here knows a database, a socket or a screen. A request DTO (`v2::CreatePost`) is what arrived; its `parse`
//! gives an input (`input::NewPost`) made of value types, or every field that is wrong. Both sides run the same code,
//! so a form says what the server would say. Pattern: parse, don't validate.

pub mod browser_json;
pub mod field;
pub mod frames;
pub mod id;
pub mod input;
pub mod limit;
mod normal;
mod patch;
pub mod permission;
pub mod problem;
pub mod scope;
mod tagged;
pub mod time;
pub mod v1;
pub mod v2;
pub mod value;
