//! The way in: signing in, making an account, the pages behind mailed links, the set-up. Whoever is in does not carry it.

fn main() {
    broadsheet_frontend::start_door();
}
