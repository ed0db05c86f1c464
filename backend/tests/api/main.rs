//! The API as its callers meet it: requests straight into the router, laid out like the addresses.
//!
//! One binary, so that it links once. Each test owns its database (SQLite, or PostgreSQL with `TEST_DATABASE_URL`; with
//! `TEST_REDIS_URL` Redis behind the cache) and runs beside all others. Names that begin with a letter and a number
//! answer a row of `backend/docs/THREATS.md`.

mod abuse;
mod faults;
mod limits;
mod matrix;
mod realtime;
mod site;
mod support;
mod v1;
mod v2;
mod worker;
