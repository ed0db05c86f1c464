//! Secrets of invitations, made from the server's key and the invitation's id: whoever hands the link on and the mail that
//! goes out later carry the same one, and no row holds it.

use broadsheet_shared::id::InvitationId;

use super::crypto::{Token, hmac_sha256};

/// The secret of this invitation.
pub fn derive(key: &[u8], id: InvitationId) -> Token {
    Token::from_bytes(&hmac_sha256(key, &[b"broadsheet.invitation.v1", id.0.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_invitation_and_each_key_has_its_own_secret() {
        let (one, other) = (InvitationId(Uuid::from_u128(1)), InvitationId(Uuid::from_u128(2)));

        assert_eq!(derive(b"key", one), derive(b"key", one));
        assert_ne!(derive(b"key", one), derive(b"key", other));
        assert_ne!(derive(b"key", one), derive(b"another key", one));
    }
}
