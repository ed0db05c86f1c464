//! `/auth`: accounts made, people signed in, kept signed in, signed out.

mod confirm;
mod login;
mod passkeys;
mod refresh;
mod register;
mod reset;
mod second_factor;
mod sessions;
mod tokens;
mod unconfirmed;
