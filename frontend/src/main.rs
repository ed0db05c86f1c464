//! The program for those who read: the public pages, search, comments. Small, for everyone loads it.

fn main() {
    broadsheet_frontend::start_reader();
}
