//! What both versions say after a registration: one text, whatever happened to the address (SECURITY H2).

/// By whether the site sends mail.
pub(super) const fn message(sends_mail: bool) -> &'static str {
    if sends_mail {
        "Your account is made. We have sent a mail to its address: follow the link in it, and you can publish and comment. \
         Sign in with your username and password."
    } else {
        "Your account is made. Sign in with your username and password. An admin of this site confirms your address; until \
         then you can read and write drafts."
    }
}
