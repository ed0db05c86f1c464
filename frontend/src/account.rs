//! The program for the settings of one's own account. Loaded when somebody wants that, so that those who read or write
//! need not carry it.

fn main() {
    broadsheet_frontend::start_account();
}
