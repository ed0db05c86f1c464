//! The registry of problem codes: what went wrong, with its HTTP status and a title, once for every version of the API.
//!
//! `backend` answers them, the pages at `/problems/{code}` explain them, and the app decides by them.

use std::{borrow::Cow, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use crate::field::FieldError;

macro_rules! codes {
    ($($name:ident = $text:literal, $status:literal, $title:literal, $explanation:literal;)+) => {
        /// A stable, dotted name of what went wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $(#[doc = $title] $name),+
        }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The dotted name, as sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status),+ }
            }

            /// A short summary that never varies.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }

            /// What it means and what to do, for the page that documents it.
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$name => $explanation),+ }
            }
        }

        impl FromStr for Code {
            type Err = UnknownCode;

            fn from_str(text: &str) -> Result<Self, UnknownCode> {
                match text { $($text => Ok(Self::$name),)+ _ => Err(UnknownCode) }
            }
        }
    };
}

/// No problem has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a known problem code")]
pub struct UnknownCode;

codes! {
    RequestMalformed = "request.malformed", 400, "The request cannot be parsed",
        "The body is not JSON, or the address is not valid percent-encoded UTF-8. Send a body that parses.";
    RequestInvalid = "request.invalid", 422, "Some fields are not right",
        "The request parses, but fields or parameters are unknown, repeated, missing, mistyped or out of range. Each is named with its reason.";
    RequestTooLarge = "request.too_large", 413, "The request is too large",
        "The body is over the limit of this operation. Send less.";
    RequestTimeout = "request.timeout", 408, "The request took too long to arrive",
        "The body did not arrive in time. Send it again.";
    UnsupportedMediaType = "request.unsupported_media_type", 415, "The content type is not supported",
        "Send `Content-Type: application/json` without a content coding, or the type that the operation names.";
    MethodNotAllowed = "request.method_not_allowed", 405, "The method is not allowed here",
        "The `Allow` field of the answer lists the methods of this address.";
    PreconditionRequired = "request.precondition_required", 428, "If-Match is missing",
        "A change needs the `If-Match` field with the ETag of the version you read, so that nobody's work is overwritten unseen.";
    RouteNotFound = "route.not_found", 404, "There is nothing at this address",
        "No operation or page has this address.";
    HostUnknown = "request.host_unknown", 400, "The host is not known",
        "The `Host` field names another site than the configured address.";
    OriginForbidden = "request.origin_forbidden", 403, "The request comes from another site",
        "This operation only answers pages of this site.";
    CursorInvalid = "cursor.invalid", 400, "The cursor is not valid",
        "Cursors are opaque and belong to the query that gave them. Start again without `after`.";
    AuthenticationRequired = "auth.required", 401, "You need to sign in",
        "Send `Authorization: Bearer <token>`.";
    CredentialsInvalid = "auth.invalid_credentials", 401, "The name or the password is wrong",
        "Sign-in is by username, or by a confirmed address, and password.";
    TokenInvalid = "token.invalid", 401, "The token is not valid",
        "The token is malformed, expired, revoked or of another kind. Sign in again.";
    TokenStale = "token.stale", 401, "The token is out of date",
        "Rights or session changed. Refresh once and repeat the request.";
    TokenScopeMissing = "token.scope_missing", 403, "The token was not made for this",
        "A personal access token does what its scopes name. Make one with the scope that `detail` names.";
    SessionRequired = "session.required", 403, "Only a session may do this",
        "Account, sessions and tokens are not for personal access tokens. Sign in and do it there.";
    ProofRequired = "auth.proof_required", 403, "Prove that it is you",
        "Send your current password along, or do it within ten minutes of signing in.";
    SecondFactorRequired = "auth.second_factor_required", 403, "Your role needs a second factor",
        "A role of yours demands a second factor, and your account has none yet. Set up an authenticator app or a passkey in the settings, under Security; until then nothing works but changing your password, exporting your data and deleting your account.";
    SecondFactorUnsupported = "auth.second_factor_unsupported", 403, "This account has a second factor",
        "Version 1 cannot ask for it. Make a personal access token in the settings and send that instead, or sign in with version 2.";
    SecondFactorLast = "second_factor.last", 409, "Your role needs a second factor",
        "This is your last one. Add another before you remove it.";
    ChallengeInvalid = "challenge.invalid", 400, "This took too long, or began elsewhere",
        "A sign-in or registration that takes several steps lives five minutes, in one browser, and is good for one success. Begin again.";
    TotpEnabled = "totp.enabled", 409, "An authenticator app is set up already",
        "Remove it first to set up another.";
    TotpNotFound = "totp.not_found", 404, "There is no authenticator app",
        "None is set up, or its set-up was not finished in time. Begin again.";
    PasskeyNotFound = "passkey.not_found", 404, "There is no such passkey",
        "None of your passkeys has this id.";
    PasskeyTaken = "passkey.taken", 409, "The passkey is registered already",
        "Use another authenticator, or sign in with this one.";
    PasskeyLimit = "passkey.limit", 409, "You have as many passkeys as one may have",
        "Remove a passkey that you no longer use.";
    PasskeyRefused = "passkey.refused", 401, "The passkey was not accepted",
        "It was removed, belongs to another site, or its answer was damaged. Try again, or sign in with your password.";
    PasskeyUnavailable = "passkey.unavailable", 409, "This site cannot use passkeys",
        "It is reached by an address of numbers; browsers make passkeys only for names.";
    PermissionDenied = "permission.denied", 403, "You may not do this",
        "Your roles do not include the permission that `detail` names.";
    AccountUnconfirmed = "account.unconfirmed", 403, "Your e-mail address is not confirmed yet",
        "What others can see needs a confirmed address. Follow the link in the mail that you got, or ask for another with `POST /api/v2/auth/resend-confirmation`; on a site that sends no mail an admin confirms addresses.";
    AccountLeaving = "account.leaving", 403, "Your account is on its way to be deleted",
        "You asked for it, and until its day nothing works but reading who you are, exporting your data, signing out, and keeping the account: sign in on the site, or call `POST /api/v2/me/restore`.";
    AccountNotLeaving = "account.not_leaving", 409, "Your account is not on its way to be deleted",
        "There is nothing to take back: the account stays.";
    LinkInvalid = "link.invalid", 400, "The link is not valid",
        "It was used, has expired, or a newer one was sent. Ask for another.";
    EmailTaken = "email.taken", 409, "Another account has confirmed this address",
        "Sign in with the account that has it, or use another address.";
    RegistrationClosed = "registration.closed", 403, "Registration is closed",
        "This site does not take new accounts at present.";
    RegistrationWaiting = "registration.waiting", 403, "The account waits to be let in",
        "The people who keep this site look at each new account. Sign in again later.";
    RegistrationRefused = "registration.refused", 403, "The account was not let in",
        "The people who keep this site decided against this account.";
    RegistrationNotFound = "registration.not_found", 404, "Nobody of this name waits",
        "Nobody of this name waits to be let in, or somebody has decided already.";
    InvitationNotFound = "invitation.not_found", 404, "There is no such invitation",
        "No invitation has this id.";
    UsernameChangedRecently = "username.changed_recently", 409, "The username was changed a short while ago",
        "A username can be changed once in 30 days; `detail` says when the next change is possible.";
    LinksTooEarly = "links.too_early", 403, "The account is too new for links to other sites",
        "New accounts cannot publish links to other sites yet; `detail` says when they can. Nothing is lost: a draft stays a draft.";
    UsernameTaken = "username.taken", 409, "The username is taken",
        "Choose another username; names are public and one of a kind.";
    SessionNotFound = "session.not_found", 404, "There is no such session",
        "None of your sessions has this id.";
    PersonalTokenNotFound = "token.not_found", 404, "There is no such token",
        "None of your personal access tokens has this id.";
    PersonalTokenLimit = "token.limit", 409, "You have as many tokens as one may have",
        "Revoke a token that you no longer need.";
    RoleNotFound = "role.not_found", 404, "There is no such role",
        "No role has this name.";
    RoleNameTaken = "role.name_taken", 409, "The name of the role is taken",
        "Choose another name.";
    RoleInUse = "role.in_use", 409, "The role is in use",
        "People hold it, or new accounts get it. Take it away from them first.";
    RoleBuiltIn = "role.built_in", 409, "The role belongs to the program",
        "Built-in roles stay, and the administrators' role keeps every permission. Make a role of your own.";
    RoleLimit = "role.limit", 409, "There are as many roles as a site may have",
        "Delete a role that nobody needs.";
    LastAdmin = "user.last_admin", 409, "A site needs an administrator",
        "Make somebody else an administrator first.";
    UserWrongState = "user.wrong_state", 409, "The account is not in the right state",
        "It is suspended already, or not suspended, or nobody uses it.";
    UserNotFound = "user.not_found", 404, "There is no such person",
        "No account has this name or id.";
    FollowSelf = "follow.self", 422, "One does not follow oneself",
        "What you write reaches you anyway. Follow somebody else.";
    FollowMissing = "follow.missing", 409, "You do not follow this person",
        "The bell belongs to a follow. Follow the person first.";
    BlockSelf = "block.self", 422, "One does not block or mute oneself",
        "Name somebody else.";
    UserBlocked = "user.blocked", 403, "One of you has blocked the other",
        "While a block stands between two people, neither follows, likes or answers the other.";
    PostNotFound = "post.not_found", 404, "There is no such post",
        "No post has this address or id, or you may not see it.";
    PostRemoved = "post.removed", 410, "The post was removed",
        "Staff removed this post.";
    PostStale = "post.stale", 412, "The post has changed since you read it",
        "Somebody saved another version. `current` holds it; merge and send again with its ETag.";
    PostChanged = "post.changed", 409, "The post has changed since you read it",
        "Its `updated_at` is not the one you sent. Read it again, merge and send again.";
    PostWrongState = "post.wrong_state", 409, "The post is not in the right state",
        "The verb does not lead away from the state that the post is in.";
    PostPinsFull = "post.pins_full", 409, "As many posts are pinned as may be",
        "Unpin one of your posts first.";
    SlugTaken = "slug.taken", 409, "The address is taken",
        "Another post or category has this slug.";
    CommentNotFound = "comment.not_found", 404, "There is no such comment",
        "No comment has this id, or you may not see it.";
    CommentStale = "comment.stale", 412, "The comment has changed since you read it",
        "Read it again and repeat the change with its new ETag.";
    CommentsClosed = "comments.closed", 409, "Comments are closed",
        "The author takes no new comments on this post.";
    CategoryNotFound = "category.not_found", 404, "There is no such category",
        "No category has this slug.";
    CategoryInUse = "category.in_use", 409, "The category still has posts",
        "Move its posts to another category first.";
    CategoryStale = "category.stale", 412, "The category has changed since you read it",
        "Read it again and repeat the change with its new ETag.";
    TagNotFound = "tag.not_found", 404, "There is no such tag",
        "No published post has this tag.";
    NotificationNotFound = "notification.not_found", 404, "There is no such notification",
        "None of your notifications has this id, or what it is about is gone.";
    MediaNotFound = "media.not_found", 404, "There is no such image",
        "No image has this id, or it is not yours.";
    MediaUnsupported = "media.unsupported", 415, "The file is not an image we take",
        "Send PNG, JPEG, WebP or GIF.";
    MediaMalformed = "media.malformed", 422, "The image cannot be read",
        "The file is damaged, or larger than its limits of pixels.";
    MediaQuotaExceeded = "media.quota_exceeded", 413, "Your space for images is full",
        "Delete images that you no longer need.";
    MediaInUse = "media.in_use", 409, "The image is in use",
        "A post shows this image as its cover; choose another cover first.";
    IdempotencyMismatch = "idempotency.mismatch", 422, "The idempotency key was used for another request",
        "Use a new `Idempotency-Key` for each new request.";
    IdempotencyRunning = "idempotency.running", 409, "The first request with this key is still running",
        "Wait a moment and send the same request again.";
    MailNotFound = "mail.not_found", 404, "There is no such mail",
        "No mail in the outbox has this id.";
    MailOver = "mail.over", 409, "The mail is not waiting to be sent",
        "It was sent, or there was no need for it any more.";
    SetUpLinkInvalid = "setup.link_invalid", 404, "The set-up link is not valid",
        "The link was used, or a newer one was made. Start the server again for a new one.";
    SetUpDone = "setup.done", 409, "The site is set up already",
        "Sign in as its admin.";
    TicketInvalid = "ticket.invalid", 401, "The ticket is not valid",
        "A ticket for the channel is good once, for 30 seconds and for the session that asked for it. Ask for another.";
    ChannelOff = "channel.off", 403, "Live updates are switched off",
        "Whoever runs this site has switched live updates off. What is new stands on a page when it is opened again.";
    TopicUnknown = "topic.unknown", 404, "There is no such topic",
        "The documentation of the channel's frames lists the topics.";
    TopicLimit = "topic.limit", 409, "You hear of as many topics as one may",
        "Unsubscribe from a topic that you no longer need.";
    FrameInvalid = "frame.invalid", 400, "The frame cannot be read",
        "Frames are JSON as the documentation of the channel says, and the first one is `hello`, with a version that the server speaks.";
    LimitExceeded = "limit.exceeded", 429, "Too many requests",
        "Wait for the time that `Retry-After` gives, in seconds.";
    ServiceBusy = "service.busy", 503, "The server is busy",
        "Try again after the time that `Retry-After` gives, in seconds.";
    ServiceUnavailable = "service.unavailable", 503, "A part of the service is not available",
        "Try again after the time that `Retry-After` gives, in seconds.";
    Internal = "internal", 500, "Something went wrong on our side",
        "The fault is logged under `request_id`. Tell it to the site's owner if it lasts.";
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Code {
    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = Self::ALL.iter().map(|code| code.as_str()).collect();
        json_schema!({
            "type": "string",
            "maxLength": 60,
            "description": "A stable, dotted name of what went wrong; each has a page at /problems/{code}. More may come: go by \
                the status where you do not know the code.",
            "enum": names,
            "x-open": true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_statuses_are_errors() {
        let names: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();

        assert_eq!(names.len(), Code::ALL.len());
        assert!(Code::ALL.iter().all(|code| (400..=599).contains(&code.status())));
        assert!(Code::ALL.iter().all(|code| code.as_str().parse() == Ok(*code)));
    }
}
