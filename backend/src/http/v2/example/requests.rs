//! Requests as the document shows them, one for each operation that takes a body, in the order of the resources.
//!
//! Each is built from the type that the operation reads and judged by it, so that no example is refused.

use broadsheet_shared::{permission::Permission, scope::Scope, v2};
use serde_json::json;

use super::{
    factors, notifications,
    posts::{self, MORNING},
};
use crate::http::doc::RequestExample;

const LINK_TOKEN: &str = "8Xv0c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXM";
const PASSWORD: &str = "correct horse battery staple";
const ALT: &str = "The engine, seen from above";
const MARKDOWN: &str = "A first *line*.\n";

/// All of them.
pub(in crate::http) fn requests() -> Vec<RequestExample> {
    [accounts(), mailed_links(), joining(), second_factors(), told(), posts(), comments_and_media(), staff()]
        .into_iter()
        .flatten()
        .collect()
}

fn accounts() -> Vec<RequestExample> {
    let text = str::to_owned;
    let register = v2::Register {
        username: text("ada"),
        email: text("ada@example.org"),
        password: text(PASSWORD),
        display_name: text("Ada Lovelace"),
        ..v2::Register::default()
    };
    let login = v2::Login { login: text("ada"), password: text(PASSWORD) };
    let profile = v2::UpdateMe { bio: Some(text("I write about *engines*.")), ..v2::UpdateMe::default() };
    let token = v2::CreatePersonalToken {
        name: text("Nightly backup"),
        scopes: vec![Scope::Read],
        expires_in_days: 90,
        password: Some(text(PASSWORD)),
    };
    let leaving = v2::DeleteMe { content: v2::ContentChoice::Anonymise, password: Some(text(PASSWORD)), passkey: None };
    let site = v2::SetUp {
        token: text(LINK_TOKEN),
        site_name: text("The Daily Ferris"),
        site_description: text("News and notes by people who like crabs."),
        site_language: text("en"),
        site_base_url: text("https://blog.example.org"),
        username: text("ada"),
        email: text("ada@example.org"),
        password: text(PASSWORD),
        display_name: text("Ada Lovelace"),
    };
    vec![
        RequestExample::new("register", &register, |body| body.application().is_ok()),
        RequestExample::new("login", &login, |body| body.parse().is_ok()),
        RequestExample::new("refresh", &v2::Empty {}, |_| true),
        RequestExample::new("logout", &v2::Empty {}, |_| true),
        RequestExample::new("updateMe", &profile, |body| body.parse().is_ok()),
        RequestExample::new("deleteMe", &leaving, |body| body.parse().is_ok()),
        RequestExample::new("restoreMe", &v2::Empty {}, |_| true),
        RequestExample::new("exportMe", &v2::Empty {}, |_| true),
        RequestExample::new("createPersonalToken", &token, |body| body.parse().is_ok()),
        RequestExample::new("setUp", &site, |body| body.parse().is_ok()),
    ]
}

fn mailed_links() -> Vec<RequestExample> {
    let text = str::to_owned;
    let token = || v2::LinkToken(text(LINK_TOKEN));
    let mail = v2::RequestMail { login: text("ada@example.org") };
    let reset = v2::ResetPassword { token: token(), password: text(PASSWORD) };
    let password = v2::ChangePassword { current_password: text("the old one"), password: text(PASSWORD) };
    let email = v2::ChangeEmail { email: text("ada@example.com"), current_password: text(PASSWORD) };
    vec![
        RequestExample::new("confirmEmail", &v2::ConfirmEmail { token: token() }, |_| true),
        RequestExample::new("resendConfirmation", &mail, |body| body.parse().is_ok()),
        RequestExample::new("forgotPassword", &mail, |body| body.parse().is_ok()),
        RequestExample::new("resetPassword", &reset, |body| body.parse().is_ok()),
        RequestExample::new("changePassword", &password, |body| body.parse().is_ok()),
        RequestExample::new("changeEmail", &email, |body| body.parse().is_ok()),
    ]
}

fn joining() -> Vec<RequestExample> {
    let text = str::to_owned;
    let question =
        v2::CheckPassword { password: text(PASSWORD), username: text("ada"), ..v2::CheckPassword::default() };
    let avatar = v2::SetAvatar { avatar_id: posts::media().image.id };
    let name = v2::ChangeUsername { username: text("ada-lovelace"), current_password: text(PASSWORD) };
    let invitation = v2::CreateInvitation { email: Some(text("grace@example.org")), ..v2::CreateInvitation::default() };
    let registration = v2::UpdateRegistrationSettings {
        mode: Some(v2::RegistrationMode::Approval),
        allowed_domains: Some(vec![text("example.org")]),
        ..v2::UpdateRegistrationSettings::default()
    };
    let channel = v2::UpdateChannelSettings { live_updates: Some(true) };
    let settings = v2::UpdateAdminSettings { registration: Some(registration), channel: Some(channel) };
    vec![
        RequestExample::new("measurePassword", &question, |body| !body.parse().password.is_empty()),
        RequestExample::new("changeUsername", &name, |body| body.parse().is_ok()),
        RequestExample::new("setAvatar", &avatar, |_| true),
        RequestExample::new("createInvitation", &invitation, |body| body.parse().is_ok()),
        RequestExample::new("approveRegistration", &v2::Empty {}, |_| true),
        RequestExample::new("refuseRegistration", &v2::Empty {}, |_| true),
        RequestExample::new("updateSettings", &settings, |body| body.parse().is_ok()),
    ]
}

