//! Mails of the site in memory, and what people do with them.

use broadsheet::platform::mail::OutgoingMail;
use serde_json::json;

use super::{App, Caller, PASSWORD};

/// The secret in a mail's link.
///
/// # Panics
/// If there is none.
pub fn token_in(mail: &OutgoingMail) -> String {
    let (_, rest) = mail.text.split_once("#token=").unwrap_or_else(|| panic!("no link in: {}", mail.text));
    rest.split_whitespace().next().expect("a secret behind the sign").to_owned()
}

/// Whether it tells of a sign-in from a browser that the account did not know.
pub fn is_of_a_sign_in(mail: &OutgoingMail) -> bool {
    mail.subject.starts_with("A new sign-in")
}

impl App {
    /// Sends what waits in the outbox; every mail so far, in order.
    pub async fn mails(&self) -> Vec<OutgoingMail> {
        self.work().await;
        self.context().mail.kept()
    }

    /// The last mail to an address. News of sign-ins are passed over: tests sign the same people in from one new browser
    /// after the other.
    ///
    /// # Panics
    /// If it has got none.
    pub async fn last_mail_to(&self, address: &str) -> OutgoingMail {
        let mails = self.mails().await;
        let found = mails.iter().rev().find(|mail| mail.to == address && !is_of_a_sign_in(mail)).cloned();
        found.unwrap_or_else(|| panic!("no mail to {address} among {}", mails.len()))
    }

    /// Somebody who has just registered, signed in, and has not confirmed the address `<name>@example.org`.
    pub async fn newcomer(&self, username: &str) -> Caller {
        let account = json!({"username": username, "email": format!("{username}@example.org"), "password": PASSWORD});
        self.anonymous().post("/api/v2/auth/register", account).await.is(202);
        self.sign_in(username).await
    }
}
