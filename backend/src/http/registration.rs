//! What both versions say after a registration: one text, whatever happened to the address (SECURITY H2).

use crate::services::accounts::Registered;

/// By what the site's mode makes of it, and whether the site sends mail.
pub(super) const fn message(registered: Registered, sends_mail: bool) -> &'static str {
    match (registered, sends_mail) {
        (Registered::Admitted, true) => {
            "Your account is made. We have sent a mail to its address: follow the link in it, and you can publish and \
             comment. Sign in with your username and password."
        }
        (Registered::Admitted, false) => {
            "Your account is made. Sign in with your username and password. An admin of this site confirms your address; \
             until then you can read and write drafts."
        }
        (Registered::Waiting, true) => {
            "Your account is made and waits: the people who keep this site look at each new one. We have sent a mail to \
             its address: follow the link in it, and we can write to you once they have decided."
        }
        (Registered::Waiting, false) => {
            "Your account is made and waits: the people who keep this site look at each new one. Sign in later."
        }
    }
}
