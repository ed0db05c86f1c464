//! The DTOs of `/api/v2`: the whole product, as the app and integrators see it.
//!
//! Field docs are the API reference. Requests refuse unknown fields and have a `parse` that gives an input or every
//! wrong field; answers are built by the server alone.

mod account;
mod admin_settings;
mod audit;
mod category;
mod channel;
mod comment;
mod credentials;
mod departure;
mod factor;
mod image;
mod invitation;
mod list;
mod mail;
mod notification;
mod passkey;
mod password;
mod personal_token;
mod post;
mod problem;
mod registration;
mod role;
mod search;
mod session;
mod site;
mod staff;
mod user;
mod words;

pub use account::{ChangeUsername, Me, SetAvatar, UpdateMe};
pub use admin_settings::{
    AdminSettings, ChannelSettings, RegistrationSettings, UpdateAdminSettings, UpdateChannelSettings,
    UpdateRegistrationSettings,
};
pub use audit::{AuditDetail, AuditEntry, AuditOrigin, AuditPerson, AuditSubject, OwnAuditEntry};
pub use category::{Category, CategoryRef, CreateCategory, Tag, TagRef, TagViewer, UpdateCategory};
pub use channel::ChannelTicket;
pub use comment::{
    Comment, CommentState, CommentVersion, CommentViewer, CreateComment, HeldComment, HideComment, UpdateComment,
};
pub use credentials::{ChangeEmail, ChangePassword, ConfirmEmail, LinkToken, Notice, RequestMail, ResetPassword};
pub use departure::{ContentChoice, DeleteMe, Departure};
pub use factor::{
    ConfirmTotp, FactorAdded, FactorMethod, GiveSecondFactor, NewTotp, Proof, QrCode, RecoveryCodeStatus,
    RecoveryCodes, SecondFactorChallenge, TotpStatus,
};
pub use image::{Image, ImageVariant, Media, UpdateMedia};
pub use invitation::{CreateInvitation, CreatedInvitation, Invitation};
pub use list::List;
pub use mail::{Mail, MailState, MailTemplate};
pub use notification::{
    MutedThread, Notification, NotificationChoice, NotificationComment, NotificationEmail, NotificationList,
    NotificationPost, NotificationSettings, NotificationType, NotificationVerb, ReadNotifications,
    SetNotificationSettings, UnreadNotifications, UpdateNotification,
};
pub use passkey::{
    AddedPasskey, Passkey, PasskeyAnswer, PasskeyOptions, RegisterPasskey, RenamePasskey, SignInWithPasskey,
};
pub use password::{CheckPassword, PasswordStrength};
pub use personal_token::{CreatePersonalToken, CreatedPersonalToken, MAX_TOKEN_DAYS, PersonalToken};
pub use post::{
    CreatePost, Heading, OwnPost, Post, PostState, PostSummary, PostViewer, PublishPost, RemovePost, Render, Rendered,
    UpdatePost,
};
pub use problem::{Current, Problem, Stored};
pub use registration::{Register, Registered, Registration, RegistrationForm, Terms};
pub use role::{CreateRole, MAX_ROLE_POSITION, PermissionInfo, Role, SetRoles, UpdateRole};
pub use search::{SearchHit, SearchKind, SearchResults, Segment};
pub use session::{AccessGrant, Empty, Login, Session, SessionKind};
pub use site::{RegistrationMode, SetUp, Site};
pub use staff::{AccountStatus, RegistrationStanding, StaffUser, SuspendUser, Suspension, UpdateUser};
pub use user::{GONE_PREFIX, Profile, ProfileViewer, UserRef};
