//! `/auth`: accounts made, people signed in, kept signed in, signed out.

mod confirm;
mod door;
mod login;
mod newcomers;
mod passkeys;
mod passwords;
mod refresh;
mod register;
mod reset;
mod second_factor;
mod sessions;
mod stopped;
mod tokens;
mod unconfirmed;
