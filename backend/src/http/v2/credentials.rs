//! What goes by mail: confirming an address, getting a new password; and changing either.

use aide::{
    axum::{
        ApiRouter,
        routing::{post_with, put_with},
    },
    transform::TransformOperation,
};
use axum::{extract::State, http::StatusCode};
use broadsheet_shared::{limit::Action, problem::Code, v2};

use super::example;
use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Device, Json, SameSite, SignedIn, access},
    },
    services::accounts,
};

const MAIL_ASKED: &str = "If there is such an account, a mail is on its way to its address. Look into the spam folder too; \
                          at most three mails an hour are sent.";
const NO_MAIL: &str = "This site sends no mail. Ask one of its admins: they confirm addresses and set new passwords.";
const CONFIRMED: &str = "Your address is confirmed.";
const RESET: &str = "Your password is changed, and you are signed out everywhere. Sign in with the new one.";
const EMAIL_ASKED: &str = "A mail is on its way to the new address. Follow the link in it to make the change.";

/// The operations around addresses and passwords.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/auth/confirm-email", post_with(confirm_email, confirm_email_doc))
        .api_route("/auth/resend-confirmation", post_with(resend_confirmation, resend_confirmation_doc))
        .api_route("/auth/forgot-password", post_with(forgot_password, forgot_password_doc))
        .api_route("/auth/reset-password", post_with(reset_password, reset_password_doc))
        .api_route(
            "/me/email",
            put_with(change_email, change_email_doc).delete_with(cancel_email_change, cancel_email_change_doc),
        )
        .api_route("/me/password", put_with(change_password, change_password_doc))
}

fn notice(message: &str) -> Json<v2::Notice> {
    Json(v2::Notice { message: message.to_owned() })
}

/// What is said of a mail that was asked for, whatever became of it.
fn asked(state: &AppState, message: &str) -> (StatusCode, Json<v2::Notice>) {
    (StatusCode::ACCEPTED, notice(if state.context().mail.sends() { message } else { NO_MAIL }))
}

async fn confirm_email(
    State(state): State<AppState>,
    _: SameSite,
    Device(device): Device,
    Json(body): Json<v2::ConfirmEmail>,
) -> Answer<Json<v2::Notice>> {
    accounts::confirm_email(state.context(), &body.token.0, &device).await?;
    Ok(notice(CONFIRMED))
}

fn confirm_email_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("confirmEmail")
        .tag("auth")
        .with(doc::counts_as(Action::AuthConfirm))
        .summary("Confirm an address")
        .description(
            "The token stands behind `#token=` in the mailed link. It is good for 24 hours and one use, and only while the \
             account's password stays the same. Confirms the address of a new account, or makes a new address the \
             account's own; that ends its sessions but the one that asked for the change.",
        )
        .response_with::<200, Json<v2::Notice>, _>(|answer| {
            answer.description("The address is confirmed.").example(example::notice(CONFIRMED))
        })
        .with(doc::problems(&[Code::LinkInvalid, Code::EmailTaken, Code::OriginForbidden]))
}

async fn resend_confirmation(
    State(state): State<AppState>,
    _: SameSite,
    Json(body): Json<v2::RequestMail>,
) -> Answer<(StatusCode, Json<v2::Notice>)> {
    let name = body.parse().map_err(Problem::invalid_fields)?;
    accounts::resend_confirmation(state.context(), &name).await?;
    Ok(asked(&state, MAIL_ASKED))
}

fn resend_confirmation_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("resendConfirmation")
        .tag("auth")
        .with(doc::counts_as(Action::AuthReset))
        .summary("Ask for the mail with the confirmation link again")
        .description("The answer is the same whether or not there is such an account, and whether it needs the mail.")
        .response_with::<202, Json<v2::Notice>, _>(|answer| {
            answer.description("If it is needed, a mail is on its way.").example(example::notice(MAIL_ASKED))
        })
        .with(doc::problems(&[Code::OriginForbidden]))
}

async fn forgot_password(
    State(state): State<AppState>,
    _: SameSite,
    Json(body): Json<v2::RequestMail>,
) -> Answer<(StatusCode, Json<v2::Notice>)> {
    let name = body.parse().map_err(Problem::invalid_fields)?;
    accounts::forgot_password(state.context(), &name).await?;
    Ok(asked(&state, MAIL_ASKED))
}

fn forgot_password_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("forgotPassword")
        .tag("auth")
        .with(doc::counts_as(Action::AuthReset))
        .summary("Ask for a link to a new password")
        .description(
            "The mail goes to the account's confirmed address, whatever was typed. The answer is the same whether or not \
             there is such an account.",
        )
        .response_with::<202, Json<v2::Notice>, _>(|answer| {
            answer.description("If there is such an account, a mail is on its way.").example(example::notice(MAIL_ASKED))
        })
        .with(doc::problems(&[Code::OriginForbidden]))
}

async fn reset_password(
    State(state): State<AppState>,
    _: SameSite,
    Device(device): Device,
    Json(body): Json<v2::ResetPassword>,
) -> Answer<Json<v2::Notice>> {
    let password = body.parse().map_err(Problem::invalid_fields)?;
    accounts::reset_password(state.context(), &body.token.0, &password, &device).await?;
    Ok(notice(RESET))
}

fn reset_password_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("resetPassword")
        .tag("auth")
        .with(doc::counts_as(Action::AuthConfirm))
        .summary("Choose a new password by a mailed link")
        .description(
            "The token stands behind `#token=` in the mailed link. It is good for 30 minutes and one use; a password that \
             is refused does not use it up. Ends every session of the account.",
        )
        .response_with::<200, Json<v2::Notice>, _>(|answer| {
            answer.description("The password is changed.").example(example::notice(RESET))
        })
        .with(doc::problems(&[Code::LinkInvalid, Code::OriginForbidden]))
}

async fn change_email(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
    Json(body): Json<v2::ChangeEmail>,
) -> Answer<(StatusCode, Json<v2::Notice>)> {
    let change = body.parse().map_err(Problem::invalid_fields)?;
    accounts::change_email(state.context(), &actor, change).await?;
    Ok(asked(&state, EMAIL_ASKED))
}

fn change_email_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("changeEmail")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Change your address")
        .description(
            "A mail goes to the new address; following its link makes the change, and the old address hears of it. An \
             address that was never confirmed is replaced at once; one that you were invited at has to be confirmed first. \
             Where the site takes addresses of some domains alone, that holds here as at registration. The answer is the \
             same if another account has the address: its owner gets a mail then.",
        )
        .response_with::<202, Json<v2::Notice>, _>(|answer| {
            answer.description("A mail is on its way.").example(example::notice(EMAIL_ASKED))
        })
}

async fn cancel_email_change(State(state): State<AppState>, SignedIn(actor, ..): SignedIn) -> Answer<StatusCode> {
    accounts::cancel_email_change(state.context(), &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn cancel_email_change_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("cancelEmailChange")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Keep your present address")
        .description(
            "Takes back the change that waits for the new address to be confirmed: the link that was mailed there opens \
             nothing any more. Nothing that waits is fine too.",
        )
        .response_with::<204, (), _>(|answer| answer.description("No other address waits."))
}

async fn change_password(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Enrolling>,
    Json(body): Json<v2::ChangePassword>,
) -> Answer<StatusCode> {
    let change = body.parse().map_err(Problem::invalid_fields)?;
    accounts::change_password(state.context(), &actor, change).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn change_password_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("changePassword")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Change your password")
        .description("Ends all of your sessions but the one that asks. You get a mail that says so.")
        .response_with::<204, (), _>(|answer| answer.description("The password is changed."))
}
