//! One attempt at one mail: put together, sent, and what became of it written down.

use std::time::Duration;

use broadsheet_shared::v2::MailState;
use tokio::time::sleep;

use super::{MailsError, compose};
use crate::{
    domain::mail::ClaimedMail,
    platform::mail::SendError,
    repositories::{DatabaseError, mails},
    services::Context,
};

/// How long a mail is tried before it is given up, counted from when it was put into the outbox.
const GIVE_UP_AFTER_SECS: i64 = 3 * 86_400;
/// The wait after an attempt grows by so much with each, up to [`LONGEST_WAIT_SECS`].
const WAIT_SECS: i64 = 15;
/// The longest wait between two attempts: once the server is back, every mail leaves within a minute (SECURITY X11).
const LONGEST_WAIT_SECS: i64 = 45;
/// Longest part of a server's words that is kept.
const MAX_ERROR_CHARS: usize = 500;
/// How often what became of a mail is written down before it is left to the claim to run out.
const TRIES: u32 = 3;

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The mail has left.
    Sent,
    /// There was no need for it any more, or nobody to send it to, or no way out.
    Dropped,
    /// It is tried again after a while.
    Later,
    /// It is given up; staff can have it tried again.
    GivenUp,
    /// The way out is closed, for this mail and all others; it is due again at once. With the reason.
    Unreachable(String),
}

/// Sends a claimed mail and writes down what became of it.
pub async fn deliver(context: &Context, mail: &ClaimedMail) -> Result<Delivery, MailsError> {
    let outgoing = if context.mail.sends() { compose::compose(context, mail).await? } else { None };
    let Some(outgoing) = outgoing else {
        settle(context, mail, &Verdict::Over(MailState::Dropped)).await?;
        return Ok(Delivery::Dropped);
    };
    match context.mail.send(&outgoing).await {
        Ok(()) => {
            settle(context, mail, &Verdict::Over(MailState::Sent)).await?;
            Ok(Delivery::Sent)
        }
        Err(error) => not_sent(context, mail, &outgoing.to, &error).await,
    }
}

async fn not_sent(
    context: &Context,
    mail: &ClaimedMail,
    recipient: &str,
    error: &SendError,
) -> Result<Delivery, MailsError> {
    let reason = without_secrets(&error.to_string(), recipient);
    let is_overdue = context.clock.now() >= mail.queued_at.plus_secs(GIVE_UP_AFTER_SECS);
    let (verdict, delivery) = match error {
        SendError::Unreachable(_) if !is_overdue => {
            (Verdict::Again { wait_secs: 0, reason: reason.clone() }, Delivery::Unreachable(reason))
        }
        SendError::Later(_) if !is_overdue => {
            let wait_secs = mail.attempts.saturating_mul(WAIT_SECS).min(LONGEST_WAIT_SECS);
            (Verdict::Again { wait_secs, reason }, Delivery::Later)
        }
        SendError::Unreachable(_) | SendError::Later(_) | SendError::Refused(_) => {
            let template = mail.template.as_str();
            tracing::error!(mail = %mail.id, template, attempts = mail.attempts, reason, "a mail is given up");
            (Verdict::Fail { reason }, Delivery::GivenUp)
        }
    };
    settle(context, mail, &verdict).await?;
    Ok(delivery)
}

#[derive(Debug)]
enum Verdict {
    Over(MailState),
    Again { wait_secs: i64, reason: String },
    Fail { reason: String },
}

/// The verdict is tried a few times: losing it means that the mail goes out twice.
async fn settle(context: &Context, mail: &ClaimedMail, verdict: &Verdict) -> Result<(), MailsError> {
    let mut tries = 1;
    loop {
        match write_down(context, mail, verdict).await {
            Ok(true) => return Ok(()),
            Ok(false) => {
                tracing::warn!(mail = %mail.id, "a mail took longer than its claim and may go out twice");
                return Ok(());
            }
            Err(error) if tries == TRIES => return Err(error.into()),
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
        tries += 1;
    }
}

async fn write_down(context: &Context, mail: &ClaimedMail, verdict: &Verdict) -> Result<bool, DatabaseError> {
    let now = context.clock.now();
    context
        .database
        .write(|tx| async move {
            match verdict {
                Verdict::Over(state) => mails::end(&tx, mail, *state, now, None).await,
                Verdict::Again { wait_secs, reason } => {
                    mails::put_back(&tx, mail, now.plus_secs(*wait_secs), reason).await
                }
                Verdict::Fail { reason } => mails::end(&tx, mail, MailState::Failed, now, Some(reason)).await,
            }
        })
        .await
}

/// Servers like to repeat what they were told: words with an address or a link in them are left out, and so are those
/// with what stands before the `@` of the recipient's address, which many name alone.
fn without_secrets(text: &str, recipient: &str) -> String {
    let mailbox = recipient.rsplit_once('@').map_or("", |(mailbox, _)| mailbox).to_lowercase();
    let is_secret = |word: &str| {
        ["@", "://", "token="].iter().any(|mark| word.contains(mark)) || names(&word.to_lowercase(), &mailbox)
    };
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let told = words.map(|word| if is_secret(word) { "..." } else { word });
    told.collect::<Vec<_>>().join(" ").chars().take(MAX_ERROR_CHARS).collect()
}

/// Whether a mailbox stands in a word, and not amid a longer one: whoever is called `no` leaves `not` readable. Both are in
/// lower case.
fn names(word: &str, mailbox: &str) -> bool {
    let is_apart = |beside: Option<char>| !beside.is_some_and(char::is_alphanumeric);
    !mailbox.is_empty()
        && word.match_indices(mailbox).any(|(at, found)| {
            is_apart(word[..at].chars().next_back()) && is_apart(word[at + found.len()..].chars().next())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_repeats_is_left_out() {
        let said = "550 5.1.1 <ada@example.org>: no such user\r\nsee https://mx.example/why#token=abc";

        assert_eq!(without_secrets(said, "ada@example.org"), "550 5.1.1 ... no such user see ...");
        assert_eq!(without_secrets(&"x".repeat(900), "ada@example.org").len(), MAX_ERROR_CHARS);
    }

    #[test]
    fn the_name_of_the_mailbox_alone_is_left_out_too() {
        for (said, recipient, told) in [
            ("550 no such user: xylo", "xylo@example.org", "550 no such user: ..."),
            ("550 no such user: Xylo", "xYLO@example.org", "550 no such user: ..."),
            ("550 <xylo>: unknown; mailbox=xylo.", "xylo@example.org", "550 ... unknown; ..."),
            ("550 user anne.marie+news unknown", "anne.marie+news@example.org", "550 user ... unknown"),
            ("550 Ünal is not here", "ünal@example.org", "550 ... is not here"),
            ("550 not now, no user", "no@example.org", "550 not now, ... user"),
            ("550 no such user", "", "550 no such user"),
        ] {
            assert_eq!(without_secrets(said, recipient), told, "{recipient}");
        }
    }
}
