//! Set-up, run, test, bench and size of Broadsheet.

fn main() {}
