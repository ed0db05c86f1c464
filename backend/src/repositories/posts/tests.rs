//! Posts: stored and found, in lists, and with the indexes that the lists promise.

mod lists;
mod plans;
mod storing;
