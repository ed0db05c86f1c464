//! The program for the people around one, and what they bring: feed, bookmarks, notifications,
//! followers. A stranger hardly needs it.

fn main() {
    broadsheet_frontend::start_circle();
}
