//! What the API promises while something behind it is slow, lost or worn out.

mod database;
mod mail;
mod postgres;
mod put_off;
mod reader;
mod redis;
mod stop;
