//! The schema steps and their runner, on both engines. PostgreSQL needs `TEST_DATABASE_URL`, a server's address with the
//! right to create databases; without it these tests run on SQLite alone.

mod killed;
#[cfg(unix)]
mod private;
mod round_trip;
mod runner;
mod scratch;
