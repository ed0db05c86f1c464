//! Abuse cases that cut across the resources; rows of `docs/THREATS.md`.

mod addresses;
mod decisions;
mod edits;
mod hidden;
mod inputs;
mod interrupted;
mod logs;
mod mixups;
mod pages;
mod races;
mod revocation;
mod side_by_side;
mod toggles;
mod uploads;