fn second_factors() -> Vec<RequestExample> {
    let text = str::to_owned;
    let proof = v2::Proof { password: Some(text(PASSWORD)), passkey: None };
    let step = v2::GiveSecondFactor {
        challenge: text(factors::CHALLENGE),
        code: Some(text("123456")),
        ..v2::GiveSecondFactor::default()
    };
    let answer = v2::PasskeyAnswer { challenge: text(factors::CHALLENGE), credential: factors::credential() };
    let register = v2::RegisterPasskey {
        challenge: text(factors::CHALLENGE),
        credential: factors::credential(),
        name: text("Phone"),
    };
    vec![
        RequestExample::new("giveSecondFactor", &step, |body| body.parse().is_ok()),
        RequestExample::new("beginPasskeySignIn", &v2::Empty {}, |_| true),
        RequestExample::new("signInWithPasskey", &answer, |_| true),
        RequestExample::new("beginTotp", &proof, |body| body.parse().is_ok()),
        RequestExample::new("confirmTotp", &v2::ConfirmTotp { code: text("123456") }, |body| body.parse().is_ok()),
        RequestExample::new("removeTotp", &proof, |body| body.parse().is_ok()),
        RequestExample::new("resetAccountFactors", &proof, |body| body.parse().is_ok()),
        RequestExample::new("renewRecoveryCodes", &proof, |body| body.parse().is_ok()),
        RequestExample::new("beginPasskey", &proof, |body| body.parse().is_ok()),
        RequestExample::new("registerPasskey", &register, |body| body.parse().is_ok()),
        RequestExample::new("beginPasskeyProof", &v2::Empty {}, |_| true),
        RequestExample::new("renamePasskey", &v2::RenamePasskey { name: text("Key ring") }, |body| {
            body.parse().is_ok()
        }),
        RequestExample::new("removePasskey", &proof, |body| body.parse().is_ok()),
    ]
}

fn told() -> Vec<RequestExample> {
    let read = v2::UpdateNotification { is_read: Some(true) };
    let all = v2::ReadNotifications { until: Some(MORNING), ..v2::ReadNotifications::default() };
    let settings = notifications::set_notification_settings();
    vec![
        RequestExample::new("updateNotification", &read, |_| true),
        RequestExample::new("readNotifications", &all, |_| true),
        RequestExample::new("setNotificationSettings", &settings, |_| true),
    ]
}

fn posts() -> Vec<RequestExample> {
    let text = str::to_owned;
    let create = v2::CreatePost {
        title: text("Notes on the engine"),
        body: text(MARKDOWN),
        category: Some(text("craft")),
        tags: vec![text("engines")],
        ..v2::CreatePost::default()
    };
    let update = v2::UpdatePost {
        body: Some(text("A better *line*.\n")),
        excerpt: Some(None),
        tags: Some(vec![text("engines"), text("looms")]),
        ..v2::UpdatePost::default()
    };
    let publish = v2::PublishPost { at: Some(MORNING.plus_secs(86_400)) };
    let remove = v2::RemovePost { reason: text(posts::REASON) };
    vec![
        RequestExample::new("createPost", &create, |body| body.parse().is_ok()),
        RequestExample::new("updatePost", &update, |body| body.parse().is_ok()),
        RequestExample::new("publishPost", &publish, |_| true),
        RequestExample::new("removePost", &remove, |body| body.parse().is_ok()),
        RequestExample::new("render", &v2::Render { body: text(MARKDOWN) }, |body| body.parse().is_ok()),
    ]
}

fn comments_and_media() -> Vec<RequestExample> {
    let text = str::to_owned;
    let comment = v2::CreateComment { body: text(MARKDOWN), parent_id: Some(posts::comment().id) };
    let better = v2::UpdateComment { body: text("A better *line*.\n") };
    let media = v2::UpdateMedia { alt: text(ALT) };
    vec![
        RequestExample::new("createComment", &comment, |body| body.parse().is_ok()),
        RequestExample::new("updateComment", &better, |body| body.parse().is_ok()),
        RequestExample::new("uploadMedia", &json!({"file": "the bytes of the image", "alt": ALT}), |_| true),
        RequestExample::new("updateMedia", &media, |body| body.parse().is_ok()),
    ]
}

fn staff() -> Vec<RequestExample> {
    let text = str::to_owned;
    let category = v2::CreateCategory {
        name: text("Craft"),
        slug: Some(text("craft")),
        description: text("Things made by hand."),
        position: 1,
    };
    let shelf = v2::UpdateCategory { position: Some(2), ..v2::UpdateCategory::default() };
    let account = v2::UpdateUser { is_email_confirmed: Some(true), ..v2::UpdateUser::default() };
    let roles = v2::SetRoles { roles: vec![text("author"), text("editor")] };
    let suspend =
        v2::SuspendUser { reason: text("Advertising in comments."), until: Some(MORNING.plus_secs(7 * 86_400)) };
    let role = v2::CreateRole {
        name: text("editor"),
        label: text("Editor"),
        position: 250,
        permissions: vec![Permission::PostsWrite, Permission::PostsPublish, Permission::PostsManageAny],
        requires_second_factor: true,
    };
    let label = v2::UpdateRole { label: Some(text("Chief editor")), ..v2::UpdateRole::default() };
    vec![
        RequestExample::new("createCategory", &category, |body| body.parse().is_ok()),
        RequestExample::new("updateCategory", &shelf, |body| body.parse().is_ok()),
        RequestExample::new("updateAccount", &account, |body| body.parse().is_ok()),
        RequestExample::new("setAccountRoles", &roles, |body| body.parse().is_ok()),
        RequestExample::new("suspendAccount", &suspend, |body| body.parse().is_ok()),
        RequestExample::new("createRole", &role, |body| body.parse().is_ok()),
        RequestExample::new("updateRole", &label, |body| body.parse().is_ok()),
    ]
}
