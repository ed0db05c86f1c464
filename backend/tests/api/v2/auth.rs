//! `/auth`: accounts made, people signed in, kept signed in, signed out.

mod door;
mod login;
mod passwords;
mod refresh;
mod register;
mod sessions;
mod tokens;
