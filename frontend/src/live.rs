//! The program for what is live: the line to the server and the bell, the talk beneath a post, the dialogs of a session that
//! ended. Every page loads it beside its own.

fn main() {
    broadsheet_frontend::start_live();
}
