//! From a mail to the bytes that travel: one recipient, our own header fields, text and HTML.

use std::time::{Duration, UNIX_EPOCH};

use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};

use super::{OutgoingMail, SendError};

/// RFC 3834: nobody's holiday notice answers it.
const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// RFC 2369 and RFC 8058: how mails like this one are ended, and that a POST there is enough.
const LIST_UNSUBSCRIBE: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe");
const LIST_UNSUBSCRIBE_POST: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe-Post");

pub(super) fn of(mail: &OutgoingMail, from: &Mailbox) -> Result<Message, SendError> {
    let refused = |reason: &str| SendError::Refused(reason.to_owned());
    let to: Address = mail.to.parse().map_err(|_| refused("this is no address that mail programs know"))?;
    let millis = u64::try_from(mail.at.as_millis()).unwrap_or_default();
    let mut builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(one_line(&mail.subject))
        .date(UNIX_EPOCH + Duration::from_millis(millis))
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()));
    if let Some(address) = &mail.unsubscribe {
        builder = builder
            .raw_header(HeaderValue::new(LIST_UNSUBSCRIBE, format!("<{}>", one_line(address))))
            .raw_header(HeaderValue::new(LIST_UNSUBSCRIBE_POST, "List-Unsubscribe=One-Click".to_owned()));
    }
    builder
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
        .map_err(|_| refused("it cannot be put together"))
}

/// Names of sites and people come into subjects: what would begin another header field is a space (SECURITY L2).
fn one_line(text: &str) -> String {
    text.split(char::is_control).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
