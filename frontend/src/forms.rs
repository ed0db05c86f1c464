//! Form fields: a label, a hint, the same message the server would send, and a counter, tied together for everyone.
//!
//! A [`Field`] holds what was typed and checks it with a shared value type; [`Form`] puts the server's messages beside
//! the fields they name. May import `components/ui` and `shared`; knows no request. Pattern: one rule, two sides.

mod area;
mod choice;
mod field;
mod form;
mod line;
mod new_password;
mod password;
mod picture;
mod tags;

pub use area::TextArea;
pub use choice::{CheckBox, Choice, Select};
pub use field::Field;
pub use form::{Form, catch_focus, focus};
pub use line::TextField;
pub use new_password::{MeterText, NewPasswordField};
pub use password::PasswordField;
pub use picture::{PictureField, PictureText};
pub use tags::{TagsField, TagsText};
