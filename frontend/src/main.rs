//! The reading app in the browser: starts what the library holds. Nothing else belongs here.

fn main() {
    broadsheet_frontend::start();
}
