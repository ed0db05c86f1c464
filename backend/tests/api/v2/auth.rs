//! `/auth`: accounts made, people signed in, kept signed in, signed out.

mod login;
mod refresh;
mod register;
mod sessions;
mod tokens;
