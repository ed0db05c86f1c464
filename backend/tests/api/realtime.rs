//! Live updates on real sockets: what is heard, by whom, in which order, and what ends it.

mod events;
mod frames;
mod heart;
mod likes;
mod limits;
mod missed;
mod outage;
mod presence;
mod processes;
mod raw;
mod rights;
mod shields;
mod staff;
mod stop;
mod switch;
mod tickets;
