//! Sign-ins with a program that was not seen before: the account's owner gets a mail.

use broadsheet_shared::v2::MailTemplate;

use crate::{
    domain::{mail::NewMail, session::Session},
    repositories::{self, DatabaseError, Transaction},
    services::Context,
};

/// Puts a mail into the outbox if no other session of the account, living or ended lately, belongs to such a program. The
/// first session of an account is no news. To be called in the transaction that opens the session.
pub(super) async fn tell_of(
    context: &Context,
    transaction: &Transaction,
    session: &Session,
) -> Result<(), DatabaseError> {
    let known = repositories::sessions::list_other_agents(transaction, session.user_id, session.id).await?;
    let family = family(&session.device.user_agent);
    if known.is_empty() || known.iter().any(|agent| self::family(agent) == family) {
        return Ok(());
    }
    let mail = NewMail {
        id: context.ids.next(),
        template: MailTemplate::NewSignIn,
        user: Some(session.user_id),
        cause: Some(session.id.0),
        created_at: session.created_at,
    };
    repositories::mails::insert(transaction, &mail).await
}

/// A program's name for itself without its versions: an update makes no stranger of it.
fn family(agent: &str) -> String {
    agent.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, '.' | '_')).collect()
}

#[cfg(test)]
mod tests {
    use super::family;

    #[test]
    fn an_update_makes_no_stranger_of_a_program() {
        let old = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let new = "Mozilla/5.0 (X11; Linux x86_64; rv:141.2) Gecko/20100101 Firefox/141.2";

        assert_eq!(family(old), family(new));
        assert_ne!(family(old), family("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"));
        assert_ne!(family(old), family("curl/8.5.0"));
    }
}
