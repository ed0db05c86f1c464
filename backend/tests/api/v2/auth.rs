//! `/auth`: accounts made, people signed in, kept signed in, signed out.

mod confirm;
mod login;
mod newcomers;
mod refresh;
mod register;
mod reset;
mod sessions;
mod tokens;
mod unconfirmed;
