//! The program for those who write. Its pages alone; the public ones are the reader's, a full load away.

fn main() {
    broadsheet_frontend::start_desk();
}
