//! The program for one's own account: making it, proving an address, its settings. Loaded when somebody wants that, so
//! that those who read or write need not carry it.

fn main() {
    broadsheet_frontend::start_account();
}
