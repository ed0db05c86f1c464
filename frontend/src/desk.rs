//! The program with every page, loaded at the addresses where people write and keep house. `boot.js` chooses.

fn main() {
    broadsheet_frontend::start_desk();
}
