//! How often somebody may do something: what answers say of it, which doors count together, who cannot be locked out,
//! and what several processes let pass.

mod doors;
mod fields;
mod lockout;
mod together;
