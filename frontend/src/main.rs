//! The program for those who read: every public page, signing in, comments. Small, for everyone loads it.

fn main() {
    broadsheet_frontend::start_reader();
}
