//! Sign-ins from a browser or program that the account does not know: its owner gets a mail.
//!
//! Half the world calls itself by the same name, so a browser is known by its mark, which nobody can forge; the name is
//! looked at besides, for a mark can be copied. Scripts have no marks, and are compared with scripts alone: else whoever
//! knows a password would come as one, under the name of the owner's browser.

use broadsheet_shared::v2::MailTemplate;

use crate::{
    domain::{
        mail::NewMail,
        session::{Session, SessionKind},
    },
    repositories::{self, DatabaseError, Transaction},
    services::Context,
};

/// Puts a mail into the outbox if the browser brings no mark of the account that has this password, or if no other session
/// of the kind, living or ended lately, belongs to such a program. Not for the first session that an account ever has: that
/// is no news. To be called in the transaction that opens the session.
pub(super) async fn tell_of(
    context: &Context,
    transaction: &Transaction,
    session: &Session,
    password_hash: Option<&str>,
) -> Result<(), DatabaseError> {
    let others = repositories::sessions::list_other_agents(transaction, session.user_id, session.id).await?;
    let family = family(&session.device.user_agent);
    let is_known = others.iter().any(|(kind, agent)| *kind == session.kind && self::family(agent) == family);
    if is_known && is_marked(context, session, password_hash) {
        return Ok(());
    }
    let mail = NewMail {
        id: context.ids.next(),
        template: MailTemplate::NewSignIn,
        user: Some(session.user_id),
        cause: Some(session.id.0),
        created_at: session.created_at,
    };
    // A browser that forgets its cookies, or a program without any, is new at each sign-in.
    repositories::mails::insert_seldom(transaction, session.user_id, &mail).await.map(drop)
}

/// Whether the browser has signed in to this account before, since its password was chosen.
fn is_marked(context: &Context, session: &Session, password_hash: Option<&str>) -> bool {
    let mark = session.device.mark.as_ref();
    let find = |mark| context.limiter.devices().find(mark, session.user_id, password_hash);
    session.kind == SessionKind::V1 || mark.and_then(find).is_some()
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
