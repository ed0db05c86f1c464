//! The DTOs of `/api/v2`: the whole product, as the app and integrators see it.
//!
//! Field docs are the API reference. Requests refuse unknown fields and have a `parse` that gives an input or every
//! wrong field; answers are built by the server alone.

mod account;
mod admin_settings;
mod category;
mod comment;
mod image;
mod invitation;
mod list;
mod password;
mod post;
mod problem;
mod registration;
mod search;
mod session;
mod site;
mod user;

pub use account::{ChangeUsername, Me, UpdateMe};
pub use admin_settings::{AdminSettings, RegistrationSettings, UpdateAdminSettings, UpdateRegistrationSettings};
pub use category::{Category, CategoryRef, CreateCategory, Tag, TagRef, UpdateCategory};
pub use comment::{Comment, CommentState, CommentVersion, CreateComment, HeldComment, HideComment, UpdateComment};
pub use image::{Image, ImageVariant, Media, UpdateMedia};
pub use invitation::{CreateInvitation, CreatedInvitation, Invitation};
pub use list::List;
pub use password::{CheckPassword, PasswordStrength};
pub use post::{
    CreatePost, Heading, OwnPost, Post, PostState, PostSummary, PostViewer, PublishPost, RemovePost, Render, Rendered,
    UpdatePost,
};
pub use problem::{Current, Problem};
pub use registration::{Register, Registered, Registration, RegistrationForm, Terms};
pub use search::{SearchHit, SearchKind, SearchResults, Segment};
pub use session::{AccessGrant, Empty, Login, Session, SessionKind};
pub use site::{RegistrationMode, SetUp, Site};
pub use user::{Profile, UserRef};
