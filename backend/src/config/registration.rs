//! `[registration]`: who may make an account, and what it may do at first.

use super::value::choices;

choices! {
    /// Who may make an account.
    RegistrationMode {
        /// Everyone.
        Open = "open",
        /// Nobody; staff make accounts.
        Closed = "closed",
    }
}

section! {
    /// Who may make an account, and what it may do at first.
    Registration in "registration" {
        /// `open` to everyone, or `closed`; the site's settings can say otherwise later.
        mode: RegistrationMode = |_| RegistrationMode::Open, example "open";
        /// The role of a new account.
        default_role: String = |_| "author".to_owned(), example "reader";
    }
}
